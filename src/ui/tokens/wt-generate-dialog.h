/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "wt-account.h"

G_BEGIN_DECLS

#define WT_TYPE_GENERATE_DIALOG (wt_generate_dialog_get_type ())

G_DECLARE_FINAL_TYPE (WtGenerateDialog, wt_generate_dialog, WT, GENERATE_DIALOG, AdwWindow)

GtkWidget *wt_generate_dialog_new (WtAccount *account,
                                   GtkWindow *parent);

G_END_DECLS
