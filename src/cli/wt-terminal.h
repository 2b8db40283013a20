/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _WtTerminal WtTerminal;

WtTerminal *wt_terminal_start       (char       **command);
void        wt_terminal_free        (WtTerminal  *self);

int         wt_terminal_get_master  (WtTerminal  *self);
GPid        wt_terminal_get_pid     (WtTerminal  *self);
guint       wt_terminal_get_columns (WtTerminal  *self);
gboolean    wt_terminal_has_echo    (WtTerminal  *self);
gboolean    wt_terminal_has_unread  (WtTerminal  *self);
gboolean    wt_terminal_write       (WtTerminal  *self,
                                     const char  *text,
                                     gsize        length);
void        wt_terminal_copy_size   (WtTerminal  *self);
void        wt_terminal_signal      (WtTerminal  *self,
                                     int          number);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WtTerminal, wt_terminal_free)

G_END_DECLS
