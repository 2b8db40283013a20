/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-account-private.h"
#include "wt-error.h"
#include "wt-remembered.h"

enum
{
  LEFT,
  SUPERSEDED,
  OVERRULED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WtAccount, wt_account, G_TYPE_OBJECT)

static void connect_to_server (WtAccount *self,
                               gboolean   asks_user);

/* A token that is being tried, owned by its task. */
typedef struct
{
  WtUserToken *token;
  gboolean     by_user;
} Verification;

static void
verification_free (Verification *self)
{
  g_object_unref (self->token);
  g_free (self);
}

/* Returns (transfer full): a client that reads answers as the settings say. */
WtApiClient *
wt_account_create_client (GSettings  *settings,
                          const char *server)
{
  WtApiClient *client = wt_api_client_new (server, NULL);
  g_autofree char *value_member = g_settings_get_string (settings, "token-value-member");

  wt_api_client_set_value_member (client, value_member);

  return client;
}

/* It is made late, because whoever wants only what the keyring has needs none. Returns (transfer none). */
WtApiClient *
wt_account_ensure_client (WtAccount *self)
{
  g_autofree char *value_member = NULL;

  if (self->client == NULL)
    {
      self->client = wt_account_create_client (self->settings, self->server);
      return self->client;
    }

  value_member = g_settings_get_string (self->settings, "token-value-member");
  wt_api_client_set_value_member (self->client, value_member);

  return self->client;
}

static void
pending_cb (WtAccount *self)
{
  wt_account_model_under_way (self->model, wt_pending_get_kinds (self->pending));
  wt_account_notify_changes (self);
}

static gboolean
is_saving (WtAccount *self)
{
  return self->vault != NULL && wt_vault_has_unsaved (self->vault) &&
         (wt_vault_is_in_flux (self->vault) || wt_vault_get_state (self->vault) == WT_KEYRING_OPEN);
}

static void
update_saving (WtAccount *self)
{
  gboolean was_saving = (wt_pending_get_kinds (self->pending) & WT_PENDING_SAVING) != 0;

  if (is_saving (self) && !was_saving)
    wt_pending_begin (self->pending, WT_PENDING_SAVING);
  else if (!is_saving (self) && was_saving)
    wt_pending_end (self->pending, WT_PENDING_SAVING);
}

static void
vault_state_cb (WtAccount *self)
{
  g_object_notify (G_OBJECT (self), "keyring-state");
  update_saving (self);
}

static void
vault_unsaved_cb (WtAccount *self)
{
  g_object_notify (G_OBJECT (self), "has-unsaved");
  if (!wt_vault_has_unsaved (self->vault))
    wt_changes_tell (self->changes);
  update_saving (self);
}

static void
verified_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (WtUser) user = wt_api_client_get_user_finish (WT_API_CLIENT (source), result, &error);
  g_autofree char *details = error != NULL ? wt_api_client_dup_details (WT_API_CLIENT (source)) : NULL;
  WtAccount *self = g_task_get_source_object (task);
  Verification *verification = g_task_get_task_data (task);

  g_object_freeze_notify (G_OBJECT (self));

  wt_pending_end (self->pending, WT_PENDING_VERIFYING);
  wt_account_apply (self, wt_account_model_verified (self->model, verification->token, verification->by_user, error,
                                                     details));
  g_task_return_boolean (task, TRUE);

  g_object_thaw_notify (G_OBJECT (self));
}

/* The value's member is the least certain thing of the contract, so a value is tried before it is stored. */
static void
verify (WtAccount *self,
        gboolean   by_user)
{
  Verification *verification = g_new0 (Verification, 1);
  GTask *task = g_task_new (self, NULL, NULL, NULL);

  verification->token = g_object_ref (self->known->active_token);
  verification->by_user = by_user;
  g_task_set_source_tag (task, verify);
  g_task_set_task_data (task, verification, (GDestroyNotify) verification_free);

  wt_pending_begin (self->pending, WT_PENDING_VERIFYING);
  wt_api_client_get_user_async (wt_account_ensure_client (self), wt_user_token_get_credential (verification->token), NULL,
                                verified_cb, task);
}

/* What is remembered of the account is what the keyring has of it: forgotten before that changes, and written when it is
 * known, so that wherever this ends no token is remembered by the name of another one, and nothing by that of another
 * user. */
