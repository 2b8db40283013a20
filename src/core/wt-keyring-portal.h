/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void     wt_keyring_portal_look_async (GAsyncReadyCallback   callback,
                                       gpointer              user_data);
gboolean wt_keyring_portal_finish     (GAsyncResult         *result,
                                       gboolean             *has_file,
                                       GError              **error);

G_END_DECLS
