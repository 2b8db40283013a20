/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define WT_TYPE_KEYRING_WATCH (wt_keyring_watch_get_type ())

G_DECLARE_FINAL_TYPE (WtKeyringWatch, wt_keyring_watch, WT, KEYRING_WATCH, GObject)

WtKeyringWatch *wt_keyring_watch_new (void);

G_END_DECLS
