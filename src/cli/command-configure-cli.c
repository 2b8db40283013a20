/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "wt-cli.h"
#include "wt-mask.h"
#include "wt-prompt.h"
#include "wt-sandbox.h"
#include "wt-terminal.h"

#define PROGRAM "import-io"
#define TICK_MILLISECONDS 50
/* A program that has said nothing for so long waits for an answer. */
#define QUIET_MICROSECONDS (150 * 1000)
/* One that will hide what is typed has done so by then; one that has not asks openly. */
#define OPEN_MICROSECONDS (2000 * 1000)
/* Asked once more after a wrong answer, or to confirm it; from then on it is the person's turn. */
#define MAX_ANSWERS 2
#define READ_SIZE 4096
/* What may become a piece of the token waits for so long; a key that a person sees later seems late. */
#define DOUBT_MILLISECONDS 30
/* A program that writes so much after an answer waits for nothing. */
#define MAX_HELD (16 * 1024 * 1024)

/* What is between the person and the program. */
typedef struct
{
  WtTerminal   *terminal;
  WtCredential *token;
  WtPrompt     *prompt;
  WtMask       *mask;
  GString      *held; /* what came since the answer; NULL when nothing is kept back */
  GString      *question; /* the end of what was answered */
  gint64        answered_at;
  gboolean      is_entered; /* the answer has its end */
  guint         n_answers;
  gint64        asked_at; /* 0 while nobody asks for the token */
  gint64        heard_at;
  guint         input;
  guint         output;
  guint         doubt;
  gboolean      input_ended;
  gboolean      output_failed;
  int           status;
  gboolean      has_ended;
} Relay;

static gboolean input_cb (int           file,
                          GIOCondition  condition,
                          gpointer      user_data);

static void
write_out (Relay         *self,
           const GString *text)
{
  for (gsize done = 0; done < text->len && !self->output_failed;)
    {
      ssize_t n_written = write (STDOUT_FILENO, text->str + done, text->len - done);

      if (n_written >= 0)
        done += n_written;
      else if (errno != EINTR)
        {
          /* As when a terminal is closed. */
          self->output_failed = TRUE;
          wt_terminal_signal (self->terminal, SIGHUP);
        }
    }
}

static gboolean
doubt_cb (gpointer user_data)
{
  Relay *self = user_data;
  g_autoptr (GString) masked = g_string_new (NULL);

  self->doubt = 0;
  wt_mask_flush (self->mask, masked);
  write_out (self, masked);

  return G_SOURCE_REMOVE;
}

/* What a person may see. */
static void
show (Relay      *self,
      const char *text,
      gsize       length)
{
  g_autoptr (GString) masked = g_string_new (NULL);

  wt_prompt_feed (self->prompt, text, length);
  wt_mask_feed (self->mask, text, length, masked);
  write_out (self, masked);

  g_clear_handle_id (&self->doubt, g_source_remove);
  if (wt_mask_has_kept_back (self->mask))
    self->doubt = g_timeout_add (DOUBT_MILLISECONDS, doubt_cb, self);
}

/* Keys are not handed on while a token is being asked for: they would become a part of it. */
static void
update_input (Relay *self)
{
  gboolean is_open = self->asked_at == 0 && self->held == NULL && !self->input_ended;

  if (is_open && self->input == 0)
    self->input = g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR, input_cb, self);
  else if (!is_open)
    g_clear_handle_id (&self->input, g_source_remove);
}

static gboolean
was_echoed (Relay *self)
{
  g_autoptr (WtMask) mask = wt_mask_new (wt_credential_get_text (self->token));
  g_autoptr (GString) masked = g_string_new (NULL);

  wt_mask_feed (mask, self->held->str, self->held->len, masked);

  return wt_mask_has_hidden (mask);
}

/* The terminal or the program may have echoed the answer, and some draw the whole line anew for each of its characters.
 * Where it can be seen at all, its first characters are hidden as well, which would be no piece of it elsewhere. */
static void
release_held (Relay *self)
{
  g_autoptr (GString) held = NULL;

  if (was_echoed (self))
    wt_mask_expect_answer (self->mask, self->question->str);
  held = g_steal_pointer (&self->held);
  show (self, held->str, held->len);
  wt_mask_expect_answer (self->mask, NULL);
  explicit_bzero (held->str, held->allocated_len);
}

