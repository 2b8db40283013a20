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

/* Decided once: what was stored in one place would not be found in the other. */
static gboolean is_decided;
static WtKeyringStore decided;

static void
decide (GTask          *task,
        WtKeyringStore  store)
{
  is_decided = TRUE;
  decided = store;
  g_task_return_int (task, store);
}

static void
version_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GVariant) version = NULL;
  g_autoptr (GError) error = NULL;
  WtKeyringStore store;

  version = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  store = is_decided ? decided : version != NULL ? WT_KEYRING_STORE_FILE : WT_KEYRING_STORE_SERVICE;

  /* Of one that does not answer it is not known. Any other error is that of a desktop without this portal. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT) ||
      g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY))
    g_task_return_error (task, g_steal_pointer (&error));
  /* Without the portal that there was, libsecret would go to the service. */
  else if (store == WT_KEYRING_STORE_FILE && version == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    decide (task, store);
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
 * Finds out where the secrets are kept, and waits until libsecret can find it out without a wait of its own. Never
 * prompts, does not block, has no deadline and cannot be cancelled.
 *
 * Outside of a Flatpak it is the Secret Service, even where libsecret itself takes a terminal in a Snap for a Snap.
 */
void
wt_keyring_portal_look_async (GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, wt_keyring_portal_look_async);

  if (is_decided && (decided == WT_KEYRING_STORE_SERVICE || !wt_sandbox_is_around_us ()))
    g_task_return_int (task, decided);
  else if (g_strcmp0 (g_getenv ("SECRET_BACKEND"), "file") == 0)
    decide (task, WT_KEYRING_STORE_FILE);
  else if (wt_sandbox_is_around_us ())
    g_bus_get (G_BUS_TYPE_SESSION, NULL, bus_cb, g_steal_pointer (&task));
  else
    decide (task, WT_KEYRING_STORE_SERVICE);
}

/**
 * wt_keyring_portal_has_file:
 *
 * Returns: whether it was found that the secrets are in a file
 */
gboolean
wt_keyring_portal_has_file (void)
{
  return is_decided && decided == WT_KEYRING_STORE_FILE;
}

/**
 * wt_keyring_portal_finish:
 * @result: what the callback got
 * @error: return location for what D-Bus reported
 *
 * Returns: where the secrets are kept; not defined with @error set
 */
WtKeyringStore
wt_keyring_portal_finish (GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), WT_KEYRING_STORE_SERVICE);

  return g_task_propagate_int (G_TASK (result), error);
}
