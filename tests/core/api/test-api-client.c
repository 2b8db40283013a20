/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the client asks, and what it makes of good answers. */

#include "config.h"

#include "api-fixture.h"
#include "wt-error.h"

/* As it could come from an account page: each character that a query must not have as it is. */
#define STRANGE_KEY "k+/=&?#%41 \"é<>"

static const char *
get_value (GPtrArray *tokens,
           guint      index)
{
  return wt_credential_get_text (wt_user_token_get_credential (g_ptr_array_index (tokens, index)));
}

static void
test_whoami (Api           *self,
             gconstpointer  data)
{
  g_autoptr (Call) who = call (CALL_USER, self->client, self->key);
  g_autoptr (JsonArray) log = simulator_dup_log (self->simulator);

  g_assert_no_error (who->error);
  g_assert_cmpstr (wt_user_get_id (who->user), ==, SIMULATOR_USER_ID);
  g_assert_cmpstr (wt_user_get_name (who->user), ==, SIMULATOR_USER_NAME);
  g_assert_cmpuint (json_array_get_length (log), ==, 1);
  g_assert_cmpstr (log_get_text (log, 0, "method"), ==, "GET");
  g_assert_cmpstr (log_get_text (log, 0, "path"), ==, "/api/whoami");
}

static void
check_list (Call      *list,
            Simulator *simulator)
{
  guint n_tokens = simulator_count_tokens (simulator);

  g_assert_no_error (list->error);
  g_assert_cmpuint (list->n_skipped, ==, 0);
  g_assert_cmpuint (list->tokens->len, ==, n_tokens);
  for (guint i = 0; i < n_tokens; i++)
    {
      g_autofree char *value = simulator_dup_value (simulator, i);

      g_assert_cmpstr (get_value (list->tokens, i), ==, value);
    }
}

static void
test_list (Api           *self,
           gconstpointer  data)
{
  g_autoptr (Call) list = call (CALL_LIST, self->client, self->key);
  g_autoptr (JsonArray) log = simulator_dup_log (self->simulator);
  WtUserToken *first = g_ptr_array_index (list->tokens, 0);
  g_autofree char *created = g_date_time_format_iso8601 (wt_user_token_get_created (first));

  check_list (list, self->simulator);
  g_assert_cmpstr (wt_user_token_get_name (first), ==, "My User Token");
  g_assert_cmpstr (created, ==, "2023-02-14T09:26:53.589000Z");
  g_assert_cmpuint (json_array_get_length (log), ==, 1);
  g_assert_cmpstr (log_get_text (log, 0, "path"), ==, "/api/usertokens");
  g_assert_cmpstr (log_get_query (log, 0, "cursor"), ==, NULL);
}

static void
test_empty_list (Api           *self,
                 gconstpointer  data)
{
  g_autoptr (Call) list = call (CALL_LIST, self->client, self->key);

  check_list (list, self->simulator);
  g_assert_cmpuint (list->tokens->len, ==, 0);
}

/* The simulator's cursors have "+", "/", "&", "=" and "%2B" in them, and no other one is accepted. */
static void
check_paged (const char *envelope)
{
  g_autoptr (Simulator) simulator = simulator_start ("--tokens=7", "--page-size=2", envelope, NULL);
  g_autoptr (WtApiClient) client = wt_api_client_new (simulator_get_address (simulator), NULL);
  g_autoptr (WtCredential) key = simulator_dup_key (simulator);
  g_autoptr (Call) list = call (CALL_LIST, client, key);
  g_autoptr (JsonArray) log = simulator_dup_log (simulator);

  check_list (list, simulator);
  g_assert_cmpuint (json_array_get_length (log), ==, g_str_has_suffix (envelope, "array") ? 1 : 4);
  for (guint i = 1; i < json_array_get_length (log); i++)
    g_assert_true (g_str_has_prefix (log_get_query (log, i, "cursor"), "+/&=%2B"));
}

static void
test_paged (void)
{
  check_paged ("--envelope=items");
  check_paged ("--envelope=data");
  check_paged ("--envelope=array");
}

