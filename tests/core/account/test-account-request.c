/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Requests of an account whose answer is shown. */

#include "config.h"

#include "account-fixture.h"
#include "waiting.h"
#include "wt-error.h"

#define KEY WT_CREDENTIAL_API_KEY
#define TOKEN WT_CREDENTIAL_USER_TOKEN
#define TYPED \
  "{ \"name\": \"Tried\",\n\"userId\": \"" SIMULATOR_USER_ID "\" // Found at https://workbench.import.io/users\n}"
#define SENT "{\"name\":\"Tried\",\"userId\":\"" SIMULATOR_USER_ID "\"}"

/* @text is NULL to list. */
static WtReply *
request (Fixture     *self,
         const char  *text,
         GError     **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  wt_account_try_async (get_account (self), text, NULL, keep_result_cb, &result);
  wait_for_result (&result);

  return wt_account_try_finish (get_account (self), result, error);
}

/* No text of it holds a secret. */
static void
assert_masked (Fixture        *self,
               const WtReply *answer)
{
  g_autofree char *all = g_strjoin ("\n", answer->reason, answer->headers, answer->text, NULL);

  g_test_message ("%u %s", answer->status, all);
  g_assert_null (strstr (all, simulator_get_key (self->simulator)));
  for (guint i = 0; i < simulator_count_tokens (self->simulator); i++)
    {
      g_autofree char *value = simulator_dup_value (self->simulator, i);

      g_assert_null (strstr (all, value));
    }
}

static const char *
get_sent_body (JsonArray *log)
{
  for (guint i = 0; i < json_array_get_length (log); i++)
    {
      if (g_str_equal (log_get_text (log, i, "method"), "POST"))
        return log_get_text (log, i, "body");
    }

  g_assert_not_reached ();
}

static void
test_create (Fixture       *self,
             gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WtReply) answer = NULL;
  g_autoptr (JsonArray) log = NULL;
  g_autofree char *value = NULL;

  sign_in (self);
  answer = request (self, TYPED, &error);
  g_assert_no_error (error);

  /* Before anything else was waited for. */
  value = simulator_dup_value (self->simulator, 1);
  g_assert_cmpstr (get_active_value (self), ==, value);
  g_assert_cmpuint (get_n_tokens (self), ==, 2);

  g_assert_cmpuint (answer->status, ==, 201);
  g_assert_cmpstr (answer->reason, ==, "Created");
  g_assert_false (answer->is_outcome_unknown);
  g_assert_nonnull (strstr (answer->headers, "Content-Type: application/json"));
  g_assert_nonnull (strstr (answer->headers, "Date: "));
  g_assert_nonnull (strstr (answer->text, "\"name\" : \"Tried\""));
  g_assert_nonnull (strstr (secret_value_get_text (answer->full_text), value));
  assert_masked (self, answer);

  log = simulator_dup_log (self->simulator);
  g_assert_cmpstr (get_sent_body (log), ==, SENT);
  g_assert_cmpuint (simulator_count (self->simulator, "POST"), ==, 1);
  wait_for_secret (self, TOKEN, value);
  wait_for_saved (self);
}

static void
test_list (Fixture       *self,
           gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WtReply) answer = NULL;
  g_autofree char *value = NULL;

  sign_in (self);
  answer = request (self, NULL, &error);
  g_assert_no_error (error);

  value = simulator_dup_value (self->simulator, 1);
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_nonnull (strstr (answer->text, "\"items\""));
  g_assert_nonnull (strstr (secret_value_get_text (answer->full_text), value));
  assert_masked (self, answer);
  g_assert_cmpuint (simulator_count (self->simulator, "POST"), ==, 0);
}

