/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The ways into an account, through it and out of it, with a keyring that works. */

#include "config.h"

#include "account-fixture.h"
#include "listener-fixture.h"
#include "waiting.h"
#include "wt-error.h"

#define KEY WT_CREDENTIAL_API_KEY
#define TOKEN WT_CREDENTIAL_USER_TOKEN

static void
assert_fact (Fixture    *self,
             const char *key,
             const char *expected)
{
  g_autofree char *fact = g_settings_get_string (self->settings, key);

  g_assert_cmpstr (fact, ==, expected);
}

static void
assert_signed_out (Fixture *self)
{
  g_assert_cmpint (wt_account_get_state (get_account (self)), ==, WT_ACCOUNT_SIGNED_OUT);
  g_assert_false (wt_account_get_signed_in (get_account (self)));
  g_assert_true (wt_accounts_get_signing_in (self->accounts));
  g_assert_false (wt_account_get_busy (get_account (self)));
  g_assert_false (wt_account_get_can_generate (get_account (self)));
  g_assert_false (wt_account_get_has_unsaved (get_account (self)));
  g_assert_null (wt_account_get_user (get_account (self)));
  g_assert_null (wt_account_get_active_token (get_account (self)));
  g_assert_cmpuint (get_n_tokens (self), ==, 0);
  assert_nothing_stored (self);
  assert_no_facts (self);
}

static void
test_first_start (Fixture       *self,
                  gconstpointer  data)
{
  g_assert_cmpint (wt_account_get_state (get_account (self)), ==, WT_ACCOUNT_LOADING);
  wt_accounts_start (self->accounts);
  wait_for_state (self, WT_ACCOUNT_SIGNED_OUT);

  assert_signed_out (self);
  g_assert_no_error (wt_account_get_error (get_account (self)));
  g_assert_cmpint (wt_account_get_keyring_state (get_account (self)), ==, WT_KEYRING_OPEN);
  g_assert_cmpstr (self->history->str, ==, "S");
  g_assert_cmpuint (simulator_count (self->simulator, NULL), ==, 0);
}

static void
test_sign_in (Fixture       *self,
              gconstpointer  data)
{
  g_autofree char *pasted = g_strconcat ("\n  ", simulator_get_key (self->simulator), " \n", NULL);
  g_autofree char *newest = simulator_dup_value (self->simulator, 2);

  wt_accounts_start (self->accounts);
  wait_for_state (self, WT_ACCOUNT_SIGNED_OUT);
  sign_in_with (self, KEY, pasted);
  g_assert_cmpint (wt_account_get_state (get_account (self)), ==, WT_ACCOUNT_SIGNED_OUT);
  g_assert_true (wt_sign_in_get_busy (wt_accounts_get_sign_in (self->accounts)));
  wait_for_state (self, WT_ACCOUNT_READY);
  g_assert_cmpstr (self->history->str, ==, "SR");

  g_assert_no_error (wt_account_get_error (get_account (self)));
  g_assert_false (wt_account_get_busy (get_account (self)));
  g_assert_true (wt_account_get_signed_in (get_account (self)));
  g_assert_false (wt_accounts_get_signing_in (self->accounts));
  g_assert_false (wt_account_get_can_generate (get_account (self)));
  g_assert_cmpstr (wt_user_get_id (wt_account_get_user (get_account (self))), ==, SIMULATOR_USER_ID);
  g_assert_cmpuint (get_n_tokens (self), ==, 3);
  g_assert_cmpstr (get_active_value (self), ==, newest);

  wait_for_secret (self, KEY, simulator_get_key (self->simulator));
  wait_for_secret (self, TOKEN, newest);
  wait_for_saved (self);
  g_assert_cmpint (wt_account_get_keyring_state (get_account (self)), ==, WT_KEYRING_OPEN);
}

