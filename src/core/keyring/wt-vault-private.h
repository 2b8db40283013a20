/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wt-vault.h"

/* What the files of WtVault share; nobody else includes this. */

G_BEGIN_DECLS

/* What is known of one of the secrets besides its value. */
typedef struct
{
  WtCredential *stored; /* what the keyring has, as far as is_known tells */
  gboolean      is_known;
  gboolean      is_unsaved;
  gboolean      is_dropped; /* what the keyring has is to go, whatever takes its place */
  gboolean      is_kept;    /* and its user has kept it, who is not asked again without their order */
  gboolean      is_missing; /* somebody took it out of the keyring, where it comes again only at the user's order */
  guint         serial;     /* of the last change, here or in the keyring: what was looked up before it does not count */
  gint64        changed_at; /* the time of that, in seconds since 1970 */
} WtVaultSlot;

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
  WtVaultSlot     slots[WT_CREDENTIAL_N_KINDS];
  gboolean        is_saving;
  gboolean        is_clearing;
  gboolean        is_loaded;
  GTask          *waiting_clear;
  GError         *trouble; /* what the keyring answered with last, if it did not do what it was asked */
};

void wt_vault_update_state (WtVault          *self,
                            const GError     *error);
void wt_vault_ask_again    (WtVault          *self);
void wt_vault_set_unsaved  (WtVault          *self,
                            WtCredentialKind  kind,
                            gboolean          unsaved);
void wt_vault_set_stored   (WtVault          *self,
                            WtCredentialKind  kind,
                            gboolean          is_known,
                            WtCredential     *stored);

G_END_DECLS
