/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An account whose server is not there, says no, or talks nonsense: what there was stays. */

#include "config.h"

#include "account-fixture.h"
#include "listener-fixture.h"
#include "waiting.h"
#include "wt-error.h"

#define KEY WT_CREDENTIAL_API_KEY
#define TOKEN WT_CREDENTIAL_USER_TOKEN

static void
test_offline (Fixture       *self,
              gconstpointer  data)
{
  g_autofree char *value = NULL;

  sign_in_and_save (self);
  value = dup_active_value (self);
  close_account (self);
  stop_server (self);

  open_account (self);
  wt_accounts_start (self->accounts);
  wait_for_state (self, WT_ACCOUNT_OFFLINE);
  g_assert_cmpstr (self->history->str, ==, "CO");
  g_assert_error (wt_account_get_error (get_account (self)), WT_ERROR, WT_ERROR_UNREACHABLE);
  g_assert_true (wt_account_get_signed_in (get_account (self)));
  g_assert_false (wt_accounts_get_signing_in (self->accounts));
  g_assert_cmpstr (get_active_value (self), ==, value);
  g_assert_cmpuint (get_n_tokens (self), ==, 1);
  g_assert_false (wt_account_get_can_generate (get_account (self)));

  start_server (self);
  wt_account_refresh (get_account (self));
  wait_for_state (self, WT_ACCOUNT_READY);
  g_assert_no_error (wt_account_get_error (get_account (self)));
  g_assert_cmpuint (get_n_tokens (self), ==, 2);
  g_assert_cmpstr (get_active_value (self), ==, value);
}

/* After a success: the last list stays. */
static void
check_failure (Fixture        *self,
               const char     *fault,
               WtAccountState  state,
               int             code)
{
  g_autofree char *value = dup_active_value (self);

  g_test_message ("%s", fault);
  simulator_add_fault (self->simulator, fault);
  wt_account_refresh (get_account (self));
  wait_for_state (self, state);
  g_assert_error (wt_account_get_error (get_account (self)), WT_ERROR, code);
  g_assert_cmpuint (get_n_tokens (self), ==, 2);
  g_assert_cmpstr (get_active_value (self), ==, value);
  g_assert_false (wt_account_get_can_generate (get_account (self)));
  g_assert_false (wt_account_get_busy (get_account (self)));
  g_assert_cmpint (wt_account_get_details (get_account (self)) != NULL, ==, code == WT_ERROR_UNREADABLE);
  wait_for_secret (self, TOKEN, value);

  simulator_clear_faults (self->simulator);
  wt_account_refresh (get_account (self));
  wait_for_state (self, WT_ACCOUNT_READY);
  g_assert_no_error (wt_account_get_error (get_account (self)));
  g_assert_null (wt_account_get_details (get_account (self)));
}

static void
test_failures (Fixture       *self,
               gconstpointer  data)
{
  sign_in_and_save (self);
  check_failure (self, JSON ({"times": 0, "status": 500}), WT_ACCOUNT_FAILED, WT_ERROR_SERVER);
  check_failure (self, JSON ({"times": 0, "status": 404}), WT_ACCOUNT_FAILED, WT_ERROR_NOT_WORKBENCH);
  check_failure (self, JSON ({"times": 0, "body": "<html>"}), WT_ACCOUNT_FAILED, WT_ERROR_UNREADABLE);
  check_failure (self, JSON ({"times": 0, "action": "redirect"}), WT_ACCOUNT_FAILED, WT_ERROR_REDIRECTED);
  check_failure (self, JSON ({"times": 0, "status": 429, "headers": {"Retry-After": "99"}}), WT_ACCOUNT_FAILED,
                 WT_ERROR_RATE_LIMITED);
  check_failure (self, JSON ({"times": 0, "action": "reset"}), WT_ACCOUNT_OFFLINE, WT_ERROR_UNREACHABLE);
  check_failure (self, JSON ({"times": 0, "status": 401}), WT_ACCOUNT_REFUSED, WT_ERROR_UNAUTHORIZED);
  check_failure (self, JSON ({"times": 0, "status": 403}), WT_ACCOUNT_FAILED, WT_ERROR_FORBIDDEN);
}

