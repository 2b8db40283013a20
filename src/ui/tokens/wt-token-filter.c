/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "wt-token-filter.h"
#include "wt-token-search.h"

/**
 * WtTokenFilter:
 *
 * Lets through the tokens that a text is looked for in, and found.
 */
struct _WtTokenFilter
{
  GtkFilter  parent_instance;

  char      *folded;
};

G_DEFINE_FINAL_TYPE (WtTokenFilter, wt_token_filter, GTK_TYPE_FILTER)

static gboolean
wt_token_filter_match (GtkFilter *filter,
                       gpointer   item)
{
  return wt_token_search_matches (item, WT_TOKEN_FILTER (filter)->folded);
}

static GtkFilterMatch
wt_token_filter_get_strictness (GtkFilter *filter)
{
  return wt_token_filter_is_set (WT_TOKEN_FILTER (filter)) ? GTK_FILTER_MATCH_SOME : GTK_FILTER_MATCH_ALL;
}

static void
wt_token_filter_finalize (GObject *object)
{
  g_free (WT_TOKEN_FILTER (object)->folded);

  G_OBJECT_CLASS (wt_token_filter_parent_class)->finalize (object);
}

static void
wt_token_filter_class_init (WtTokenFilterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = wt_token_filter_finalize;
  GTK_FILTER_CLASS (klass)->match = wt_token_filter_match;
  GTK_FILTER_CLASS (klass)->get_strictness = wt_token_filter_get_strictness;
}

static void
wt_token_filter_init (WtTokenFilter *self)
{
  self->folded = g_strdup ("");
}

WtTokenFilter *
wt_token_filter_new (void)
{
  return g_object_new (WT_TYPE_TOKEN_FILTER, NULL);
}

/* Where one more letter was typed, only what is still there has to be looked at. */
static GtkFilterChange
compare (const char *before,
         const char *now)
{
  if (strstr (now, before) != NULL)
    return GTK_FILTER_CHANGE_MORE_STRICT;
  if (strstr (before, now) != NULL)
    return GTK_FILTER_CHANGE_LESS_STRICT;

  return GTK_FILTER_CHANGE_DIFFERENT;
}

void
wt_token_filter_set_text (WtTokenFilter *self,
                          const char    *text)
{
  g_autofree char *before = NULL;

  g_return_if_fail (WT_IS_TOKEN_FILTER (self));
  g_return_if_fail (text != NULL);

  before = g_steal_pointer (&self->folded);
  self->folded = wt_token_search_fold (text);
  if (!g_str_equal (before, self->folded))
    gtk_filter_changed (GTK_FILTER (self), compare (before, self->folded));
}

/* Whether anything is looked for. */
gboolean
wt_token_filter_is_set (WtTokenFilter *self)
{
  g_return_val_if_fail (WT_IS_TOKEN_FILTER (self), FALSE);

  return *self->folded != '\0';
}
