/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libsoup/soup.h>

#include "wt-document.h"

G_BEGIN_DECLS

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

void     wt_http_body_reserve  (WtHttpBody       *body);
gboolean wt_http_body_is_large (const WtHttpBody *body);
void     wt_http_body_free     (WtHttpBody       *body);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WtHttpBody, wt_http_body_free)

G_END_DECLS
