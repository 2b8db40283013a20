/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A new token is never lost and never made twice, whatever fails, and between which two steps: reading the list, the
 * POST, its answer, reading the list again, trying the token, storing it. */

#include "config.h"

#include "account-fixture.h"
#include "waiting.h"
#include "wt-error.h"

#define KEY WT_CREDENTIAL_API_KEY
#define TOKEN WT_CREDENTIAL_USER_TOKEN

/* In the place of a code of WtError. */
#define NO_ERROR (-1)

#define LIST_BEFORE(what) JSON ({"method": "GET", "path": "/api/usertokens", "times": 0, what})
#define LIST_AFTER(what) JSON ({"method": "GET", "path": "/api/usertokens", "times": 0, "skip": 1, what})
#define POST_BEFORE(...) JSON ({"method": "POST", __VA_ARGS__})
#define POST_AFTER(...) JSON ({"method": "POST", "when": "after", __VA_ARGS__})
#define TRIAL(what) JSON ({"path": "/api/whoami", "times": 0, what})

typedef struct
{
  const char *name;
  const char *faults[2];
  int         code;
  gboolean    is_created;
} Row;

static const Row rows[] = {
  /* Before the POST. */
  { "list-500", { LIST_BEFORE ("status": 500) }, WT_ERROR_SERVER, FALSE },
  { "list-reset", { LIST_BEFORE ("action": "reset") }, WT_ERROR_UNREACHABLE, FALSE },
  { "list-cut-off", { LIST_BEFORE ("action": "cut-off") }, WT_ERROR_UNREADABLE, FALSE },
  { "list-half", { LIST_BEFORE ("body": "{\"items\":[") }, WT_ERROR_UNREADABLE, FALSE },
  { "list-html", { LIST_BEFORE ("body": "<html>") }, WT_ERROR_UNREADABLE, FALSE },
  { "list-401", { LIST_BEFORE ("status": 401) }, WT_ERROR_UNAUTHORIZED, FALSE },

  /* The POST was received, and nothing came of it. */
  { "post-reset", { POST_BEFORE ("action": "reset") }, WT_ERROR_OUTCOME_UNKNOWN, FALSE },
  { "post-500", { POST_BEFORE ("status": 500) }, WT_ERROR_OUTCOME_UNKNOWN, FALSE },
  { "post-html", { POST_BEFORE ("body": "<html>") }, WT_ERROR_OUTCOME_UNKNOWN, FALSE },
  { "post-half", { POST_BEFORE ("body": "{\"token\":\"ha") }, WT_ERROR_OUTCOME_UNKNOWN, FALSE },

  /* It was carried out, and its answer got lost. The list tells. */
  { "answer-reset", { POST_AFTER ("action": "reset") }, NO_ERROR, TRUE },
  { "answer-500", { POST_AFTER ("status": 500) }, NO_ERROR, TRUE },
  { "answer-cut-off", { POST_AFTER ("action": "cut-off") }, NO_ERROR, TRUE },
  { "answer-half", { POST_AFTER ("body": "{\"token\":\"ha") }, NO_ERROR, TRUE },
  { "answer-html", { POST_AFTER ("body": "<html>") }, NO_ERROR, TRUE },
  { "answer-empty", { POST_AFTER ("status": 201, "body": "") }, NO_ERROR, TRUE },

  /* The list does not tell either, at first. */
  { "then-500", { POST_AFTER ("status": 500), LIST_AFTER ("status": 500) }, WT_ERROR_OUTCOME_UNKNOWN, TRUE },
  { "then-reset", { POST_AFTER ("action": "reset"), LIST_AFTER ("action": "reset") }, WT_ERROR_OUTCOME_UNKNOWN, TRUE },
  { "then-cut-off", { POST_AFTER ("action": "cut-off"), LIST_AFTER ("action": "cut-off") }, WT_ERROR_OUTCOME_UNKNOWN,
    TRUE },
  { "then-html", { POST_AFTER ("body": "<html>"), LIST_AFTER ("body": "<html>") }, WT_ERROR_OUTCOME_UNKNOWN, TRUE },
  { "then-401", { POST_AFTER ("status": 500), LIST_AFTER ("status": 401) }, WT_ERROR_OUTCOME_UNKNOWN, TRUE },
  { "then-late", { POST_AFTER ("status": 500), LIST_AFTER ("body": "[]") }, WT_ERROR_OUTCOME_UNKNOWN, TRUE },

  /* It is there; only trying it fails. */
  { "trial-500", { TRIAL ("status": 500) }, NO_ERROR, TRUE },
  { "trial-reset", { TRIAL ("action": "reset") }, NO_ERROR, TRUE },
  { "trial-html", { TRIAL ("body": "<html>") }, NO_ERROR, TRUE },
};

