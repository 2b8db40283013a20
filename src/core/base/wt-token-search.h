/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wt-user-token.h"

G_BEGIN_DECLS

char     *wt_token_search_fold    (const char  *text);
gboolean  wt_token_search_matches (WtUserToken *token,
                                   const char  *folded);

G_END_DECLS
