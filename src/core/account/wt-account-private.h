/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wt-account-model.h"
#include "wt-account.h"
#include "wt-api-client.h"
#include "wt-changes.h"
#include "wt-pending.h"
#include "wt-vault.h"

/* What the files of WtAccount share, and what WtAccounts does with them; nobody else includes this. */

G_BEGIN_DECLS

/**
 * WtAccount:
 *
 * One user on one server, from beginning to end: the window's and the command line's only door to it. Its methods do not
 * block; what comes of them is in the properties.
 */
struct _WtAccount
{
  GObject         parent_instance;

  GSettings      *settings;
  WtChanges      *changes;
  char           *server;
  WtVault        *vault;      /* NULL once the place in the keyring is another user's */
  WtApiClient    *client;     /* NULL until the server is asked for the first time */
  WtAccountModel *model;
  const WtKnown  *known;      /* the model's */
  WtPending      *all;        /* what is under way in all accounts */
  WtPending      *pending;    /* and in this one */
  GCancellable   *connecting; /* NULL while the server is not being asked */
  gboolean        is_started;
  gboolean        looks_again; /* once the keyring has answered */
};

/* wt-account-properties.c */
void         wt_account_install_properties  (GObjectClass          *object_class);
void         wt_account_notify_changes      (WtAccount             *self);

/* wt-account.c */
WtAccount   *wt_account_new                 (GSettings             *settings,
                                             WtChanges             *changes,
                                             WtPending             *all,
                                             const char            *server,
                                             WtVault               *vault);
WtApiClient *wt_account_create_client       (GSettings             *settings,
                                             const char            *server);
WtApiClient *wt_account_ensure_client       (WtAccount             *self);
void         wt_account_apply               (WtAccount             *self,
                                             WtNeeds                needs);
void         wt_account_ask_again           (WtAccount             *self);
void         wt_account_stop                (WtAccount             *self);
void         wt_account_leave               (WtAccount             *self);
void         wt_account_retire              (WtAccount             *self);
void         wt_account_enter               (WtAccount             *self,
                                             WtApiClient           *client,
                                             WtCredential          *credential,
                                             WtConnection          *connection);
void         wt_account_look_again          (WtAccount             *self);
void         wt_account_adopt_stored        (WtAccount             *self);
gboolean     wt_account_has_stored          (WtAccount             *self);
void         wt_account_follow              (WtAccount             *self);
void         wt_account_clear               (WtAccount             *self);
void         wt_account_remember            (WtAccount             *self);

/* wt-account-tokens.c */
void         wt_account_adopt_created       (WtAccount             *self,
                                             WtUserToken           *token);
void         wt_account_doubt               (WtAccount             *self,
                                             const GError          *error);

G_END_DECLS
