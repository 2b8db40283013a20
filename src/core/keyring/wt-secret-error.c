/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <libsecret/secret.h>

#include "wt-secret-error.h"

/* What an error of the Secret Service means: the specification has names for some, which no enumeration of libsecret's or
 * GLib's has, and the services use others beside them. */

static gboolean
is_remote (const GError *error,
           const char   *name)
{
  g_autofree char *remote = g_dbus_error_get_remote_error (error);

  return g_strcmp0 (remote, name) == 0;
}

/**
 * wt_secret_error_is_locked:
 * @error: (nullable): what the service, libsecret or D-Bus reported
 *
 * Returns: whether what was asked for is locked
 */
gboolean
wt_secret_error_is_locked (const GError *error)
{
  return error != NULL && (g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED) ||
                           is_remote (error, "org.freedesktop.Secret.Error.IsLocked"));
}

/**
 * wt_secret_error_is_gone:
 * @error: (nullable): what the service, libsecret or D-Bus reported
 *
 * Returns: whether what was asked for is not there any more
 */
gboolean
wt_secret_error_is_gone (const GError *error)
{
  return error != NULL && (g_error_matches (error, SECRET_ERROR, SECRET_ERROR_NO_SUCH_OBJECT) ||
                           g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_OBJECT) ||
                           g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD) ||
                           is_remote (error, "org.freedesktop.Secret.Error.NoSuchObject"));
}
