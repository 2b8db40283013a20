/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-error.h"
#include "wt-keyring-file.h"
#include "wt-vault-private.h"

/* The way out where the keyring is a file that cannot be used any more. */

/* The new file is to have what the user works with. */
static void
store_all (WtVault *self)
{
  for (guint kind = 0; kind < WT_CREDENTIAL_N_KINDS; kind++)
    {
      WtCredential *held = self->credentials.held[kind];

      wt_vault_set_stored (self, kind, TRUE, NULL);
      if (held != NULL)
        wt_vault_put (self, held);
    }
  wt_vault_save (self);
}

static void
set_aside_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  WtVault *self = g_task_get_source_object (task);
  GError *error = NULL;
  char *name = wt_keyring_file_set_aside_finish (result, &error);

  wt_vault_update_state (self, error);
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  store_all (self);
  g_task_return_pointer (task, name, g_free);
}

static void
looked_up_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  WtVault *self = g_task_get_source_object (task);
  WtKeyringFound *found = wt_keyring_lookup_finish (WT_KEYRING (source), result, &error);

  wt_vault_update_state (self, error);
  if (found != NULL)
    {
      wt_keyring_found_free (found);
      wt_vault_save (self);
      g_task_return_pointer (task, NULL, NULL);
    }
  else if (g_error_matches (error, WT_ERROR, WT_ERROR_KEYRING_DAMAGED))
    {
      g_error_free (error);
      wt_keyring_file_set_aside_async (set_aside_cb, g_steal_pointer (&task));
    }
  else
    g_task_return_error (task, error);
}

/**
 * wt_vault_renew_async:
 * @self: a vault
 * @callback: called when done
 * @user_data: for @callback
 *
 * Gives the file that the keyring is another name, if it still is one that cannot be used, and saves what is held here in
 * a new one. Only a user who was asked may lead here. Does not block.
 */
void
wt_vault_renew_async (WtVault             *self,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (WT_IS_VAULT (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, wt_vault_renew_async);

  /* Another program may have begun anew meanwhile. */
  wt_keyring_lookup_async (self->keyring, self->server, NULL, looked_up_cb, task);
}

/**
 * wt_vault_renew_finish:
 * @self: a vault
 * @result: what the callback got
 * @error: return location for a keyring code of #WtError
 *
 * Returns: (transfer full) (nullable): what the old file is called now; %NULL without @error if it can be used
 */
char *
wt_vault_renew_finish (WtVault       *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
