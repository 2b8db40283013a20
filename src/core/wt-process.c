/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <sys/resource.h>

#include "wt-process.h"

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
  setrlimit (RLIMIT_CORE, &(struct rlimit){ 0, 0 });
  g_log_set_writer_func (write_log, NULL, NULL);
}
