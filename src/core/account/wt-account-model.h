/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wt-account-state.h"
#include "wt-connection.h"
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
 * WtNeeds:
 * @WT_NEED_DROP_TOKEN: the keyring's User Token has to go
 * @WT_NEED_DROP_KEY: its API key has to go
 * @WT_NEED_STORE_ACTIVE: the active token has to be stored
 * @WT_NEED_SAVE_FACTS: what is known has to be remembered
 * @WT_NEED_FORGET_FACTS: nothing is to be remembered any more
 * @WT_NEED_VERIFY: the active token has to be tried before it is stored
 * @WT_NEED_VERIFY_CHOICE: the same, and the user did something about the active token
 * @WT_NEED_CONNECT: the server has to be asked
 * @WT_NEED_ASK_USER: and who the user is, too
 *
 * What a sentence that was learned makes necessary now.
 */
typedef enum
{
  WT_NEED_NOTHING = 0,
  WT_NEED_DROP_TOKEN = 1 << 0,
  WT_NEED_DROP_KEY = 1 << 1,
  WT_NEED_STORE_ACTIVE = 1 << 2,
  WT_NEED_SAVE_FACTS = 1 << 3,
  WT_NEED_FORGET_FACTS = 1 << 4,
  WT_NEED_VERIFY = 1 << 5,
  WT_NEED_VERIFY_CHOICE = 1 << 6,
  WT_NEED_CONNECT = 1 << 7,
  WT_NEED_ASK_USER = 1 << 8,
} WtNeeds;

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
 * @signed_in: whether anything is known or remembered
 * @can_generate: whether a token may be generated
 * @needs_api_key: whether it could be, with an API key
 *
 * What is known of an account. The last three follow from the others.
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
  gboolean         signed_in;
  gboolean         can_generate;
  gboolean         needs_api_key;
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
  WT_CHANGED_UNDER_WAY = 1 << 7,
  WT_CHANGED_CAN_REVOKE = 1 << 8,
  WT_CHANGED_SIGNED_IN = 1 << 9,
  WT_CHANGED_CAN_GENERATE = 1 << 10,
  WT_CHANGED_NEEDS_API_KEY = 1 << 11,
  WT_CHANGED_HAS_API_KEY = 1 << 12,
  WT_CHANGED_OPENING = 1 << 13,
} WtKnownChanges;

#define WT_TYPE_ACCOUNT_MODEL (wt_account_model_get_type ())

G_DECLARE_FINAL_TYPE (WtAccountModel, wt_account_model, WT, ACCOUNT_MODEL, GObject)

WtAccountModel *wt_account_model_new               (const char            *server);
const WtKnown  *wt_account_model_get               (WtAccountModel        *self);
WtKnownChanges  wt_account_model_take_changes      (WtAccountModel        *self);
gboolean        wt_account_model_lists             (WtAccountModel        *self,
                                                    WtUserToken           *token);
WtUserToken    *wt_account_model_find              (WtAccountModel        *self,
                                                    WtCredential          *credential);
gboolean        wt_account_model_is_of_other_user  (WtAccountModel        *self,
                                                    WtConnection          *connection);

void            wt_account_model_remember          (WtAccountModel        *self,
                                                    WtUser                *user,
                                                    WtUserToken           *token);
WtNeeds         wt_account_model_loaded            (WtAccountModel        *self,
                                                    const WtCredentialSet *stored,
                                                    gboolean               is_certain);
void            wt_account_model_connecting        (WtAccountModel        *self);
WtNeeds         wt_account_model_connected         (WtAccountModel        *self,
                                                    WtConnection          *connection);
void            wt_account_model_failed            (WtAccountModel        *self,
                                                    const GError          *error,
                                                    const char            *details);
void            wt_account_model_stopped           (WtAccountModel        *self);
WtNeeds         wt_account_model_signed_in         (WtAccountModel        *self,
                                                    const WtCredentialSet *stored,
                                                    WtCredential          *credential,
                                                    WtConnection          *connection);
WtNeeds         wt_account_model_chosen            (WtAccountModel        *self,
                                                    WtUserToken           *token);
WtNeeds         wt_account_model_verified          (WtAccountModel        *self,
                                                    WtUserToken           *token,
                                                    gboolean               by_user,
                                                    const GError          *error,
                                                    const char            *details);
WtNeeds         wt_account_model_created           (WtAccountModel        *self,
                                                    WtUserToken           *token);
void            wt_account_model_doubted           (WtAccountModel        *self,
                                                    const GError          *error);
WtNeeds         wt_account_model_revoked           (WtAccountModel        *self,
                                                    WtUserToken           *token);
void            wt_account_model_cannot_revoke     (WtAccountModel        *self);
WtNeeds         wt_account_model_cleared           (WtAccountModel        *self);
WtNeeds         wt_account_model_changed_elsewhere (WtAccountModel        *self,
                                                    const WtCredentialSet *stored,
                                                    WtUserToken           *remembered);
void            wt_account_model_under_way         (WtAccountModel        *self,
                                                    guint                  kinds);

G_END_DECLS
