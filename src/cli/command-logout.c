/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "wt-cli.h"
#include "wt-server.h"

#define SILENT_MS 1000 /* in which nobody wonders */

/* The keyring may be asking its user about each item. */
static void
waiting_cb (gpointer user_data)
{
  guint *source = user_data;

  *source = 0;
  wt_cli_note (_("Waiting for the keyring…"));
}

static int
run (WtAccounts  *accounts,
     char       **arguments)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  WtAccount *account = wt_accounts_get_selected (accounts);
  guint waiting = g_timeout_add_once (SILENT_MS, waiting_cb, &waiting);
  g_autofree char *host = wt_server_dup_host (wt_account_get_server (account));

  wt_account_sign_out_async (account, wt_cli_result_cb, &result);
  wt_cli_wait (&result);
  g_clear_handle_id (&waiting, g_source_remove);
  if (!wt_account_sign_out_finish (account, result, &error))
    return wt_cli_fail (error);

  /* A name that is left behind is something that is stored. */
  if (!wt_accounts_check_kept (accounts, FALSE, &error))
    return wt_cli_fail (error);

  /* Translators: %s is a server, for example workbench.import.io */
  return wt_cli_print (_("Signed out of %s. Nothing is stored for it any more.\n"), host);
}

const WtCommand wt_command_logout = {
  .name = "logout",
  .summary = N_("Remove the API key and the User Token from the keyring"),
  .run = run,
};
