/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wt-connection.h"
#include "wt-pending.h"
#include "wt-sign-in.h"
#include "wt-vault.h"

/* What WtAccounts does with a WtSignIn; nobody else includes this. */

G_BEGIN_DECLS

/**
 * WtAttempt:
 * @client: of the server that is signed in to
 * @vault: its place in the keyring
 * @is_current: whether what the vault holds is what the keyring has; if not, it is looked into first
 * @credential: what the user signed in with
 * @connection: what the server answered to it
 *
 * A sign-in, with a client of its own.
 */
typedef struct
{
  WtApiClient  *client;
  WtVault      *vault;
  gboolean      is_current;
  WtCredential *credential;
  WtConnection *connection;
} WtAttempt;

WtSignIn *wt_sign_in_new    (WtPending    *pending);
void      wt_sign_in_start  (WtSignIn     *self,
                             WtApiClient  *client,
                             WtVault      *vault,
                             gboolean      is_current,
                             WtCredential *credential);
void      wt_sign_in_fail   (WtSignIn     *self,
                             const GError *error);
void      wt_sign_in_cancel (WtSignIn     *self);

G_END_DECLS
