/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "wt-deadline.h"
#include "wt-error.h"
#include "wt-http-error.h"
#include "wt-http-try.h"
#include "wt-proxy-resolver.h"

#define CONNECT_SECONDS 10

/* Of an answer that is none, only what it says is wanted, which is short. */
#define MAX_PROBLEM_SIZE (64 * 1024)

/* A request on its way, owned by its task. Libsoup holds the task too, and may do so for longer than the task lasts: what
 * ends in time is the task. */
typedef struct
{
  SoupMessage  *message;
  GInputStream *stream;
  WtHttpBody   *body;
  WtDeadline   *deadline; /* of the next thing that has to happen */
  char         *host;
  WtHttpWay     way;
  GError       *error;
  gboolean      is_repeatable;
  gboolean      is_misdirected;
  gboolean      shows_problems;
  gboolean      has_ended;
} Try;

static void
try_free (Try *self)
{
  g_object_unref (self->message);
  g_clear_object (&self->stream);
  g_clear_pointer (&self->body, wt_http_body_free);
  g_clear_pointer (&self->deadline, wt_deadline_free);
  g_clear_error (&self->error);
  wt_http_way_clear (&self->way);
  g_free (self->host);
  g_free (self);
}

static void
leave (GTask *task)
{
  Try *self = g_task_get_task_data (task);

  self->has_ended = TRUE;
  wt_deadline_set_func (self->deadline, NULL, NULL);
  g_signal_handlers_disconnect_by_data (self->message, task);
}

/* Takes @error. */
static void
end_with_error (GTask  *task,
                GError *error)
{
  leave (task);
  g_task_return_error (task, error);
}

/* Takes @body. */
static void
end_with_answer (GTask      *task,
                 WtHttpBody *body)
{
  Try *self = g_task_get_task_data (task);

  leave (task);
  body->status = soup_message_get_status (self->message);
  body->reason = g_strdup (soup_message_get_reason_phrase (self->message));
  body->headers = soup_message_headers_ref (soup_message_get_response_headers (self->message));
  g_task_return_pointer (task, body, (GDestroyNotify) wt_http_body_free);
}

static gboolean
given_up_cb (gpointer user_data)
{
  GTask *task = user_data;
  Try *self = g_task_get_task_data (task);

  g_task_return_error (task, g_steal_pointer (&self->error));

  return G_SOURCE_REMOVE;
}

/* Ends the task from within libsoup, which may not be disturbed: a turn of the main loop later. Takes @error. */
static void
give_up (GTask  *task,
         GError *error)
{
  Try *self = g_task_get_task_data (task);
  g_autoptr (GSource) source = g_idle_source_new ();

  leave (task);
  self->error = error;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_task_attach_source (task, source, given_up_cb);
  wt_deadline_cancel (self->deadline);
}

/* An answer that is none says what it is by its status, whatever is wrong with its body. */
static gboolean
is_problem (Try *self)
{
  return !self->shows_problems && soup_message_get_status (self->message) >= 300;
}

/* A proxy is known once it was looked for, and the system's authorities are once a certificate was. */
static void
complete_way (GTask *task)
{
  SoupSession *session = g_task_get_source_object (task);
  GProxyResolver *resolver = soup_session_get_proxy_resolver (session);
  Try *self = g_task_get_task_data (task);

  if (self->way.proxy == NULL && WT_IS_PROXY_RESOLVER (resolver))
    self->way.proxy = wt_proxy_resolver_dup_proxy (WT_PROXY_RESOLVER (resolver));

  if (self->way.stage == WT_HTTP_STAGE_TLS)
    {
      g_autoptr (GTlsDatabase) system = g_tls_backend_get_default_database (g_tls_backend_get_default ());

      self->way.trusts_system = soup_session_get_tls_database (session) == system;
    }
}

/* The time is over, or whoever asked does not want it any more. Libsoup is told so too, and may never say that it heard. */
static void
due_cb (gpointer user_data)
{
  g_autoptr (GTask) task = g_object_ref (user_data);
  Try *self = g_task_get_task_data (task);

  complete_way (task);
  if (wt_deadline_has_passed (self->deadline) && is_problem (self))
    {
      /* The one that is there is being read into, still. */
      WtHttpBody *body = g_new0 (WtHttpBody, 1);

      body->document = wt_document_new ("", 0);
      end_with_answer (task, body);
    }
  else if (wt_deadline_has_passed (self->deadline))
    end_with_error (task, wt_http_error_new_time_out (&self->way, self->host));
  else
    end_with_error (task, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The request was cancelled"));
}

static void read_more (GTask *task);

static void
parse_in_thread (GTask        *parsing,
                 gpointer      source,
                 gpointer      data,
                 GCancellable *cancellable)
{
  WtHttpBody *body = data;

  body->document = wt_document_new (body->data, body->length);
  g_task_return_boolean (parsing, TRUE);
}

static void
parsed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Try *self = g_task_get_task_data (task);

  end_with_answer (task, g_steal_pointer (&self->body));
}

