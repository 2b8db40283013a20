/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-account-private.h"
#include "wt-account-enums.h"
#include "wt-base-enums.h"
#include "wt-error.h"

/* What an account shows of itself: each property, what sets it, and what tells of it. */

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
  gboolean is_token_refused = g_error_matches (self->error, WT_ERROR, WT_ERROR_TOKEN_REFUSED);
  gboolean was_listed = self->state == WT_ACCOUNT_READY || (self->state == WT_ACCOUNT_REFUSED && is_token_refused);

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

static gboolean
is_somebody_else (WtUser *before,
                  WtUser *user)
{
  return before != NULL && user != NULL && wt_user_get_id (before) != NULL && wt_user_get_id (user) != NULL &&
         !g_str_equal (wt_user_get_id (before), wt_user_get_id (user));
}

void
wt_account_set_user (WtAccount *self,
                     WtUser    *user)
{
  if (is_somebody_else (self->user, user))
    wt_account_leave (self);
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

/* Called when the class is made. */
void
wt_account_install_properties (GObjectClass *object_class)
{
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

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
