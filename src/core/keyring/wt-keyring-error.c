/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <libsecret/secret.h>

#include "wt-keyring-error.h"
#include "wt-keyring-file.h"
#include "wt-keyring-portal.h"
#include "wt-secret-error.h"
#include "wt-session-bus.h"
#include "wt-text.h"

#define MAX_WORDS 200

static const char *
message_for (WtError code)
{
  const char *bus_trouble = code == WT_ERROR_KEYRING_UNAVAILABLE ? wt_session_bus_get_trouble () : NULL;

  if (bus_trouble != NULL)
    return bus_trouble;
  if (code == WT_ERROR_KEYRING_LOCKED)
    return _("The keyring is locked. Unlock it and try again.");
  if (code == WT_ERROR_KEYRING_NOT_ALLOWED)
    return _("The keyring asks you before it gives your credentials to a program. Allow it and try again.");
  if (code == WT_ERROR_KEYRING_ABSENT)
    return _("There is no keyring to keep your credentials in. Create one and try again.");
  if (code == WT_ERROR_KEYRING_UNAVAILABLE)
    return _("The keyring does not answer. Check that a keyring service such as GNOME Keyring is running, and try again.");
  if (code == WT_ERROR_KEYRING_KEPT)
    return _("The keyring still has what was to be removed. Remove it with an application such as Passwords and Keys or "
             "KeePassXC.");
  if (code == WT_ERROR_KEYRING_MISSING)
    return _("The keyring does not have your credentials any more. You stay signed in until you quit.");

  return _("The keyring refused to do this. Look at it with an application such as Passwords and Keys or KeePassXC, and "
           "try again.");
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

/* Returns (transfer full) (nullable): what the service said in its own words, for a person to read. */
static char *
dup_words (const GError *cause)
{
  g_autoptr (GError) copy = g_error_copy (cause);
  g_autofree char *valid = NULL;
  g_autoptr (GString) words = g_string_new (NULL);

  /* KeePassXC says nothing, and GLib something in its place. */
  if (!g_dbus_error_strip_remote_error (copy) || strstr (copy->message, "Error return with empty body") != NULL)
    return NULL;

  valid = g_utf8_make_valid (copy->message, -1);
  g_strstrip (valid);
  for (const char *p = valid; *p != '\0' && words->len < MAX_WORDS; p = g_utf8_next_char (p))
    g_string_append_unichar (words, wt_text_is_invisible (g_utf8_get_char (p)) ? ' ' : g_utf8_get_char (p));

  return words->len > 0 ? g_string_free (g_steal_pointer (&words), FALSE) : NULL;
}

static GError *
refusal_new (const GError *cause,
             const char   *secret)
{
  g_autofree char *words = dup_words (cause);

  if (words == NULL || (secret != NULL && strstr (words, secret) != NULL))
    return wt_keyring_error_new (WT_ERROR_KEYRING_FAILED);

  /* Translators: %s is what the keyring's service says, in its own language */
  return g_error_new (WT_ERROR, WT_ERROR_KEYRING_FAILED,
                      _("The keyring could not do this. It says: “%s”. Look at it with an application such as Passwords "
                        "and Keys or KeePassXC, and try again."), words);
}

/**
 * wt_keyring_error_from:
 * @cause: what libsecret, D-Bus or this program reported
 * @secret: (nullable): what was to be stored, which is not repeated
 *
 * Returns: (transfer full): the same in this program's terms; a #WtError stays as it is. libsecret's text, which is not
 *   written for users, is left out; what the service says of a refusal is not
 */
GError *
wt_keyring_error_from (const GError *cause,
                       const char   *secret)
{
  GError *of_file = NULL;

  if (cause->domain == WT_ERROR)
    return g_error_copy (cause);

  g_debug ("Keyring: %s %d", g_quark_to_string (cause->domain), cause->code);

  if (wt_keyring_portal_has_file ())
    of_file = wt_keyring_file_error_from (cause);
  if (of_file != NULL)
    return of_file;

  if (wt_secret_error_is_locked (cause))
    return wt_keyring_error_new (WT_ERROR_KEYRING_LOCKED);

  return is_refusal (cause) ? refusal_new (cause, secret) : wt_keyring_error_new (WT_ERROR_KEYRING_UNAVAILABLE);
}
