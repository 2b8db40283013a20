/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "wt-cli.h"
#include "wt-snippet.h"
#include "wt-error.h"
#include "wt-sandbox.h"

/* Returns (transfer full): what to type for "wbtoken ARGUMENTS". */
char *
wt_cli_dup_command (const char *arguments)
{
  return wt_snippet_dup_wbtoken (arguments, NULL, wt_sandbox_is_around_us ());
}

/* Those that turn the direction of a text, which few terminals know. */
static gboolean
turns_direction (gunichar c)
{
  return c == 0x061C || (c >= 0x200E && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

/* Returns (transfer full): the text on one line, and without what a terminal would obey. */
char *
wt_cli_dup_printable (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *printable = g_string_new (NULL);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!turns_direction (c))
        g_string_append_unichar (printable, g_unichar_iscntrl (c) ? ' ' : c);
    }

  return g_string_free (printable, FALSE);
}

/* Returns (transfer full): what to call a token by. */
char *
wt_cli_dup_name (WtUserToken *token)
{
  g_autofree char *name = wt_user_token_dup_display_name (token);

  return wt_cli_dup_printable (name);
}

/* After an exec*() that failed, with its errno. The statuses are those of shells. */
int
wt_cli_fail_to_run (const char *program)
{
  int code = errno;
  g_autofree char *text = wt_cli_dup_text (program);
  g_autofree char *printable = wt_cli_dup_printable (text != NULL ? text : program);

  if (code == ENOENT)
    return wt_cli_fail_with (WT_EXIT_NOT_FOUND,
                             /* Translators: %s is the name of a program; PATH is a variable */
                             _("“%s” was not found. Check its name, and that it is on PATH."), printable);

  /* Translators: the first %s is the name of a program, the second one what the system says of the failure */
  return wt_cli_fail_with (WT_EXIT_CANNOT_RUN, _("“%s” could not be run (%s). Check that it is a program."), printable,
                           g_strerror (code));
}

static int
exit_status_of (const GError *error)
{
  if (error->domain == G_OPTION_ERROR)
    return WT_EXIT_USAGE;
  if (error->domain != WT_ERROR)
    return WT_EXIT_FAILED;

  switch ((WtError) error->code)
    {
    case WT_ERROR_INVALID_ADDRESS:
      return WT_EXIT_USAGE;
    case WT_ERROR_NOTHING_STORED:
      return WT_EXIT_NOTHING_STORED;
    case WT_ERROR_KEYRING_LOCKED:
    case WT_ERROR_KEYRING_NOT_ALLOWED:
    case WT_ERROR_KEYRING_ABSENT:
    case WT_ERROR_KEYRING_UNAVAILABLE:
    case WT_ERROR_KEYRING_FAILED:
    case WT_ERROR_KEYRING_DAMAGED:
      return WT_EXIT_KEYRING;
    case WT_ERROR_UNAUTHORIZED:
    case WT_ERROR_FORBIDDEN:
    case WT_ERROR_TOKEN_REFUSED:
      return WT_EXIT_REFUSED;
    case WT_ERROR_UNREACHABLE:
      return WT_EXIT_UNREACHABLE;
    case WT_ERROR_INVALID_INPUT:
    case WT_ERROR_REJECTED:
    case WT_ERROR_NOT_WORKBENCH:
    case WT_ERROR_NOT_SUPPORTED:
    case WT_ERROR_CONFLICT:
    case WT_ERROR_RATE_LIMITED:
    case WT_ERROR_SERVER:
    case WT_ERROR_REDIRECTED:
    case WT_ERROR_PROXY:
    case WT_ERROR_TLS:
    case WT_ERROR_UNREADABLE:
    case WT_ERROR_OUTCOME_UNKNOWN:
    case WT_ERROR_KEYRING_KEPT:
    case WT_ERROR_KEYRING_MISSING:
    case WT_ERROR_KEYRING_UNREADABLE:
    case WT_ERROR_WRONG_USER:
    case WT_ERROR_NOT_KEPT:
      break;
    }

  return WT_EXIT_FAILED;
}

/* The texts of core tell of buttons; here are commands. */
static const char *
text_of (const GError *error)
{
  if (g_error_matches (error, WT_ERROR, WT_ERROR_KEYRING_LOCKED))
    return _("The keyring is locked.");
  if (g_error_matches (error, WT_ERROR, WT_ERROR_KEYRING_ABSENT))
    return _("There is no keyring to keep your credentials in.");
  if (g_error_matches (error, WT_ERROR, WT_ERROR_CONFLICT))
    return _("A token can be generated only while you have none, and you have one.");

  return error->message;
}

