/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _WtDeadline WtDeadline;

typedef void (*WtDeadlineFunc) (gpointer user_data);

WtDeadline   *wt_deadline_new             (guint           seconds,
                                           GCancellable   *parent);
void          wt_deadline_free            (WtDeadline     *self);
void          wt_deadline_set_func        (WtDeadline     *self,
                                           WtDeadlineFunc  func,
                                           gpointer        data);
void          wt_deadline_restart         (WtDeadline     *self,
                                           guint           seconds);
void          wt_deadline_hold            (WtDeadline     *self);
void          wt_deadline_cancel          (WtDeadline     *self);
gboolean      wt_deadline_has_passed      (WtDeadline     *self);
GCancellable *wt_deadline_get_cancellable (WtDeadline     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WtDeadline, wt_deadline_free)

G_END_DECLS
