/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-base-enums.h"
#include "wt-error.h"
#include "wt-vault-private.h"

/* What is on its way to the keyring: a secret, or its removal. */
typedef struct
{
  WtCredentialKind  kind;
  WtCredential     *credential;
} Saving;

typedef enum
{
  PROP_STATE = 1,
  PROP_HAS_UNSAVED,
} WtVaultProperty;

static GParamSpec *properties[PROP_HAS_UNSAVED + 1];

G_DEFINE_FINAL_TYPE (WtVault, wt_vault, G_TYPE_OBJECT)

static void clear_next (GTask *task);

static void
saving_free (Saving *saving)
{
  g_clear_pointer (&saving->credential, wt_credential_unref);
  g_free (saving);
}

static WtKeyringState
state_from_error (const GError *error)
{
  if (g_error_matches (error, WT_ERROR, WT_ERROR_KEYRING_LOCKED))
    return WT_KEYRING_LOCKED;
  if (g_error_matches (error, WT_ERROR, WT_ERROR_KEYRING_ABSENT))
    return WT_KEYRING_ABSENT;

  return error != NULL ? WT_KEYRING_UNAVAILABLE : WT_KEYRING_OPEN;
}

/* @error is what the keyring answered with, %NULL if it did what it was asked. */
void
wt_vault_update_state (WtVault      *self,
                       const GError *error)
{
  WtKeyringState state = state_from_error (error);

  if (self->state == state)
    return;

  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
set_unsaved (WtVault          *self,
             WtCredentialKind  kind,
             gboolean          unsaved)
{
  if (self->unsaved[kind] == unsaved)
    return;

  self->unsaved[kind] = unsaved;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HAS_UNSAVED]);
}

static void
saved (GTask        *task,
       const GError *error)
{
  WtVault *self = g_task_get_source_object (task);
  Saving *saving = g_task_get_task_data (task);

  gboolean is_given_up = saving->credential == NULL && g_error_matches (error, WT_ERROR, WT_ERROR_KEYRING_FAILED);
  gboolean is_over = error == NULL || is_given_up;

  self->is_saving = FALSE;

  /* A newer one may have taken its place meanwhile. */
  if (is_over && saving->credential == self->credentials.held[saving->kind])
    set_unsaved (self, saving->kind, FALSE);

  /* What another keyring does not let go tells nothing of this one, and is in nobody's way. */
  wt_vault_update_state (self, is_given_up ? NULL : error);
  if (self->waiting_clear != NULL)
    clear_next (g_steal_pointer (&self->waiting_clear));
  else if (is_over)
    wt_vault_save (self);

  g_task_return_boolean (task, TRUE);
}

static void
stored_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  wt_keyring_store_finish (WT_KEYRING (source), result, &error);
  saved (task, error);
}

static void
removed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  wt_keyring_clear_finish (WT_KEYRING (source), result, &error);
  saved (task, error);
}

static void
save (WtVault          *self,
      WtCredentialKind  kind)
{
  WtCredential *credential = self->credentials.held[kind];
  Saving *saving = g_new0 (Saving, 1);
  GTask *task = g_task_new (self, NULL, NULL, NULL);

  saving->kind = kind;
  saving->credential = credential != NULL ? wt_credential_ref (credential) : NULL;
  g_task_set_source_tag (task, save);
  g_task_set_task_data (task, saving, (GDestroyNotify) saving_free);
  self->is_saving = TRUE;

  if (credential != NULL)
    wt_keyring_store_async (self->keyring, self->server, credential, NULL, stored_cb, task);
  else
    wt_keyring_clear_async (self->keyring, self->server, kind, NULL, removed_cb, task);
}

/**
 * wt_vault_save:
 * @self: a vault
 *
 * Hands the keyring what it has not taken yet, one secret after the other. Never prompts, and does not block.
 */
void
wt_vault_save (WtVault *self)
{
  g_return_if_fail (WT_IS_VAULT (self));

  if (self->is_saving || self->is_clearing)
    return;

  if (self->unsaved[WT_CREDENTIAL_API_KEY])
    save (self, WT_CREDENTIAL_API_KEY);
  else if (self->unsaved[WT_CREDENTIAL_USER_TOKEN])
    save (self, WT_CREDENTIAL_USER_TOKEN);
}

static void
wt_vault_finalize (GObject *object)
{
  WtVault *self = WT_VAULT (object);

  wt_credential_set_clear (&self->credentials);
  g_object_unref (self->keyring);
  g_free (self->server);

  G_OBJECT_CLASS (wt_vault_parent_class)->finalize (object);
}