/* A large answer would keep the window busy for longer than anybody should notice. From here on it is not thrown away
 * because of a late cancellation: it may be a new token. */
static void
parse (GTask *task)
{
  Try *self = g_task_get_task_data (task);
  g_autoptr (GTask) parsing = NULL;

  wt_deadline_set_func (self->deadline, NULL, NULL);
  if (!wt_http_body_is_large (self->body))
    {
      self->body->document = wt_document_new (self->body->data, self->body->length);
      end_with_answer (task, g_steal_pointer (&self->body));
      return;
    }

  parsing = g_task_new (NULL, NULL, parsed_cb, g_object_ref (task));
  g_task_set_source_tag (parsing, parse);
  g_task_set_task_data (parsing, self->body, NULL);
  g_task_run_in_thread (parsing, parse_in_thread);
}

/* The rest is not read. Closing it would read on, but for what was cancelled. */
static void
drop_stream (Try *self)
{
  if (self->stream == NULL)
    return;

  wt_deadline_cancel (self->deadline);
  g_input_stream_close_async (self->stream, G_PRIORITY_DEFAULT, wt_deadline_get_cancellable (self->deadline), NULL, NULL);
}

static void
take (GTask  *task,
      gssize  n_read)
{
  Try *self = g_task_get_task_data (task);

  wt_deadline_restart (self->deadline, WT_HTTP_SILENCE_SECONDS);
  self->body->length += n_read;
  if (is_problem (self) && self->body->length > MAX_PROBLEM_SIZE)
    {
      drop_stream (self);
      parse (task);
    }
  else if (self->body->length > WT_DOCUMENT_MAX_SIZE)
    {
      drop_stream (self);
      end_with_error (task, wt_http_error_new_too_large (self->host));
    }
  else
    read_more (task);
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  Try *self = g_task_get_task_data (task);
  gssize n_read = g_input_stream_read_finish (G_INPUT_STREAM (source), result, &error);

  if (self->has_ended)
    drop_stream (self);
  else if (n_read > 0)
    take (task, n_read);
  else if (n_read == 0 || is_problem (self))
    parse (task);
  else
    end_with_error (task, wt_http_error_from_transport (error, self->message, &self->way, self->host));
}

static void
read_more (GTask *task)
{
  Try *self = g_task_get_task_data (task);

  wt_http_body_reserve (self->body);
  g_input_stream_read_async (self->stream,
                             self->body->data + self->body->length,
                             self->body->size - self->body->length,
                             G_PRIORITY_DEFAULT,
                             wt_deadline_get_cancellable (self->deadline),
                             read_cb,
                             g_object_ref (task));
}

/* To ask for a password for itself is a proxy's way, and no server's. */
static gboolean
is_out_of_place (Try *self)
{
  return self->way.stage == WT_HTTP_STAGE_SENT &&
         soup_message_get_status (self->message) == SOUP_STATUS_PROXY_AUTHENTICATION_REQUIRED;
}

static void
send_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  Try *self = g_task_get_task_data (task);

  self->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  complete_way (task);
  if (self->has_ended)
    {
      drop_stream (self);
      return;
    }
  if (self->stream == NULL)
    {
      end_with_error (task, wt_http_error_from_transport (error, self->message, &self->way, self->host));
      return;
    }
  if (is_out_of_place (self))
    {
      drop_stream (self);
      end_with_error (task, wt_http_error_new_unreadable (self->host));
      return;
    }

  self->body = g_new0 (WtHttpBody, 1);
  read_more (task);
}

static void
network_event_cb (SoupMessage        *message,
                  GSocketClientEvent  event,
                  GIOStream          *connection,
                  GTask              *task)
{
  Try *self = g_task_get_task_data (task);

  wt_http_way_note (&self->way, event, connection);
}

/* There is none, and the server may or may not go on without. */
static gboolean
request_certificate_cb (SoupMessage          *message,
                        GTlsClientConnection *connection,
                        GTask                *task)
{
  Try *self = g_task_get_task_data (task);

  self->way.wants_certificate = TRUE;

  return FALSE;
}

/* The connection is there. */
static void
starting_cb (SoupMessage *message,
             GTask       *task)
{
  Try *self = g_task_get_task_data (task);

  self->way.stage = WT_HTTP_STAGE_SENT;
  wt_deadline_restart (self->deadline, WT_HTTP_SILENCE_SECONDS);
}

static gboolean
is_short (SoupMessage *message)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);

  return soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH &&
         soup_message_headers_get_content_length (headers) <= MAX_PROBLEM_SIZE;
}

