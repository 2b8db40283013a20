/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-connection.h"
#include "wt-error.h"

/* One attempt, owned by its task. */
typedef struct
{
  WtCredential *api_key;
  WtCredential *credential;
  WtConnection *connection;
  GError       *user_error;
  GError       *list_error;
  gboolean      ask_user;
  guint         n_pending;
} Attempt;

static void ask (GTask *task);

/**
 * wt_connection_free:
 * @connection: (transfer full): a connection
 */
void
wt_connection_free (WtConnection *connection)
{
  g_clear_object (&connection->user);
  g_clear_pointer (&connection->tokens, g_ptr_array_unref);
  g_clear_error (&connection->refusal);
  g_free (connection);
}

static void
attempt_free (Attempt *self)
{
  g_clear_pointer (&self->api_key, wt_credential_unref);
  g_clear_pointer (&self->credential, wt_credential_unref);
  g_clear_pointer (&self->connection, wt_connection_free);
  g_clear_error (&self->user_error);
  g_clear_error (&self->list_error);
  g_free (self);
}

static gboolean
may_use_key_instead (Attempt *self)
{
  return self->api_key != NULL && wt_credential_get_kind (self->credential) == WT_CREDENTIAL_USER_TOKEN;
}

/* whoami decides only about the credential; of anything else that goes wrong with it, the list is the judge. */
static void
both_answered (GTask *task)
{
  Attempt *self = g_task_get_task_data (task);
  GError **refusal = wt_error_is_refusal (self->user_error) ? &self->user_error : &self->list_error;

  if (wt_error_is_refusal (*refusal) && may_use_key_instead (self))
    {
      self->connection->refusal = g_steal_pointer (refusal);
      g_clear_error (&self->user_error);
      g_clear_error (&self->list_error);
      g_clear_pointer (&self->connection->tokens, g_ptr_array_unref);
      g_clear_object (&self->connection->user);
      wt_credential_unref (self->credential);
      self->credential = wt_credential_ref (self->api_key);
      ask (task);
    }
  else if (*refusal != NULL)
    g_task_return_error (task, g_steal_pointer (refusal));
  else
    g_task_return_pointer (task, g_steal_pointer (&self->connection), (GDestroyNotify) wt_connection_free);
}

static void
user_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Attempt *self = g_task_get_task_data (task);

  self->connection->user = wt_api_client_get_user_finish (WT_API_CLIENT (source), result, &self->user_error);
  if (--self->n_pending == 0)
    both_answered (task);
}

static void
list_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Attempt *self = g_task_get_task_data (task);

  self->connection->tokens = wt_api_client_list_tokens_finish (WT_API_CLIENT (source), result,
                                                               &self->connection->n_skipped, &self->list_error);
  if (--self->n_pending == 0)
    both_answered (task);
}

static void
ask (GTask *task)
{
  WtApiClient *client = g_task_get_source_object (task);
  Attempt *self = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  self->n_pending = 1;
  wt_api_client_list_tokens_async (client, self->credential, cancellable, list_cb, g_object_ref (task));

  if (self->ask_user)
    {
      self->n_pending++;
      wt_api_client_get_user_async (client, self->credential, cancellable, user_cb, g_object_ref (task));
    }
}

/**
 * wt_connection_open_async:
 * @client: the client
 * @api_key: (nullable): the API key
 * @user_token: (nullable): the active User Token, which is preferred
 * @ask_user: whether to ask whoami too
 * @cancellable: (nullable): what ends it early
 * @callback: called when done
 * @user_data: for @callback
 *
 * Finds out what a credential is good for: whoami and the list of tokens, side by side. If the User Token is refused
 * and there is an API key, both are asked once more with the key. At least one of @api_key and @user_token is needed.
 */
void
wt_connection_open_async (WtApiClient         *client,
                          WtCredential        *api_key,
                          WtCredential        *user_token,
                          gboolean             ask_user,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  Attempt *self;

  g_return_if_fail (WT_IS_API_CLIENT (client));
  g_return_if_fail (api_key != NULL || user_token != NULL);

  self = g_new0 (Attempt, 1);
  self->api_key = api_key != NULL ? wt_credential_ref (api_key) : NULL;
  self->credential = wt_credential_ref (user_token != NULL ? user_token : api_key);
  self->connection = g_new0 (WtConnection, 1);
  self->ask_user = ask_user;

  task = g_task_new (client, cancellable, callback, user_data);
  g_task_set_source_tag (task, wt_connection_open_async);
  g_task_set_task_data (task, self, (GDestroyNotify) attempt_free);

  ask (task);
}

/**
 * wt_connection_open_finish:
 * @client: the client
 * @result: what the callback got
 * @error: return location for a #WtError or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): what the server answered, or %NULL with @error set
 */
WtConnection *
wt_connection_open_finish (WtApiClient   *client,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, client), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
