/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "wt-cli.h"

/* By its id; or by its name, if only one has it, because a server may give tokens no id but their value. */
static WtUserToken *
find (WtAccount  *account,
      const char *wanted)
{
  GListModel *tokens = wt_account_get_tokens (account);
  g_autoptr (WtUserToken) named = NULL;
  guint n_named = 0;

  for (guint i = 0; i < g_list_model_get_n_items (tokens); i++)
    {
      g_autoptr (WtUserToken) token = g_list_model_get_item (tokens, i);

      if (g_strcmp0 (wt_user_token_get_public_id (token), wanted) == 0)
        return g_steal_pointer (&token);

      if (g_strcmp0 (wt_user_token_get_name (token), wanted) == 0)
        {
          g_set_object (&named, token);
          n_named++;
        }
    }

  return n_named == 1 ? g_steal_pointer (&named) : NULL;
}

static int
run (WtAccounts  *accounts,
     char       **arguments)
{
  g_autoptr (WtUserToken) token = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;
  WtAccount *account;

  if (!wt_cli_connect (accounts, &error) && !wt_cli_was_listed (error))
    return wt_cli_fail (error);
  g_clear_error (&error);

  /* What was given is not repeated: it may be a value that somebody took for an ID. */
  account = wt_accounts_get_selected (accounts);
  token = find (account, arguments[0]);
  if (token == NULL)
    {
      g_autofree char *command = wt_cli_dup_command ("list");

      /* Translators: %s is a command to type */
      return wt_cli_fail_with (WT_EXIT_FAILED, _("None of your tokens has this ID. Next: %s"), command);
    }

  wt_account_use_token (account, token);
  if (!wt_cli_settle (accounts, &error))
    return wt_cli_fail (error);

  name = wt_cli_dup_name (token);

  /* Translators: %s is the name of a token */
  return wt_cli_print (_("“%s” is the active token.\n"), name);
}

const WtCommand wt_command_use = {
  .name = "use",
  .arguments = N_("ID"),
  .summary = N_("Make a token the active one"),
  .n_arguments = 1,
  .run = run,
};
