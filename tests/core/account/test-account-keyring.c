/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An account whose keyring is locked, absent, gone or dying. The second part of a test's path says which session it
 * needs. What is on screen stays usable, and no secret is lost. */

#include "config.h"

#include "account-fixture.h"
#include "waiting.h"
#include "wt-error.h"

#define KEY WT_CREDENTIAL_API_KEY
#define TOKEN WT_CREDENTIAL_USER_TOKEN

/* The session begins with a locked keyring, and so does each test. */
static void
set_up_stored (Fixture *self)
{
  control_keyring ("unlock", NULL);
  sign_in_and_save (self);
  close_account (self);
  control_keyring ("lock", NULL);
  simulator_clear_log (self->simulator);
  open_account (self);
}

static void
test_locked (Fixture       *self,
             gconstpointer  data)
{
  set_up_stored (self);
  wt_accounts_start (self->accounts);
  wait_for_keyring_state (self, WT_KEYRING_LOCKED);

  /* Never "signed out": who it was is remembered, and what is stored is still there. */
  g_assert_cmpint (wt_account_get_state (get_account (self)), ==, WT_ACCOUNT_LOADING);
  g_assert_true (wt_account_get_signed_in (get_account (self)));
  g_assert_false (wt_accounts_get_signing_in (self->accounts));
  g_assert_cmpuint (get_n_tokens (self), ==, 1);
  g_assert_null (get_active_value (self));
  g_assert_cmpuint (simulator_count (self->simulator, NULL), ==, 0);

  control_keyring ("unlock", NULL);
  wt_account_retry_keyring (get_account (self));
  wait_for_state (self, WT_ACCOUNT_READY);
  g_assert_cmpstr (self->history->str, ==, "CR");
  g_assert_cmpint (wt_account_get_keyring_state (get_account (self)), ==, WT_KEYRING_OPEN);
  g_assert_cmpuint (simulator_count (self->simulator, NULL), ==, 2);
  g_assert_nonnull (get_active_value (self));
  control_keyring ("lock", NULL);
}

static void
test_still_locked (Fixture       *self,
                   gconstpointer  data)
{
  set_up_stored (self);
  wt_accounts_start (self->accounts);
  wait_for_keyring_state (self, WT_KEYRING_LOCKED);
  wt_account_refresh (get_account (self));
  g_assert_false (wt_account_get_busy (get_account (self)));
  g_assert_cmpint (wt_account_get_state (get_account (self)), ==, WT_ACCOUNT_LOADING);
  g_assert_cmpstr (self->history->str, ==, "");
}

/* Nothing is remembered: one can sign in, and what cannot be stored yet is stored later. */
static void
test_sign_in_locked (Fixture       *self,
                     gconstpointer  data)
{
  g_autofree char *value = NULL;

  wt_accounts_start (self->accounts);
  wait_for_keyring_state (self, WT_KEYRING_LOCKED);
  g_assert_cmpint (wt_account_get_state (get_account (self)), ==, WT_ACCOUNT_LOADING);
  g_assert_true (wt_accounts_get_signing_in (self->accounts));

  sign_in_with (self, KEY, simulator_get_key (self->simulator));
  wait_for_state (self, WT_ACCOUNT_READY);
  wait_for_keyring_state (self, WT_KEYRING_LOCKED);
  g_assert_true (wt_account_get_has_unsaved (get_account (self)));
  value = dup_active_value (self);

  /* The active token is verified; and signing out, which fails, waits for what is being stored. */
  simulator_wait_for (self->simulator, 3);
  wt_account_refresh (get_account (self));
  wait_until_idle (self);
  g_assert_false (sign_out (self, NULL));
  g_assert_true (wt_account_get_has_unsaved (get_account (self)));

  control_keyring ("unlock", NULL);
  wt_account_retry_keyring (get_account (self));
  wait_for_saved (self);
  wait_for_secret (self, KEY, simulator_get_key (self->simulator));
  wait_for_secret (self, TOKEN, value);
  wait_for_keyring_state (self, WT_KEYRING_OPEN);
  control_keyring ("lock", NULL);
}

