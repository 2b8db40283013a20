/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * WtKeyringStore:
 * @WT_KEYRING_STORE_SERVICE: the Secret Service
 * @WT_KEYRING_STORE_FILE: a file of libsecret's, which a secret from the desktop's portal opens
 *
 * Where the secrets are kept.
 */
typedef enum
{
  WT_KEYRING_STORE_SERVICE,
  WT_KEYRING_STORE_FILE,
} WtKeyringStore;

void           wt_keyring_portal_look_async (GAsyncReadyCallback   callback,
                                             gpointer              user_data);
WtKeyringStore wt_keyring_portal_finish     (GAsyncResult         *result,
                                             GError              **error);
gboolean       wt_keyring_portal_has_file   (void);

G_END_DECLS