/* Which are no secrets. */
static void
test_facts (Fixture       *self,
            gconstpointer  data)
{
  g_autoptr (GSettingsSchema) schema = NULL;
  g_auto (GStrv) keys = NULL;
  g_autofree char *value = NULL;

  sign_in_and_save (self);
  assert_fact (self, "server", self->address);
  assert_fact (self, "user-id", SIMULATOR_USER_ID);
  assert_fact (self, "user-name", SIMULATOR_USER_NAME);
  assert_fact (self, "token-id", wt_user_token_get_id (wt_account_get_active_token (get_account (self))));
  assert_fact (self, "token-name", "Laptop CLI");

  value = dup_active_value (self);
  g_object_get (self->settings, "settings-schema", &schema, NULL);
  keys = g_settings_schema_list_keys (schema);
  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autoptr (GVariant) variant = g_settings_get_value (self->settings, keys[i]);
      g_autofree char *text = g_variant_print (variant, FALSE);

      g_assert_null (strstr (text, simulator_get_key (self->simulator)));
      g_assert_null (strstr (text, value));
    }
}

/* A server that calls the token itself its id does not get it into the settings. */
static void
test_id_is_secret (Fixture       *self,
                   gconstpointer  data)
{
  simulator_put (self->simulator, "tokens", JSON ([{"id": "the-secret", "name": "n"}]));
  sign_in_and_save (self);
  g_assert_cmpstr (get_active_value (self), ==, "the-secret");
  assert_fact (self, "token-id", "");
}

static void
test_sign_in_with_token (Fixture       *self,
                         gconstpointer  data)
{
  g_autofree char *first = simulator_dup_value (self->simulator, 0);

  wt_accounts_start (self->accounts);
  wait_for_state (self, WT_ACCOUNT_SIGNED_OUT);
  sign_in_with (self, TOKEN, first);
  wait_for_state (self, WT_ACCOUNT_READY);

  /* Not the newest, but the one that was given. */
  g_assert_cmpstr (get_active_value (self), ==, first);
  g_assert_cmpuint (get_n_tokens (self), ==, 3);
  wait_for_secret (self, TOKEN, first);
  wait_for_secret (self, KEY, "");
}

static void
test_wrong_key (Fixture       *self,
                gconstpointer  data)
{
  wt_accounts_start (self->accounts);
  wait_for_state (self, WT_ACCOUNT_SIGNED_OUT);
  sign_in_with (self, KEY, "wrong");
  wait_for_sign_in (self);

  g_assert_error (get_sign_in_error (self), WT_ERROR, WT_ERROR_UNAUTHORIZED);
  assert_signed_out (self);
  assert_fact (self, "server", "https://workbench.import.io");

  /* And then the right one. */
  sign_in_with (self, KEY, simulator_get_key (self->simulator));
  g_assert_no_error (get_sign_in_error (self));
  wait_for_state (self, WT_ACCOUNT_READY);
  g_assert_no_error (get_sign_in_error (self));
}

static void
test_bad_input (Fixture       *self,
                gconstpointer  data)
{
  static const struct
  {
    const char *address;
    const char *secret;
    WtError     code;
  } rows[] = {
    { NULL, "", WT_ERROR_INVALID_INPUT },
    { NULL, "two words", WT_ERROR_INVALID_INPUT },
    { NULL, "\xff", WT_ERROR_INVALID_INPUT },
    { "", "key", WT_ERROR_INVALID_ADDRESS },
    { "ftp://x", "key", WT_ERROR_INVALID_ADDRESS },
    { "http://workbench.import.io", "key", WT_ERROR_INVALID_ADDRESS },
  };

  wt_accounts_start (self->accounts);
  wait_for_state (self, WT_ACCOUNT_SIGNED_OUT);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      wt_accounts_sign_in (self->accounts, rows[i].address != NULL ? rows[i].address : self->address,
                           i % 2 == 0 ? KEY : TOKEN, rows[i].secret);
      g_assert_error (get_sign_in_error (self), WT_ERROR, (int) rows[i].code);
      assert_signed_out (self);
    }

  g_assert_cmpstr (self->history->str, ==, "S");
  g_assert_cmpuint (simulator_count (self->simulator, NULL), ==, 0);
}

