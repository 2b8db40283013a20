/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "wt-accounts.h"
#include "wt-clipboard.h"

G_BEGIN_DECLS

#define WT_TYPE_WINDOW (wt_window_get_type ())

G_DECLARE_FINAL_TYPE (WtWindow, wt_window, WT, WINDOW, AdwApplicationWindow)

GtkWidget *wt_window_new               (GtkApplication *application,
                                        GSettings      *settings,
                                        WtAccounts     *accounts,
                                        WtClipboard    *clipboard);
void       wt_window_copy_active_token (WtWindow       *self);

G_END_DECLS
