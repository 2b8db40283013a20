/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define WT_TYPE_USER (wt_user_get_type ())

G_DECLARE_FINAL_TYPE (WtUser, wt_user, WT, USER, GObject)

WtUser     *wt_user_new      (const char *id,
                              const char *name);
const char *wt_user_get_id   (WtUser     *self);
const char *wt_user_get_name (WtUser     *self);

G_END_DECLS