static void
test_create (Api           *self,
             gconstpointer  data)
{
  g_autoptr (Call) create = call (CALL_CREATE, self->client, self->key);
  g_autoptr (JsonArray) log = simulator_dup_log (self->simulator);
  g_autofree char *value = simulator_dup_value (self->simulator, 0);

  g_assert_no_error (create->error);
  g_assert_cmpstr (wt_user_token_get_name (create->token), ==, "New");
  g_assert_cmpstr (wt_credential_get_text (wt_user_token_get_credential (create->token)), ==, value);

  g_assert_cmpuint (json_array_get_length (log), ==, 1);
  g_assert_cmpstr (log_get_text (log, 0, "method"), ==, "POST");
  g_assert_cmpstr (log_get_text (log, 0, "path"), ==, "/api/usertokens");
  g_assert_cmpstr (log_get_text (log, 0, "body"), ==,
                   "{\"name\":\"New\",\"userId\":\"" SIMULATOR_USER_ID "\"}");
  g_assert_cmpstr (log_get_header (log, 0, "content-type"), ==, "application/json");
}

static void
test_revoke (Api           *self,
             gconstpointer  data)
{
  g_autoptr (Call) revoke = NULL;
  g_autoptr (JsonArray) log = NULL;

  simulator_put (self->simulator, "tokens", JSON ([{"id": "a/b?c", "token": "t"}]));
  revoke = call (CALL_REVOKE, self->client, self->key);
  log = simulator_dup_log (self->simulator);

  g_assert_no_error (revoke->error);
  g_assert_cmpuint (simulator_count_tokens (self->simulator), ==, 0);
  g_assert_cmpstr (log_get_text (log, 0, "method"), ==, "DELETE");
}

static void
assert_headers (JsonArray *log,
                guint      index)
{
  g_assert_cmpstr (log_get_header (log, index, "accept"), ==, "application/json");
  g_assert_cmpstr (log_get_header (log, index, "user-agent"), ==, "workbench-tokens/" PACKAGE_VERSION);
  g_assert_null (log_get_header (log, index, "cookie"));
  g_assert_null (log_get_header (log, index, "referer"));
}

/* An API key is in the query and nowhere else, a User Token in the header and nowhere else. */
static void
test_key (Api           *self,
          gconstpointer  data)
{
  const char *value = wt_credential_get_text (self->key);

  for (CallKind kind = CALL_USER; kind <= CALL_REVOKE; kind++)
    {
      g_autoptr (JsonArray) log = NULL;
      g_autofree char *text = NULL;

      simulator_clear_log (self->simulator);
      call_free (call (kind, self->client, self->key));
      log = simulator_dup_log (self->simulator);
      g_assert_cmpuint (json_array_get_length (log), ==, 1);
      assert_headers (log, 0);
      g_assert_cmpstr (log_get_query (log, 0, "_apikey"), ==, value);
      g_assert_cmpstr (log_get_header (log, 0, "authorization"), ==, NULL);
      g_assert_null (strstr (log_get_text (log, 0, "body"), value));

      text = simulator_dup_log_text (self->simulator);
      g_assert_null (strstr (strstr (text, value) + 1, value));
    }
}

static void
test_token (Api           *self,
            gconstpointer  data)
{
  static const CallKind kinds[] = { CALL_USER, CALL_LIST, CALL_REVOKE };
  g_autoptr (WtCredential) token = simulator_dup_token (self->simulator, 0);
  g_autofree char *expected = g_strconcat ("UserToken ", wt_credential_get_text (token), NULL);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (JsonArray) log = NULL;

      simulator_clear_log (self->simulator);
      call_free (call (kinds[i], self->client, token));
      log = simulator_dup_log (self->simulator);
      g_assert_cmpuint (json_array_get_length (log), ==, 1);
      assert_headers (log, 0);
      g_assert_cmpstr (log_get_header (log, 0, "authorization"), ==, expected);
      g_assert_cmpstr (log_get_query (log, 0, "_apikey"), ==, NULL);
    }
}

static void
test_strange_key (Api           *self,
                  gconstpointer  data)
{
  g_autoptr (SecretValue) value = secret_value_new (STRANGE_KEY, -1, "text/plain");
  g_autoptr (WtCredential) key = wt_credential_new (WT_CREDENTIAL_API_KEY, value);

  simulator_put (self->simulator, "api-key", STRANGE_KEY);
  for (CallKind kind = CALL_USER; kind <= CALL_CREATE; kind++)
    {
      g_autoptr (Call) one = call (kind, self->client, key);

      g_assert_no_error (one->error);
    }
}

