/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "wt-api-call.h"
#include "wt-error.h"
#include "wt-http-error.h"
#include "wt-http-reply.h"
#include "wt-server.h"
#include "wt-wire.h"

/* Requests whose answer is shown as it is. */

/* What is needed when the answer is there, owned by the request's callback. */
typedef struct
{
  GTask        *task;
  WtCredential *credential;
  WtCredential *other;
  char         *value_member;
  gboolean      is_post;
  gint64        start;
  gint64        microseconds;
  WtHttpBody   *body;
} Trial;

static void
trial_free (Trial *self)
{
  g_object_unref (self->task);
  wt_credential_unref (self->credential);
  g_clear_pointer (&self->other, wt_credential_unref);
  g_free (self->value_member);
  g_clear_pointer (&self->body, wt_http_body_free);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Trial, trial_free)

/* Returns (transfer full): the reply, and of a POST what it tells of the new token. Called in any thread. */
static WtReply *
read_reply (Trial *self)
{
  guint status = self->body->status;
  WtReply *reply = wt_http_reply_new (self->body, self->microseconds, self->value_member, self->credential, self->other);

  if (self->is_post && SOUP_STATUS_IS_SUCCESSFUL (status))
    reply->token = wt_wire_read_token (self->body->document, self->value_member, NULL);
  reply->is_outcome_unknown = self->is_post && reply->token == NULL && !wt_http_status_is_refusal (status);

  return reply;
}

static void
read_in_thread (GTask        *reading,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  g_task_return_pointer (reading, read_reply (data), (GDestroyNotify) wt_reply_free);
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (Trial) trial = user_data;

  g_task_return_pointer (trial->task, g_task_propagate_pointer (G_TASK (result), NULL), (GDestroyNotify) wt_reply_free);
}

/* To mask and to indent a large one takes longer than a window may be busy. */
static void
read_large (Trial *trial)
{
  g_autoptr (GTask) reading = g_task_new (NULL, NULL, read_cb, trial);

  g_task_set_source_tag (reading, read_large);
  g_task_set_task_data (reading, trial, NULL);
  g_task_run_in_thread (reading, read_in_thread);
}

static void
tried_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (Trial) trial = user_data;
  GError *error = NULL;
  WtApiCall *call = g_task_get_task_data (trial->task);

  trial->body = wt_http_send_finish (SOUP_SESSION (source), result, &error);
  trial->microseconds = g_get_monotonic_time () - trial->start;
  if (trial->body != NULL && wt_http_body_is_large (trial->body))
    {
      read_large (g_steal_pointer (&trial));
      return;
    }
  if (trial->body != NULL)
    {
      g_task_return_pointer (trial->task, read_reply (trial), (GDestroyNotify) wt_reply_free);
      return;
    }

  /* Whether it had been sent by then cannot be told for sure. */
  if (call->is_post && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) &&
      !wt_deadline_has_passed (call->deadline))
    {
      g_clear_error (&error);
      error = g_error_new_literal (WT_ERROR, WT_ERROR_OUTCOME_UNKNOWN, _("The request was cancelled."));
    }

  wt_api_call_fail (trial->task, error);
}

/**
 * wt_api_client_try_async:
 * @self: a client
 * @credential: what authenticates the request
 * @other: (nullable): another secret that must not be shown
 * @body: (nullable): a JSON document that asks for a token; %NULL to list the tokens
 * @cancellable: (nullable): what ends it early
 * @callback: called when done
 * @user_data: for @callback
 *
 * Lists the tokens or creates one, for a person who wants to see the answer: any status is one. A list is tried again
 * as ever; the creation is sent once. Takes at most 60 s.
 */
void
wt_api_client_try_async (WtApiClient         *self,
                         WtCredential        *credential,
                         WtCredential        *other,
                         const char          *body,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  WtHttpRequest *request;
  WtApiCall *call;
  Trial *trial;

  g_return_if_fail (WT_IS_API_CLIENT (self));
  g_return_if_fail (credential != NULL);
  g_return_if_fail (body == NULL || wt_credential_get_kind (credential) == WT_CREDENTIAL_API_KEY);

  trial = g_new0 (Trial, 1);
  trial->task = wt_api_call_new (self, credential, wt_api_client_try_async, cancellable, callback, user_data);
  trial->credential = wt_credential_ref (credential);
  trial->other = other != NULL ? wt_credential_ref (other) : NULL;
  trial->value_member = g_strdup (self->value_member);
  trial->is_post = body != NULL;
  trial->start = g_get_monotonic_time ();

  call = g_task_get_task_data (trial->task);
  call->is_post = body != NULL;

  request = wt_http_request_new (body != NULL ? SOUP_METHOD_POST : SOUP_METHOD_GET, self->server, WT_SERVER_API_TOKENS,
                                 credential, body);
  wt_http_request_set_any_status (request);
  wt_http_send_async (self->session, request, wt_deadline_get_cancellable (call->deadline), tried_cb, trial);
}

/**
 * wt_api_client_try_finish:
 * @self: a client
 * @result: what the callback got
 * @error: return location for a #WtError or %G_IO_ERROR_CANCELLED
 *
 * %WT_ERROR_OUTCOME_UNKNOWN means that a token may have been created, also when it was cancelled.
 *
 * Returns: (transfer full) (nullable): the answer, or %NULL with @error set if there was none
 */
WtReply *
wt_api_client_try_finish (WtApiClient   *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
