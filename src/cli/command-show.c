/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "wt-cli.h"

/* The active token, for another program. Only the keyring is asked. */

static int
show (WtAccounts *accounts,
      const char *before)
{
  g_autoptr (GError) error = NULL;
  WtCredential *token = wt_cli_load_token (accounts, &error);

  return token != NULL ? wt_cli_print_secret (before, token) : wt_cli_fail (error);
}

static int
run_print (WtAccounts  *accounts,
           char       **arguments)
{
  return show (accounts, "");
}

static int
run_header (WtAccounts  *accounts,
            char       **arguments)
{
  return show (accounts, "Authorization: UserToken ");
}

const WtCommand wt_command_print = {
  .name = "print",
  .summary = N_("Print the active User Token"),
  .run = run_print,
};

const WtCommand wt_command_header = {
  .name = "header",
  .summary = N_("Print the active User Token as an HTTP header"),
  .run = run_header,
};
