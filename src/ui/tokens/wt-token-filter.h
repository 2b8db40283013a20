/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define WT_TYPE_TOKEN_FILTER (wt_token_filter_get_type ())

G_DECLARE_FINAL_TYPE (WtTokenFilter, wt_token_filter, WT, TOKEN_FILTER, GtkFilter)

WtTokenFilter *wt_token_filter_new      (void);
void           wt_token_filter_set_text (WtTokenFilter *self,
                                         const char    *text);
gboolean       wt_token_filter_is_set   (WtTokenFilter *self);

G_END_DECLS
