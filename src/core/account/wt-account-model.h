/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wt-connection.h"
#include "wt-known.h"

G_BEGIN_DECLS

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
