/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libsecret/secret.h>

G_BEGIN_DECLS

void         wt_keyring_single_look_async (const SecretSchema   *schema,
                                           GHashTable           *attributes,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
SecretValue *wt_keyring_single_finish     (GAsyncResult         *result,
                                           GError              **error);

G_END_DECLS
