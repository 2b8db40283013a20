/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "wt-cli.h"
#include "wt-error.h"

/* A bare line break would become part of the password, so it is handed over without one. */
#define UNLOCK_COMMAND "(read -rsp 'Password: ' p; printf %s \"$p\" | gnome-keyring-daemon --replace --unlock)"

static gboolean begins_anew;

static const GOptionEntry entries[] = {
  { "begin-anew", 0, 0, G_OPTION_ARG_NONE, &begins_anew,
    N_("Keep a file of credentials that is damaged under another name, and begin with a new one"), NULL },
  { NULL }
};

/* What there is to type goes with one keyring only. */
static int
fail (WtAccount *account)
{
  if (wt_account_has_gnome_keyring (account))
    return wt_cli_fail_with (WT_EXIT_KEYRING,
                             /* Translators: %s is a command to type */
                             _("The keyring was not unlocked. Where no desktop can ask for its password, type: %s"),
                             UNLOCK_COMMAND);

  return wt_cli_fail_with (WT_EXIT_KEYRING,
                           _("The keyring was not unlocked. Unlock it in the application that it belongs to, and try again."));
}

static gboolean
is_open (WtAccount *account)
{
  const GError *error = wt_account_get_keyring_error (account);

  return error == NULL || g_error_matches (error, WT_ERROR, WT_ERROR_KEYRING_UNREADABLE);
}

static gboolean
can_be_opened (WtAccount *account)
{
  WtKeyringState state = wt_account_get_keyring_state (account);

  return state == WT_KEYRING_LOCKED || state == WT_KEYRING_ABSENT;
}

static int
begin_anew (WtAccounts *accounts)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;
  g_autofree char *printable = NULL;
  g_autofree char *login = wt_cli_dup_command ("login");
  WtAccount *account = wt_accounts_get_selected (accounts);

  wt_account_begin_anew_async (account, wt_cli_result_cb, &result);
  name = wt_account_begin_anew_finish (account, wt_cli_wait (&result), &error);
  if (error != NULL)
    return wt_cli_fail (error);
  if (name == NULL)
    return wt_cli_print (_("The keyring is not damaged. Nothing was changed.\n"));

  wt_cli_settle_unasked (accounts, NULL);
  printable = g_filename_display_name (name);

  /* Translators: the first %s is the name of a file, the second one a command to type */
  return wt_cli_print (_("The old file is kept as %s. Next: %s\n"), printable, login);
}

static int
run (WtAccounts  *accounts,
     char       **arguments)
{
  WtAccount *account = wt_accounts_get_selected (accounts);

  if (begins_anew)
    return begin_anew (accounts);

  wt_account_load (account);
  wt_cli_settle_unasked (accounts, NULL);

  if (!wt_cli_no_prompt && can_be_opened (account))
    {
      wt_cli_note (_("Waiting for the keyring’s prompt…"));
      wt_account_retry_keyring (account);
      wt_cli_settle_unasked (accounts, NULL);
    }

  if (is_open (account))
    return wt_cli_print (_("The keyring is unlocked.\n"));
  if (can_be_opened (account))
    return fail (account);

  return wt_cli_fail (wt_account_get_keyring_error (account));
}

const WtCommand wt_command_unlock = {
  .name = "unlock",
  .summary = N_("Unlock the keyring, with the desktop’s prompt"),
  .entries = entries,
  .run = run,
};
