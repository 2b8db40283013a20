/* SPDX-License-Identifier: GPL-3.0-or-later */

#define _GNU_SOURCE /* for memmem() */

#include "listener-fixture.h"

#include <string.h>

#include "waiting.h"

typedef struct
{
  Listener          *listener;
  GSocketConnection *connection;
  gboolean           is_answered;
  char               bytes[1024];
} Visit;

static void read_on (Visit *visit);

static void
hang_up (Visit *visit)
{
  visit->listener->n_open--;
  g_io_stream_close (G_IO_STREAM (visit->connection), NULL, NULL);
  g_object_unref (visit->connection);
  g_free (visit);
}

static void
answer (Visit *visit)
{
  GOutputStream *stream = g_io_stream_get_output_stream (G_IO_STREAM (visit->connection));
  const char *text = visit->listener->answer;

  g_assert_true (g_output_stream_write_all (stream, text, strlen (text), NULL, NULL, NULL));
  visit->is_answered = TRUE;
  visit->listener->n_answered++;
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Visit *visit = user_data;
  Listener *listener = visit->listener;
  gssize n_read = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);

  if (n_read <= 0)
    {
      hang_up (visit);
      return;
    }

  g_string_append_len (listener->heard, visit->bytes, n_read);
  if (listener->answer != NULL && !visit->is_answered)
    answer (visit);

  if (visit->is_answered && !listener->stays)
    hang_up (visit);
  else
    read_on (visit);
}

static void
read_on (Visit *visit)
{
  GInputStream *stream = g_io_stream_get_input_stream (G_IO_STREAM (visit->connection));

  g_input_stream_read_async (stream, visit->bytes, sizeof visit->bytes, G_PRIORITY_DEFAULT, NULL, read_cb, visit);
}

static gboolean
incoming_cb (GSocketService    *service,
             GSocketConnection *connection,
             GObject           *source,
             gpointer           user_data)
{
  Listener *self = user_data;
  Visit *visit = g_new0 (Visit, 1);

  self->n_taken++;
  self->n_open++;
  visit->listener = self;
  visit->connection = g_object_ref (connection);
  read_on (visit);

  return TRUE;
}

static guint16
listen_anywhere (GSocketListener *listener,
                 const char      *host)
{
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new_from_string (host, 0);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError) error = NULL;

  g_socket_listener_add_address (listener, wanted, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &address,
                                 &error);
  g_assert_no_error (error);

  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
}

Listener *
listener_new (void)
{
  return listener_new_on ("127.0.0.1");
}

/* A listener on another one of this machine's addresses. */
Listener *
listener_new_on (const char *host)
{
  Listener *self = g_new0 (Listener, 1);
  guint16 port;

  self->service = g_socket_service_new ();
  self->heard = g_string_new (NULL);
  port = listen_anywhere (G_SOCKET_LISTENER (self->service), host);
  self->address = g_strdup_printf ("http://%s:%u", host, port);
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);

  return self;
}

void
listener_free (Listener *self)
{
  listener_wait_closed (self);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_object_unref (self->service);
  g_string_free (self->heard, TRUE);
  g_free (self->address);
  g_free (self);
}

static gboolean
has_heard (gpointer user_data)
{
  Listener *self = user_data;

  return self->heard->len > 0;
}

/* Waits until that many connections were taken, and something was said on one of them. */
void
listener_wait_taken (Listener *self,
                     guint     n_taken)
{
  wait_until (has_heard, self);
  g_assert_cmpuint (self->n_taken, ==, n_taken);
}

static gboolean
has_answered (gpointer user_data)
{
  Listener *self = user_data;

  return self->n_answered > 0;
}

/* Waits until something was answered, and whoever asked has made of it what can be made of it without waiting. */
void
listener_wait_answered (Listener *self)
{
  wait_until (has_answered, self);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

static gboolean
is_closed (gpointer user_data)
{
  Listener *self = user_data;

  return self->n_open == 0;
}

/* Waits until the others have closed all their connections. */
void
listener_wait_closed (Listener *self)
{
  wait_until (is_closed, self);
}

/* Nobody was here before. A visit of our own shows it, because it would stand in the queue behind the others. */
void
listener_assert_alone (Listener *self)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GError) error = NULL;

  connection = g_socket_client_connect_to_uri (client, self->address, 80, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), "us", 2, NULL, NULL, &error);
  g_assert_no_error (error);
  listener_wait_taken (self, 1);
  g_assert_cmpstr (self->heard->str, ==, "us");
}

gboolean
listener_has_heard (Listener   *self,
                    const char *text)
{
  return memmem (self->heard->str, self->heard->len, text, strlen (text)) != NULL;
}

/* Returns an address where nobody listens. */
char *
find_unused_address (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  guint16 port = listen_anywhere (listener, "127.0.0.1");

  g_socket_listener_close (listener);

  return g_strdup_printf ("http://127.0.0.1:%u", port);
}
