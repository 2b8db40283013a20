/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <signal.h>
#include <sys/resource.h>

#include "wt-process.h"

/* What the process came with, to be handed on to a program that takes its place. */
static struct rlimit core_limit;
static struct sigaction pipe_action;

static GLogWriterOutput
write_log (GLogLevelFlags   level,
           const GLogField *fields,
           gsize            n_fields,
           gpointer         user_data)
{
  /* Over HTTP/2 libsoup logs each path with its query, and so the API key. */
  for (gsize i = 0; i < n_fields; i++)
    {
      if (g_str_equal (fields[i].key, "GLIB_DOMAIN") && g_strcmp0 (fields[i].value, "libsoup-http2") == 0)
        return G_LOG_WRITER_HANDLED;
    }

  return g_log_writer_default (level, fields, n_fields, user_data);
}

/**
 * wt_process_protect:
 *
 * Closes the ways that a secret could take out of this process by itself: no core dump is written, and log messages
 * that hold a credential are dropped. To be called once, first thing in main().
 */
void
wt_process_protect (void)
{
  /* Only the soft limit counts, and the hard one could not be raised again. */
  getrlimit (RLIMIT_CORE, &core_limit);
  setrlimit (RLIMIT_CORE, &(struct rlimit){ 0, core_limit.rlim_max });

  /* A socket of GLib's would do so later, and an output that is closed is an error that can be told. */
  sigaction (SIGPIPE, NULL, &pipe_action);
  signal (SIGPIPE, SIG_IGN);

  g_log_set_writer_func (write_log, NULL, NULL);
}

/**
 * wt_process_restore:
 *
 * Undoes what would be handed on to a program that takes this one's place, or is started by it. Safe after fork().
 */
void
wt_process_restore (void)
{
  setrlimit (RLIMIT_CORE, &core_limit);
  sigaction (SIGPIPE, &pipe_action, NULL);
}
