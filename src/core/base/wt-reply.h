/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wt-user-token.h"

G_BEGIN_DECLS

/**
 * WtReply:
 * @status: the HTTP status
 * @reason: what the server calls it, or what it is usually called; may be empty
 * @milliseconds: how long it took
 * @headers: the headers that matter, a line each
 * @text: (nullable): the body, indented, with nothing in it that may not be shown; %NULL if it is no text
 * @full_text: (nullable): the body with the secrets in it; %NULL if there are none in it
 * @token: (nullable): the token that was created
 * @is_outcome_unknown: whether a token may have been created that the answer does not tell of
 *
 * An answer of the server as it is, for a person to read.
 */
typedef struct
{
  guint        status;
  char        *reason;
  guint        milliseconds;
  char        *headers;
  char        *text;
  SecretValue *full_text;
  WtUserToken *token;
  gboolean     is_outcome_unknown;
} WtReply;

void wt_reply_free (WtReply *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WtReply, wt_reply_free)

G_END_DECLS
