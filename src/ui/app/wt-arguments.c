/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "wt-arguments.h"

/* GApplication parses the command line, and prints what is wrong with it, by g_printerr() alone. */

static char **parsed; /* while it does so */
static gboolean was_wrong;

/* Of an option that lacks its value the name is told, and that is ours. */
static gboolean
repeats_argument (const char *text)
{
  for (char **argument = parsed; *argument != NULL; argument++)
    if (**argument == '-' && !g_str_equal (*argument, "--server") && strstr (text, *argument) != NULL)
      return TRUE;

  return FALSE;
}

/* What was typed may be a secret in the wrong place. */
static void
printerr_cb (const char *text)
{
  g_autofree char *line = g_strchomp (g_strdup (text));
  g_autofree char *help = g_strconcat (g_get_prgname (), " --help", NULL);

  was_wrong = TRUE;
  wt_arguments_end ();
  g_printerr ("%s: ", g_get_prgname ());
  /* Translators: the first %s says what is wrong with the command line, the second one is a command to type */
  g_printerr (_("%s. Next: %s"), repeats_argument (line) ? _("There is no such option") : line, help);
  g_printerr ("\n");
}

/**
 * wt_arguments_begin:
 * @arguments: the command line, without the program; has to stay until wt_arguments_end()
 *
 * From now on what is printed of a command line that cannot be understood is one line, which repeats no argument.
 */
void
wt_arguments_begin (char **arguments)
{
  parsed = arguments;
  was_wrong = FALSE;
  g_set_printerr_handler (printerr_cb);
}

/**
 * wt_arguments_end:
 *
 * The command line is parsed. May be called more than once.
 *
 * Returns: whether something of it was wrong, and was told
 */
gboolean
wt_arguments_end (void)
{
  g_set_printerr_handler (NULL);

  return was_wrong;
}
