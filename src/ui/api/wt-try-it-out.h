/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "wt-account.h"
#include "wt-clipboard.h"

G_BEGIN_DECLS

#define WT_TYPE_TRY_IT_OUT (wt_try_it_out_get_type ())

G_DECLARE_FINAL_TYPE (WtTryItOut, wt_try_it_out, WT, TRY_IT_OUT, GtkWidget)

void wt_try_it_out_set_account (WtTryItOut  *self,
                                GSettings   *settings,
                                WtAccount   *account,
                                WtClipboard *clipboard);

G_END_DECLS
