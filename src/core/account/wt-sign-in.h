/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define WT_TYPE_SIGN_IN (wt_sign_in_get_type ())

G_DECLARE_FINAL_TYPE (WtSignIn, wt_sign_in, WT, SIGN_IN, GObject)

gboolean      wt_sign_in_get_busy    (WtSignIn *self);
const GError *wt_sign_in_get_error   (WtSignIn *self);
const char   *wt_sign_in_get_details (WtSignIn *self);

G_END_DECLS
