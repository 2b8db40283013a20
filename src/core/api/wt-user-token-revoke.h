/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wt-api-client.h"

G_BEGIN_DECLS

void     wt_user_token_revoke_async  (WtApiClient          *client,
                                      WtCredential         *credential,
                                      WtUserToken          *token,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
gboolean wt_user_token_revoke_finish (WtApiClient          *client,
                                      GAsyncResult         *result,
                                      GError              **error);

G_END_DECLS
