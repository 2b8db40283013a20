/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "wt-account-private.h"
#include "wt-error.h"
#include "wt-user-token-generate.h"
#include "wt-request-body.h"

/* Requests that a person makes to see what the server replies. */

static gboolean
is_unknown (WtReply      *reply,
            const GError *error)
{
  return reply != NULL ? reply->is_outcome_unknown : g_error_matches (error, WT_ERROR, WT_ERROR_OUTCOME_UNKNOWN);
}

/* A token that is somebody else's is not taken for the user's own: the list tells. */
static void
adopt (WtAccount    *self,
       WtApiClient  *client,
       gboolean      is_for_user,
       WtReply      *reply,
       const GError *error)
{
  g_autoptr (GError) unknown = NULL;

  if (reply != NULL && reply->token != NULL && is_for_user)
    {
      wt_account_adopt_created (self, reply->token);
    }
  else if (reply != NULL && reply->token != NULL)
    {
      wt_account_refresh (self);
    }
  else if (is_unknown (reply, error) && is_for_user)
    {
      unknown = wt_user_token_generate_error_new_unknown (client);
      wt_account_doubt (self, unknown);
    }
}

static void
return_reply (GTask   *task,
              WtReply *reply,
              GError  *error)
{
  if (reply != NULL)
    g_task_return_pointer (task, reply, (GDestroyNotify) wt_reply_free);
  else
    g_task_return_error (task, error);
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  WtReply *reply = wt_api_client_try_finish (WT_API_CLIENT (source), result, &error);

  return_reply (task, reply, error);
}

static void
created_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  WtAccount *self = g_task_get_source_object (task);
  GError *error = NULL;
  WtReply *reply = wt_api_client_try_finish (WT_API_CLIENT (source), result, &error);

  g_object_freeze_notify (G_OBJECT (self));

  wt_pending_end (self->pending, WT_PENDING_CREATING);
  adopt (self, WT_API_CLIENT (source), GPOINTER_TO_INT (g_task_get_task_data (task)), reply, error);

  g_object_thaw_notify (G_OBJECT (self));

  return_reply (task, reply, error);
}

static void
list (WtAccount *self,
      GTask     *task)
{
  WtCredential *key = self->known->credentials.held[WT_CREDENTIAL_API_KEY];
  WtCredential *token = self->known->credentials.held[WT_CREDENTIAL_USER_TOKEN];
  gboolean is_refused = self->known->state == WT_ACCOUNT_REFUSED || self->known->refusal != NULL;
  gboolean prefers_key = token == NULL || (key != NULL && is_refused);

  if (key == NULL && token == NULL)
    g_task_return_new_error (task, WT_ERROR, WT_ERROR_INVALID_INPUT,
                             _("There is no API key and no User Token to ask with. Unlock your keyring, or sign in."));
  else
    wt_api_client_try_async (wt_account_ensure_client (self), prefers_key ? key : token, prefers_key ? token : key, NULL,
                             g_task_get_cancellable (task), listed_cb, g_object_ref (task));
}

static void
create (WtAccount  *self,
        GTask      *task,
        const char *text)
{
  WtCredential *key = self->known->credentials.held[WT_CREDENTIAL_API_KEY];
  WtCredential *token = self->known->credentials.held[WT_CREDENTIAL_USER_TOKEN];
  const char *user_id = self->known->user != NULL ? wt_user_get_id (self->known->user) : NULL;
  g_autoptr (WtRequestBody) body = wt_request_body_read (text, user_id);

  if (key == NULL)
    g_task_return_new_error (task, WT_ERROR, WT_ERROR_INVALID_INPUT, _("Creating a token needs your API key."));
  else if (body->json == NULL)
    g_task_return_new_error (task, WT_ERROR, WT_ERROR_INVALID_INPUT, "%s", body->notice);
  else if (self->known->under_way & WT_PENDING_CREATING)
    g_task_return_new_error (task, WT_ERROR, WT_ERROR_CONFLICT,
                             _("A token is being generated already. Wait for its answer."));
  else
    {
      g_task_set_task_data (task, GINT_TO_POINTER (body->is_for_user), NULL);
      wt_pending_begin (self->pending, WT_PENDING_CREATING);
      wt_api_client_try_async (wt_account_ensure_client (self), key, token, body->json, g_task_get_cancellable (task),
                               created_cb, g_object_ref (task));
    }
}

/**
 * wt_account_try_async:
 * @self: an account
 * @text: (nullable): what a person typed as the body of a request that creates a token; %NULL to list the tokens
 * @cancellable: (nullable): what ends it early
 * @callback: called when done
 * @user_data: for @callback
 *
 * Makes a request for a person who wants to see the answer. What is sent is written anew from what @text says. A token
 * is created at most once, and also where there is one already; it is in the list, active and on its way to the keyring
 * before @callback is called, unless it is for another user.
 */
void
wt_account_try_async (WtAccount           *self,
                      const char          *text,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (WT_IS_ACCOUNT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, wt_account_try_async);
  g_task_set_check_cancellable (task, FALSE);

  if (text == NULL)
    list (self, task);
  else
    create (self, task, text);
}

/**
 * wt_account_try_finish:
 * @self: an account
 * @result: what the callback got
 * @error: return location for a #WtError or %G_IO_ERROR_CANCELLED
 *
 * %WT_ERROR_OUTCOME_UNKNOWN means that a token may have been created: refresh to find out.
 *
 * Returns: (transfer full) (nullable): the answer, whatever its status, or %NULL with @error set if there was none
 */
WtReply *
wt_account_try_finish (WtAccount     *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
