/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "wt-cli.h"
#include "wt-terminal.h"

#define WRITE_MILLISECONDS 5000

/**
 * WtTerminal:
 *
 * A program in a pseudo-terminal of its own, as large as the one that we have. Ours, if we have one, hands on each key
 * as it is until this is freed.
 */
struct _WtTerminal
{
  int             master;
  GPid            pid;
  gboolean        is_raw;
  struct termios  as_before;
};

static void
run_child (char **command)
{
  execvp (command[0], command);
  _exit (errno == ENOENT ? WT_EXIT_NOT_FOUND : WT_EXIT_CANNOT_RUN);
}

/**
 * wt_terminal_start:
 * @command: (array zero-terminated=1): a program and its arguments
 *
 * Returns: (transfer full) (nullable): the terminal, or %NULL with errno set
 */
WtTerminal *
wt_terminal_start (char **command)
{
  WtTerminal *self = g_new0 (WtTerminal, 1);
  gboolean has_terminal = tcgetattr (STDIN_FILENO, &self->as_before) == 0;
  struct termios raw = self->as_before;
  struct winsize size;
  gboolean has_size = ioctl (STDIN_FILENO, TIOCGWINSZ, &size) == 0;

  self->pid = forkpty (&self->master, NULL, has_terminal ? &self->as_before : NULL, has_size ? &size : NULL);
  if (self->pid < 0)
    {
      g_free (self);
      return NULL;
    }
  if (self->pid == 0)
    run_child (command);

  fcntl (self->master, F_SETFD, FD_CLOEXEC);
  g_unix_set_fd_nonblocking (self->master, TRUE, NULL);
  if (has_terminal)
    {
      cfmakeraw (&raw);
      self->is_raw = tcsetattr (STDIN_FILENO, TCSADRAIN, &raw) == 0;
    }

  return self;
}

/**
 * wt_terminal_free:
 * @self: (transfer full): a terminal
 *
 * Closes it, and makes our own what it was.
 */
void
wt_terminal_free (WtTerminal *self)
{
  if (self->is_raw)
    tcsetattr (STDIN_FILENO, TCSADRAIN, &self->as_before);
  close (self->master);
  g_free (self);
}

int
wt_terminal_get_master (WtTerminal *self)
{
  return self->master;
}

GPid
wt_terminal_get_pid (WtTerminal *self)
{
  return self->pid;
}

/**
 * wt_terminal_get_columns:
 * @self: a terminal
 *
 * Returns: how wide it is, or 0 if that is not known
 */
guint
wt_terminal_get_columns (WtTerminal *self)
{
  struct winsize size;

  return ioctl (self->master, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

/**
 * wt_terminal_has_echo:
 * @self: a terminal
 *
 * Returns: whether the terminal shows what is typed into it
 */
gboolean
wt_terminal_has_echo (WtTerminal *self)
{
  struct termios now;

  return tcgetattr (self->master, &now) == 0 && (now.c_lflag & ECHO) != 0;
}

/**
 * wt_terminal_has_unread:
 * @self: a terminal
 *
 * A line that is not ended is not counted as long as the terminal itself lets it be edited. Where the kernel does not tell,
 * nothing is unread.
 *
 * Returns: whether the program has still to read what was typed
 */
gboolean
wt_terminal_has_unread (WtTerminal *self)
{
  int n_unread = 0;
  int slave = ioctl (self->master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);

  if (slave < 0)
    return FALSE;

  if (ioctl (slave, FIONREAD, &n_unread) != 0)
    n_unread = 0;
  close (slave);

  return n_unread > 0;
}

/**
 * wt_terminal_write:
 * @self: a terminal
 * @text: what to type into it
 * @length: the number of bytes
 *
 * Returns: whether all of it was taken
 */
gboolean
wt_terminal_write (WtTerminal *self,
                   const char *text,
                   gsize       length)
{
  while (length > 0)
    {
      ssize_t n_written = write (self->master, text, length);

      if (n_written < 0 && errno == EAGAIN)
        {
          if (poll (&(struct pollfd){ self->master, POLLOUT, 0 }, 1, WRITE_MILLISECONDS) == 0)
            return FALSE;
          continue;
        }
      if (n_written < 0 && errno == EINTR)
        continue;
      if (n_written < 0)
        return FALSE;

      text += n_written;
      length -= n_written;
    }

  return TRUE;
}

/**
 * wt_terminal_copy_size:
 * @self: a terminal
 *
 * Makes it as large as ours is now. The program is told.
 */
void
wt_terminal_copy_size (WtTerminal *self)
{
  struct winsize size;

  if (ioctl (STDIN_FILENO, TIOCGWINSZ, &size) == 0)
    ioctl (self->master, TIOCSWINSZ, &size);
}

/**
 * wt_terminal_signal:
 * @self: a terminal
 * @number: a signal
 *
 * Sends it to the program, and to what it started in its terminal.
 */
void
wt_terminal_signal (WtTerminal *self,
                    int         number)
{
  kill (-self->pid, number);
}
