/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "wt-reply.h"
#include "wt-clipboard.h"

G_BEGIN_DECLS

#define WT_TYPE_ANSWER_VIEW (wt_answer_view_get_type ())

G_DECLARE_FINAL_TYPE (WtAnswerView, wt_answer_view, WT, ANSWER_VIEW, GtkWidget)

void wt_answer_view_set_up (WtAnswerView *self,
                            GSettings    *settings,
                            WtClipboard  *clipboard);
void wt_answer_view_show   (WtAnswerView *self,
                            WtReply     *answer);

G_END_DECLS
