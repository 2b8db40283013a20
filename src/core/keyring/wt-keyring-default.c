/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <libsecret/secret.h>

#include "wt-keyring-default.h"
#include "wt-keyring-error.h"
#include "wt-keyring-portal.h"

#define SERVICE_NAME "org.freedesktop.secrets"

/* A prompt that is open. libsecret does not call back if the service goes away meanwhile, so that is watched for. */
typedef struct
{
  GTask *task; /* NULL once it was returned */
  guint  watch;
} Prompt;

/* What secret_password_*() cannot tell or do: whether the default collection is there and open, and to open or make it.
 * Where libsecret keeps the secrets in a file of its own there is no collection; that file is never locked. */

static void
return_state (GTask            *task,
              SecretCollection *collection)
{
  if (collection == NULL)
    g_task_return_error (task, wt_keyring_error_new (WT_ERROR_KEYRING_ABSENT));
  else if (secret_collection_get_locked (collection))
    g_task_return_error (task, wt_keyring_error_new (WT_ERROR_KEYRING_LOCKED));
  else
    g_task_return_pointer (task, NULL, NULL);
}

static void
collection_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (SecretCollection) collection = NULL;
  GError *error = NULL;

  collection = secret_collection_for_alias_finish (result, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    return_state (task, collection);
}

static void
look (GTask *task)
{
  secret_collection_for_alias (NULL, SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE, NULL, collection_cb, task);
}

/**
 * wt_keyring_default_look_async:
 * @callback: called when done
 * @user_data: for @callback
 *
 * Looks at the default keyring. Never prompts, does not block, has no deadline and cannot be cancelled.
 */
void
wt_keyring_default_look_async (GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, wt_keyring_default_look_async);
  wt_keyring_portal_find_service (task, look);
}

static void
prompt_release (gpointer prompt)
{
  g_rc_box_release (prompt);
}

/* Gives back the task, unless the prompt has ended before. */
static GTask *
prompt_end (Prompt *prompt)
{
  if (prompt->task != NULL)
    g_bus_unwatch_name (prompt->watch);

  return g_steal_pointer (&prompt->task);
}

static void
vanished_cb (GDBusConnection *bus,
             const char      *name,
             gpointer         user_data)
{
  g_autoptr (GTask) task = prompt_end (user_data);

  if (task != NULL)
    g_task_return_error (task, wt_keyring_error_new (WT_ERROR_KEYRING_UNAVAILABLE));
}

/* Takes @task. The result is for a callback of libsecret's, and for prompt_done(). */
static Prompt *
prompt_new (GTask *task)
{
  Prompt *prompt = g_rc_box_new0 (Prompt);

  prompt->task = task;
  prompt->watch = g_bus_watch_name (G_BUS_TYPE_SESSION, SERVICE_NAME, G_BUS_NAME_WATCHER_FLAGS_NONE, NULL, vanished_cb,
                                    g_rc_box_acquire (prompt), prompt_release);

  return prompt;
}

/* Whether it was answered, dismissed, or could not be shown, is to be seen in the state of the keyring. */
static void
prompt_done (Prompt *prompt)
{
  GTask *task = prompt_end (prompt);

  g_rc_box_release (prompt);
  if (task != NULL)
    look (task);
}

static void
unlocked_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  secret_service_unlock_finish (NULL, result, NULL, NULL);
  prompt_done (user_data);
}

static void
collection_to_open_cb (GObject      *source,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (SecretCollection) collection = NULL;
  g_autoptr (GList) collections = NULL;
  GError *error = NULL;

  collection = secret_collection_for_alias_finish (result, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else if (collection == NULL || !secret_collection_get_locked (collection))
    return_state (task, collection);
  else
    {
      collections = g_list_prepend (NULL, collection);
      secret_service_unlock (NULL, collections, NULL, unlocked_cb, prompt_new (g_steal_pointer (&task)));
    }
}

/**
 * wt_keyring_default_open_async:
 * @callback: called when done
 * @user_data: for @callback
 *
 * Unlocks the default keyring, which was found locked. The keyring prompts the user, so this takes as long as they
 * take: it has no deadline, and cannot be cancelled. Does not block.
 */
void
wt_keyring_default_open_async (GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, wt_keyring_default_open_async);
  secret_collection_for_alias (NULL, SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE, NULL,
                               collection_to_open_cb, task);
}

static void
created_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (SecretCollection) collection = secret_collection_create_finish (result, NULL);

  prompt_done (user_data);
}

/**
 * wt_keyring_default_make_async:
 * @callback: called when done
 * @user_data: for @callback
 *
 * Makes a default keyring, which was found absent. The keyring prompts the user for a password, so this takes as long
 * as they take: it has no deadline, and cannot be cancelled. Does not block.
 */
void
wt_keyring_default_make_async (GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, wt_keyring_default_make_async);
  secret_collection_create (NULL, _("Default Keyring"), SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_CREATE_NONE, NULL,
                            created_cb, prompt_new (task));
}

/**
 * wt_keyring_default_finish:
 * @result: what the callback got
 * @error: return location for a %WT_ERROR_KEYRING_LOCKED, a %WT_ERROR_KEYRING_ABSENT, or what libsecret reported
 *
 * Returns: %TRUE if the default keyring is open, else %FALSE with @error set
 */
gboolean
wt_keyring_default_finish (GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  g_task_propagate_pointer (G_TASK (result), error);

  return !g_task_had_error (G_TASK (result));
}
