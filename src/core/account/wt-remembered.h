/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wt-user-token.h"
#include "wt-user.h"

G_BEGIN_DECLS

char        *wt_remembered_dup_server (GSettings   *settings);
gboolean     wt_remembered_is_server  (GSettings   *settings,
                                       const char  *server);
WtUser      *wt_remembered_dup_user   (GSettings   *settings,
                                       const char  *server);
WtUserToken *wt_remembered_dup_token  (GSettings   *settings,
                                       const char  *server);
void         wt_remembered_select     (GSettings   *settings,
                                       const char  *server);
void         wt_remembered_save       (GSettings   *settings,
                                       WtUser      *user,
                                       WtUserToken *token);

G_END_DECLS
