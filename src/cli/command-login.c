/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "wt-cli.h"
#include "wt-error.h"
#include "wt-server.h"

static gboolean with_token;

static const GOptionEntry entries[] = {
  { "user-token", 0, 0, G_OPTION_ARG_NONE, &with_token, N_("Read a User Token, not an API key"), NULL },
  { NULL }
};

static int
say_who (WtAccount *account)
{
  g_autofree char *host = wt_server_dup_host (wt_account_get_server (account));
  WtUser *user = wt_account_get_user (account);
  const char *name = user != NULL ? wt_user_get_name (user) : NULL;
  g_autofree char *printable = name != NULL ? wt_cli_dup_printable (name) : NULL;

  if (name == NULL)
    /* Translators: %s is a server, for example workbench.import.io */
    return wt_cli_print (_("Signed in to %s.\n"), host);

  /* Translators: the first %s is a server, the second one the name of a user */
  return wt_cli_print (_("Signed in to %s as %s.\n"), host, printable);
}

/* The secret is in the keyring, but which server it is for may be kept nowhere. */
static int
check_kept (WtAccounts *accounts)
{
  g_autoptr (GError) error = NULL;

  return wt_accounts_check_kept (accounts, TRUE, &error) ? WT_EXIT_DONE : wt_cli_fail (error);
}

static int
run (WtAccounts  *accounts,
     char       **arguments)
{
  g_autoptr (WtCredential) credential = NULL;
  g_autoptr (GError) error = NULL;
  WtCredentialKind kind = with_token ? WT_CREDENTIAL_USER_TOKEN : WT_CREDENTIAL_API_KEY;
  g_autofree char *host = NULL;
  const char *server;
  int status;

  /* Nobody types a key for a keyring that would not take it. */
  if (!wt_cli_load (accounts, &error) && !g_error_matches (error, WT_ERROR, WT_ERROR_NOTHING_STORED) &&
      !g_error_matches (error, WT_ERROR, WT_ERROR_KEYRING_UNREADABLE))
    return wt_cli_fail (error);
  g_clear_error (&error);

  server = wt_account_get_server (wt_accounts_get_selected (accounts));
  host = wt_server_dup_host (server);
  credential = wt_cli_read_secret (kind, host, &error);
  if (credential == NULL)
    return wt_cli_fail (error);

  wt_accounts_sign_in (accounts, server, kind, wt_credential_get_text (credential));
  if (!wt_cli_settle (accounts, &error))
    return wt_cli_fail (error);

  status = say_who (wt_accounts_get_selected (accounts));

  return status == WT_EXIT_DONE ? check_kept (accounts) : status;
}

const WtCommand wt_command_login = {
  .name = "login",
  .summary = N_("Check an API key, and store it in the keyring"),
  .entries = entries,
  .run = run,
};
