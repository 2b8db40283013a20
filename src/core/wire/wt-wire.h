/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wt-document.h"
#include "wt-secrets.h"
#include "wt-user-token.h"
#include "wt-user.h"

G_BEGIN_DECLS

/* The most items of a list that are read, which is more than a user may have. */
#define WT_WIRE_MAX_ITEMS 10001

/**
 * WtTokenPage:
 * @tokens: (element-type WtUserToken): the tokens that could be read, in the server's order
 * @n_skipped: how many items could not be read
 * @shape: what the answer looked like, without its values
 * @cursor: (nullable): where the next page begins; %NULL on the last one
 *
 * One page of the list of tokens.
 */
typedef struct
{
  GPtrArray *tokens;
  guint      n_skipped;
  char      *shape;
  char      *cursor;
} WtTokenPage;

void         wt_token_page_free          (WtTokenPage  *page);

WtUser      *wt_wire_read_user           (WtDocument   *document,
                                          GError      **error);
WtTokenPage *wt_wire_read_token_page     (WtDocument   *document,
                                          const char   *value_member,
                                          GError      **error);
WtUserToken *wt_wire_read_token          (WtDocument   *document,
                                          const char   *value_member,
                                          GError      **error);
char        *wt_wire_read_error_message  (WtDocument   *document,
                                          const char   *secret);
char        *wt_wire_describe            (WtDocument   *document);
char        *wt_wire_write_token_request (const char   *name,
                                          const char   *user_id);

WtSecrets   *wt_wire_find_secrets        (WtDocument   *document,
                                          const char   *value_member);
char        *wt_wire_indent              (WtDocument   *document);
char        *wt_wire_mask                (WtDocument   *document,
                                          WtSecrets    *secrets);
char        *wt_wire_mask_line           (const char   *line,
                                          gsize         size,
                                          WtSecrets    *secrets,
                                          guint         most);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WtTokenPage, wt_token_page_free)

G_END_DECLS
