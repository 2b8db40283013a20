/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "wt-error.h"
#include "wt-server.h"

/* A name in another script is in ASCII once it was parsed; the colon is an IPv6 address's. */
#define HOST_CHARACTERS G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS ".-_:"

static gboolean
host_is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = NULL;

  if (g_ascii_strcasecmp (host, "localhost") == 0)
    return TRUE;

  /* Only a literal address: a name that resolves to this machine today may resolve to another one tomorrow. */
  address = g_inet_address_new_from_string (host);

  return address != NULL && g_inet_address_get_is_loopback (address);
}

static char *
normalize (GUri *uri)
{
  g_autofree char *host = g_ascii_strdown (g_uri_get_host (uri), -1);
  g_autofree char *authority = NULL;
  const char *scheme = g_uri_get_scheme (uri);
  int port = g_uri_get_port (uri);
  gboolean is_usual = port == -1 || port == (g_str_equal (scheme, "https") ? 443 : 80);

  authority = g_strdup_printf (strchr (host, ':') != NULL ? "[%s]" : "%s", host);

  return is_usual ? g_strdup_printf ("%s://%s", scheme, authority)
                  : g_strdup_printf ("%s://%s:%d", scheme, authority, port);
}

static gboolean
is_plain (GUri *uri)
{
  const char *host = g_uri_get_host (uri);

  return host != NULL && *host != '\0' && strspn (host, HOST_CHARACTERS) == strlen (host) &&
         g_uri_get_port (uri) != 0 && g_uri_get_userinfo (uri) == NULL && g_uri_get_query (uri) == NULL &&
         g_uri_get_fragment (uri) == NULL;
}

static gboolean
has_path (GUri *uri)
{
  const char *path = g_uri_get_path (uri);

  return strspn (path, "/") < strlen (path);
}

/* Why an address cannot be used, in a sentence; NULL if it can. */
static const char *
find_fault (GUri *uri)
{
  gboolean is_http;

  if (uri == NULL || !is_plain (uri))
    return _("This is not a server address. Enter one like workbench.import.io, without a user name or a question mark.");

  is_http = g_str_equal (g_uri_get_scheme (uri), "http");
  if (!is_http && !g_str_equal (g_uri_get_scheme (uri), "https"))
    return _("A server address begins with https://.");
  if (is_http && !host_is_loopback (g_uri_get_host (uri)))
    return _("An address with http:// would send your key unprotected. Use https:// instead.");
  if (has_path (uri))
    return _("A Workbench has an address of its own. Enter it like workbench.import.io, without anything after it.");

  return NULL;
}

/**
 * wt_server_parse:
 * @text: a server address as a person types it
 * @error: return location for a %WT_ERROR_INVALID_ADDRESS
 *
 * Brings an address into the one form that the keyring's attributes and the remembered facts use: scheme and host in
 * lower case, the port only if it is not the usual one, and no slash at the end. An address without a scheme is taken as
 * https; one with a path is refused, because what is asked for lies at the root of the host, which may be another's.
 * Plain http is accepted for this machine only, because a credential travels in each request. An address with a user
 * name, a password, a query or a fragment is refused, so that nothing secret is remembered. Pure; does not block.
 *
 * Returns: (transfer full) (nullable): the address, or %NULL with @error set
 */
char *
wt_server_parse (const char  *text,
                 GError     **error)
{
  g_autoptr (GUri) uri = NULL;
  g_autofree char *trimmed = NULL;
  g_autofree char *address = NULL;
  const char *fault;

  g_return_val_if_fail (text != NULL, NULL);

  trimmed = g_strstrip (g_strdup (text));
  address = strstr (trimmed, "://") != NULL ? g_strdup (trimmed) : g_strconcat ("https://", trimmed, NULL);
  uri = g_uri_parse (address, G_URI_FLAGS_SCHEME_NORMALIZE, NULL);

  fault = *trimmed != '\0' ? find_fault (uri)
                           : _("Enter the address of a Workbench server, for example workbench.import.io.");
  if (fault != NULL)
    {
      g_set_error_literal (error, WT_ERROR, WT_ERROR_INVALID_ADDRESS, fault);
      return NULL;
    }

  return normalize (uri);
}

/**
 * wt_server_dup_host:
 * @server: a normalised server address, from wt_server_parse()
 *
 * Returns: (transfer full): the host, with its port if that is not the usual one, as it is shown to people
 */
char *
wt_server_dup_host (const char *server)
{
  const char *host;

  g_return_val_if_fail (server != NULL, NULL);

  host = strstr (server, "://");

  return g_strdup (host != NULL ? host + 3 : server);
}

/**
 * wt_server_is_loopback:
 * @server: a normalised server address, from wt_server_parse()
 *
 * Returns: whether @server is this machine (127.0.0.0/8, ::1 or localhost)
 */
gboolean
wt_server_is_loopback (const char *server)
{
  g_autoptr (GUri) uri = NULL;

  g_return_val_if_fail (server != NULL, FALSE);

  uri = g_uri_parse (server, G_URI_FLAGS_NONE, NULL);

  return uri != NULL && g_uri_get_host (uri) != NULL && host_is_loopback (g_uri_get_host (uri));
}
