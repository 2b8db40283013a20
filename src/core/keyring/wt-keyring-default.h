/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void     wt_keyring_default_look_async (GAsyncReadyCallback   callback,
                                        gpointer              user_data);
void     wt_keyring_default_open_async (GAsyncReadyCallback   callback,
                                        gpointer              user_data);
void     wt_keyring_default_make_async (GAsyncReadyCallback   callback,
                                        gpointer              user_data);
gboolean wt_keyring_default_finish     (GAsyncResult         *result,
                                        GError              **error);

G_END_DECLS
