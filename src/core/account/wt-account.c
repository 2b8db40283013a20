/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-account-private.h"
#include "wt-facts.h"
#include "wt-server.h"

enum
{
  LEFT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WtAccount, wt_account, G_TYPE_OBJECT)

/* To be called before another server or another user takes the place of the one there is, or nobody does. */
void
wt_account_leave (WtAccount *self)
{
  g_signal_emit (self, signals[LEFT], 0);
}

void
wt_account_stop_connecting (WtAccount *self)
{
  g_cancellable_cancel (self->connecting);
  g_clear_object (&self->connecting);
  g_clear_object (&self->candidate);
  g_clear_pointer (&self->candidate_credential, wt_credential_unref);
}

static void
vault_state_cb (WtAccount *self)
{
  g_object_notify (G_OBJECT (self), "keyring-state");
  wt_account_check_settled (self);
}

static void
vault_unsaved_cb (WtAccount *self)
{
  g_object_notify (G_OBJECT (self), "has-unsaved");
  if (!wt_vault_has_unsaved (self->vault))
    wt_account_tell_change (self);
  wt_account_check_settled (self);
}

char *
wt_account_dup_remembered_server (WtAccount *self)
{
  g_autofree char *address = g_settings_get_string (self->settings, "server");
  char *server = wt_server_parse (address, NULL);

  return server != NULL ? server : g_strdup (WT_SERVER_DEFAULT);
}

/* Of a server that is for this run only, nothing is remembered, and nothing of the remembered one is overwritten. */
gboolean
wt_account_is_remembered (WtAccount *self)
{
  g_autofree char *server = wt_account_dup_remembered_server (self);

  return g_str_equal (server, self->server);
}

/* The part of the keyring of a server that is not the account's. Returns (transfer full): what is kept of it, or a new
 * one. */
WtVault *
wt_account_create_vault (WtAccount  *self,
                         const char *server)
{
  WtVault *kept = g_hash_table_lookup (self->unsaved, server);

  return kept != NULL ? g_object_ref (kept) : wt_vault_new (self->keyring, server);
}

/* What the keyring did not take yet is not lost with the server that it is for. */
static void
leave_vault (WtAccount *self)
{
  if (self->vault == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->vault, self);
  if (wt_vault_has_unsaved (self->vault))
    g_hash_table_replace (self->unsaved, g_strdup (self->server), g_steal_pointer (&self->vault));
  g_clear_object (&self->vault);
}

static gboolean
is_vault_saved (gpointer server,
                gpointer vault,
                gpointer user_data)
{
  return !wt_vault_has_unsaved (vault);
}

/* To be called when the keyring is open again. */
void
wt_account_save_left (WtAccount *self)
{
  GHashTableIter iter;
  gpointer vault;

  g_hash_table_foreach_remove (self->unsaved, is_vault_saved, NULL);
  g_hash_table_iter_init (&iter, self->unsaved);
  while (g_hash_table_iter_next (&iter, NULL, &vault))
    wt_vault_save (vault);
}

