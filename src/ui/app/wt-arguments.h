/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

void     wt_arguments_begin (char **arguments);
gboolean wt_arguments_end   (void);

G_END_DECLS