/* Each status is an answer; a POST goes out once, whatever it is. */
static void
test_any_status (Fixture       *self,
                 gconstpointer  data)
{
  static const struct
  {
    const char *fault;
    guint       status;
    const char *said;
    gboolean    is_outcome_unknown;
  } rows[] = {
    { JSON ({"method": "POST", "status": 400, "body": "{\"message\": \"Not like this\"}"}), 400, "Not like this",
      FALSE },
    { JSON ({"method": "POST", "status": 401}), 401, "Simulated fault", FALSE },
    { JSON ({"method": "POST", "status": 403}), 403, "Simulated fault", FALSE },
    { JSON ({"method": "POST", "status": 404, "body": "<html>Not here</html>", "contentType": "text/html"}), 404,
      "<html>Not here</html>", FALSE },
    { JSON ({"method": "POST", "status": 409}), 409, "Simulated fault", FALSE },
    { JSON ({"method": "POST", "status": 429, "headers": {"Retry-After": "7"}}), 429, "Retry-After: 7", FALSE },
    { JSON ({"method": "POST", "action": "redirect", "location": "https://elsewhere.example/"}), 302,
      "Location: https://elsewhere.example/", TRUE },
    { JSON ({"method": "POST", "status": 408}), 408, "Simulated fault", TRUE },
    { JSON ({"method": "POST", "status": 500}), 500, "Simulated fault", TRUE },
    { JSON ({"method": "POST", "status": 503, "body": ""}), 503, "", TRUE },
    { JSON ({"method": "POST", "status": 200, "body": "{}"}), 200, "{", TRUE },
    { JSON ({"method": "POST", "status": 200, "body": "no-json-but-a-token"}), 200, "••••", TRUE },
  };

  sign_in (self);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (WtReply) answer = NULL;
      g_autofree char *all = NULL;

      simulator_clear_log (self->simulator);
      simulator_add_fault (self->simulator, rows[i].fault);
      answer = request (self, TYPED, &error);
      g_assert_no_error (error);
      all = g_strjoin ("\n", answer->headers, answer->text, NULL);
      g_test_message ("%u %s", answer->status, all);
      g_assert_cmpuint (answer->status, ==, rows[i].status);
      g_assert_nonnull (strstr (all, rows[i].said));
      g_assert_null (strstr (all, "no-json-but-a-token"));
      g_assert_true (answer->is_outcome_unknown == rows[i].is_outcome_unknown);
      g_assert_null (answer->token);
      g_assert_cmpuint (simulator_count (self->simulator, "POST"), ==, 1);
    }
  g_assert_cmpuint (simulator_count_tokens (self->simulator), ==, 1);
  g_assert_cmpuint (get_n_tokens (self), ==, 1);
}

/* What a server says back is shown without what it was sent, and without what authenticates. */
static void
test_echo (Fixture       *self,
           gconstpointer  data)
{
  const char *key = simulator_get_key (self->simulator);
  g_autofree char *escaped = g_uri_escape_string (key, NULL, FALSE);
  g_autofree char *fault = NULL;
  g_autoptr (WtReply) answer = NULL;

  sign_in_and_save (self);
  fault = g_strdup_printf ("{\"method\": \"POST\", \"status\": 400, \"body\": \"{\\\"message\\\": \\\"%s is bad\\\"}\","
                           " \"headers\": {\"Location\": \"/?_apikey=%s\", \"Set-Cookie\": \"id=cookie\","
                           " \"Authorization\": \"Bearer bear\", \"X-Request-Id\": \"a %s b\"}}", key, escaped, key);
  simulator_add_fault (self->simulator, fault);
  answer = request (self, TYPED, NULL);

  assert_masked (self, answer);
  g_assert_nonnull (strstr (answer->text, "… is bad"));
  g_assert_nonnull (strstr (answer->headers, "Location: /?_apikey=…"));
  g_assert_nonnull (strstr (answer->headers, "X-Request-Id: a … b"));
  g_assert_null (strstr (answer->headers, escaped));
  g_assert_null (strstr (answer->headers, "cookie"));
  g_assert_null (strstr (answer->headers, "bear"));
  g_assert_nonnull (strstr (secret_value_get_text (answer->full_text), key));
}

static void
test_lost (Fixture       *self,
           gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  sign_in (self);
  simulator_add_fault (self->simulator, JSON ({"method": "POST", "action": "reset", "when": "after"}));
  g_assert_null (request (self, TYPED, &error));
  g_assert_error (error, WT_ERROR, WT_ERROR_OUTCOME_UNKNOWN);
  g_assert_cmpuint (simulator_count (self->simulator, "POST"), ==, 1);
  g_assert_cmpuint (get_n_tokens (self), ==, 1);

  wt_account_refresh (get_account (self));
  wait_until_idle (self);
  g_assert_cmpuint (get_n_tokens (self), ==, 2);
}

static gboolean
was_asked (gpointer user_data)
{
  return simulator_count (((Fixture *) user_data)->simulator, "POST") == 1;
}

static void
test_cancel (Fixture       *self,
             gconstpointer  data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (WtReply) again = NULL;

  sign_in (self);
  simulator_add_fault (self->simulator, JSON ({"method": "POST", "action": "hang"}));
  wt_account_try_async (get_account (self), TYPED, cancellable, keep_result_cb, &result);
  g_assert_true (wt_account_get_busy (get_account (self)));
  wait_until (was_asked, self);

  /* Only one at a time. */
  g_assert_null (request (self, TYPED, &error));
  g_assert_error (error, WT_ERROR, WT_ERROR_CONFLICT);
  g_clear_error (&error);

  g_cancellable_cancel (cancellable);
  wait_for_result (&result);
  g_assert_null (wt_account_try_finish (get_account (self), result, &error));
  g_assert_error (error, WT_ERROR, WT_ERROR_OUTCOME_UNKNOWN);
  g_assert_false (wt_account_get_busy (get_account (self)));
  g_assert_cmpuint (simulator_count (self->simulator, "POST"), ==, 1);

  again = request (self, TYPED, NULL);
  g_assert_cmpuint (again->status, ==, 201);
}

