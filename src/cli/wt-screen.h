/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The bytes that a line takes at most. */
#define WT_SCREEN_MAX_LINE 8192

typedef struct _WtScreen WtScreen;

WtScreen *wt_screen_new         (guint       columns);
void      wt_screen_free        (WtScreen   *self);

void      wt_screen_set_columns (WtScreen   *self,
                                 guint       columns);
void      wt_screen_feed        (WtScreen   *self,
                                 const char *output,
                                 gsize       length);
void      wt_screen_clear       (WtScreen   *self);
guint64   wt_screen_read_line   (WtScreen   *self,
                                 GString    *line);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WtScreen, wt_screen_free)

G_END_DECLS
