/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <libsecret/secret.h>

#include "wt-keyring-error.h"

static const char *
message_for (WtError code)
{
  if (code == WT_ERROR_KEYRING_LOCKED)
    return _("The keyring is locked. Unlock it and try again.");
  if (code == WT_ERROR_KEYRING_ABSENT)
    return _("There is no keyring to keep your credentials in. Create one and try again.");
  if (code == WT_ERROR_KEYRING_UNAVAILABLE)
    return _("The keyring does not answer. Check that a keyring service such as GNOME Keyring is running, and try again.");

  return _("The keyring refused to do this. Look at it with an application such as Passwords and Keys, and try again.");
}

/**
 * wt_keyring_error_new:
 * @code: one of the codes for keyrings
 *
 * Returns: (transfer full): an error with the text that goes with @code
 */
GError *
wt_keyring_error_new (WtError code)
{
  return g_error_new_literal (WT_ERROR, code, message_for (code));
}

/* The service is there and answered, but with a no. Errors that GLib has no code for are the service's own. */
static gboolean
is_refusal (const GError *cause)
{
  return cause->domain == SECRET_ERROR ||
         g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_DBUS_ERROR) ||
         g_error_matches (cause, G_DBUS_ERROR, G_DBUS_ERROR_FAILED) ||
         g_error_matches (cause, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED) ||
         g_error_matches (cause, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS) ||
         g_error_matches (cause, G_DBUS_ERROR, G_DBUS_ERROR_LIMITS_EXCEEDED) ||
         g_error_matches (cause, G_DBUS_ERROR, G_DBUS_ERROR_NO_MEMORY);
}

/**
 * wt_keyring_error_from:
 * @cause: what libsecret, D-Bus or this program reported
 *
 * Returns: (transfer full): the same in this program's terms; a #WtError stays as it is. libsecret's text, which is not
 *   written for users, is left out.
 */
GError *
wt_keyring_error_from (const GError *cause)
{
  if (cause->domain == WT_ERROR)
    return g_error_copy (cause);

  g_debug ("Keyring: %s %d", g_quark_to_string (cause->domain), cause->code);

  if (g_error_matches (cause, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    return wt_keyring_error_new (WT_ERROR_KEYRING_LOCKED);

  return wt_keyring_error_new (is_refusal (cause) ? WT_ERROR_KEYRING_FAILED : WT_ERROR_KEYRING_UNAVAILABLE);
}
