/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean wt_kept_check_server        (GSettings            *settings,
                                      const char           *server,
                                      GError              **error);
void     wt_kept_check_server_async  (GSettings            *settings,
                                      const char           *server,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
gboolean wt_kept_check_server_finish (GSettings            *settings,
                                      GAsyncResult         *result,
                                      GError              **error);
gboolean wt_kept_check_facts         (GSettings            *settings,
                                      const char           *server,
                                      gboolean              is_signed_in,
                                      GError              **error);

G_END_DECLS
