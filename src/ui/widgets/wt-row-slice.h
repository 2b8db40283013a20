/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define WT_TYPE_ROW_SLICE (wt_row_slice_get_type ())

G_DECLARE_FINAL_TYPE (WtRowSlice, wt_row_slice, WT, ROW_SLICE, GObject)

WtRowSlice *wt_row_slice_new         (GListModel *model);
GListModel *wt_row_slice_get_built   (WtRowSlice *self);
guint       wt_row_slice_get_first   (WtRowSlice *self);
guint       wt_row_slice_get_end     (WtRowSlice *self);
guint       wt_row_slice_get_place   (WtRowSlice *self,
                                      guint       index);
guint       wt_row_slice_find        (WtRowSlice *self,
                                      gpointer    item);
gboolean    wt_row_slice_is_current  (WtRowSlice *self);
gboolean    wt_row_slice_has         (WtRowSlice *self,
                                      guint       place);
guint       wt_row_slice_count_above (WtRowSlice *self);
guint       wt_row_slice_count_below (WtRowSlice *self);
void        wt_row_slice_build       (WtRowSlice *self,
                                      guint       first,
                                      guint       end,
                                      guint       focused);
void        wt_row_slice_follow      (WtRowSlice *self,
                                      guint       position,
                                      guint       n_removed,
                                      guint       n_added,
                                      guint       n_fewest,
                                      guint       focused);

G_END_DECLS
