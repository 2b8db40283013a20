/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "wt-account.h"
#include "wt-clipboard.h"

G_BEGIN_DECLS

#define WT_TYPE_CLI_PAGE (wt_cli_page_get_type ())

G_DECLARE_FINAL_TYPE (WtCliPage, wt_cli_page, WT, CLI_PAGE, GtkWidget)

void wt_cli_page_set_account (WtCliPage   *self,
                              WtAccount   *account,
                              WtClipboard *clipboard);

G_END_DECLS
