/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wt-account.h"
#include "wt-api-client.h"
#include "wt-connect.h"
#include "wt-vault.h"

/* What the files of WtAccount share; nobody else includes this. */

G_BEGIN_DECLS

/**
 * WtAccount:
 *
 * The only door for the window and the command line: an account on one server, as a state machine. Its methods do not
 * block; what comes of them is in the properties.
 */
struct _WtAccount
{
  GObject         parent_instance;

  GSettings      *settings;
  WtKeyring      *keyring;
  WtVault        *vault;
  GHashTable     *unsaved; /* of servers that were left: their vaults */
  WtApiClient    *client; /* NULL until the server is asked for the first time */

  char           *server;
  WtUser         *user;
  GListStore     *tokens;
  WtUserToken    *active_token;
  guint           n_skipped;
  gboolean        list_is_empty;

  WtAccountState  state;
  GError         *error;
  char           *details;
  GCancellable   *connecting;
  guint           n_loading;
  guint           n_verifying;
  gboolean        is_started;
  gboolean        is_generating;
  gboolean        is_opening;
  gboolean        is_signing_out;
  gboolean        can_revoke;

  /* A sign-in that the server has not accepted yet. */
  WtApiClient    *candidate;
  WtCredential   *candidate_credential;
  gboolean        wants_sign_in;
  gboolean        sign_in_failed;
  WtAccountState  state_before;
  GError         *error_before;

  /* What another program did to the same account, as far as it is known here. */
  guint           changes;
  gboolean        is_behind;
  gboolean        was_remembered;

  /* Those who wait until nothing is under way. */
  GPtrArray      *waiting;
  guint           settled_idle;

  /* What the derived properties were when they were last notified. */
  gboolean        signed_in;
  gboolean        signing_in;
  gboolean        busy;
  gboolean        can_generate;
  gboolean        needs_api_key;
  gboolean        has_api_key;
};

void         wt_account_leave                 (WtAccount      *self);
void         wt_account_install_properties    (GObjectClass   *object_class);
void         wt_account_set_state             (WtAccount      *self,
                                               WtAccountState  state,
                                               const GError   *error);
void         wt_account_set_details           (WtAccount      *self,
                                               WtApiClient    *client);
WtVault     *wt_account_create_vault          (WtAccount      *self,
                                               const char     *server);
void         wt_account_save_left             (WtAccount      *self);
void         wt_account_set_server            (WtAccount      *self,
                                               const char     *server,
                                               WtVault        *vault);
void         wt_account_set_user              (WtAccount      *self,
                                               WtUser         *user);
void         wt_account_set_active_token      (WtAccount      *self,
                                               WtUserToken    *token);
void         wt_account_set_n_skipped         (WtAccount      *self,
                                               guint           n_skipped);
void         wt_account_set_can_revoke        (WtAccount      *self,
                                               gboolean        can_revoke);
void         wt_account_update_derived        (WtAccount      *self);
char        *wt_account_dup_remembered_server (WtAccount      *self);
gboolean     wt_account_is_remembered         (WtAccount      *self);
void         wt_account_save_facts            (WtAccount      *self);
void         wt_account_forget_facts          (WtAccount      *self);
void         wt_account_configure_client      (WtAccount      *self,
                                               WtApiClient    *client);
WtApiClient *wt_account_create_client         (WtAccount      *self,
                                               const char     *server);
WtApiClient *wt_account_ensure_client         (WtAccount      *self);
void         wt_account_stop_connecting       (WtAccount      *self);
void         wt_account_adopt_tokens          (WtAccount      *self,
                                               WtConnection   *connection);
void         wt_account_adopt_created         (WtAccount      *self,
                                               WtUserToken    *token);
void         wt_account_doubt_list            (WtAccount      *self,
                                               const GError   *error);
void         wt_account_adopt_connection      (WtAccount      *self,
                                               WtConnection   *connection);
void         wt_account_connect               (WtAccount      *self);
void         wt_account_connect_anew          (WtAccount      *self);
void         wt_account_show_stored           (WtAccount      *self);
void         wt_account_open                  (WtAccount      *self,
                                               const char     *server);
void         wt_account_show_nothing          (WtAccount      *self);
WtUserToken *wt_account_find_stored           (WtAccount      *self);
void         wt_account_forget                (WtAccount      *self);
void         wt_account_check_settled         (WtAccount      *self);
void         wt_account_tell_change           (WtAccount      *self);
void         wt_account_watch_changes         (WtAccount      *self);
void         wt_account_catch_up              (WtAccount      *self);

G_END_DECLS
