/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "wt-account-private.h"
#include "wt-error.h"
#include "wt-generate.h"
#include "wt-request-body.h"

/* Requests that a person makes to see the answer. */

/* A request to create a token, owned by its task. */
typedef struct
{
  WtVault  *vault;
  gboolean  is_for_user;
} Order;

static void
order_free (Order *self)
{
  g_object_unref (self->vault);
  g_free (self);
}

/* On a server that was left meanwhile a token goes where it belongs, and nowhere else. One that is somebody else's is
 * not taken for the user's own: the list tells. */
static void
adopt (WtAccount   *self,
       WtApiClient *client,
       Order       *order,
       WtUserToken *token)
{
  if (!order->is_for_user)
    wt_account_refresh (self);
  else if (self->client == client)
    wt_account_adopt_created (self, token);
  else
    wt_vault_put (order->vault, wt_user_token_get_credential (token));
}

static gboolean
is_unknown (WtReply     *answer,
            const GError *error)
{
  return answer != NULL ? answer->is_outcome_unknown : g_error_matches (error, WT_ERROR, WT_ERROR_OUTCOME_UNKNOWN);
}

/* The user may have another token now. */
static void
doubt (WtAccount   *self,
       WtApiClient *client,
       Order       *order)
{
  g_autoptr (GError) error = NULL;

  if (!order->is_for_user || self->client != client)
    return;

  error = wt_generate_error_new_unknown (client);
  wt_account_doubt_list (self, error);
}

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  WtAccount *self = g_task_get_source_object (task);
  Order *order = g_task_get_task_data (task);
  GError *error = NULL;
  WtReply *answer = wt_api_client_try_finish (WT_API_CLIENT (source), result, &error);

  if (order != NULL)
    {
      self->is_generating = FALSE;
      if (answer != NULL && answer->token != NULL)
        adopt (self, WT_API_CLIENT (source), order, answer->token);
      else if (is_unknown (answer, error))
        doubt (self, WT_API_CLIENT (source), order);
      wt_account_update_derived (self);
    }

  if (answer != NULL)
    g_task_return_pointer (task, answer, (GDestroyNotify) wt_reply_free);
  else
    g_task_return_error (task, error);
}

static void
list (WtAccount *self,
      GTask     *task)
{
  WtCredential *key = wt_vault_get (self->vault, WT_CREDENTIAL_API_KEY);
  WtCredential *token = wt_vault_get (self->vault, WT_CREDENTIAL_USER_TOKEN);
  gboolean prefers_key = token == NULL || (key != NULL && self->state == WT_ACCOUNT_REFUSED);

  if (key == NULL && token == NULL)
    g_task_return_new_error (task, WT_ERROR, WT_ERROR_INVALID_INPUT,
                             _("There is no API key and no User Token to ask with. Unlock your keyring, or sign in."));
  else
    wt_api_client_try_async (wt_account_ensure_client (self), prefers_key ? key : token, prefers_key ? token : key, NULL,
                             g_task_get_cancellable (task), answered_cb, g_object_ref (task));
}

static void
create (WtAccount  *self,
        GTask      *task,
        const char *text)
{
  WtCredential *key = wt_vault_get (self->vault, WT_CREDENTIAL_API_KEY);
  g_autoptr (WtRequestBody) body = NULL;
  Order *order;

  body = wt_request_body_read (text, self->user != NULL ? wt_user_get_id (self->user) : NULL);

  if (key == NULL)
    g_task_return_new_error (task, WT_ERROR, WT_ERROR_INVALID_INPUT, _("Creating a token needs your API key."));
  else if (body->json == NULL)
    g_task_return_new_error (task, WT_ERROR, WT_ERROR_INVALID_INPUT, "%s", body->notice);
  else if (self->is_generating)
    g_task_return_new_error (task, WT_ERROR, WT_ERROR_CONFLICT,
                             _("A token is being generated already. Wait for its answer."));
  else
    {
      order = g_new0 (Order, 1);
      order->vault = g_object_ref (self->vault);
      order->is_for_user = body->is_for_user;
      g_task_set_task_data (task, order, (GDestroyNotify) order_free);

      self->is_generating = TRUE;
      wt_account_update_derived (self);
      wt_api_client_try_async (wt_account_ensure_client (self), key, wt_vault_get (self->vault, WT_CREDENTIAL_USER_TOKEN), body->json,
                               g_task_get_cancellable (task), answered_cb, g_object_ref (task));
    }
}

/**
 * wt_account_request_async:
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
wt_account_request_async (WtAccount           *self,
                          const char          *text,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (WT_IS_ACCOUNT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, wt_account_request_async);
  g_task_set_check_cancellable (task, FALSE);

  if (text == NULL)
    list (self, task);
  else
    create (self, task, text);
}

/**
 * wt_account_request_finish:
 * @self: an account
 * @result: what the callback got
 * @error: return location for a #WtError or %G_IO_ERROR_CANCELLED
 *
 * %WT_ERROR_OUTCOME_UNKNOWN means that a token may have been created: refresh to find out.
 *
 * Returns: (transfer full) (nullable): the answer, whatever its status, or %NULL with @error set if there was none
 */
WtReply *
wt_account_request_finish (WtAccount     *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
