/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "wt-account.h"
#include "wt-clipboard.h"

G_BEGIN_DECLS

#define WT_TYPE_API_PAGE (wt_api_page_get_type ())

G_DECLARE_FINAL_TYPE (WtApiPage, wt_api_page, WT, API_PAGE, GtkWidget)

void wt_api_page_set_account (WtApiPage   *self,
                              GSettings   *settings,
                              WtAccount   *account,
                              WtClipboard *clipboard);

G_END_DECLS
