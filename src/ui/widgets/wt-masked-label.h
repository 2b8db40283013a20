/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define WT_TYPE_MASKED_LABEL (wt_masked_label_get_type ())

G_DECLARE_FINAL_TYPE (WtMaskedLabel, wt_masked_label, WT, MASKED_LABEL, GtkWidget)

const char *wt_masked_label_get_text            (WtMaskedLabel *self);
void        wt_masked_label_set_text            (WtMaskedLabel *self,
                                                 const char    *text);
void        wt_masked_label_write_left_to_right (WtMaskedLabel *self);

G_END_DECLS
