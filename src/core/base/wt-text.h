/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean wt_text_is_invisible (gunichar c);

G_END_DECLS
