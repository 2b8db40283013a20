/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "wt-account-private.h"
#include "wt-error.h"
#include "wt-user-token-generate.h"
#include "wt-user-token-revoke.h"

/* What is done with an account's tokens: one is chosen, tried, generated or revoked. */

/**
 * wt_account_use_token:
 * @self: an account
 * @token: one of its tokens
 *
 * Makes @token the active one. It is tried first: if Workbench refuses it, the stored one stays. Does nothing with a token
 * that is not in the account's list.
 */
void
wt_account_use_token (WtAccount   *self,
                      WtUserToken *token)
{
  g_return_if_fail (WT_IS_ACCOUNT (self));
  g_return_if_fail (WT_IS_USER_TOKEN (token));

  wt_account_apply (self, wt_account_model_chosen (self->model, token));
}

static void
verified_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  WtUser *user = wt_api_client_get_user_finish (WT_API_CLIENT (source), result, &error);

  if (user != NULL)
    g_task_return_pointer (task, user, g_object_unref);
  else
    g_task_return_error (task, error);
}

/**
 * wt_account_verify_async:
 * @self: an account that was loaded
 * @cancellable: (nullable): what ends it early
 * @callback: called when done
 * @user_data: for @callback
 *
 * Asks the server whose the active token is, with that token and nothing else. Changes nothing.
 */
void
wt_account_verify_async (WtAccount           *self,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  WtCredential *credential;
  GTask *task;

  g_return_if_fail (WT_IS_ACCOUNT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, wt_account_verify_async);

  credential = self->known->active_token != NULL ? wt_user_token_get_credential (self->known->active_token) : NULL;
  if (credential == NULL)
    {
      g_task_return_new_error (task, WT_ERROR, WT_ERROR_NOTHING_STORED, _("There is no active User Token."));
      g_object_unref (task);
      return;
    }

  wt_api_client_get_user_async (wt_account_ensure_client (self), credential, cancellable, verified_cb, task);
}

/**
 * wt_account_verify_finish:
 * @self: an account
 * @result: what the callback got
 * @error: return location for a #WtError or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the user, or %NULL with @error set
 */
WtUser *
wt_account_verify_finish (WtAccount     *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* The new token is on the screen and on its way to the keyring before anybody hears of it. Who has signed out meanwhile
 * keeps nothing. */
void
wt_account_adopt_created (WtAccount   *self,
                          WtUserToken *token)
{
  if (self->known->state == WT_ACCOUNT_SIGNED_OUT)
    return;

  wt_account_ask_again (self);
  wt_account_apply (self, wt_account_model_created (self->model, token));
}

/* What the list said before is not sure any more. */
void
wt_account_doubt (WtAccount    *self,
                  const GError *error)
{
  if (self->known->state == WT_ACCOUNT_SIGNED_OUT)
    return;

  wt_account_stop (self);
  wt_account_model_doubted (self->model, error);
  wt_account_notify_changes (self);
}

static void
generated_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (WtUserToken) token = NULL;
  GError *error = NULL;
  WtAccount *self = g_task_get_source_object (task);

  token = wt_user_token_generate_finish (WT_API_CLIENT (source), result, &error);

  g_object_freeze_notify (G_OBJECT (self));

  wt_pending_end (self->pending, WT_PENDING_CREATING);
  if (token != NULL)
    wt_account_adopt_created (self, token);
  else if (g_error_matches (error, WT_ERROR, WT_ERROR_OUTCOME_UNKNOWN))
    wt_account_doubt (self, error);
  else if (g_error_matches (error, WT_ERROR, WT_ERROR_CONFLICT))
    wt_account_refresh (self);

  g_object_thaw_notify (G_OBJECT (self));

  if (token != NULL)
    g_task_return_pointer (task, g_steal_pointer (&token), g_object_unref);
  else
    g_task_return_error (task, error);
}

/**
 * wt_account_generate_async:
 * @self: an account that can generate
 * @name: the new token's name
 * @user_id: (nullable): whose token it will be; %NULL for the user who is signed in
 * @cancellable: (nullable): what ends it before the token is asked for; after that it has no effect
 * @callback: called when done
 * @user_data: for @callback
 *
 * Generates the user's first token, at most once. The new token is in the list, active and on its way to the keyring
 * before @callback is called. When it is not known whether there is one, the state is %WT_ACCOUNT_FAILED with that error,
 * and wt_account_refresh() finds out.
 */
