/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gdk/gdk.h>

#include "wt-credential.h"

G_BEGIN_DECLS

#define WT_TYPE_CLIPBOARD (wt_clipboard_get_type ())

G_DECLARE_FINAL_TYPE (WtClipboard, wt_clipboard, WT, CLIPBOARD, GObject)

WtClipboard *wt_clipboard_new          (GdkDisplay   *display,
                                        GSettings    *settings);
gboolean     wt_clipboard_can_copy     (WtClipboard  *self);
gboolean     wt_clipboard_copy_secret  (WtClipboard  *self,
                                        SecretValue  *secret);
guint        wt_clipboard_get_timeout  (WtClipboard  *self);
gboolean     wt_clipboard_copy_text    (WtClipboard  *self,
                                        const char   *text);
gboolean     wt_clipboard_holds_secret (WtClipboard  *self);
void         wt_clipboard_clear        (WtClipboard  *self);

G_END_DECLS
