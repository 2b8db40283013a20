/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wt-credential.h"

G_BEGIN_DECLS

/**
 * WtKeyringSecret:
 * @credential: (nullable): what was found, %NULL if nothing was
 * @problem: (nullable): a %WT_ERROR_KEYRING_UNREADABLE, if what was found is no credential
 * @modified: when that was stored, in seconds since 1970; 0 if it was not asked for, or is not known
 *
 * One of the secrets that a keyring may have.
 */
typedef struct
{
  WtCredential *credential;
  GError       *problem;
  gint64        modified;
} WtKeyringSecret;

/**
 * WtKeyringFound:
 * @secrets: for each #WtCredentialKind what was found
 *
 * The answer to a look-up.
 */
typedef struct
{
  WtKeyringSecret secrets[WT_CREDENTIAL_N_KINDS];
} WtKeyringFound;

WtKeyringFound *wt_keyring_found_new         (void);
const GError   *wt_keyring_found_get_problem (const WtKeyringFound  *found);
gboolean        wt_keyring_found_check       (const WtKeyringFound  *found,
                                              GError               **error);
void            wt_keyring_found_free        (gpointer               found);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WtKeyringFound, wt_keyring_found_free)

G_END_DECLS
