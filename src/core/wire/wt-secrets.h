/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What stands in a text in the place of a secret. */
#define WT_SECRETS_GAP "…"

typedef struct _WtSecrets WtSecrets;

WtSecrets *wt_secrets_new       (void);
void       wt_secrets_free      (WtSecrets  *self);
void       wt_secrets_add       (WtSecrets  *self,
                                 const char *secret);
void       wt_secrets_add_known (WtSecrets  *self,
                                 const char *secret);
gboolean   wt_secrets_are_in    (WtSecrets  *self,
                                 const char *text);
char      *wt_secrets_hide      (WtSecrets  *self,
                                 const char *text);
char      *wt_secrets_mask      (WtSecrets  *self,
                                 const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WtSecrets, wt_secrets_free)

G_END_DECLS
