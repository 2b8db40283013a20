/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

char     *wt_keyring_file_dup_path         (void);
gboolean  wt_keyring_file_parse            (GBytes               *contents,
                                            guint                *n_items);

void      wt_keyring_file_read_async       (GAsyncReadyCallback   callback,
                                            gpointer              user_data);
gboolean  wt_keyring_file_read_finish      (GAsyncResult         *result,
                                            guint                *n_items,
                                            GError              **error);

void      wt_keyring_file_set_aside_async  (GAsyncReadyCallback   callback,
                                            gpointer              user_data);
char     *wt_keyring_file_set_aside_finish (GAsyncResult         *result,
                                            GError              **error);

GError   *wt_keyring_file_error_damaged    (void);
GError   *wt_keyring_file_error_from       (const GError         *cause);

G_END_DECLS