static void
update_facts (WtAccount *self)
{
  g_autoptr (WtUserToken) token = NULL;
  WtCredential *stored = NULL;
  gboolean is_known;

  if (self->vault == NULL || !wt_remembered_is_server (self->settings, self->server))
    return;

  is_known = wt_vault_get_stored_token (self->vault, &stored);
  if (!wt_vault_is_in_flux (self->vault) && wt_vault_has_stored (self->vault))
    {
      token = is_known ? wt_account_model_find (self->model, stored) : NULL;
      wt_remembered_save (self->settings, self->known->user, token);
    }
  else if (wt_vault_is_in_flux (self->vault) || is_known)
    {
      wt_remembered_save (self->settings, NULL, NULL);
    }
}

static void
vault_stored_cb (WtAccount *self)
{
  update_facts (self);
  update_saving (self);
}

/* What is stored of an account that was superseded is another user's. */
static void
keep (WtAccount *self,
      WtNeeds    needs)
{
  if (self->vault == NULL)
    return;

  if (needs & WT_NEED_DROP_TOKEN)
    wt_vault_remove (self->vault, WT_CREDENTIAL_USER_TOKEN);
  if (needs & WT_NEED_DROP_KEY)
    wt_vault_remove (self->vault, WT_CREDENTIAL_API_KEY);
  if (needs & WT_NEED_STORE_ACTIVE)
    wt_vault_put (self->vault, wt_user_token_get_credential (self->known->active_token));
  wt_vault_save (self->vault);

  if (needs & WT_NEED_SAVE_FACTS)
    update_facts (self);
  if (needs & WT_NEED_FORGET_FACTS && wt_remembered_is_server (self->settings, self->server))
    wt_remembered_save (self->settings, NULL, NULL);
}

/* Does what has become necessary, in this order, and tells what is not any more as it was. */
void
wt_account_apply (WtAccount *self,
                  WtNeeds    needs)
{
  keep (self, needs);
  if (needs & (WT_NEED_VERIFY | WT_NEED_VERIFY_CHOICE))
    verify (self, (needs & WT_NEED_VERIFY_CHOICE) != 0);
  if (needs & WT_NEED_CONNECT && self->is_started)
    connect_to_server (self, (needs & WT_NEED_ASK_USER) != 0);
  wt_account_notify_changes (self);
}

/* The server says that this is somebody else. What was asked or shown of the one before does not go on to this one. */
static void
supersede (WtAccount    *self,
           WtApiClient  *client,
           WtConnection *connection)
{
  g_autoptr (WtVault) vault = g_object_ref (self->vault);
  g_autoptr (WtAccount) next = wt_account_new (self->settings, self->changes, self->all, self->server, vault);

  next->is_started = self->is_started;
  wt_account_retire (self);
  g_set_object (&next->client, client);
  wt_account_model_loaded (next->model, wt_vault_get_credentials (vault), FALSE);
  g_signal_emit (self, signals[SUPERSEDED], 0, next);
  wt_account_apply (next, wt_account_model_connected (next->model, connection));
}

static void
connected_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (WtAccount) self = user_data;
  g_autoptr (WtConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *details = NULL;

  connection = wt_connection_open_finish (WT_API_CLIENT (source), result, &error);

  g_object_freeze_notify (G_OBJECT (self));

  wt_pending_end (self->pending, WT_PENDING_CONNECTING);
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_clear_object (&self->connecting);
  if (g_error_matches (error, WT_ERROR, WT_ERROR_UNREADABLE))
    details = wt_api_client_dup_details (WT_API_CLIENT (source));

  if (connection != NULL && self->vault != NULL && wt_account_model_is_of_other_user (self->model, connection))
    supersede (self, WT_API_CLIENT (source), connection);
  else if (connection != NULL)
    wt_account_apply (self, wt_account_model_connected (self->model, connection));
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    wt_account_model_failed (self->model, error, details);
  wt_account_notify_changes (self);

  g_object_thaw_notify (G_OBJECT (self));
}

static void
connect_to_server (WtAccount *self,
                   gboolean   asks_user)
{
  const WtCredentialSet *credentials = &self->known->credentials;
  gboolean is_refresh = self->known->state == WT_ACCOUNT_READY;

  wt_account_stop (self);
  self->connecting = g_cancellable_new ();
  wt_account_model_connecting (self->model);
  wt_pending_begin (self->pending, WT_PENDING_CONNECTING);
  wt_connection_open_async (wt_account_ensure_client (self),
                            credentials->held[WT_CREDENTIAL_API_KEY],
                            credentials->held[WT_CREDENTIAL_USER_TOKEN],
                            asks_user || !is_refresh || self->known->user == NULL,
                            self->connecting,
                            connected_cb,
                            g_object_ref (self));
}

/* The server is not asked for the list any more. */
void
wt_account_stop (WtAccount *self)
{
  g_cancellable_cancel (self->connecting);
  g_clear_object (&self->connecting);
}

