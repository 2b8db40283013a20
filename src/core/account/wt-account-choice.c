/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "wt-account-private.h"
#include "wt-error.h"
#include "wt-revoke.h"
#include "wt-token-list.h"

/* The tokens of an account: which are shown, which one is active, and which one goes. */

/* A token that becomes the active one, while it is being verified. */
typedef struct
{
  WtAccount   *account;
  WtUserToken *token;
  gboolean     by_user;
} Choice;

static Choice *
choice_new (WtAccount   *self,
            WtUserToken *token,
            gboolean     by_user)
{
  Choice *choice = g_new0 (Choice, 1);

  choice->account = g_object_ref (self);
  choice->token = g_object_ref (token);
  choice->by_user = by_user;
  self->n_verifying++;

  return choice;
}

static void
choice_free (Choice *choice)
{
  choice->account->n_verifying--;
  wt_account_check_settled (choice->account);
  g_object_unref (choice->account);
  g_object_unref (choice->token);
  g_free (choice);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Choice, choice_free)

static gboolean
is_in (WtVault     *vault,
       WtUserToken *token)
{
  WtCredential *stored = wt_vault_get (vault, WT_CREDENTIAL_USER_TOKEN);
  WtCredential *credential = wt_user_token_get_credential (token);

  return stored != NULL && credential != NULL &&
         g_str_equal (wt_credential_get_text (stored), wt_credential_get_text (credential));
}

static gboolean
is_stored (WtAccount   *self,
           WtUserToken *token)
{
  return is_in (self->vault, token);
}

WtUserToken *
wt_account_find_stored (WtAccount *self)
{
  WtCredential *stored = wt_vault_get (self->vault, WT_CREDENTIAL_USER_TOKEN);
  g_autoptr (WtUserToken) wanted = NULL;

  if (stored == NULL)
    return NULL;

  wanted = wt_user_token_new (NULL, NULL, stored);

  return wt_token_list_find (self->tokens, wanted);
}

static void
choice_refused (Choice *choice)
{
  WtAccount *self = choice->account;
  g_autofree char *name = wt_user_token_dup_display_name (choice->token);
  g_autoptr (WtUserToken) stored = wt_account_find_stored (self);
  g_autoptr (GError) error = NULL;

  if (is_stored (self, choice->token))
    error = g_error_new (WT_ERROR, WT_ERROR_TOKEN_REFUSED,
                         /* Translators: %s is the name of a token */
                         _("Workbench does not accept the value of “%s”, although it was just generated. It stays in your keyring."),
                         name);
  else
    error = g_error_new (WT_ERROR, WT_ERROR_TOKEN_REFUSED,
                         /* Translators: %s is the name of a token */
                         _("Workbench does not accept the value of “%s”, although it is in your list. It was not stored."),
                         name);

  /* What programs get is what the keyring has. */
  if (stored != NULL)
    wt_account_set_active_token (self, stored);
  wt_account_save_facts (self);
  wt_account_set_state (self, WT_ACCOUNT_REFUSED, error);
  wt_account_set_details (self, self->client);
}

/* What was said of the token before is out of date once the user has done something about it. */
static void
end_refusal (WtAccount *self)
{
  if (g_error_matches (self->error, WT_ERROR, WT_ERROR_TOKEN_REFUSED))
    wt_account_set_state (self, WT_ACCOUNT_READY, NULL);
}

static void
verified_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (Choice) choice = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (WtUser) user = wt_api_client_get_user_finish (WT_API_CLIENT (source), result, &error);
  WtAccount *self = choice->account;

  /* Another one was chosen, or the user signed out. */
  if (self->active_token != choice->token || self->client != WT_API_CLIENT (source))
    return;

  if (wt_connect_is_refusal (error))
    {
      choice_refused (choice);
      return;
    }

  wt_vault_put (self->vault, wt_user_token_get_credential (choice->token));
  wt_account_save_facts (self);
  if (choice->by_user && error == NULL)
    end_refusal (self);
  wt_account_update_derived (self);
}

/* The value's member is the least certain thing of the contract, so a value is tried before it is stored. */
static void
verify (WtAccount *self,
        gboolean   by_user)
{
  wt_api_client_get_user_async (wt_account_ensure_client (self),
                                wt_user_token_get_credential (self->active_token),
                                NULL,
                                verified_cb,
                                choice_new (self, self->active_token, by_user));
}

/* The stored one, or the one that is remembered, or the default. */
static WtUserToken *
choose_active (WtAccount *self)
{
  g_autoptr (WtUserToken) token = NULL;

  if (self->active_token != NULL)
    token = wt_token_list_find (self->tokens, self->active_token);
  if (token == NULL)
    token = wt_account_find_stored (self);

  return token != NULL ? g_steal_pointer (&token) : wt_token_list_find_default (self->tokens);
}

static gboolean
is_listed (GPtrArray   *tokens,
           WtUserToken *wanted)
{
  return g_ptr_array_find_with_equal_func (tokens, wanted, (GEqualFunc) wt_user_token_is_same, NULL);
}

/* Shows a list that was just read, and chooses the active token: the stored one, and only without one the default. A
 * stored one that works although the list does not have it is shown above the others. */
void
wt_account_adopt_tokens (WtAccount    *self,
                         WtConnection *connection)
{
  g_autoptr (WtUserToken) active = NULL;

  self->list_is_empty = connection->tokens->len == 0 && connection->n_skipped == 0;

  if (self->active_token != NULL && connection->refusal == NULL && is_stored (self, self->active_token) &&
      !is_listed (connection->tokens, self->active_token))
    g_ptr_array_insert (connection->tokens, 0, g_object_ref (self->active_token));

  wt_token_list_update (self->tokens, connection->tokens);
  wt_account_set_n_skipped (self, connection->n_skipped);

  active = choose_active (self);
  wt_account_set_active_token (self, active);
  if (active != NULL && !is_stored (self, active))
    verify (self, FALSE);
}

