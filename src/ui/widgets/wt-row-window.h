/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define WT_TYPE_ROW_WINDOW (wt_row_window_get_type ())

G_DECLARE_FINAL_TYPE (WtRowWindow, wt_row_window, WT, ROW_WINDOW, GtkWidget)

void           wt_row_window_bind_model  (WtRowWindow                *self,
                                          GListModel                 *model,
                                          GtkListBoxCreateWidgetFunc  create_row,
                                          gpointer                    user_data);
GtkListBoxRow *wt_row_window_get_row     (WtRowWindow                *self,
                                          gpointer                    item);
gboolean       wt_row_window_reveal      (WtRowWindow                *self,
                                          gpointer                    item);
guint          wt_row_window_get_focused (WtRowWindow                *self);

G_END_DECLS
