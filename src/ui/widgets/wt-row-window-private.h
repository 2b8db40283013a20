/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wt-row-slice.h"
#include "wt-row-window.h"

/* What the files of WtRowWindow share; nobody else includes this. */

G_BEGIN_DECLS

/**
 * WtRowWindow:
 *
 * The #GtkListBox in it, of which only those rows are built that are near what is seen; it takes the room of them all.
 * The row with the focus stays, with the ones beside it, wherever it is: no key goes to another item than the one that
 * was chosen, and the page does not jump because something else has to take the focus.
 */
struct _WtRowWindow
{
  GtkWidget      parent_instance;

  GtkListBox    *list;
  GListModel    *model;
  WtRowSlice    *slice;
  int            above;      /* the height of what is not built, above the rows */
  double         row_height; /* of one, about; 0 if it is not known */
  int            row_width;  /* for which that is true */
  int            width;
  GtkAdjustment *adjustment;
  gboolean       follows_focus;
  double         last_value; /* of the adjustment, in the last frame */
  guint          tick;
};

int  wt_row_window_measure_list       (WtRowWindow *self);
int  wt_row_window_get_below          (WtRowWindow *self);
void wt_row_window_reveal_place       (WtRowWindow *self,
                                       guint        place);
void wt_row_window_build_beside_focus (WtRowWindow *self);
void wt_row_window_follow             (WtRowWindow *self);
void wt_row_window_follow_items       (WtRowWindow *self,
                                       guint        position,
                                       guint        n_removed,
                                       guint        n_added);

G_END_DECLS
