/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "wt-keyring-call.h"
#include "wt-keyring-default.h"
#include "wt-keyring-error.h"
#include "wt-keyring-items.h"
#include "wt-server.h"

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

static char *
make_label (WtKeyringRequest *request)
{
  g_autofree char *host = wt_server_dup_host (request->server);

  switch (request->kind)
    {
    case WT_CREDENTIAL_API_KEY:
      /* Translators: the name of an item in the keyring; %s is a server, for example workbench.import.io */
      return g_strdup_printf (_("Workbench API key (%s)"), host);
    case WT_CREDENTIAL_USER_TOKEN:
      /* Translators: the name of an item in the keyring; %s is a server, for example workbench.import.io */
      return g_strdup_printf (_("Workbench User Token (%s)"), host);
    }

  g_assert_not_reached ();
}

static void
ready_to_store_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GHashTable) attributes = NULL;
  g_autofree char *label = NULL;
  WtKeyringRequest *request = g_task_get_task_data (task);
  GError *error = NULL;

  /* Nothing is stored for a caller who was told that it was not. */
  if (!wt_keyring_default_finish (result, &error) ||
      g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), &error))
    {
      g_task_return_error (task, error);
      return;
    }

  attributes = wt_keyring_request_build_attributes (request, request->kind);
  label = make_label (request);
  secret_password_storev_binary (&wt_keyring_schema, attributes, SECRET_COLLECTION_DEFAULT, label,
                                 wt_credential_get_value (request->credential), NULL,
                                 stored_cb, g_steal_pointer (&task));
}

/* After a first try whose outcome is not known. */
static void
looked_up_to_store_cb (GObject      *source,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  WtKeyringRequest *request = g_task_get_task_data (task);
  WtKeyringFound *found = g_task_propagate_pointer (G_TASK (result), &error);
  WtCredential *stored = found != NULL ? found->credentials[request->kind] : NULL;

  if (error != NULL)
    g_task_return_error (task, error);
  else if (wt_credential_equal (stored, request->credential))
    g_task_return_pointer (task, NULL, NULL);
  else
    wt_keyring_default_look_async (ready_to_store_cb, g_steal_pointer (&task));

  g_clear_pointer (&found, wt_keyring_found_free);
}

/**
 * wt_keyring_items_store_async:
 * @data: a #WtKeyringRequest
 * @is_second: whether this is the second try
 * @stop: tells when to go no further
 * @callback: called when done
 * @user_data: for @callback
 *
 * Stores a secret, in the manner of #WtKeyringTry; the second try looks first whether the first one has done it. Never
 * prompts: if the default keyring is not open this ends with a %WT_ERROR_KEYRING_LOCKED or a %WT_ERROR_KEYRING_ABSENT.
 * The answer is %NULL.
 */
void
wt_keyring_items_store_async (gpointer             data,
                              gboolean             is_second,
                              GCancellable        *stop,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  GTask *task = wt_keyring_try_new (wt_keyring_items_store_async, stop, callback, user_data);

  g_task_set_task_data (task, g_rc_box_acquire (data), wt_keyring_request_unref);

  if (is_second)
    wt_keyring_items_look_up_async (data, is_second, stop, looked_up_to_store_cb, task);
  else
    wt_keyring_default_look_async (ready_to_store_cb, task);
}

static void
nothing_cleared_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  /* No keyring, nothing in it; one that was never opened hides what it has. */
  if (wt_keyring_default_finish (result, &error) || g_error_matches (error, WT_ERROR, WT_ERROR_KEYRING_ABSENT))
    g_task_return_pointer (task, NULL, NULL);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* What is to be removed, owned by its task. */
typedef struct
{
  WtKeyringRequest *request;
  gboolean          has_locked;
} Removal;

static void
removal_free (gpointer data)
{
  Removal *removal = data;

  wt_keyring_request_unref (removal->request);
  g_free (removal);
}

/* To unlock the default keyring helps only where that is what is locked. */
static void
kept_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  wt_keyring_default_finish (result, &error);
  if (!g_error_matches (error, WT_ERROR, WT_ERROR_KEYRING_LOCKED))
    {
      g_clear_error (&error);
      error = wt_keyring_error_new (WT_ERROR_KEYRING_FAILED);
    }
  g_task_return_error (task, g_steal_pointer (&error));
}

static void search_items (GTask               *task,
                          GAsyncReadyCallback  callback);

static void
left_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autolist (SecretRetrievable) left = NULL;
  Removal *removal = g_task_get_task_data (task);
  GError *error = NULL;

  left = secret_password_search_finish (result, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    wt_keyring_default_look_async (left != NULL || removal->has_locked ? kept_cb : nothing_cleared_cb,
                                   g_steal_pointer (&task));
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
    search_items (g_steal_pointer (&task), left_cb);
}

/* libsecret leaves alone what is locked, in whichever keyring, and says nothing of it. It is looked for before, because
 * gnome-keyring does not find it for a moment after another item was removed. */
static void
found_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autolist (SecretRetrievable) items = NULL;
  g_autoptr (GHashTable) attributes = NULL;
  Removal *removal = g_task_get_task_data (task);
  GError *error = NULL;

  items = secret_password_search_finish (result, &error);
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  for (GList *l = items; l != NULL; l = l->next)
    if (SECRET_IS_ITEM (l->data) && secret_item_get_locked (l->data))
      removal->has_locked = TRUE;

  attributes = wt_keyring_request_build_attributes (removal->request, removal->request->kind);
  secret_password_clearv (&wt_keyring_schema, attributes, NULL, cleared_cb, g_steal_pointer (&task));
}

/* Takes @task. */
static void
search_items (GTask               *task,
              GAsyncReadyCallback  callback)
{
  Removal *removal = g_task_get_task_data (task);
  g_autoptr (GHashTable) attributes = wt_keyring_request_build_attributes (removal->request, removal->request->kind);

  secret_password_searchv (&wt_keyring_schema, attributes, SECRET_SEARCH_ALL, NULL, callback, task);
}

/**
 * wt_keyring_items_clear_async:
 * @data: a #WtKeyringRequest
 * @is_second: whether this is the second try
 * @stop: tells when to go no further
 * @callback: called when done
 * @user_data: for @callback
 *
 * Removes a secret, in the manner of #WtKeyringTry. Never prompts: nothing to remove while the default keyring is
 * locked is a %WT_ERROR_KEYRING_LOCKED, because it may be in there. The answer is %NULL.
 */
void
wt_keyring_items_clear_async (gpointer             data,
                              gboolean             is_second,
                              GCancellable        *stop,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  Removal *removal = g_new0 (Removal, 1);
  GTask *task = wt_keyring_try_new (wt_keyring_items_clear_async, stop, callback, user_data);

  removal->request = g_rc_box_acquire (data);
  g_task_set_task_data (task, removal, removal_free);
  search_items (task, found_cb);
}
