/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "rough-fixture.h"

#include <string.h>
#include <sys/socket.h>

#define PREFACE_LENGTH 24
#define FRAME_HEAD_LENGTH 9

enum { FRAME_DATA = 0, FRAME_HEADERS = 1, FRAME_RST_STREAM = 3, FRAME_SETTINGS = 4, FRAME_PING = 6, FRAME_GOAWAY = 7 };
enum { FLAG_ACK = 1, FLAG_END_STREAM = 1, FLAG_END_HEADERS = 4, FLAG_PADDED = 8, FLAG_PRIORITY = 0x20 };

/* The static table of HPACK (RFC 7541, appendix A). */
enum { INDEXED_GET = 0x82, INDEXED_POST = 0x83 };

typedef struct
{
  Rough             *server;
  GSocketConnection *connection;
  guint              number;
} Visit;

Rough *
rough_new (RoughFunc   serve,
           const void *data)
{
  Rough *self = g_new0 (Rough, 1);

  self->serve = serve;
  self->data = data;
  self->listener = g_socket_listener_new ();
  self->cancellable = g_cancellable_new ();
  self->connections = g_ptr_array_new_with_free_func (g_object_unref);
  g_mutex_init (&self->mutex);

  return self;
}

void
rough_use_tls (Rough              *self,
               const char         *certificate,
               const char * const *protocols)
{
  g_autoptr (GError) error = NULL;

  self->certificate = g_tls_certificate_new_from_file (certificate, &error);
  g_assert_no_error (error);
  self->protocols = protocols;
}

static GIOStream *
wrap (Rough             *self,
      GSocketConnection *connection)
{
  g_autoptr (GError) error = NULL;
  GIOStream *stream;

  if (self->certificate == NULL)
    return g_object_ref (G_IO_STREAM (connection));

  stream = g_tls_server_connection_new (G_IO_STREAM (connection), self->certificate, &error);
  g_assert_no_error (error);
  g_object_set (stream, "authentication-mode", self->authentication, NULL);
  if (self->protocols != NULL)
    g_tls_connection_set_advertised_protocols (G_TLS_CONNECTION (stream), self->protocols);

  return stream;
}

static gpointer
visit_thread (gpointer data)
{
  Visit *visit = data;
  Rough *self = visit->server;
  g_autoptr (GIOStream) stream = wrap (self, visit->connection);

  self->serve (self, stream, visit->connection, visit->number);
  g_io_stream_close (stream, self->cancellable, NULL);
  g_object_unref (visit->connection);
  g_free (visit);
  g_atomic_int_add (&self->n_active, -1);

  return NULL;
}

static gpointer
accept_thread (gpointer data)
{
  Rough *self = data;
  guint n = 0;

  while (TRUE)
    {
      GSocketConnection *connection = g_socket_listener_accept (self->listener, NULL, self->cancellable, NULL);
      Visit *visit;

      if (connection == NULL)
        return NULL;

      g_mutex_lock (&self->mutex);
      g_ptr_array_add (self->connections, g_object_ref (connection));
      g_mutex_unlock (&self->mutex);
      g_atomic_int_inc (&self->n_active);
      visit = g_new (Visit, 1);
      *visit = (Visit) { self, connection, n++ };
      g_thread_unref (g_thread_new ("visit", visit_thread, visit));
    }
}

void
rough_start (Rough *self)
{
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError) error = NULL;

  g_socket_listener_add_address (self->listener, wanted, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &address,
                                 &error);
  g_assert_no_error (error);
  self->address = g_strdup_printf ("%s://127.0.0.1:%u", self->certificate != NULL ? "https" : "http",
                                   g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)));
  self->thread = g_thread_new ("accept", accept_thread, self);
}

static void
shut_down (gpointer connection,
           gpointer unused)
{
  g_socket_shutdown (g_socket_connection_get_socket (connection), TRUE, TRUE, NULL);
}

