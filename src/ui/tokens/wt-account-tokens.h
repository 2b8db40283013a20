/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "wt-account.h"
#include "wt-clipboard.h"

G_BEGIN_DECLS

#define WT_TYPE_ACCOUNT_TOKENS (wt_account_tokens_get_type ())

G_DECLARE_FINAL_TYPE (WtAccountTokens, wt_account_tokens, WT, ACCOUNT_TOKENS, GtkWidget)

void wt_account_tokens_set_account       (WtAccountTokens *self,
                                          GSettings       *settings,
                                          WtAccount       *account,
                                          WtClipboard     *clipboard);
void wt_account_tokens_search            (WtAccountTokens *self,
                                          const char      *text);
void wt_account_tokens_focus_first       (WtAccountTokens *self);
void wt_account_tokens_copy_active_token (WtAccountTokens *self);
void wt_account_tokens_generate          (WtAccountTokens *self);

G_END_DECLS
