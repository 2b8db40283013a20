/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define WT_TYPE_BANNER (wt_banner_get_type ())

G_DECLARE_FINAL_TYPE (WtBanner, wt_banner, WT, BANNER, GtkWidget)

void wt_banner_show       (WtBanner   *self,
                           const char *text,
                           const char *button,
                           gboolean    has_details);
void wt_banner_hide       (WtBanner   *self);
void wt_banner_wait       (WtBanner   *self);
void wt_banner_set_narrow (WtBanner   *self,
                           gboolean    is_narrow);

G_END_DECLS
