/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "wt-account-private.h"
#include "wt-error.h"
#include "wt-generate.h"

/* An account's first token, and what is not sure any more when its answer got lost. */

/* What the list said before is not sure any more: until it was read again, nothing may be generated. */
void
wt_account_doubt_list (WtAccount    *self,
                       const GError *error)
{
  if (self->candidate != NULL)
    return;

  wt_account_stop_connecting (self);
  wt_account_set_state (self, WT_ACCOUNT_FAILED, error);
}

static void
generated_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (WtUserToken) token = NULL;
  GError *error = NULL;
  WtAccount *self = g_task_get_source_object (task);

  token = wt_generate_finish (WT_API_CLIENT (source), result, &error);
  self->is_generating = FALSE;

  if (token != NULL)
    {
      /* On a server that was left meanwhile it goes where it belongs, and nowhere else. */
      if (self->client == WT_API_CLIENT (source))
        wt_account_adopt_created (self, token);
      else
        wt_vault_put (g_task_get_task_data (task), wt_user_token_get_credential (token));
      wt_account_update_derived (self);
      g_task_return_pointer (task, g_steal_pointer (&token), g_object_unref);
      return;
    }

  if (g_error_matches (error, WT_ERROR, WT_ERROR_OUTCOME_UNKNOWN) && self->client == WT_API_CLIENT (source))
    wt_account_doubt_list (self, error);
  wt_account_update_derived (self);
  if (g_error_matches (error, WT_ERROR, WT_ERROR_CONFLICT))
    wt_account_refresh (self);
  g_task_return_error (task, error);
}

/**
 * wt_account_generate_async:
 * @self: an account that can generate
 * @name: the new token's name
 * @user_id: (nullable): whose token it will be; %NULL for the user who is signed in
 * @cancellable: (nullable): what ends it before the token is asked for; after that it has no effect
 * @callback: called when done
 * @user_data: for @callback
 *
 * Generates the user's first token, at most once. The new token is in the list, active and on its way to the keyring
 * before @callback is called. When it is not known whether there is one, the state is %WT_ACCOUNT_FAILED with that error,
 * and wt_account_refresh() finds out.
 */
void
wt_account_generate_async (WtAccount           *self,
                           const char          *name,
                           const char          *user_id,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (WT_IS_ACCOUNT (self));
  g_return_if_fail (name != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, wt_account_generate_async);
  g_task_set_check_cancellable (task, FALSE);

  if (user_id == NULL && self->user != NULL)
    user_id = wt_user_get_id (self->user);

  if (!self->can_generate)
    g_task_return_new_error (task, WT_ERROR, WT_ERROR_CONFLICT,
                             _("A token can be generated only while you have none. Refresh the list to see yours."));
  else if (user_id == NULL)
    g_task_return_new_error (task, WT_ERROR, WT_ERROR_INVALID_INPUT,
                             _("Enter your user ID. You find it on the users page of Workbench."));
  else
    {
      self->is_generating = TRUE;
      wt_account_update_derived (self);
      g_task_set_task_data (task, g_object_ref (self->vault), g_object_unref);
      wt_generate_async (wt_account_ensure_client (self), wt_vault_get (self->vault, WT_CREDENTIAL_API_KEY),
                         name, user_id, cancellable, generated_cb, g_object_ref (task));
    }
}

/**
 * wt_account_generate_finish:
 * @self: an account
 * @result: what the callback got
 * @error: return location for a #WtError or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the new token, or %NULL with @error set
 */
WtUserToken *
wt_account_generate_finish (WtAccount     *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
