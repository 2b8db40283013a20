/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>
#include <sys/types.h>

G_BEGIN_DECLS

gboolean    wt_session_bus_check       (GError     **error);
const char *wt_session_bus_get_trouble (void);

gboolean    wt_session_bus_is_at       (const char  *address,
                                        const char  *runtime_folder,
                                        gboolean     connects);
gboolean    wt_session_bus_is_anothers (uid_t        user,
                                        const char  *runtime_folder);

G_END_DECLS
