/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-row-window-private.h"

G_DEFINE_FINAL_TYPE (WtRowWindow, wt_row_window, GTK_TYPE_WIDGET)

static void
focus_cb (WtRowWindow *self)
{
  self->follows_focus = TRUE;
  self->last_value = -1;
  wt_row_window_build_beside_focus (self);
  wt_row_window_follow (self);
}

static GtkSizeRequestMode
wt_row_window_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
wt_row_window_measure (GtkWidget      *widget,
                       GtkOrientation  orientation,
                       int             for_size,
                       int            *minimum,
                       int            *natural,
                       int            *minimum_baseline,
                       int            *natural_baseline)
{
  WtRowWindow *self = WT_ROW_WINDOW (widget);

  gtk_widget_measure (GTK_WIDGET (self->list), orientation, for_size, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      *minimum += self->above + wt_row_window_get_below (self);
      *natural += self->above + wt_row_window_get_below (self);
    }
}

static void
wt_row_window_size_allocate (GtkWidget *widget,
                             int        width,
                             int        height,
                             int        baseline)
{
  WtRowWindow *self = WT_ROW_WINDOW (widget);
  GtkAllocation place = { .y = self->above, .width = width };

  self->width = width;
  place.height = wt_row_window_measure_list (self);
  gtk_widget_size_allocate (GTK_WIDGET (self->list), &place, -1);
  if (self->row_width != width)
    wt_row_window_follow (self);
}

static void
wt_row_window_root (GtkWidget *widget)
{
  WtRowWindow *self = WT_ROW_WINDOW (widget);
  GtkWidget *viewport = gtk_widget_get_ancestor (widget, GTK_TYPE_VIEWPORT);

  GTK_WIDGET_CLASS (wt_row_window_parent_class)->root (widget);

  self->adjustment = g_object_ref (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (viewport)));
  g_signal_connect_object (self->adjustment, "value-changed", G_CALLBACK (wt_row_window_follow), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->adjustment, "notify::page-size", G_CALLBACK (wt_row_window_follow), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_widget_get_root (widget), "notify::focus-widget", G_CALLBACK (focus_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
wt_row_window_unroot (GtkWidget *widget)
{
  WtRowWindow *self = WT_ROW_WINDOW (widget);

  g_signal_handlers_disconnect_by_data (gtk_widget_get_root (widget), self);
  g_signal_handlers_disconnect_by_data (self->adjustment, self);
  g_clear_object (&self->adjustment);

  GTK_WIDGET_CLASS (wt_row_window_parent_class)->unroot (widget);
}

static void
wt_row_window_dispose (GObject *object)
{
  WtRowWindow *self = WT_ROW_WINDOW (object);

  if (self->list != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->list));
  self->list = NULL;
  g_clear_object (&self->model);
  g_clear_object (&self->slice);

  G_OBJECT_CLASS (wt_row_window_parent_class)->dispose (object);
}

static void
wt_row_window_class_init (WtRowWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wt_row_window_dispose;
  widget_class->get_request_mode = wt_row_window_get_request_mode;
  widget_class->measure = wt_row_window_measure;
  widget_class->size_allocate = wt_row_window_size_allocate;
  widget_class->root = wt_row_window_root;
  widget_class->unroot = wt_row_window_unroot;
}

static void
wt_row_window_init (WtRowWindow *self)
{
}

/* The list is what it has as a child. It must be in a #GtkViewport. */
void
wt_row_window_bind_model (WtRowWindow                *self,
                          GListModel                 *model,
                          GtkListBoxCreateWidgetFunc  create_row,
                          gpointer                    user_data)
{
  g_return_if_fail (WT_IS_ROW_WINDOW (self));
  g_return_if_fail (self->model == NULL);

  self->list = GTK_LIST_BOX (gtk_widget_get_first_child (GTK_WIDGET (self)));
  self->model = g_object_ref (model);
  self->slice = wt_row_slice_new (model);

  gtk_list_box_bind_model (self->list, wt_row_slice_get_built (self->slice), create_row, user_data, NULL);
  g_signal_connect_object (model, "items-changed", G_CALLBACK (wt_row_window_follow_items), self, G_CONNECT_SWAPPED);
  wt_row_window_follow_items (self, 0, 0, g_list_model_get_n_items (model));
}

/* Returns: (nullable): the row of @item, where it is among the others; %NULL if it is not built */
GtkListBoxRow *
wt_row_window_get_row (WtRowWindow *self,
                       gpointer     item)
{
  GtkListBoxRow *row;

  g_return_val_if_fail (WT_IS_ROW_WINDOW (self), NULL);

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    {
      g_autoptr (GObject) other = g_list_model_get_item (wt_row_slice_get_built (self->slice), i);

      if (other == item)
        return wt_row_slice_has (self->slice, wt_row_slice_get_place (self->slice, i)) ? row : NULL;
    }

  return NULL;
}

/* Scrolls to @item. Its row may have its place only in the next frame. Returns whether there is one. */
gboolean
wt_row_window_reveal (WtRowWindow *self,
                      gpointer     item)
{
  guint place;

  g_return_val_if_fail (WT_IS_ROW_WINDOW (self), FALSE);

  place = wt_row_slice_find (self->slice, item);
  if (place == G_MAXUINT)
    return FALSE;

  /* What has the focus now is not to be scrolled back to. */
  self->follows_focus = FALSE;
  wt_row_window_reveal_place (self, place);
  wt_row_window_follow (self);

  return TRUE;
}