/* What the keyring has is shown although something else is being tried, and takes no page away. */
static void
test_opened_while_signing_in (Fixture       *self,
                              gconstpointer  data)
{
  control_keyring ("unlock", NULL);
  sign_in_and_save (self);
  close_account (self);
  g_settings_reset (self->settings, "user-id");
  g_settings_reset (self->settings, "user-name");
  g_settings_reset (self->settings, "token-id");
  g_settings_reset (self->settings, "token-name");
  control_keyring ("lock", NULL);
  simulator_clear_log (self->simulator);
  open_account (self);
  wt_accounts_start (self->accounts);
  wait_for_keyring_state (self, WT_KEYRING_LOCKED);
  g_assert_true (wt_accounts_get_signing_in (self->accounts));

  simulator_add_fault (self->simulator, JSON ({"action": "delay", "delayMs": 3600000, "times": 2}));
  sign_in_with (self, KEY, "wrong");
  simulator_wait_for (self->simulator, 2);
  control_keyring ("unlock", NULL);
  wt_account_retry_keyring (get_account (self));
  wait_for_state (self, WT_ACCOUNT_READY);
  g_assert_nonnull (get_active_value (self));
  g_assert_true (wt_accounts_get_signing_in (self->accounts));

  simulator_release (self->simulator);
  wait_for_sign_in (self);
  g_assert_error (get_sign_in_error (self), WT_ERROR, WT_ERROR_UNAUTHORIZED);
  g_assert_true (wt_accounts_get_signing_in (self->accounts));
  wt_accounts_cancel_sign_in (self->accounts);
  g_assert_false (wt_accounts_get_signing_in (self->accounts));
  g_assert_cmpint (wt_account_get_state (get_account (self)), ==, WT_ACCOUNT_READY);
  g_assert_no_error (wt_account_get_error (get_account (self)));
  control_keyring ("lock", NULL);
}

/* "Signed out" is not said of secrets that are still there. */
static void
test_sign_out_locked (Fixture       *self,
                      gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  control_keyring ("unlock", NULL);
  sign_in_and_save (self);
  control_keyring ("lock", NULL);
  g_assert_false (sign_out (self, &error));
  g_assert_error (error, WT_ERROR, WT_ERROR_KEYRING_LOCKED);
  g_clear_error (&error);
  g_assert_cmpint (wt_account_get_state (get_account (self)), ==, WT_ACCOUNT_READY);
  g_assert_nonnull (get_active_value (self));
  g_assert_cmpint (wt_account_get_keyring_state (get_account (self)), ==, WT_KEYRING_LOCKED);

  control_keyring ("unlock", NULL);
  g_assert_true (sign_out (self, &error));
  assert_nothing_stored (self);
  control_keyring ("lock", NULL);
}

/* What was not stored yet is not stored later, and nothing says that it will be. */
static void
test_sign_out_unsaved (Fixture       *self,
                       gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  wt_accounts_start (self->accounts);
  wait_for_keyring_state (self, WT_KEYRING_LOCKED);
  sign_in_with (self, KEY, simulator_get_key (self->simulator));
  wait_for_state (self, WT_ACCOUNT_READY);
  wait_for_keyring_state (self, WT_KEYRING_LOCKED);
  g_assert_true (wt_account_get_has_unsaved (get_account (self)));

  control_keyring ("unlock", NULL);
  g_assert_true (sign_out (self, &error));
  g_assert_no_error (error);
  g_assert_false (wt_account_get_has_unsaved (get_account (self)));
  assert_nothing_stored (self);
  control_keyring ("lock", NULL);
}

static void
check_without_keyring (Fixture        *self,
                       WtKeyringState  state)
{
  g_autoptr (WtUserToken) token = NULL;

  wt_accounts_start (self->accounts);
  wait_for_keyring_state (self, state);
  g_assert_true (wt_accounts_get_signing_in (self->accounts));
  g_assert_false (wt_account_get_signed_in (get_account (self)));

  sign_in_with (self, KEY, simulator_get_key (self->simulator));
  wait_for_state (self, WT_ACCOUNT_READY);
  wait_for_keyring_state (self, state);
  g_assert_true (wt_account_get_has_unsaved (get_account (self)));

  token = generate_token (self, NULL, NULL);
  g_assert_nonnull (token);
  g_assert_true (wt_account_get_active_token (get_account (self)) == token);
  g_assert_nonnull (get_active_value (self));
  wait_for_keyring_state (self, state);
  g_assert_true (wt_account_get_has_unsaved (get_account (self)));
  g_assert_cmpint (wt_account_get_state (get_account (self)), ==, WT_ACCOUNT_READY);
}

