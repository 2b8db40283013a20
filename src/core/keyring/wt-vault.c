/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-base-enums.h"
#include "wt-error.h"
#include "wt-keyring-error.h"
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

enum
{
  STORED_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

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
  if (error == NULL)
    return WT_KEYRING_OPEN;
  if (g_error_matches (error, WT_ERROR, WT_ERROR_KEYRING_LOCKED) ||
      g_error_matches (error, WT_ERROR, WT_ERROR_KEYRING_NOT_ALLOWED))
    return WT_KEYRING_LOCKED;
  if (g_error_matches (error, WT_ERROR, WT_ERROR_KEYRING_ABSENT))
    return WT_KEYRING_ABSENT;
  if (g_error_matches (error, WT_ERROR, WT_ERROR_KEYRING_UNAVAILABLE))
    return WT_KEYRING_UNAVAILABLE;
  if (g_error_matches (error, WT_ERROR, WT_ERROR_KEYRING_DAMAGED))
    return WT_KEYRING_DAMAGED;

  return WT_KEYRING_FAILING;
}

static gboolean
has_missing (WtVault *self)
{
  for (guint kind = 0; kind < WT_CREDENTIAL_N_KINDS; kind++)
    if (self->slots[kind].is_missing)
      return TRUE;

  return FALSE;
}

static gboolean
has_kept (WtVault *self)
{
  for (guint kind = 0; kind < WT_CREDENTIAL_N_KINDS; kind++)
    if (self->slots[kind].is_kept)
      return TRUE;

  return FALSE;
}

/* What its user has kept may be removed now. */
void
wt_vault_ask_again (WtVault *self)
{
  for (guint kind = 0; kind < WT_CREDENTIAL_N_KINDS; kind++)
    self->slots[kind].is_kept = FALSE;
}

/* @error is what the keyring answered with, %NULL if it did what it was asked. As long as something is kept that was to
 * go, or is gone that was to stay, that is what is wrong with a keyring that answers. */
void
wt_vault_update_state (WtVault      *self,
                       const GError *error)
{
  g_autoptr (GError) former = g_steal_pointer (&self->trouble);

  if (error != NULL)
    self->trouble = g_error_copy (error);
  else if (has_kept (self))
    self->trouble = wt_keyring_error_new (WT_ERROR_KEYRING_KEPT);
  else if (has_missing (self))
    self->trouble = wt_keyring_error_new (WT_ERROR_KEYRING_MISSING);
  if (state_from_error (former) != state_from_error (self->trouble) ||
      (self->trouble != NULL && !g_str_equal (self->trouble->message, former->message)))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

void
wt_vault_set_unsaved (WtVault          *self,
                      WtCredentialKind  kind,
                      gboolean          unsaved)
{
  if (self->slots[kind].is_unsaved == unsaved)
    return;

  self->slots[kind].is_unsaved = unsaved;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HAS_UNSAVED]);
}

void
wt_vault_set_stored (WtVault          *self,
                     WtCredentialKind  kind,
                     gboolean          is_known,
                     WtCredential     *stored)
{
  WtVaultSlot *slot = &self->slots[kind];

  g_clear_pointer (&slot->stored, wt_credential_unref);
  slot->stored = stored != NULL ? wt_credential_ref (stored) : NULL;
  slot->is_known = is_known;
  slot->is_missing = FALSE;
}

/* Whether the keyring is as it was before it was asked. */
static gboolean
changed_nothing (const GError *error)
{
  return g_error_matches (error, WT_ERROR, WT_ERROR_KEYRING_LOCKED) ||
         g_error_matches (error, WT_ERROR, WT_ERROR_KEYRING_NOT_ALLOWED) ||
         g_error_matches (error, WT_ERROR, WT_ERROR_KEYRING_ABSENT);
}

