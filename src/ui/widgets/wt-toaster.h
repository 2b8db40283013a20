/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define WT_TYPE_TOASTER (wt_toaster_get_type ())

G_DECLARE_FINAL_TYPE (WtToaster, wt_toaster, WT, TOASTER, GObject)

WtToaster *wt_toaster_new  (AdwToastOverlay *overlay);
void       wt_toaster_show (WtToaster       *self,
                            const char      *text);

G_END_DECLS
