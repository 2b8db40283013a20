/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-account-enums.h"
#include "wt-account-private.h"
#include "wt-secret-service.h"
#include "wt-base-enums.h"

/* What an account shows of itself. Each property is notified once when it is another one than it was, after all that was
 * learned at the same time is known. */

typedef enum
{
  PROP_STATE = 1,
  PROP_ERROR,
  PROP_REFUSAL,
  PROP_DETAILS,
  PROP_USER,
  PROP_ACTIVE_TOKEN,
  PROP_N_SKIPPED,
  PROP_BUSY,
  PROP_CAN_REVOKE,
  PROP_SIGNED_IN,
  PROP_CAN_GENERATE,
  PROP_NEEDS_API_KEY,
  PROP_HAS_API_KEY,
  PROP_OPENING,
  PROP_SERVER,
  PROP_TOKENS,
  PROP_KEYRING_STATE,
  PROP_HAS_UNSAVED,
} WtAccountProperty;

static GParamSpec *properties[PROP_HAS_UNSAVED + 1];

/* What #WtKnownChanges has a flag for, from its first one on. */
#define N_OF_MODEL PROP_OPENING

/* Tells what is not any more as it was when this was last called. */
void
wt_account_notify_changes (WtAccount *self)
{
  WtKnownChanges changes = wt_account_model_take_changes (self->model);

  g_object_freeze_notify (G_OBJECT (self));
  for (guint i = 0; i < N_OF_MODEL; i++)
    if (changes & (1u << i))
      g_object_notify_by_pspec (G_OBJECT (self), properties[i + 1]);
  g_object_thaw_notify (G_OBJECT (self));
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
      g_value_set_enum (value, self->known->state);
      return;
    case PROP_ERROR:
      g_value_set_boxed (value, self->known->error);
      return;
    case PROP_REFUSAL:
      g_value_set_boxed (value, self->known->refusal);
      return;
    case PROP_DETAILS:
      g_value_set_string (value, self->known->details);
      return;
    case PROP_USER:
      g_value_set_object (value, self->known->user);
      return;
    case PROP_ACTIVE_TOKEN:
      g_value_set_object (value, self->known->active_token);
      return;
    case PROP_N_SKIPPED:
      g_value_set_uint (value, self->known->n_skipped);
      return;
    case PROP_BUSY:
      g_value_set_boolean (value, wt_account_get_busy (self));
      return;
    case PROP_CAN_REVOKE:
      g_value_set_boolean (value, self->known->can_revoke);
      return;
    case PROP_SIGNED_IN:
      g_value_set_boolean (value, wt_known_is_signed_in (self->known));
      return;
    case PROP_CAN_GENERATE:
      g_value_set_boolean (value, wt_known_can_generate (self->known));
      return;
    case PROP_NEEDS_API_KEY:
      g_value_set_boolean (value, wt_known_needs_api_key (self->known));
      return;
    case PROP_HAS_API_KEY:
      g_value_set_boolean (value, wt_account_get_has_api_key (self));
      return;
    case PROP_OPENING:
      g_value_set_boolean (value, wt_account_get_opening (self));
      return;
    case PROP_SERVER:
      g_value_set_string (value, self->server);
      return;
    case PROP_TOKENS:
      g_value_set_object (value, self->known->tokens);
      return;
    case PROP_KEYRING_STATE:
      g_value_set_enum (value, wt_account_get_keyring_state (self));
      return;
    case PROP_HAS_UNSAVED:
      g_value_set_boolean (value, wt_account_get_has_unsaved (self));
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
  properties[PROP_REFUSAL] = g_param_spec_boxed ("refusal", NULL, NULL, G_TYPE_ERROR, flags);
  properties[PROP_DETAILS] = g_param_spec_string ("details", NULL, NULL, NULL, flags);
  properties[PROP_USER] = g_param_spec_object ("user", NULL, NULL, WT_TYPE_USER, flags);
  properties[PROP_ACTIVE_TOKEN] = g_param_spec_object ("active-token", NULL, NULL, WT_TYPE_USER_TOKEN, flags);
  properties[PROP_N_SKIPPED] = g_param_spec_uint ("n-skipped", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);
  properties[PROP_CAN_REVOKE] = g_param_spec_boolean ("can-revoke", NULL, NULL, TRUE, flags);
  properties[PROP_SIGNED_IN] = g_param_spec_boolean ("signed-in", NULL, NULL, FALSE, flags);
  properties[PROP_CAN_GENERATE] = g_param_spec_boolean ("can-generate", NULL, NULL, FALSE, flags);
  properties[PROP_NEEDS_API_KEY] = g_param_spec_boolean ("needs-api-key", NULL, NULL, FALSE, flags);
  properties[PROP_HAS_API_KEY] = g_param_spec_boolean ("has-api-key", NULL, NULL, FALSE, flags);
  properties[PROP_OPENING] = g_param_spec_boolean ("opening", NULL, NULL, FALSE, flags);
  properties[PROP_SERVER] = g_param_spec_string ("server", NULL, NULL, NULL, flags);
  properties[PROP_TOKENS] = g_param_spec_object ("tokens", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  properties[PROP_KEYRING_STATE] =
    g_param_spec_enum ("keyring-state", NULL, NULL, WT_TYPE_KEYRING_STATE, WT_KEYRING_OPEN, flags);
  properties[PROP_HAS_UNSAVED] = g_param_spec_boolean ("has-unsaved", NULL, NULL, FALSE, flags);

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

  return self->known->state;
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

  return self->vault != NULL ? wt_vault_get_state (self->vault) : WT_KEYRING_OPEN;
}

/**
 * wt_account_has_gnome_keyring:
 * @self: an account
 *
 * Blocks, for a few seconds at most; it is for the command line.
 *
 * Returns: whether its keyring is known to be GNOME's
 */
gboolean
wt_account_has_gnome_keyring (WtAccount *self)
{
  g_autofree char *program = wt_secret_service_dup_program ();

  g_return_val_if_fail (WT_IS_ACCOUNT (self), FALSE);

  return program != NULL && g_str_has_prefix (program, "gnome-keyring");
}

/**
 * wt_account_get_keyring_error:
 * @self: an account
 *
 * Returns: (transfer none) (nullable): why the keyring's state is not %WT_KEYRING_OPEN
 */
const GError *
wt_account_get_keyring_error (WtAccount *self)
{
  g_return_val_if_fail (WT_IS_ACCOUNT (self), NULL);

  return self->vault != NULL ? wt_vault_get_error (self->vault) : NULL;
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

  return self->known->error;
}

/**
 * wt_account_get_refusal:
 * @self: an account
 *
 * Returns: (transfer none) (nullable): why the stored User Token is of no use, although the account is
 *   %WT_ACCOUNT_READY, a %WT_ERROR_TOKEN_REFUSED; its message may be shown
 */
const GError *
wt_account_get_refusal (WtAccount *self)
{
  g_return_val_if_fail (WT_IS_ACCOUNT (self), NULL);

  return self->known->refusal;
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

  return self->known->details;
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

  return self->known->user;
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

  return G_LIST_MODEL (self->known->tokens);
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

  return self->known->active_token;
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

  return self->known->n_skipped;
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

  return wt_known_is_signed_in (self->known);
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

  return wt_known_is_busy (self->known);
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

  return wt_known_can_generate (self->known);
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

  return wt_known_needs_api_key (self->known);
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

  return self->known->can_revoke;
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

  return self->vault != NULL && wt_vault_has_unsaved (self->vault);
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

  return self->known->credentials.held[WT_CREDENTIAL_API_KEY] != NULL;
}

/**
 * wt_account_get_opening:
 * @self: an account
 *
 * Returns: whether the keyring is being opened or begun anew by the user's order, perhaps with a dialog of its own
 */
gboolean
wt_account_get_opening (WtAccount *self)
{
  g_return_val_if_fail (WT_IS_ACCOUNT (self), FALSE);

  return wt_known_is_opening (self->known);
}
