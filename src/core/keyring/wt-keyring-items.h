/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wt-keyring-call.h"
#include "wt-keyring-request.h"
#include "wt-secret-service.h"

G_BEGIN_DECLS

/**
 * WtKeyringItems:
 * @service: where they are
 * @collections: the paths of all collections
 * @request: what was looked for
 * @opening: (nullable): opens the session meanwhile
 *
 * The items of a server, wherever they lie. Its functions block, and are for a thread.
 */
typedef struct
{
  WtSecretService  *service;
  GStrv             collections;
  WtKeyringRequest *request;
  GThread          *opening;
} WtKeyringItems;

WtKeyringItems *wt_keyring_items_open               (WtKeyringRequest  *request,
                                                     WtKeyringAttempt  *attempt,
                                                     gboolean           has_secrets,
                                                     GError           **error);
void            wt_keyring_items_close              (WtKeyringItems    *self);
GHashTable     *wt_keyring_items_build_attributes   (WtKeyringItems    *self,
                                                     WtCredentialKind   kind);
GPtrArray      *wt_keyring_items_find               (WtKeyringItems    *self,
                                                     WtCredentialKind   kind,
                                                     gboolean           is_thorough,
                                                     GError           **error);
char           *wt_keyring_items_find_locked_around (WtKeyringItems    *self,
                                                     const char        *item);
GError         *wt_keyring_items_explain_lock       (WtKeyringItems    *self,
                                                     const char        *item);
char           *wt_keyring_items_find_hiding        (WtKeyringItems    *self,
                                                     GError           **error);
gboolean        wt_keyring_items_check_seen         (WtKeyringItems    *self,
                                                     GError           **error);
gboolean        wt_keyring_items_check_default      (WtKeyringItems    *self,
                                                     char             **collection,
                                                     GError           **error);
gboolean        wt_keyring_items_settle             (WtKeyringItems    *self,
                                                     WtKeyringAttempt  *attempt,
                                                     const char        *prompt,
                                                     const char        *collection,
                                                     gboolean          *is_agreed,
                                                     GError           **error);

/* Each of these is a WtKeyringWork. */
gpointer        wt_keyring_items_look_up            (gpointer           request,
                                                     WtKeyringAttempt  *attempt,
                                                     GError           **error);
gpointer        wt_keyring_items_store              (gpointer           request,
                                                     WtKeyringAttempt  *attempt,
                                                     GError           **error);
gpointer        wt_keyring_items_clear              (gpointer           request,
                                                     WtKeyringAttempt  *attempt,
                                                     GError           **error);
gpointer        wt_keyring_items_unlock             (gpointer           request,
                                                     WtKeyringAttempt  *attempt,
                                                     GError           **error);
gpointer        wt_keyring_items_create             (gpointer           request,
                                                     WtKeyringAttempt  *attempt,
                                                     GError           **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WtKeyringItems, wt_keyring_items_close)

G_END_DECLS