/* Whose it is, only the server knows: it is shown, and not taken for the user's own. */
static void
test_for_somebody_else (Fixture       *self,
                        gconstpointer  data)
{
  g_autofree char *before = NULL;
  g_autoptr (WtReply) answer = NULL;

  sign_in_and_save (self);
  before = dup_active_value (self);
  simulator_add_fault (self->simulator,
                       JSON ({"method": "POST", "status": 201, "body": "{\"id\": \"9\", \"token\": \"theirs\"}"}));
  answer = request (self, JSON ({"name": "x", "userId": "9"}), NULL);
  g_assert_cmpuint (answer->status, ==, 201);
  g_assert_null (strstr (answer->text, "theirs"));

  wait_until_idle (self);
  g_assert_cmpstr (get_active_value (self), ==, before);
  g_assert_cmpuint (get_n_tokens (self), ==, 1);
  wait_for_secret (self, TOKEN, before);
}

static gboolean
has_no_key (gpointer user_data)
{
  return !wt_account_get_has_api_key (get_account (user_data));
}

/* Nothing is sent that is no JSON, or without a key. */
static void
test_nothing_to_send (Fixture       *self,
                      gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WtReply) list = NULL;
  g_autofree char *value = simulator_dup_value (self->simulator, 0);

  sign_in (self);
  g_assert_true (wt_account_get_has_api_key (get_account (self)));
  g_assert_null (request (self, "{\"name\": x}", &error));
  g_assert_error (error, WT_ERROR, WT_ERROR_INVALID_INPUT);
  g_clear_error (&error);

  sign_in_with (self, TOKEN, value);
  wait_until (has_no_key, self);
  g_assert_null (request (self, TYPED, &error));
  g_assert_error (error, WT_ERROR, WT_ERROR_INVALID_INPUT);
  g_assert_cmpuint (simulator_count (self->simulator, "POST"), ==, 0);

  list = request (self, NULL, NULL);
  g_assert_cmpuint (list->status, ==, 200);
  assert_masked (self, list);
}

/* The commands that are offered for this account. */
static void
test_commands (Fixture       *self,
               gconstpointer  data)
{
  g_autofree char *signed_out = wt_account_dup_wbtoken_command (get_account (self), "header");
  g_autofree char *expected = g_strconcat ("wbtoken header --server ", self->address, NULL);
  g_autofree char *remembered = NULL;
  g_autofree char *create = NULL;
  g_autofree char *key = NULL;
  SecretValue *header;
  SecretValue *keyed;

  /* Nobody has signed in there yet, so wbtoken would ask another server. */
  g_assert_cmpstr (signed_out, ==, expected);
  g_assert_null (wt_account_dup_header (get_account (self)));
  g_assert_null (wt_account_dup_keyed_command (get_account (self), "x"));

  sign_in (self);
  remembered = wt_account_dup_wbtoken_command (get_account (self), "header");
  g_assert_cmpstr (remembered, ==, "wbtoken header");

  create = wt_account_dup_create_command (get_account (self), "x");
  key = g_uri_escape_string (simulator_get_key (self->simulator), NULL, FALSE);
  g_assert_nonnull (strstr (create, "_apikey=<API key>'"));
  g_assert_nonnull (strstr (create, SIMULATOR_USER_ID));
  g_assert_null (strstr (create, key));

  header = wt_account_dup_header (get_account (self));
  keyed = wt_account_dup_keyed_command (get_account (self), "x");
  g_assert_true (g_str_has_suffix (secret_value_get_text (header), get_active_value (self)));
  g_assert_nonnull (strstr (secret_value_get_text (keyed), key));
  secret_value_unref (header);
  secret_value_unref (keyed);
}

#define ADD(path, option, function) \
  g_test_add ("/account/request/" path, Fixture, option, fixture_set_up, function, fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("create", "--tokens=1", test_create);
  ADD ("list", "--tokens=2", test_list);
  ADD ("any-status", "--tokens=1", test_any_status);
  ADD ("echo", "--tokens=1", test_echo);
  ADD ("lost", "--tokens=1", test_lost);
  ADD ("cancel", "--tokens=1", test_cancel);
  ADD ("for-somebody-else", "--tokens=1", test_for_somebody_else);
  ADD ("nothing-to-send", "--tokens=1", test_nothing_to_send);
  ADD ("commands", "--tokens=1", test_commands);

  return g_test_run ();
}
