/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _WtMask WtMask;

WtMask  *wt_mask_new           (const char *secret);
void     wt_mask_free          (WtMask     *self);

void     wt_mask_feed          (WtMask     *self,
                                const char *output,
                                gsize       length,
                                GString    *masked);
void     wt_mask_flush         (WtMask     *self,
                                GString    *masked);
void     wt_mask_expect_answer (WtMask     *self,
                                const char *question);
gboolean wt_mask_has_kept_back (WtMask     *self);
gboolean wt_mask_has_hidden    (WtMask     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WtMask, wt_mask_free)

G_END_DECLS
