/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-keyring-file-items.h"

/* The portal's file is never locked, has one item for each secret, and is known to libsecret's simple functions alone.
 * They are asynchronous here, because in a Flatpak some of their calls never answer (libsecret before 0.21.4). */

static GTask *
task_new (gpointer             source_tag,
          WtKeyringRequest    *request,
          GAsyncReadyCallback  callback,
          gpointer             user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, source_tag);
  g_task_set_task_data (task, g_atomic_rc_box_acquire (request), wt_keyring_request_unref);

  return task;
}

/* A look-up that is under way: the items whose secrets are still to be read, and the rest. Owned by its task. */
typedef struct
{
  WtKeyringRequest  *request;
  SecretRetrievable *items[WT_CREDENTIAL_N_KINDS];
  WtKeyringFound    *found;
} LookUp;

static void
look_up_free (gpointer data)
{
  LookUp *look_up = data;

  for (guint kind = 0; kind < WT_CREDENTIAL_N_KINDS; kind++)
    g_clear_object (&look_up->items[kind]);
  g_clear_pointer (&look_up->found, wt_keyring_found_free);
  wt_keyring_request_unref (look_up->request);
  g_free (look_up);
}

static void read_next (GTask *task);

static void
secret_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (SecretValue) value = NULL;
  LookUp *look_up = g_task_get_task_data (task);
  WtCredentialKind kind = source == G_OBJECT (look_up->items[WT_CREDENTIAL_API_KEY]) ? WT_CREDENTIAL_API_KEY
                                                                                    : WT_CREDENTIAL_USER_TOKEN;
  GError *error = NULL;

  value = secret_retrievable_retrieve_secret_finish (SECRET_RETRIEVABLE (source), result, &error);
  if (value != NULL)
    wt_keyring_request_read (look_up->request, kind, value, look_up->found);
  g_clear_object (&look_up->items[kind]);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    read_next (g_steal_pointer (&task));
}

static void
read_next (GTask *task)
{
  LookUp *look_up = g_task_get_task_data (task);
  GError *error = NULL;

  for (guint kind = 0; kind < WT_CREDENTIAL_N_KINDS; kind++)
    if (look_up->items[kind] != NULL)
      {
        secret_retrievable_retrieve_secret (look_up->items[kind], NULL, secret_cb, task);
        return;
      }

  if (wt_keyring_found_check (look_up->found, &error))
    g_task_return_pointer (task, g_steal_pointer (&look_up->found), wt_keyring_found_free);
  else
    g_task_return_error (task, error);
  g_object_unref (task);
}

static void
searched_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autolist (SecretRetrievable) items = NULL;
  LookUp *look_up = g_task_get_task_data (task);
  GError *error = NULL;

  items = secret_password_search_finish (result, &error);
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  for (GList *l = items; l != NULL; l = l->next)
    {
      g_autoptr (GHashTable) attributes = secret_retrievable_get_attributes (l->data);
      WtCredentialKind kind;

      if (!wt_keyring_attributes_get_kind (attributes, &kind))
        continue;

      g_set_object (&look_up->items[kind], l->data);
      look_up->found->secrets[kind].modified = secret_retrievable_get_modified (l->data);
    }
  read_next (g_steal_pointer (&task));
}

/**
 * wt_keyring_file_items_look_up_async:
 * @data: a #WtKeyringRequest
 * @attempt: the attempt that it is for
 * @callback: called when done
 * @user_data: for @callback
 *
 * Fetches both secrets of a server. A #WtKeyringTry; the answer is a #WtKeyringFound.
 */
void
wt_keyring_file_items_look_up_async (gpointer             data,
                                     WtKeyringAttempt    *attempt,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  g_autoptr (GHashTable) attributes = wt_keyring_request_build_server_attributes (data);
  LookUp *look_up = g_new0 (LookUp, 1);

  look_up->request = g_atomic_rc_box_acquire (data);
  look_up->found = wt_keyring_found_new ();
  g_task_set_source_tag (task, wt_keyring_file_items_look_up_async);
  g_task_set_task_data (task, look_up, look_up_free);

  secret_password_searchv (&wt_keyring_schema, attributes, SECRET_SEARCH_ALL, NULL, searched_cb, task);
}

static void
stored_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (secret_password_store_finish (result, &error))
    g_task_return_pointer (task, NULL, NULL);
  else
    g_task_return_error (task, error);
}

/**
 * wt_keyring_file_items_store_async:
 * @data: a #WtKeyringRequest
 * @attempt: the attempt that it is for
 * @callback: called when done
 * @user_data: for @callback
 *
 * Stores a secret in the place of what the server has of its kind. A #WtKeyringTry; the answer is %NULL.
 */
void
wt_keyring_file_items_store_async (gpointer             data,
                                   WtKeyringAttempt    *attempt,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  WtKeyringRequest *request = data;
  g_autoptr (GHashTable) attributes = wt_keyring_request_build_attributes (request, request->kind);
  g_autofree char *label = wt_keyring_request_make_label (request, request->kind);

  secret_password_storev_binary (&wt_keyring_schema, attributes, SECRET_COLLECTION_DEFAULT, label,
                                 wt_credential_get_value (request->credential), NULL, stored_cb,
                                 task_new (wt_keyring_file_items_store_async, request, callback, user_data));
}

static void
cleared_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  secret_password_clear_finish (result, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, NULL, NULL);
}

/**
 * wt_keyring_file_items_clear_async:
 * @data: a #WtKeyringRequest
 * @attempt: the attempt that it is for
 * @callback: called when done
 * @user_data: for @callback
 *
 * Removes a secret. A #WtKeyringTry; the answer is %NULL.
 */
void
wt_keyring_file_items_clear_async (gpointer             data,
                                   WtKeyringAttempt    *attempt,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  WtKeyringRequest *request = data;
  g_autoptr (GHashTable) attributes = wt_keyring_request_build_attributes (request, request->kind);

  secret_password_clearv (&wt_keyring_schema, attributes, NULL, cleared_cb,
                          task_new (wt_keyring_file_items_clear_async, request, callback, user_data));
}
