/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

int wt_number_key_get_digit (GdkEvent *event);

G_END_DECLS
