/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sim-http.h"

/* Which requests came in, for the tests to assert on. It holds the secrets of the requests, which are all made up. */
typedef struct _SimLog SimLog;

SimLog     *sim_log_new         (const char        *path,
                                 GError           **error);
void        sim_log_free        (SimLog            *log);
JsonObject *sim_log_begin_entry (SimLog            *log,
                                 const SimRequest  *request);
void        sim_log_end_entry   (SimLog            *log,
                                 JsonObject        *entry,
                                 guint              status);
JsonArray  *sim_log_get_entries (SimLog            *log);
void        sim_log_clear       (SimLog            *log);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimLog, sim_log_free)