static void
test_unreachable (Fixture       *self,
                  gconstpointer  data)
{
  g_autofree char *nowhere = find_unused_address ();

  wt_accounts_start (self->accounts);
  wait_for_state (self, WT_ACCOUNT_SIGNED_OUT);
  wt_accounts_sign_in (self->accounts, nowhere, KEY, "key");
  wait_for_sign_in (self);
  g_assert_error (get_sign_in_error (self), WT_ERROR, WT_ERROR_UNREACHABLE);
  assert_signed_out (self);
  g_assert_cmpstr (wt_account_get_server (get_account (self)), ==, self->address);
}

static void
assert_requests_with_token (Fixture *self,
                            guint    n_requests)
{
  g_autoptr (JsonArray) log = simulator_dup_log (self->simulator);
  g_autofree char *expected = g_strconcat ("UserToken ", get_active_value (self), NULL);

  g_assert_cmpuint (json_array_get_length (log), ==, n_requests);
  for (guint i = 0; i < n_requests; i++)
    {
      g_assert_cmpstr (log_get_header (log, i, "authorization"), ==, expected);
      g_assert_cmpstr (log_get_query (log, i, "_apikey"), ==, NULL);
    }
}

static void
test_started_again (Fixture       *self,
                    gconstpointer  data)
{
  g_autofree char *value = NULL;
  g_autoptr (WtUserToken) shown = NULL;

  sign_in_and_save (self);
  value = dup_active_value (self);
  close_account (self);
  simulator_clear_log (self->simulator);

  /* What is remembered, before anything was asked. */
  open_account (self);
  g_assert_cmpint (wt_account_get_state (get_account (self)), ==, WT_ACCOUNT_LOADING);
  g_assert_true (wt_account_get_signed_in (get_account (self)));
  g_assert_cmpstr (wt_user_get_name (wt_account_get_user (get_account (self))), ==, SIMULATOR_USER_NAME);
  g_assert_cmpuint (get_n_tokens (self), ==, 1);
  shown = get_token (self, 0);
  g_assert_true (shown == wt_account_get_active_token (get_account (self)));
  g_assert_cmpstr (wt_user_token_get_name (shown), ==, "Laptop CLI");
  g_assert_null (wt_user_token_get_credential (shown));

  /* Then its value, before the server answered. */
  wt_accounts_start (self->accounts);
  wait_for_state (self, WT_ACCOUNT_CONNECTING);
  g_assert_cmpstr (get_active_value (self), ==, value);
  g_assert_cmpuint (get_n_tokens (self), ==, 1);

  wait_for_state (self, WT_ACCOUNT_READY);
  g_assert_cmpstr (self->history->str, ==, "CR");
  g_assert_cmpstr (get_active_value (self), ==, value);
  g_assert_cmpuint (get_n_tokens (self), ==, 2);
  assert_requests_with_token (self, 2);

  /* None came after them: the next one is the third. */
  wt_account_refresh (get_account (self));
  wait_until_idle (self);
  assert_requests_with_token (self, 3);
}

static gint64
get_number (JsonArray  *log,
            guint       index,
            const char *member)
{
  return json_object_get_int_member (log_get (log, index), member);
}

/* Neither of the first two waits for the other, and the next one takes a connection that is there, and asks for what
 * changed. */
static void
test_requests (Fixture       *self,
               gconstpointer  data)
{
  g_autoptr (JsonArray) log = NULL;
  gint64 first;
  gint64 second;

  sign_in_and_save (self);
  close_account (self);
  simulator_clear_log (self->simulator);
  simulator_add_fault (self->simulator, JSON ({"times": 2, "action": "delay", "delayMs": 3600000}));

  /* Side by side: the second question comes before the first one is answered. */
  open_account (self);
  wt_accounts_start (self->accounts);
  simulator_wait_for (self->simulator, 2);
  simulator_release (self->simulator);
  wait_for_state (self, WT_ACCOUNT_READY);
  wt_account_refresh (get_account (self));
  wait_until_idle (self);

  log = simulator_dup_log (self->simulator);
  g_assert_cmpuint (json_array_get_length (log), ==, 3);
  g_assert_cmpstr (log_get_text (log, 0, "path"), !=, log_get_text (log, 1, "path"));

  first = get_number (log, 0, "connection");
  second = get_number (log, 1, "connection");
  g_assert_cmpint (get_number (log, 2, "connection"), >=, MIN (first, second));
  g_assert_cmpint (get_number (log, 2, "connection"), <=, MAX (first, second));
  g_assert_cmpstr (log_get_text (log, 2, "path"), ==, "/api/usertokens");
  g_assert_cmpint (get_number (log, 2, "status"), ==, 304);
}

