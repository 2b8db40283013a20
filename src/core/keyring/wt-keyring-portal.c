/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-keyring-portal.h"
#include "wt-sandbox.h"

#define PORTAL_NAME "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"
#define PORTAL_SECRET "org.freedesktop.portal.Secret"

/* Where libsecret keeps the secrets: in the Secret Service, or, in a Flatpak whose desktop has a Secret portal, in a
 * file of its own. It does not say which, so this asks what it asks. And it asks first, because libsecret
 * blocks until the portal answers. */

/* What only the Secret Service can answer, and how to ask it. */
typedef struct
{
  GTask            *task;
  WtKeyringAskFunc  ask;
} ForService;

static void
version_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GVariant) version = NULL;
  g_autoptr (GError) error = NULL;

  version = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  /* Of one that does not answer it is not known. Any other error is that of a desktop without this portal. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT) ||
      g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_int (task, version != NULL);
}

static void
bus_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GDBusConnection) bus = NULL;
  GError *error = NULL;

  bus = g_bus_get_finish (result, &error);
  if (bus == NULL)
    g_task_return_error (task, error);
  else
    g_dbus_connection_call (bus, PORTAL_NAME, PORTAL_PATH, "org.freedesktop.DBus.Properties", "Get",
                            g_variant_new ("(ss)", PORTAL_SECRET, "version"), G_VARIANT_TYPE ("(v)"),
                            G_DBUS_CALL_FLAGS_NONE, -1, NULL, version_cb, g_steal_pointer (&task));
}

/**
 * wt_keyring_portal_look_async:
 * @callback: called when done
 * @user_data: for @callback
 *
 * Waits until libsecret can find out, without a wait of its own, where it keeps the secrets. To be done before it is
 * asked for anything. Never prompts, does not block, has no deadline and cannot be cancelled.
 */
void
wt_keyring_portal_look_async (GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, wt_keyring_portal_look_async);

  if (g_strcmp0 (g_getenv ("SECRET_BACKEND"), "file") == 0)
    g_task_return_int (task, TRUE);
  else if (wt_sandbox_is_around_us ())
    g_bus_get (G_BUS_TYPE_SESSION, NULL, bus_cb, g_steal_pointer (&task));
  else
    g_task_return_int (task, FALSE);
}

/**
 * wt_keyring_portal_finish:
 * @result: what the callback got
 * @error: return location for what D-Bus reported
 *
 * Returns: %TRUE if libsecret can be asked without a wait, else %FALSE with @error set
 */
gboolean
wt_keyring_portal_finish (GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_int (G_TASK (result), error) != -1;
}

static void
looked_for_service_cb (GObject      *source,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  g_autofree ForService *wanted = user_data;
  g_autoptr (GTask) task = wanted->task;
  GError *error = NULL;
  gboolean has_file = g_task_propagate_int (G_TASK (result), &error) == TRUE;

  if (error != NULL)
    g_task_return_error (task, error);
  else if (has_file)
    g_task_return_pointer (task, NULL, NULL);
  else
    wanted->ask (g_steal_pointer (&task));
}

/**
 * wt_keyring_portal_find_service:
 * @task: (transfer full): what only the Secret Service can answer
 * @ask: asks it, and takes @task
 *
 * Looks where libsecret keeps the secrets, and goes on with @ask if that is the Secret Service. If it is a file, @task
 * returns %NULL, and if that cannot be found out, what D-Bus reported. As wt_keyring_portal_look_async() otherwise.
 */
void
wt_keyring_portal_find_service (GTask           *task,
                                WtKeyringAskFunc ask)
{
  ForService *wanted = g_new0 (ForService, 1);

  wanted->task = task;
  wanted->ask = ask;
  wt_keyring_portal_look_async (looked_for_service_cb, wanted);
}
