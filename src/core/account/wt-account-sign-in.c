/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-account-private.h"
#include "wt-error.h"
#include "wt-facts.h"
#include "wt-server.h"

/* The ways into an account and out of it. */

/* Which of its tokens the user had picked still counts; a token that is somebody else's, or gone, does not. */
static void
keep_listed_token (WtAccount *self,
                   GPtrArray *tokens)
{
  WtCredential *stored = wt_vault_get (self->vault, WT_CREDENTIAL_USER_TOKEN);
  g_autoptr (WtUserToken) token = NULL;

  if (stored == NULL)
    {
      wt_vault_remove (self->vault, WT_CREDENTIAL_USER_TOKEN);
      return;
    }

  token = wt_user_token_new (NULL, NULL, stored);
  if (!g_ptr_array_find_with_equal_func (tokens, token, (GEqualFunc) wt_user_token_is_same, NULL))
    wt_vault_remove (self->vault, WT_CREDENTIAL_USER_TOKEN);
}

/* A credential that was pasted begins anew: whose tokens these are, the server tells. */
static void
begin_anew (WtAccount    *self,
            WtVault      *vault,
            const char   *server,
            WtCredential *credential,
            GPtrArray    *tokens)
{
  g_autoptr (WtUserToken) token = NULL;

  wt_account_leave (self);
  wt_account_set_user (self, NULL);
  if (vault != self->vault)
    wt_account_set_server (self, server, g_object_ref (vault));

  switch (wt_credential_get_kind (credential))
    {
    case WT_CREDENTIAL_API_KEY:
      keep_listed_token (self, tokens);
      break;
    case WT_CREDENTIAL_USER_TOKEN:
      wt_vault_remove (self->vault, WT_CREDENTIAL_API_KEY);
      token = wt_user_token_new (NULL, NULL, credential);
      break;
    }

  wt_account_set_active_token (self, token);
  wt_vault_put (self->vault, credential);
  wt_facts_save (self->settings, server, NULL, token);
  self->was_remembered = TRUE;
}

/* Where there is an account it stays as it is; the error is about the new credential. An attempt to connect that the
 * sign-in broke off is not under way any more. */
static void
fail (WtAccount    *self,
      const GError *error)
{
  WtAccountState state = self->state == WT_ACCOUNT_CONNECTING ? WT_ACCOUNT_FAILED : self->state;

  self->sign_in_failed = TRUE;
  wt_account_set_state (self, self->signed_in ? state : WT_ACCOUNT_SIGNED_OUT, error);
}

/* What giving up goes back to: all as it was before the first of the attempts that failed. */
static void
keep_state (WtAccount *self)
{
  if (self->sign_in_failed)
    return;

  self->state_before = self->state;
  g_clear_error (&self->error_before);
  self->error_before = self->error != NULL ? g_error_copy (self->error) : NULL;
}

/* The error was about a credential that was given up: all is as it was before. */
static void
restore_state (WtAccount *self)
{
  self->sign_in_failed = FALSE;

  if (self->state_before == WT_ACCOUNT_CONNECTING)
    wt_account_connect (self);
  else
    wt_account_set_state (self, self->state_before, self->error_before);
}

/* A sign-in that the server accepted, while the keyring is asked what it has for that server. */
typedef struct
{
  WtAccount    *account;
  WtApiClient  *client;
  WtConnection *connection;
  GCancellable *cancellable;
} Accepted;

static Accepted *
accepted_new (WtAccount    *self,
              WtApiClient  *client,
              WtConnection *connection)
{
  Accepted *accepted = g_new0 (Accepted, 1);

  accepted->account = g_object_ref (self);
  accepted->client = g_object_ref (client);
  accepted->connection = connection;
  accepted->cancellable = g_object_ref (self->connecting);

  return accepted;
}

static void
accepted_free (Accepted *self)
{
  g_object_unref (self->account);
  g_object_unref (self->client);
  wt_connection_free (self->connection);
  g_object_unref (self->cancellable);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Accepted, accepted_free)

static void
enter (Accepted *accepted,
       WtVault  *vault)
{
  WtAccount *self = accepted->account;
  g_autoptr (WtCredential) credential = g_steal_pointer (&self->candidate_credential);

  wt_account_stop_connecting (self);
  g_object_freeze_notify (G_OBJECT (self));

  g_set_object (&self->client, accepted->client);
  begin_anew (self, vault, wt_api_client_get_server (self->client), credential, accepted->connection->tokens);
  self->wants_sign_in = FALSE;
  self->sign_in_failed = FALSE;
  wt_account_adopt_connection (self, accepted->connection);

  g_object_thaw_notify (G_OBJECT (self));
}

static void
looked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (Accepted) accepted = user_data;

  /* What cannot be looked into is as if nothing were there. */
  wt_vault_load_finish (WT_VAULT (source), result, NULL);
  if (!g_cancellable_is_cancelled (accepted->cancellable))
    enter (accepted, WT_VAULT (source));
}

/* Which token its user had picked on another server still counts, so that is looked up first. Takes @accepted. */
static void
look_and_enter (Accepted *accepted)
{
  WtAccount *self = accepted->account;
  const char *server = wt_api_client_get_server (accepted->client);
  g_autoptr (WtVault) vault = NULL;

  if (g_str_equal (server, self->server))
    {
      enter (accepted, self->vault);
      accepted_free (accepted);
      return;
    }

  vault = wt_account_create_vault (self, server);
  wt_vault_load_async (vault, looked_cb, accepted);
}

