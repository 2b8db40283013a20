/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wt-account-state.h"
#include "wt-credential-set.h"
#include "wt-user-token.h"
#include "wt-user.h"

G_BEGIN_DECLS

/**
 * WtListKnowledge:
 * @WT_LIST_UNREAD: it was not read, or what was read is in doubt
 * @WT_LIST_EMPTY: it was read, completely, and is empty
 * @WT_LIST_NOT_EMPTY: there is a token, or something that may be one
 *
 * What is known of the server's list of tokens. A token is generated only where it is empty.
 */
typedef enum
{
  WT_LIST_UNREAD,
  WT_LIST_EMPTY,
  WT_LIST_NOT_EMPTY,
} WtListKnowledge;

/**
 * WtKnown:
 * @state: the state
 * @error: (nullable): why it is %WT_ACCOUNT_OFFLINE, %WT_ACCOUNT_REFUSED or %WT_ACCOUNT_FAILED; else %NULL
 * @refusal: (nullable): why the stored User Token is of no use, although the account is %WT_ACCOUNT_READY
 * @details: (nullable): what an answer that could not be used looked like, without a value in it
 * @user: (nullable): who is signed in, if the server told, or it is remembered
 * @tokens: what is known of the list, in its order
 * @active_token: (nullable): the one that programs get, one of @tokens
 * @n_skipped: how many items of the last list could not be read
 * @list: what is known of the server's list
 * @credentials: what there is to authenticate with
 * @under_way: a set of #WtPendingKind, what is being done
 * @can_revoke: whether the server can revoke, as far as it is known
 *
 * What is known of an account.
 */
typedef struct
{
  WtAccountState   state;
  GError          *error;
  GError          *refusal;
  char            *details;
  WtUser          *user;
  GListStore      *tokens;
  WtUserToken     *active_token;
  guint            n_skipped;
  WtListKnowledge  list;
  WtCredentialSet  credentials;
  guint            under_way;
  gboolean         can_revoke;
} WtKnown;

/**
 * WtKnownChanges:
 *
 * A set of what is not in @WtKnown as it was when it was last asked for.
 */
typedef enum
{
  WT_CHANGED_STATE = 1 << 0,
  WT_CHANGED_ERROR = 1 << 1,
  WT_CHANGED_REFUSAL = 1 << 2,
  WT_CHANGED_DETAILS = 1 << 3,
  WT_CHANGED_USER = 1 << 4,
  WT_CHANGED_ACTIVE_TOKEN = 1 << 5,
  WT_CHANGED_N_SKIPPED = 1 << 6,
  WT_CHANGED_BUSY = 1 << 7,
  WT_CHANGED_CAN_REVOKE = 1 << 8,
  WT_CHANGED_SIGNED_IN = 1 << 9,
  WT_CHANGED_CAN_GENERATE = 1 << 10,
  WT_CHANGED_NEEDS_API_KEY = 1 << 11,
  WT_CHANGED_HAS_API_KEY = 1 << 12,
  WT_CHANGED_OPENING = 1 << 13,
} WtKnownChanges;

gboolean       wt_known_is_signed_in  (const WtKnown *known);
gboolean       wt_known_can_generate  (const WtKnown *known);
gboolean       wt_known_needs_api_key (const WtKnown *known);
gboolean       wt_known_is_busy       (const WtKnown *known);
gboolean       wt_known_is_opening    (const WtKnown *known);
WtKnownChanges wt_known_show          (WtKnown       *shown,
                                       const WtKnown *known);
void           wt_known_clear         (WtKnown       *self);

G_END_DECLS