static void
test_first_sign_in_fails (Fixture       *self,
                          gconstpointer  data)
{
  static const struct
  {
    const char *fault;
    int         code;
  } rows[] = {
    { JSON ({"times": 0, "status": 404}), WT_ERROR_NOT_WORKBENCH },
    { JSON ({"times": 0, "status": 403}), WT_ERROR_FORBIDDEN },
    { JSON ({"times": 0, "body": "{\"a\":\"the-secret\"}"}), WT_ERROR_UNREADABLE },
    { JSON ({"times": 0, "action": "redirect"}), WT_ERROR_REDIRECTED },
  };
  const char *details;

  wt_accounts_start (self->accounts);
  wait_for_state (self, WT_ACCOUNT_SIGNED_OUT);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      simulator_clear_faults (self->simulator);
      simulator_add_fault (self->simulator, rows[i].fault);
      sign_in_with (self, KEY, simulator_get_key (self->simulator));
      wait_for_sign_in (self);
      g_assert_cmpint (wt_account_get_state (get_account (self)), ==, WT_ACCOUNT_SIGNED_OUT);
      g_assert_error (get_sign_in_error (self), WT_ERROR, rows[i].code);
      details = wt_sign_in_get_details (wt_accounts_get_sign_in (self->accounts));
      g_assert_cmpint (details != NULL, ==, rows[i].code == WT_ERROR_UNREADABLE);
      if (details != NULL)
        g_assert_null (strstr (details, "the-secret"));
    }

  assert_nothing_stored (self);
  assert_no_facts (self);
}

/* The stored token was revoked, but the key is good: the list is there, and another token is active. */
static void
test_token_refused (Fixture       *self,
                    gconstpointer  data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  sign_in_and_save (self);
  before = dup_active_value (self);
  simulator_put (self->simulator, "tokens", JSON ([{"id": "n", "name": "Next", "token": "next-token"}]));
  restart_account (self);
  wait_for_state (self, WT_ACCOUNT_READY);

  g_assert_cmpstr (self->history->str, ==, "CR");
  g_assert_no_error (wt_account_get_error (get_account (self)));
  g_assert_error (wt_account_get_refusal (get_account (self)), WT_ERROR, WT_ERROR_TOKEN_REFUSED);
  g_assert_nonnull (strstr (wt_account_get_refusal (get_account (self))->message, "no longer accepts"));
  g_assert_cmpuint (get_n_tokens (self), ==, 1);
  after = dup_active_value (self);
  g_assert_cmpstr (after, !=, before);
  g_assert_cmpstr (after, ==, "next-token");

  /* The refused one stays in the keyring until the other one was verified. */
  wait_for_secret (self, TOKEN, "next-token");
  g_assert_nonnull (wt_account_get_refusal (get_account (self)));
  wt_account_refresh (get_account (self));
  wait_until_idle (self);
  g_assert_no_error (wt_account_get_refusal (get_account (self)));
}

static void
test_token_refused_and_none_left (Fixture       *self,
                                  gconstpointer  data)
{
  g_autofree char *before = NULL;
  g_autoptr (WtUserToken) token = NULL;

  sign_in_and_save (self);
  before = dup_active_value (self);
  simulator_put (self->simulator, "tokens?count=0", NULL);
  restart_account (self);
  wait_for_state (self, WT_ACCOUNT_READY);
  g_assert_nonnull (wt_account_get_refusal (get_account (self)));
  g_assert_cmpuint (get_n_tokens (self), ==, 0);
  g_assert_true (wt_account_get_can_generate (get_account (self)));
  wait_for_secret (self, TOKEN, before);

  token = generate_token (self, NULL, NULL);
  g_assert_nonnull (token);
  g_assert_cmpstr (get_active_value (self), ==, wt_credential_get_text (wt_user_token_get_credential (token)));
  wait_for_secret (self, TOKEN, get_active_value (self));
}

