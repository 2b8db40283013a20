/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "wt-deadline.h"
#include "wt-error.h"
#include "wt-http-error.h"
#include "wt-http.h"
#include "wt-server.h"
#include "wt-wire.h"

#define CONNECT_SECONDS 10
#define MAX_TRIES 3
#define FIRST_PAUSE_MS 500
#define MAX_PAUSES_SECONDS 50 /* in all, so that the answers too fit into the 60 s of an operation */
#define READ_SIZE (16 * 1024)
#define LARGE_SIZE (256 * 1024)

/* One request with its tries, owned by its task. */
typedef struct
{
  WtHttpRequest *request;
  char          *host;
  SoupMessage   *message;
  GInputStream  *stream;
  WtHttpBody    *body;
  WtDeadline    *deadline; /* of the next thing that has to happen */
  guint          n_tries;
  guint          paused_ms;
  gboolean       was_sent;
} Sending;

static void try_once (GTask *task);

static gpointer
body_free (gpointer data)
{
  WtHttpBody *body = data;

  g_clear_pointer (&body->document, wt_document_free);
  explicit_bzero (body->data, body->size);
  g_free (body->data);
  g_free (body->reason);
  g_free (body);

  return NULL;
}

/**
 * wt_http_body_is_large:
 * @body: a body
 *
 * Returns: whether to do something with all of it takes so long that it has to be done in a thread
 */
gboolean
wt_http_body_is_large (const WtHttpBody *body)
{
  return body->length > LARGE_SIZE;
}

/**
 * wt_http_body_free:
 * @body: (transfer full): a body
 *
 * Wipes and frees it; in a thread where it is large, because it may be in a million pieces. Does not block.
 */
void
wt_http_body_free (WtHttpBody *body)
{
  g_clear_pointer (&body->headers, soup_message_headers_unref);
  if (wt_http_body_is_large (body))
    g_thread_unref (g_thread_new ("wt-http-body", body_free, body));
  else
    body_free (body);
}

/* Makes room for one more read. realloc() would leave the old bytes behind. */
static void
body_reserve (WtHttpBody *body)
{
  gsize size = MAX (body->size * 2, READ_SIZE);
  char *data;

  if (body->size - body->length >= READ_SIZE / 2)
    return;

  data = g_malloc (size);
  if (body->data != NULL)
    {
      memcpy (data, body->data, body->length);
      explicit_bzero (body->data, body->size);
      g_free (body->data);
    }

  body->data = data;
  body->size = size;
}

static void
sending_reset (Sending *self)
{
  /* The session may hold the message a little longer than we do. */
  if (self->message != NULL)
    g_signal_handlers_disconnect_by_data (self->message, self);
  g_clear_object (&self->message);
  g_clear_object (&self->stream);
  g_clear_pointer (&self->body, wt_http_body_free);
  g_clear_pointer (&self->deadline, wt_deadline_free);
}

static void
sending_free (Sending *self)
{
  sending_reset (self);
  wt_http_request_free (self->request);
  g_free (self->host);
  g_free (self);
}

static gboolean
may_repeat (Sending *self)
{
  return self->n_tries < MAX_TRIES && g_str_equal (self->request->method, SOUP_METHOD_GET);
}

/* Milliseconds until the next try, or 0 if there is none. */
static guint
get_pause (Sending      *self,
           const GError *error)
{
  guint pause = FIRST_PAUSE_MS << (self->n_tries - 1);
  guint status = soup_message_get_status (self->message);
  guint retry_after;

  if (!may_repeat (self))
    return 0;

  switch (status)
    {
    case 429:
      retry_after = wt_http_error_read_retry_after (self->message);
      if (retry_after + self->paused_ms / 1000 > MAX_PAUSES_SECONDS)
        return 0;
      pause = MAX (pause, retry_after * 1000);
      return pause + g_random_int_range (0, 250);
    case SOUP_STATUS_INTERNAL_SERVER_ERROR:
    case SOUP_STATUS_BAD_GATEWAY:
    case SOUP_STATUS_SERVICE_UNAVAILABLE:
    case SOUP_STATUS_GATEWAY_TIMEOUT:
      break;
    default:
      if (!g_error_matches (error, WT_ERROR, WT_ERROR_UNREACHABLE))
        return 0;
    }

  return pause + g_random_int_range (0, pause / 2);
}