void
rough_free (Rough *self)
{
  g_cancellable_cancel (self->cancellable);
  g_thread_join (self->thread);
  g_mutex_lock (&self->mutex);
  g_ptr_array_foreach (self->connections, shut_down, NULL);
  g_mutex_unlock (&self->mutex);
  while (g_atomic_int_get (&self->n_active) > 0)
    g_usleep (1000);

  g_socket_listener_close (self->listener);
  g_object_unref (self->listener);
  g_clear_object (&self->certificate);
  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->connections);
  g_mutex_clear (&self->mutex);
  g_free (self->address);
  g_free (self);
}

guint
rough_count_connections (Rough *self)
{
  guint n;

  g_mutex_lock (&self->mutex);
  n = self->connections->len;
  g_mutex_unlock (&self->mutex);

  return n;
}

/* Returns (transfer full) (nullable): a request up to its body, or NULL if the connection ended before. */
char *
rough_read_head (GIOStream *stream)
{
  GInputStream *input = g_io_stream_get_input_stream (stream);
  g_autoptr (GString) head = g_string_new (NULL);
  char byte;

  while (!g_str_has_suffix (head->str, "\r\n\r\n"))
    {
      if (g_input_stream_read (input, &byte, 1, NULL, NULL) <= 0)
        return NULL;
      g_string_append_c (head, byte);
    }

  return g_string_free (g_steal_pointer (&head), FALSE);
}

void
rough_write (GIOStream  *stream,
             const char *text)
{
  g_output_stream_write_all (g_io_stream_get_output_stream (stream), text, strlen (text), NULL, NULL, NULL);
}

/* Ends a connection as one ends that a firewall has cut, or whose program was killed: who reads from it comes to its end,
 * and what it closes then is reset. */
void
rough_reset (GSocketConnection *connection)
{
  struct linger linger = { .l_onoff = 1, .l_linger = 0 };
  GSocket *socket = g_socket_connection_get_socket (connection);

  setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
  g_socket_shutdown (socket, TRUE, FALSE, NULL);
}

/* The newest first, with a @pause between them, in microseconds. */
void
rough_reset_all (Rough *self,
                 gulong pause)
{
  g_mutex_lock (&self->mutex);
  for (guint i = self->connections->len; i > 0; i--)
    {
      rough_reset (g_ptr_array_index (self->connections, i - 1));
      g_usleep (pause);
    }
  g_mutex_unlock (&self->mutex);
}

static gboolean
read_exactly (GIOStream *stream,
              guint8    *bytes,
              gsize      length)
{
  gsize n_read;

  return g_input_stream_read_all (g_io_stream_get_input_stream (stream), bytes, length, &n_read, NULL, NULL) &&
         n_read == length;
}

static void
write_frame (GIOStream    *stream,
             guint8        type,
             guint8        flags,
             guint32       id,
             const guint8 *payload,
             gsize         length)
{
  guint8 head[FRAME_HEAD_LENGTH] = { length >> 16, length >> 8, length, type, flags, id >> 24, id >> 16, id >> 8, id };
  GOutputStream *output = g_io_stream_get_output_stream (stream);

  g_output_stream_write_all (output, head, sizeof head, NULL, NULL, NULL);
  if (length > 0)
    g_output_stream_write_all (output, payload, length, NULL, NULL, NULL);
}

static void
write_number (GIOStream *stream,
              guint8     type,
              guint32    id,
              guint32    number)
{
  const guint8 payload[4] = { number >> 24, number >> 16, number >> 8, number };

  write_frame (stream, type, 0, id, payload, sizeof payload);
}

/* Literals whose names are the table's :status and content-length. */
static void
write_answer (GIOStream  *stream,
              guint32     id,
              const char *status,
              const char *body)
{
  g_autofree char *length = g_strdup_printf ("%" G_GSIZE_FORMAT, strlen (body));
  g_autoptr (GByteArray) head = g_byte_array_new ();

  g_byte_array_append (head, (const guint8[]) { 0x08, 3 }, 2);
  g_byte_array_append (head, (const guint8 *) status, 3);
  g_byte_array_append (head, (const guint8[]) { 0x0f, 0x0d, strlen (length) }, 3);
  g_byte_array_append (head, (const guint8 *) length, strlen (length));
  write_frame (stream, FRAME_HEADERS, FLAG_END_HEADERS, id, head->data, head->len);
  write_frame (stream, FRAME_DATA, FLAG_END_STREAM, id, (const guint8 *) body, strlen (body));
}

