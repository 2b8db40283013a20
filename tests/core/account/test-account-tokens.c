/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What an account does with its tokens: generating, choosing, revoking. */

#include "config.h"

#include "account-fixture.h"
#include "waiting.h"
#include "wt-error.h"

#define KEY WT_CREDENTIAL_API_KEY
#define TOKEN WT_CREDENTIAL_USER_TOKEN

static void
test_generate (Fixture       *self,
               gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WtUserToken) token = NULL;
  g_autofree char *value = NULL;

  sign_in (self);
  g_assert_true (wt_account_get_can_generate (get_account (self)));
  token = generate_token (self, NULL, &error);
  g_assert_no_error (error);

  /* Before anything else was waited for. */
  value = simulator_dup_value (self->simulator, 0);
  g_assert_cmpstr (get_active_value (self), ==, value);
  g_assert_true (wt_account_get_active_token (get_account (self)) == token);
  g_assert_cmpuint (get_n_tokens (self), ==, 1);
  g_assert_false (wt_account_get_can_generate (get_account (self)));
  g_assert_cmpint (wt_account_get_state (get_account (self)), ==, WT_ACCOUNT_READY);

  wait_for_secret (self, TOKEN, value);
  wait_for_saved (self);
  g_assert_cmpuint (simulator_count (self->simulator, "POST"), ==, 1);
}

static void
test_generate_twice (Fixture       *self,
                     gconstpointer  data)
{
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (WtUserToken) token = NULL;
  g_autoptr (GError) error = NULL;

  sign_in (self);
  wt_account_generate_async (get_account (self), "New", NULL, NULL, keep_result_cb, &first);
  g_assert_true (wt_account_get_busy (get_account (self)));
  g_assert_false (wt_account_get_can_generate (get_account (self)));
  wt_account_generate_async (get_account (self), "New", NULL, NULL, keep_result_cb, &second);
  wait_for_result (&second);
  g_assert_null (wt_account_generate_finish (get_account (self), second, &error));
  g_assert_error (error, WT_ERROR, WT_ERROR_CONFLICT);
  g_clear_error (&error);

  wait_for_result (&first);
  token = wt_account_generate_finish (get_account (self), first, &error);
  g_assert_no_error (error);
  g_assert_null (generate_token (self, NULL, &error));
  g_assert_error (error, WT_ERROR, WT_ERROR_CONFLICT);
  g_assert_cmpuint (simulator_count (self->simulator, "POST"), ==, 1);
  g_assert_cmpuint (simulator_count_tokens (self->simulator), ==, 1);
}

/* Somebody else did meanwhile: what is there is shown. */
static void
test_generate_too_late (Fixture       *self,
                        gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  sign_in (self);
  simulator_put (self->simulator, "tokens?count=1", NULL);
  g_assert_null (generate_token (self, NULL, &error));
  g_assert_error (error, WT_ERROR, WT_ERROR_CONFLICT);
  wait_until_idle (self);
  g_assert_cmpuint (get_n_tokens (self), ==, 1);
  g_assert_false (wt_account_get_can_generate (get_account (self)));
  g_assert_cmpuint (simulator_count (self->simulator, "POST"), ==, 0);
}

static void
test_generate_fails (Fixture       *self,
                     gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WtUserToken) token = NULL;

  sign_in (self);
  simulator_add_fault (self->simulator, JSON ({"method": "POST", "status": 422}));
  g_assert_null (generate_token (self, NULL, &error));
  g_assert_error (error, WT_ERROR, WT_ERROR_REJECTED);
  g_clear_error (&error);
  g_assert_false (wt_account_get_busy (get_account (self)));
  g_assert_true (wt_account_get_can_generate (get_account (self)));

  token = generate_token (self, NULL, &error);
  g_assert_no_error (error);
}

