/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "wt-error.h"
#include "wt-user-token-generate.h"
#include "wt-server.h"

/* What is to be created, owned by its task. */
typedef struct
{
  WtCredential *api_key;
  char         *name;
  char         *user_id;
} Order;

static void
order_free (Order *self)
{
  wt_credential_unref (self->api_key);
  g_free (self->name);
  g_free (self->user_id);
  g_free (self);
}

/* The list was empty, so what is in it now is new; of several, rather the one with the name that was asked for. */
static WtUserToken *
find_created (GPtrArray  *tokens,
              const char *name)
{
  for (guint i = 0; i < tokens->len; i++)
    {
      WtUserToken *token = g_ptr_array_index (tokens, i);

      if (g_strcmp0 (wt_user_token_get_name (token), name) == 0)
        return g_object_ref (token);
    }

  return tokens->len > 0 ? g_object_ref (g_ptr_array_index (tokens, 0)) : NULL;
}

/**
 * wt_user_token_generate_error_new_unknown:
 * @client: what a token was asked for with
 *
 * Returns: (transfer full): a %WT_ERROR_OUTCOME_UNKNOWN that says what to do. Pure; does not block.
 */
GError *
wt_user_token_generate_error_new_unknown (WtApiClient *client)
{
  g_autofree char *host = wt_server_dup_host (wt_api_client_get_server (client));

  return g_error_new (WT_ERROR, WT_ERROR_OUTCOME_UNKNOWN,
                      /* Translators: %s is a server, for example workbench.import.io */
                      _("It is not known whether a token was created, because the answer of %s got lost. Check your list before you generate another one."),
                      host);
}

static void
listed_after_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GPtrArray) tokens = NULL;
  g_autoptr (WtUserToken) token = NULL;
  Order *self = g_task_get_task_data (task);

  tokens = wt_api_client_list_tokens_finish (WT_API_CLIENT (source), result, NULL, NULL);
  if (tokens != NULL)
    token = find_created (tokens, self->name);

  if (token != NULL)
    g_task_return_pointer (task, g_steal_pointer (&token), g_object_unref);
  else
    g_task_return_error (task, wt_user_token_generate_error_new_unknown (WT_API_CLIENT (source)));
}

static void
created_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (WtUserToken) token = NULL;
  g_autoptr (GError) error = NULL;
  Order *self = g_task_get_task_data (task);

  token = wt_api_client_create_token_finish (WT_API_CLIENT (source), result, &error);

  if (token != NULL)
    g_task_return_pointer (task, g_steal_pointer (&token), g_object_unref);
  else if (g_error_matches (error, WT_ERROR, WT_ERROR_OUTCOME_UNKNOWN))
    wt_api_client_list_tokens_async (WT_API_CLIENT (source), self->api_key, NULL,
                                     listed_after_cb, g_object_ref (task));
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
listed_before_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GPtrArray) tokens = NULL;
  GError *error = NULL;
  Order *self = g_task_get_task_data (task);
  guint n_skipped = 0;

  tokens = wt_api_client_list_tokens_finish (WT_API_CLIENT (source), result, &n_skipped, &error);
  if (tokens == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  if (tokens->len + n_skipped > 0)
    {
      g_task_return_new_error (task, WT_ERROR, WT_ERROR_CONFLICT,
                               _("You have a token already; it was made in the meantime. No other one was generated."));
      return;
    }

  /* From here on it is not cancelled: a token that was created must not get lost. */
  wt_api_client_create_token_async (WT_API_CLIENT (source), self->api_key, self->name, self->user_id, NULL,
                                    created_cb, g_object_ref (task));
}

/**
 * wt_user_token_generate_async:
 * @client: the client
 * @api_key: the API key
 * @name: the new token's name
 * @user_id: whose token it will be
 * @cancellable: (nullable): what ends it before the token is asked for; after that it has no effect
 * @callback: called when done
 * @user_data: for @callback
 *
 * Creates a user's first token, at most once: the list is read just before, and must be empty; the POST is sent once;
 * and when its outcome is unknown the list tells.
 */
void
wt_user_token_generate_async (WtApiClient         *client,
                              WtCredential        *api_key,
                              const char          *name,
                              const char          *user_id,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  Order *self;

  g_return_if_fail (WT_IS_API_CLIENT (client));
  g_return_if_fail (api_key != NULL && name != NULL && user_id != NULL);

  self = g_new0 (Order, 1);
  self->api_key = wt_credential_ref (api_key);
  self->name = g_strdup (name);
  self->user_id = g_strdup (user_id);

  task = g_task_new (client, cancellable, callback, user_data);
  g_task_set_source_tag (task, wt_user_token_generate_async);
  g_task_set_task_data (task, self, (GDestroyNotify) order_free);
  g_task_set_check_cancellable (task, FALSE);

  wt_api_client_list_tokens_async (client, api_key, cancellable, listed_before_cb, g_object_ref (task));
}

/**
 * wt_user_token_generate_finish:
 * @client: the client
 * @result: what the callback got
 * @error: return location for a #WtError or %G_IO_ERROR_CANCELLED
 *
 * %WT_ERROR_CONFLICT means that there is a token already, %WT_ERROR_OUTCOME_UNKNOWN that there may be one.
 *
 * Returns: (transfer full) (nullable): the new token, or %NULL with @error set
 */
WtUserToken *
wt_user_token_generate_finish (WtApiClient   *client,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, client), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
