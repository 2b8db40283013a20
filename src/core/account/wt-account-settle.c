/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "wt-account-private.h"
#include "wt-error.h"
#include "wt-keyring-error.h"
#include "wt-server.h"

/* For whoever wants a result and not a state to watch: the command line. */

static gboolean
is_saving (WtAccount *self)
{
  return wt_vault_has_unsaved (self->vault) && wt_vault_get_state (self->vault) == WT_KEYRING_OPEN;
}

static gboolean
is_settled (WtAccount *self)
{
  return self->n_loading == 0 && self->n_verifying == 0 && self->connecting == NULL && !self->is_generating &&
         !self->is_signing_out && !self->is_opening && !is_saving (self);
}

static GError *
describe_keyring (WtAccount *self)
{
  switch (wt_vault_get_state (self->vault))
    {
    case WT_KEYRING_OPEN:
      break;
    case WT_KEYRING_LOCKED:
      return wt_keyring_error_new (WT_ERROR_KEYRING_LOCKED);
    case WT_KEYRING_ABSENT:
      return wt_keyring_error_new (WT_ERROR_KEYRING_ABSENT);
    case WT_KEYRING_UNAVAILABLE:
      return wt_keyring_error_new (WT_ERROR_KEYRING_UNAVAILABLE);
    }

  return NULL;
}

/* What there is to say of the account as it is now, or NULL. */
static GError *
describe_trouble (WtAccount *self)
{
  g_autofree char *host = NULL;
  GError *error = NULL;
  gboolean has_nothing = self->state == WT_ACCOUNT_LOADING || self->state == WT_ACCOUNT_SIGNED_OUT;

  if (self->error != NULL)
    return g_error_copy (self->error);

  if (has_nothing || wt_vault_has_unsaved (self->vault))
    error = describe_keyring (self);

  if (error == NULL && self->state == WT_ACCOUNT_SIGNED_OUT)
    {
      host = wt_server_dup_host (self->server);
      /* Translators: %s is a server, for example workbench.import.io */
      error = g_error_new (WT_ERROR, WT_ERROR_NOTHING_STORED, _("You are not signed in to %s."), host);
    }

  return error;
}

static gboolean
settled_cb (gpointer user_data)
{
  WtAccount *self = user_data;
  g_autoptr (GPtrArray) tasks = NULL;

  self->settled_idle = 0;
  if (!is_settled (self))
    return G_SOURCE_REMOVE;

  tasks = g_steal_pointer (&self->waiting);
  self->waiting = g_ptr_array_new ();
  for (guint i = 0; i < tasks->len; i++)
    {
      g_autoptr (GTask) task = g_ptr_array_index (tasks, i);
      GError *error = describe_trouble (self);

      if (error != NULL)
        g_task_return_error (task, error);
      else
        g_task_return_boolean (task, TRUE);
    }

  return G_SOURCE_REMOVE;
}

/* To be called when something that was under way has ended. What follows from it begins before this looks. */
void
wt_account_check_settled (WtAccount *self)
{
  if (self->waiting->len > 0 && self->settled_idle == 0)
    self->settled_idle = g_idle_add (settled_cb, self);
}

/**
 * wt_account_settle_async:
 * @self: an account
 * @callback: called when done
 * @user_data: for @callback
 *
 * Waits until nothing is under way: no request, no call of the keyring, no secret that it still has to take. Each of
 * these has a deadline of its own; only a prompt of the keyring's takes as long as the user takes.
 */
void
wt_account_settle_async (WtAccount           *self,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (WT_IS_ACCOUNT (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, wt_account_settle_async);
  g_ptr_array_add (self->waiting, task);
  wt_account_check_settled (self);
}

/**
 * wt_account_settle_finish:
 * @self: an account
 * @result: what the callback got
 * @error: return location for the account's error, a %WT_ERROR_NOTHING_STORED if it is signed out, or a keyring code if
 *   the keyring could not be looked into or did not take a secret
 *
 * Returns: %TRUE if all is well, else %FALSE with @error set
 */
gboolean
wt_account_settle_finish (WtAccount     *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
verified_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  WtUser *user = wt_api_client_get_user_finish (WT_API_CLIENT (source), result, &error);

  if (user != NULL)
    g_task_return_pointer (task, user, g_object_unref);
  else
    g_task_return_error (task, error);
}

/**
 * wt_account_verify_async:
 * @self: an account that was loaded
 * @cancellable: (nullable): what ends it early
 * @callback: called when done
 * @user_data: for @callback
 *
 * Asks the server whose the active token is, with that token and nothing else. Changes nothing.
 */
void
wt_account_verify_async (WtAccount           *self,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  WtCredential *credential;
  GTask *task;

  g_return_if_fail (WT_IS_ACCOUNT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, wt_account_verify_async);

  credential = self->active_token != NULL ? wt_user_token_get_credential (self->active_token) : NULL;
  if (credential == NULL)
    {
      g_task_return_new_error (task, WT_ERROR, WT_ERROR_NOTHING_STORED, _("There is no active User Token."));
      g_object_unref (task);
      return;
    }

  wt_api_client_get_user_async (wt_account_ensure_client (self), credential, cancellable, verified_cb, task);
}

/**
 * wt_account_verify_finish:
 * @self: an account
 * @result: what the callback got
 * @error: return location for a #WtError or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the user, or %NULL with @error set
 */
WtUser *
wt_account_verify_finish (WtAccount     *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