/* A token that was just created is not lost, even if it does not work: it is there and stored, and the user is told. */
static void
test_generate_refused (Fixture       *self,
                       gconstpointer  data)
{
  g_autoptr (WtUserToken) token = NULL;
  g_autofree char *value = NULL;

  sign_in (self);
  simulator_add_fault (self->simulator, JSON ({"path": "/api/whoami", "status": 401}));
  token = generate_token (self, NULL, NULL);
  wait_for_refusal (self);

  value = simulator_dup_value (self->simulator, 0);
  g_assert_cmpstr (get_active_value (self), ==, value);
  g_assert_nonnull (wt_account_get_details (get_account (self)));
  wait_for_secret (self, TOKEN, value);
}

static void
test_no_user_id (Fixture       *self,
                 gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WtUserToken) token = NULL;

  sign_in (self);
  g_assert_cmpstr (wt_user_get_id (wt_account_get_user (get_account (self))), ==, NULL);
  g_assert_null (generate_token (self, NULL, &error));
  g_assert_error (error, WT_ERROR, WT_ERROR_INVALID_INPUT);
  g_clear_error (&error);

  token = generate_token (self, SIMULATOR_USER_ID, &error);
  g_assert_no_error (error);
}

/* Without a key there is nothing to generate with. */
static void
test_needs_key (Fixture       *self,
                gconstpointer  data)
{
  g_autofree char *value = simulator_dup_value (self->simulator, 0);
  g_autoptr (GError) error = NULL;

  wt_accounts_start (self->accounts);
  wait_for_state (self, WT_ACCOUNT_SIGNED_OUT);
  simulator_add_fault (self->simulator, JSON ({"path": "/api/usertokens", "body": "[]"}));
  sign_in_with (self, TOKEN, value);
  wait_for_state (self, WT_ACCOUNT_READY);
  g_assert_false (wt_account_get_can_generate (get_account (self)));
  g_assert_true (wt_account_get_needs_api_key (get_account (self)));
  g_assert_null (generate_token (self, NULL, &error));
  g_assert_error (error, WT_ERROR, WT_ERROR_CONFLICT);
}

/* One that cannot be read is a token all the same. */
static void
test_unreadable_token (Fixture       *self,
                       gconstpointer  data)
{
  simulator_put (self->simulator, "tokens", JSON ([{"name": "no value"}, {"token": "t"}]));
  sign_in (self);
  g_assert_cmpuint (wt_account_get_n_skipped (get_account (self)), ==, 1);
  g_assert_cmpuint (get_n_tokens (self), ==, 1);
  g_assert_false (wt_account_get_can_generate (get_account (self)));
}

static void
test_use (Fixture       *self,
          gconstpointer  data)
{
  g_autofree char *second = simulator_dup_value (self->simulator, 1);
  g_autoptr (WtUserToken) token = NULL;

  sign_in_and_save (self);
  token = get_token (self, 1);
  wt_account_use_token (get_account (self), token);
  g_assert_cmpstr (get_active_value (self), ==, second);
  wait_for_secret (self, TOKEN, second);

  restart_account (self);
  wait_for_state (self, WT_ACCOUNT_READY);
  g_assert_cmpstr (get_active_value (self), ==, second);
}

static void
test_use_refused (Fixture       *self,
                  gconstpointer  data)
{
  g_autofree char *before = NULL;
  g_autoptr (WtUserToken) token = NULL;

  sign_in_and_save (self);
  before = dup_active_value (self);
  token = get_token (self, 0);
  simulator_add_fault (self->simulator, JSON ({"path": "/api/whoami", "status": 401}));
  wt_account_use_token (get_account (self), token);
  wait_for_refusal (self);

  g_assert_cmpstr (get_active_value (self), ==, before);
  g_assert_nonnull (wt_account_get_details (get_account (self)));
  g_assert_null (strstr (wt_account_get_details (get_account (self)), before));
  wait_for_secret (self, TOKEN, before);
}