static void
assert_saved_by_retry (Fixture *self)
{
  g_autofree char *value = dup_active_value (self);

  wt_account_retry_keyring (get_account (self));
  wait_for_saved (self);
  wait_for_keyring_state (self, WT_KEYRING_OPEN);
  wait_for_secret (self, KEY, simulator_get_key (self->simulator));
  wait_for_secret (self, TOKEN, value);
  g_assert_cmpstr (get_active_value (self), ==, value);
}

static void
test_absent (Fixture       *self,
             gconstpointer  data)
{
  check_without_keyring (self, WT_KEYRING_ABSENT);
  g_assert_cmpuint (simulator_count (self->simulator, "POST"), ==, 1);
}

static void
test_none (Fixture       *self,
           gconstpointer  data)
{
  check_without_keyring (self, WT_KEYRING_UNAVAILABLE);
  control_keyring ("start", "unlocked");
  assert_saved_by_retry (self);
  control_keyring ("kill", NULL);
}

/* It dies while it is in use: a new token is still on screen, and stored as soon as it can be. */
static void
test_dies (Fixture       *self,
           gconstpointer  data)
{
  g_autoptr (WtUserToken) token = NULL;

  sign_in (self);
  wait_for_saved (self);
  control_keyring ("kill", NULL);
  token = generate_token (self, NULL, NULL);
  g_assert_nonnull (token);
  g_assert_nonnull (get_active_value (self));
  g_assert_true (wt_account_get_has_unsaved (get_account (self)));
  wait_for_keyring_state (self, WT_KEYRING_UNAVAILABLE);
  g_assert_cmpint (wt_account_get_state (get_account (self)), ==, WT_ACCOUNT_READY);
  g_assert_cmpuint (get_n_tokens (self), ==, 1);

  control_keyring ("start", "unlocked");
  assert_saved_by_retry (self);
}

/* Dead before the account was started: nothing is known, and so nothing is said to be gone. */
static void
test_dead_at_start (Fixture       *self,
                    gconstpointer  data)
{
  simulator_put (self->simulator, "tokens?count=1", NULL);
  sign_in_and_save (self);
  close_account (self);
  control_keyring ("kill", NULL);

  open_account (self);
  wt_accounts_start (self->accounts);
  wait_for_keyring_state (self, WT_KEYRING_UNAVAILABLE);
  g_assert_cmpint (wt_account_get_state (get_account (self)), ==, WT_ACCOUNT_LOADING);
  g_assert_true (wt_account_get_signed_in (get_account (self)));

  control_keyring ("start", "unlocked");
  wt_account_retry_keyring (get_account (self));
  wait_for_state (self, WT_ACCOUNT_READY);
  g_assert_cmpstr (self->history->str, ==, "CR");
}

/* It does not answer: the deadline of 5 s is what ends it. */
static void
test_frozen (Fixture       *self,
             gconstpointer  data)
{
  control_keyring ("freeze", NULL);
  wt_accounts_start (self->accounts);
  g_assert_cmpint (wt_account_get_state (get_account (self)), ==, WT_ACCOUNT_LOADING);
  wait_for_keyring_state (self, WT_KEYRING_UNAVAILABLE);
  control_keyring ("thaw", NULL);
  wt_account_retry_keyring (get_account (self));
  wait_for_state (self, WT_ACCOUNT_SIGNED_OUT);
}

#define ADD(path, option, function) \
  g_test_add ("/account/" path, Fixture, option, fixture_set_up, function, fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("locked/locked", "--tokens=2", test_locked);
  ADD ("locked/still-locked", "--tokens=2", test_still_locked);
  ADD ("locked/sign-in", "--tokens=2", test_sign_in_locked);
  ADD ("locked/sign-out", "--tokens=2", test_sign_out_locked);
  ADD ("locked/sign-out-unsaved", "--tokens=2", test_sign_out_unsaved);
  ADD ("locked/opened-while-signing-in", "--tokens=2", test_opened_while_signing_in);
  ADD ("absent/all", NULL, test_absent);
  ADD ("none/all", NULL, test_none);
  ADD ("trouble/dies", NULL, test_dies);
  ADD ("trouble/dead-at-start", NULL, test_dead_at_start);
  ADD ("trouble/frozen", NULL, test_frozen);

  return g_test_run ();
}
