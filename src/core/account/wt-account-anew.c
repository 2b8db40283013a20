/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-account-private.h"

/* The way out where the keyring is a file that cannot be used any more. */

static void
begun_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  WtAccount *self = g_task_get_source_object (task);
  GError *error = NULL;
  char *name = wt_vault_renew_finish (WT_VAULT (source), result, &error);

  if (error == NULL && self->vault != NULL)
    wt_account_load (self);
  wt_pending_end (self->pending, WT_PENDING_OPENING);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, name, g_free);
}

/**
 * wt_account_begin_anew_async:
 * @self: an account whose keyring is %WT_KEYRING_DAMAGED
 * @callback: (nullable): called when done
 * @user_data: for @callback
 *
 * Gives the file that the keyring is another name, so that a new one is made, and stores in that what is in use. Does
 * nothing to a file that can be used. Only a user who was asked may lead here.
 */
void
wt_account_begin_anew_async (WtAccount           *self,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (WT_IS_ACCOUNT (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, wt_account_begin_anew_async);

  if (self->vault == NULL || wt_pending_get_kinds (self->pending) & WT_PENDING_OPENING)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PENDING, "Opening the keyring already");
      g_object_unref (task);
      return;
    }

  wt_pending_begin (self->pending, WT_PENDING_OPENING);
  wt_vault_renew_async (self->vault, begun_cb, task);
}

/**
 * wt_account_begin_anew_finish:
 * @self: an account
 * @result: what the callback got
 * @error: return location for a keyring code of #WtError, or %G_IO_ERROR_PENDING if the keyring is being opened already
 *
 * Returns: (transfer full) (nullable): what the old file is called now; %NULL without @error if it can be used
 */
char *
wt_account_begin_anew_finish (WtAccount     *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