static gboolean
pause_over_cb (gpointer user_data)
{
  GTask *task = user_data;

  if (!g_task_return_error_if_cancelled (task))
    try_once (task);

  return G_SOURCE_REMOVE;
}

static void
wait_and_try_again (GTask *task,
                    guint  pause)
{
  g_autoptr (GSource) timer = g_timeout_source_new (pause);
  g_autoptr (GSource) cancelled = g_cancellable_source_new (g_task_get_cancellable (task));

  g_source_set_dummy_callback (cancelled);
  g_source_add_child_source (timer, cancelled);
  g_task_attach_source (task, timer, pause_over_cb);
}

/* Ends the task, or tries again where that is allowed. Takes @error. */
static void
fail (GTask  *task,
      GError *error)
{
  Sending *self = g_task_get_task_data (task);
  guint pause = get_pause (self, error);

  if (pause > 0)
    {
      g_error_free (error);
      self->paused_ms += pause;
      sending_reset (self);
      wait_and_try_again (task, pause);
      return;
    }

  /* Whatever went wrong after a POST was on its way, the server may have carried it out. */
  if (self->was_sent && g_str_equal (self->request->method, SOUP_METHOD_POST) &&
      (g_error_matches (error, WT_ERROR, WT_ERROR_UNREACHABLE) ||
       g_error_matches (error, WT_ERROR, WT_ERROR_UNREADABLE) ||
       g_error_matches (error, WT_ERROR, WT_ERROR_TLS) ||
       g_error_matches (error, WT_ERROR, WT_ERROR_SERVER)))
    error->code = WT_ERROR_OUTCOME_UNKNOWN;

  g_task_return_error (task, error);
}

static void
fail_transport (GTask        *task,
                const GError *cause)
{
  Sending *self = g_task_get_task_data (task);
  gboolean is_late = self->deadline != NULL && wt_deadline_has_passed (self->deadline);

  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    g_task_return_error_if_cancelled (task);
  else if (is_late)
    fail (task, wt_http_error_new_time_out (self->host));
  else
    fail (task, wt_http_error_from_transport (cause, self->message, self->host));
}

static void
return_answer (GTask *task)
{
  Sending *self = g_task_get_task_data (task);

  self->body->status = soup_message_get_status (self->message);
  self->body->reason = g_strdup (soup_message_get_reason_phrase (self->message));
  self->body->headers = soup_message_headers_ref (soup_message_get_response_headers (self->message));
  g_task_return_pointer (task, g_steal_pointer (&self->body), (GDestroyNotify) wt_http_body_free);
}

static void
answer_complete (GTask *task)
{
  Sending *self = g_task_get_task_data (task);
  guint status = soup_message_get_status (self->message);
  gboolean is_unchanged = status == SOUP_STATUS_NOT_MODIFIED && self->request->known != NULL;
  gboolean is_good = SOUP_STATUS_IS_SUCCESSFUL (status) || is_unchanged;
  g_autofree char *said = NULL;

  if (is_good || (self->request->any_status && get_pause (self, NULL) == 0))
    {
      return_answer (task);
      return;
    }

  said = wt_wire_read_error_message (self->body->document, wt_credential_get_text (self->request->credential));
  fail (task, wt_http_error_from_status (self->message, said,
                                         wt_credential_get_kind (self->request->credential), self->host));
}

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

  answer_complete (task);
}

/* A large answer would keep the window busy for longer than anybody should notice. */
static void
parse (GTask *task)
{
  Sending *self = g_task_get_task_data (task);
  g_autoptr (GTask) parsing = NULL;

  g_clear_pointer (&self->deadline, wt_deadline_free);
  if (!wt_http_body_is_large (self->body))
    {
      self->body->document = wt_document_new (self->body->data, self->body->length);
      answer_complete (task);
      return;
    }

  parsing = g_task_new (NULL, NULL, parsed_cb, g_object_ref (task));
  g_task_set_source_tag (parsing, parse);
  g_task_set_task_data (parsing, self->body, NULL);
  g_task_run_in_thread (parsing, parse_in_thread);
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data);

