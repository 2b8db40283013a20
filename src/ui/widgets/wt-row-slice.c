/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-row-slice.h"

/**
 * WtRowSlice:
 *
 * Those items of a model that have a row: the ones from a place to another, and, wherever they are, the one with the
 * focus and those beside it.
 */
struct _WtRowSlice
{
  GObject     parent_instance;

  GListModel *model;
  GListStore *built;
  GArray     *places; /* of what is built, in the model */
  guint       first;
  guint       end;
  guint       n_items; /* of the model, when it was built; G_MAXUINT while it is */
};

G_DEFINE_FINAL_TYPE (WtRowSlice, wt_row_slice, G_TYPE_OBJECT)

static void
wt_row_slice_finalize (GObject *object)
{
  WtRowSlice *self = WT_ROW_SLICE (object);

  g_object_unref (self->model);
  g_object_unref (self->built);
  g_array_unref (self->places);

  G_OBJECT_CLASS (wt_row_slice_parent_class)->finalize (object);
}

static void
wt_row_slice_class_init (WtRowSliceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = wt_row_slice_finalize;
}

static void
wt_row_slice_init (WtRowSlice *self)
{
  self->built = g_list_store_new (G_TYPE_OBJECT);
  self->places = g_array_new (FALSE, FALSE, sizeof (guint));
}

/* Nothing is built yet. */
WtRowSlice *
wt_row_slice_new (GListModel *model)
{
  WtRowSlice *self = g_object_new (WT_TYPE_ROW_SLICE, NULL);

  self->model = g_object_ref (model);

  return self;
}

/* Returns: (transfer none): what is built, in the order of the model */
GListModel *
wt_row_slice_get_built (WtRowSlice *self)
{
  g_return_val_if_fail (WT_IS_ROW_SLICE (self), NULL);

  return G_LIST_MODEL (self->built);
}

guint
wt_row_slice_get_first (WtRowSlice *self)
{
  g_return_val_if_fail (WT_IS_ROW_SLICE (self), 0);

  return self->first;
}

/* After the last one. */
guint
wt_row_slice_get_end (WtRowSlice *self)
{
  g_return_val_if_fail (WT_IS_ROW_SLICE (self), 0);

  return self->end;
}

/* Where the row @index is in the model. */
guint
wt_row_slice_get_place (WtRowSlice *self,
                        guint       index)
{
  g_return_val_if_fail (WT_IS_ROW_SLICE (self) && index < self->places->len, G_MAXUINT);

  return g_array_index (self->places, guint, index);
}

/* Where @item is in the model; %G_MAXUINT if it is not there. */
guint
wt_row_slice_find (WtRowSlice *self,
                   gpointer    item)
{
  guint n_items;

  g_return_val_if_fail (WT_IS_ROW_SLICE (self), G_MAXUINT);

  n_items = g_list_model_get_n_items (self->model);
  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (GObject) other = g_list_model_get_item (self->model, i);

      if (other == item)
        return i;
    }

  return G_MAXUINT;
}

/* Whether it is of the model as that is now. A row that goes takes the focus with it, before all of them are gone. */
gboolean
wt_row_slice_is_current (WtRowSlice *self)
{
  g_return_val_if_fail (WT_IS_ROW_SLICE (self), FALSE);

  return self->n_items == g_list_model_get_n_items (self->model);
}

/* Whether @place is one of those, and not only built for the focus. */
gboolean
wt_row_slice_has (WtRowSlice *self,
                  guint       place)
{
  g_return_val_if_fail (WT_IS_ROW_SLICE (self), FALSE);

  return place >= self->first && place < self->end;
}

/* How many are not built before the first one. */
guint
wt_row_slice_count_above (WtRowSlice *self)
{
  guint n_built = 0;

  g_return_val_if_fail (WT_IS_ROW_SLICE (self), 0);

  while (n_built < self->places->len && g_array_index (self->places, guint, n_built) < self->first)
    n_built++;

  return self->first - n_built;
}

/* And after the last one. */
guint
wt_row_slice_count_below (WtRowSlice *self)
{
  g_return_val_if_fail (WT_IS_ROW_SLICE (self), 0);

  return g_list_model_get_n_items (self->model) - wt_row_slice_count_above (self) - self->places->len;
}

/* Touches only what is not the same. */
static void
fill (GListStore *built,
      GPtrArray  *wanted)
{
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (built)); i-- > 0;)
    {
      g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (built), i);

      if (!g_ptr_array_find (wanted, item, NULL))
        g_list_store_remove (built, i);
    }

  for (guint i = 0; i < wanted->len; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (built), i);

      if (item != g_ptr_array_index (wanted, i))
        g_list_store_insert (built, i, g_ptr_array_index (wanted, i));
    }

  /* What was there twice, because it has another place now. */
  g_list_store_splice (built, wanted->len, g_list_model_get_n_items (G_LIST_MODEL (built)) - wanted->len, NULL, 0);
}

static void
add_places (WtRowSlice *self,
            guint       first,
            guint       end)
{
  for (guint i = first; i < end; i++)
    g_array_append_val (self->places, i);
}

/* Builds what is from @first to before @end, and around @focused if that is not %G_MAXUINT. */
void
wt_row_slice_build (WtRowSlice *self,
                    guint       first,
                    guint       end,
                    guint       focused)
{
  g_autoptr (GPtrArray) wanted = g_ptr_array_new_with_free_func (g_object_unref);
  guint focus_first = focused == G_MAXUINT ? end : MAX (focused, 1) - 1;
  guint focus_end = focused == G_MAXUINT ? end : MIN (focused + 2, g_list_model_get_n_items (self->model));

  g_return_if_fail (WT_IS_ROW_SLICE (self) && first <= end && end <= g_list_model_get_n_items (self->model));

  g_array_set_size (self->places, 0);
  add_places (self, focus_first, MIN (focus_end, first));
  add_places (self, first, end);
  add_places (self, MAX (focus_first, end), focus_end);
  for (guint i = 0; i < self->places->len; i++)
    g_ptr_array_add (wanted, g_list_model_get_item (self->model, wt_row_slice_get_place (self, i)));

  self->first = first;
  self->end = end;
  self->n_items = G_MAXUINT;
  fill (self->built, wanted);
  self->n_items = g_list_model_get_n_items (self->model);
}

/* Builds the same items after a change of the model, as far as they are left, and at least @n_fewest. @focused is where
 * the focus was before it. */
void
wt_row_slice_follow (WtRowSlice *self,
                     guint       position,
                     guint       n_removed,
                     guint       n_added,
                     guint       n_fewest,
                     guint       focused)
{
  int n_more = (int) n_added - (int) n_removed;
  guint first, end;

  g_return_if_fail (WT_IS_ROW_SLICE (self) && n_fewest <= g_list_model_get_n_items (self->model));

  first = self->first;
  end = self->end;
  if (focused != G_MAXUINT && focused >= position)
    focused = focused < position + n_removed ? G_MAXUINT : focused + n_more;

  if (position + n_removed <= first && first > 0)
    {
      first += n_more;
      end += n_more;
    }
  else if (position <= first && position + n_removed >= end)
    end = first;
  end = MIN (MAX (end, first + n_fewest), g_list_model_get_n_items (self->model));
  first = MIN (first, end - n_fewest);

  wt_row_slice_build (self, first, end, focused);
}
