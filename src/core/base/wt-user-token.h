/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wt-credential.h"

G_BEGIN_DECLS

#define WT_TYPE_USER_TOKEN (wt_user_token_get_type ())

G_DECLARE_FINAL_TYPE (WtUserToken, wt_user_token, WT, USER_TOKEN, GObject)

WtUserToken  *wt_user_token_new              (const char   *id,
                                              const char   *name,
                                              WtCredential *credential);

const char   *wt_user_token_get_id           (WtUserToken  *self);
const char   *wt_user_token_get_public_id    (WtUserToken  *self);
const char   *wt_user_token_get_name         (WtUserToken  *self);
char         *wt_user_token_dup_display_name (WtUserToken  *self);
WtCredential *wt_user_token_get_credential   (WtUserToken  *self);
GDateTime    *wt_user_token_get_created      (WtUserToken  *self);
GDateTime    *wt_user_token_get_last_used    (WtUserToken  *self);
GDateTime    *wt_user_token_get_expires      (WtUserToken  *self);
void          wt_user_token_set_dates        (WtUserToken  *self,
                                              GDateTime    *created,
                                              GDateTime    *last_used,
                                              GDateTime    *expires);

gboolean      wt_user_token_is_same          (WtUserToken  *self,
                                              WtUserToken  *other);
gboolean      wt_user_token_equal            (WtUserToken  *self,
                                              WtUserToken  *other);

G_END_DECLS
