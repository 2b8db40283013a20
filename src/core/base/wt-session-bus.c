/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "wt-error.h"
#include "wt-session-bus.h"

#define ADDRESS "DBUS_SESSION_BUS_ADDRESS"

/* Whether there is a bus in this session, and whether the session is the user's own. Where there is a display and no bus
 * GLib starts one, whoever asks first: GSettings, GApplication or libsecret. Nobody else knows of that bus, the keyring
 * that it starts is empty or locked, and both stay when the program has ended. */

/* Returns (transfer full) (nullable): what an entry of an address has for @key. */
static char *
dup_value (const char *entry,
           const char *key)
{
  g_auto (GStrv) pairs = g_strsplit (strchr (entry, ':') + 1, ",", -1);

  for (char **pair = pairs; *pair != NULL; pair++)
    if (g_str_has_prefix (*pair, key) && (*pair)[strlen (key)] == '=')
      return g_uri_unescape_string (*pair + strlen (key) + 1, NULL);

  return NULL;
}

static gboolean
is_socket (const char *path)
{
  GStatBuf status;

  return g_stat (path, &status) == 0 && S_ISSOCK (status.st_mode);
}

/* One that is busy is there, too, and is not waited for. */
static gboolean
somebody_listens (const char             *path,
                  GUnixSocketAddressType  type)
{
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new_with_type (path, -1, type);
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, NULL);
  g_autoptr (GError) error = NULL;

  if (socket == NULL)
    return FALSE;

  g_socket_set_blocking (socket, FALSE);

  return g_socket_connect (socket, address, NULL, &error) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PENDING) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
}

static gboolean
entry_is_bus (const char *entry,
              gboolean    connects)
{
  g_autofree char *path = NULL;
  g_autofree char *abstract = NULL;

  if (*entry == '\0' || g_str_has_prefix (entry, "autolaunch:") || !g_dbus_is_supported_address (entry, NULL))
    return FALSE;
  /* Of another machine it cannot be told without a wait. */
  if (!g_str_has_prefix (entry, "unix:"))
    return TRUE;

  path = dup_value (entry, "path");
  if (path != NULL)
    return is_socket (path) && (!connects || somebody_listens (path, G_UNIX_SOCKET_ADDRESS_PATH));

  abstract = dup_value (entry, "abstract");

  return abstract != NULL && (!connects || somebody_listens (abstract, G_UNIX_SOCKET_ADDRESS_ABSTRACT));
}

/* GLib takes it only from the user whom it belongs to. */
static gboolean
folder_has_bus (const char *runtime_folder,
                gboolean    connects)
{
  g_autofree char *path = g_build_filename (runtime_folder, "bus", NULL);
  GStatBuf status;

  return g_stat (path, &status) == 0 && S_ISSOCK (status.st_mode) && status.st_uid == geteuid () &&
         (!connects || somebody_listens (path, G_UNIX_SOCKET_ADDRESS_PATH));
}

/**
 * wt_session_bus_is_at:
 * @address: (nullable): the address, as the environment has it
 * @runtime_folder: where the bus is if there is no @address
 * @connects: whether to find out if somebody listens there
 *
 * Looks where GLib looks, but starts nothing. Does not block.
 *
 * Returns: whether there is a session bus; without @connects, whether there is one as far as files tell
 */
gboolean
wt_session_bus_is_at (const char *address,
                      const char *runtime_folder,
                      gboolean    connects)
{
  g_auto (GStrv) entries = NULL;

  g_return_val_if_fail (runtime_folder != NULL, FALSE);

  if (address == NULL)
    return folder_has_bus (runtime_folder, connects);

  entries = g_strsplit (address, ";", -1);
  for (char **entry = entries; *entry != NULL; entry++)
    if (entry_is_bus (*entry, connects))
      return TRUE;

  return FALSE;
}

/**
 * wt_session_bus_is_anothers:
 * @user: who this program runs as
 * @runtime_folder: (nullable): the session's folder, as the environment has it
 *
 * With "sudo -E" a program has the session of the user and the rights of root. What it then makes in there, as dconf
 * does as soon as there are settings, is root's, and the user's own programs cannot use it any more.
 *
 * Returns: whether root runs in the session of another user
 */
gboolean
wt_session_bus_is_anothers (uid_t       user,
                            const char *runtime_folder)
{
  GStatBuf status;

  return user == 0 && runtime_folder != NULL && g_stat (runtime_folder, &status) == 0 && status.st_uid != user;
}

static gboolean
is_there (gboolean connects)
{
  return wt_session_bus_is_at (g_getenv (ADDRESS), g_get_user_runtime_dir (), connects);
}

static const char *
get_missing_text (void)
{
  /* Translators: “dbus-run-session bash” is a command to type. The session bus is D-Bus. */
  return _("There is no session bus, which is the way to the keyring. Start this in a desktop session, or in the shell that “dbus-run-session bash” starts.");
}

/**
 * wt_session_bus_check:
 * @error: return location for a %WT_ERROR_WRONG_USER, or a %WT_ERROR_KEYRING_UNAVAILABLE if there is no session bus
 *
 * To be called before anything else asks for the bus or for settings, and before there are threads. If there is no bus
 * none is started from then on, neither here nor by what is started from here. Does not block, and does not connect.
 *
 * Returns: %TRUE if all is well, else %FALSE with @error set
 */
gboolean
wt_session_bus_check (GError **error)
{
  if (wt_session_bus_is_anothers (geteuid (), g_getenv ("XDG_RUNTIME_DIR")))
    {
      g_set_error_literal (error, WT_ERROR, WT_ERROR_WRONG_USER,
                           _("This was started as root in the session of another user. Start it as the user who is logged in, without sudo."));
      return FALSE;
    }

  if (!is_there (FALSE))
    {
      g_setenv (ADDRESS, "disabled:", TRUE);
      g_set_error_literal (error, WT_ERROR, WT_ERROR_KEYRING_UNAVAILABLE, get_missing_text ());
      return FALSE;
    }

  return TRUE;
}

/**
 * wt_session_bus_get_trouble:
 *
 * To be asked where something that needs the bus has failed. Does not block.
 *
 * Returns: (transfer none) (nullable): a sentence if there is no session bus now, %NULL if there is one
 */
const char *
wt_session_bus_get_trouble (void)
{
  return is_there (TRUE) ? NULL : get_missing_text ();
}
