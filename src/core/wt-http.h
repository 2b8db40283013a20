/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libsoup/soup.h>

#include "wt-credential.h"

G_BEGIN_DECLS

/* How long an answer may pause. */
#define WT_HTTP_SILENCE_SECONDS 20

typedef struct _WtHttpRequest WtHttpRequest;
typedef struct _WtHttpBody WtHttpBody;

WtHttpRequest *wt_http_request_new            (const char           *method,
                                               const char           *server,
                                               const char           *target,
                                               WtCredential         *credential,
                                               const char           *body);
void           wt_http_request_set_any_status (WtHttpRequest        *request);
void           wt_http_request_set_known      (WtHttpRequest        *request,
                                               const char           *etag);
void           wt_http_request_free           (WtHttpRequest        *request);

/* An answer. Its body may hold tokens, so freeing it wipes it. */
struct _WtHttpBody
{
  char               *data;
  gsize               length;
  gsize               size;
  guint               status;
  char               *reason;
  SoupMessageHeaders *headers;
};

void           wt_http_body_free              (WtHttpBody           *body);

void           wt_http_send_async             (SoupSession          *session,
                                               WtHttpRequest        *request,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
WtHttpBody    *wt_http_send_finish            (SoupSession          *session,
                                               GAsyncResult         *result,
                                               GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WtHttpRequest, wt_http_request_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WtHttpBody, wt_http_body_free)

G_END_DECLS