/* It can be copied now, it is in the keyring soon, and it is there after the next start. */
static void
assert_not_lost (Fixture *self)
{
  g_autofree char *value = simulator_dup_value (self->simulator, 0);

  g_assert_cmpuint (simulator_count_tokens (self->simulator), ==, 1);
  g_assert_cmpuint (get_n_tokens (self), ==, 1);
  g_assert_cmpstr (get_active_value (self), ==, value);
  g_assert_false (wt_account_get_can_generate (get_account (self)));
  wait_for_secret (self, TOKEN, value);
  wait_for_saved (self);

  simulator_clear_faults (self->simulator);
  restart_account (self);
  wait_for_state (self, WT_ACCOUNT_READY);
  g_assert_cmpuint (get_n_tokens (self), ==, 1);
  g_assert_cmpstr (get_active_value (self), ==, value);
  g_assert_false (wt_account_get_can_generate (get_account (self)));
}

/* It was not asked for, so one may try again. */
static void
check_not_asked (Fixture *self)
{
  g_autoptr (WtUserToken) token = NULL;

  g_assert_cmpuint (simulator_count (self->simulator, "POST"), ==, 0);
  simulator_clear_faults (self->simulator);
  token = generate_token (self, NULL, NULL);
  g_assert_nonnull (token);
  g_assert_cmpuint (simulator_count (self->simulator, "POST"), ==, 1);
}

/* The account says so until the list was read again, and makes no other one before. */
static void
check_unknown (Fixture      *self,
               const GError *error,
               gboolean      is_created)
{
  g_autoptr (GError) again = NULL;

  g_assert_nonnull (strstr (error->message, "not known whether a token was created"));
  g_assert_nonnull (strstr (error->message, simulator_get_host (self->simulator)));
  g_assert_cmpint (wt_account_get_state (get_account (self)), ==, WT_ACCOUNT_FAILED);
  g_assert_error (wt_account_get_error (get_account (self)), WT_ERROR, WT_ERROR_OUTCOME_UNKNOWN);
  g_assert_false (wt_account_get_can_generate (get_account (self)));
  g_assert_null (generate_token (self, NULL, &again));
  g_assert_error (again, WT_ERROR, WT_ERROR_CONFLICT);
  wait_until_idle (self);
  g_assert_cmpuint (simulator_count (self->simulator, "POST"), ==, 1);

  simulator_clear_faults (self->simulator);
  wt_account_refresh (get_account (self));
  wait_for_state (self, WT_ACCOUNT_READY);
  if (is_created)
    assert_not_lost (self);
  else
    g_assert_true (wt_account_get_can_generate (get_account (self)));
}

static void
test_row (Fixture       *self,
          gconstpointer  data)
{
  const Row *row = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (WtUserToken) token = NULL;

  sign_in (self);
  wait_for_saved (self);
  simulator_clear_log (self->simulator);
  for (guint i = 0; i < G_N_ELEMENTS (row->faults) && row->faults[i] != NULL; i++)
    simulator_add_fault (self->simulator, row->faults[i]);

  token = generate_token (self, NULL, &error);
  g_assert_cmpuint (simulator_count_tokens (self->simulator), ==, row->is_created);
  if (row->code == NO_ERROR)
    {
      g_assert_no_error (error);
      g_assert_cmpuint (simulator_count (self->simulator, "POST"), ==, 1);
      assert_not_lost (self);
      return;
    }

  g_assert_error (error, WT_ERROR, row->code);
  if (row->code == WT_ERROR_OUTCOME_UNKNOWN)
    check_unknown (self, error, row->is_created);
  else
    check_not_asked (self);
}

