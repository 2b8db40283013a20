/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wt-user-token.h"
#include "wt-user.h"

G_BEGIN_DECLS

WtUser      *wt_facts_load_user  (GSettings   *settings,
                                  const char  *server);
WtUserToken *wt_facts_load_token (GSettings   *settings,
                                  const char  *server);
void         wt_facts_save       (GSettings   *settings,
                                  const char  *server,
                                  WtUser      *user,
                                  WtUserToken *token);

G_END_DECLS
