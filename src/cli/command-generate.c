/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "wt-cli.h"

static char *name;
static char *user_id;

/* Each argument is text already when it is parsed; GOption would take a string to be in the locale's character set. */
static const GOptionEntry entries[] = {
  { "name", 0, 0, G_OPTION_ARG_FILENAME, &name, N_("Name it NAME, not “My User Token”"), N_("NAME") },
  { "user-id", 0, 0, G_OPTION_ARG_FILENAME, &user_id, N_("Your user ID, where Workbench does not tell it"), N_("ID") },
  { NULL }
};

static WtUserToken *
generate (WtAccount  *account,
          GError    **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  wt_account_generate_async (account, name != NULL ? name : _("My User Token"), user_id, NULL,
                             wt_cli_result_cb, &result);

  return wt_account_generate_finish (account, wt_cli_wait (&result), error);
}

static int
say_that_key_is_needed (void)
{
  g_autofree char *command = wt_cli_dup_command ("login");

  /* Translators: %s is a command to type */
  return wt_cli_fail_with (WT_EXIT_NOTHING_STORED, _("Your API key is needed to generate a token. Next: %s"), command);
}

static int
say_that_id_is_needed (void)
{
  return wt_cli_fail_with (WT_EXIT_USAGE,
                           _("Workbench does not tell your user ID. Copy it from its users page, and add --user-id ID."));
}

static int
run (WtAccounts  *accounts,
     char       **arguments)
{
  g_autoptr (WtUserToken) token = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *shown = NULL;
  WtAccount *account;
  const char *id;
  int status;

  if (!wt_cli_connect (accounts, &error))
    return wt_cli_fail (error);

  account = wt_accounts_get_selected (accounts);
  if (wt_account_get_needs_api_key (account))
    return say_that_key_is_needed ();
  if (wt_account_get_can_generate (account) && user_id == NULL &&
      (wt_account_get_user (account) == NULL || wt_user_get_id (wt_account_get_user (account)) == NULL))
    return say_that_id_is_needed ();

  token = generate (account, &error);
  if (token == NULL)
    return wt_cli_fail (error);

  /* It exists now, whatever becomes of storing it. */
  id = wt_user_token_get_public_id (token);
  shown = wt_cli_dup_name (token);
  status = id != NULL ? wt_cli_print ("%s  %s\n", id, shown) : wt_cli_print ("%s\n", shown);
  if (!wt_cli_settle (accounts, &error))
    return wt_cli_fail (error);

  return status;
}

const WtCommand wt_command_generate = {
  .name = "generate",
  .summary = N_("Generate your first User Token"),
  .entries = entries,
  .run = run,
};
