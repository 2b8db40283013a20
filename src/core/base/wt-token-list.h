/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wt-user-token.h"

G_BEGIN_DECLS

void         wt_token_list_update       (GListStore  *shown,
                                         GPtrArray   *tokens);
WtUserToken *wt_token_list_find         (GListStore  *shown,
                                         WtUserToken *wanted);
WtUserToken *wt_token_list_find_default (GListStore  *shown);

G_END_DECLS
