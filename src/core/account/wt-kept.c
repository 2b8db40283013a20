/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_SETTINGS_ENABLE_BACKEND

#include "config.h"

#include <gio/gsettingsbackend.h>
#include <glib/gi18n.h>

#include "wt-error.h"
#include "wt-kept.h"
#include "wt-remembered.h"

/* GSettings takes what is set, and does not tell whether it was kept: there may be nowhere to keep it, a folder that
 * cannot be written, a disk that is full, or a service that does not run. */

/* Returns (transfer full): the same settings as another program finds them. */
static GSettings *
read_anew (GSettings *settings)
{
  g_autoptr (GSettingsBackend) backend = NULL;
  g_autoptr (GSettingsBackend) another = NULL;
  g_autoptr (GSettingsSchema) schema = NULL;

  g_settings_sync ();
  g_object_get (settings, "backend", &backend, "settings-schema", &schema, NULL);
  another = g_object_new (G_OBJECT_TYPE (backend), NULL);

  return g_settings_new_full (schema, another, NULL);
}

static gboolean
is_in_memory (GSettings *settings)
{
  g_autoptr (GSettingsBackend) backend = NULL;

  g_object_get (settings, "backend", &backend, NULL);

  return g_str_equal (G_OBJECT_TYPE_NAME (backend), "GMemorySettingsBackend");
}

/* Returns (transfer full). */
static char *
dup_folder (void)
{
  return g_filename_display_name (g_get_user_config_dir ());
}

static void
set_not_remembered (GSettings   *settings,
                    const char  *server,
                    GError     **error)
{
  g_autofree char *folder = dup_folder ();

  if (is_in_memory (settings))
    g_set_error (error, WT_ERROR, WT_ERROR_NOT_KEPT,
                 /* Translators: %s is a server's address; dconf is a program, --server an option */
                 _("This computer keeps no settings, so %s is not remembered. Install dconf, or add --server each time."),
                 server);
  else
    g_set_error (error, WT_ERROR, WT_ERROR_NOT_KEPT,
                 /* Translators: the first %s is a folder, the second one a server's address; --server is an option */
                 _("The settings in %s could not be written, so %s is not remembered. Check that folder, or "
                   "add --server each time."),
                 folder, server);
}

/* What was taken back, or has another value now, and is found all the same. */
static gboolean
has_old_fact (GSettings *settings,
              GSettings *anew,
              gboolean   is_signed_in)
{
  const char *const keys[] = { "user-id", "user-name", "token-id", "token-name" };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *value = g_settings_get_string (settings, keys[i]);
      g_autofree char *found = g_settings_get_string (anew, keys[i]);

      if (*found != '\0' && (!is_signed_in || !g_str_equal (found, value)))
        return TRUE;
    }

  return FALSE;
}

/**
 * wt_kept_check_server:
 * @settings: the application's settings
 * @server: the normalised address of a server that was signed in to
 * @error: return location for a %WT_ERROR_NOT_KEPT
 *
 * Looks whether another program will find @server as the remembered one. Blocks until the settings are written. May be
 * called in any thread.
 *
 * Returns: %TRUE if so, else %FALSE with @error set
 */
gboolean
wt_kept_check_server (GSettings   *settings,
                      const char  *server,
                      GError     **error)
{
  g_autoptr (GSettings) anew = NULL;

  g_return_val_if_fail (G_IS_SETTINGS (settings), FALSE);
  g_return_val_if_fail (server != NULL, FALSE);

  anew = read_anew (settings);
  if (wt_remembered_is_server (anew, server))
    return TRUE;

  set_not_remembered (settings, server, error);

  return FALSE;
}

/**
 * wt_kept_check_facts:
 * @settings: the application's settings
 * @server: the normalised address of a server
 * @is_signed_in: whether it is signed in to; if not, nothing of it should be remembered
 * @error: return location for a %WT_ERROR_NOT_KEPT
 *
 * Looks whether another program will find names that do not count any more. What is kept nowhere is no error. Blocks
 * until the settings are written.
 *
 * Returns: %TRUE if it will not, else %FALSE with @error set
 */
gboolean
wt_kept_check_facts (GSettings   *settings,
                     const char  *server,
                     gboolean     is_signed_in,
                     GError     **error)
{
  g_autoptr (GSettings) anew = NULL;
  g_autofree char *folder = NULL;

  g_return_val_if_fail (G_IS_SETTINGS (settings), FALSE);
  g_return_val_if_fail (server != NULL, FALSE);

  anew = read_anew (settings);
  if (!wt_remembered_is_server (anew, server) || !has_old_fact (settings, anew, is_signed_in))
    return TRUE;

  folder = dup_folder ();
  g_set_error (error, WT_ERROR, WT_ERROR_NOT_KEPT,
               /* Translators: %s is a folder */
               _("The settings in %s could not be written, so names that were remembered are still there. Check that "
                 "folder."),
               folder);

  return FALSE;
}

static void
check (GTask        *task,
       gpointer      source_object,
       gpointer      task_data,
       GCancellable *cancellable)
{
  GError *error = NULL;

  if (wt_kept_check_server (source_object, task_data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * wt_kept_check_server_async:
 * @settings: the application's settings
 * @server: the normalised address of a server that was signed in to
 * @callback: called when done
 * @user_data: for @callback
 *
 * The same in a thread, because a service that keeps the settings may be slow.
 */
void
wt_kept_check_server_async (GSettings           *settings,
                            const char          *server,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (settings, NULL, callback, user_data);

  g_task_set_source_tag (task, wt_kept_check_server_async);
  g_task_set_task_data (task, g_strdup (server), g_free);
  g_task_run_in_thread (task, check);
}

/**
 * wt_kept_check_server_finish:
 * @settings: the application's settings
 * @result: what the callback got
 * @error: return location for a %WT_ERROR_NOT_KEPT
 *
 * Returns: %TRUE if it will be found, else %FALSE with @error set
 */
gboolean
wt_kept_check_server_finish (GSettings     *settings,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, settings), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
