/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-row-window-private.h"

/* Which rows are built, and where: as the page is scrolled, the focus moves, and items come and go. */

/* So many rows are all built, a few at a time, so that assistive technology finds each of them. */
#define ALL_ROWS 100

/* Of these, so many are built at once. */
#define FIRST_ROWS 20

/* Beyond what is seen, on either side: what a few keys or a turn of the wheel reach until the next frame. */
#define SPARE_ROWS 10

/* A row takes about a millisecond. A frame is to take a few of them, besides what is seen at once. */
#define FRAME_ROWS 8

/* So many lie beside the one with the focus, on either side. A key leads past one at most. */
#define BESIDE_ROWS 2

/* A jump is followed by more. */
#define JUMP_ROWS 2

static GtkListBoxRow *
get_focused_row (WtRowWindow *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *row = focus != NULL ? gtk_widget_get_ancestor (focus, GTK_TYPE_LIST_BOX_ROW) : NULL;

  return row != NULL && gtk_widget_get_parent (row) == GTK_WIDGET (self->list) ? GTK_LIST_BOX_ROW (row) : NULL;
}

/* Returns: the place in the model of what has the focus; %G_MAXUINT if no row has it */
guint
wt_row_window_get_focused (WtRowWindow *self)
{
  GtkListBoxRow *row;

  g_return_val_if_fail (WT_IS_ROW_WINDOW (self), G_MAXUINT);

  row = get_focused_row (self);

  return row != NULL ? wt_row_slice_get_place (self->slice, gtk_list_box_row_get_index (row)) : G_MAXUINT;
}

int
wt_row_window_measure_list (WtRowWindow *self)
{
  int height;

  gtk_widget_measure (GTK_WIDGET (self->list), GTK_ORIENTATION_VERTICAL, self->width > 0 ? self->width : -1, &height,
                      NULL, NULL, NULL);

  return height;
}

int
wt_row_window_get_below (WtRowWindow *self)
{
  return (int) (wt_row_slice_count_below (self->slice) * self->row_height);
}

static int
get_total (WtRowWindow *self)
{
  return self->above + wt_row_window_measure_list (self) + wt_row_window_get_below (self);
}

static double
get_page (WtRowWindow *self)
{
  return self->adjustment != NULL ? gtk_adjustment_get_page_size (self->adjustment) : 0;
}

/* Where this begins in what is scrolled. */
static double
get_origin (WtRowWindow *self)
{
  GtkWidget *viewport = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_VIEWPORT);
  GtkWidget *content = gtk_viewport_get_child (GTK_VIEWPORT (viewport));
  graphene_point_t origin;

  return gtk_widget_compute_point (GTK_WIDGET (self), content, &GRAPHENE_POINT_INIT (0, 0), &origin) ? origin.y : 0;
}

/* What is seen stays where it is seen, though there is more or less above it. */
static void
set_above (WtRowWindow *self,
           int          above)
{
  double more = above - self->above;

  self->above = above;
  if (self->adjustment == NULL || more == 0)
    return;

  gtk_adjustment_set_upper (self->adjustment, gtk_adjustment_get_upper (self->adjustment) + MAX (more, 0));
  gtk_adjustment_set_value (self->adjustment, gtk_adjustment_get_value (self->adjustment) + more);
}

/* A list that is hidden has no height. */
static gboolean
guess_row_height (WtRowWindow *self)
{
  int height = self->row_width != self->width || self->row_height == 0 ? wt_row_window_measure_list (self) : 0;

  if (height > 0)
    {
      self->row_height = (double) height / g_list_model_get_n_items (wt_row_slice_get_built (self->slice));
      self->row_width = self->width;
      gtk_widget_queue_resize (GTK_WIDGET (self));
    }

  return self->row_height > 0;
}

/* The height of what is not built is a guess, and a row that is built takes as much of it as it is high. What is wrong
 * with it is put right only where that is much, or where nothing is left to guess. */
