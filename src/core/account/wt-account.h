/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wt-keyring-state.h"
#include "wt-reply.h"
#include "wt-user-token.h"
#include "wt-user.h"

G_BEGIN_DECLS

/**
 * WtAccountState:
 * @WT_ACCOUNT_LOADING: the keyring has not answered yet, or is locked
 * @WT_ACCOUNT_SIGNED_OUT: nothing is stored, or the first sign-in failed
 * @WT_ACCOUNT_CONNECTING: a credential is known, and the server is being asked
 * @WT_ACCOUNT_READY: the server answered
 * @WT_ACCOUNT_OFFLINE: the server is not reachable
 * @WT_ACCOUNT_REFUSED: the server does not accept the credential
 * @WT_ACCOUNT_FAILED: any other failure
 *
 * The one state that every page, banner, button and exit status derives from.
 */
typedef enum
{
  WT_ACCOUNT_LOADING,
  WT_ACCOUNT_SIGNED_OUT,
  WT_ACCOUNT_CONNECTING,
  WT_ACCOUNT_READY,
  WT_ACCOUNT_OFFLINE,
  WT_ACCOUNT_REFUSED,
  WT_ACCOUNT_FAILED,
} WtAccountState;

#define WT_TYPE_ACCOUNT (wt_account_get_type ())

G_DECLARE_FINAL_TYPE (WtAccount, wt_account, WT, ACCOUNT, GObject)

WtAccount      *wt_account_new                  (GSettings            *settings,
                                                 const char           *server);
void            wt_account_start                (WtAccount            *self);
void            wt_account_load                 (WtAccount            *self);
void            wt_account_load_token           (WtAccount            *self);

WtAccountState  wt_account_get_state            (WtAccount            *self);
WtKeyringState  wt_account_get_keyring_state    (WtAccount            *self);
const GError   *wt_account_get_error            (WtAccount            *self);
const char     *wt_account_get_details          (WtAccount            *self);
const char     *wt_account_get_server           (WtAccount            *self);
WtUser         *wt_account_get_user             (WtAccount            *self);
GListModel     *wt_account_get_tokens           (WtAccount            *self);
WtUserToken    *wt_account_get_active_token     (WtAccount            *self);
guint           wt_account_get_n_skipped        (WtAccount            *self);
gboolean        wt_account_get_signed_in        (WtAccount            *self);
gboolean        wt_account_get_signing_in       (WtAccount            *self);
gboolean        wt_account_get_busy             (WtAccount            *self);
gboolean        wt_account_get_can_generate     (WtAccount            *self);
gboolean        wt_account_get_needs_api_key    (WtAccount            *self);
gboolean        wt_account_get_can_revoke       (WtAccount            *self);
gboolean        wt_account_get_has_unsaved      (WtAccount            *self);
gboolean        wt_account_get_has_api_key      (WtAccount            *self);

void            wt_account_sign_in              (WtAccount            *self,
                                                 const char           *address,
                                                 WtCredentialKind      kind,
                                                 const char           *secret);
void            wt_account_use_server           (WtAccount            *self,
                                                 const char           *server);
void            wt_account_ask_sign_in          (WtAccount            *self);
void            wt_account_cancel_sign_in       (WtAccount            *self);
void            wt_account_refresh              (WtAccount            *self);
void            wt_account_use_token            (WtAccount            *self,
                                                 WtUserToken          *token);
void            wt_account_retry_keyring        (WtAccount            *self);

void            wt_account_settle_async         (WtAccount            *self,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
gboolean        wt_account_settle_finish        (WtAccount            *self,
                                                 GAsyncResult         *result,
                                                 GError              **error);

void            wt_account_verify_async         (WtAccount            *self,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
WtUser         *wt_account_verify_finish        (WtAccount            *self,
                                                 GAsyncResult         *result,
                                                 GError              **error);

void            wt_account_generate_async       (WtAccount            *self,
                                                 const char           *name,
                                                 const char           *user_id,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
WtUserToken    *wt_account_generate_finish      (WtAccount            *self,
                                                 GAsyncResult         *result,
                                                 GError              **error);

void            wt_account_revoke_async         (WtAccount            *self,
                                                 WtUserToken          *token,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
gboolean        wt_account_revoke_finish        (WtAccount            *self,
                                                 GAsyncResult         *result,
                                                 GError              **error);

void            wt_account_sign_out_async       (WtAccount            *self,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
gboolean        wt_account_sign_out_finish      (WtAccount            *self,
                                                 GAsyncResult         *result,
                                                 GError              **error);

void            wt_account_request_async        (WtAccount            *self,
                                                 const char           *text,
                                                 GCancellable         *cancellable,
                                                 GAsyncReadyCallback   callback,
                                                 gpointer              user_data);
WtReply       *wt_account_request_finish       (WtAccount            *self,
                                                 GAsyncResult         *result,
                                                 GError              **error);

char           *wt_account_dup_wbtoken_command  (WtAccount            *self,
                                                 const char           *arguments);
char           *wt_account_dup_request_command  (WtAccount            *self);
char           *wt_account_dup_create_command   (WtAccount            *self,
                                                 const char           *name);
SecretValue    *wt_account_dup_keyed_command    (WtAccount            *self,
                                                 const char           *name);
SecretValue    *wt_account_dup_header           (WtAccount            *self);

G_END_DECLS
