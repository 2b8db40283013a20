/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two programs with one account: what one of them changes the other follows. Both are here, with the same settings;
 * the fixture's is the one that watches. */

#include "config.h"

#include "account-fixture.h"
#include "json.h"
#include "waiting.h"
#include "wt-error.h"

#define KEY WT_CREDENTIAL_API_KEY
#define TOKEN WT_CREDENTIAL_USER_TOKEN

static void
assert_settled (WtAccounts *accounts,
                int         code)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  wt_accounts_settle_async (accounts, keep_result_cb, &result);
  wait_for_result (&result);
  g_assert_cmpint (wt_accounts_settle_finish (accounts, result, &error), ==, code < 0);
  if (code < 0)
    g_assert_no_error (error);
  else
    g_assert_error (error, WT_ERROR, code);
}

/* As the command line has it: loaded, and not watching. */
static WtAccounts *
open_other (Fixture *self,
            int      code)
{
  WtAccounts *other = wt_accounts_new (self->settings, self->address);

  wt_account_load (wt_accounts_get_selected (other));
  assert_settled (other, code);

  return other;
}

static void
sign_in_other (Fixture    *self,
               WtAccounts *other,
               const char *key)
{
  wt_accounts_sign_in (other, self->address, KEY, key);
  assert_settled (other, -1);
  g_assert_false (wt_account_get_has_unsaved (wt_accounts_get_selected (other)));
}

static const char *
get_value (WtAccount *account)
{
  WtUserToken *token = wt_account_get_active_token (account);
  WtCredential *credential = token != NULL ? wt_user_token_get_credential (token) : NULL;

  return credential != NULL ? wt_credential_get_text (credential) : NULL;
}

typedef struct
{
  Fixture    *fixture;
  const char *value;
} Wish;

static gboolean
has_value (gpointer user_data)
{
  Wish *wish = user_data;
  WtAccount *account = get_account (wish->fixture);

  return g_strcmp0 (get_value (account), wish->value) == 0 && !wt_account_get_busy (account);
}

static void
wait_for_value (Fixture    *self,
                const char *value)
{
  wait_until (has_value, &(Wish){ self, value });
}

static void
test_sign_in (Fixture       *self,
              gconstpointer  data)
{
  g_autoptr (WtAccounts) other = open_other (self, WT_ERROR_NOTHING_STORED);

  wt_accounts_start (self->accounts);
  wait_for_state (self, WT_ACCOUNT_SIGNED_OUT);
  sign_in_other (self, other, simulator_get_key (self->simulator));

  wait_for_state (self, WT_ACCOUNT_READY);
  wait_for_value (self, get_value (wt_accounts_get_selected (other)));
  g_assert_cmpuint (get_n_tokens (self), ==, 2);
  g_assert_cmpstr (wt_user_get_name (wt_account_get_user (get_account (self))), ==, SIMULATOR_USER_NAME);
  g_assert_false (wt_accounts_get_signing_in (self->accounts));
}

static void
test_use (Fixture       *self,
          gconstpointer  data)
{
  g_autoptr (WtAccounts) other = NULL;
  g_autoptr (WtUserToken) token = NULL;
  g_autofree char *before = NULL;

  sign_in_and_save (self);
  before = dup_active_value (self);
  other = open_other (self, -1);
  wt_account_refresh (wt_accounts_get_selected (other));
  assert_settled (other, -1);
  token = g_list_model_get_item (wt_account_get_tokens (wt_accounts_get_selected (other)), 0);
  wt_account_use_token (wt_accounts_get_selected (other), token);
  assert_settled (other, -1);

  g_assert_cmpstr (get_value (wt_accounts_get_selected (other)), !=, before);
  wait_for_value (self, get_value (wt_accounts_get_selected (other)));
  g_assert_cmpint (wt_account_get_state (get_account (self)), ==, WT_ACCOUNT_READY);
  wait_for_secret (self, TOKEN, get_value (wt_accounts_get_selected (other)));

  /* And the other way round. */
  g_clear_object (&token);
  token = get_token (self, 1);
  wt_account_use_token (get_account (self), token);
  assert_settled (self->accounts, -1);
  g_clear_object (&other);
  other = open_other (self, -1);
  g_assert_cmpstr (get_value (wt_accounts_get_selected (other)), ==, get_active_value (self));
}

