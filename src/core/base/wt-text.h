/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean wt_text_is_invisible (gunichar    c);
char    *wt_text_dup_visible  (const char *text,
                               gsize       length,
                               gboolean    has_lines);

G_END_DECLS
