/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define WT_TYPE_CHANGES (wt_changes_get_type ())

G_DECLARE_FINAL_TYPE (WtChanges, wt_changes, WT, CHANGES, GObject)

WtChanges *wt_changes_new   (GSettings *settings);
void       wt_changes_watch (WtChanges *self);
void       wt_changes_tell  (WtChanges *self);

G_END_DECLS