/* A token alone, which is refused then. */
static void
test_only_token_refused (Fixture       *self,
                         gconstpointer  data)
{
  g_autofree char *value = simulator_dup_value (self->simulator, 0);

  wt_accounts_start (self->accounts);
  wait_for_state (self, WT_ACCOUNT_SIGNED_OUT);
  sign_in_with (self, TOKEN, value);
  wait_for_state (self, WT_ACCOUNT_READY);
  wait_for_secret (self, TOKEN, value);

  simulator_put (self->simulator, "tokens?count=0", NULL);
  restart_account (self);
  wait_for_state (self, WT_ACCOUNT_REFUSED);
  g_assert_error (wt_account_get_error (get_account (self)), WT_ERROR, WT_ERROR_UNAUTHORIZED);
  g_assert_cmpstr (get_active_value (self), ==, value);
  wait_for_secret (self, TOKEN, value);
}

/* Signed in already: a new key that is wrong changes nothing. */
static void
test_sign_in_again (Fixture       *self,
                    gconstpointer  data)
{
  g_autofree char *value = NULL;

  sign_in_and_save (self);
  value = dup_active_value (self);
  wt_accounts_ask_sign_in (self->accounts);
  g_assert_true (wt_accounts_get_signing_in (self->accounts));

  sign_in_with (self, KEY, "wrong");
  wait_until_idle (self);
  g_assert_cmpint (wt_account_get_state (get_account (self)), ==, WT_ACCOUNT_READY);
  g_assert_no_error (wt_account_get_error (get_account (self)));
  g_assert_error (get_sign_in_error (self), WT_ERROR, WT_ERROR_UNAUTHORIZED);
  g_assert_true (wt_accounts_get_signing_in (self->accounts));
  g_assert_cmpstr (get_active_value (self), ==, value);
  wait_for_secret (self, KEY, simulator_get_key (self->simulator));

  wt_accounts_cancel_sign_in (self->accounts);
  g_assert_false (wt_accounts_get_signing_in (self->accounts));
  g_assert_cmpint (wt_account_get_state (get_account (self)), ==, WT_ACCOUNT_READY);

  simulator_put (self->simulator, "api-key", "another-key");
  sign_in_with (self, KEY, "another-key");
  wait_for_secret (self, KEY, "another-key");
  g_assert_cmpint (wt_account_get_state (get_account (self)), ==, WT_ACCOUNT_READY);
  g_assert_no_error (get_sign_in_error (self));
}

/* With a key of somebody who has no token: the one that was stored is not theirs. */
static void
test_somebody_else (Fixture       *self,
                    gconstpointer  data)
{
  sign_in_and_save (self);
  simulator_put (self->simulator, "api-key", "another-key");
  simulator_put (self->simulator, "tokens?count=0", NULL);
  wt_accounts_ask_sign_in (self->accounts);
  sign_in_with (self, KEY, "another-key");
  wait_for_secret (self, KEY, "another-key");
  wait_for_secret (self, TOKEN, "");
  g_assert_null (wt_account_get_active_token (get_account (self)));
  g_assert_cmpuint (get_n_tokens (self), ==, 0);
  g_assert_true (wt_account_get_can_generate (get_account (self)));
}

