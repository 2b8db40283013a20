/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-error.h"
#include "wt-http-error.h"
#include "wt-http-try.h"
#include "wt-http.h"
#include "wt-server.h"
#include "wt-wire.h"

#define MAX_TRIES 3
#define FIRST_PAUSE_MS 500
#define MAX_PAUSES_SECONDS 50 /* in all, so that the answers too fit into the 60 s of an operation */

/* One request with its tries, owned by its task. */
typedef struct
{
  WtHttpRequest *request;
  char          *host;
  guint          n_tries;
  guint          paused_ms;
} Sending;

static void try_once (GTask *task);

static void
sending_free (Sending *self)
{
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
           SoupMessage  *message,
           const GError *error)
{
  guint pause = FIRST_PAUSE_MS << (self->n_tries - 1);
  guint status = soup_message_get_status (message);
  guint retry_after;

  if (!may_repeat (self) || (error != NULL && error->domain != WT_ERROR) ||
      g_error_matches (error, WT_ERROR, WT_ERROR_PROXY))
    return 0;

  switch (status)
    {
    case 429:
      retry_after = wt_http_error_read_retry_after (message);
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

/* Whether the server may have carried out a POST of which no good answer came: not knowing better, it may. */
static gboolean
is_in_doubt (Sending      *self,
             GAsyncResult *result,
             const GError *error)
{
  return g_str_equal (self->request->method, SOUP_METHOD_POST) &&
         wt_http_try_get_way (result)->stage == WT_HTTP_STAGE_SENT &&
         !wt_http_status_is_refusal (soup_message_get_status (wt_http_try_get_message (result))) &&
         error->domain == WT_ERROR;
}

/* Ends the task, or tries again where that is allowed. Takes @error. */
static void
fail (GTask        *task,
      GAsyncResult *result,
      GError       *error)
{
  Sending *self = g_task_get_task_data (task);
  guint pause = get_pause (self, wt_http_try_get_message (result), error);

  if (pause > 0)
    {
      g_error_free (error);
      self->paused_ms += pause;
      wait_and_try_again (task, pause);
      return;
    }

  if (is_in_doubt (self, result, error))
    error->code = WT_ERROR_OUTCOME_UNKNOWN;

  g_task_return_error (task, error);
}

/* What is asked of a proxy it answers in the server's place, before anything is sent to that. */
static GError *
error_from_answer (Sending      *self,
                   GAsyncResult *result,
                   WtHttpBody   *body)
{
  SoupMessage *message = wt_http_try_get_message (result);
  const WtHttpWay *way = wt_http_try_get_way (result);
  WtCredential *credential = self->request->credential;
  g_autofree char *said = NULL;

  if (wt_http_way_is_proxys (way))
    return wt_http_error_from_proxy (body->status, way->proxy, self->host);

  said = wt_wire_read_error_message (body->document, wt_credential_get_text (credential));

  return wt_http_error_from_status (message, said, credential, self->host);
}

static gboolean
is_wanted (Sending          *self,
           GAsyncResult     *result,
           const WtHttpBody *body)
{
  gboolean is_unchanged = body->status == SOUP_STATUS_NOT_MODIFIED && self->request->known != NULL;

  if (wt_http_way_is_proxys (wt_http_try_get_way (result)))
    return FALSE;

  return SOUP_STATUS_IS_SUCCESSFUL (body->status) || is_unchanged ||
         (self->request->any_status && get_pause (self, wt_http_try_get_message (result), NULL) == 0);
}

static void
tried_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (WtHttpBody) body = wt_http_try_finish (SOUP_SESSION (source), result, &error);
  Sending *self = g_task_get_task_data (task);

  if (body == NULL)
    fail (task, result, error);
  else if (is_wanted (self, result, body))
    g_task_return_pointer (task, g_steal_pointer (&body), (GDestroyNotify) wt_http_body_free);
  else
    fail (task, result, error_from_answer (self, result, body));
}

static void
try_once (GTask *task)
{
  Sending *self = g_task_get_task_data (task);

  self->n_tries++;
  wt_http_try_async (g_task_get_source_object (task), self->request, self->host, g_task_get_cancellable (task),
                     tried_cb, g_object_ref (task));
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
