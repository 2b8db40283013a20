/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-account-private.h"

/* The way out of an account. */

static void
cleared_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  WtAccount *self = g_task_get_source_object (task);
  gboolean is_cleared = wt_vault_clear_finish (WT_VAULT (source), result, &error);

  g_object_freeze_notify (G_OBJECT (self));

  wt_pending_end (self->pending, WT_PENDING_SIGNING_OUT);
  if (is_cleared)
    {
      wt_account_clear (self);
      wt_changes_tell (self->changes);
      g_task_return_boolean (task, TRUE);
    }
  else
    {
      /* One of the two may be gone. */
      if (self->vault != NULL)
        wt_account_apply (self, wt_account_model_loaded (self->model, wt_vault_get_credentials (self->vault), FALSE));
      if (self->known->state == WT_ACCOUNT_CONNECTING)
        wt_account_refresh (self);
      g_task_return_error (task, error);
    }

  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * wt_account_sign_out_async:
 * @self: an account
 * @callback: called when done
 * @user_data: for @callback
 *
 * Removes both secrets from the keyring, and then what is remembered of the account. If the keyring does not let them
 * go the account stays signed in, so that "signed out" is never said of secrets that are still there.
 */
void
wt_account_sign_out_async (WtAccount           *self,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (WT_IS_ACCOUNT (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, wt_account_sign_out_async);

  if (self->vault == NULL || wt_pending_get_kinds (self->pending) & WT_PENDING_SIGNING_OUT)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PENDING, "Signing out already");
      return;
    }

  wt_account_stop (self);
  wt_pending_begin (self->pending, WT_PENDING_SIGNING_OUT);
  wt_vault_clear_async (self->vault, cleared_cb, g_steal_pointer (&task));
}

/**
 * wt_account_sign_out_finish:
 * @self: an account
 * @result: what the callback got
 * @error: return location for a keyring code of #WtError, or %G_IO_ERROR_PENDING if it is under way already
 *
 * Returns: %TRUE if nothing is stored any more, else %FALSE with @error set
 */
gboolean
wt_account_sign_out_finish (WtAccount     *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
