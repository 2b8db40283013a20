/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wt-account.h"
#include "wt-credential.h"
#include "wt-sign-in.h"

G_BEGIN_DECLS

#define WT_TYPE_ACCOUNTS (wt_accounts_get_type ())

G_DECLARE_FINAL_TYPE (WtAccounts, wt_accounts, WT, ACCOUNTS, GObject)

WtAccounts *wt_accounts_new             (GSettings            *settings,
                                         const char           *server);
void        wt_accounts_set_asks_nobody (WtAccounts           *self,
                                         gboolean              asks_nobody);
void        wt_accounts_start           (WtAccounts           *self);

WtAccount  *wt_accounts_get_selected    (WtAccounts           *self);
WtSignIn   *wt_accounts_get_sign_in     (WtAccounts           *self);
gboolean    wt_accounts_get_signing_in  (WtAccounts           *self);
gboolean    wt_accounts_get_saving      (WtAccounts           *self);

void        wt_accounts_select          (WtAccounts           *self,
                                         const char           *server);
void        wt_accounts_sign_in         (WtAccounts           *self,
                                         const char           *address,
                                         WtCredentialKind      kind,
                                         const char           *secret);
void        wt_accounts_ask_sign_in     (WtAccounts           *self);
void        wt_accounts_cancel_sign_in  (WtAccounts           *self);

void        wt_accounts_settle_async    (WtAccounts           *self,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
gboolean    wt_accounts_settle_finish   (WtAccounts           *self,
                                         GAsyncResult         *result,
                                         GError              **error);
gboolean    wt_accounts_check_kept      (WtAccounts           *self,
                                         gboolean              has_signed_in,
                                         GError              **error);

G_END_DECLS
