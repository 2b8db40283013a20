/* SPDX-License-Identifier: GPL-3.0-or-later */

#define _GNU_SOURCE

#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

#include "wt-cli.h"
#include "wt-process.h"
#include "wt-sandbox.h"

#define DEFAULT_NAME "WORKBENCH_USER_TOKEN"

static char **names;

static const GOptionEntry entries[] = {
  { "env", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &names,
    N_("Use the variable NAME instead of WORKBENCH_USER_TOKEN; may be given several times"), N_("NAME") },
  { NULL }
};

static gboolean
is_name (const char *text)
{
  return (g_ascii_isalpha (*text) || *text == '_') &&
         text[strspn (text, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_")] == '\0';
}

static gboolean
are_names (char **texts)
{
  for (; *texts != NULL; texts++)
    if (!is_name (*texts))
      return FALSE;

  return TRUE;
}

static gboolean
is_variable (const char *assignment,
             char      **wanted)
{
  for (; *wanted != NULL; wanted++)
    if (g_str_has_prefix (assignment, *wanted) && assignment[strlen (*wanted)] == '=')
      return TRUE;

  return FALSE;
}

/* Our own environment never holds the token: the command gets another one. Not freed by its contents, because it goes
 * with the process; the strings from @n_kept on hold the token. */
static GPtrArray *
build_environment (char        **wanted,
                   WtCredential *token,
                   guint        *n_kept)
{
  GPtrArray *environment = g_ptr_array_new ();

  for (char **assignment = environ; *assignment != NULL; assignment++)
    if (!is_variable (*assignment, wanted))
      g_ptr_array_add (environment, *assignment);

  for (const char *const *assignment = wt_process_get_hidden (); *assignment != NULL; assignment++)
    if (!is_variable (*assignment, wanted))
      g_ptr_array_add (environment, (char *) *assignment);

  *n_kept = environment->len;
  for (; *wanted != NULL; wanted++)
    g_ptr_array_add (environment, g_strconcat (*wanted, "=", wt_credential_get_text (token), NULL));
  g_ptr_array_add (environment, NULL);

  return environment;
}

static int
run_with (WtCredential *token,
          char        **wanted,
          char        **command)
{
  guint n_kept;
  g_autoptr (GPtrArray) environment = build_environment (wanted, token, &n_kept);
  int code;

  wt_process_restore ();
  execvpe (command[0], command, (char **) environment->pdata);

  code = errno;
  for (guint i = n_kept; i + 1 < environment->len; i++)
    {
      char *assignment = g_ptr_array_index (environment, i);

      explicit_bzero (assignment, strlen (assignment));
      g_free (assignment);
    }
  errno = code;

  return wt_cli_fail_to_run (command[0]);
}

static int
run (WtAccounts  *accounts,
     char       **arguments)
{
  char *default_names[] = { (char *) DEFAULT_NAME, NULL };
  char **wanted = names != NULL ? names : default_names;
  g_autoptr (GError) error = NULL;
  WtCredential *token;

  if (!are_names (wanted))
    return wt_cli_fail_with (WT_EXIT_USAGE,
                             _("What follows --env is the name of a variable: letters, digits and underscores."));
  if (wt_sandbox_is_around_us ())
    return wt_cli_fail_in_sandbox (_("Your programs cannot be run from inside the Flatpak."));

  token = wt_cli_load_token (accounts, &error);

  return token != NULL ? run_with (token, wanted, arguments) : wt_cli_fail (error);
}

const WtCommand wt_command_exec = {
  .name = "exec",
  .arguments = N_("-- COMMAND [ARGUMENTS]"),
  .summary = N_("Run a command with the active token in its environment"),
  .n_arguments = WT_ANY_ARGUMENTS,
  .entries = entries,
  .run = run,
};
