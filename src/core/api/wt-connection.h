/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wt-api-client.h"

G_BEGIN_DECLS

/**
 * WtConnection:
 * @user: (nullable): whose credential it is; %NULL if whoami did not tell or was not asked
 * @tokens: (element-type WtUserToken): the complete list
 * @n_skipped: how many items of the list could not be read
 * @refusal: (nullable): why the User Token was not accepted, where the API key was used in its place
 *
 * What a server answered to a credential.
 */
typedef struct
{
  WtUser    *user;
  GPtrArray *tokens;
  guint      n_skipped;
  GError    *refusal;
} WtConnection;

void          wt_connection_free        (WtConnection         *connection);

void          wt_connection_open_async  (WtApiClient          *client,
                                         WtCredential         *api_key,
                                         WtCredential         *user_token,
                                         gboolean              ask_user,
                                         GCancellable         *cancellable,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
WtConnection *wt_connection_open_finish (WtApiClient          *client,
                                         GAsyncResult         *result,
                                         GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WtConnection, wt_connection_free)

G_END_DECLS
