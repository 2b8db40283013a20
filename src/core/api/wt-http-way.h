/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  WT_HTTP_STAGE_CONNECTING, /* to the server, or to the proxy before it */
  WT_HTTP_STAGE_PROXY,
  WT_HTTP_STAGE_TLS,
  WT_HTTP_STAGE_SENT,
} WtHttpStage;

/* How far a request came, and through which proxy. */
typedef struct
{
  WtHttpStage     stage;
  char           *proxy;
  GTlsConnection *tls;
  int             socket;
  guint64         n_heard;           /* bytes, before TLS began */
  gboolean        wants_certificate; /* of this computer */
  gboolean        trusts_system;     /* what the system trusts, and nothing else */
} WtHttpWay;

void     wt_http_way_init      (WtHttpWay          *way);
void     wt_http_way_clear     (WtHttpWay          *way);
void     wt_http_way_note      (WtHttpWay          *way,
                                GSocketClientEvent  event,
                                GIOStream          *connection);
gboolean wt_http_way_is_proxys (const WtHttpWay    *way);
gboolean wt_http_way_was_cut   (const WtHttpWay    *way);

G_END_DECLS
