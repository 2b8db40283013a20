/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wt-keyring-found.h"

G_BEGIN_DECLS

#define WT_TYPE_KEYRING (wt_keyring_get_type ())

G_DECLARE_FINAL_TYPE (WtKeyring, wt_keyring, WT, KEYRING, GObject)

WtKeyring *wt_keyring_new                (void);
void       wt_keyring_set_asks_nobody    (WtKeyring            *self,
                                          gboolean              asks_nobody);

void       wt_keyring_lookup_async       (WtKeyring            *self,
                                          const char           *server,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
void       wt_keyring_lookup_token_async (WtKeyring            *self,
                                          const char           *server,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
WtKeyringFound *
           wt_keyring_lookup_finish      (WtKeyring            *self,
                                          GAsyncResult         *result,
                                          GError              **error);

void       wt_keyring_store_async        (WtKeyring            *self,
                                          const char           *server,
                                          WtCredential         *credential,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
gboolean   wt_keyring_store_finish       (WtKeyring            *self,
                                          GAsyncResult         *result,
                                          GError              **error);

void       wt_keyring_clear_async        (WtKeyring            *self,
                                          const char           *server,
                                          WtCredentialKind      kind,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
gboolean   wt_keyring_clear_finish       (WtKeyring            *self,
                                          GAsyncResult         *result,
                                          GError              **error);

void       wt_keyring_unlock_async       (WtKeyring            *self,
                                          const char           *server,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
gboolean   wt_keyring_unlock_finish      (WtKeyring            *self,
                                          GAsyncResult         *result,
                                          GError              **error);

void       wt_keyring_create_async       (WtKeyring            *self,
                                          const char           *server,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
gboolean   wt_keyring_create_finish      (WtKeyring            *self,
                                          GAsyncResult         *result,
                                          GError              **error);

G_END_DECLS