/**
 * wt_account_use_token:
 * @self: an account
 * @token: one of its tokens
 *
 * Makes @token the active one. It is tried first: if Workbench refuses it, the stored one stays.
 */
void
wt_account_use_token (WtAccount   *self,
                      WtUserToken *token)
{
  g_return_if_fail (WT_IS_ACCOUNT (self));
  g_return_if_fail (WT_IS_USER_TOKEN (token));

  if (token == self->active_token || wt_user_token_get_credential (token) == NULL)
    return;

  wt_account_set_active_token (self, token);
  verify (self, TRUE);
}

/* A list that was asked for before the change would undo it on the screen. */
static void
ask_again (WtAccount *self)
{
  if (self->connecting == NULL || self->candidate != NULL)
    return;

  wt_account_stop_connecting (self);
  wt_account_refresh (self);
  if (self->connecting == NULL && self->state == WT_ACCOUNT_CONNECTING)
    wt_account_set_state (self, WT_ACCOUNT_READY, NULL);
}

/* Shows a token that was just created, makes it the active one and stores it. */
void
wt_account_adopt_created (WtAccount   *self,
                          WtUserToken *token)
{
  g_autoptr (WtUserToken) shown = NULL;

  g_object_freeze_notify (G_OBJECT (self));

  self->list_is_empty = FALSE;
  shown = wt_token_list_find (self->tokens, token);
  if (shown == NULL)
    {
      shown = g_object_ref (token);
      g_list_store_append (self->tokens, shown);
    }
  wt_account_set_active_token (self, shown);

  /* Stored before it is verified: a token that was just created must not get lost, whatever happens next. */
  wt_vault_put (self->vault, wt_user_token_get_credential (token));
  wt_account_save_facts (self);
  ask_again (self);
  wt_account_update_derived (self);
  verify (self, TRUE);

  g_object_thaw_notify (G_OBJECT (self));
}

/* A token and the keyring's part that it is in, of which another server may have taken the place meanwhile. */
typedef struct
{
  WtUserToken *token;
  WtVault     *vault;
} Revocation;

static void
revocation_free (Revocation *revocation)
{
  g_object_unref (revocation->token);
  g_object_unref (revocation->vault);
  g_free (revocation);
}

static void
adopt_revoked (WtAccount   *self,
               WtUserToken *token)
{
  g_autoptr (WtUserToken) shown = wt_token_list_find (self->tokens, token);
  g_autoptr (WtUserToken) next = NULL;
  gboolean was_stored = is_stored (self, token);
  guint position;

  g_object_freeze_notify (G_OBJECT (self));

  /* A refresh may have made another object of the same token. */
  if (shown != NULL && g_list_store_find (self->tokens, shown, &position))
    g_list_store_remove (self->tokens, position);
  self->list_is_empty = g_list_model_get_n_items (G_LIST_MODEL (self->tokens)) == 0 && self->n_skipped == 0;

  if (was_stored)
    wt_vault_remove (self->vault, WT_CREDENTIAL_USER_TOKEN);
  if (self->active_token != NULL && wt_user_token_is_same (self->active_token, token))
    {
      wt_account_set_active_token (self, NULL);
      next = choose_active (self);
      wt_account_set_active_token (self, next);
      if (next == NULL)
        end_refusal (self);
      else if (!is_stored (self, next))
        verify (self, TRUE);
    }
  ask_again (self);
  wt_account_save_facts (self);
  wt_account_update_derived (self);

  g_object_thaw_notify (G_OBJECT (self));
}

static void
revoked_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  WtAccount *self = g_task_get_source_object (task);
  Revocation *revocation = g_task_get_task_data (task);

  if (wt_revoke_finish (WT_API_CLIENT (source), result, &error))
    {
      if (self->client == WT_API_CLIENT (source))
        adopt_revoked (self, revocation->token);
      else if (is_in (revocation->vault, revocation->token))
        wt_vault_remove (revocation->vault, WT_CREDENTIAL_USER_TOKEN);
      g_task_return_boolean (task, TRUE);
      return;
    }

  if (self->client == WT_API_CLIENT (source) && g_error_matches (error, WT_ERROR, WT_ERROR_NOT_SUPPORTED))
    wt_account_set_can_revoke (self, FALSE);
  g_task_return_error (task, error);
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
 * one becomes active.
 */
void
wt_account_revoke_async (WtAccount           *self,
                         WtUserToken         *token,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  WtCredential *credential;
  Revocation *revocation;
  GTask *task;

  g_return_if_fail (WT_IS_ACCOUNT (self));
  g_return_if_fail (WT_IS_USER_TOKEN (token) && wt_user_token_get_id (token) != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, wt_account_revoke_async);
  revocation = g_new0 (Revocation, 1);
  revocation->token = g_object_ref (token);
  revocation->vault = g_object_ref (self->vault);
  g_task_set_task_data (task, revocation, (GDestroyNotify) revocation_free);

  credential = wt_vault_get (self->vault, WT_CREDENTIAL_USER_TOKEN);
  if (credential == NULL || self->state == WT_ACCOUNT_REFUSED)
    credential = wt_vault_get (self->vault, WT_CREDENTIAL_API_KEY);
  if (credential == NULL)
    credential = wt_user_token_get_credential (token);

  wt_revoke_async (wt_account_ensure_client (self), credential, token, cancellable, revoked_cb, task);
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
