/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-api-call.h"
#include "wt-error.h"
#include "wt-http-error.h"
#include "wt-wire.h"

#define OPERATION_SECONDS 60

static void
call_free (WtApiCall *call)
{
  wt_deadline_free (call->deadline);
  wt_credential_unref (call->credential);
  g_clear_pointer (&call->tokens, g_ptr_array_unref);
  g_clear_pointer (&call->known, g_ptr_array_unref);
  g_clear_pointer (&call->cursors, g_hash_table_unref);
  g_free (call);
}

/* Returns the task of a call whose time runs. */
GTask *
wt_api_call_new (WtApiClient         *self,
                 WtCredential        *credential,
                 gpointer             source_tag,
                 GCancellable        *cancellable,
                 GAsyncReadyCallback  callback,
                 gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  WtApiCall *call = g_new0 (WtApiCall, 1);

  call->deadline = wt_deadline_new (OPERATION_SECONDS, cancellable);
  call->credential = wt_credential_ref (credential);

  g_task_set_source_tag (task, source_tag);
  g_task_set_task_data (task, call, (GDestroyNotify) call_free);
  g_task_set_check_cancellable (task, FALSE);

  return task;
}

static void
send_request (GTask               *task,
              WtHttpRequest       *request,
              GAsyncReadyCallback  callback)
{
  WtApiClient *self = g_task_get_source_object (task);
  WtApiCall *call = g_task_get_task_data (task);

  wt_http_send_async (self->session, request, wt_deadline_get_cancellable (call->deadline), callback,
                      g_object_ref (task));
}

/* Sends a request of the call; @callback gets a reference to its task as user data. */
void
wt_api_call_send (GTask               *task,
                  const char          *method,
                  const char          *target,
                  const char          *body,
                  GAsyncReadyCallback  callback)
{
  WtApiClient *self = g_task_get_source_object (task);
  WtApiCall *call = g_task_get_task_data (task);

  call->is_post = g_str_equal (method, SOUP_METHOD_POST);
  send_request (task, wt_http_request_new (method, self->server, target, call->credential, body), callback);
}

/* The same for a GET. If @known is not NULL, it is what the server called what is known already. */
void
wt_api_call_ask (GTask               *task,
                 const char          *target,
                 const char          *known,
                 GAsyncReadyCallback  callback)
{
  WtApiClient *self = g_task_get_source_object (task);
  WtApiCall *call = g_task_get_task_data (task);
  WtHttpRequest *request = wt_http_request_new (SOUP_METHOD_GET, self->server, target, call->credential, NULL);

  wt_http_request_set_known (request, known);
  send_request (task, request, callback);
}

/* Ends the call. Takes @error, which is "cancelled" also when the call took too long. */
void
wt_api_call_fail (GTask  *task,
                  GError *error)
{
  WtApiClient *self = g_task_get_source_object (task);
  WtApiCall *call = g_task_get_task_data (task);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) && wt_deadline_has_passed (call->deadline))
    {
      WtHttpWay way = { .stage = WT_HTTP_STAGE_SENT };

      g_error_free (error);
      error = wt_http_error_new_time_out (&way, self->host);
      if (call->is_post)
        error->code = WT_ERROR_OUTCOME_UNKNOWN;
    }

  g_task_return_error (task, error);
}

/* Keeps the shape of an answer that could not be read, for whoever is to find out why. */
void
wt_api_call_keep (GTask      *task,
                  WtHttpBody *body)
{
  WtApiClient *self = g_task_get_source_object (task);

  g_free (self->shape);
  self->shape = wt_wire_describe (body->document);
}
