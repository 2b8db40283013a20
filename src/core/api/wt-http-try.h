/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wt-http-body.h"
#include "wt-http-request.h"
#include "wt-http-way.h"

G_BEGIN_DECLS

/* How long an answer may pause. */
#define WT_HTTP_SILENCE_SECONDS 20

void             wt_http_try_async       (SoupSession          *session,
                                          WtHttpRequest        *request,
                                          const char           *host,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
WtHttpBody      *wt_http_try_finish      (SoupSession          *session,
                                          GAsyncResult         *result,
                                          GError              **error);

SoupMessage     *wt_http_try_get_message (GAsyncResult         *result);
const WtHttpWay *wt_http_try_get_way     (GAsyncResult         *result);

G_END_DECLS