/* What is cancelled between this and send_cb(), libsoup 3.4 to 3.6.5 ends twice. Where the answer was there at once,
 * send_cb() is a turn of the main loop away.
 *
 * Of a 421 libsoup reads all there is, and then asks again. It has to come to its end with what is short: over HTTP/2 it
 * would keep a connection that it was disturbed on. */
static void
got_headers_cb (SoupMessage *message,
                GTask       *task)
{
  Try *self = g_task_get_task_data (task);

  wt_deadline_hold (self->deadline);
  self->is_misdirected = soup_message_get_status (message) == SOUP_STATUS_MISDIRECTED_REQUEST;
  if (!self->is_misdirected)
    return;

  soup_message_disable_feature (message, SOUP_TYPE_CONTENT_DECODER);
  if (!is_short (message))
    give_up (task, wt_http_error_new_unreadable (self->host));
}

/* What got no answer on a connection that was kept, or that the server did not take over HTTP/2, libsoup itself sends once
 * more; over HTTP/2 without its body. Only what asks and changes nothing may be sent twice.
 *
 * It has to connect for that: where the connection died at once, libsoup up to 3.6.5 hears of it late, takes it for a
 * failure of what it is sending by then, and ends that twice. Besides, whatever else was kept is as old as the dead one. */
static void
restarted_cb (SoupMessage *message,
              GTask       *task)
{
  Try *self = g_task_get_task_data (task);

  soup_message_add_flags (message, SOUP_MESSAGE_NEW_CONNECTION);
  if (self->is_misdirected)
    give_up (task, wt_http_error_new_unreadable (self->host));
  else if (!self->is_repeatable)
    give_up (task, wt_http_error_new_unreachable (self->host));
}

/**
 * wt_http_try_async:
 * @session: the session
 * @request: (transfer none): what to send
 * @host: the server's name
 * @cancellable: what ends it early, at any point
 * @callback: called when done
 * @user_data: for @callback
 *
 * Sends a request once and reads the whole answer, of any status, within the limits of the contract: 10 s to connect,
 * 20 s without a byte, %WT_DOCUMENT_MAX_SIZE bytes. It ends in time whatever libsoup does.
 */
void
wt_http_try_async (SoupSession         *session,
                   WtHttpRequest       *request,
                   const char          *host,
                   GCancellable        *cancellable,
                   GAsyncReadyCallback  callback,
                   gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (session, cancellable, callback, user_data);
  Try *self = g_new0 (Try, 1);

  g_task_set_source_tag (task, wt_http_try_async);
  g_task_set_task_data (task, self, (GDestroyNotify) try_free);
  g_task_set_check_cancellable (task, FALSE);

  wt_http_way_init (&self->way);
  self->host = g_strdup (host);
  self->is_repeatable = g_str_equal (request->method, SOUP_METHOD_GET);
  self->shows_problems = request->any_status;
  self->message = wt_http_request_build_message (request);
  self->deadline = wt_deadline_new (CONNECT_SECONDS, cancellable);
  wt_deadline_set_func (self->deadline, due_cb, task);

  g_signal_connect (self->message, "network-event", G_CALLBACK (network_event_cb), task);
  g_signal_connect (self->message, "request-certificate", G_CALLBACK (request_certificate_cb), task);
  g_signal_connect (self->message, "starting", G_CALLBACK (starting_cb), task);
  g_signal_connect (self->message, "got-headers", G_CALLBACK (got_headers_cb), task);
  g_signal_connect (self->message, "restarted", G_CALLBACK (restarted_cb), task);

  soup_session_send_async (session,
                           self->message,
                           G_PRIORITY_DEFAULT,
                           wt_deadline_get_cancellable (self->deadline),
                           send_cb,
                           g_object_ref (task));
}

/**
 * wt_http_try_finish:
 * @session: the session
 * @result: what the callback got
 * @error: return location for a #WtError, or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the answer, or %NULL with @error set. Of an answer that is a problem and has too
 *   much of a body, or one that cannot be read, a part
 */
WtHttpBody *
wt_http_try_finish (SoupSession   *session,
                    GAsyncResult  *result,
                    GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * wt_http_try_get_way:
 * @result: what the callback got
 *
 * Returns: (transfer none): how far it came
 */
const WtHttpWay *
wt_http_try_get_way (GAsyncResult *result)
{
  Try *self = g_task_get_task_data (G_TASK (result));

  return &self->way;
}

/**
 * wt_http_try_get_message:
 * @result: what the callback got
 *
 * Returns: (transfer none): the message that was sent, and answered if its status is not 0
 */
SoupMessage *
wt_http_try_get_message (GAsyncResult *result)
{
  Try *self = g_task_get_task_data (G_TASK (result));

  return self->message;
}
