/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _WtPrompt WtPrompt;

WtPrompt   *wt_prompt_new            (guint       columns);
void        wt_prompt_free           (WtPrompt   *self);

void        wt_prompt_set_columns    (WtPrompt   *self,
                                      guint       columns);
void        wt_prompt_feed           (WtPrompt   *self,
                                      const char *output,
                                      gsize       length);
void        wt_prompt_forget         (WtPrompt   *self);
const char *wt_prompt_get_line       (WtPrompt   *self);
gboolean    wt_prompt_asks_for_token (WtPrompt   *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WtPrompt, wt_prompt_free)

G_END_DECLS
