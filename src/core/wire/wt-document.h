/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The largest answer that is read, in bytes, and the deepest, in levels. */
#define WT_DOCUMENT_MAX_SIZE (8 * 1024 * 1024)
#define WT_DOCUMENT_MAX_DEPTH 64

/**
 * WtDocument:
 * @text: (array length=length): bytes from a server, which somebody else owns, with or without a NUL after them,
 *   and without a byte order mark before them
 * @length: their number
 * @root: (nullable): what they say; %NULL if they are not JSON, or too much of it
 *
 * What a server sent, parsed once for all that is read from it.
 */
typedef struct
{
  const char *text;
  gsize       length;
  JsonNode   *root;
} WtDocument;

WtDocument *wt_document_new      (const char  *text,
                                  gsize        length);
void        wt_document_free     (WtDocument  *self);
JsonNode   *wt_document_get_root (WtDocument  *self,
                                  GError     **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WtDocument, wt_document_free)

G_END_DECLS
