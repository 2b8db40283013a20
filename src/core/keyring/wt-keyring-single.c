/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

/* Items by their paths: all else makes an object of each one, which takes longer than to find it and to read it. */
#define SECRET_API_SUBJECT_TO_CHANGE

#include "wt-keyring-portal.h"
#include "wt-keyring-single.h"

/* The short way to a secret, for a command. It ends where there is something to say, or to choose. */

/* What is looked for. Owned by its task. */
typedef struct
{
  const SecretSchema *schema;
  GHashTable         *attributes;
  char              **paths;
} Wanted;

static void
wanted_free (gpointer data)
{
  Wanted *wanted = data;

  g_hash_table_unref (wanted->attributes);
  g_strfreev (wanted->paths);
  g_free (wanted);
}

static void
secrets_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GVariant) answer = NULL;
  g_autoptr (GVariantIter) secrets = NULL;
  g_autoptr (GVariant) secret = NULL;
  SecretValue *value = NULL;

  /* If it was locked meanwhile, some services answer without it, and some with an error. */
  answer = g_dbus_proxy_call_finish (G_DBUS_PROXY (source), result, NULL);
  if (answer != NULL)
    g_variant_get (answer, "(a{o(oayays)})", &secrets);
  if (secrets != NULL && g_variant_iter_next (secrets, "{o@(oayays)}", NULL, &secret))
    value = secret_service_decode_dbus_secret (SECRET_SERVICE (source), secret);

  g_task_return_pointer (task, value, secret_value_unref);
}

/* What libsecret has for the rest leaks the answer in 0.20. */
static void
session_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Wanted *wanted = g_task_get_task_data (task);
  SecretService *service = SECRET_SERVICE (source);
  GError *error = NULL;

  if (secret_service_ensure_session_finish (service, result, &error))
    g_dbus_proxy_call (G_DBUS_PROXY (service), "GetSecrets",
                       g_variant_new ("(^aoo)", wanted->paths, secret_service_get_session_dbus_path (service)),
                       G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, secrets_cb, g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

static void
paths_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Wanted *wanted = g_task_get_task_data (task);
  SecretService *service = SECRET_SERVICE (source);
  GError *error = NULL;

  if (!secret_service_search_for_dbus_paths_finish (service, result, &wanted->paths, NULL, &error))
    g_task_return_error (task, error);
  else if (g_strv_length (wanted->paths) != 1)
    g_task_return_pointer (task, NULL, NULL);
  else
    secret_service_ensure_session (service, NULL, session_cb, g_steal_pointer (&task));
}

static void
service_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (SecretService) service = NULL;
  Wanted *wanted = g_task_get_task_data (task);
  GError *error = NULL;

  service = secret_service_get_finish (result, &error);
  if (service == NULL)
    g_task_return_error (task, error);
  else
    secret_service_search_for_dbus_paths (service, wanted->schema, wanted->attributes, NULL, paths_cb,
                                          g_steal_pointer (&task));
}

static void
ask (GTask *task)
{
  secret_service_get (SECRET_SERVICE_NONE, NULL, service_cb, task);
}

/**
 * wt_keyring_single_look_async:
 * @schema: the schema, which is static
 * @attributes: the attributes of an item
 * @callback: called when done
 * @user_data: for @callback
 *
 * Fetches the secret of the one item that has @attributes. Never prompts, does not block, has no deadline and cannot be
 * cancelled.
 */
void
wt_keyring_single_look_async (const SecretSchema  *schema,
                              GHashTable          *attributes,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  Wanted *wanted = g_new0 (Wanted, 1);

  wanted->schema = schema;
  wanted->attributes = g_hash_table_ref (attributes);
  g_task_set_source_tag (task, wt_keyring_single_look_async);
  g_task_set_task_data (task, wanted, wanted_free);

  wt_keyring_portal_find_service (task, ask);
}

/**
 * wt_keyring_single_finish:
 * @result: what the callback got
 * @error: return location for what libsecret or D-Bus reported
 *
 * Returns: (transfer full) (nullable): the secret, or %NULL. Without @error that means that it is to be looked for as
 *   usual: there is no such item or more than one, it is locked, or libsecret keeps its secrets in a file
 */
SecretValue *
wt_keyring_single_finish (GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
