/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define WT_SERVER_DEFAULT "https://workbench.import.io"

/* What is where on a server: of the API, and pages for people. The fragment is Swagger UI's for a tag. */
#define WT_SERVER_API_TOKENS "/api/usertokens"
#define WT_SERVER_API_USER "/api/whoami"
#define WT_SERVER_PAGE_API "/api/docs/#/UserToken"
#define WT_SERVER_PAGE_USERS "/users"

char     *wt_server_parse       (const char  *text,
                                 GError     **error);
char     *wt_server_dup_host    (const char  *server);
gboolean  wt_server_is_loopback (const char  *server);

G_END_DECLS
