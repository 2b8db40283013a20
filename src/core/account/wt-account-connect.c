/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "wt-account-private.h"
#include "wt-error.h"
#include "wt-server.h"
#include "wt-token-list.h"

/* What is known of an account: what the keyring has, and what the server answers to it. */

static WtAccountState
state_from_error (const GError *error)
{
  if (wt_connect_is_refusal (error))
    return WT_ACCOUNT_REFUSED;
  if (g_error_matches (error, WT_ERROR, WT_ERROR_UNREACHABLE))
    return WT_ACCOUNT_OFFLINE;

  return WT_ACCOUNT_FAILED;
}

/* What to say when the stored token was refused, but the API key told the rest. */
static GError *
describe_refusal (WtAccount *self)
{
  g_autofree char *host = wt_server_dup_host (self->server);
  WtCredential *stored = wt_vault_get (self->vault, WT_CREDENTIAL_USER_TOKEN);
  WtCredential *active = self->active_token != NULL ? wt_user_token_get_credential (self->active_token) : NULL;

  if (active == NULL)
    return g_error_new (WT_ERROR, WT_ERROR_TOKEN_REFUSED,
                        /* Translators: %s is a server, for example workbench.import.io */
                        _("%s no longer accepts the stored User Token. It may have been revoked: generate a new one."),
                        host);
  if (stored != NULL && g_str_equal (wt_credential_get_text (stored), wt_credential_get_text (active)))
    return g_error_new (WT_ERROR, WT_ERROR_TOKEN_REFUSED,
                        /* Translators: %s is a server, for example workbench.import.io */
                        _("%s does not accept the active User Token, although it is in your list. Use another one."),
                        host);

  return g_error_new (WT_ERROR, WT_ERROR_TOKEN_REFUSED,
                      /* Translators: %s is a server, for example workbench.import.io */
                      _("%s no longer accepts the stored User Token. Another one of yours is active now: give it to the programs that used the old one."),
                      host);
}

void
wt_account_adopt_connection (WtAccount    *self,
                             WtConnection *connection)
{
  g_autoptr (GError) refusal = NULL;

  g_object_freeze_notify (G_OBJECT (self));

  if (connection->user != NULL)
    wt_account_set_user (self, connection->user);
  wt_account_adopt_tokens (self, connection);
  wt_account_save_facts (self);

  if (connection->refusal != NULL)
    refusal = describe_refusal (self);
  wt_account_set_state (self, refusal != NULL ? WT_ACCOUNT_REFUSED : WT_ACCOUNT_READY, refusal);

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
    wt_account_adopt_connection (self, connection);
  else
    wt_account_set_state (self, state_from_error (error), error);
  if (g_error_matches (error, WT_ERROR, WT_ERROR_UNREADABLE))
    wt_account_set_details (self, self->client);
}

static void
connect (WtAccount *self,
         gboolean   asks_user)
{
  gboolean is_refresh = self->state == WT_ACCOUNT_READY;
  WtApiClient *client = wt_account_ensure_client (self);

  wt_account_stop_connecting (self);
  wt_account_configure_client (self, client);
  self->connecting = g_cancellable_new ();
  wt_connect_async (client,
                    wt_vault_get (self->vault, WT_CREDENTIAL_API_KEY),
                    wt_vault_get (self->vault, WT_CREDENTIAL_USER_TOKEN),
                    asks_user || !is_refresh || self->user == NULL,
                    self->connecting,
                    connected_cb,
                    g_object_ref (self));

  if (is_refresh)
    wt_account_update_derived (self);
  else
    wt_account_set_state (self, WT_ACCOUNT_CONNECTING, NULL);
}

void
wt_account_connect (WtAccount *self)
{
  connect (self, FALSE);
}

/* Asks who the user is too: it may be another one now. */
void
wt_account_connect_anew (WtAccount *self)
{
  connect (self, TRUE);
}

/* Shows the token that the keyring has, if any, and only that. */
void
wt_account_show_stored (WtAccount *self)
{
  WtCredential *credential = wt_vault_get (self->vault, WT_CREDENTIAL_USER_TOKEN);
  g_autoptr (GPtrArray) tokens = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (WtUserToken) token = NULL;

  if (credential == NULL)
    return;

  token = wt_user_token_new (self->active_token != NULL ? wt_user_token_get_id (self->active_token) : NULL,
                             self->active_token != NULL ? wt_user_token_get_name (self->active_token) : NULL,
                             credential);
  g_ptr_array_add (tokens, g_object_ref (token));
  wt_token_list_update (self->tokens, tokens);
  wt_account_set_active_token (self, token);
}

