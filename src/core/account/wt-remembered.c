/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-remembered.h"
#include "wt-server.h"

/* What is remembered of an account besides its secrets, so that a page can be drawn before anything answered. The
 * facts belong to the server that stands beside them. */

static char *
dup_fact (GSettings  *settings,
          const char *server,
          const char *key)
{
  g_autofree char *owner = g_settings_get_string (settings, "server");
  g_autofree char *fact = g_settings_get_string (settings, key);

  return g_str_equal (owner, server) && *fact != '\0' ? g_steal_pointer (&fact) : NULL;
}

static void
set_fact (GSettings  *settings,
          const char *key,
          const char *value)
{
  g_autofree char *known = g_settings_get_string (settings, key);

  /* A program that only reads changes nothing, and wakes nobody. */
  if (g_strcmp0 (known, value != NULL ? value : "") == 0)
    return;

  if (value != NULL)
    g_settings_set_string (settings, key, value);
  else
    g_settings_reset (settings, key);
}

/**
 * wt_remembered_dup_server:
 * @settings: the application's settings
 *
 * Returns: (transfer full): the normalised address of the server that was last signed in to; the public one at first
 */
char *
wt_remembered_dup_server (GSettings *settings)
{
  g_autofree char *address = g_settings_get_string (settings, "server");
  char *server = wt_server_parse (address, NULL);

  return server != NULL ? server : g_strdup (WT_SERVER_DEFAULT);
}

/**
 * wt_remembered_is_server:
 * @settings: the application's settings
 * @server: a normalised server address
 *
 * Returns: whether @server is the remembered one. Of one that is for this run only, nothing is remembered
 */
gboolean
wt_remembered_is_server (GSettings  *settings,
                         const char *server)
{
  g_autofree char *remembered = wt_remembered_dup_server (settings);

  return g_str_equal (remembered, server);
}

/**
 * wt_remembered_dup_user:
 * @settings: the application's settings
 * @server: the normalised address of the server that is asked for
 *
 * Returns: (transfer full) (nullable): the user that was last signed in to @server, or %NULL if nothing is remembered
 */
WtUser *
wt_remembered_dup_user (GSettings  *settings,
                    const char *server)
{
  g_autofree char *id = dup_fact (settings, server, "user-id");
  g_autofree char *name = dup_fact (settings, server, "user-name");

  return id != NULL || name != NULL ? wt_user_new (id, name) : NULL;
}

/**
 * wt_remembered_dup_token:
 * @settings: the application's settings
 * @server: the normalised address of the server that is asked for
 *
 * Returns: (transfer full) (nullable): the token that was last active on @server, without its value, or %NULL if
 *   nothing is remembered
 */
WtUserToken *
wt_remembered_dup_token (GSettings  *settings,
                     const char *server)
{
  g_autofree char *id = dup_fact (settings, server, "token-id");
  g_autofree char *name = dup_fact (settings, server, "token-name");

  return id != NULL || name != NULL ? wt_user_token_new (id, name, NULL) : NULL;
}

/**
 * wt_remembered_select:
 * @settings: the application's settings
 * @server: a normalised server address
 *
 * Makes @server the remembered one. Of the one before nothing is remembered any more.
 */
void
wt_remembered_select (GSettings  *settings,
                      const char *server)
{
  if (wt_remembered_is_server (settings, server))
    return;

  wt_remembered_save (settings, NULL, NULL);
  set_fact (settings, "server", server);
}

/**
 * wt_remembered_save:
 * @settings: the application's settings
 * @user: (nullable): the user who is signed in to the remembered server
 * @token: (nullable): the token that is stored
 *
 * Remembers the facts of an account; %NULL forgets one.
 */
void
wt_remembered_save (GSettings   *settings,
                    WtUser      *user,
                    WtUserToken *token)
{
  set_fact (settings, "user-id", user != NULL ? wt_user_get_id (user) : NULL);
  set_fact (settings, "user-name", user != NULL ? wt_user_get_name (user) : NULL);
  set_fact (settings, "token-id", token != NULL ? wt_user_token_get_public_id (token) : NULL);
  set_fact (settings, "token-name", token != NULL ? wt_user_token_get_name (token) : NULL);
}
