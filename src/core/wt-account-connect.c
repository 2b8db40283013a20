/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-account-private.h"
#include "wt-error.h"
#include "wt-facts.h"
#include "wt-server.h"
#include "wt-token-list.h"

/* The ways into an account and out of it: what the keyring has, what the user pastes, what the server answers. */

static WtAccountState
state_from_error (const GError *error)
{
  if (wt_connect_is_refusal (error))
    return WT_ACCOUNT_REFUSED;
  if (g_error_matches (error, WT_ERROR, WT_ERROR_UNREACHABLE))
    return WT_ACCOUNT_OFFLINE;

  return WT_ACCOUNT_FAILED;
}

static void
adopt_connection (WtAccount    *self,
                  WtConnection *connection)
{
  g_object_freeze_notify (G_OBJECT (self));

  if (connection->user != NULL)
    wt_account_set_user (self, connection->user);
  wt_account_adopt_tokens (self, connection);
  wt_account_save_facts (self);
  wt_account_set_state (self, connection->refusal != NULL ? WT_ACCOUNT_REFUSED : WT_ACCOUNT_READY, connection->refusal);

  g_object_thaw_notify (G_OBJECT (self));
}

static void
connected_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (WtAccount) self = user_data;
  g_autoptr (WtConnection) connection = NULL;
  g_autoptr (GError) error = NULL;

  connection = wt_connect_finish (WT_API_CLIENT (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->connecting);
  if (connection != NULL)
    adopt_connection (self, connection);
  else
    wt_account_set_state (self, state_from_error (error), error);
}

static void
connect_account (WtAccount *self)
{
  gboolean is_refresh = self->state == WT_ACCOUNT_READY;

  wt_account_stop_connecting (self);
  self->connecting = g_cancellable_new ();
  wt_connect_async (self->client,
                    wt_vault_get (self->vault, WT_CREDENTIAL_API_KEY),
                    wt_vault_get (self->vault, WT_CREDENTIAL_USER_TOKEN),
                    !is_refresh || self->user == NULL,
                    self->connecting,
                    connected_cb,
                    g_object_ref (self));

  if (is_refresh)
    wt_account_update_derived (self);
  else
    wt_account_set_state (self, WT_ACCOUNT_CONNECTING, NULL);
}

static void
signed_in_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (WtAccount) self = user_data;
  g_autoptr (WtConnection) connection = NULL;
  g_autoptr (WtCredential) api_key = NULL;
  g_autoptr (GError) error = NULL;
  const char *server;

  connection = wt_connect_finish (WT_API_CLIENT (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->connecting);
  if (connection == NULL)
    {
      wt_account_stop_connecting (self);
      wt_account_set_state (self, WT_ACCOUNT_SIGNED_OUT, error);
      return;
    }

  g_object_freeze_notify (G_OBJECT (self));

  api_key = g_steal_pointer (&self->candidate_key);
  g_set_object (&self->client, self->candidate);
  g_clear_object (&self->candidate);
  server = wt_api_client_get_server (self->client);
  if (!g_str_equal (server, self->server))
    {
      wt_account_set_active_token (self, NULL);
      wt_account_set_user (self, NULL);
      wt_account_set_server (self, server);
    }

  wt_vault_put (self->vault, api_key);
  adopt_connection (self, connection);

  g_object_thaw_notify (G_OBJECT (self));
}

/* The keyring answered that nothing is stored: what is remembered is out of date. */
static void
forget (WtAccount *self)
{
  g_list_store_remove_all (self->tokens);
  wt_account_set_active_token (self, NULL);
  wt_account_set_user (self, NULL);
  wt_account_set_n_skipped (self, 0);
  self->list_is_empty = FALSE;
  wt_facts_save (self->settings, NULL, NULL, NULL);
  wt_account_set_state (self, WT_ACCOUNT_SIGNED_OUT, NULL);
}

static void
show_stored_token (WtAccount    *self,
                   WtCredential *credential)
{
  g_autoptr (GPtrArray) tokens = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (WtUserToken) token = NULL;

  token = wt_user_token_new (self->active_token != NULL ? wt_user_token_get_id (self->active_token) : NULL,
                             self->active_token != NULL ? wt_user_token_get_name (self->active_token) : NULL,
                             credential);
  g_ptr_array_add (tokens, g_object_ref (token));
  wt_token_list_update (self->tokens, tokens);
  wt_account_set_active_token (self, token);
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (WtAccount) self = user_data;
  g_autoptr (GError) error = NULL;
  WtCredential *user_token;

  wt_vault_load_finish (WT_VAULT (source), result, &error);

  /* The user was faster and is signing in. */
  if (self->state != WT_ACCOUNT_LOADING || self->vault != WT_VAULT (source))
    return;

  user_token = wt_vault_get (self->vault, WT_CREDENTIAL_USER_TOKEN);
  if (user_token != NULL)
    show_stored_token (self, user_token);

  if (user_token != NULL || wt_vault_get (self->vault, WT_CREDENTIAL_API_KEY) != NULL)
    connect_account (self);
  else if (error == NULL)
    forget (self);
}

