/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libsoup/soup.h>

#include "wt-credential.h"

G_BEGIN_DECLS

GError *wt_http_error_from_transport (const GError       *cause,
                                      SoupMessage        *message,
                                      const char         *host);
GError *wt_http_error_from_status    (SoupMessage        *message,
                                      const char         *said,
                                      WtCredentialKind    kind,
                                      const char         *host);
GError *wt_http_error_new_time_out   (const char         *host);
GError *wt_http_error_new_too_large  (const char         *host);

guint   wt_http_error_read_retry_after (SoupMessage      *message);

G_END_DECLS
