/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wt-http.h"
#include "wt-reply.h"

G_BEGIN_DECLS

WtReply *wt_http_reply_new (const WtHttpBody *body,
                            gint64            microseconds,
                            const char       *value_member,
                            WtCredential     *credential,
                            WtCredential     *other);

G_END_DECLS
