/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wt-credential.h"

G_BEGIN_DECLS

/**
 * WtCredentialSet:
 * @held: (nullable): for each #WtCredentialKind the credential, or %NULL
 *
 * What a user can authenticate with: at most one credential of each kind. A set of zeros is empty.
 */
typedef struct
{
  WtCredential *held[WT_CREDENTIAL_N_KINDS];
} WtCredentialSet;

void     wt_credential_set_clear    (WtCredentialSet       *self);
void     wt_credential_set_assign   (WtCredentialSet       *self,
                                     const WtCredentialSet *other);
void     wt_credential_set_put      (WtCredentialSet       *self,
                                     WtCredential          *credential);
void     wt_credential_set_remove   (WtCredentialSet       *self,
                                     WtCredentialKind       kind);
gboolean wt_credential_set_is_empty (const WtCredentialSet *self);
gboolean wt_credential_set_equal    (const WtCredentialSet *self,
                                     const WtCredentialSet *other);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WtCredentialSet, wt_credential_set_clear)

G_END_DECLS