/* Where it has to grow it moves, and what it was is wiped. */
static void
hold_back (Relay      *self,
           const char *text,
           gsize       length)
{
  GString *before = self->held;

  if (before->len + length >= before->allocated_len)
    {
      self->held = g_string_sized_new (2 * (before->len + length));
      g_string_append_len (self->held, before->str, before->len);
      explicit_bzero (before->str, before->allocated_len);
      g_string_free (before, TRUE);
    }
  g_string_append_len (self->held, text, length);
}

static void
look_at_prompt (Relay *self)
{
  gboolean asks = self->held == NULL && self->n_answers < MAX_ANSWERS && wt_prompt_asks_for_token (self->prompt);

  if (!asks)
    self->asked_at = 0;
  else if (self->asked_at == 0)
    self->asked_at = g_get_monotonic_time ();
  update_input (self);
}

static void
answer (Relay *self)
{
  const char *text = wt_credential_get_text (self->token);

  self->asked_at = 0;
  self->n_answers++;
  self->held = g_string_sized_new (READ_SIZE);
  self->is_entered = FALSE;
  self->answered_at = g_get_monotonic_time ();
  g_string_assign (self->question, wt_prompt_get_line (self->prompt));
  wt_prompt_forget (self->prompt);
  wt_terminal_write (self->terminal, text, strlen (text));
}

/* Separately: some take each thing that they read for one key. */
static void
enter (Relay *self)
{
  self->is_entered = TRUE;
  self->answered_at = g_get_monotonic_time ();
  wt_terminal_write (self->terminal, "\r", 1);
}

/* It has read what was typed, and has drawn what it draws. */
static gboolean
has_taken_answer (Relay  *self,
                  gint64  now)
{
  if (now - self->answered_at > OPEN_MICROSECONDS || self->held->len > MAX_HELD)
    return TRUE;

  return now - MAX (self->heard_at, self->answered_at) > QUIET_MICROSECONDS && !wt_terminal_has_unread (self->terminal);
}

static gboolean
may_answer (Relay  *self,
            gint64  now)
{
  return self->asked_at != 0 && now - self->heard_at > QUIET_MICROSECONDS &&
         (!wt_terminal_has_echo (self->terminal) || now - self->asked_at > OPEN_MICROSECONDS);
}

static gboolean
tick_cb (gpointer user_data)
{
  Relay *self = user_data;
  gint64 now = g_get_monotonic_time ();

  if (self->held == NULL && may_answer (self, now))
    answer (self);
  else if (self->held != NULL && has_taken_answer (self, now))
    {
      if (self->is_entered)
        release_held (self);
      else
        enter (self);
    }
  look_at_prompt (self);

  return G_SOURCE_CONTINUE;
}

/* Reads what there is. FALSE when nothing will follow. */
static gboolean
read_output (Relay *self)
{
  char buffer[READ_SIZE];
  ssize_t n_read;

  while ((n_read = read (wt_terminal_get_master (self->terminal), buffer, sizeof buffer)) > 0)
    {
      self->heard_at = g_get_monotonic_time ();
      if (self->held == NULL)
        show (self, buffer, n_read);
      else
        hold_back (self, buffer, n_read);
      explicit_bzero (buffer, n_read);
    }
  look_at_prompt (self);

  return n_read < 0 && (errno == EAGAIN || errno == EINTR);
}

static gboolean
output_cb (int          file,
           GIOCondition condition,
           gpointer     user_data)
{
  Relay *self = user_data;

  if (read_output (self))
    return G_SOURCE_CONTINUE;

  self->output = 0;

  return G_SOURCE_REMOVE;
}

/* The end of our input is not the program's: what it still wants to know, it waits for. */
static gboolean
input_cb (int          file,
          GIOCondition condition,
          gpointer     user_data)
{
  Relay *self = user_data;
  char buffer[READ_SIZE];
  ssize_t n_read = read (STDIN_FILENO, buffer, sizeof buffer);

  if (n_read > 0 && wt_terminal_write (self->terminal, buffer, n_read))
    return G_SOURCE_CONTINUE;

  self->input_ended = TRUE;
  self->input = 0;

  return G_SOURCE_REMOVE;
}

