/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>

#include "wt-cli.h"
#include "wt-error.h"

#define MAX_LENGTH 16384

/* In memory that is locked while it holds something, and wiped before it is unlocked. */
static char buffer[MAX_LENGTH + 1];

static struct termios as_before;
static struct termios without_echo;

static const int signals[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP };

static void signal_cb (int number);

static const struct sigaction restoring = { .sa_handler = signal_cb, .sa_flags = SA_NODEFER | SA_RESTART };

/* Whatever ends or stops us, the terminal echoes again. */
static void
signal_cb (int number)
{
  tcsetattr (STDIN_FILENO, TCSANOW, &as_before);
  signal (number, SIG_DFL);
  raise (number);

  /* It was only a stop. */
  sigaction (number, &restoring, NULL);
  tcsetattr (STDIN_FILENO, TCSANOW, &without_echo);
}

static void
hide (struct sigaction *before)
{
  without_echo = as_before;
  without_echo.c_lflag &= ~(tcflag_t) (ECHO | ECHONL);

  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    {
      /* One that is ignored, as under nohup, stays ignored. */
      sigaction (signals[i], NULL, &before[i]);
      if (before[i].sa_handler != SIG_IGN)
        sigaction (signals[i], &restoring, NULL);
    }
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &without_echo);
}

static void
show (const struct sigaction *before)
{
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &as_before);
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    sigaction (signals[i], &before[i], NULL);
  g_printerr ("\n");
}

/* Reads to the end, or on a terminal to the end of the line. FALSE with errno set; E2BIG if it is too long. */
static gboolean
fill (gsize *length)
{
  ssize_t n_read;

  for (*length = 0; *length < MAX_LENGTH; *length += n_read)
    {
      do
        n_read = read (STDIN_FILENO, buffer + *length, MAX_LENGTH - *length);
      while (n_read < 0 && errno == EINTR);

      if (n_read <= 0)
        return n_read == 0;
      if (isatty (STDIN_FILENO) && memchr (buffer + *length, '\n', n_read) != NULL)
        {
          *length += n_read;
          return TRUE;
        }
    }

  errno = E2BIG;

  return FALSE;
}

static gboolean
fill_and_check (GError **error)
{
  gsize length;

  if (!fill (&length))
    {
      g_set_error (error, WT_ERROR, WT_ERROR_INVALID_INPUT,
                   /* Translators: %s is what the system says of the failure */
                   _("Standard input could not be read (%s). Type or pipe the credential into it."),
                   g_strerror (errno));
      return FALSE;
    }

  buffer[length] = '\0';
  if (strlen (buffer) < length)
    {
      g_set_error_literal (error, WT_ERROR, WT_ERROR_INVALID_INPUT,
                           _("Standard input is not text. Type or pipe the credential into it."));
      return FALSE;
    }

  return TRUE;
}

/* Returns (transfer full) (nullable): what was typed without echo, or came through a pipe. */
WtCredential *
wt_cli_read_secret (WtCredentialKind   kind,
                    GError           **error)
{
  struct sigaction before[G_N_ELEMENTS (signals)];
  gboolean is_terminal = tcgetattr (STDIN_FILENO, &as_before) == 0;
  WtCredential *credential = NULL;

  mlock (buffer, sizeof buffer);
  if (is_terminal)
    {
      hide (before);
      g_printerr ("%s", kind == WT_CREDENTIAL_API_KEY ? _("API key: ") : _("User Token: "));
    }

  if (fill_and_check (error))
    credential = wt_credential_parse (kind, buffer, error);

  if (is_terminal)
    show (before);
  explicit_bzero (buffer, sizeof buffer);
  munlock (buffer, sizeof buffer);

  return credential;
}