/* A list that was asked for before a change would undo it on the screen. */
void
wt_account_ask_again (WtAccount *self)
{
  if (self->connecting == NULL)
    return;

  if (wt_credential_set_is_empty (&self->known->credentials))
    {
      wt_account_stop (self);
      wt_account_model_stopped (self->model);
    }
  else
    {
      connect_to_server (self, TRUE);
    }
}

/* The account's place in the keyring is another user's from now on. */
void
wt_account_retire (WtAccount *self)
{
  wt_account_stop (self);
  g_signal_handlers_disconnect_by_data (self->vault, self);
  g_clear_object (&self->vault);
  update_saving (self);
}

/* Begins the account of whoever has just signed in. */
void
wt_account_enter (WtAccount    *self,
                  WtApiClient  *client,
                  WtCredential *credential,
                  WtConnection *connection)
{
  g_set_object (&self->client, client);
  wt_vault_replace (self->vault, credential);
  wt_remembered_select (self->settings, self->server);
  wt_account_apply (self, wt_account_model_signed_in (self->model, wt_vault_get_credentials (self->vault), credential,
                                                      connection));
}

/* What the keyring has, where it was looked into for another reason. */
void
wt_account_adopt_stored (WtAccount *self)
{
  wt_account_apply (self, wt_account_model_loaded (self->model, wt_vault_get_credentials (self->vault), TRUE));
}

/* Returns: whether the list has the token that the keyring has now. */
gboolean
wt_account_has_stored (WtAccount *self)
{
  WtCredential *stored = wt_vault_get_credentials (self->vault)->held[WT_CREDENTIAL_USER_TOKEN];
  g_autoptr (WtUserToken) token = stored != NULL ? wt_user_token_new (NULL, NULL, stored) : NULL;

  return token != NULL && wt_account_model_lists (self->model, token);
}

/* Another program has changed what the keyring has for the same user. */
void
wt_account_follow (WtAccount *self)
{
  g_autoptr (WtUserToken) remembered = wt_remembered_dup_token (self->settings, self->server);

  wt_account_apply (self, wt_account_model_changed_elsewhere (self->model, wt_vault_get_credentials (self->vault),
                                                              remembered));
}

/* The account is not looked at any more. */
void
wt_account_leave (WtAccount *self)
{
  wt_account_stop (self);
  g_signal_emit (self, signals[LEFT], 0);
}

/* Nothing is stored for it any more. */
void
wt_account_clear (WtAccount *self)
{
  wt_account_leave (self);
  wt_account_apply (self, wt_account_model_cleared (self->model));
}

static void
wt_account_dispose (GObject *object)
{
  WtAccount *self = WT_ACCOUNT (object);

  wt_account_stop (self);
  g_clear_object (&self->vault);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (wt_account_parent_class)->dispose (object);
}

static void
wt_account_finalize (GObject *object)
{
  WtAccount *self = WT_ACCOUNT (object);

  g_clear_object (&self->model);
  g_clear_object (&self->pending);
  g_clear_object (&self->all);
  g_clear_object (&self->changes);
  g_clear_object (&self->settings);
  g_free (self->server);

  G_OBJECT_CLASS (wt_account_parent_class)->finalize (object);
}