/* What is under way goes on, whatever comes of a sign-in beside it. */
static void
test_sign_in_while_connecting (Fixture       *self,
                               gconstpointer  data)
{
  sign_in_and_save (self);
  close_account (self);
  simulator_clear_log (self->simulator);
  simulator_add_fault (self->simulator, JSON ({"action": "delay", "delayMs": 3600000, "times": 2}));
  open_account (self);
  wt_accounts_start (self->accounts);
  simulator_wait_for (self->simulator, 2);

  sign_in_with (self, KEY, "two words");
  g_assert_error (get_sign_in_error (self), WT_ERROR, WT_ERROR_INVALID_INPUT);
  sign_in_with (self, KEY, "wrong");
  wait_for_sign_in (self);
  g_assert_error (get_sign_in_error (self), WT_ERROR, WT_ERROR_UNAUTHORIZED);
  g_assert_cmpint (wt_account_get_state (get_account (self)), ==, WT_ACCOUNT_CONNECTING);
  g_assert_no_error (wt_account_get_error (get_account (self)));

  simulator_release (self->simulator);
  wait_for_state (self, WT_ACCOUNT_READY);
}

static void
test_cancel_while_connecting (Fixture       *self,
                              gconstpointer  data)
{
  sign_in_and_save (self);
  close_account (self);
  simulator_clear_log (self->simulator);
  simulator_add_fault (self->simulator, JSON ({"action": "delay", "delayMs": 3600000, "times": 4}));
  open_account (self);
  wt_accounts_start (self->accounts);
  simulator_wait_for (self->simulator, 2);

  sign_in_with (self, KEY, "another");
  simulator_wait_for (self->simulator, 4);
  wt_accounts_cancel_sign_in (self->accounts);
  g_assert_true (wt_account_get_busy (get_account (self)));
  simulator_release (self->simulator);
  wait_for_state (self, WT_ACCOUNT_READY);
  g_assert_no_error (get_sign_in_error (self));
}

/* A sign-in that failed leaves nothing behind in an account that is well again. */
static void
test_cancel_after_offline (Fixture       *self,
                           gconstpointer  data)
{
  sign_in_and_save (self);
  stop_server (self);
  wt_account_refresh (get_account (self));
  wait_for_state (self, WT_ACCOUNT_OFFLINE);
  wt_accounts_ask_sign_in (self->accounts);
  sign_in_with (self, KEY, "another");
  wait_for_sign_in (self);
  g_assert_error (get_sign_in_error (self), WT_ERROR, WT_ERROR_UNREACHABLE);

  start_server (self);
  wt_account_refresh (get_account (self));
  wait_for_state (self, WT_ACCOUNT_READY);
  wt_accounts_cancel_sign_in (self->accounts);
  g_assert_false (wt_accounts_get_signing_in (self->accounts));
  g_assert_cmpint (wt_account_get_state (get_account (self)), ==, WT_ACCOUNT_READY);
  g_assert_no_error (wt_account_get_error (get_account (self)));
}

/* Which token was picked still counts, also where the keyring is slower than the user. */
static void
test_faster_than_keyring (Fixture       *self,
                          gconstpointer  data)
{
  g_autoptr (WtUserToken) picked = NULL;
  g_autofree char *value = NULL;

  sign_in_and_save (self);
  picked = get_token (self, 0);
  wt_account_use_token (get_account (self), picked);
  value = dup_active_value (self);
  wait_for_secret (self, TOKEN, value);
  wait_for_saved (self);
  close_account (self);
  simulator_clear_log (self->simulator);

  control_keyring ("freeze", NULL);
  open_account (self);
  wt_accounts_start (self->accounts);
  sign_in_with (self, KEY, simulator_get_key (self->simulator));
  simulator_wait_for (self->simulator, 2);
  control_keyring ("thaw", NULL);
  wait_for_sign_in (self);
  wait_for_state (self, WT_ACCOUNT_READY);
  wait_until_idle (self);
  g_assert_cmpstr (get_active_value (self), ==, value);
  wait_for_saved (self);
  wait_for_secret (self, TOKEN, value);
}