static gboolean
has_credential (WtAccount *self)
{
  return wt_vault_get (self->vault, WT_CREDENTIAL_API_KEY) != NULL ||
         wt_vault_get (self->vault, WT_CREDENTIAL_USER_TOKEN) != NULL;
}

/* Where there is no keyring, what was once stored went with it. */
static gboolean
has_nothing (const GError *error)
{
  return error == NULL || g_error_matches (error, WT_ERROR, WT_ERROR_KEYRING_ABSENT);
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (WtAccount) self = user_data;
  g_autoptr (GError) error = NULL;

  wt_vault_load_finish (WT_VAULT (source), result, &error);
  self->n_loading--;

  if (self->vault != WT_VAULT (source))
    return;

  /* The user was faster, and is signing in or has done so. After a sign-in that failed, what is stored still counts. */
  wt_account_update_derived (self);
  if (self->connecting != NULL || (self->state != WT_ACCOUNT_LOADING && self->state != WT_ACCOUNT_SIGNED_OUT))
    return;

  wt_account_show_stored (self);
  if (has_credential (self))
    {
      if (self->is_started)
        wt_account_connect (self);
    }
  else if (self->state == WT_ACCOUNT_LOADING && has_nothing (error))
    wt_account_forget (self);
}

/**
 * wt_account_load:
 * @self: an account
 *
 * Asks the keyring for what it has, without a prompt. The server is asked only if the account was started.
 */
void
wt_account_load (WtAccount *self)
{
  g_return_if_fail (WT_IS_ACCOUNT (self));

  self->n_loading++;
  wt_vault_load_async (self->vault, loaded_cb, g_object_ref (self));
}

/**
 * wt_account_load_token:
 * @self: an account that is not started
 *
 * The same for who wants the active token alone, and soon: where there is one, nothing is known of an API key after it.
 */
void
wt_account_load_token (WtAccount *self)
{
  g_return_if_fail (WT_IS_ACCOUNT (self));
  g_return_if_fail (!self->is_started);

  self->n_loading++;
  wt_vault_load_token_async (self->vault, loaded_cb, g_object_ref (self));
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (WtAccount) self = user_data;

  self->is_opening = FALSE;
  wt_account_check_settled (self);

  /* It is looked into in any state, because that is what tells how the keyring is now. */
  if (wt_vault_open_finish (WT_VAULT (source), result, NULL))
    {
      wt_account_save_left (self);
      wt_account_load (self);
    }
}

/* The system tells when the network comes back; nothing is polled. */
static void
network_changed_cb (WtAccount *self)
{
  if (self->state == WT_ACCOUNT_OFFLINE &&
      g_network_monitor_get_network_available (g_network_monitor_get_default ()))
    wt_account_refresh (self);
}

/* Where NetworkManager is asked, only the properties tell (GNetworkMonitorNM); elsewhere the signal does, too. */
static void
watch_network (WtAccount *self)
{
  const char * const signals[] = { "network-changed", "notify::network-available", "notify::connectivity" };

  for (gsize i = 0; i < G_N_ELEMENTS (signals); i++)
    g_signal_connect_object (g_network_monitor_get_default (), signals[i], G_CALLBACK (network_changed_cb), self,
                             G_CONNECT_SWAPPED);
}

/**
 * wt_account_start:
 * @self: an account that was not started yet
 *
 * Asks the keyring, and with what it has the server. From then on an account that is offline asks again by itself when
 * the network comes back, and one that another program changed follows.
 */
void
wt_account_start (WtAccount *self)
{
  g_return_if_fail (WT_IS_ACCOUNT (self));

  self->is_started = TRUE;
  watch_network (self);
  wt_account_watch_changes (self);
  wt_account_load (self);
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

  if (self->connecting != NULL || self->is_generating || self->is_signing_out)
    return;
  if (has_credential (self))
    wt_account_connect (self);
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

  /* One prompt is enough. */
  if (self->is_opening)
    return;

  self->is_opening = TRUE;
  wt_vault_open_async (self->vault, opened_cb, g_object_ref (self));
}