/* The method is the first header that libsoup sends. */
static gboolean
is_post (guint8        flags,
         const guint8 *payload)
{
  guint8 first;

  if (flags & FLAG_PADDED)
    payload++;
  if (flags & FLAG_PRIORITY)
    payload += 5;
  first = *payload;
  g_assert_true (first == INDEXED_GET || first == INDEXED_POST);

  return first == INDEXED_POST;
}

/* All that was asked before @id was answered. */
static void
go_away (GIOStream *stream,
         guint32    id)
{
  const guint8 payload[8] = { 0, 0, 0, id > 2 ? id - 2 : 0 };

  write_frame (stream, FRAME_GOAWAY, 0, 0, payload, sizeof payload);
}

#define TOKEN "{\"id\":\"i\",\"name\":\"New\",\"token\":\"rough-token\"}"

/* Returns FALSE if the connection ends. */
static gboolean
answer_http2 (Rough     *self,
              GIOStream *stream,
              guint32    id,
              gboolean   post)
{
  const Http2Plan *plan = self->data;
  int n_before = g_atomic_int_add (post ? &self->n_posts : &self->n_gets, 1);

  if (!post && plan->goes_away == n_before + 1)
    {
      go_away (stream, plan->promises ? id + 2 : id);
      return plan->stays;
    }
  if (post && n_before == 0 && plan->reset_code != 0)
    write_number (stream, FRAME_RST_STREAM, id, plan->reset_code);
  else if (post && n_before == 0 && plan->status != NULL)
    write_answer (stream, id, plan->status, "{}");
  else
    write_answer (stream, id, post ? "201" : "200", post ? TOKEN : "[]");

  return TRUE;
}

/* Any POST after the first one is answered with a token, however little it asks for. */
static void
serve_http1 (Rough     *self,
             GIOStream *stream)
{
  g_autofree char *head = rough_read_head (stream);

  if (head == NULL)
    return;

  g_atomic_int_inc (g_str_has_prefix (head, "POST") ? &self->n_posts : &self->n_gets);
  rough_write (stream, "HTTP/1.1 201 Created\r\nConnection: close\r\n\r\n" TOKEN);
}

/* As much of HTTP/2 as libsoup needs to send a request; its data is an Http2Plan. */
void
rough_serve_http2 (Rough     *self,
                   GIOStream *stream,
                   guint      number)
{
  guint8 head[PREFACE_LENGTH];
  gboolean post = FALSE;

  if (!g_tls_connection_handshake (G_TLS_CONNECTION (stream), NULL, NULL))
    return;
  if (g_strcmp0 (g_tls_connection_get_negotiated_protocol (G_TLS_CONNECTION (stream)), "h2") != 0)
    {
      serve_http1 (self, stream);
      return;
    }
  if (!read_exactly (stream, head, PREFACE_LENGTH))
    return;

  write_frame (stream, FRAME_SETTINGS, 0, 0, NULL, 0);
  while (read_exactly (stream, head, FRAME_HEAD_LENGTH))
    {
      gsize length = head[0] << 16 | head[1] << 8 | head[2];
      guint8 type = head[3];
      guint8 flags = head[4];
      guint32 id = head[5] << 24 | head[6] << 16 | head[7] << 8 | head[8];
      g_autofree guint8 *payload = g_malloc (length + 1);

      if (!read_exactly (stream, payload, length))
        return;
      if (type == FRAME_SETTINGS && !(flags & FLAG_ACK))
        write_frame (stream, FRAME_SETTINGS, FLAG_ACK, 0, NULL, 0);
      if (type == FRAME_HEADERS)
        post = is_post (flags, payload);
      if ((type == FRAME_HEADERS || type == FRAME_DATA) && (flags & FLAG_END_STREAM) &&
          !answer_http2 (self, stream, id, post))
        return;
    }
}
