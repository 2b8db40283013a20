/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "wt-cli.h"

/* A bare line break would become part of the password, so it is handed over without one. */
#define UNLOCK_COMMAND "(read -rsp 'Password: ' p; printf %s \"$p\" | gnome-keyring-daemon --replace --unlock)"

static int
run (WtAccounts  *accounts,
     char       **arguments)
{
  WtAccount *account = wt_accounts_get_selected (accounts);
  g_autoptr (GError) error = NULL;

  wt_cli_load (accounts, &error);
  if (wt_account_get_keyring_state (account) == WT_KEYRING_UNAVAILABLE)
    return wt_cli_fail (error);

  if (wt_account_get_keyring_state (account) != WT_KEYRING_OPEN)
    {
      wt_account_retry_keyring (account);
      wt_cli_settle (accounts, NULL);
    }

  switch (wt_account_get_keyring_state (account))
    {
    case WT_KEYRING_OPEN:
      return wt_cli_print (_("The keyring is unlocked.\n"));
    case WT_KEYRING_LOCKED:
    case WT_KEYRING_ABSENT:
      return wt_cli_fail_with (WT_EXIT_KEYRING,
                               /* Translators: %s is a command to type */
                               _("The keyring was not unlocked. Where no desktop can ask for its password, type: %s"),
                               UNLOCK_COMMAND);
    case WT_KEYRING_UNAVAILABLE:
      break;
    }

  return wt_cli_fail_with (WT_EXIT_KEYRING,
                           _("The connection to the keyring was lost. Check that a keyring service is running, and try again."));
}

const WtCommand wt_command_unlock = {
  .name = "unlock",
  .summary = N_("Unlock the keyring, with the desktop’s prompt"),
  .run = run,
};
