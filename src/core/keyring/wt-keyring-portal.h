/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Asks the Secret Service, and takes @task. */
typedef void (*WtKeyringAskFunc) (GTask *task);

void     wt_keyring_portal_look_async   (GAsyncReadyCallback   callback,
                                         gpointer              user_data);
gboolean wt_keyring_portal_finish       (GAsyncResult         *result,
                                         GError              **error);
void     wt_keyring_portal_find_service (GTask                *task,
                                         WtKeyringAskFunc      ask);

G_END_DECLS
