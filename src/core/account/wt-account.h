/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wt-account-state.h"
#include "wt-keyring-state.h"
#include "wt-reply.h"
#include "wt-user-token.h"
#include "wt-user.h"

G_BEGIN_DECLS

#define WT_TYPE_ACCOUNT (wt_account_get_type ())

G_DECLARE_FINAL_TYPE (WtAccount, wt_account, WT, ACCOUNT, GObject)

void           wt_account_load                (WtAccount            *self);
void           wt_account_load_token          (WtAccount            *self);

WtAccountState wt_account_get_state           (WtAccount            *self);
WtKeyringState wt_account_get_keyring_state   (WtAccount            *self);
const GError  *wt_account_get_keyring_error   (WtAccount            *self);
gboolean       wt_account_has_gnome_keyring   (WtAccount            *self);
const GError  *wt_account_get_error           (WtAccount            *self);
const GError  *wt_account_get_refusal         (WtAccount            *self);
const char    *wt_account_get_details         (WtAccount            *self);
const char    *wt_account_get_server          (WtAccount            *self);
WtUser        *wt_account_get_user            (WtAccount            *self);
GListModel    *wt_account_get_tokens          (WtAccount            *self);
WtUserToken   *wt_account_get_active_token    (WtAccount            *self);
guint          wt_account_get_n_skipped       (WtAccount            *self);
gboolean       wt_account_get_signed_in       (WtAccount            *self);
gboolean       wt_account_get_busy            (WtAccount            *self);
gboolean       wt_account_get_can_generate    (WtAccount            *self);
gboolean       wt_account_get_needs_api_key   (WtAccount            *self);
gboolean       wt_account_get_can_revoke      (WtAccount            *self);
gboolean       wt_account_get_has_unsaved     (WtAccount            *self);
gboolean       wt_account_get_has_api_key     (WtAccount            *self);
gboolean       wt_account_get_opening         (WtAccount            *self);

void           wt_account_refresh             (WtAccount            *self);
void           wt_account_use_token           (WtAccount            *self,
                                               WtUserToken          *token);
void           wt_account_retry_keyring       (WtAccount            *self);

void           wt_account_begin_anew_async    (WtAccount            *self,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
char          *wt_account_begin_anew_finish   (WtAccount            *self,
                                               GAsyncResult         *result,
                                               GError              **error);

void           wt_account_verify_async        (WtAccount            *self,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
WtUser        *wt_account_verify_finish       (WtAccount            *self,
                                               GAsyncResult         *result,
                                               GError              **error);

void           wt_account_generate_async      (WtAccount            *self,
                                               const char           *name,
                                               const char           *user_id,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
WtUserToken   *wt_account_generate_finish     (WtAccount            *self,
                                               GAsyncResult         *result,
                                               GError              **error);

void           wt_account_revoke_async        (WtAccount            *self,
                                               WtUserToken          *token,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
gboolean       wt_account_revoke_finish       (WtAccount            *self,
                                               GAsyncResult         *result,
                                               GError              **error);

void           wt_account_sign_out_async      (WtAccount            *self,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
gboolean       wt_account_sign_out_finish     (WtAccount            *self,
                                               GAsyncResult         *result,
                                               GError              **error);

void           wt_account_try_async           (WtAccount            *self,
                                               const char           *text,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
WtReply       *wt_account_try_finish          (WtAccount            *self,
                                               GAsyncResult         *result,
                                               GError              **error);

char          *wt_account_dup_wbtoken_command (WtAccount            *self,
                                               const char           *arguments);
char          *wt_account_dup_request_command (WtAccount            *self);
char          *wt_account_dup_create_command  (WtAccount            *self,
                                               const char           *name);
SecretValue   *wt_account_dup_keyed_command   (WtAccount            *self,
                                               const char           *name);
SecretValue   *wt_account_dup_header          (WtAccount            *self);

G_END_DECLS
