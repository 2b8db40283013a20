/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "wt-clipboard.h"

G_BEGIN_DECLS

void wt_copy_text   (GtkWidget   *widget,
                     WtClipboard *clipboard,
                     const char  *text,
                     const char  *notice);
void wt_copy_secret (GtkWidget   *widget,
                     WtClipboard *clipboard,
                     SecretValue *secret,
                     const char  *notice);

G_END_DECLS