void
wt_account_generate_async (WtAccount           *self,
                           const char          *name,
                           const char          *user_id,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (WT_IS_ACCOUNT (self));
  g_return_if_fail (name != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, wt_account_generate_async);
  g_task_set_check_cancellable (task, FALSE);

  if (user_id == NULL && self->known->user != NULL)
    user_id = wt_user_get_id (self->known->user);

  if (!wt_known_can_generate (self->known))
    g_task_return_new_error (task, WT_ERROR, WT_ERROR_CONFLICT,
                             _("A token can be generated only while you have none. Refresh the list to see yours."));
  else if (user_id == NULL)
    g_task_return_new_error (task, WT_ERROR, WT_ERROR_INVALID_INPUT,
                             _("Enter your user ID. You find it on the users page of Workbench."));
  else
    {
      wt_pending_begin (self->pending, WT_PENDING_CREATING);
      wt_user_token_generate_async (wt_account_ensure_client (self), self->known->credentials.held[WT_CREDENTIAL_API_KEY],
                                    name, user_id, cancellable, generated_cb, g_object_ref (task));
    }
}

/**
 * wt_account_generate_finish:
 * @self: an account
 * @result: what the callback got
 * @error: return location for a #WtError or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the new token, or %NULL with @error set
 */
WtUserToken *
wt_account_generate_finish (WtAccount     *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
revoked_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  WtAccount *self = g_task_get_source_object (task);
  gboolean is_revoked = wt_user_token_revoke_finish (WT_API_CLIENT (source), result, &error);
  WtNeeds needs = WT_NEED_NOTHING;

  g_object_freeze_notify (G_OBJECT (self));

  if (is_revoked)
    needs = wt_account_model_revoked (self->model, g_task_get_task_data (task));
  else if (g_error_matches (error, WT_ERROR, WT_ERROR_NOT_SUPPORTED))
    wt_account_model_cannot_revoke (self->model);
  if (is_revoked)
    wt_account_ask_again (self);
  wt_account_apply (self, needs);

  g_object_thaw_notify (G_OBJECT (self));

  if (is_revoked)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* A token that is refused cannot revoke, and the last resort is the token itself. */
static WtCredential *
choose_revoking (WtAccount   *self,
                 WtUserToken *token)
{
  const WtCredentialSet *credentials = &self->known->credentials;
  WtCredential *key = credentials->held[WT_CREDENTIAL_API_KEY];
  WtCredential *stored = credentials->held[WT_CREDENTIAL_USER_TOKEN];
  gboolean is_refused = self->known->state == WT_ACCOUNT_REFUSED || self->known->refusal != NULL;

  if (stored != NULL && !is_refused)
    return stored;

  return key != NULL ? key : wt_user_token_get_credential (token);
}

/**
 * wt_account_revoke_async:
 * @self: an account that can revoke
 * @token: one of its tokens, which has an id
 * @cancellable: (nullable): what ends it early
 * @callback: called when done
 * @user_data: for @callback
 *
 * Revokes a token: programs that use it are refused from then on. The active one also leaves the keyring, and another
 * one becomes active. A token that is not in the account's list is refused, %WT_ERROR_CONFLICT.
 */
void
wt_account_revoke_async (WtAccount           *self,
                         WtUserToken         *token,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (WT_IS_ACCOUNT (self));
  g_return_if_fail (WT_IS_USER_TOKEN (token) && wt_user_token_get_id (token) != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, wt_account_revoke_async);
  g_task_set_task_data (task, g_object_ref (token), g_object_unref);

  if (!wt_account_model_lists (self->model, token))
    {
      g_task_return_new_error (task, WT_ERROR, WT_ERROR_CONFLICT,
                               _("This token is not in your list any more. Refresh the list."));
      g_object_unref (task);
      return;
    }

  wt_user_token_revoke_async (wt_account_ensure_client (self), choose_revoking (self, token), token, cancellable,
                              revoked_cb, task);
}

/**
 * wt_account_revoke_finish:
 * @self: an account
 * @result: what the callback got
 * @error: return location for a #WtError or %G_IO_ERROR_CANCELLED
 *
 * Returns: %TRUE if the token is gone, else %FALSE with @error set
 */
gboolean
wt_account_revoke_finish (WtAccount     *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
