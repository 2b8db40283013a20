/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void wt_widget_describe  (GtkWidget  *widget,
                          const char *description);
void wt_widget_announce  (GtkWidget  *widget,
                          const char *text);
void wt_label_show_alert (GtkLabel   *label,
                          const char *text);

G_END_DECLS