static void
test_sign_out (Fixture       *self,
               gconstpointer  data)
{
  g_autoptr (WtAccounts) other = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  sign_in_and_save (self);
  other = open_other (self, -1);
  wt_account_sign_out_async (wt_accounts_get_selected (other), keep_result_cb, &result);
  wait_for_result (&result);
  g_assert_true (wt_account_sign_out_finish (wt_accounts_get_selected (other), result, NULL));

  wait_for_state (self, WT_ACCOUNT_SIGNED_OUT);
  g_assert_cmpuint (get_n_tokens (self), ==, 0);
  g_assert_false (wt_account_get_signed_in (get_account (self)));
  g_clear_object (&result);
}

/* What the user does here is newer than what came before it, and is not asked for again because of itself. */
static void
test_own (Fixture       *self,
          gconstpointer  data)
{
  g_autoptr (WtUserToken) token = NULL;

  sign_in_and_save (self);
  simulator_clear_log (self->simulator);
  token = get_token (self, 0);
  wt_account_use_token (get_account (self), token);
  assert_settled (self->accounts, -1);
  g_assert_cmpuint (simulator_count (self->simulator, NULL), ==, 1);
}

/* The window that was opened for the remembered server goes where the user went. */
static void
test_server (Fixture       *self,
             gconstpointer  data)
{
  g_autoptr (Simulator) elsewhere = simulator_start ("--tokens=1", NULL);
  g_autoptr (WtAccounts) other = NULL;

  sign_in_and_save (self);
  other = open_other (self, -1);
  wt_accounts_sign_in (other, simulator_get_address (elsewhere), KEY, simulator_get_key (elsewhere));
  assert_settled (other, -1);

  wait_for_value (self, get_value (wt_accounts_get_selected (other)));
  g_assert_cmpstr (wt_account_get_server (get_account (self)), ==, simulator_get_address (elsewhere));
}

/* What was changed while another account was looked at counts when one comes back. */
static void
test_left (Fixture       *self,
           gconstpointer  data)
{
  g_autoptr (Simulator) elsewhere = simulator_start (NULL, NULL);
  g_autoptr (WtAccounts) other = NULL;
  g_autoptr (WtUserToken) token = NULL;
  g_autofree char *value = NULL;

  sign_in_and_save (self);
  wt_accounts_select (self->accounts, simulator_get_address (elsewhere));
  wait_for_state (self, WT_ACCOUNT_SIGNED_OUT);

  other = open_other (self, -1);
  wt_account_refresh (wt_accounts_get_selected (other));
  assert_settled (other, -1);
  token = g_list_model_get_item (wt_account_get_tokens (wt_accounts_get_selected (other)), 0);
  wt_account_use_token (wt_accounts_get_selected (other), token);
  assert_settled (other, -1);
  value = g_strdup (get_value (wt_accounts_get_selected (other)));

  wt_accounts_select (self->accounts, self->address);
  assert_settled (self->accounts, -1);
  g_assert_cmpstr (get_active_value (self), ==, value);
  wait_for_secret (self, WT_CREDENTIAL_USER_TOKEN, value);

  /* And a sign-out. */
  wt_accounts_select (self->accounts, simulator_get_address (elsewhere));
  wt_account_sign_out_async (wt_accounts_get_selected (other), NULL, NULL);
  assert_settled (other, WT_ERROR_NOTHING_STORED);
  wt_accounts_select (self->accounts, self->address);
  assert_settled (self->accounts, WT_ERROR_NOTHING_STORED);
  g_assert_true (wt_accounts_get_signing_in (self->accounts));
}

static void
error_cb (WtSignIn   *attempt,
          GParamSpec *property,
          gboolean   *was_refused)
{
  *was_refused |= g_error_matches (wt_sign_in_get_error (attempt), WT_ERROR, WT_ERROR_UNAUTHORIZED);
}

/* One that changes while a sign-in of the user's own is under way is looked at afterwards. */
static void
test_busy (Fixture       *self,
           gconstpointer  data)
{
  g_autoptr (WtAccounts) other = open_other (self, WT_ERROR_NOTHING_STORED);
  gboolean was_refused = FALSE;

  wt_accounts_start (self->accounts);
  wait_for_state (self, WT_ACCOUNT_SIGNED_OUT);
  g_signal_connect (wt_accounts_get_sign_in (self->accounts), "notify::error", G_CALLBACK (error_cb), &was_refused);

  simulator_add_fault (self->simulator, JSON ({"action": "delay", "delayMs": 1500, "times": 2}));
  sign_in_with (self, KEY, "wrong");
  simulator_wait_for (self->simulator, 2);
  sign_in_other (self, other, simulator_get_key (self->simulator));
  wait_for_state (self, WT_ACCOUNT_READY);
  g_assert_true (was_refused);
  wait_for_value (self, get_value (wt_accounts_get_selected (other)));
  g_signal_handlers_disconnect_by_data (wt_accounts_get_sign_in (self->accounts), &was_refused);
}