/* The value was looked for in the wrong place: it is tried, refused, and not stored. With the right place it works. */
static void
test_wrong_member (Fixture       *self,
                   gconstpointer  data)
{
  simulator_put (self->simulator, "tokens", JSON ([{"id": "i", "name": "n", "token": "wrong", "code": "right"}]));
  wt_accounts_start (self->accounts);
  wait_for_state (self, WT_ACCOUNT_SIGNED_OUT);
  sign_in_with (self, KEY, simulator_get_key (self->simulator));
  wait_for_refusal (self);
  g_assert_nonnull (strstr (wt_account_get_details (get_account (self)), "code: string of 5"));
  g_assert_null (strstr (wt_account_get_details (get_account (self)), "right"));
  wait_for_secret (self, KEY, simulator_get_key (self->simulator));
  wait_for_secret (self, TOKEN, "");

  g_settings_set_string (self->settings, "token-value-member", "code");
  wt_account_refresh (get_account (self));
  wait_for_secret (self, TOKEN, "right");
  g_assert_no_error (wt_account_get_refusal (get_account (self)));
}

static gboolean
revoke_token (Fixture      *self,
              WtUserToken  *token,
              GError      **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  wt_account_revoke_async (get_account (self), token, NULL, keep_result_cb, &result);
  wait_for_result (&result);

  return wt_account_revoke_finish (get_account (self), result, error);
}