/* Returns (transfer full) (nullable): what to type next, where the error's own text does not say so. */
static char *
dup_next_step (const GError *error)
{
  g_autofree char *command = NULL;

  if (error->domain != WT_ERROR)
    return NULL;

  if (error->code == WT_ERROR_KEYRING_LOCKED || error->code == WT_ERROR_KEYRING_ABSENT)
    command = wt_cli_dup_command ("unlock");
  else if (error->code == WT_ERROR_KEYRING_DAMAGED)
    command = wt_cli_dup_command ("unlock --begin-anew");
  else if (error->code == WT_ERROR_NOTHING_STORED || exit_status_of (error) == WT_EXIT_REFUSED)
    command = wt_cli_dup_command ("login");
  else if (error->code == WT_ERROR_CONFLICT || error->code == WT_ERROR_OUTCOME_UNKNOWN)
    command = wt_cli_dup_command ("list");
  else
    return NULL;

  /* Translators: %s is a command to type */
  return g_strdup_printf (_("Next: %s"), command);
}

static void
write_line (const char *text,
            const char *next_step)
{
  g_autofree char *printable = wt_cli_dup_printable (text);

  if (next_step != NULL)
    g_printerr ("wbtoken: %s %s\n", printable, next_step);
  else
    g_printerr ("wbtoken: %s\n", printable);
}

/* Says what went wrong, and what to do, on one line. Returns the exit status that goes with it. */
int
wt_cli_fail (const GError *error)
{
  g_autofree char *next_step = dup_next_step (error);

  write_line (text_of (error), next_step);

  return exit_status_of (error);
}

static void G_GNUC_PRINTF (1, 0)
write_formatted (const char *format,
                 va_list     arguments)
{
  g_autofree char *text = g_strdup_vprintf (format, arguments);

  write_line (text, NULL);
}

int
wt_cli_fail_with (WtExit      status,
                  const char *format,
                  ...)
{
  va_list arguments;

  va_start (arguments, format);
  write_formatted (format, arguments);
  va_end (arguments);

  return status;
}

/* What needs the programs outside, and how to do it from there. */
int
wt_cli_fail_in_sandbox (const char *why)
{
  g_autofree char *command = wt_cli_dup_command ("print");

  /* Translators: %s is a sentence, and then a command to type */
  return wt_cli_fail_with (WT_EXIT_FAILED, _("%s Next: USERTOKEN=$(%s) COMMAND"), why, command);
}

/* Something to know that is no failure. */
void
wt_cli_note (const char *format,
             ...)
{
  va_list arguments;

  va_start (arguments, format);
  write_formatted (format, arguments);
  va_end (arguments);
}

/* Writes all of it, straight to standard output: no buffer of stdio's keeps a copy. */
static int
write_parts (struct iovec *parts,
             int           n_parts)
{
  while (n_parts > 0)
    {
      ssize_t n_written = writev (STDOUT_FILENO, parts, n_parts);

      if (n_written < 0 && errno == EINTR)
        continue;
      if (n_written < 0)
        /* Translators: %s is what the system says of the failure */
        return wt_cli_fail_with (WT_EXIT_FAILED, _("The output could not be written (%s). Check where it goes to."),
                                 g_strerror (errno));

      for (; n_parts > 0 && (size_t) n_written >= parts->iov_len; parts++, n_parts--)
        n_written -= parts->iov_len;
      if (n_parts > 0)
        {
          parts->iov_base = (char *) parts->iov_base + n_written;
          parts->iov_len -= n_written;
        }
    }

  return WT_EXIT_DONE;
}

static struct iovec
make_part (const char *text)
{
  return (struct iovec){ (char *) text, strlen (text) };
}

/* Returns the exit status: an output that is closed or full is a failure. */
int
wt_cli_print (const char *format,
              ...)
{
  g_autofree char *text = NULL;
  g_autofree char *bytes = NULL;
  va_list arguments;
  struct iovec part;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  bytes = wt_cli_dup_bytes (text);
  part = make_part (bytes);

  return write_parts (&part, 1);
}

/* The secret goes from the memory that libsecret keeps it in to standard output, without a copy. */
int
wt_cli_print_secret (const char   *before,
                     WtCredential *credential)
{
  struct iovec parts[] = { make_part (before), make_part (wt_credential_get_text (credential)), make_part ("\n") };

  return write_parts (parts, G_N_ELEMENTS (parts));
}