/* The one that is stored stays active, although there is a newer one now. */
static void
test_newer_token (Fixture       *self,
                  gconstpointer  data)
{
  g_autofree char *value = NULL;

  sign_in_and_save (self);
  value = dup_active_value (self);
  simulator_put (self->simulator, "tokens?count=4", NULL);
  restart_account (self);
  wait_for_state (self, WT_ACCOUNT_READY);
  g_assert_cmpuint (get_n_tokens (self), ==, 4);
  g_assert_cmpstr (get_active_value (self), ==, value);
}

static void
test_refresh (Fixture       *self,
              gconstpointer  data)
{
  sign_in_and_save (self);
  simulator_clear_log (self->simulator);
  simulator_put (self->simulator, "tokens?count=3", NULL);
  wt_account_refresh (get_account (self));
  g_assert_true (wt_account_get_busy (get_account (self)));
  wt_account_refresh (get_account (self));
  wait_until_idle (self);

  /* The list only, and once; nothing flickers. */
  g_assert_cmpuint (simulator_count (self->simulator, NULL), ==, 1);
  g_assert_cmpuint (get_n_tokens (self), ==, 3);
  g_assert_cmpstr (self->history->str, ==, "SR");
}

static void
test_sign_out (Fixture       *self,
               gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  sign_in_and_save (self);
  g_assert_true (sign_out (self, &error));
  g_assert_no_error (error);
  assert_signed_out (self);

  restart_account (self);
  wait_for_state (self, WT_ACCOUNT_SIGNED_OUT);
  assert_signed_out (self);
  g_assert_cmpuint (simulator_count (self->simulator, NULL), ==, 0);
}

static void
test_cancel (Fixture       *self,
             gconstpointer  data)
{
  wt_accounts_start (self->accounts);
  wait_for_state (self, WT_ACCOUNT_SIGNED_OUT);
  simulator_add_fault (self->simulator, JSON ({"action": "hang", "times": 0}));
  sign_in_with (self, KEY, simulator_get_key (self->simulator));
  simulator_wait_for (self->simulator, 2);

  wt_accounts_cancel_sign_in (self->accounts);
  assert_signed_out (self);
  g_assert_no_error (get_sign_in_error (self));

  /* What was cancelled does not come back. */
  simulator_clear_faults (self->simulator);
  sign_in_with (self, KEY, simulator_get_key (self->simulator));
  wait_for_state (self, WT_ACCOUNT_READY);
  g_assert_cmpstr (self->history->str, ==, "SR");
}

#define ADD(path, option, function) \
  g_test_add ("/account/usual/" path, Fixture, option, fixture_set_up, function, fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("first-start", NULL, test_first_start);
  ADD ("sign-in", "--tokens=3", test_sign_in);
  ADD ("facts", "--tokens=2", test_facts);
  ADD ("id-is-secret", NULL, test_id_is_secret);
  ADD ("sign-in-with-token", "--tokens=3", test_sign_in_with_token);
  ADD ("wrong-key", "--tokens=1", test_wrong_key);
  ADD ("bad-input", "--tokens=1", test_bad_input);
  ADD ("unreachable", NULL, test_unreachable);
  ADD ("started-again", "--tokens=2", test_started_again);
  ADD ("requests", "--etag", test_requests);
  ADD ("newer-token", "--tokens=2", test_newer_token);
  ADD ("refresh", "--tokens=2", test_refresh);
  ADD ("sign-out", "--tokens=1", test_sign_out);
  ADD ("cancel", "--tokens=1", test_cancel);

  return g_test_run ();
}
