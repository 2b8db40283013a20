/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wt-reply.h"
#include "wt-user-token.h"
#include "wt-user.h"

G_BEGIN_DECLS

#define WT_TYPE_API_CLIENT (wt_api_client_get_type ())

G_DECLARE_FINAL_TYPE (WtApiClient, wt_api_client, WT, API_CLIENT, GObject)

WtApiClient *wt_api_client_new                 (const char           *server,
                                                GTlsDatabase         *tls_database);
const char  *wt_api_client_get_server          (WtApiClient          *self);
char        *wt_api_client_dup_details         (WtApiClient          *self);
void         wt_api_client_set_value_member    (WtApiClient          *self,
                                                const char           *value_member);

void         wt_api_client_get_user_async      (WtApiClient          *self,
                                                WtCredential         *credential,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
WtUser      *wt_api_client_get_user_finish     (WtApiClient          *self,
                                                GAsyncResult         *result,
                                                GError              **error);

void         wt_api_client_list_tokens_async   (WtApiClient          *self,
                                                WtCredential         *credential,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
GPtrArray   *wt_api_client_list_tokens_finish  (WtApiClient          *self,
                                                GAsyncResult         *result,
                                                guint                *n_skipped,
                                                GError              **error);

void         wt_api_client_create_token_async  (WtApiClient          *self,
                                                WtCredential         *api_key,
                                                const char           *name,
                                                const char           *user_id,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
WtUserToken *wt_api_client_create_token_finish (WtApiClient          *self,
                                                GAsyncResult         *result,
                                                GError              **error);

void         wt_api_client_revoke_token_async  (WtApiClient          *self,
                                                WtCredential         *credential,
                                                const char           *id,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
gboolean     wt_api_client_revoke_token_finish (WtApiClient          *self,
                                                GAsyncResult         *result,
                                                GError              **error);

void         wt_api_client_try_async           (WtApiClient          *self,
                                                WtCredential         *credential,
                                                WtCredential         *other,
                                                const char           *body,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
WtReply    *wt_api_client_try_finish          (WtApiClient          *self,
                                                GAsyncResult         *result,
                                                GError              **error);

G_END_DECLS
