/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libsoup/soup.h>

#include "wt-credential.h"
#include "wt-http-way.h"

G_BEGIN_DECLS

gboolean wt_http_status_is_refusal      (guint             status);

GError  *wt_http_error_from_transport   (const GError     *cause,
                                         SoupMessage      *message,
                                         const WtHttpWay  *way,
                                         const char       *host);
GError  *wt_http_error_from_status      (SoupMessage      *message,
                                         const char       *said,
                                         WtCredential     *credential,
                                         const char       *host);
GError  *wt_http_error_from_proxy       (guint             status,
                                         const char       *proxy,
                                         const char       *host);
GError  *wt_http_error_new_time_out     (const WtHttpWay  *way,
                                         const char       *host);
GError  *wt_http_error_new_too_large    (const char       *host);
GError  *wt_http_error_new_unreadable   (const char       *host);
GError  *wt_http_error_new_unreachable  (const char       *host);

guint    wt_http_error_read_retry_after (SoupMessage      *message);

G_END_DECLS
