/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <fcntl.h>
#include <glib/gi18n.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "wt-process.h"

/* What the process came with, to be handed on to a program that takes its place. */
static struct rlimit core_limit;
static struct sigaction pipe_action;
static char core_filter[] = "0x00000033"; /* the kernel's own, in case it tells none */

#define CORE_FILTER "/proc/self/coredump_filter"
#define N_HEX 2 /* The kernel prints its number without "0x", and reads it as octal then. */

/* With these a library writes down what goes over the bus, what a password entry tells assistive technology included, or
 * what opens a recorded connection. */
static const char *const revealing[] = { "G_DBUS_DEBUG", "GNUTLS_DEBUG_LEVEL", "SSLKEYLOGFILE" };

static char *hidden[G_N_ELEMENTS (revealing) + 1];

/* That settings could not be kept is said by the program where somebody misses them, and not at each start. */
static gboolean
is_about_settings (const char *domain,
                   const char *message)
{
  return (g_strcmp0 (domain, "dconf") == 0 && (g_str_has_prefix (message, "failed to commit changes") ||
                                               g_str_has_prefix (message, "unable to create "))) ||
         (g_strcmp0 (domain, "GLib-GIO") == 0 && (g_str_has_prefix (message, "Failed to write keyfile") ||
                                                  g_str_has_prefix (message, "Failed to create ") ||
                                                  g_str_has_prefix (message, "Using the 'memory' GSettings backend")));
}

static GLogWriterOutput
write_log (GLogLevelFlags   level,
           const GLogField *fields,
           gsize            n_fields,
           gpointer         user_data)
{
  const char *domain = NULL;
  const char *message = "";
  g_autofree char *text = NULL;

  for (gsize i = 0; i < n_fields; i++)
    {
      if (g_str_equal (fields[i].key, "GLIB_DOMAIN"))
        domain = fields[i].value;
      else if (g_str_equal (fields[i].key, "MESSAGE") && fields[i].value != NULL)
        message = fields[i].value;
    }

  /* Over HTTP/2 libsoup logs each path with its query, and so the API key. */
  if (g_strcmp0 (domain, "libsoup-http2") == 0 || g_log_writer_default_would_drop (level, domain))
    return G_LOG_WRITER_HANDLED;
  if (is_about_settings (domain, message) && g_log_writer_default_would_drop (G_LOG_LEVEL_DEBUG, domain))
    return G_LOG_WRITER_HANDLED;

  /* GLib has these on standard output, between what a command prints. */
  if (level & (G_LOG_LEVEL_DEBUG | G_LOG_LEVEL_INFO))
    {
      text = g_log_writer_format_fields (level, fields, n_fields, FALSE);
      fprintf (stderr, "%s\n", text);
      return G_LOG_WRITER_HANDLED;
    }

  return g_log_writer_default (level, fields, n_fields, user_data);
}

/* Before a library looks for them. */
static void
hide_variables (void)
{
  guint n_hidden = 0;

  for (guint i = 0; i < G_N_ELEMENTS (revealing); i++)
    {
      const char *value = g_getenv (revealing[i]);

      if (value == NULL || *value == '\0')
        continue;

      hidden[n_hidden++] = g_strconcat (revealing[i], "=", value, NULL);
      g_unsetenv (revealing[i]);
    }
}

static void
read_core_filter (void)
{
  int file = open (CORE_FILTER, O_RDONLY | O_CLOEXEC);

  if (file < 0)
    return;

  (void) !read (file, core_filter + N_HEX, sizeof core_filter - 1 - N_HEX);
  close (file);
}

/* Safe after fork(). Where it fails, as without /proc, there is nothing else that could be done. */
static void
write_core_filter (const char *value)
{
  int file = open (CORE_FILTER, O_WRONLY | O_CLOEXEC);

  if (file < 0)
    return;

  (void) !write (file, value, strlen (value));
  close (file);
}

/**
 * wt_process_protect:
 *
 * Closes the ways that a secret could take out of this process by itself: no core dump is written, or one without its
 * memory; log messages that hold a credential are dropped, and so are the variables that make a library write down what
 * it sees. What is logged goes to standard error alone. To be called once, first thing in main().
 */
void
wt_process_protect (void)
{
  /* Only the soft limit counts, and the hard one could not be raised again. */
  getrlimit (RLIMIT_CORE, &core_limit);
  setrlimit (RLIMIT_CORE, &(struct rlimit){ 0, core_limit.rlim_max });

  /* Where the kernel pipes a core dump into a program that limit does not count, so there is nothing in it. */
  read_core_filter ();
  write_core_filter ("0x0");

  /* A socket of GLib's would do so later, and an output that is closed is an error that can be told. */
  sigaction (SIGPIPE, NULL, &pipe_action);
  signal (SIGPIPE, SIG_IGN);

  /* A browser that is opened keeps its core dumps. */
  pthread_atfork (NULL, NULL, wt_process_restore);

  g_log_set_writer_func (write_log, NULL, NULL);
  hide_variables ();
}

/**
 * wt_process_get_hidden:
 *
 * Returns: (transfer none): the variables that were dropped, as NAME=VALUE, for a program that takes this one's place
 */
const char *const *
wt_process_get_hidden (void)
{
  return (const char *const *) hidden;
}

/**
 * wt_process_tell_hidden:
 * @program: what this program is called
 *
 * Says on standard error which variables were dropped, if any.
 */
void
wt_process_tell_hidden (const char *program)
{
  for (char **assignment = hidden; *assignment != NULL; assignment++)
    {
      g_autofree char *name = g_strndup (*assignment, strcspn (*assignment, "="));

      g_printerr ("%s: ", program);
      /* Translators: %s is the name of an environment variable */
      g_printerr (_("%s is not used here, because it makes a library write down secrets."), name);
      g_printerr ("\n");
    }
}

/**
 * wt_process_restore:
 *
 * Undoes what would be handed on to a program that takes this one's place. One that is started with fork() has it undone.
 */
void
wt_process_restore (void)
{
  setrlimit (RLIMIT_CORE, &core_limit);
  write_core_filter (core_filter);
  sigaction (SIGPIPE, &pipe_action, NULL);
}
