/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-account-private.h"
#include "wt-enums.h"
#include "wt-facts.h"
#include "wt-server.h"

typedef enum
{
  PROP_STATE = 1,
  PROP_ERROR,
  PROP_DETAILS,
  PROP_SERVER,
  PROP_USER,
  PROP_TOKENS,
  PROP_ACTIVE_TOKEN,
  PROP_N_SKIPPED,
  PROP_SIGNED_IN,
  PROP_SIGNING_IN,
  PROP_BUSY,
  PROP_CAN_GENERATE,
  PROP_NEEDS_API_KEY,
  PROP_CAN_REVOKE,
  PROP_KEYRING_STATE,
  PROP_HAS_UNSAVED,
  PROP_HAS_API_KEY,
} WtAccountProperty;

static GParamSpec *properties[PROP_HAS_API_KEY + 1];

G_DEFINE_FINAL_TYPE (WtAccount, wt_account, G_TYPE_OBJECT)

static void
notify (WtAccount         *self,
        WtAccountProperty  property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
update_flag (WtAccount         *self,
             gboolean          *flag,
             gboolean           value,
             WtAccountProperty  property)
{
  if (*flag == value)
    return;

  *flag = value;
  notify (self, property);
}

/* The one place where it is decided what may be done. Called after each change. */
void
wt_account_update_derived (WtAccount *self)
{
  gboolean has_key = wt_vault_get (self->vault, WT_CREDENTIAL_API_KEY) != NULL;
  gboolean has_token = wt_vault_get (self->vault, WT_CREDENTIAL_USER_TOKEN) != NULL;
  gboolean was_listed = self->state == WT_ACCOUNT_READY || self->state == WT_ACCOUNT_REFUSED;

  update_flag (self, &self->signed_in,
               has_key || has_token || self->user != NULL || self->active_token != NULL, PROP_SIGNED_IN);
  update_flag (self, &self->signing_in, !self->signed_in || self->wants_sign_in, PROP_SIGNING_IN);
  update_flag (self, &self->busy, self->connecting != NULL || self->is_generating || self->is_signing_out, PROP_BUSY);
  update_flag (self, &self->can_generate,
               was_listed && self->list_is_empty && has_key && !self->is_generating, PROP_CAN_GENERATE);
  update_flag (self, &self->needs_api_key, was_listed && self->list_is_empty && !has_key, PROP_NEEDS_API_KEY);
  update_flag (self, &self->has_api_key, has_key, PROP_HAS_API_KEY);

  wt_account_catch_up (self);
  wt_account_check_settled (self);
}

void
wt_account_set_state (WtAccount      *self,
                      WtAccountState  state,
                      const GError   *error)
{
  g_object_freeze_notify (G_OBJECT (self));

  if (self->error != error)
    {
      g_clear_error (&self->error);
      self->error = error != NULL ? g_error_copy (error) : NULL;
      notify (self, PROP_ERROR);
      g_clear_pointer (&self->details, g_free);
      notify (self, PROP_DETAILS);
    }
  if (self->state != state)
    {
      self->state = state;
      notify (self, PROP_STATE);
    }
  wt_account_update_derived (self);

  g_object_thaw_notify (G_OBJECT (self));
}

/* To be called after the state, about an answer of the server that is not what it should be. */
void
wt_account_set_details (WtAccount   *self,
                        WtApiClient *client)
{
  const char *shape = wt_api_client_get_shape (client);

  g_free (self->details);
  self->details = g_strdup_printf ("Workbench Tokens %s\n%s", PACKAGE_VERSION, shape != NULL ? shape : "no answer\n");
  notify (self, PROP_DETAILS);
}

void
wt_account_set_user (WtAccount *self,
                     WtUser    *user)
{
  if (g_set_object (&self->user, user))
    notify (self, PROP_USER);
}

void
wt_account_set_active_token (WtAccount   *self,
                             WtUserToken *token)
{
  if (g_set_object (&self->active_token, token))
    notify (self, PROP_ACTIVE_TOKEN);
}

void
wt_account_set_n_skipped (WtAccount *self,
                          guint      n_skipped)
{
  if (self->n_skipped == n_skipped)
    return;

  self->n_skipped = n_skipped;
  notify (self, PROP_N_SKIPPED);
}

void
wt_account_set_can_revoke (WtAccount *self,
                           gboolean   can_revoke)
{
  update_flag (self, &self->can_revoke, can_revoke, PROP_CAN_REVOKE);
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
  notify (self, PROP_KEYRING_STATE);
  wt_account_check_settled (self);
}

static void
vault_unsaved_cb (WtAccount *self)
{
  notify (self, PROP_HAS_UNSAVED);
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

/* Another server is another account, with secrets of its own. */
void
wt_account_set_server (WtAccount  *self,
                       const char *server)
{
  if (self->vault != NULL)
    g_signal_handlers_disconnect_by_data (self->vault, self);
  g_clear_object (&self->vault);
  self->vault = wt_vault_new (self->keyring, server);
  g_signal_connect_object (self->vault, "notify::state", G_CALLBACK (vault_state_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->vault, "notify::has-unsaved", G_CALLBACK (vault_unsaved_cb), self, G_CONNECT_SWAPPED);

  g_free (self->server);
  self->server = g_strdup (server);
  self->was_remembered = wt_account_is_remembered (self);
  wt_account_set_can_revoke (self, TRUE);

  notify (self, PROP_SERVER);
  notify (self, PROP_KEYRING_STATE);
  notify (self, PROP_HAS_UNSAVED);
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
  wt_account_set_server (self, server);
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
}

static void
wt_account_dispose (GObject *object)
{
  WtAccount *self = WT_ACCOUNT (object);

  wt_account_stop_connecting (self);
  g_clear_object (&self->vault);
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
wt_account_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  WtAccount *self = WT_ACCOUNT (object);

  switch ((WtAccountProperty) prop_id)
    {
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      return;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      return;
    case PROP_DETAILS:
      g_value_set_string (value, self->details);
      return;
    case PROP_SERVER:
      g_value_set_string (value, self->server);
      return;
    case PROP_USER:
      g_value_set_object (value, self->user);
      return;
    case PROP_TOKENS:
      g_value_set_object (value, self->tokens);
      return;
    case PROP_ACTIVE_TOKEN:
      g_value_set_object (value, self->active_token);
      return;
    case PROP_N_SKIPPED:
      g_value_set_uint (value, self->n_skipped);
      return;
    case PROP_SIGNED_IN:
      g_value_set_boolean (value, self->signed_in);
      return;
    case PROP_SIGNING_IN:
      g_value_set_boolean (value, self->signing_in);
      return;
    case PROP_BUSY:
      g_value_set_boolean (value, self->busy);
      return;
    case PROP_CAN_GENERATE:
      g_value_set_boolean (value, self->can_generate);
      return;
    case PROP_NEEDS_API_KEY:
      g_value_set_boolean (value, self->needs_api_key);
      return;
    case PROP_CAN_REVOKE:
      g_value_set_boolean (value, self->can_revoke);
      return;
    case PROP_KEYRING_STATE:
      g_value_set_enum (value, wt_account_get_keyring_state (self));
      return;
    case PROP_HAS_UNSAVED:
      g_value_set_boolean (value, wt_account_get_has_unsaved (self));
      return;
    case PROP_HAS_API_KEY:
      g_value_set_boolean (value, self->has_api_key);
      return;
    }

  G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
wt_account_class_init (WtAccountClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->constructed = wt_account_constructed;
  object_class->dispose = wt_account_dispose;
  object_class->finalize = wt_account_finalize;
  object_class->get_property = wt_account_get_property;

  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, WT_TYPE_ACCOUNT_STATE, WT_ACCOUNT_LOADING, flags);
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  properties[PROP_DETAILS] = g_param_spec_string ("details", NULL, NULL, NULL, flags);
  properties[PROP_SERVER] = g_param_spec_string ("server", NULL, NULL, NULL, flags);
  properties[PROP_USER] = g_param_spec_object ("user", NULL, NULL, WT_TYPE_USER, flags);
  properties[PROP_TOKENS] = g_param_spec_object ("tokens", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  properties[PROP_ACTIVE_TOKEN] = g_param_spec_object ("active-token", NULL, NULL, WT_TYPE_USER_TOKEN, flags);
  properties[PROP_N_SKIPPED] = g_param_spec_uint ("n-skipped", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_SIGNED_IN] = g_param_spec_boolean ("signed-in", NULL, NULL, FALSE, flags);
  properties[PROP_SIGNING_IN] = g_param_spec_boolean ("signing-in", NULL, NULL, FALSE, flags);
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);
  properties[PROP_CAN_GENERATE] = g_param_spec_boolean ("can-generate", NULL, NULL, FALSE, flags);
  properties[PROP_NEEDS_API_KEY] = g_param_spec_boolean ("needs-api-key", NULL, NULL, FALSE, flags);
  properties[PROP_CAN_REVOKE] = g_param_spec_boolean ("can-revoke", NULL, NULL, TRUE, flags);
  properties[PROP_KEYRING_STATE] =
    g_param_spec_enum ("keyring-state", NULL, NULL, WT_TYPE_KEYRING_STATE, WT_KEYRING_OPEN, flags);
  properties[PROP_HAS_UNSAVED] = g_param_spec_boolean ("has-unsaved", NULL, NULL, FALSE, flags);
  properties[PROP_HAS_API_KEY] = g_param_spec_boolean ("has-api-key", NULL, NULL, FALSE, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
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

/**
 * wt_account_get_state:
 * @self: an account
 *
 * Returns: the state
 */
WtAccountState
wt_account_get_state (WtAccount *self)
{
  g_return_val_if_fail (WT_IS_ACCOUNT (self), WT_ACCOUNT_LOADING);

  return self->state;
}

/**
 * wt_account_get_keyring_state:
 * @self: an account
 *
 * Returns: how the keyring was when it was last asked
 */
WtKeyringState
wt_account_get_keyring_state (WtAccount *self)
{
  g_return_val_if_fail (WT_IS_ACCOUNT (self), WT_KEYRING_OPEN);

  return wt_vault_get_state (self->vault);
}

/**
 * wt_account_get_error:
 * @self: an account
 *
 * Returns: (transfer none) (nullable): why the state is what it is; its message may be shown
 */
const GError *
wt_account_get_error (WtAccount *self)
{
  g_return_val_if_fail (WT_IS_ACCOUNT (self), NULL);

  return self->error;
}

/**
 * wt_account_get_details:
 * @self: an account
 *
 * Returns: (transfer none) (nullable): what to send to whoever maintains the program when an answer could not be used:
 *   names, types and lengths, never a value; %NULL where nothing of the kind happened
 */
const char *
wt_account_get_details (WtAccount *self)
{
  g_return_val_if_fail (WT_IS_ACCOUNT (self), NULL);

  return self->details;
}

/**
 * wt_account_get_server:
 * @self: an account
 *
 * Returns: (transfer none): the server's normalised address
 */
const char *
wt_account_get_server (WtAccount *self)
{
  g_return_val_if_fail (WT_IS_ACCOUNT (self), NULL);

  return self->server;
}

/**
 * wt_account_get_user:
 * @self: an account
 *
 * Returns: (transfer none) (nullable): who is signed in; %NULL if unknown
 */
WtUser *
wt_account_get_user (WtAccount *self)
{
  g_return_val_if_fail (WT_IS_ACCOUNT (self), NULL);

  return self->user;
}

/**
 * wt_account_get_tokens:
 * @self: an account
 *
 * Returns: (transfer none): the list of #WtUserToken, the same object for the account's whole life
 */
GListModel *
wt_account_get_tokens (WtAccount *self)
{
  g_return_val_if_fail (WT_IS_ACCOUNT (self), NULL);

  return G_LIST_MODEL (self->tokens);
}

/**
 * wt_account_get_active_token:
 * @self: an account
 *
 * Returns: (transfer none) (nullable): the token that programs get; its value is %NULL until the keyring answered
 */
WtUserToken *
wt_account_get_active_token (WtAccount *self)
{
  g_return_val_if_fail (WT_IS_ACCOUNT (self), NULL);

  return self->active_token;
}

/**
 * wt_account_get_n_skipped:
 * @self: an account
 *
 * Returns: how many items of the last list could not be read
 */
guint
wt_account_get_n_skipped (WtAccount *self)
{
  g_return_val_if_fail (WT_IS_ACCOUNT (self), 0);

  return self->n_skipped;
}

/**
 * wt_account_get_signed_in:
 * @self: an account
 *
 * Returns: whether there is an account to show: something is stored or remembered
 */
gboolean
wt_account_get_signed_in (WtAccount *self)
{
  g_return_val_if_fail (WT_IS_ACCOUNT (self), FALSE);

  return self->signed_in;
}

/**
 * wt_account_get_signing_in:
 * @self: an account
 *
 * Returns: whether a credential is wanted: there is no account to show, or the user asked to sign in again
 */
gboolean
wt_account_get_signing_in (WtAccount *self)
{
  g_return_val_if_fail (WT_IS_ACCOUNT (self), FALSE);

  return self->signing_in;
}

/**
 * wt_account_get_busy:
 * @self: an account
 *
 * Returns: whether the server is being asked
 */
gboolean
wt_account_get_busy (WtAccount *self)
{
  g_return_val_if_fail (WT_IS_ACCOUNT (self), FALSE);

  return self->busy;
}

/**
 * wt_account_get_can_generate:
 * @self: an account
 *
 * Returns: whether a token may be generated: the list was read, completely, and is empty, and there is an API key
 */
gboolean
wt_account_get_can_generate (WtAccount *self)
{
  g_return_val_if_fail (WT_IS_ACCOUNT (self), FALSE);

  return self->can_generate;
}

/**
 * wt_account_get_needs_api_key:
 * @self: an account
 *
 * Returns: whether a token could be generated if there were an API key
 */
gboolean
wt_account_get_needs_api_key (WtAccount *self)
{
  g_return_val_if_fail (WT_IS_ACCOUNT (self), FALSE);

  return self->needs_api_key;
}

/**
 * wt_account_get_can_revoke:
 * @self: an account
 *
 * Returns: whether tokens can be revoked; %FALSE once the server said that it cannot
 */
gboolean
wt_account_get_can_revoke (WtAccount *self)
{
  g_return_val_if_fail (WT_IS_ACCOUNT (self), FALSE);

  return self->can_revoke;
}

/**
 * wt_account_get_has_unsaved:
 * @self: an account
 *
 * Returns: whether a secret is in use that the keyring has not taken
 */
gboolean
wt_account_get_has_unsaved (WtAccount *self)
{
  g_return_val_if_fail (WT_IS_ACCOUNT (self), FALSE);

  return wt_vault_has_unsaved (self->vault);
}


/**
 * wt_account_get_has_api_key:
 * @self: an account
 *
 * Returns: whether an API key is known, which is what creates tokens
 */
gboolean
wt_account_get_has_api_key (WtAccount *self)
{
  g_return_val_if_fail (WT_IS_ACCOUNT (self), FALSE);

  return self->has_api_key;
}
