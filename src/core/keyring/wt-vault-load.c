/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-vault-private.h"

/* A look into the keyring, and what was here when it began. */
typedef struct
{
  guint    serials[WT_CREDENTIAL_N_KINDS];
  gboolean token_first;
  gboolean drops_missing;
} Loading;

/* What is newer than the keyring's is kept, and so is the object of what is the same. */
static void
adopt_found (WtVault          *self,
             WtCredentialKind  kind,
             WtCredential     *found,
             Loading          *loading)
{
  if (self->unsaved[kind] || self->serials[kind] != loading->serials[kind])
    return;

  if (found == NULL && loading->drops_missing)
    wt_credential_set_remove (&self->credentials, kind);
  else if (found != NULL && !wt_credential_equal (found, self->credentials.held[kind]))
    wt_credential_set_put (&self->credentials, found);
}

static void
looked_up_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (WtCredential) api_key = NULL;
  g_autoptr (WtCredential) user_token = NULL;
  GError *error = NULL;
  WtVault *self = g_task_get_source_object (task);
  Loading *loading = g_task_get_task_data (task);

  wt_keyring_lookup_finish (WT_KEYRING (source), result, &api_key, &user_token, &error);
  wt_vault_update_state (self, error);
  self->is_loaded = self->is_loaded || (error == NULL && !(loading->token_first && user_token != NULL));

  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  adopt_found (self, WT_CREDENTIAL_API_KEY, api_key, loading);
  adopt_found (self, WT_CREDENTIAL_USER_TOKEN, user_token, loading);
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

  memcpy (loading->serials, self->serials, sizeof self->serials);
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
 * Fetches what the keyring has, without a prompt and within the keyring's deadline. What is held here and not there
 * stays. To be ended with wt_vault_load_finish().
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
 * @error: return location for a keyring code of #WtError
 *
 * Returns: %TRUE if the keyring answered, whether or not it had something; else %FALSE with @error set
 */
gboolean
wt_vault_load_finish (WtVault       *self,
                      GAsyncResult  *result,
                      GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
