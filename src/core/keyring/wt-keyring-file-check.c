/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "wt-error.h"
#include "wt-keyring-file-check.h"
#include "wt-keyring-file.h"
#include "wt-keyring-request.h"

/* Whether the secret that the desktop has opens the portal's file. libsecret does not say so: it finds nothing in it then,
 * and stores what is new beside what it cannot read. All items there are this program's, so one of them must be found. */

/* Owned by its task. */
typedef struct
{
  WtCredentialKind kind;     /* which is looked for */
  gboolean         has_read; /* whether libsecret has read the file since it is being checked */
} Check;

static void look_for_any (GTask *task);
static void open_file (GTask *task);

static GError *
error_of_other_secret (void)
{
  g_autofree char *path = wt_keyring_file_dup_path ();
  g_autofree char *name = g_filename_display_name (path);

  return g_error_new (WT_ERROR, WT_ERROR_KEYRING_DAMAGED,
                      /* Translators: %s is the name of a file; the secret is one that the desktop keeps for this program */
                      _("The file %s, which your credentials are kept in, was made with another secret than your desktop has for it now. Restore that secret, or begin anew."),
                      name);
}

static GError *
error_of_portal (void)
{
  return g_error_new_literal (WT_ERROR, WT_ERROR_KEYRING_FAILED,
                              _("Your desktop did not give the secret that opens the file with your credentials. Log out, log in again, and try again."));
}

/* libsecret may have read the file before another program changed it. */
static void
found_none (GTask *task)
{
  Check *check = g_task_get_task_data (task);

  if (check->has_read)
    {
      g_task_return_error (task, error_of_other_secret ());
      g_object_unref (task);
      return;
    }

  check->has_read = TRUE;
  secret_service_disconnect ();
  open_file (task);
}

static void
looked_for_any_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  GTask *task = user_data;
  Check *check = g_task_get_task_data (task);
  g_autolist (SecretRetrievable) items = NULL;
  g_autoptr (GError) error = NULL;

  /* A damaged item has been found, too, and is in the way of who wants that one. */
  items = secret_password_search_finish (result, &error);
  if (items != NULL || error != NULL)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
    }
  else if (++check->kind < WT_CREDENTIAL_N_KINDS)
    look_for_any (task);
  else
    found_none (task);
}

/* Takes @task. */
static void
look_for_any (GTask *task)
{
  Check *check = g_task_get_task_data (task);
  WtKeyringRequest *request = wt_keyring_request_new ("", check->kind, NULL);
  g_autoptr (GHashTable) of_all = wt_keyring_request_build_server_attributes (request);
  g_autoptr (GHashTable) attributes = wt_keyring_request_build_attributes (request, check->kind);
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, of_all);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_hash_table_remove (attributes, name);
  secret_password_searchv (&wt_keyring_schema, attributes, SECRET_SEARCH_ALL, NULL, looked_for_any_cb, task);
  wt_keyring_request_unref (request);
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  GTask *task = user_data;
  GError *error = NULL;

  g_list_free_full (secret_password_search_finish (result, &error), g_object_unref);
  if (error == NULL)
    {
      look_for_any (task);
      return;
    }

  if (g_error_matches (error, SECRET_ERROR, SECRET_ERROR_PROTOCOL) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_FAILED))
    {
      g_clear_error (&error);
      error = error_of_portal ();
    }
  g_task_return_error (task, error);
  g_object_unref (task);
}

/* Nothing is of no server, so an error is not that of an item. Takes @task. */
static void
open_file (GTask *task)
{
  Check *check = g_task_get_task_data (task);
  WtKeyringRequest *request = wt_keyring_request_new ("", WT_CREDENTIAL_API_KEY, NULL);
  g_autoptr (GHashTable) attributes = wt_keyring_request_build_server_attributes (request);

  check->kind = WT_CREDENTIAL_API_KEY;
  secret_password_searchv (&wt_keyring_schema, attributes, SECRET_SEARCH_ALL, NULL, opened_cb, task);
  wt_keyring_request_unref (request);
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  guint n_items;

  if (!wt_keyring_file_read_finish (result, &n_items, &error))
    g_task_return_error (task, error);
  else if (n_items == 0)
    g_task_return_boolean (task, TRUE);
  else
    open_file (g_steal_pointer (&task));
}

/**
 * wt_keyring_file_check_async:
 * @anew: whether libsecret is to read the file again
 * @callback: called when done
 * @user_data: for @callback
 *
 * Looks whether libsecret can take its file, and whether its secret opens it. To be done before libsecret is asked for
 * anything. Does not block, and has no deadline: in a Flatpak some calls never answer (libsecret before 0.21.4).
 */
void
wt_keyring_file_check_async (gboolean            anew,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  Check *check = g_new0 (Check, 1);

  if (anew)
    secret_service_disconnect ();
  check->has_read = anew;
  g_task_set_source_tag (task, wt_keyring_file_check_async);
  g_task_set_task_data (task, check, g_free);
  wt_keyring_file_read_async (read_cb, task);
}

/**
 * wt_keyring_file_check_finish:
 * @result: what the callback got
 * @error: return location for a %WT_ERROR_KEYRING_DAMAGED, a %WT_ERROR_KEYRING_FAILED if it cannot be read or the desktop
 *   does not give its secret, or what libsecret reported
 *
 * Returns: %TRUE if libsecret can be asked, else %FALSE with @error set
 */
gboolean
wt_keyring_file_check_finish (GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
