/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wt-document.h"

/* Returns (transfer none): @text, parsed; it goes when the test ends. */
static inline WtDocument *
parse_text (const char *text,
            gsize       length)
{
  WtDocument *document = wt_document_new (text, length);

  g_test_queue_destroy ((GDestroyNotify) wt_document_free, document);

  return document;
}
