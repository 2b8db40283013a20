/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "wt-account-private.h"
#include "wt-accounts.h"
#include "wt-error.h"
#include "wt-kept.h"
#include "wt-server.h"

/* For whoever wants a result and not a state to watch: the command line. */

/* What there is to say of the selected account as it is now, or NULL. */
static GError *
describe_trouble (WtAccounts *self)
{
  WtAccount *account = wt_accounts_get_selected (self);
  const WtKnown *known = account->known;
  const GError *errors[] = { wt_sign_in_get_error (wt_accounts_get_sign_in (self)), known->error, known->refusal };
  gboolean has_nothing = known->state == WT_ACCOUNT_LOADING || known->state == WT_ACCOUNT_SIGNED_OUT;
  g_autofree char *host = NULL;
  GError *error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (errors); i++)
    if (errors[i] != NULL)
      return g_error_copy (errors[i]);

  if ((has_nothing || wt_account_get_has_unsaved (account)) && wt_account_get_keyring_error (account) != NULL)
    return g_error_copy (wt_account_get_keyring_error (account));

  if (error == NULL && known->state == WT_ACCOUNT_SIGNED_OUT)
    {
      host = wt_server_dup_host (account->server);
      /* Translators: %s is a server, for example workbench.import.io */
      error = g_error_new (WT_ERROR, WT_ERROR_NOTHING_STORED, _("You are not signed in to %s."), host);
    }

  return error;
}

static void
settled_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (wt_pending_wait_finish (WT_PENDING (source), result, &error))
    error = describe_trouble (g_task_get_source_object (task));

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * wt_accounts_settle_async:
 * @self: the accounts
 * @callback: called when done
 * @user_data: for @callback
 *
 * Waits until nothing is under way: no request, no call of the keyring, no secret that it still has to take. Each of
 * these has a deadline of its own; only a prompt of the keyring's takes as long as the user takes.
 */
void
wt_accounts_settle_async (WtAccounts          *self,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (WT_IS_ACCOUNTS (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, wt_accounts_settle_async);
  wt_pending_wait_async (wt_accounts_get_selected (self)->all, settled_cb, task);
}

/**
 * wt_accounts_settle_finish:
 * @self: the accounts
 * @result: what the callback got
 * @error: return location for why the last sign-in failed, or for the selected account's error, a
 *   %WT_ERROR_NOTHING_STORED if it is signed out, or a keyring code if the keyring could not be looked into or did not
 *   take a secret
 *
 * Returns: %TRUE if all is well, else %FALSE with @error set
 */
gboolean
wt_accounts_settle_finish (WtAccounts    *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * wt_accounts_check_kept:
 * @self: the accounts
 * @has_signed_in: whether this is after a sign-in
 * @error: return location for a %WT_ERROR_NOT_KEPT
 *
 * Looks whether another program will find the selected account's server as the remembered one, after a sign-in, and no
 * name that does not count any more. Blocks until the settings are written.
 *
 * Returns: %TRUE if so, else %FALSE with @error set
 */
gboolean
wt_accounts_check_kept (WtAccounts  *self,
                        gboolean     has_signed_in,
                        GError     **error)
{
  WtAccount *account;

  g_return_val_if_fail (WT_IS_ACCOUNTS (self), FALSE);

  account = wt_accounts_get_selected (self);

  return (!has_signed_in || wt_kept_check_server (account->settings, account->server, error)) &&
         wt_kept_check_facts (account->settings, account->server, wt_account_get_signed_in (account), error);
}
