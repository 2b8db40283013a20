/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-vault-private.h"

/* A look into the keyring, and what was here when it began. */
typedef struct
{
  guint    serials[WT_CREDENTIAL_N_KINDS];
  gboolean token_first;
  gboolean drops_missing;
  gboolean changed_hands; /* the key is not the one that was known, and was not replaced here */
  gboolean has_other_key; /* and there is another one in its place */
  gboolean was_overruled;
} Loading;

/* What could not be stored gives way to what somebody else stored after it, and to that somebody signed out. Times have
 * seconds only: in the same one it is known to be later only if the keyring had something else before. */
static gboolean
is_overruled (const WtVaultSlot     *slot,
              const WtKeyringSecret *found)
{
  if (!slot->is_unsaved || wt_credential_equal (found->credential, slot->stored))
    return FALSE;
  if (found->credential == NULL)
    return slot->is_known && !slot->is_dropped;

  return found->modified > slot->changed_at || (slot->is_known && found->modified == slot->changed_at);
}

/* Another key may be another user's, and nothing of one user's is stored beside it. */
static gboolean
has_changed_hands (WtVault               *self,
                   const WtKeyringSecret *found)
{
  const WtVaultSlot *slot = &self->slots[WT_CREDENTIAL_API_KEY];

  return slot->is_known && slot->stored != NULL && !slot->is_unsaved &&
         !wt_credential_equal (found->credential, slot->stored);
}

/* What is newer than the keyring's is kept, and so is the object of what is the same. */
static void
adopt_found (WtVault               *self,
             WtCredentialKind       kind,
             const WtKeyringSecret *found,
             Loading               *loading)
{
  WtVaultSlot *slot = &self->slots[kind];
  WtCredential *held = self->credentials.held[kind];

  if (slot->serial != loading->serials[kind] || self->is_saving)
    return;

  if ((is_overruled (slot, found) || (slot->is_unsaved && loading->changed_hands)) &&
      !wt_credential_equal (found->credential, held))
    {
      slot->is_dropped = FALSE;
      loading->was_overruled = TRUE;
      wt_vault_set_unsaved (self, kind, FALSE);
    }
  wt_vault_set_stored (self, kind, TRUE, found->credential);
  if (slot->is_unsaved)
    return;

  if (found->credential == NULL && (loading->drops_missing || loading->was_overruled || loading->has_other_key))
    wt_credential_set_remove (&self->credentials, kind);
  else if (found->credential == NULL)
    slot->is_missing = held != NULL;
  else if (!wt_credential_equal (found->credential, held))
    wt_credential_set_put (&self->credentials, found->credential);
}

static void
looked_up_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (WtKeyringFound) found = NULL;
  GError *error = NULL;
  WtVault *self = g_task_get_source_object (task);
  Loading *loading = g_task_get_task_data (task);

  found = wt_keyring_lookup_finish (WT_KEYRING (source), result, &error);
  if (error != NULL)
    {
      wt_vault_update_state (self, error);
      g_task_return_error (task, error);
      return;
    }

  loading->changed_hands = !loading->token_first &&
                           has_changed_hands (self, &found->secrets[WT_CREDENTIAL_API_KEY]);
  loading->has_other_key = loading->changed_hands && found->secrets[WT_CREDENTIAL_API_KEY].credential != NULL;
  adopt_found (self, WT_CREDENTIAL_USER_TOKEN, &found->secrets[WT_CREDENTIAL_USER_TOKEN], loading);
  if (!loading->token_first || found->secrets[WT_CREDENTIAL_USER_TOKEN].credential == NULL)
    {
      self->is_loaded = TRUE;
      adopt_found (self, WT_CREDENTIAL_API_KEY, &found->secrets[WT_CREDENTIAL_API_KEY], loading);
    }
  /* Whoever hears of the state may save. */
  wt_vault_update_state (self, wt_keyring_found_get_problem (found));
  wt_vault_save (self);
  g_task_return_boolean (task, TRUE);
}

static GTask *
load_new (WtVault             *self,
          gboolean             token_first,
          gboolean             drops_missing,
          GAsyncReadyCallback  callback,
          gpointer             user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  Loading *loading = g_new0 (Loading, 1);

  for (guint kind = 0; kind < WT_CREDENTIAL_N_KINDS; kind++)
    loading->serials[kind] = self->slots[kind].serial;
  loading->token_first = token_first;
  loading->drops_missing = drops_missing;
  g_task_set_source_tag (task, load_new);
  g_task_set_task_data (task, loading, g_free);

  return task;
}

/**
 * wt_vault_load_async:
 * @self: a vault
 * @callback: called when done
 * @user_data: for @callback
 *
 * Fetches what the keyring has, without a prompt and within the keyring's deadline, and saves what was not saved. What
 * is held here and not there stays, and is called missing; but what somebody else stored after it counts. To be ended with
 * wt_vault_load_finish().
 */
void
wt_vault_load_async (WtVault             *self,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  g_return_if_fail (WT_IS_VAULT (self));

  wt_keyring_lookup_async (self->keyring, self->server, NULL, looked_up_cb,
                           load_new (self, FALSE, FALSE, callback, user_data));
}

/**
 * wt_vault_load_token_async:
 * @self: a vault
 * @callback: called when done
 * @user_data: for @callback
 *
 * The same for who wants the User Token alone, and soon: where there is one, the API key is not fetched.
 */
void
wt_vault_load_token_async (WtVault             *self,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_return_if_fail (WT_IS_VAULT (self));

  wt_keyring_lookup_token_async (self->keyring, self->server, NULL, looked_up_cb,
                                 load_new (self, TRUE, FALSE, callback, user_data));
}

/**
 * wt_vault_reload_async:
 * @self: a vault
 * @callback: called when done
 * @user_data: for @callback
 *
 * The same, when another program changed what the keyring has: what is not there any more is dropped here, too.
 */
void
wt_vault_reload_async (WtVault             *self,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_return_if_fail (WT_IS_VAULT (self));

  wt_keyring_lookup_async (self->keyring, self->server, NULL, looked_up_cb,
                           load_new (self, FALSE, TRUE, callback, user_data));
}

/**
 * wt_vault_load_finish:
 * @self: a vault
 * @result: what the callback got
 * @was_overruled: (out) (optional): whether something that was not saved has given way to what the keyring had
 * @error: return location for a keyring code of #WtError
 *
 * Returns: %TRUE if the keyring answered, whether or not it had something; else %FALSE with @error set
 */
gboolean
wt_vault_load_finish (WtVault       *self,
                      GAsyncResult  *result,
                      gboolean      *was_overruled,
                      GError       **error)
{
  Loading *loading;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  loading = g_task_get_task_data (G_TASK (result));
  if (was_overruled != NULL)
    *was_overruled = loading->was_overruled;

  return g_task_propagate_boolean (G_TASK (result), error);
}
