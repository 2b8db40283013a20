/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim-stream.h"

#include <sys/socket.h>

/* Above this rate a drip has more bytes in a drop, not more drops. */
#define MOST_DROPS_PER_SECOND 50

/* A connection that is ours, with what is still to be written to it. */
typedef struct
{
  GIOStream  *stream;
  GByteArray *bytes;
  gsize       offset;
  gsize       drop;
  guint       interval_ms;
  guint8      scrap[256];
} Stream;

static Stream *
stream_new (SoupServerMessage *message)
{
  Stream *self = g_new0 (Stream, 1);

  self->stream = soup_server_message_steal_connection (message);
  self->bytes = g_byte_array_new ();

  return self;
}

static void
stream_free (Stream *self)
{
  g_object_unref (self->stream);
  g_byte_array_unref (self->bytes);
  g_free (self);
}

static void
closed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_io_stream_close_finish (G_IO_STREAM (source), result, NULL);
  stream_free (user_data);
}

static void
stream_close (Stream *self)
{
  g_io_stream_close_async (self->stream, G_PRIORITY_DEFAULT, NULL, closed_cb, self);
}

static void write_next (Stream *self);

static gboolean
drop_is_due_cb (gpointer user_data)
{
  write_next (user_data);

  return G_SOURCE_REMOVE;
}

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Stream *self = user_data;
  gsize n_written;

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, &n_written, NULL))
    {
      stream_close (self);
      return;
    }

  self->offset += n_written;
  if (self->offset == self->bytes->len)
    stream_close (self);
  else
    g_timeout_add (self->interval_ms, drop_is_due_cb, self);
}

static void
write_some (Stream *self,
            gsize   length)
{
  g_output_stream_write_all_async (g_io_stream_get_output_stream (self->stream), self->bytes->data + self->offset,
                                   length, G_PRIORITY_DEFAULT, NULL, written_cb, self);
}

static void
write_next (Stream *self)
{
  write_some (self, MIN (self->drop, self->bytes->len - self->offset));
}

static void
append_bytes (Stream *self,
              GBytes *bytes,
              gsize   length)
{
  g_byte_array_append (self->bytes, g_bytes_get_data (bytes, NULL), length);
}

/* Returns the length of the head. */
static gsize
append_head (Stream          *self,
             const SimAnswer *answer,
             gsize            content_length,
             gboolean         announces_close)
{
  g_autofree char *head = sim_answer_dup_head (answer, content_length, announces_close);
  gsize length = strlen (head);

  g_byte_array_append (self->bytes, (const guint8 *) head, length);

  return length;
}

/* Closes the connection without an answer, and with an RST: nobody who waits for the rest of it is polite enough. */
void
sim_stream_reset (SoupServerMessage *message)
{
  g_autoptr (GSocket) socket = g_object_ref (soup_server_message_get_socket (message));
  Stream *self = stream_new (message);
  struct linger linger = { .l_onoff = 1, .l_linger = 0 };

  /* Below TLS, too: a close_notify would make an orderly end of it. */
  setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
  g_socket_close (socket, NULL);
  stream_free (self);
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Stream *self = user_data;

  if (g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL) <= 0)
    stream_close (self);
  else
    g_input_stream_read_async (G_INPUT_STREAM (source), self->scrap, sizeof self->scrap, G_PRIORITY_DEFAULT, NULL,
                               read_cb, self);
}

/* Says nothing until the client has had enough and closes the connection. */
void
sim_stream_hang (SoupServerMessage *message)
{
  Stream *self = stream_new (message);

  g_input_stream_read_async (g_io_stream_get_input_stream (self->stream), self->scrap, sizeof self->scrap,
                             G_PRIORITY_DEFAULT, NULL, read_cb, self);
}

/* Sends the body without a head around it, so that anything can be sent, and closes. */
void
sim_stream_raw (SoupServerMessage *message,
                const SimAnswer   *answer)
{
  Stream *self = stream_new (message);

  append_bytes (self, answer->body, g_bytes_get_size (answer->body));
  write_some (self, self->bytes->len);
}

/*
 * Sends a head that promises more than comes: half of the body, then an orderly end. It must come unannounced: after
 * "Connection: close" libsoup takes it for a server that cannot count, and the half for the whole.
 */
void
sim_stream_cut_off (SoupServerMessage *message,
                    const SimAnswer   *answer)
{
  Stream *self = stream_new (message);
  gsize length = g_bytes_get_size (answer->body);

  append_head (self, answer, MAX (length, 1), FALSE);
  append_bytes (self, answer->body, length / 2);
  write_some (self, self->bytes->len);
}

/* Sends the head at once and then the body, a drop at a time. */
void
sim_stream_drip (SoupServerMessage *message,
                 const SimAnswer   *answer,
                 guint              bytes_per_second)
{
  Stream *self = stream_new (message);
  gsize length = g_bytes_get_size (answer->body);
  guint drops_per_second = MIN (bytes_per_second, MOST_DROPS_PER_SECOND);
  gsize head_length = append_head (self, answer, length, TRUE);

  append_bytes (self, answer->body, length);
  self->drop = bytes_per_second / drops_per_second;
  self->interval_ms = 1000 / drops_per_second;
  write_some (self, head_length);
}
