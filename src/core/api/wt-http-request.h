/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libsoup/soup.h>

#include "wt-credential.h"

G_BEGIN_DECLS

/* What is to be asked, and as whom; from it one message is built for each try. */
typedef struct
{
  const char   *method;
  char         *server;
  char         *target;
  WtCredential *credential;
  char         *body;
  gboolean      any_status;
  char         *known;
} WtHttpRequest;

WtHttpRequest *wt_http_request_new            (const char    *method,
                                               const char    *server,
                                               const char    *target,
                                               WtCredential  *credential,
                                               const char    *body);
void           wt_http_request_set_any_status (WtHttpRequest *request);
void           wt_http_request_set_known      (WtHttpRequest *request,
                                               const char    *etag);
SoupMessage   *wt_http_request_build_message  (WtHttpRequest *request);
void           wt_http_request_free           (WtHttpRequest *request);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WtHttpRequest, wt_http_request_free)

G_END_DECLS