static void
row_set_up (Fixture       *self,
            gconstpointer  data)
{
  fixture_set_up (self, NULL);
}

typedef struct
{
  const char     *name;
  const char     *action;
  const char     *undo;
  WtKeyringState  state;
} Trouble;

static const Trouble troubles[] = {
  { "locked", "lock", "unlock", WT_KEYRING_LOCKED },
  { "gone", "kill", "start", WT_KEYRING_UNAVAILABLE },
  { "refused", "refuse", "permit", WT_KEYRING_UNAVAILABLE },
};

static gboolean
has_posted (gpointer user_data)
{
  return simulator_count (user_data, "POST") > 0;
}

static WtUserToken *
finish (Fixture       *self,
        GAsyncResult **result,
        GError       **error)
{
  WtUserToken *token;

  wait_for_result (result);
  token = wt_account_generate_finish (get_account (self), *result, error);
  g_clear_object (result);

  return token;
}

/* Generates, and meanwhile, between the POST and its answer, the keyring fails. */
static void
generate_in_trouble (Fixture       *self,
                     const Trouble *trouble)
{
  g_autofree char *value = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (WtUserToken) token = NULL;

  sign_in (self);
  wait_for_saved (self);
  simulator_add_fault (self->simulator, JSON ({"method": "POST", "action": "delay", "delayMs": 200}));
  wt_account_generate_async (get_account (self), "New", NULL, NULL, keep_result_cb, &result);
  wait_until (has_posted, self->simulator);
  control_keyring (trouble->action, NULL);

  token = finish (self, &result, NULL);
  value = simulator_dup_value (self->simulator, 0);
  g_assert_nonnull (token);
  g_assert_cmpstr (get_active_value (self), ==, value);
  wait_for_keyring_state (self, trouble->state);
  g_assert_true (wt_account_get_has_unsaved (get_account (self)));
  g_assert_cmpint (wt_account_get_state (get_account (self)), ==, WT_ACCOUNT_READY);
  g_assert_cmpstr (get_active_value (self), ==, value);
}

static void
test_keyring_comes_back (Fixture       *self,
                         gconstpointer  data)
{
  const Trouble *trouble = data;

  generate_in_trouble (self, trouble);
  control_keyring (trouble->undo, NULL);
  wt_account_retry_keyring (get_account (self));
  assert_not_lost (self);
}

/* What was not stored when the program ended is found by its next start, because the server has it. */
static void
test_keyring_stays_away (Fixture       *self,
                         gconstpointer  data)
{
  const Trouble *trouble = data;

  generate_in_trouble (self, trouble);
  close_account (self);
  control_keyring (trouble->undo, NULL);
  restart_account (self);
  wait_for_state (self, WT_ACCOUNT_READY);
  assert_not_lost (self);
}

/* How many tokens of this name were asked for. */
static guint
count_posts (Fixture    *self,
             const char *name)
{
  g_autofree char *member = g_strdup_printf ("\"name\":\"%s\"", name);
  g_autoptr (JsonArray) log = simulator_dup_log (self->simulator);
  guint count = 0;

  for (guint i = 0; i < json_array_get_length (log); i++)
    count += g_str_equal (log_get_text (log, i, "method"), "POST") &&
             strstr (log_get_text (log, i, "body"), member) != NULL;

  return count;
}

/* Another program of the same user: it has what is stored, and knows of no token. */
static void
open_second (Fixture *second,
             Fixture *first)
{
  *second = *first;
  second->history = g_string_new (NULL);
  open_account (second);
  sign_in (second);
}

