/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean wt_secret_error_is_locked (const GError *error);
gboolean wt_secret_error_is_gone   (const GError *error);

G_END_DECLS
