/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "wt-error.h"
#include "wt-user-token-revoke.h"

/* What is to be revoked, owned by its task. */
typedef struct
{
  WtCredential *credential;
  WtUserToken  *token;
} Revocation;

static void
revocation_free (Revocation *self)
{
  wt_credential_unref (self->credential);
  g_object_unref (self->token);
  g_free (self);
}

/* A token that was to revoke itself, and that is not accepted any more, is revoked. */
static gboolean
has_revoked_itself (Revocation   *self,
                    const GError *error)
{
  return g_error_matches (error, WT_ERROR, WT_ERROR_UNAUTHORIZED) &&
         wt_credential_equal (wt_user_token_get_credential (self->token), self->credential);
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GPtrArray) tokens = NULL;
  g_autoptr (GError) error = NULL;
  Revocation *self = g_task_get_task_data (task);

  tokens = wt_api_client_list_tokens_finish (WT_API_CLIENT (source), result, NULL, &error);

  if (tokens == NULL && has_revoked_itself (self, error))
    g_task_return_boolean (task, TRUE);
  else if (tokens == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (g_ptr_array_find_with_equal_func (tokens, self->token, (GEqualFunc) wt_user_token_is_same, NULL))
    g_task_return_new_error (task, WT_ERROR, WT_ERROR_NOT_SUPPORTED,
                             _("This server cannot revoke tokens. Use the Workbench page in your browser instead."));
  else
    g_task_return_boolean (task, TRUE);
}

static void
revoked_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  Revocation *self = g_task_get_task_data (task);

  if (wt_api_client_revoke_token_finish (WT_API_CLIENT (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else if (g_error_matches (error, WT_ERROR, WT_ERROR_NOT_WORKBENCH))
    wt_api_client_list_tokens_async (WT_API_CLIENT (source), self->credential, g_task_get_cancellable (task),
                                     listed_cb, g_object_ref (task));
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * wt_user_token_revoke_async:
 * @client: the client
 * @credential: what authenticates the requests; may be @token itself
 * @token: the token to revoke, which has an id
 * @cancellable: (nullable): what ends it early
 * @callback: called when done
 * @user_data: for @callback
 *
 * Revokes a token. A server that knows no such path or token answers 404, and then the list tells which it is: a token
 * that is gone was revoked, by this request or another one; one that is still there cannot be.
 */
void
wt_user_token_revoke_async (WtApiClient         *client,
                            WtCredential        *credential,
                            WtUserToken         *token,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  Revocation *self;

  g_return_if_fail (WT_IS_API_CLIENT (client));
  g_return_if_fail (credential != NULL);
  g_return_if_fail (WT_IS_USER_TOKEN (token) && wt_user_token_get_id (token) != NULL);

  self = g_new0 (Revocation, 1);
  self->credential = wt_credential_ref (credential);
  self->token = g_object_ref (token);

  task = g_task_new (client, cancellable, callback, user_data);
  g_task_set_source_tag (task, wt_user_token_revoke_async);
  g_task_set_task_data (task, self, (GDestroyNotify) revocation_free);

  wt_api_client_revoke_token_async (client, credential, wt_user_token_get_id (token), cancellable,
                                    revoked_cb, g_object_ref (task));
}

/**
 * wt_user_token_revoke_finish:
 * @client: the client
 * @result: what the callback got
 * @error: return location for a #WtError or %G_IO_ERROR_CANCELLED
 *
 * %WT_ERROR_NOT_SUPPORTED means that this server cannot revoke.
 *
 * Returns: %TRUE if the token is no longer there, else %FALSE with @error set
 */
gboolean
wt_user_token_revoke_finish (WtApiClient   *client,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, client), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