static void
wt_vault_get_property (GObject    *object,
                       guint       prop_id,
                       GValue     *value,
                       GParamSpec *pspec)
{
  WtVault *self = WT_VAULT (object);

  switch ((WtVaultProperty) prop_id)
    {
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      return;
    case PROP_HAS_UNSAVED:
      g_value_set_boolean (value, wt_vault_has_unsaved (self));
      return;
    }

  G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
wt_vault_class_init (WtVaultClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = wt_vault_finalize;
  object_class->get_property = wt_vault_get_property;

  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, WT_TYPE_KEYRING_STATE, WT_KEYRING_OPEN,
                       G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_HAS_UNSAVED] =
    g_param_spec_boolean ("has-unsaved", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
wt_vault_init (WtVault *self)
{
}

/**
 * wt_vault_new:
 * @keyring: the keyring
 * @server: the normalised address of the account's server
 *
 * Returns: (transfer full): a vault that holds nothing yet
 */
WtVault *
wt_vault_new (WtKeyring  *keyring,
              const char *server)
{
  WtVault *self;

  g_return_val_if_fail (WT_IS_KEYRING (keyring), NULL);
  g_return_val_if_fail (server != NULL, NULL);

  self = g_object_new (WT_TYPE_VAULT, NULL);
  self->keyring = g_object_ref (keyring);
  self->server = g_strdup (server);

  return self;
}

/**
 * wt_vault_get_state:
 * @self: a vault
 *
 * Returns: how the keyring was when it was last asked
 */
WtKeyringState
wt_vault_get_state (WtVault *self)
{
  g_return_val_if_fail (WT_IS_VAULT (self), WT_KEYRING_OPEN);

  return self->state;
}

/**
 * wt_vault_has_unsaved:
 * @self: a vault
 *
 * Returns: whether something is kept that the keyring has not taken yet
 */
gboolean
wt_vault_has_unsaved (WtVault *self)
{
  g_return_val_if_fail (WT_IS_VAULT (self), FALSE);

  return self->unsaved[WT_CREDENTIAL_API_KEY] || self->unsaved[WT_CREDENTIAL_USER_TOKEN];
}

/**
 * wt_vault_get_credentials:
 * @self: a vault
 *
 * Returns: (transfer none): the secrets: what the keyring has, as far as it was looked into, and what it is to have
 */
const WtCredentialSet *
wt_vault_get_credentials (WtVault *self)
{
  g_return_val_if_fail (WT_IS_VAULT (self), NULL);

  return &self->credentials;
}

/**
 * wt_vault_is_loaded:
 * @self: a vault
 *
 * Returns: whether the keyring has told all that it had then
 */
gboolean
wt_vault_is_loaded (WtVault *self)
{
  g_return_val_if_fail (WT_IS_VAULT (self), FALSE);

  return self->is_loaded;
}

/**
 * wt_vault_put:
 * @self: a vault
 * @credential: a secret
 *
 * Makes @credential the account's secret of its kind: at once here, and in the keyring as soon as it takes it. What
 * came of that is in the properties. Does not block.
 */
void
wt_vault_put (WtVault      *self,
              WtCredential *credential)
{
  g_return_if_fail (WT_IS_VAULT (self));
  g_return_if_fail (credential != NULL);

  wt_credential_set_put (&self->credentials, credential);
  self->serials[wt_credential_get_kind (credential)]++;
  set_unsaved (self, wt_credential_get_kind (credential), TRUE);
  wt_vault_save (self);
}

/**
 * wt_vault_remove:
 * @self: a vault
 * @kind: which secret
 *
 * Drops a secret: at once here, and in the keyring as soon as it can. Does not block.
 */
void
wt_vault_remove (WtVault          *self,
                 WtCredentialKind  kind)
{
  g_return_if_fail (WT_IS_VAULT (self));

  /* What was not looked up yet may be in the keyring all the same. */
  if (self->credentials.held[kind] == NULL && self->is_loaded)
    return;

  wt_credential_set_remove (&self->credentials, kind);
  self->serials[kind]++;
  set_unsaved (self, kind, TRUE);
  wt_vault_save (self);
}

/* What the keyring does not have any more. */
static void
drop (WtVault          *self,
      WtCredentialKind  kind)
{
  set_unsaved (self, kind, FALSE);
  wt_credential_set_remove (&self->credentials, kind);
  self->serials[kind]++;
}

static void
cleared_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  WtVault *self = g_task_get_source_object (task);
  WtCredentialKind kind = GPOINTER_TO_INT (g_task_get_task_data (task));

  if (!wt_keyring_clear_finish (WT_KEYRING (source), result, &error))
    {
      self->is_clearing = FALSE;
      /* What another keyring keeps tells nothing of this one. */
      if (!g_error_matches (error, WT_ERROR, WT_ERROR_KEYRING_FAILED))
        wt_vault_update_state (self, error);
      else
        wt_vault_save (self);
      g_task_return_error (task, error);
      return;
    }

  drop (self, kind);
  if (kind == WT_CREDENTIAL_API_KEY)
    {
      /* A token that was put meanwhile was not handed to the keyring. */
      drop (self, WT_CREDENTIAL_USER_TOKEN);
      self->is_clearing = FALSE;
      g_task_return_boolean (task, TRUE);
      return;
    }

  g_task_set_task_data (task, GINT_TO_POINTER (WT_CREDENTIAL_API_KEY), NULL);
  clear_next (g_steal_pointer (&task));
}

static void
clear_next (GTask *task)
{
  WtVault *self = g_task_get_source_object (task);

  wt_keyring_clear_async (self->keyring, self->server, GPOINTER_TO_INT (g_task_get_task_data (task)), NULL,
                          cleared_cb, task);
}

/**
 * wt_vault_clear_async:
 * @self: a vault
 * @callback: called when done
 * @user_data: for @callback
 *
 * Removes both secrets, from the keyring first and then from here, the User Token before the API key.
 */
void
wt_vault_clear_async (WtVault             *self,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (WT_IS_VAULT (self));
  g_return_if_fail (!self->is_clearing);

  self->is_clearing = TRUE;
  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, wt_vault_clear_async);
  g_task_set_task_data (task, GINT_TO_POINTER (WT_CREDENTIAL_USER_TOKEN), NULL);

  /* A store that is under way would come after the clear, and leave a secret behind. */
  if (self->is_saving)
    self->waiting_clear = task;
  else
    clear_next (task);
}

/**
 * wt_vault_clear_finish:
 * @self: a vault
 * @result: what the callback got
 * @error: return location for a keyring code of #WtError
 *
 * Returns: %TRUE if both are gone, else %FALSE with @error set; what could not be removed is still held here
 */
gboolean
wt_vault_clear_finish (WtVault       *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