static void
load (WtAccount *self)
{
  wt_vault_load_async (self->vault, loaded_cb, g_object_ref (self));
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (WtAccount) self = user_data;

  if (wt_vault_open_finish (WT_VAULT (source), result, NULL) && self->state == WT_ACCOUNT_LOADING)
    load (self);
}

/**
 * wt_account_start:
 * @self: an account that was not started yet
 *
 * Asks the keyring, and with what it has the server.
 */
void
wt_account_start (WtAccount *self)
{
  g_return_if_fail (WT_IS_ACCOUNT (self));

  load (self);
}

/**
 * wt_account_sign_in:
 * @self: an account
 * @address: a server address as it was typed
 * @api_key: an API key as it was typed or pasted
 *
 * Checks the key with the server. If it is accepted it is stored and @address becomes the account's server; if not,
 * nothing is stored, the state is %WT_ACCOUNT_SIGNED_OUT and the error says why.
 */
void
wt_account_sign_in (WtAccount  *self,
                    const char *address,
                    const char *api_key)
{
  g_autofree char *server = NULL;
  g_autoptr (WtCredential) credential = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (WT_IS_ACCOUNT (self));

  wt_account_stop_connecting (self);

  credential = wt_credential_parse (WT_CREDENTIAL_API_KEY, api_key, &error);
  if (credential != NULL)
    server = wt_server_parse (address, &error);
  if (server == NULL)
    {
      wt_account_set_state (self, WT_ACCOUNT_SIGNED_OUT, error);
      return;
    }

  self->candidate = wt_account_create_client (self, server);
  self->candidate_key = g_steal_pointer (&credential);
  self->connecting = g_cancellable_new ();
  wt_connect_async (self->candidate, self->candidate_key, NULL, TRUE, self->connecting,
                    signed_in_cb, g_object_ref (self));
  wt_account_set_state (self, WT_ACCOUNT_CONNECTING, NULL);
}

/**
 * wt_account_cancel_sign_in:
 * @self: an account
 *
 * Gives up a sign-in that is under way; does nothing without one.
 */
void
wt_account_cancel_sign_in (WtAccount *self)
{
  g_return_if_fail (WT_IS_ACCOUNT (self));

  if (self->candidate == NULL)
    return;

  wt_account_stop_connecting (self);
  wt_account_set_state (self, WT_ACCOUNT_SIGNED_OUT, NULL);
}

/**
 * wt_account_refresh:
 * @self: an account
 *
 * Reads the list again, and after a failure asks who the user is too. Does nothing without a credential, or while the
 * server is being asked.
 */
void
wt_account_refresh (WtAccount *self)
{
  g_return_if_fail (WT_IS_ACCOUNT (self));

  if (self->connecting != NULL || self->is_generating)
    return;
  if (wt_vault_get (self->vault, WT_CREDENTIAL_API_KEY) == NULL &&
      wt_vault_get (self->vault, WT_CREDENTIAL_USER_TOKEN) == NULL)
    return;

  connect_account (self);
}

/**
 * wt_account_retry_keyring:
 * @self: an account
 *
 * Unlocks or creates the keyring, with its own prompt, or asks it again: whatever its state needs. What could not be
 * stored is stored then, and what could not be read is read. Only a button of the user's may lead here.
 */
void
wt_account_retry_keyring (WtAccount *self)
{
  g_return_if_fail (WT_IS_ACCOUNT (self));

  wt_vault_open_async (self->vault, opened_cb, g_object_ref (self));
}

static void
cleared_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  WtAccount *self = g_task_get_source_object (task);

  if (!wt_vault_clear_finish (WT_VAULT (source), result, &error))
    {
      if (self->state == WT_ACCOUNT_CONNECTING)
        connect_account (self);
      g_task_return_error (task, error);
      return;
    }

  forget (self);
  g_task_return_boolean (task, TRUE);
}

/**
 * wt_account_sign_out_async:
 * @self: an account
 * @callback: called when done
 * @user_data: for @callback
 *
 * Removes both secrets from the keyring, and then what is remembered of the account. If the keyring does not let them
 * go the account stays signed in, so that "signed out" is never said of secrets that are still there.
 */
void
wt_account_sign_out_async (WtAccount           *self,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (WT_IS_ACCOUNT (self));

  wt_account_stop_connecting (self);
  wt_account_update_derived (self);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, wt_account_sign_out_async);
  wt_vault_clear_async (self->vault, cleared_cb, task);
}

/**
 * wt_account_sign_out_finish:
 * @self: an account
 * @result: what the callback got
 * @error: return location for a keyring code of #WtError
 *
 * Returns: %TRUE if nothing is stored any more, else %FALSE with @error set
 */
gboolean
wt_account_sign_out_finish (WtAccount     *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
