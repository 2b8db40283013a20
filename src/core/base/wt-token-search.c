/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "wt-token-search.h"

/**
 * wt_token_search_fold:
 * @text: a text, as people type it
 *
 * Two texts that people take for the same, but for the case of their letters, are folded to the same one: however their
 * characters are composed, and with any white space around them. Pure; does not block.
 *
 * Returns: (transfer full): the folded text; empty if there is nothing in it
 */
char *
wt_token_search_fold (const char *text)
{
  g_autofree char *normalized = NULL;
  g_autofree char *folded = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  normalized = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);
  if (normalized == NULL)
    return g_strdup ("");

  /* The case of a letter can decompose it once more. */
  folded = g_utf8_casefold (g_strstrip (normalized), -1);

  return g_utf8_normalize (folded, -1, G_NORMALIZE_ALL);
}

static gboolean
contains (const char *text,
          const char *folded)
{
  g_autofree char *folded_text = wt_token_search_fold (text);

  return strstr (folded_text, folded) != NULL;
}

/**
 * wt_token_search_matches:
 * @token: a token
 * @folded: what is looked for, from wt_token_search_fold()
 *
 * Looks where a person can see it: in the name and in the id. A token's value is never looked at, nor is an id that is
 * the value. Pure; does not block.
 *
 * Returns: whether @folded is in @token's name or id
 */
gboolean
wt_token_search_matches (WtUserToken *token,
                         const char  *folded)
{
  const char *name;
  const char *id;

  g_return_val_if_fail (WT_IS_USER_TOKEN (token), FALSE);
  g_return_val_if_fail (folded != NULL, FALSE);

  name = wt_user_token_get_name (token);
  id = wt_user_token_get_public_id (token);

  return contains (name != NULL ? name : _("Unnamed token"), folded) || (id != NULL && contains (id, folded));
}
