/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An account may go away at any moment, with no leak and no critical; and none of its secrets gets into a log. */

#include "config.h"

#include "account-fixture.h"
#include "waiting.h"

#define KEY WT_CREDENTIAL_API_KEY

/* Easy to find. */
#define SECRET_KEY "secret-key"
#define TOKENS JSON ([{"id": "i", "name": "n", "token": "secret-token-1"}, {"id": "j", "token": "secret-token-2"}])

static void
test_never_started (Fixture       *self,
                    gconstpointer  data)
{
  GListModel *tokens = g_object_ref (wt_account_get_tokens (get_account (self)));

  close_account (self);
  g_assert_finalize_object (tokens);
}

static void
test_loading (Fixture       *self,
              gconstpointer  data)
{
  wt_accounts_start (self->accounts);
  close_account (self);
}

static void
test_signing_in (Fixture       *self,
                 gconstpointer  data)
{
  wt_accounts_start (self->accounts);
  sign_in_with (self, KEY, simulator_get_key (self->simulator));
  close_account (self);
}

static void
test_refused (Fixture       *self,
              gconstpointer  data)
{
  wt_accounts_start (self->accounts);
  sign_in_with (self, KEY, "wrong");
  sign_in_with (self, KEY, "wrong again");
  close_account (self);
}

static void
test_retrying (Fixture       *self,
               gconstpointer  data)
{
  simulator_add_fault (self->simulator, JSON ({"times": 0, "status": 503}));
  sign_in_with (self, KEY, simulator_get_key (self->simulator));
  simulator_wait_for (self->simulator, 2);
  close_account (self);
}

static void
test_storing (Fixture       *self,
              gconstpointer  data)
{
  sign_in (self);
  close_account (self);
}

static void
test_connecting (Fixture       *self,
                 gconstpointer  data)
{
  sign_in_and_save (self);
  close_account (self);
  open_account (self);
  wt_accounts_start (self->accounts);
  wait_for_state (self, WT_ACCOUNT_CONNECTING);
  close_account (self);
}

static void
test_refreshing (Fixture       *self,
                 gconstpointer  data)
{
  sign_in_and_save (self);
  wt_account_refresh (get_account (self));
  close_account (self);
}

/* Who generates gets the token all the same, and it is stored. */
static void
test_generating (Fixture       *self,
                 gconstpointer  data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (WtUserToken) token = NULL;

  sign_in (self);
  wt_account_generate_async (get_account (self), "New", NULL, NULL, keep_result_cb, &result);

  let_account_go (self);
  wait_for_result (&result);
  token = wt_account_generate_finish (self->watched, result, NULL);
  g_assert_nonnull (token);
  wait_for_secret (self, WT_CREDENTIAL_USER_TOKEN, wt_credential_get_text (wt_user_token_get_credential (token)));

  g_clear_object (&result);
  wait_until_account_gone (self);
}

static void
test_signing_out (Fixture       *self,
                  gconstpointer  data)
{
  g_autoptr (GAsyncResult) result = NULL;

  sign_in (self);
  wt_account_sign_out_async (get_account (self), keep_result_cb, &result);
  wait_for_result (&result);
  g_clear_object (&result);
  close_account (self);
  open_account (self);
  assert_nothing_stored (self);
}

static void
test_switching (Fixture       *self,
                gconstpointer  data)
{
  g_autoptr (Simulator) other = simulator_start (NULL, NULL);

  sign_in (self);
  for (guint i = 0; i < 5; i++)
    {
      wt_accounts_select (self->accounts, simulator_get_address (other));
      wt_accounts_select (self->accounts, self->address);
    }
  close_account (self);
}

/* What the child does: a whole life, with the secrets above. */
static void
live (Fixture *self)
{
  g_autoptr (WtUserToken) token = NULL;

  simulator_put (self->simulator, "tokens", TOKENS);
  sign_in_and_save (self);
  token = get_token (self, 1);
  wt_account_use_token (get_account (self), token);
  wait_for_secret (self, WT_CREDENTIAL_USER_TOKEN, "secret-token-2");

  simulator_add_fault (self->simulator, JSON ({"status": 400, "body": "secret-token-2 is bad"}));
  wt_account_refresh (get_account (self));
  wait_for_state (self, WT_ACCOUNT_FAILED);
  g_printerr ("%s\n", wt_account_get_error (get_account (self))->message);

  restart_account (self);
  wait_for_state (self, WT_ACCOUNT_READY);
  g_assert_true (sign_out (self, NULL));
}

static void
test_log_child (Fixture       *self,
                gconstpointer  data)
{
  if (g_test_subprocess ())
    live (self);
}

static void
test_log (void)
{
  g_test_trap_subprocess ("/account/life/log/subprocess", 60 * G_TIME_SPAN_SECOND, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stdout ("*GSocketClient*");
  g_test_trap_assert_stderr ("*is bad*");
  g_test_trap_assert_stdout_unmatched ("*" "secret-" "*");
  g_test_trap_assert_stderr_unmatched ("*" "secret-" "*");
}

#define ADD(path, option, function) \
  g_test_add ("/account/life/" path, Fixture, option, fixture_set_up, function, fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (g_test_subprocess ())
    g_setenv ("G_MESSAGES_DEBUG", "all", TRUE);

  ADD ("never-started", NULL, test_never_started);
  ADD ("loading", NULL, test_loading);
  ADD ("signing-in", "--tokens=2", test_signing_in);
  ADD ("refused", "--tokens=2", test_refused);
  ADD ("retrying", NULL, test_retrying);
  ADD ("storing", "--tokens=2", test_storing);
  ADD ("connecting", "--tokens=2", test_connecting);
  ADD ("refreshing", "--tokens=2", test_refreshing);
  ADD ("generating", NULL, test_generating);
  ADD ("signing-out", "--tokens=1", test_signing_out);
  ADD ("switching", "--tokens=1", test_switching);
  g_test_add_func ("/account/life/log", test_log);
  ADD ("log/subprocess", "--api-key=" SECRET_KEY, test_log_child);

  return g_test_run ();
}
