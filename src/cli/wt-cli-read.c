/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>

#include "wt-cli.h"
#include "wt-error.h"

#define MAX_LENGTH 16384
#define SILENT_MS 1000 /* in which nobody wonders */
#define MORE_MS 100 /* in which a program that has written a line writes the next one, if there is one */

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
  without_echo.c_lflag &= ~(tcflag_t) (ECHO | ECHONL | ICANON);
  without_echo.c_cc[VMIN] = 1;
  without_echo.c_cc[VTIME] = 0;

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

/* Without the character before, however many bytes it has. */
static void
erase (gsize *length)
{
  while (*length > 0 && (buffer[--*length] & 0xC0) == 0x80)
    ;
}

static gboolean
is_key (char c,
        int  name)
{
  cc_t key = as_before.c_cc[name];

  return key != _POSIX_VDISABLE && (cc_t) c == key;
}

/* What a terminal does with a line by itself, but that drops what is after the 4095th byte, and does not tell. Returns
 * whether the line is complete. What does not fit is counted, and not kept. */
static gboolean
take (char   c,
      gsize *length)
{
  if (c == '\n' || is_key (c, VEOL) || is_key (c, VEOF))
    return TRUE;

  if (is_key (c, VKILL) || is_key (c, VWERASE))
    *length = 0;
  else if (is_key (c, VERASE) && *length <= MAX_LENGTH)
    erase (length);
  else if (*length < MAX_LENGTH)
    buffer[(*length)++] = c;
  else
    *length = MAX_LENGTH + 1;

  return FALSE;
}

static ssize_t
read_some (char  *where,
           gsize  length)
{
  ssize_t n_read;

  do
    n_read = read (STDIN_FILENO, where, length);
  while (n_read < 0 && errno == EINTR);

  return n_read;
}

/* FALSE with errno set. The line is in the buffer; what is too long has a length that is. */
static gboolean
fill_from_terminal (gsize *length)
{
  /* What comes goes through the byte after the last one that is kept. */
  char *c = buffer + MAX_LENGTH;
  ssize_t n_read;

  *length = 0;
  while ((n_read = read_some (c, 1)) > 0)
    if (take (*c, length))
      break;

  return n_read >= 0;
}

/* Where the first line begins that has something on it; @length if there is none. */
static gsize
find_start (gsize length)
{
  gsize start = 0;

  while (start < length && g_ascii_isspace (buffer[start]))
    start++;

  return start;
}

static gboolean
has_line (gsize length)
{
  gsize start = find_start (length);

  return memchr (buffer + start, '\n', length - start) != NULL;
}

static gboolean
is_there (int timeout)
{
  struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };

  /* Whatever is the matter is told by reading. */
  return poll (&input, 1, timeout) != 0;
}

/* To the end; or to the end of a line after which nothing comes, because whoever types into a program that is before this
 * one does not end it. */
static gboolean
fill_from_pipe (const char *awaited,
                gsize      *length)
{
  ssize_t n_read = 0;

  *length = 0;
  if (!is_there (SILENT_MS))
    wt_cli_note ("%s", awaited);

  do
    *length += n_read;
  while (*length < MAX_LENGTH && !(has_line (*length) && !is_there (MORE_MS)) &&
         (n_read = read_some (buffer + *length, MAX_LENGTH - *length)) > 0);

  /* One that is as long as this has more. */
  if (*length == MAX_LENGTH)
    *length = MAX_LENGTH + 1;

  return n_read >= 0;
}

static void
set_too_long (WtCredentialKind   kind,
              GError           **error)
{
  g_set_error_literal (error, WT_ERROR, WT_ERROR_INVALID_INPUT,
                       kind == WT_CREDENTIAL_API_KEY
                         ? _("This is too long to be an API key. Copy it again from your account settings.")
                         : _("This is too long to be a User Token. Copy it again."));
}

/* Returns (transfer full) (nullable): the credential in the buffer. */
static WtCredential *
parse (WtCredentialKind   kind,
       gsize              length,
       GError           **error)
{
  if (length > MAX_LENGTH)
    {
      set_too_long (kind, error);
      return NULL;
    }

  buffer[length] = '\0';
  if (strlen (buffer) < length)
    {
      g_set_error_literal (error, WT_ERROR, WT_ERROR_INVALID_INPUT,
                           _("Standard input is not text. Type or pipe the credential into it."));
      return NULL;
    }

  return wt_credential_parse (kind, buffer, error);
}

static void
set_unread (GError **error)
{
  g_set_error (error, WT_ERROR, WT_ERROR_INVALID_INPUT,
               /* Translators: %s is what the system says of the failure */
               _("Standard input could not be read (%s). Type or pipe the credential into it."), g_strerror (errno));
}

static WtCredential *
read_from_terminal (WtCredentialKind   kind,
                    const char        *host,
                    GError           **error)
{
  struct sigaction before[G_N_ELEMENTS (signals)];
  WtCredential *credential = NULL;
  gsize length;

  hide (before);
  /* Translators: %s is a server, for example workbench.import.io */
  g_printerr (kind == WT_CREDENTIAL_API_KEY ? _("API key for %s: ") : _("User Token for %s: "), host);

  if (fill_from_terminal (&length))
    credential = parse (kind, length, error);
  else
    set_unread (error);
  show (before);

  return credential;
}

static WtCredential *
read_from_pipe (WtCredentialKind   kind,
                const char        *host,
                GError           **error)
{
  g_autofree char *awaited = NULL;
  gsize length;

  /* Translators: %s is a server, for example workbench.import.io */
  awaited = g_strdup_printf (kind == WT_CREDENTIAL_API_KEY ? _("Waiting for the API key for %s on standard input…")
                                                           : _("Waiting for the User Token for %s on standard input…"),
                             host);
  if (!fill_from_pipe (awaited, &length))
    {
      set_unread (error);
      return NULL;
    }

  if (find_start (length) == length)
    {
      g_set_error (error, WT_ERROR, WT_ERROR_INVALID_INPUT,
                   /* Translators: %s is a server, for example workbench.import.io */
                   _("There is nothing on standard input. Type or pipe the credential for %s into it."), host);
      return NULL;
    }

  return parse (kind, length, error);
}

/* Returns (transfer full) (nullable): what was typed without echo, or came through a pipe. */
WtCredential *
wt_cli_read_secret (WtCredentialKind   kind,
                    const char        *host,
                    GError           **error)
{
  gboolean is_terminal = tcgetattr (STDIN_FILENO, &as_before) == 0;
  WtCredential *credential;

  mlock (buffer, sizeof buffer);
  credential = is_terminal ? read_from_terminal (kind, host, error) : read_from_pipe (kind, host, error);
  explicit_bzero (buffer, sizeof buffer);
  munlock (buffer, sizeof buffer);

  return credential;
}
