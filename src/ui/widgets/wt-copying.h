/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "wt-clipboard.h"

G_BEGIN_DECLS

typedef enum
{
  WT_COPIED_TOKEN,
  WT_COPIED_HEADER,
  WT_COPIED_COMMAND,
  WT_COPIED_ANSWER,
} WtCopied;

void wt_widget_copy_text   (GtkWidget   *widget,
                            WtClipboard *clipboard,
                            const char  *text,
                            const char  *notice);
void wt_widget_copy_secret (GtkWidget   *widget,
                            WtClipboard *clipboard,
                            SecretValue *secret,
                            WtCopied     what);

G_END_DECLS
