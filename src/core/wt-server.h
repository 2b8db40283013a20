/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define WT_SERVER_DEFAULT "https://workbench.import.io"

char     *wt_server_parse       (const char  *text,
                                 GError     **error);
char     *wt_server_dup_host    (const char  *server);
gboolean  wt_server_is_loopback (const char  *server);

G_END_DECLS