static void
settle (WtRowWindow *self)
{
  double guess = wt_row_slice_count_above (self->slice) * self->row_height;

  if (guess == 0 || self->above < guess / 2 || self->above > guess * 2)
    set_above (self, (int) guess);

  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/* To rows some of which are built, which stay where they are. */
static void
move (WtRowWindow *self,
      guint        first,
      guint        end)
{
  guint focused = wt_row_window_get_focused (self);
  int height = wt_row_window_measure_list (self);

  wt_row_slice_build (self->slice, first, wt_row_slice_get_end (self->slice), focused);
  self->above += height - wt_row_window_measure_list (self);
  wt_row_slice_build (self->slice, first, end, focused);
  settle (self);
}

/* To where @top is, if each row is as high as any other. */
static void
jump (WtRowWindow *self,
      double       top)
{
  guint n_items = g_list_model_get_n_items (self->model);
  int total = get_total (self);
  guint n_seen = MIN (get_page (self) / self->row_height + 2 * JUMP_ROWS + 1, n_items);
  guint seen = MAX (top, 0) * n_items / total;
  guint first = MIN (seen > JUMP_ROWS ? seen - JUMP_ROWS : 0, n_items - n_seen);

  if (wt_row_slice_has (self->slice, first) && wt_row_slice_has (self->slice, first + n_seen - 1))
    return;

  wt_row_slice_build (self->slice, first, first + n_seen, wt_row_window_get_focused (self));
  if (first + n_seen < n_items)
    self->above = (int) ((double) wt_row_slice_count_above (self->slice) * total / n_items);
  else
    self->above = MAX (total - wt_row_window_measure_list (self), 0);
  settle (self);
}

/* Where the middle of a row is. Returns FALSE as long as it has no place. */
static gboolean
find_middle (WtRowWindow *self,
             guint        place,
             double      *middle)
{
  GtkWidget *row;
  graphene_point_t point;

  if (!wt_row_slice_has (self->slice, place))
    return FALSE;

  row = GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, place - wt_row_slice_count_above (self->slice)));
  point = GRAPHENE_POINT_INIT (0, gtk_widget_get_height (row) / 2);
  if (point.y == 0 || !gtk_widget_compute_point (row, GTK_WIDGET (self), &point, &point))
    return FALSE;

  *middle = point.y;

  return TRUE;
}

/* Scrolls to where @place is in the middle of what is seen. */
void
wt_row_window_reveal_place (WtRowWindow *self,
                            guint        place)
{
  double middle, top;

  if (self->adjustment == NULL || !guess_row_height (self))
    return;

  if (!find_middle (self, place, &middle))
    {
      middle = (place + 0.5) * get_total (self) / g_list_model_get_n_items (self->model);
      jump (self, middle - get_page (self) / 2);
    }

  top = get_origin (self) + middle - get_page (self) / 2;
  gtk_adjustment_set_upper (self->adjustment, MAX (gtk_adjustment_get_upper (self->adjustment), top + get_page (self)));
  gtk_adjustment_set_value (self->adjustment, top);
}

/* How many rows there should be more, where there is room for @n_spare of them beyond what is seen. */
static int
count_missing (WtRowWindow *self,
               int          n_spare,
               int          n_unbuilt)
{
  gboolean wants_all = g_list_model_get_n_items (self->model) <= ALL_ROWS;
  int n_wanted = wants_all ? ALL_ROWS : SPARE_ROWS;

  if (n_spare < n_wanted)
    return MIN (MIN (n_wanted - n_spare, FRAME_ROWS + MAX (-n_spare, 0)), n_unbuilt);

  return wants_all || n_spare <= 2 * n_wanted ? 0 : -MIN (n_spare - 2 * n_wanted, FRAME_ROWS);
}

