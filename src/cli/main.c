/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <fcntl.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "wt-cli.h"
#include "wt-process.h"
#include "wt-server.h"
#include "wt-session-bus.h"
#include "wt-settings.h"

static gboolean show_version;
static char *server;
gboolean wt_cli_no_prompt;

static const GOptionEntry main_entries[] = {
  { "version", 0, 0, G_OPTION_ARG_NONE, &show_version, N_("Print the version and exit"), NULL },
  { NULL }
};

static const GOptionEntry command_entries[] = {
  { "server", 0, 0, G_OPTION_ARG_FILENAME, &server, N_("Use this server, not the one last signed in to"), N_("URL") },
  { "no-prompt", 0, 0, G_OPTION_ARG_NONE, &wt_cli_no_prompt, N_("Fail where the keyring would have to ask you"), NULL },
  { NULL }
};

static const WtCommand *const commands[] = {
  &wt_command_login,
  &wt_command_print,
  &wt_command_header,
  &wt_command_list,
  &wt_command_use,
  &wt_command_generate,
  &wt_command_verify,
  &wt_command_exec,
  &wt_command_configure_cli,
  &wt_command_unlock,
  &wt_command_logout,
};

/* What is opened next must not become the standard output, so a closed one is opened, such that using it still fails.
 * A program that takes our place has it closed again. */
static void
keep_standard_files (void)
{
  for (int file = STDIN_FILENO; file <= STDERR_FILENO; file++)
    if (fcntl (file, F_GETFD) < 0)
      open ("/dev/null", (file == STDIN_FILENO ? O_WRONLY : O_RDONLY) | O_CLOEXEC);
}

static char *
describe_commands (void)
{
  GString *text = g_string_new (_("Commands:"));

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_string_append_printf (text, "\n  %-14s %s", commands[i]->name, _(commands[i]->summary));
  g_string_append_printf (text, "\n\n%s", _("Add --help to a command to see its options."));

  return g_string_free (text, FALSE);
}

/* What was typed is not repeated: it may be a secret in the wrong place. All values are texts, so that what is wrong with
 * one is that it is missing, and GLib names the option alone. */
static int
fail_to_parse (const GError *error,
               const char   *command)
{
  gboolean is_unknown = g_error_matches (error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION);
  const char *message = is_unknown ? _("There is no such option") : error->message;
  g_autofree char *text = g_strndup (message, strcspn (message, "="));
  g_autofree char *arguments = command != NULL ? g_strconcat (command, " --help", NULL) : g_strdup ("--help");
  g_autofree char *help = wt_cli_dup_command (arguments);

  /* Translators: the first %s says what is wrong with the command line, the second one is a command to type */
  return wt_cli_fail_with (WT_EXIT_USAGE, _("%s. Next: %s"), text, help);
}

/* GOption drops what is after the "=" of an option without a value, and somebody meant it: a secret, perhaps. */
static gboolean
has_lost_value (const GOptionEntry *entries,
                char              **argv)
{
  for (; entries != NULL && entries->long_name != NULL; entries++)
    for (char **argument = argv + 1; entries->arg == G_OPTION_ARG_NONE && *argument != NULL; argument++)
      if (g_str_has_prefix (*argument, "--") && g_str_has_prefix (*argument + 2, entries->long_name) &&
          (*argument)[2 + strlen (entries->long_name)] == '=')
        return TRUE;

  return FALSE;
}

static int
fail_with_arguments (const WtCommand *command)
{
  g_autofree char *arguments = g_strconcat (command->name, " --help", NULL);
  g_autofree char *help = wt_cli_dup_command (arguments);

  if (command->n_arguments == 0)
    return wt_cli_fail_with (WT_EXIT_USAGE,
                             /* Translators: the first %s is a command, the second one what to type */
                             _("“%s” takes no arguments, and secrets by standard input only. Next: %s"),
                             command->name, help);

  /* Translators: the first %s is a command, the second one its arguments, the third one what to type */
  return wt_cli_fail_with (WT_EXIT_USAGE, _("“%s” takes this: %s. Next: %s"), command->name, _(command->arguments),
                           help);
}

/* Each path that GSettings and libsoup handle becomes a GFile, for which GLib starts gvfs where that is installed: a thread
 * and a second connection to the bus, and no file of ours is anywhere but here. There is no function for it. What the
 * user chose goes before, and a program that takes our place finds no trace. */
static void
do_without_gvfs (void)
{
  if (g_getenv ("GIO_USE_VFS") != NULL)
    return;

  g_setenv ("GIO_USE_VFS", "local", TRUE);
  g_vfs_get_default ();
  g_unsetenv ("GIO_USE_VFS");
}