static void
saved (GTask        *task,
       const GError *error)
{
  WtVault *self = g_task_get_source_object (task);
  Saving *saving = g_task_get_task_data (task);
  WtVaultSlot *slot = &self->slots[saving->kind];
  gboolean is_removal = saving->credential == NULL;

  self->is_saving = FALSE;
  slot->serial++;
  slot->is_kept = g_error_matches (error, WT_ERROR, WT_ERROR_KEYRING_KEPT);

  if (error == NULL)
    wt_vault_set_stored (self, saving->kind, TRUE, saving->credential);
  else if (!changed_nothing (error))
    wt_vault_set_stored (self, saving->kind, FALSE, NULL);
  wt_vault_update_state (self, error);
  g_signal_emit (self, signals[STORED_CHANGED], 0);

  if (error == NULL && is_removal)
    slot->is_dropped = FALSE;
  /* A newer one may have taken its place meanwhile. */
  if (error == NULL && saving->credential == self->credentials.held[saving->kind])
    wt_vault_set_unsaved (self, saving->kind, FALSE);

  if (self->waiting_clear != NULL)
    clear_next (g_steal_pointer (&self->waiting_clear));
  else if (error == NULL)
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

/* Stores @credential, or removes what there is. */
static void
save (WtVault          *self,
      WtCredentialKind  kind,
      WtCredential     *credential)
{
  Saving *saving = g_new0 (Saving, 1);
  GTask *task = g_task_new (self, NULL, NULL, NULL);

  saving->kind = kind;
  saving->credential = credential != NULL ? wt_credential_ref (credential) : NULL;
  g_task_set_source_tag (task, save);
  g_task_set_task_data (task, saving, (GDestroyNotify) saving_free);
  self->is_saving = TRUE;
  g_signal_emit (self, signals[STORED_CHANGED], 0);

  if (credential != NULL)
    wt_keyring_store_async (self->keyring, self->server, credential, NULL, stored_cb, task);
  else
    wt_keyring_clear_async (self->keyring, self->server, kind, NULL, removed_cb, task);
}

/**
 * wt_vault_save:
 * @self: a vault
 *
 * Hands the keyring what it has not taken yet, one after the other, and what is to go before anything that comes: one
 * user's API key never lies beside another user's token, wherever this ends. Does not block.
 */
void
wt_vault_save (WtVault *self)
{
  static const WtCredentialKind leaving[] = { WT_CREDENTIAL_USER_TOKEN, WT_CREDENTIAL_API_KEY };
  static const WtCredentialKind coming[] = { WT_CREDENTIAL_API_KEY, WT_CREDENTIAL_USER_TOKEN };

  g_return_if_fail (WT_IS_VAULT (self));

  if (self->is_saving || self->is_clearing || has_kept (self))
    return;

  for (guint i = 0; i < G_N_ELEMENTS (leaving); i++)
    if (self->slots[leaving[i]].is_dropped)
      {
        save (self, leaving[i], NULL);
        return;
      }

  for (guint i = 0; i < G_N_ELEMENTS (coming); i++)
    if (self->slots[coming[i]].is_unsaved)
      {
        save (self, coming[i], self->credentials.held[coming[i]]);
        return;
      }
}

static void
wt_vault_finalize (GObject *object)
{
  WtVault *self = WT_VAULT (object);

  for (guint kind = 0; kind < WT_CREDENTIAL_N_KINDS; kind++)
    g_clear_pointer (&self->slots[kind].stored, wt_credential_unref);
  wt_credential_set_clear (&self->credentials);
  g_clear_error (&self->trouble);
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
      g_value_set_enum (value, wt_vault_get_state (self));
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

  /**
   * WtVault::stored-changed:
   * @self: a vault
   *
   * Emitted before the keyring is asked to change something, and when it has answered.
   */
  signals[STORED_CHANGED] = g_signal_new ("stored-changed", WT_TYPE_VAULT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);

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

  return state_from_error (self->trouble);
}

/**
 * wt_vault_get_error:
 * @self: a vault
 *
 * Returns: (transfer none) (nullable): why its state is not %WT_KEYRING_OPEN
 */
const GError *
wt_vault_get_error (WtVault *self)
{
  g_return_val_if_fail (WT_IS_VAULT (self), NULL);

  return self->trouble;
}

/**
 * wt_vault_get_stored_token:
 * @self: a vault
 * @stored: (out) (transfer none) (nullable): the User Token that the keyring has, %NULL if it has none
 *
 * Returns: whether that is known
 */
gboolean
wt_vault_get_stored_token (WtVault       *self,
                           WtCredential **stored)
{
  g_return_val_if_fail (WT_IS_VAULT (self), FALSE);

  *stored = self->slots[WT_CREDENTIAL_USER_TOKEN].stored;

  return self->slots[WT_CREDENTIAL_USER_TOKEN].is_known;
}

/**
 * wt_vault_has_stored:
 * @self: a vault
 *
 * Returns: whether the keyring is known to have one of the secrets that are held here
 */
gboolean
wt_vault_has_stored (WtVault *self)
{
  g_return_val_if_fail (WT_IS_VAULT (self), FALSE);

  for (guint kind = 0; kind < WT_CREDENTIAL_N_KINDS; kind++)
    if (self->slots[kind].stored != NULL &&
        wt_credential_equal (self->slots[kind].stored, self->credentials.held[kind]))
      return TRUE;

  return FALSE;
}

/**
 * wt_vault_is_in_flux:
 * @self: a vault
 *
 * Returns: whether the keyring is being asked to change something
 */
gboolean
wt_vault_is_in_flux (WtVault *self)
{
  g_return_val_if_fail (WT_IS_VAULT (self), FALSE);

  return self->is_saving;
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

  return self->slots[WT_CREDENTIAL_API_KEY].is_unsaved || self->slots[WT_CREDENTIAL_USER_TOKEN].is_unsaved;
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

static void
changed (WtVault          *self,
         WtCredentialKind  kind)
{
  self->slots[kind].serial++;
  self->slots[kind].changed_at = g_get_real_time () / G_USEC_PER_SEC;
  self->slots[kind].is_missing = FALSE;
  wt_vault_ask_again (self);
  wt_vault_set_unsaved (self, kind, TRUE);
}

/**
 * wt_vault_put:
 * @self: a vault
 * @credential: a secret
 *
 * Makes @credential the account's secret of its kind: at once here, and in the keyring with wt_vault_save(), as soon as
 * it takes it. What came of that is in the properties. Does not block.
 */
void
wt_vault_put (WtVault      *self,
              WtCredential *credential)
{
  g_return_if_fail (WT_IS_VAULT (self));
  g_return_if_fail (credential != NULL);

  wt_credential_set_put (&self->credentials, credential);
  changed (self, wt_credential_get_kind (credential));
}

/**
 * wt_vault_replace:
 * @self: a vault
 * @credential: a secret, perhaps another user's
 *
 * The same, but nothing else of its kind stays in the keyring.
 */
void
wt_vault_replace (WtVault      *self,
                  WtCredential *credential)
{
  WtVaultSlot *slot;

  g_return_if_fail (WT_IS_VAULT (self));
  g_return_if_fail (credential != NULL);

  slot = &self->slots[wt_credential_get_kind (credential)];
  slot->is_dropped = slot->is_dropped || (slot->stored != NULL && !wt_credential_equal (slot->stored, credential));
  wt_vault_put (self, credential);
}

/**
 * wt_vault_remove:
 * @self: a vault
 * @kind: which secret
 *
 * Drops a secret: at once here, and in the keyring with wt_vault_save(), as soon as it can. Does not block.
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
  self->slots[kind].is_dropped = TRUE;
  changed (self, kind);
}

/* What the keyring does not have any more. */
static void
drop (WtVault          *self,
      WtCredentialKind  kind)
{
  wt_credential_set_remove (&self->credentials, kind);
  self->slots[kind].serial++;
  self->slots[kind].is_dropped = FALSE;
  self->slots[kind].is_kept = FALSE;
  wt_vault_set_unsaved (self, kind, FALSE);
  wt_vault_set_stored (self, kind, TRUE, NULL);
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
      /* What its user wants to keep tells nothing of the keyring. */
      if (!g_error_matches (error, WT_ERROR, WT_ERROR_KEYRING_KEPT))
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
      wt_vault_update_state (self, NULL);
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
