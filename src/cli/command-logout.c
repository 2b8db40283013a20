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
  WtAccount *account = wt_accounts_get_selected (accounts);
  g_autofree char *host = wt_server_dup_host (wt_account_get_server (account));

  wt_account_sign_out_async (account, wt_cli_result_cb, &result);
  if (!wt_account_sign_out_finish (account, wt_cli_wait (&result), &error))
    return wt_cli_fail (error);

  /* Translators: %s is a server, for example workbench.import.io */
  return wt_cli_print (_("Signed out of %s. Nothing is stored for it any more.\n"), host);
}

const WtCommand wt_command_logout = {
  .name = "logout",
  .summary = N_("Remove the API key and the User Token from the keyring"),
  .run = run,
};
