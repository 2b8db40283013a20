/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include <gmodule.h>

/* A program that has this in LD_PRELOAD notes how long its window did not listen, in the file that is named in
 * WT_TEST_LOOP. What counts is the default main context alone: a blocking call of GLib's turns a context of its own, in
 * which nothing of the window lives. Two things are no freeze of the program's: that others had the processors, and that
 * the X server, which GTK asks this and that, did not have one either. */

#define MOST_MS 256

/* The file, shared with loop.py. */
typedef struct
{
  _Atomic guint64 longest_us;
  _Atomic guint64 is_listening;
  _Atomic guint64 counts[MOST_MS]; /* of how many milliseconds, rounded down */
} Watch;

typedef void *(*WaitForReply) (void *, guint64, void **);

void *xcb_wait_for_reply64 (void     *connection,
                            guint64   request,
                            void    **error);

static Watch *watch;
static __thread int schedstat = -1;
static __thread gint64 excused_us;
static gint64 woken_us;

/* A clock that stands still while this thread is ready to run and does not get to. */
static gint64
read_clock (void)
{
  char text[96];
  gssize length;
  guint64 delay_ns;

  if (schedstat == -1)
    schedstat = open ("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);

  length = pread (schedstat, text, sizeof text - 1, 0);
  if (length <= 0)
    g_error ("This kernel does not tell how long a thread waits for a processor");
  text[length] = '\0';

  if (sscanf (text, "%*u %" G_GUINT64_FORMAT, &delay_ns) != 1)
    g_error ("Not understood: %s", text);

  return g_get_monotonic_time () - delay_ns / 1000 - excused_us;
}

/* In the place of libxcb's, which is where Xlib waits. */
G_MODULE_EXPORT void *
xcb_wait_for_reply64 (void     *connection,
                      guint64   request,
                      void    **error)
{
  static WaitForReply real;
  gint64 asked_us = read_clock ();
  void *reply;

  if (real == NULL)
    real = (WaitForReply) dlsym (RTLD_NEXT, "xcb_wait_for_reply64");

  reply = real (connection, request, error);
  excused_us += read_clock () - asked_us;

  return reply;
}

static int
watch_poll (GPollFD *fds,
            guint    n_fds,
            int      timeout)
{
  gint64 absent_us = read_clock () - woken_us;
  int n_ready;

  if (woken_us != 0)
    watch->counts[CLAMP (absent_us / 1000, 0, MOST_MS - 1)]++;
  if (woken_us != 0 && absent_us > (gint64) watch->longest_us)
    watch->longest_us = absent_us;

  watch->is_listening = TRUE;
  n_ready = g_poll (fds, n_fds, timeout);
  watch->is_listening = FALSE;
  woken_us = read_clock ();

  return n_ready;
}

__attribute__ ((constructor)) static void
begin (void)
{
  int file = open (g_getenv ("WT_TEST_LOOP"), O_RDWR | O_CLOEXEC);

  watch = mmap (NULL, sizeof *watch, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (watch == MAP_FAILED)
    g_error ("WT_TEST_LOOP names no file");
  close (file);

  g_main_context_set_poll_func (g_main_context_default (), watch_poll);
}