static int
run_on_server (const WtCommand *command,
               char           **arguments)
{
  g_autoptr (GSettings) settings = NULL;
  g_autoptr (WtAccounts) accounts = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *address = NULL;
  int status;

  if (server != NULL)
    {
      address = wt_server_parse (server, &error);
      if (address == NULL)
        return wt_cli_fail (error);
    }

  /* Each command needs the keyring, and settings are asked for by way of the bus, too. */
  if (!wt_session_bus_check (&error))
    return wt_cli_fail (error);

  do_without_gvfs ();
  settings = wt_settings_new (&error);
  if (settings == NULL)
    return wt_cli_fail (error);

  accounts = wt_accounts_new (settings, address);
  wt_accounts_set_asks_nobody (accounts, !wt_cli_may_ask ());
  status = command->run (accounts, arguments);
  g_settings_sync ();

  return status;
}

/* Returns (transfer container) (nullable): the arguments as text, of which @texts has the strings. What another command
 * is called with is handed on as it is. */
static char **
take_arguments (const WtCommand *command,
                char           **argv,
                GPtrArray       *texts)
{
  for (; *argv != NULL; argv++)
    {
      char *text = command->n_arguments != WT_ANY_ARGUMENTS ? wt_cli_dup_text (*argv) : g_strdup (*argv);

      if (text == NULL)
        return NULL;
      g_ptr_array_add (texts, text);
    }
  g_ptr_array_add (texts, NULL);

  return g_memdup2 (texts->pdata, texts->len * sizeof (char *));
}

static int
fail_with_charset (void)
{
  const char *charset;

  g_get_charset (&charset);

  return wt_cli_fail_with (WT_EXIT_USAGE,
                           /* Translators: %s is the name of a character set; LANG is a variable */
                           _("The arguments are not text in the character set of your locale, %s. Set LANG, for example "
                             "to C.UTF-8."),
                           charset);
}

static int
run_with (const WtCommand *command,
          int              argc,
          char           **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (command->arguments != NULL ? _(command->arguments) : NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *program = g_strconcat ("wbtoken ", command->name, NULL);
  gboolean takes_any = command->n_arguments == WT_ANY_ARGUMENTS;
  char **arguments;

  if (has_lost_value (command->entries, argv))
    return fail_with_arguments (command);

  g_set_prgname (program);
  g_option_context_set_summary (context, _(command->summary));
  if (command->entries != NULL)
    g_option_context_add_main_entries (context, command->entries, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, command_entries, GETTEXT_PACKAGE);
  g_option_context_set_strict_posix (context, takes_any);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return fail_to_parse (error, command->name);

  /* GOption leaves it where an argument that follows looks like an option. */
  arguments = argv + 1;
  if (argc > 1 && g_str_equal (arguments[0], "--"))
    {
      arguments++;
      argc--;
    }
  if (takes_any ? argc < 2 : argc - 1 != command->n_arguments)
    return fail_with_arguments (command);

  return run_on_server (command, arguments);
}

/* Takes the command's name as the program's. */
static int
run_command (const WtCommand *command,
             int              argc,
             char           **argv)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autofree char **taken = take_arguments (command, argv, texts);

  return taken != NULL ? run_with (command, argc, taken) : fail_with_charset ();
}

static const WtCommand *
find_command (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i]->name, name))
      return commands[i];

  return NULL;
}

static int
run (int    argc,
     char **argv)
{
  g_autoptr (GOptionContext) context = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *description = describe_commands ();
  g_autofree char *help = wt_cli_dup_command ("--help");
  const WtCommand *command;

  if (argc > 1 && (command = find_command (argv[1])) != NULL)
    return run_command (command, argc - 1, argv + 1);

  context = g_option_context_new (_("COMMAND"));
  g_option_context_set_summary (context, _("Give your import.io Workbench user token to scripts"));
  g_option_context_set_description (context, description);
  g_option_context_add_main_entries (context, main_entries, GETTEXT_PACKAGE);
  g_option_context_set_strict_posix (context, TRUE);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return fail_to_parse (error, NULL);

  if (show_version)
    return wt_cli_print ("wbtoken %s\n", PACKAGE_VERSION);

  if (argc < 2)
    /* Translators: %s is a command to type */
    return wt_cli_fail_with (WT_EXIT_USAGE, _("There is no command. Next: %s"), help);

  /* Translators: %s is a command to type */
  return wt_cli_fail_with (WT_EXIT_USAGE, _("There is no such command. Next: %s"), help);
}

int
main (int   argc,
      char *argv[])
{
  keep_standard_files ();
  wt_process_protect ();

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  wt_cli_init_charset ();
  wt_process_tell_hidden ("wbtoken");

  return run (argc, argv);
}
