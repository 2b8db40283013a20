/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-token-list.h"

static gboolean
is_shown_at (GListStore  *shown,
             guint        position,
             WtUserToken *token)
{
  g_autoptr (WtUserToken) other = g_list_model_get_item (G_LIST_MODEL (shown), position);

  return other != NULL && wt_user_token_equal (other, token);
}

/**
 * wt_token_list_update:
 * @shown: the list that is on screen
 * @tokens: (element-type WtUserToken): what it should be
 *
 * Brings @shown to @tokens and touches only what lies between the first and the last difference, so that the other rows
 * keep their focus and what is revealed in them.
 */
void
wt_token_list_update (GListStore *shown,
                      GPtrArray  *tokens)
{
  guint n_shown = g_list_model_get_n_items (G_LIST_MODEL (shown));
  guint n_common = MIN (n_shown, tokens->len);
  guint head = 0;
  guint tail = 0;

  while (head < n_common && is_shown_at (shown, head, g_ptr_array_index (tokens, head)))
    head++;
  while (tail < n_common - head &&
         is_shown_at (shown, n_shown - tail - 1, g_ptr_array_index (tokens, tokens->len - tail - 1)))
    tail++;

  if (head + tail < n_shown || head + tail < tokens->len)
    g_list_store_splice (shown, head, n_shown - head - tail, tokens->len > 0 ? tokens->pdata + head : NULL,
                         tokens->len - head - tail);
}

/**
 * wt_token_list_find:
 * @shown: the list that is on screen
 * @wanted: a token, perhaps seen at another time
 *
 * Returns: (transfer full) (nullable): the same token as it is shown, or %NULL if it is not
 */
WtUserToken *
wt_token_list_find (GListStore  *shown,
                    WtUserToken *wanted)
{
  guint n_shown = g_list_model_get_n_items (G_LIST_MODEL (shown));

  for (guint i = 0; i < n_shown; i++)
    {
      g_autoptr (WtUserToken) token = g_list_model_get_item (G_LIST_MODEL (shown), i);

      if (wt_user_token_is_same (token, wanted))
        return g_steal_pointer (&token);
    }

  return NULL;
}

static gboolean
is_newer (WtUserToken *token,
          WtUserToken *other)
{
  GDateTime *created = wt_user_token_get_created (token);
  GDateTime *other_created = wt_user_token_get_created (other);

  return created != NULL && (other_created == NULL || g_date_time_compare (created, other_created) > 0);
}

/**
 * wt_token_list_find_default:
 * @shown: the list that is on screen
 *
 * Finds the token that is the active one as long as the user picked none: the most recently created; dates unknown: the
 * first.
 *
 * Returns: (transfer full) (nullable): that token, or %NULL if the list is empty
 */
WtUserToken *
wt_token_list_find_default (GListStore *shown)
{
  guint n_shown = g_list_model_get_n_items (G_LIST_MODEL (shown));
  g_autoptr (WtUserToken) best = g_list_model_get_item (G_LIST_MODEL (shown), 0);

  for (guint i = 1; i < n_shown; i++)
    {
      g_autoptr (WtUserToken) token = g_list_model_get_item (G_LIST_MODEL (shown), i);

      if (is_newer (token, best))
        g_set_object (&best, token);
    }

  return g_steal_pointer (&best);
}
