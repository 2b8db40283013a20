/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define WT_TYPE_PROXY_RESOLVER (wt_proxy_resolver_get_type ())
G_DECLARE_FINAL_TYPE (WtProxyResolver, wt_proxy_resolver, WT, PROXY_RESOLVER, GObject)

WtProxyResolver *wt_proxy_resolver_new       (void);

char            *wt_proxy_resolver_dup_proxy (WtProxyResolver *self);

G_END_DECLS
