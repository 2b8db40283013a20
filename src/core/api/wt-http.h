/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wt-http-body.h"
#include "wt-http-request.h"

G_BEGIN_DECLS

void        wt_http_send_async  (SoupSession          *session,
                                 WtHttpRequest        *request,
                                 GCancellable         *cancellable,
                                 GAsyncReadyCallback   callback,
                                 gpointer              user_data);
WtHttpBody *wt_http_send_finish (SoupSession          *session,
                                 GAsyncResult         *result,
                                 GError              **error);

G_END_DECLS
