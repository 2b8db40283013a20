/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define WT_TYPE_SHOW_BUTTON (wt_show_button_get_type ())

G_DECLARE_FINAL_TYPE (WtShowButton, wt_show_button, WT, SHOW_BUTTON, GtkButton)

void     wt_show_button_set_settings (WtShowButton *self,
                                      GSettings    *settings);
gboolean wt_show_button_get_shown    (WtShowButton *self);
void     wt_show_button_set_shown    (WtShowButton *self,
                                      gboolean      shown);

G_END_DECLS
