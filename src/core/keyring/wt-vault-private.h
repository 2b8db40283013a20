/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wt-vault.h"

/* What the files of WtVault share; nobody else includes this. */

G_BEGIN_DECLS

/**
 * WtVault:
 *
 * The two secrets of an account, in memory at once and in the keyring as soon as it takes them. What the keyring did
 * not take is kept here, and offered to it again when it opens: a secret is never lost because storing it failed.
 */
struct _WtVault
{
  GObject         parent_instance;

  WtKeyring      *keyring;
  char           *server;
  WtCredentialSet credentials;
  guint           serials[WT_CREDENTIAL_N_KINDS]; /* of the last change here */
  gboolean        unsaved[WT_CREDENTIAL_N_KINDS];
  gboolean        is_saving;
  gboolean        is_clearing;
  gboolean        is_loaded;
  GTask          *waiting_clear;
  WtKeyringState  state;
};

void wt_vault_update_state (WtVault      *self,
                            const GError *error);

G_END_DECLS
