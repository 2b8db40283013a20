/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "wt-account.h"
#include "wt-clipboard.h"

G_BEGIN_DECLS

#define WT_TYPE_TOKEN_ROW (wt_token_row_get_type ())

G_DECLARE_FINAL_TYPE (WtTokenRow, wt_token_row, WT, TOKEN_ROW, GtkListBoxRow)

GtkWidget *wt_token_row_new        (GSettings   *settings,
                                    WtAccount   *account,
                                    WtClipboard *clipboard,
                                    WtUserToken *token);
gboolean   wt_token_row_focus_copy (WtTokenRow  *self);

G_END_DECLS
