/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WtRequestBody:
 * @json: (nullable): the document to send; %NULL if there is none
 * @notice: (nullable): what to tell whoever wrote it, in sentences; %NULL if all is well
 * @is_for_user: whether the token would be the user's own, as far as is known
 * @line: the line of the first error, from 1; 0 if there is a document to send
 * @column: its place in the line, in characters, from 1
 *
 * The body of a request that creates a token, read from what a person typed.
 */
typedef struct
{
  char     *json;
  char     *notice;
  gboolean  is_for_user;
  guint     line;
  guint     column;
} WtRequestBody;

WtRequestBody *wt_request_body_read         (const char    *text,
                                             const char    *user_id);
void           wt_request_body_free         (WtRequestBody *self);

char          *wt_request_body_dup_template (const char    *user_id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WtRequestBody, wt_request_body_free)

G_END_DECLS
