/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wt-api-client.h"

G_BEGIN_DECLS

void         wt_user_token_generate_async             (WtApiClient          *client,
                                                       WtCredential         *api_key,
                                                       const char           *name,
                                                       const char           *user_id,
                                                       GCancellable         *cancellable,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
WtUserToken *wt_user_token_generate_finish            (WtApiClient          *client,
                                                       GAsyncResult         *result,
                                                       GError              **error);

GError      *wt_user_token_generate_error_new_unknown (WtApiClient          *client);

G_END_DECLS
