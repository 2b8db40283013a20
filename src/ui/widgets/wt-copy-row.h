/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define WT_TYPE_COPY_ROW (wt_copy_row_get_type ())

G_DECLARE_FINAL_TYPE (WtCopyRow, wt_copy_row, WT, COPY_ROW, AdwPreferencesRow)

const char *wt_copy_row_get_text     (WtCopyRow  *self);
void        wt_copy_row_set_text     (WtCopyRow  *self,
                                      const char *text);
void        wt_copy_row_set_can_copy (WtCopyRow  *self,
                                      gboolean    can_copy);

G_END_DECLS
