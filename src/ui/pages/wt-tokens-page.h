/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "wt-account.h"
#include "wt-clipboard.h"

G_BEGIN_DECLS

#define WT_TYPE_TOKENS_PAGE (wt_tokens_page_get_type ())

G_DECLARE_FINAL_TYPE (WtTokensPage, wt_tokens_page, WT, TOKENS_PAGE, GtkWidget)

void wt_tokens_page_set_account       (WtTokensPage *self,
                                       GSettings    *settings,
                                       WtAccount    *account,
                                       WtClipboard  *clipboard);
void wt_tokens_page_copy_active_token (WtTokensPage *self);
void wt_tokens_page_generate          (WtTokensPage *self);

G_END_DECLS