static void
read_more (GTask *task)
{
  Sending *self = g_task_get_task_data (task);

  body_reserve (self->body);
  g_input_stream_read_async (self->stream,
                             self->body->data + self->body->length,
                             self->body->size - self->body->length,
                             G_PRIORITY_DEFAULT,
                             wt_deadline_get_cancellable (self->deadline),
                             read_cb,
                             g_object_ref (task));
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  Sending *self = g_task_get_task_data (task);
  gssize n_read = g_input_stream_read_finish (G_INPUT_STREAM (source), result, &error);

  if (n_read < 0)
    {
      fail_transport (task, error);
      return;
    }
  if (n_read == 0)
    {
      parse (task);
      return;
    }

  wt_deadline_restart (self->deadline, WT_HTTP_SILENCE_SECONDS);
  self->body->length += n_read;
  if (self->body->length > WT_DOCUMENT_MAX_SIZE)
    fail (task, wt_http_error_new_too_large (self->host));
  else
    read_more (task);
}

static void
send_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  Sending *self = g_task_get_task_data (task);

  self->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (self->stream == NULL)
    {
      fail_transport (task, error);
      return;
    }

  self->body = g_new0 (WtHttpBody, 1);
  read_more (task);
}

/* The connection is there. */
static void
starting_cb (SoupMessage *message,
             Sending     *self)
{
  self->was_sent = TRUE;
  wt_deadline_restart (self->deadline, WT_HTTP_SILENCE_SECONDS);
}

/* What is cancelled between this and send_cb(), libsoup 3.4 to 3.6.5 ends twice. Where the answer was there at once,
 * send_cb() is a turn of the main loop away. */
static void
got_headers_cb (SoupMessage *message,
                Sending     *self)
{
  wt_deadline_hold (self->deadline);
}

/* What got no answer on a connection that was kept, libsoup itself sends once more. It has to connect for that: where the
 * connection died at once, libsoup up to 3.6.5 hears of it late, takes it for a failure of what it is sending by then, and
 * ends that twice. Besides, whatever else was kept is as old as the dead one. */
static void
restarted_cb (SoupMessage *message,
              Sending     *self)
{
  soup_message_add_flags (message, SOUP_MESSAGE_NEW_CONNECTION);
}

static void
try_once (GTask *task)
{
  Sending *self = g_task_get_task_data (task);

  self->n_tries++;
  self->message = wt_http_request_build_message (self->request);
  self->deadline = wt_deadline_new (CONNECT_SECONDS, g_task_get_cancellable (task));
  g_signal_connect (self->message, "starting", G_CALLBACK (starting_cb), self);
  g_signal_connect (self->message, "got-headers", G_CALLBACK (got_headers_cb), self);
  g_signal_connect (self->message, "restarted", G_CALLBACK (restarted_cb), self);

  soup_session_send_async (g_task_get_source_object (task),
                           self->message,
                           G_PRIORITY_DEFAULT,
                           wt_deadline_get_cancellable (self->deadline),
                           send_cb,
                           g_object_ref (task));
}

/**
 * wt_http_send_async:
 * @session: the session
 * @request: (transfer full): what to send
 * @cancellable: what ends it early, at any point
 * @callback: called when done
 * @user_data: for @callback
 *
 * Sends a request and reads the whole answer, within the limits of the contract: 10 s to connect, 20 s without a byte,
 * %WT_DOCUMENT_MAX_SIZE bytes. A redirect is never followed. A GET is tried again after a failure
 * that may pass, at most three times in all; anything else is sent once.
 */
void
wt_http_send_async (SoupSession         *session,
                    WtHttpRequest       *request,
                    GCancellable        *cancellable,
                    GAsyncReadyCallback  callback,
                    gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (session, cancellable, callback, user_data);
  Sending *self = g_new0 (Sending, 1);

  g_task_set_source_tag (task, wt_http_send_async);
  g_task_set_task_data (task, self, (GDestroyNotify) sending_free);
  /* An answer that is there is not thrown away because of a late cancellation: it may be a new token. */
  g_task_set_check_cancellable (task, FALSE);
  self->request = request;
  self->host = wt_server_dup_host (request->server);

  try_once (task);
}

/**
 * wt_http_send_finish:
 * @session: the session
 * @result: what the callback got
 * @error: return location for a #WtError, or %G_IO_ERROR_CANCELLED
 *
 * A POST that may have been carried out although no good answer came fails with %WT_ERROR_OUTCOME_UNKNOWN.
 *
 * Returns: (transfer full) (nullable): a 2xx answer, a 304 to a conditional request, or one with any status if that was
 *   asked for; else %NULL with @error set
 */
WtHttpBody *
wt_http_send_finish (SoupSession   *session,
                     GAsyncResult  *result,
                     GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
