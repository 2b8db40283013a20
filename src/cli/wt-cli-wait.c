/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <unistd.h>

#include "wt-cli.h"
#include "wt-error.h"
#include "wt-server.h"

/* A command does one thing after the other, so it waits for each. */

void
wt_cli_result_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* Returns (transfer none): what wt_cli_result_cb() got. */
GAsyncResult *
wt_cli_wait (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *result;
}

/* Until nothing is under way. */
gboolean
wt_cli_settle_unasked (WtAccounts  *accounts,
                       GError     **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  wt_accounts_settle_async (accounts, wt_cli_result_cb, &result);

  return wt_accounts_settle_finish (accounts, wt_cli_wait (&result), error);
}

/* What the keyring's dialog is for has to be seen by somebody. */
gboolean
wt_cli_may_ask (void)
{
  return !wt_cli_no_prompt && (isatty (STDERR_FILENO) || g_getenv ("DISPLAY") != NULL ||
                               g_getenv ("WAYLAND_DISPLAY") != NULL);
}

/* The same; some keyrings ask their user for each program that wants what is stored, and each time that it runs. */
gboolean
wt_cli_settle (WtAccounts  *accounts,
               GError     **error)
{
  static gboolean has_asked;
  g_autoptr (GError) problem = NULL;

  if (wt_cli_settle_unasked (accounts, &problem))
    return TRUE;

  if (!g_error_matches (problem, WT_ERROR, WT_ERROR_KEYRING_NOT_ALLOWED) || has_asked || !wt_cli_may_ask ())
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }

  has_asked = TRUE;
  wt_cli_note (_("Waiting for the keyring to ask you whether wbtoken may use it…"));
  wt_account_retry_keyring (wt_accounts_get_selected (accounts));

  return wt_cli_settle_unasked (accounts, error);
}

/* What the keyring has. */
gboolean
wt_cli_load (WtAccounts  *accounts,
             GError     **error)
{
  wt_account_load (wt_accounts_get_selected (accounts));

  return wt_cli_settle (accounts, error);
}

/* And what the server says to it. */
gboolean
wt_cli_connect (WtAccounts  *accounts,
                GError     **error)
{
  if (!wt_cli_load (accounts, error))
    return FALSE;

  wt_account_refresh (wt_accounts_get_selected (accounts));

  return wt_cli_settle (accounts, error);
}

/* Where the stored token is refused and the API key is not, there is an error and a list all the same. */
gboolean
wt_cli_was_listed (const GError *error)
{
  return error == NULL || g_error_matches (error, WT_ERROR, WT_ERROR_TOKEN_REFUSED);
}

/* Returns (transfer none) (nullable): the active token, from the keyring alone, and nothing else from there. */
WtCredential *
wt_cli_load_token (WtAccounts  *accounts,
                   GError     **error)
{
  g_autofree char *host = NULL;
  WtAccount *account = wt_accounts_get_selected (accounts);
  WtUserToken *token;

  wt_account_load_token (account);
  if (!wt_cli_settle (accounts, error))
    return NULL;

  token = wt_account_get_active_token (account);
  if (token != NULL && wt_user_token_get_credential (token) != NULL)
    return wt_user_token_get_credential (token);

  host = wt_server_dup_host (wt_account_get_server (account));
  /* Translators: %s is a server, for example workbench.import.io */
  g_set_error (error, WT_ERROR, WT_ERROR_NOTHING_STORED, _("There is no active User Token for %s."), host);

  return NULL;
}