static gboolean
resized_cb (gpointer user_data)
{
  Relay *self = user_data;

  wt_terminal_copy_size (self->terminal);
  wt_prompt_set_columns (self->prompt, wt_terminal_get_columns (self->terminal));

  return G_SOURCE_CONTINUE;
}

static gboolean
interrupted_cb (gpointer user_data)
{
  wt_terminal_signal (((Relay *) user_data)->terminal, SIGINT);

  return G_SOURCE_CONTINUE;
}

static gboolean
terminated_cb (gpointer user_data)
{
  wt_terminal_signal (((Relay *) user_data)->terminal, SIGTERM);

  return G_SOURCE_CONTINUE;
}

static gboolean
hung_up_cb (gpointer user_data)
{
  wt_terminal_signal (((Relay *) user_data)->terminal, SIGHUP);

  return G_SOURCE_CONTINUE;
}

static void
ended_cb (GPid     pid,
          int      status,
          gpointer user_data)
{
  Relay *self = user_data;

  self->status = WIFEXITED (status) ? WEXITSTATUS (status) : 128 + WTERMSIG (status);
  self->has_ended = TRUE;
}

static void
relay_run (Relay *self)
{
  guint sources[] = {
    g_unix_signal_add (SIGWINCH, resized_cb, self),
    g_unix_signal_add (SIGINT, interrupted_cb, self),
    g_unix_signal_add (SIGTERM, terminated_cb, self),
    g_unix_signal_add (SIGHUP, hung_up_cb, self),
    g_timeout_add (TICK_MILLISECONDS, tick_cb, self),
  };

  self->output = g_unix_fd_add (wt_terminal_get_master (self->terminal), G_IO_IN | G_IO_HUP | G_IO_ERR,
                                output_cb, self);
  g_child_watch_add (wt_terminal_get_pid (self->terminal), ended_cb, self);
  update_input (self);

  while (!self->has_ended)
    g_main_context_iteration (NULL, TRUE);

  read_output (self);
  if (self->held != NULL)
    release_held (self);
  g_clear_handle_id (&self->doubt, g_source_remove);
  doubt_cb (self);
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    g_source_remove (sources[i]);
  g_clear_handle_id (&self->input, g_source_remove);
  g_clear_handle_id (&self->output, g_source_remove);
}

static int
configure (WtCredential *token)
{
  char *command[] = { (char *) PROGRAM, (char *) "config", NULL };
  g_autoptr (WtTerminal) terminal = wt_terminal_start (command);
  g_autoptr (WtPrompt) prompt = wt_prompt_new (terminal != NULL ? wt_terminal_get_columns (terminal) : 0);
  g_autoptr (WtMask) mask = wt_mask_new (wt_credential_get_text (token));
  g_autoptr (GString) question = g_string_new (NULL);
  Relay relay = { .terminal = terminal, .token = token, .prompt = prompt, .mask = mask, .question = question };

  if (terminal == NULL)
    return wt_cli_fail_to_run (PROGRAM);

  relay_run (&relay);
  g_clear_pointer (&terminal, wt_terminal_free);
  if (relay.output_failed)
    return wt_cli_fail_with (WT_EXIT_FAILED, _("The output could not be written. Check where it goes to."));
  if (relay.status == WT_EXIT_DONE && relay.n_answers == 0)
    wt_cli_note (_("“import-io config” did not ask for a User Token, so none was given to it."));

  return relay.status;
}

static int
run (WtAccounts  *accounts,
     char       **arguments)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *program = NULL;
  WtCredential *token;

  if (wt_sandbox_is_around_us ())
    return wt_cli_fail_in_sandbox (_("“import-io” cannot be run from inside the Flatpak."));

  program = g_find_program_in_path (PROGRAM);
  if (program == NULL)
    return wt_cli_fail_with (WT_EXIT_NOT_FOUND,
                             _("“import-io” was not found. Install the Extractor Studio CLI, and check that it is on PATH."));

  token = wt_cli_load_token (accounts, &error);

  return token != NULL ? configure (token) : wt_cli_fail (error);
}

const WtCommand wt_command_configure_cli = {
  .name = "configure-cli",
  .summary = N_("Run “import-io config”, and answer its question for the User Token"),
  .run = run,
};