static void
test_value_member (Api           *self,
                   gconstpointer  data)
{
  g_autoptr (Call) list = NULL;
  g_autoptr (Call) again = NULL;

  simulator_put (self->simulator, "tokens", JSON ([{"id": "i", "token": "a", "other": "b"}]));
  wt_api_client_set_value_member (self->client, "other");
  list = call (CALL_LIST, self->client, self->key);
  g_assert_cmpstr (get_value (list->tokens, 0), ==, "b");

  wt_api_client_set_value_member (self->client, NULL);
  again = call (CALL_LIST, self->client, self->key);
  g_assert_cmpstr (get_value (again->tokens, 0), ==, "a");
}

static void
test_skipped (Api           *self,
              gconstpointer  data)
{
  g_autoptr (Call) list = NULL;

  simulator_put (self->simulator, "tokens", JSON ([17, {"token": "a"}, {"name": "b"}, {"token": "c"}, null]));
  list = call (CALL_LIST, self->client, self->key);
  g_assert_no_error (list->error);
  g_assert_cmpuint (list->tokens->len, ==, 2);
  g_assert_cmpuint (list->n_skipped, ==, 3);
}

static void
test_none_readable (Api           *self,
                    gconstpointer  data)
{
  g_autoptr (Call) list = NULL;
  g_autofree char *details = NULL;

  simulator_put (self->simulator, "tokens", JSON ([{"name": "secret-name"}, null]));
  list = call (CALL_LIST, self->client, self->key);
  details = wt_api_client_dup_details (self->client);
  g_assert_error (list->error, WT_ERROR, WT_ERROR_UNREADABLE);
  assert_message (list->error, simulator_get_host (self->simulator), "2 tokens");
  g_assert_nonnull (strstr (details, "name: string of 11"));
  g_assert_null (strstr (details, "secret-name"));
}

static void
test_gzip (Api           *self,
           gconstpointer  data)
{
  g_autoptr (Call) list = NULL;
  g_autoptr (JsonArray) log = NULL;

  simulator_add_fault (self->simulator, JSON ({"body": "[{\"token\":\"packed\"}]", "gzip": true}));
  list = call (CALL_LIST, self->client, self->key);
  log = simulator_dup_log (self->simulator);
  g_assert_no_error (list->error);
  g_assert_cmpstr (get_value (list->tokens, 0), ==, "packed");
  g_assert_nonnull (strstr (log_get_header (log, 0, "accept-encoding"), "gzip"));
}

/* Slow is not lost: more than one read, and more than one second. */
static void
test_drip (Api           *self,
           gconstpointer  data)
{
  g_autoptr (Call) list = NULL;

  simulator_add_fault (self->simulator, JSON ({"action": "drip", "bytesPerSecond": 600}));
  list = call (CALL_LIST, self->client, self->key);
  check_list (list, self->simulator);
}

/* Found out without a fault: these are the three codes of success. */
static void
test_success (Api           *self,
              gconstpointer  data)
{
  g_autoptr (Call) created = NULL;
  g_autoptr (Call) with_body = NULL;

  simulator_add_fault (self->simulator, JSON ({"status": 200, "body": "{\"token\":\"t\"}"}));
  created = call (CALL_CREATE, self->client, self->key);
  g_assert_no_error (created->error);

  simulator_add_fault (self->simulator, JSON ({"status": 200, "body": "<html>whatever</html>"}));
  with_body = call (CALL_REVOKE, self->client, self->key);
  g_assert_no_error (with_body->error);
}

#define ADD(path, option, function) \
  g_test_add ("/api/client/" path, Api, option, api_set_up, function, api_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("whoami", NULL, test_whoami);
  ADD ("list", "--tokens=4", test_list);
  ADD ("empty-list", NULL, test_empty_list);
  g_test_add_func ("/api/client/paged", test_paged);
  ADD ("create", NULL, test_create);
  ADD ("revoke", NULL, test_revoke);
  ADD ("key", "--tokens=1", test_key);
  ADD ("token", "--tokens=1", test_token);
  ADD ("strange-key", NULL, test_strange_key);
  ADD ("value-member", NULL, test_value_member);
  ADD ("skipped", NULL, test_skipped);
  ADD ("none-readable", NULL, test_none_readable);
  ADD ("gzip", "--tokens=2", test_gzip);
  ADD ("drip", "--tokens=4", test_drip);
  ADD ("success", NULL, test_success);

  return g_test_run ();
}
