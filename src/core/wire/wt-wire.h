/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wt-user-token.h"
#include "wt-user.h"

G_BEGIN_DECLS

/* The largest answer that is read, in bytes, and the deepest, in levels. */
#define WT_WIRE_MAX_SIZE (8 * 1024 * 1024)
#define WT_WIRE_MAX_DEPTH 64

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

void         wt_token_page_free          (WtTokenPage         *page);

WtUser      *wt_wire_read_user           (const char          *text,
                                          gsize                length,
                                          GError             **error);
WtTokenPage *wt_wire_read_token_page     (const char          *text,
                                          gsize                length,
                                          const char          *value_member,
                                          GError             **error);
WtUserToken *wt_wire_read_token          (const char          *text,
                                          gsize                length,
                                          const char          *value_member,
                                          GError             **error);
char        *wt_wire_read_error_message  (const char          *text,
                                          gsize                length,
                                          const char          *secret);
char        *wt_wire_describe            (const char          *text,
                                          gsize                length);
char        *wt_wire_write_token_request (const char          *name,
                                          const char          *user_id);

GPtrArray   *wt_wire_find_secrets        (const char          *text,
                                          gsize                length,
                                          const char          *value_member);
void         wt_wire_add_secret          (GPtrArray           *secrets,
                                          const char          *secret);
char        *wt_wire_indent              (const char          *text,
                                          gsize                length);
char        *wt_wire_mask                (const char          *text,
                                          gsize                length,
                                          GPtrArray           *secrets);
char        *wt_wire_mask_line           (const char          *line,
                                          GPtrArray           *secrets);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WtTokenPage, wt_token_page_free)

G_END_DECLS
