/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

#include "wt-cli.h"

#define NO_DATE "-         "

static gboolean as_json;

static const GOptionEntry entries[] = {
  { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_("Print JSON, as the manual page describes it"), NULL },
  { NULL }
};

static void
add_text (JsonBuilder *builder,
          const char  *member,
          const char  *text)
{
  json_builder_set_member_name (builder, member);
  if (text != NULL)
    json_builder_add_string_value (builder, text);
  else
    json_builder_add_null_value (builder);
}

static void
add_date (JsonBuilder *builder,
          const char  *member,
          GDateTime   *date)
{
  g_autoptr (GDateTime) utc = date != NULL ? g_date_time_to_utc (date) : NULL;
  g_autofree char *text = utc != NULL ? g_date_time_format (utc, "%Y-%m-%dT%H:%M:%SZ") : NULL;

  add_text (builder, member, text);
}

/* The shape is documented, and stable: each member is always there. */
static void
add_token (JsonBuilder *builder,
           WtUserToken *token,
           gboolean     is_active)
{
  json_builder_begin_object (builder);
  add_text (builder, "id", wt_user_token_get_public_id (token));
  add_text (builder, "name", wt_user_token_get_name (token));
  add_date (builder, "created", wt_user_token_get_created (token));
  add_date (builder, "lastUsed", wt_user_token_get_last_used (token));
  add_date (builder, "expires", wt_user_token_get_expires (token));
  json_builder_set_member_name (builder, "active");
  json_builder_add_boolean_value (builder, is_active);
  json_builder_end_object (builder);
}

/* JSON is UTF-8, whatever the locale has, and this can be read as both. */
static char *
dup_escaped (const char *json)
{
  GString *escaped = g_string_new (NULL);

  for (const char *p = json; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c < 0x80)
        g_string_append_c (escaped, *p);
      else if (c < 0x10000)
        g_string_append_printf (escaped, "\\u%04x", c);
      else
        g_string_append_printf (escaped, "\\u%04x\\u%04x", 0xD7C0 + (c >> 10), 0xDC00 + (c & 0x3FF));
    }

  return g_string_free (escaped, FALSE);
}

static int
print_json (WtAccount *account)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;
  g_autofree char *escaped = NULL;
  GListModel *tokens = wt_account_get_tokens (account);

  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (tokens); i++)
    {
      g_autoptr (WtUserToken) token = g_list_model_get_item (tokens, i);

      add_token (builder, token, token == wt_account_get_active_token (account));
    }
  json_builder_end_array (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, TRUE);

  escaped = wt_cli_prints_utf8 () ? g_strdup (text) : dup_escaped (text);

  return wt_cli_print ("%s\n", escaped);
}

static void
append_line (GString     *text,
             WtUserToken *token,
             gboolean     is_active,
             int          id_width)
{
  const char *id = wt_user_token_get_public_id (token);
  g_autofree char *printable_id = wt_cli_dup_printable (id != NULL ? id : "-");
  g_autofree char *name = wt_cli_dup_name (token);
  GDateTime *created = wt_user_token_get_created (token);
  g_autofree char *date = created != NULL ? g_date_time_format (created, "%Y-%m-%d") : g_strdup (NO_DATE);

  g_string_append_printf (text, "%c %-*s  %s  %s\n", is_active ? '*' : ' ', id_width, printable_id, date, name);
}

static int
print_lines (WtAccount *account)
{
  g_autoptr (GString) text = g_string_new (NULL);
  GListModel *tokens = wt_account_get_tokens (account);
  int id_width = 1;

  for (guint i = 0; i < g_list_model_get_n_items (tokens); i++)
    {
      g_autoptr (WtUserToken) token = g_list_model_get_item (tokens, i);
      const char *id = wt_user_token_get_public_id (token);

      id_width = MAX (id_width, id != NULL ? (int) strlen (id) : 0);
    }

  for (guint i = 0; i < g_list_model_get_n_items (tokens); i++)
    {
      g_autoptr (WtUserToken) token = g_list_model_get_item (tokens, i);

      append_line (text, token, token == wt_account_get_active_token (account), id_width);
    }

  return wt_cli_print ("%s", text->str);
}

static void
note_what_is_missing (WtAccount *account)
{
  g_autofree char *command = wt_cli_dup_command ("generate");
  guint n_skipped = wt_account_get_n_skipped (account);

  if (n_skipped > 0)
    wt_cli_note (ngettext ("%u token could not be read.", "%u tokens could not be read.", n_skipped), n_skipped);
  else if (wt_account_get_can_generate (account) && g_list_model_get_n_items (wt_account_get_tokens (account)) == 0)
    /* Translators: %s is a command to type */
    wt_cli_note (_("You have no tokens. Next: %s"), command);
}

static int
run (WtAccounts  *accounts,
     char       **arguments)
{
  g_autoptr (GError) error = NULL;
  WtAccount *account;
  int status;

  /* Where the stored token is refused, the list is what helps to find another one. */
  if (!wt_cli_connect (accounts, &error) && !wt_cli_was_listed (error))
    return wt_cli_fail (error);

  account = wt_accounts_get_selected (accounts);
  status = as_json ? print_json (account) : print_lines (account);
  if (status != WT_EXIT_DONE)
    return status;
  if (error != NULL)
    return wt_cli_fail (error);

  note_what_is_missing (account);

  return WT_EXIT_DONE;
}

const WtCommand wt_command_list = {
  .name = "list",
  .summary = N_("List your User Tokens, without their values"),
  .entries = entries,
  .run = run,
};