static void
signed_in_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (WtAccount) self = user_data;
  g_autoptr (GError) error = NULL;
  WtConnection *connection = wt_connect_finish (WT_API_CLIENT (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (connection == NULL)
    {
      wt_account_stop_connecting (self);
      fail (self, error);
      if (g_error_matches (error, WT_ERROR, WT_ERROR_UNREADABLE))
        wt_account_set_details (self, WT_API_CLIENT (source));
      return;
    }

  look_and_enter (accepted_new (self, WT_API_CLIENT (source), connection));
}

/**
 * wt_account_sign_in:
 * @self: an account
 * @address: a server address as it was typed
 * @kind: what @secret is
 * @secret: an API key or a User Token as it was typed or pasted
 *
 * Checks the credential with the server. If it is accepted it is stored and @address becomes the account's server; if
 * not, nothing is stored or changed, and the error says why. The state is %WT_ACCOUNT_SIGNED_OUT then, unless there was
 * an account before.
 */
void
wt_account_sign_in (WtAccount        *self,
                    const char       *address,
                    WtCredentialKind  kind,
                    const char       *secret)
{
  g_autofree char *server = NULL;
  g_autoptr (WtCredential) credential = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_key = kind == WT_CREDENTIAL_API_KEY;

  g_return_if_fail (WT_IS_ACCOUNT (self));

  wt_account_stop_connecting (self);
  keep_state (self);

  credential = wt_credential_parse (kind, secret, &error);
  if (credential != NULL)
    server = wt_server_parse (address, &error);
  if (server == NULL)
    {
      fail (self, error);
      return;
    }

  self->candidate = wt_account_create_client (self, server);
  self->candidate_credential = g_steal_pointer (&credential);
  self->connecting = g_cancellable_new ();
  wt_connect_async (self->candidate,
                    is_key ? self->candidate_credential : NULL,
                    is_key ? NULL : self->candidate_credential,
                    TRUE, self->connecting, signed_in_cb, g_object_ref (self));

  if (self->signed_in)
    wt_account_update_derived (self);
  else
    wt_account_set_state (self, WT_ACCOUNT_CONNECTING, NULL);
}

/**
 * wt_account_use_server:
 * @self: an account
 * @server: a normalised server address, from wt_server_parse()
 *
 * Switches to the account on another server: what is stored for it, if anything. The one that is left keeps its
 * secrets; which server is remembered changes only with a successful sign-in.
 */
void
wt_account_use_server (WtAccount  *self,
                       const char *server)
{
  g_return_if_fail (WT_IS_ACCOUNT (self));
  g_return_if_fail (server != NULL);

  if (g_str_equal (server, self->server))
    return;

  wt_account_leave (self);
  g_object_freeze_notify (G_OBJECT (self));

  wt_account_stop_connecting (self);
  self->wants_sign_in = FALSE;
  self->sign_in_failed = FALSE;
  wt_account_open (self, server);
  wt_account_set_state (self, WT_ACCOUNT_LOADING, NULL);

  g_object_thaw_notify (G_OBJECT (self));

  wt_account_load (self);
}

/**
 * wt_account_ask_sign_in:
 * @self: an account
 *
 * Lets the user sign in again, for example with a key that replaces one that was refused. What there is stays until the
 * new credential was accepted.
 */
void
wt_account_ask_sign_in (WtAccount *self)
{
  g_return_if_fail (WT_IS_ACCOUNT (self));

  self->wants_sign_in = TRUE;
  wt_account_update_derived (self);
}

/**
 * wt_account_cancel_sign_in:
 * @self: an account
 *
 * Gives up a sign-in that is under way, or that was asked for.
 */
void
wt_account_cancel_sign_in (WtAccount *self)
{
  g_return_if_fail (WT_IS_ACCOUNT (self));

  if (self->candidate != NULL)
    wt_account_stop_connecting (self);
  else
    self->wants_sign_in = FALSE;

  if (!self->signed_in)
    wt_account_set_state (self, WT_ACCOUNT_SIGNED_OUT, NULL);
  else if (self->sign_in_failed && !self->wants_sign_in)
    restore_state (self);
  else if (self->state == WT_ACCOUNT_CONNECTING && self->connecting == NULL)
    wt_account_connect (self);
  else
    wt_account_update_derived (self);
}

/* The keyring has nothing stored: what is remembered is out of date. */
void
wt_account_forget (WtAccount *self)
{
  wt_account_leave (self);
  wt_account_show_nothing (self);
  self->wants_sign_in = FALSE;
  self->sign_in_failed = FALSE;
  wt_account_forget_facts (self);
  wt_account_set_state (self, WT_ACCOUNT_SIGNED_OUT, NULL);
}

static void
cleared_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  WtAccount *self = g_task_get_source_object (task);

  self->is_signing_out = FALSE;
  wt_account_update_derived (self);
  if (!wt_vault_clear_finish (WT_VAULT (source), result, &error))
    {
      if (self->state == WT_ACCOUNT_CONNECTING)
        wt_account_refresh (self);
      g_task_return_error (task, error);
      return;
    }

  /* On a server that was left meanwhile there is nothing more to forget here. */
  if (self->vault == WT_VAULT (source))
    {
      wt_account_stop_connecting (self);
      wt_account_forget (self);
      wt_account_tell_change (self);
    }
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

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, wt_account_sign_out_async);

  if (self->is_signing_out)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PENDING, "Signing out already");
      g_object_unref (task);
      return;
    }

  self->is_signing_out = TRUE;
  wt_account_stop_connecting (self);
  wt_account_update_derived (self);
  wt_vault_clear_async (self->vault, cleared_cb, task);
}

/**
 * wt_account_sign_out_finish:
 * @self: an account
 * @result: what the callback got
 * @error: return location for a keyring code of #WtError, or %G_IO_ERROR_PENDING if it is under way already
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
