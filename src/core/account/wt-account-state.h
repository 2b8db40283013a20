/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * WtAccountState:
 * @WT_ACCOUNT_LOADING: the keyring has not answered yet, or is locked
 * @WT_ACCOUNT_SIGNED_OUT: nothing is stored
 * @WT_ACCOUNT_CONNECTING: a credential is known, and the server is being asked
 * @WT_ACCOUNT_READY: the server answered
 * @WT_ACCOUNT_OFFLINE: the server is not reachable
 * @WT_ACCOUNT_REFUSED: the server accepts no credential that there is
 * @WT_ACCOUNT_FAILED: any other failure
 *
 * The one state that every page, banner, button and exit status derives from. A sign-in that fails is not in it: the
 * account is not touched by one.
 */
typedef enum
{
  WT_ACCOUNT_LOADING,
  WT_ACCOUNT_SIGNED_OUT,
  WT_ACCOUNT_CONNECTING,
  WT_ACCOUNT_READY,
  WT_ACCOUNT_OFFLINE,
  WT_ACCOUNT_REFUSED,
  WT_ACCOUNT_FAILED,
} WtAccountState;

G_END_DECLS
