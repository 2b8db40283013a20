/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WtJsonFault:
 * @WT_JSON_FINE: it is JSON
 * @WT_JSON_UNFINISHED: it ends too early
 * @WT_JSON_UNEXPECTED: something else should stand here
 * @WT_JSON_COMMENT: a comment
 * @WT_JSON_WRONG_QUOTE: a quote that is not "
 * @WT_JSON_TRAILING_COMMA: a comma with nothing after it
 * @WT_JSON_BAD_STRING: a string with a line break, a wrong escape, or what is no text
 * @WT_JSON_BAD_NUMBER: no number, or one that does not fit
 * @WT_JSON_TOO_DEEP: too many levels
 * @WT_JSON_TOO_MUCH: too many values, objects or arrays
 *
 * What is wrong with a text that should be JSON, first that is found.
 */
typedef enum
{
  WT_JSON_FINE,
  WT_JSON_UNFINISHED,
  WT_JSON_UNEXPECTED,
  WT_JSON_COMMENT,
  WT_JSON_WRONG_QUOTE,
  WT_JSON_TRAILING_COMMA,
  WT_JSON_BAD_STRING,
  WT_JSON_BAD_NUMBER,
  WT_JSON_TOO_DEEP,
  WT_JSON_TOO_MUCH,
} WtJsonFault;

WtJsonFault wt_json_syntax_check (char        *text,
                                  const char  *note,
                                  const char **position,
                                  gboolean    *has_note);
gboolean    wt_json_syntax_is_document (const char *text,
                                        gsize       length);

G_END_DECLS
