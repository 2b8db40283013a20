/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define WT_TYPE_LINK_ROW (wt_link_row_get_type ())

G_DECLARE_FINAL_TYPE (WtLinkRow, wt_link_row, WT, LINK_ROW, AdwActionRow)

void wt_link_row_set_uri (WtLinkRow  *self,
                          const char *uri);

G_END_DECLS
