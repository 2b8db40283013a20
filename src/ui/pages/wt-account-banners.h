/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "wt-account.h"

G_BEGIN_DECLS

#define WT_TYPE_ACCOUNT_BANNERS (wt_account_banners_get_type ())

G_DECLARE_FINAL_TYPE (WtAccountBanners, wt_account_banners, WT, ACCOUNT_BANNERS, GtkWidget)

void wt_account_banners_set_account    (WtAccountBanners *self,
                                        WtAccount        *account);
void wt_account_banners_set_signing_in (WtAccountBanners *self,
                                        gboolean          signing_in);
void wt_account_banners_set_narrow     (WtAccountBanners *self,
                                        gboolean          is_narrow);

G_END_DECLS
