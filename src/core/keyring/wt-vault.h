/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wt-credential-set.h"
#include "wt-keyring-state.h"
#include "wt-keyring.h"

G_BEGIN_DECLS

#define WT_TYPE_VAULT (wt_vault_get_type ())

G_DECLARE_FINAL_TYPE (WtVault, wt_vault, WT, VAULT, GObject)

WtVault       *wt_vault_new              (WtKeyring            *keyring,
                                          const char           *server);

WtKeyringState wt_vault_get_state        (WtVault              *self);
const GError  *wt_vault_get_error        (WtVault              *self);
gboolean       wt_vault_get_stored_token (WtVault              *self,
                                          WtCredential        **stored);
gboolean       wt_vault_has_stored       (WtVault              *self);
gboolean       wt_vault_is_in_flux       (WtVault              *self);
gboolean       wt_vault_has_unsaved      (WtVault              *self);
const WtCredentialSet *
                wt_vault_get_credentials  (WtVault              *self);
gboolean       wt_vault_is_loaded        (WtVault              *self);
void           wt_vault_put              (WtVault              *self,
                                          WtCredential         *credential);
void           wt_vault_replace          (WtVault              *self,
                                          WtCredential         *credential);
void           wt_vault_remove           (WtVault              *self,
                                          WtCredentialKind      kind);
void           wt_vault_save             (WtVault              *self);

void           wt_vault_load_async       (WtVault              *self,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
void           wt_vault_load_token_async (WtVault              *self,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
void           wt_vault_reload_async     (WtVault              *self,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
gboolean       wt_vault_load_finish      (WtVault              *self,
                                          GAsyncResult         *result,
                                          gboolean             *was_overruled,
                                          GError              **error);

void           wt_vault_open_async       (WtVault              *self,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
gboolean       wt_vault_open_finish      (WtVault              *self,
                                          GAsyncResult         *result,
                                          GError              **error);

void           wt_vault_renew_async      (WtVault              *self,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
char          *wt_vault_renew_finish     (WtVault              *self,
                                          GAsyncResult         *result,
                                          GError              **error);

void           wt_vault_clear_async      (WtVault              *self,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
gboolean       wt_vault_clear_finish     (WtVault              *self,
                                          GAsyncResult         *result,
                                          GError              **error);

G_END_DECLS
