/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "wt-cli.h"

typedef gboolean (*IsMeant) (WtUserToken *token,
                             const char  *wanted);

static gboolean
has_id (WtUserToken *token,
        const char  *wanted)
{
  return g_strcmp0 (wt_user_token_get_public_id (token), wanted) == 0;
}

static gboolean
has_name (WtUserToken *token,
          const char  *wanted)
{
  return g_strcmp0 (wt_user_token_get_name (token), wanted) == 0;
}

/* Returns (transfer full): a name as "list" shows it, however its characters are composed. */
static char *
dup_as_shown (const char *name)
{
  g_autofree char *printable = wt_cli_dup_printable (name);

  return g_strstrip (g_utf8_normalize (printable, -1, G_NORMALIZE_DEFAULT_COMPOSE));
}

static gboolean
has_shown_name (WtUserToken *token,
                const char  *wanted)
{
  const char *name = wt_user_token_get_name (token);
  g_autofree char *shown = name != NULL ? dup_as_shown (name) : NULL;
  g_autofree char *wanted_shown = dup_as_shown (wanted);

  return g_strcmp0 (shown, wanted_shown) == 0;
}

static WtUserToken *
find_only (GListModel *tokens,
           const char *wanted,
           IsMeant     is_meant)
{
  g_autoptr (WtUserToken) found = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (tokens); i++)
    {
      g_autoptr (WtUserToken) token = g_list_model_get_item (tokens, i);

      if (!is_meant (token, wanted))
        continue;
      if (found != NULL)
        return NULL;
      found = g_steal_pointer (&token);
    }

  return g_steal_pointer (&found);
}

/* By its id; or by its name, if only one has it, because a server may give tokens no id but their value; or by the name
 * as it was read on a terminal, which can type it in another way than the server has it. */
static WtUserToken *
find (WtAccount  *account,
      const char *wanted)
{
  static const IsMeant ways[] = { has_id, has_name, has_shown_name };
  GListModel *tokens = wt_account_get_tokens (account);
  WtUserToken *found = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (ways) && found == NULL; i++)
    found = find_only (tokens, wanted, ways[i]);

  return found;
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

  /* It is the active token all the same; only another program may call it by another name at first. */
  if (!wt_accounts_check_kept (accounts, FALSE, &error))
    wt_cli_note ("%s", error->message);

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
