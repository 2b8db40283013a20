/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sim-api.h"
#include "sim-log.h"

/* What listens, and brings a request to where it belongs. */
typedef struct _SimServer SimServer;

SimServer *sim_server_new         (const SimApi     *api,
                                   SimLog           *log);
void       sim_server_free        (SimServer        *server);
gboolean   sim_server_listen      (SimServer        *server,
                                   guint             port,
                                   GTlsCertificate  *certificate,
                                   GError          **error);
char      *sim_server_dup_address (SimServer        *server);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimServer, sim_server_free)