/* Another server is another account. */
static void
test_switch (Fixture       *self,
             gconstpointer  data)
{
  g_autoptr (Simulator) other = simulator_start ("--tokens=1", NULL);
  g_autofree char *value = NULL;
  g_autofree char *remembered = NULL;

  sign_in_and_save (self);
  value = dup_active_value (self);
  wt_accounts_select (self->accounts, simulator_get_address (other));
  g_assert_cmpint (wt_account_get_state (get_account (self)), ==, WT_ACCOUNT_LOADING);
  g_assert_null (wt_account_get_active_token (get_account (self)));
  wait_for_state (self, WT_ACCOUNT_SIGNED_OUT);
  g_assert_cmpuint (get_n_tokens (self), ==, 0);
  g_assert_cmpuint (simulator_count (other, NULL), ==, 0);

  wt_accounts_select (self->accounts, self->address);
  wait_for_state (self, WT_ACCOUNT_READY);
  g_assert_cmpstr (get_active_value (self), ==, value);
  remembered = g_settings_get_string (self->settings, "server");
  g_assert_cmpstr (remembered, ==, self->address);
}

/* Someone who selects another server as soon as an account tells something for the nth time. */
typedef struct
{
  WtAccounts *accounts;
  const char *address;
  guint       n_to_go;
} Switcher;

static void
switch_cb (WtAccount  *account,
           GParamSpec *property,
           Switcher   *switcher)
{
  if (switcher->n_to_go > 0 && --switcher->n_to_go == 0)
    wt_accounts_select (switcher->accounts, switcher->address);
}

static gboolean
is_left_or_ready (gpointer data)
{
  Fixture *self = data;

  return wt_account_get_state (get_account (self)) == WT_ACCOUNT_READY ||
         !g_str_equal (wt_account_get_server (get_account (self)), self->address);
}

/* Whatever an account is just telling, another one may be selected by whoever hears it. */
static void
test_switch_while_told (Fixture       *self,
                        gconstpointer  data)
{
  g_autoptr (Simulator) other = simulator_start ("--tokens=1", NULL);
  guint n_told = 0;

  sign_in_and_save (self);
  for (guint n = 1;; n++)
    {
      Switcher switcher = { .address = simulator_get_address (other), .n_to_go = n };
      WtAccount *account;

      restart_account (self);
      account = get_account (self);
      switcher.accounts = self->accounts;
      g_signal_connect (account, "notify", G_CALLBACK (switch_cb), &switcher);
      wait_until (is_left_or_ready, self);
      wait_until_idle (self);
      g_signal_handlers_disconnect_by_data (account, &switcher);
      if (switcher.n_to_go > 0)
        break;

      n_told++;
      g_assert_true (get_account (self) != account);
      wait_for_state (self, WT_ACCOUNT_SIGNED_OUT);
      wt_accounts_select (self->accounts, self->address);
      wait_for_state (self, WT_ACCOUNT_READY);
      wait_until_idle (self);
    }

  g_assert_cmpuint (n_told, >=, 5);
  g_assert_cmpuint (simulator_count (other, NULL), ==, 0);
}

#define ADD(path, option, function) \
  g_test_add ("/account/server/" path, Fixture, option, fixture_set_up, function, fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("offline", "--tokens=2", test_offline);
  ADD ("failures", "--tokens=2", test_failures);
  ADD ("first-sign-in-fails", "--tokens=1", test_first_sign_in_fails);
  ADD ("token-refused", "--tokens=2", test_token_refused);
  ADD ("token-refused-and-none-left", "--tokens=1", test_token_refused_and_none_left);
  ADD ("only-token-refused", "--tokens=1", test_only_token_refused);
  ADD ("sign-in-again", "--tokens=2", test_sign_in_again);
  ADD ("somebody-else", "--tokens=2", test_somebody_else);
  ADD ("sign-in-while-connecting", "--tokens=1", test_sign_in_while_connecting);
  ADD ("cancel-while-connecting", "--tokens=1", test_cancel_while_connecting);
  ADD ("cancel-after-offline", "--tokens=2", test_cancel_after_offline);
  ADD ("faster-than-keyring", "--tokens=2", test_faster_than_keyring);
  ADD ("switch", "--tokens=2", test_switch);
  ADD ("switch-while-told", "--tokens=2", test_switch_while_told);

  return g_test_run ();
}