static void
test_revoke_active (Fixture       *self,
                    gconstpointer  data)
{
  g_autofree char *other = simulator_dup_value (self->simulator, 0);
  g_autoptr (WtUserToken) token = NULL;
  g_autoptr (GError) error = NULL;

  sign_in_and_save (self);
  token = g_object_ref (wt_account_get_active_token (get_account (self)));
  g_assert_true (revoke_token (self, token, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (get_n_tokens (self), ==, 1);
  g_assert_cmpstr (get_active_value (self), ==, other);
  wait_for_secret (self, TOKEN, other);
}

static void
test_revoke_last (Fixture       *self,
                  gconstpointer  data)
{
  g_autoptr (WtUserToken) token = NULL;

  sign_in_and_save (self);
  token = get_token (self, 0);
  g_assert_true (revoke_token (self, token, NULL));
  g_assert_null (wt_account_get_active_token (get_account (self)));
  g_assert_true (wt_account_get_can_generate (get_account (self)));
  wait_for_secret (self, TOKEN, "");
  wait_for_secret (self, KEY, simulator_get_key (self->simulator));
  g_assert_cmpuint (simulator_count_tokens (self->simulator), ==, 0);
}

static void
test_cannot_revoke (Fixture       *self,
                    gconstpointer  data)
{
  g_autoptr (WtUserToken) token = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *value = NULL;

  sign_in_and_save (self);
  g_assert_true (wt_account_get_can_revoke (get_account (self)));
  token = get_token (self, 0);
  value = dup_active_value (self);
  simulator_add_fault (self->simulator, JSON ({"method": "DELETE", "status": 405}));
  g_assert_false (revoke_token (self, token, &error));
  g_assert_error (error, WT_ERROR, WT_ERROR_NOT_SUPPORTED);
  g_assert_false (wt_account_get_can_revoke (get_account (self)));
  g_assert_cmpuint (get_n_tokens (self), ==, 1);
  wait_for_secret (self, TOKEN, value);
}

/* A token of one server never gets to another one, and is not lost either. */
static void
test_generate_then_switch (Fixture       *self,
                           gconstpointer  data)
{
  g_autoptr (Simulator) other = simulator_start (NULL, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (WtUserToken) token = NULL;
  g_autofree char *value = NULL;
  WtAccount *left;

  sign_in (self);
  left = get_account (self);
  simulator_add_fault (self->simulator, JSON ({"method": "POST", "action": "delay", "delayMs": 100}));
  wt_account_generate_async (left, "New", NULL, NULL, keep_result_cb, &result);
  wt_accounts_select (self->accounts, simulator_get_address (other));
  wait_for_result (&result);
  token = wt_account_generate_finish (left, result, NULL);
  g_assert_nonnull (token);
  wait_for_state (self, WT_ACCOUNT_SIGNED_OUT);

  g_assert_null (wt_account_get_active_token (get_account (self)));
  g_assert_cmpuint (get_n_tokens (self), ==, 0);
  g_assert_cmpuint (simulator_count (other, NULL), ==, 0);
  value = simulator_dup_value (self->simulator, 0);
  wait_for_secret (self, TOKEN, value);
}

static gboolean
has_posted (gpointer user_data)
{
  return simulator_count (user_data, "POST") > 0;
}

/* As long as the keyring of the one does not take it, it is kept here, whatever is looked at. */
static void
test_generate_then_switch_locked (Fixture       *self,
                                  gconstpointer  data)
{
  g_autoptr (Simulator) other = simulator_start (NULL, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (WtUserToken) token = NULL;
  g_autofree char *value = NULL;
  WtAccount *left;

  sign_in (self);
  wait_for_secret (self, KEY, simulator_get_key (self->simulator));
  wait_for_saved (self);
  left = get_account (self);
  simulator_add_fault (self->simulator, JSON ({"method": "POST", "action": "delay", "delayMs": 3600000}));
  wt_account_generate_async (left, "New", NULL, NULL, keep_result_cb, &result);
  wt_accounts_select (self->accounts, simulator_get_address (other));
  wait_for_state (self, WT_ACCOUNT_SIGNED_OUT);
  control_keyring ("lock", NULL);
  wait_until (has_posted, self->simulator);
  simulator_release (self->simulator);
  wait_for_result (&result);
  token = wt_account_generate_finish (left, result, NULL);
  g_assert_nonnull (token);
  value = simulator_dup_value (self->simulator, 0);

  control_keyring ("unlock", NULL);
  wt_accounts_select (self->accounts, self->address);
  wait_for_secret (self, TOKEN, value);
  g_assert_cmpstr (get_active_value (self), ==, value);
}

/* A token that another account has listed, or that nobody has. */
static void
test_foreign_token (Fixture       *self,
                    gconstpointer  data)
{
  g_autoptr (WtCredential) value = wt_credential_parse (TOKEN, "foreign", NULL);
  g_autoptr (WtUserToken) foreign = wt_user_token_new ("another-id", "Foreign", value);
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;

  sign_in_and_save (self);
  before = dup_active_value (self);
  simulator_clear_log (self->simulator);

  g_assert_false (revoke_token (self, foreign, &error));
  g_assert_error (error, WT_ERROR, WT_ERROR_CONFLICT);
  wt_account_use_token (get_account (self), foreign);
  g_assert_cmpstr (get_active_value (self), ==, before);
  g_assert_false (wt_account_get_busy (get_account (self)));
  g_assert_cmpuint (simulator_count (self->simulator, NULL), ==, 0);
}

#define ADD(path, option, function) \
  g_test_add ("/account/tokens/" path, Fixture, option, fixture_set_up, function, fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("generate", NULL, test_generate);
  ADD ("generate-twice", NULL, test_generate_twice);
  ADD ("generate-too-late", NULL, test_generate_too_late);
  ADD ("generate-fails", NULL, test_generate_fails);
  ADD ("generate-refused", NULL, test_generate_refused);
  ADD ("no-user-id", "--no-user-id", test_no_user_id);
  ADD ("needs-key", "--tokens=1", test_needs_key);
  ADD ("unreadable-token", NULL, test_unreadable_token);
  ADD ("use", "--tokens=3", test_use);
  ADD ("use-refused", "--tokens=2", test_use_refused);
  ADD ("wrong-member", "--value-member=code", test_wrong_member);
  ADD ("revoke-active", "--tokens=2", test_revoke_active);
  ADD ("revoke-last", "--tokens=1", test_revoke_last);
  ADD ("cannot-revoke", "--tokens=1", test_cannot_revoke);
  ADD ("generate-then-switch", NULL, test_generate_then_switch);
  ADD ("foreign-token", "--tokens=2", test_foreign_token);
  ADD ("generate-then-switch-locked", NULL, test_generate_then_switch_locked);

  return g_test_run ();
}
