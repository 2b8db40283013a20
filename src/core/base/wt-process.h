/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

void               wt_process_protect     (void);
void               wt_process_restore     (void);
const char *const *wt_process_get_hidden  (void);
void               wt_process_tell_hidden (const char *program);

G_END_DECLS