static gboolean
follow_scrolling (WtRowWindow *self)
{
  double page = get_page (self);
  int height = wt_row_window_measure_list (self);
  double top = gtk_adjustment_get_value (self->adjustment) - get_origin (self);
  guint first = wt_row_slice_get_first (self->slice);
  guint end = wt_row_slice_get_end (self->slice);
  int n_above, n_below;

  top = CLAMP (top, 0, MAX (get_total (self) - page, 0));
  if (top + page < self->above || top > self->above + height)
    {
      jump (self, top);
      return TRUE;
    }

  n_above = count_missing (self, (top - self->above) / self->row_height, first);
  n_below = count_missing (self, (self->above + height - top - page) / self->row_height,
                           g_list_model_get_n_items (self->model) - end);
  if (n_above == 0 && n_below == 0)
    return FALSE;

  first = MIN (first - n_above, end);
  move (self, first, MAX (end + n_below, first));

  return TRUE;
}

/* GTK scrolls to what gets the focus, which can take a while; but not where a row has no place yet, or another one. */
static gboolean
follow_focus (WtRowWindow *self)
{
  guint place = wt_row_window_get_focused (self);
  double value = gtk_adjustment_get_value (self->adjustment);
  double top = value - get_origin (self);
  gboolean is_scrolling = value != self->last_value;
  double middle;

  self->last_value = value;
  if (!self->follows_focus || (wt_row_slice_has (self->slice, place) && is_scrolling))
    return self->follows_focus;

  if (place == G_MAXUINT)
    move (self, wt_row_slice_get_first (self->slice), wt_row_slice_get_end (self->slice));

  self->follows_focus = place != G_MAXUINT && gtk_widget_get_mapped (GTK_WIDGET (self)) &&
                        !(find_middle (self, place, &middle) && middle > top && middle < top + get_page (self));
  if (self->follows_focus)
    wt_row_window_reveal_place (self, place);

  return self->follows_focus;
}

static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  WtRowWindow *self = WT_ROW_WINDOW (widget);

  if (get_page (self) > 0 && guess_row_height (self))
    {
      gboolean awaits_scrolling = follow_focus (self);

      if (follow_scrolling (self) || awaits_scrolling)
        return G_SOURCE_CONTINUE;
    }

  self->tick = 0;

  return G_SOURCE_REMOVE;
}

/* The next keys may come before the next frame does, and each goes from row to row as they are built. */
void
wt_row_window_build_beside_focus (WtRowWindow *self)
{
  guint first = wt_row_slice_get_first (self->slice);
  guint end = wt_row_slice_get_end (self->slice);
  guint place, n_above, n_below;

  if (!wt_row_slice_is_current (self->slice) || get_page (self) == 0 || !guess_row_height (self))
    return;

  place = wt_row_window_get_focused (self);
  if (place == G_MAXUINT)
    return;

  if (!wt_row_slice_has (self->slice, place))
    {
      wt_row_window_reveal_place (self, place);
      return;
    }

  n_above = place - first < BESIDE_ROWS ? MIN (first, FRAME_ROWS) : 0;
  n_below = end - place <= BESIDE_ROWS ? MIN (g_list_model_get_n_items (self->model) - end, FRAME_ROWS) : 0;
  if (n_above > 0 || n_below > 0)
    move (self, first - n_above, end + n_below);
}

/* From the next frame on, until nothing is left to be built or to be scrolled to. */
void
wt_row_window_follow (WtRowWindow *self)
{
  if (self->tick == 0)
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), tick_cb, NULL, NULL);
}

void
wt_row_window_follow_items (WtRowWindow *self,
                            guint        position,
                            guint        n_removed,
                            guint        n_added)
{
  guint n_items = g_list_model_get_n_items (self->model);
  guint n_fewest = n_items > FIRST_ROWS ? JUMP_ROWS : n_items;
  guint n_unbuilt = wt_row_slice_count_above (self->slice);
  int n_more;

  wt_row_slice_follow (self->slice, position, n_removed, n_added, n_fewest, wt_row_window_get_focused (self));
  n_more = (int) wt_row_slice_count_above (self->slice) - (int) n_unbuilt;
  set_above (self, MAX (self->above + (int) (n_more * self->row_height), 0));
  settle (self);
  wt_row_window_follow (self);
}
