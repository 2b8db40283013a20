/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "wt-account.h"

G_BEGIN_DECLS

#define WT_TYPE_CONFIRM_DIALOG (wt_confirm_dialog_get_type ())

G_DECLARE_FINAL_TYPE (WtConfirmDialog, wt_confirm_dialog, WT, CONFIRM_DIALOG, AdwWindow)

GtkWidget *wt_confirm_dialog_new           (GtkWindow       *parent,
                                            WtAccount       *account,
                                            const char      *heading,
                                            const char      *body,
                                            const char      *confirm);
void       wt_confirm_dialog_set_suggested (WtConfirmDialog *self);

G_END_DECLS