/* What changes while another change is looked at is looked at once more, and that is all. */
static void
test_meanwhile (Fixture       *self,
                gconstpointer  data)
{
  guint changes;

  sign_in_and_save (self);
  wait_until_idle (self);
  changes = g_settings_get_uint (self->settings, "changes");
  control_keyring ("freeze", NULL);
  for (guint i = 1; i <= 3; i++)
    {
      g_settings_set_uint (self->settings, "changes", changes + i);
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
  control_keyring ("thaw", NULL);
  assert_settled (self->accounts, -1);
  g_assert_cmpint (wt_account_get_state (get_account (self)), ==, WT_ACCOUNT_READY);
}

static void
test_settle (Fixture       *self,
             gconstpointer  data)
{
  g_autoptr (WtAccounts) other = open_other (self, WT_ERROR_NOTHING_STORED);

  wt_accounts_sign_in (other, self->address, KEY, "wrong");
  assert_settled (other, WT_ERROR_UNAUTHORIZED);
  wt_accounts_sign_in (other, self->address, KEY, "not one word");
  assert_settled (other, WT_ERROR_INVALID_INPUT);
  sign_in_other (self, other, simulator_get_key (self->simulator));

  stop_server (self);
  wt_account_refresh (wt_accounts_get_selected (other));
  assert_settled (other, WT_ERROR_UNREACHABLE);

  control_keyring ("lock", NULL);
  g_clear_object (&other);
  other = open_other (self, WT_ERROR_KEYRING_LOCKED);
  control_keyring ("unlock", NULL);
  wt_account_load (wt_accounts_get_selected (other));
  assert_settled (other, -1);
}

/* What was not looked for counts as unknown: it is replaced in the keyring all the same. */
static void
test_token_alone (Fixture       *self,
                  gconstpointer  data)
{
  g_autofree char *value = NULL;
  g_autoptr (WtAccounts) other = NULL;

  sign_in_and_save (self);
  value = dup_active_value (self);
  simulator_clear_log (self->simulator);

  other = wt_accounts_new (self->settings, self->address);
  wt_account_load_token (wt_accounts_get_selected (other));
  assert_settled (other, -1);
  g_assert_cmpstr (get_value (wt_accounts_get_selected (other)), ==, value);
  g_assert_true (wt_account_get_signed_in (wt_accounts_get_selected (other)));
  g_assert_false (wt_account_get_has_api_key (wt_accounts_get_selected (other)));
  g_assert_cmpuint (simulator_count (self->simulator, NULL), ==, 0);

  wt_accounts_sign_in (other, self->address, WT_CREDENTIAL_USER_TOKEN, value);
  assert_settled (other, -1);
  wait_for_secret (self, KEY, "");
  wait_for_secret (self, WT_CREDENTIAL_USER_TOKEN, value);
}

/* Whose the active token is, and nothing else: no list is asked for, and no key goes along. */
static void
test_verify (Fixture       *self,
             gconstpointer  data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (WtUser) user = NULL;

  sign_in_and_save (self);
  simulator_clear_log (self->simulator);
  wt_account_verify_async (get_account (self), NULL, keep_result_cb, &result);
  wait_for_result (&result);
  user = wt_account_verify_finish (get_account (self), result, NULL);
  g_assert_cmpstr (wt_user_get_name (user), ==, SIMULATOR_USER_NAME);
  g_assert_cmpuint (simulator_count (self->simulator, NULL), ==, 1);
  g_clear_object (&result);
}

#define ADD(path, option, function) \
  g_test_add ("/account/follow/" path, Fixture, option, fixture_set_up, function, fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("sign-in", "--tokens=2", test_sign_in);
  ADD ("use", "--tokens=2", test_use);
  ADD ("sign-out", "--tokens=1", test_sign_out);
  ADD ("own", "--tokens=2", test_own);
  ADD ("server", "--tokens=2", test_server);
  ADD ("left", "--tokens=2", test_left);
  ADD ("busy", "--tokens=2", test_busy);
  ADD ("meanwhile", "--tokens=2", test_meanwhile);
  ADD ("settle", "--tokens=2", test_settle);
  ADD ("token-alone", "--tokens=2", test_token_alone);
  ADD ("verify", "--tokens=2", test_verify);

  return g_test_run ();
}
