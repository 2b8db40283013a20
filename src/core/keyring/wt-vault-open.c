/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-vault-private.h"

static void
opened (GTask  *task,
        GError *error)
{
  WtVault *self = g_task_get_source_object (task);

  /* The keyring may be in another trouble now than the one that the button was for. */
  wt_vault_update_state (self, error);
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  wt_vault_save (self);
  g_task_return_boolean (task, TRUE);
}

/* What the keyring should have, and is known not to. */
static void
store_again (WtVault  *self,
             gboolean  is_new)
{
  for (guint kind = 0; kind < WT_CREDENTIAL_N_KINDS; kind++)
    if (self->credentials.held[kind] != NULL && (is_new || self->slots[kind].is_missing))
      {
        self->slots[kind].is_missing = FALSE;
        wt_vault_set_unsaved (self, kind, TRUE);
      }
}

static void
unlocked_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  wt_keyring_unlock_finish (WT_KEYRING (source), result, &error);
  opened (task, error);
}

static void
created_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (wt_keyring_create_finish (WT_KEYRING (source), result, &error))
    store_again (g_task_get_source_object (task), TRUE);
  opened (task, error);
}

/**
 * wt_vault_open_async:
 * @self: a vault
 * @callback: called when done
 * @user_data: for @callback
 *
 * Does what the keyring's state asks for: unlocks or creates the keyring, through a prompt that takes as long as the
 * user takes, and then saves what was not saved. Only a button of the user's may lead here.
 */
void
wt_vault_open_async (WtVault             *self,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (WT_IS_VAULT (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, wt_vault_open_async);
  wt_vault_ask_again (self);

  switch (wt_vault_get_state (self))
    {
    case WT_KEYRING_LOCKED:
      wt_keyring_unlock_async (self->keyring, self->server, unlocked_cb, task);
      break;
    case WT_KEYRING_ABSENT:
      wt_keyring_create_async (self->keyring, self->server, created_cb, task);
      break;
    case WT_KEYRING_UNAVAILABLE:
    case WT_KEYRING_FAILING:
    case WT_KEYRING_DAMAGED:
    case WT_KEYRING_OPEN:
      store_again (self, FALSE);
      wt_vault_save (self);
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      break;
    }
}

/**
 * wt_vault_open_finish:
 * @self: a vault
 * @result: what the callback got
 * @error: return location for a keyring code of #WtError
 *
 * Returns: %TRUE if the keyring can be asked again, else %FALSE with @error set
 */
gboolean
wt_vault_open_finish (WtVault       *self,
                      GAsyncResult  *result,
                      GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
