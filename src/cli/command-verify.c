/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "wt-cli.h"
#include "wt-server.h"

static int
run (WtAccounts  *accounts,
     char       **arguments)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (WtUser) user = NULL;
  WtAccount *account = wt_accounts_get_selected (accounts);
  g_autofree char *host = wt_server_dup_host (wt_account_get_server (account));
  g_autofree char *printable = NULL;
  const char *name;

  if (wt_cli_load_token (accounts, &error) == NULL)
    return wt_cli_fail (error);

  wt_account_verify_async (account, NULL, wt_cli_result_cb, &result);
  user = wt_account_verify_finish (account, wt_cli_wait (&result), &error);
  if (user == NULL)
    return wt_cli_fail (error);

  name = wt_user_get_name (user) != NULL ? wt_user_get_name (user) : wt_user_get_id (user);
  if (name == NULL)
    /* Translators: %s is a server, for example workbench.import.io */
    return wt_cli_print (_("%s accepts the active token, and does not say whose it is.\n"), host);
  printable = wt_cli_dup_printable (name);

  /* Translators: the first %s is a server, the second one the name of a user */
  return wt_cli_print (_("%s accepts the active token of %s.\n"), host, printable);
}

const WtCommand wt_command_verify = {
  .name = "verify",
  .summary = N_("Ask Workbench whose the active token is"),
  .run = run,
};
