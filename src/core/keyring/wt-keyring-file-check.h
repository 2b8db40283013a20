/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void     wt_keyring_file_check_async  (gboolean              anew,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
gboolean wt_keyring_file_check_finish (GAsyncResult         *result,
                                       GError              **error);

G_END_DECLS