/* Another server is another account, with secrets of its own. Takes @vault. */
void
wt_account_set_server (WtAccount  *self,
                       const char *server,
                       WtVault    *vault)
{
  leave_vault (self);
  g_hash_table_remove (self->unsaved, server);
  self->vault = vault;
  g_signal_connect_object (self->vault, "notify::state", G_CALLBACK (vault_state_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->vault, "notify::has-unsaved", G_CALLBACK (vault_unsaved_cb), self, G_CONNECT_SWAPPED);

  g_free (self->server);
  self->server = g_strdup (server);
  self->was_remembered = wt_account_is_remembered (self);
  wt_account_set_can_revoke (self, TRUE);

  g_object_notify (G_OBJECT (self), "server");
  g_object_notify (G_OBJECT (self), "keyring-state");
  g_object_notify (G_OBJECT (self), "has-unsaved");
}

void
wt_account_save_facts (WtAccount *self)
{
  if (wt_account_is_remembered (self))
    wt_facts_save (self->settings, self->server, self->user, self->active_token);
}

void
wt_account_forget_facts (WtAccount *self)
{
  if (wt_account_is_remembered (self))
    wt_facts_save (self->settings, NULL, NULL, NULL);
}

void
wt_account_configure_client (WtAccount   *self,
                             WtApiClient *client)
{
  g_autofree char *value_member = g_settings_get_string (self->settings, "token-value-member");

  wt_api_client_set_value_member (client, value_member);
}

WtApiClient *
wt_account_create_client (WtAccount  *self,
                          const char *server)
{
  WtApiClient *client = wt_api_client_new (server, NULL);

  wt_account_configure_client (self, client);

  return client;
}

/* The account's own. It is made late, because whoever wants only what the keyring has needs none. */
WtApiClient *
wt_account_ensure_client (WtAccount *self)
{
  if (self->client == NULL)
    self->client = wt_account_create_client (self, self->server);

  return self->client;
}

void
wt_account_show_nothing (WtAccount *self)
{
  g_list_store_remove_all (self->tokens);
  wt_account_set_active_token (self, NULL);
  wt_account_set_user (self, NULL);
  wt_account_set_n_skipped (self, 0);
  self->list_is_empty = FALSE;
}

/* Opens the account on a server, with what is remembered of it. */
void
wt_account_open (WtAccount  *self,
                 const char *server)
{
  g_autoptr (WtUser) user = wt_facts_load_user (self->settings, server);
  g_autoptr (WtUserToken) token = wt_facts_load_token (self->settings, server);

  wt_account_show_nothing (self);
  wt_account_set_server (self, server, wt_account_create_vault (self, server));
  g_clear_object (&self->client);

  wt_account_set_user (self, user);
  if (token != NULL)
    g_list_store_append (self->tokens, token);
  wt_account_set_active_token (self, token);
  wt_account_update_derived (self);
}

static void
wt_account_constructed (GObject *object)
{
  WtAccount *self = WT_ACCOUNT (object);

  G_OBJECT_CLASS (wt_account_parent_class)->constructed (object);

  self->keyring = wt_keyring_new ();
  self->tokens = g_list_store_new (WT_TYPE_USER_TOKEN);
  self->waiting = g_ptr_array_new ();
  self->unsaved = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

static void
wt_account_dispose (GObject *object)
{
  WtAccount *self = WT_ACCOUNT (object);

  wt_account_stop_connecting (self);
  g_clear_object (&self->vault);
  g_clear_pointer (&self->unsaved, g_hash_table_unref);
  g_clear_object (&self->client);
  g_clear_object (&self->keyring);

  G_OBJECT_CLASS (wt_account_parent_class)->dispose (object);
}

static void
wt_account_finalize (GObject *object)
{
  WtAccount *self = WT_ACCOUNT (object);

  g_clear_object (&self->user);
  g_clear_object (&self->active_token);
  g_clear_object (&self->tokens);
  g_clear_object (&self->settings);
  g_ptr_array_unref (self->waiting);
  g_clear_error (&self->error);
  g_clear_error (&self->error_before);
  g_free (self->details);
  g_free (self->server);

  G_OBJECT_CLASS (wt_account_parent_class)->finalize (object);
}

static void
wt_account_class_init (WtAccountClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = wt_account_constructed;
  object_class->dispose = wt_account_dispose;
  object_class->finalize = wt_account_finalize;

  /**
   * WtAccount::left:
   * @self: an account
   *
   * Emitted before the account becomes another one: on another server, of another user, or of nobody. What a person was
   * asked about the one before, or shown of it, does not count any more.
   */
  signals[LEFT] = g_signal_new ("left", WT_TYPE_ACCOUNT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  wt_account_install_properties (object_class);
}

static void
wt_account_init (WtAccount *self)
{
}

/**
 * wt_account_new:
 * @settings: the application's settings
 * @server: (nullable): a normalised server address; %NULL for the remembered one
 *
 * Makes the account, with what is remembered of it. Nothing is asked yet.
 *
 * Returns: (transfer full): the account, %WT_ACCOUNT_LOADING
 */
WtAccount *
wt_account_new (GSettings  *settings,
                const char *server)
{
  WtAccount *self;
  g_autofree char *remembered = NULL;

  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (WT_TYPE_ACCOUNT, NULL);
  self->settings = g_object_ref (settings);

  remembered = wt_account_dup_remembered_server (self);
  wt_account_open (self, server != NULL ? server : remembered);

  return self;
}