static void
close_second (Fixture *second)
{
  close_account (second);
  g_string_free (second->history, TRUE);
}

/* The second one looks just before it would ask, and finds what the first one has made. */
static void
test_two_programs (Fixture       *self,
                   gconstpointer  data)
{
  Fixture second;
  g_autoptr (GAsyncResult) first_result = NULL;
  g_autoptr (GAsyncResult) second_result = NULL;
  g_autoptr (WtUserToken) token = NULL;
  g_autoptr (GError) error = NULL;

  sign_in (self);
  open_second (&second, self);
  simulator_add_fault (self->simulator, JSON ({"method": "POST", "when": "after", "action": "delay", "delayMs": 300}));
  wt_account_generate_async (get_account (self), "First", NULL, NULL, keep_result_cb, &first_result);
  wait_until (has_posted, self->simulator);
  g_assert_true (wt_account_get_can_generate (get_account (&second)));
  wt_account_generate_async (get_account (&second), "Second", NULL, NULL, keep_result_cb, &second_result);

  token = finish (self, &first_result, NULL);
  g_assert_nonnull (token);
  g_assert_null (finish (&second, &second_result, &error));
  g_assert_error (error, WT_ERROR, WT_ERROR_CONFLICT);
  wait_until_idle (&second);
  g_assert_cmpstr (get_active_value (&second), ==, wt_credential_get_text (wt_user_token_get_credential (token)));
  g_assert_cmpuint (count_posts (self, "First"), ==, 1);
  g_assert_cmpuint (count_posts (self, "Second"), ==, 0);
  close_second (&second);
}

/* Both look, and then both ask: each of them once, and none of the two tokens is lost. */
static void
test_two_programs_at_once (Fixture       *self,
                           gconstpointer  data)
{
  Fixture second;
  g_autoptr (GAsyncResult) first_result = NULL;
  g_autoptr (GAsyncResult) second_result = NULL;
  g_autoptr (WtUserToken) first_token = NULL;
  g_autoptr (WtUserToken) second_token = NULL;

  sign_in (self);
  open_second (&second, self);
  simulator_add_fault (self->simulator, JSON ({"method": "POST", "action": "delay", "delayMs": 300, "times": 2}));
  wt_account_generate_async (get_account (self), "First", NULL, NULL, keep_result_cb, &first_result);
  wt_account_generate_async (get_account (&second), "Second", NULL, NULL, keep_result_cb, &second_result);

  first_token = finish (self, &first_result, NULL);
  second_token = finish (&second, &second_result, NULL);
  g_assert_nonnull (first_token);
  g_assert_nonnull (second_token);
  g_assert_cmpuint (count_posts (self, "First"), ==, 1);
  g_assert_cmpuint (count_posts (self, "Second"), ==, 1);

  wt_account_refresh (get_account (self));
  wait_until_idle (self);
  g_assert_cmpuint (get_n_tokens (self), ==, 2);
  g_assert_false (wt_account_get_can_generate (get_account (self)));
  close_second (&second);
}

static void
add_row (const char    *group,
         const char    *name,
         gconstpointer  data,
         void (*function) (Fixture *self, gconstpointer data))
{
  g_autofree char *path = g_strconcat ("/account/lost/", group, "-", name, NULL);

  g_test_add (path, Fixture, data, row_set_up, function, fixture_tear_down);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    add_row ("server", rows[i].name, &rows[i], test_row);
  for (guint i = 0; i < G_N_ELEMENTS (troubles); i++)
    {
      add_row ("keyring-comes-back", troubles[i].name, &troubles[i], test_keyring_comes_back);
      add_row ("keyring-stays-away", troubles[i].name, &troubles[i], test_keyring_stays_away);
    }
  add_row ("programs", "one-after-the-other", NULL, test_two_programs);
  add_row ("programs", "at-once", NULL, test_two_programs_at_once);

  return g_test_run ();
}