static void
wt_account_class_init (WtAccountClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = wt_account_dispose;
  object_class->finalize = wt_account_finalize;

  /**
   * WtAccount::left:
   * @self: an account
   *
   * Emitted when another account is looked at, or when the user has signed out. What a person was asked about this one
   * does not count any more.
   */
  signals[LEFT] = g_signal_new ("left", WT_TYPE_ACCOUNT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * WtAccount::superseded:
   * @self: an account
   * @next: the account that has its place in the keyring from now on
   *
   * Emitted when the server says that the credential is another user's than was known.
   */
  signals[SUPERSEDED] = g_signal_new ("superseded", WT_TYPE_ACCOUNT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                      1, WT_TYPE_ACCOUNT);

  /**
   * WtAccount::overruled:
   * @self: an account
   *
   * Emitted when what the keyring could not take has given way to what another program stored after it.
   */
  signals[OVERRULED] = g_signal_new ("overruled", WT_TYPE_ACCOUNT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                     0);

  wt_account_install_properties (object_class);
}

static void
wt_account_init (WtAccount *self)
{
}

/* @all is what is under way in all accounts. Nothing is asked yet. Returns (transfer full). */
WtAccount *
wt_account_new (GSettings  *settings,
                WtChanges  *changes,
                WtPending  *all,
                const char *server,
                WtVault    *vault)
{
  WtAccount *self = g_object_new (WT_TYPE_ACCOUNT, NULL);

  self->settings = g_object_ref (settings);
  self->changes = g_object_ref (changes);
  self->all = g_object_ref (all);
  self->server = g_strdup (server);
  self->vault = g_object_ref (vault);
  self->model = wt_account_model_new (server);
  self->known = wt_account_model_get (self->model);
  self->pending = wt_pending_new (all);
  g_signal_connect_object (self->pending, "changed", G_CALLBACK (pending_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (vault, "notify::state", G_CALLBACK (vault_state_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (vault, "notify::has-unsaved", G_CALLBACK (vault_unsaved_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (vault, "stored-changed", G_CALLBACK (vault_stored_cb), self, G_CONNECT_SWAPPED);
  update_saving (self);

  return self;
}

/* What is remembered of the account, to be shown before anything answers. */
void
wt_account_remember (WtAccount *self)
{
  g_autoptr (WtUser) user = wt_remembered_dup_user (self->settings, self->server);
  g_autoptr (WtUserToken) token = wt_remembered_dup_token (self->settings, self->server);

  wt_account_model_remember (self->model, user, token);
  wt_account_model_take_changes (self->model);
}

/* Where there is no keyring, what was once stored went with it. What cannot be read is of no use. */
static gboolean
is_certain (const GError *error)
{
  return error == NULL || g_error_matches (error, WT_ERROR, WT_ERROR_KEYRING_ABSENT) ||
         g_error_matches (error, WT_ERROR, WT_ERROR_KEYRING_UNREADABLE);
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (WtAccount) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean was_overruled;

  wt_vault_load_finish (WT_VAULT (source), result, &was_overruled, &error);

  g_object_freeze_notify (G_OBJECT (self));

  wt_pending_end (self->pending, WT_PENDING_LOADING);
  if (self->vault != NULL)
    wt_account_apply (self, wt_account_model_loaded (self->model, wt_vault_get_credentials (self->vault),
                                                     is_certain (error)));

  g_object_thaw_notify (G_OBJECT (self));

  if (was_overruled && self->vault != NULL)
    g_signal_emit (self, signals[OVERRULED], 0);
  if (self->looks_again)
    wt_account_look_again (self);
}

/* The keyring is not as it was. */
void
wt_account_look_again (WtAccount *self)
{
  guint kinds = wt_pending_get_kinds (self->pending);

  self->looks_again = FALSE;
  if (self->vault == NULL || kinds & (WT_PENDING_OPENING | WT_PENDING_SIGNING_OUT))
    return;

  if (kinds & WT_PENDING_LOADING)
    self->looks_again = TRUE;
  else
    wt_account_load (self);
}

/**
 * wt_account_load:
 * @self: an account
 *
 * Asks the keyring for what it has, without a prompt. The server is asked only if the accounts were started.
 */
void
wt_account_load (WtAccount *self)
{
  g_return_if_fail (WT_IS_ACCOUNT (self));

  wt_pending_begin (self->pending, WT_PENDING_LOADING);
  wt_vault_load_async (self->vault, loaded_cb, g_object_ref (self));
}

/**
 * wt_account_load_token:
 * @self: an account
 *
 * The same for who wants the active token alone, and soon: where there is one, nothing is known of an API key after it.
 */
void
wt_account_load_token (WtAccount *self)
{
  g_return_if_fail (WT_IS_ACCOUNT (self));
  g_return_if_fail (!self->is_started);

  wt_pending_begin (self->pending, WT_PENDING_LOADING);
  wt_vault_load_token_async (self->vault, loaded_cb, g_object_ref (self));
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
  guint kinds;

  g_return_if_fail (WT_IS_ACCOUNT (self));

  kinds = wt_pending_get_kinds (self->pending);
  if (self->vault == NULL || self->connecting != NULL || kinds & (WT_PENDING_CREATING | WT_PENDING_SIGNING_OUT) ||
      wt_credential_set_is_empty (&self->known->credentials))
    return;

  connect_to_server (self, FALSE);
  wt_account_notify_changes (self);
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (WtAccount) self = user_data;
  gboolean is_open = wt_vault_open_finish (WT_VAULT (source), result, NULL);

  /* It is looked into in any state, because that is what tells how the keyring is now. */
  if (is_open && self->vault != NULL)
    wt_account_load (self);
  wt_pending_end (self->pending, WT_PENDING_OPENING);
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
  if (self->vault == NULL || wt_pending_get_kinds (self->pending) & WT_PENDING_OPENING)
    return;

  wt_pending_begin (self->pending, WT_PENDING_OPENING);
  wt_vault_open_async (self->vault, opened_cb, g_object_ref (self));
}
