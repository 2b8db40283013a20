/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "wt-accounts.h"

G_BEGIN_DECLS

#define WT_TYPE_SIGN_IN_PAGE (wt_sign_in_page_get_type ())

G_DECLARE_FINAL_TYPE (WtSignInPage, wt_sign_in_page, WT, SIGN_IN_PAGE, GtkWidget)

void wt_sign_in_page_set_accounts (WtSignInPage *self,
                                   WtAccounts   *accounts);

G_END_DECLS
