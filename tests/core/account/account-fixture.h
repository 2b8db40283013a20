/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "simulator-fixture.h"
#include "wt-accounts.h"

G_BEGIN_DECLS

/* An account of a simulator that no other test uses, in a session made by tests/tools/session. The settings are in
 * memory and outlive the account, so that it can be opened again. */
typedef struct
{
  Simulator  *simulator;
  char       *address;
  GSettings  *settings;
  WtAccounts *accounts;
  WtAccount  *watched; /* the one that is selected */
  GString    *history; /* the states since they were opened, of whichever was selected */
} Fixture;

void         fixture_set_up          (Fixture           *self,
                                      gconstpointer      option);
void         fixture_tear_down       (Fixture           *self,
                                      gconstpointer      option);

WtAccount   *get_account             (Fixture           *self);
void         open_account            (Fixture           *self);
void         let_account_go          (Fixture           *self);
void         wait_until_account_gone (Fixture           *self);
void         close_account           (Fixture           *self);
void         restart_account         (Fixture           *self);
void         stop_server             (Fixture           *self);
void         start_server            (Fixture           *self);

void         control_keyring         (const char        *action,
                                      const char        *argument);

void         wait_for_state          (Fixture           *self,
                                      WtAccountState     state);
void         wait_for_keyring_state  (Fixture           *self,
                                      WtKeyringState     state);
void         wait_for_secret         (Fixture           *self,
                                      WtCredentialKind   kind,
                                      const char        *value);
void         wait_for_saved          (Fixture           *self);
void         wait_until_idle         (Fixture           *self);

void         wait_for_refusal        (Fixture           *self);
void         wait_for_sign_in        (Fixture           *self);
const GError *get_sign_in_error      (Fixture           *self);
void         sign_in_with            (Fixture           *self,
                                      WtCredentialKind   kind,
                                      const char        *secret);
void         sign_in                 (Fixture           *self);
void         sign_in_and_save        (Fixture           *self);
WtUserToken *generate_token          (Fixture           *self,
                                      const char        *user_id,
                                      GError           **error);
gboolean     sign_out                (Fixture           *self,
                                      GError           **error);

guint        get_n_tokens            (Fixture           *self);
WtUserToken *get_token               (Fixture           *self,
                                      guint              index);
const char  *get_active_value        (Fixture           *self);
char        *dup_active_value        (Fixture           *self);
void         assert_nothing_stored   (Fixture           *self);
void         assert_no_facts         (Fixture           *self);

G_END_DECLS
