/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wt-document.h"
#include "wt-http-request.h"

G_BEGIN_DECLS

/* How long an answer may pause. */
#define WT_HTTP_SILENCE_SECONDS 20

typedef struct _WtHttpBody WtHttpBody;

/* An answer. Its body may hold tokens, so freeing it wipes it. */
struct _WtHttpBody
{
  char               *data;
  gsize               length;
  gsize               size;
  WtDocument         *document; /* the same, parsed */
  guint               status;
  char               *reason;
  SoupMessageHeaders *headers;
};

gboolean    wt_http_body_is_large (const WtHttpBody     *body);
void        wt_http_body_free     (WtHttpBody           *body);

void        wt_http_send_async    (SoupSession          *session,
                                   WtHttpRequest        *request,
                                   GCancellable         *cancellable,
                                   GAsyncReadyCallback   callback,
                                   gpointer              user_data);
WtHttpBody *wt_http_send_finish   (SoupSession          *session,
                                   GAsyncResult         *result,
                                   GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WtHttpBody, wt_http_body_free)

G_END_DECLS
