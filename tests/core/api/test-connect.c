/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a credential is good for: whoami and the list, and which of them decides. */

#include "config.h"

#include "api-fixture.h"
#include "waiting.h"
#include "wt-connection.h"
#include "wt-error.h"

static WtConnection *
connect_with (Api           *self,
              WtCredential  *key,
              WtCredential  *token,
              gboolean       ask_user,
              GError       **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  wt_connection_open_async (self->client, key, token, ask_user, NULL, keep_result_cb, &result);
  wait_for_result (&result);

  return wt_connection_open_finish (self->client, result, error);
}

static WtCredential *
new_token (const char *value)
{
  return wt_credential_parse (WT_CREDENTIAL_USER_TOKEN, value, NULL);
}

static void
assert_connected (WtConnection *connection,
                  const GError *error,
                  guint         n_tokens)
{
  g_assert_no_error (error);
  g_assert_nonnull (connection);
  g_assert_cmpstr (wt_user_get_id (connection->user), ==, SIMULATOR_USER_ID);
  g_assert_cmpuint (connection->tokens->len, ==, n_tokens);
  g_assert_cmpuint (connection->n_skipped, ==, 0);
}

/* How many requests had a token in the header, and how many a key in the query. */
static void
assert_requests (Api   *self,
                 guint  n_with_token,
                 guint  n_with_key)
{
  g_autoptr (JsonArray) log = simulator_dup_log (self->simulator);
  guint with_token = 0;
  guint with_key = 0;

  for (guint i = 0; i < json_array_get_length (log); i++)
    {
      with_token += log_get_header (log, i, "authorization") != NULL;
      with_key += log_get_query (log, i, "_apikey") != NULL;
    }

  g_assert_cmpuint (with_token, ==, n_with_token);
  g_assert_cmpuint (with_key, ==, n_with_key);
}

static void
test_key (Api           *self,
          gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WtConnection) connection = connect_with (self, self->key, NULL, TRUE, &error);

  assert_connected (connection, error, 2);
  g_assert_no_error (connection->refusal);
  assert_requests (self, 0, 2);
}

/* Once there is a token, the key does not travel. */
static void
test_token (Api           *self,
            gconstpointer  data)
{
  g_autoptr (WtCredential) token = simulator_dup_token (self->simulator, 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (WtConnection) connection = connect_with (self, self->key, token, TRUE, &error);

  assert_connected (connection, error, 2);
  g_assert_no_error (connection->refusal);
  assert_requests (self, 2, 0);
}

static void
test_list_only (Api           *self,
                gconstpointer  data)
{
  g_autoptr (WtConnection) connection = connect_with (self, self->key, NULL, FALSE, NULL);

  g_assert_null (connection->user);
  g_assert_cmpuint (connection->tokens->len, ==, 2);
  g_assert_cmpuint (simulator_count (self->simulator, NULL), ==, 1);
}

static void
test_token_refused (Api           *self,
                    gconstpointer  data)
{
  g_autoptr (WtCredential) token = new_token ("revoked");
  g_autoptr (GError) error = NULL;
  g_autoptr (WtConnection) connection = connect_with (self, self->key, token, TRUE, &error);

  assert_connected (connection, error, 2);
  g_assert_error (connection->refusal, WT_ERROR, WT_ERROR_UNAUTHORIZED);
  g_assert_nonnull (strstr (connection->refusal->message, "User Token"));
  assert_requests (self, 2, 2);
}

/* By one of the two only. */
static void
test_token_half_refused (Api           *self,
                         gconstpointer  data)
{
  static const char *const faults[] = {
    JSON ({"path": "/api/whoami", "status": 401}), JSON ({"path": "/api/whoami", "status": 403}),
    JSON ({"path": "/api/usertokens", "status": 401}), JSON ({"path": "/api/usertokens", "status": 403}),
  };
  g_autoptr (WtCredential) token = simulator_dup_token (self->simulator, 0);

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (WtConnection) connection = NULL;

      simulator_clear_log (self->simulator);
      simulator_add_fault (self->simulator, faults[i]);
      connection = connect_with (self, self->key, token, TRUE, &error);
      assert_connected (connection, error, 2);
      g_assert_true (wt_error_is_refusal (connection->refusal));
      assert_requests (self, 2, 2);
    }
}

static void
test_both_refused (Api           *self,
                   gconstpointer  data)
{
  g_autoptr (WtCredential) token = new_token ("revoked");
  g_autoptr (WtCredential) key = wt_credential_parse (WT_CREDENTIAL_API_KEY, "wrong", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (connect_with (self, key, token, TRUE, &error));
  g_assert_error (error, WT_ERROR, WT_ERROR_UNAUTHORIZED);
  g_assert_nonnull (strstr (error->message, "API key"));
  assert_requests (self, 2, 2);
}

static void
test_no_key (Api           *self,
             gconstpointer  data)
{
  g_autoptr (WtCredential) token = new_token ("revoked");
  g_autoptr (GError) error = NULL;

  g_assert_null (connect_with (self, NULL, token, TRUE, &error));
  g_assert_error (error, WT_ERROR, WT_ERROR_UNAUTHORIZED);
  g_assert_nonnull (strstr (error->message, "User Token"));
  assert_requests (self, 2, 0);
}

/* A refusal of the key by one of the two is enough. */
static void
test_key_half_refused (Api           *self,
                       gconstpointer  data)
{
  static const struct
  {
    const char *fault;
    int         code;
  } rows[] = {
    { JSON ({"path": "/api/whoami", "status": 401}), WT_ERROR_UNAUTHORIZED },
    { JSON ({"path": "/api/whoami", "status": 403}), WT_ERROR_FORBIDDEN },
    { JSON ({"path": "/api/usertokens", "status": 401}), WT_ERROR_UNAUTHORIZED },
    { JSON ({"path": "/api/usertokens", "status": 403}), WT_ERROR_FORBIDDEN },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      simulator_add_fault (self->simulator, rows[i].fault);
      g_assert_null (connect_with (self, self->key, NULL, TRUE, &error));
      g_assert_error (error, WT_ERROR, rows[i].code);
    }
}

/* Anything else that is wrong with whoami alone is not fatal, and no refusal of the token. */
static void
test_user_unknown (Api           *self,
                   gconstpointer  data)
{
  static const char *const faults[] = {
    JSON ({"path": "/api/whoami", "status": 404}),
    JSON ({"path": "/api/whoami", "status": 400}),
    JSON ({"path": "/api/whoami", "action": "redirect"}),
    JSON ({"path": "/api/whoami", "body": "<html>"}),
    JSON ({"path": "/api/whoami", "body": "[]"}),
    JSON ({"path": "/api/whoami", "action": "cut-off"}),
    JSON ({"path": "/api/whoami", "status": 500, "times": 3}),
  };
  g_autoptr (WtCredential) token = simulator_dup_token (self->simulator, 0);

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (WtConnection) connection = NULL;

      g_test_message ("%s", faults[i]);
      simulator_clear_log (self->simulator);
      simulator_add_fault (self->simulator, faults[i]);
      connection = connect_with (self, self->key, i % 2 == 0 ? token : NULL, TRUE, &error);
      g_assert_no_error (error);
      g_assert_null (connection->user);
      g_assert_cmpuint (connection->tokens->len, ==, 2);
      g_assert_no_error (connection->refusal);
    }
}

/* The list decides. */
static void
test_list_fails (Api           *self,
                 gconstpointer  data)
{
  static const struct
  {
    const char *fault;
    int         code;
  } rows[] = {
    { JSON ({"path": "/api/usertokens", "status": 404}), WT_ERROR_NOT_WORKBENCH },
    { JSON ({"path": "/api/usertokens", "body": "<html>"}), WT_ERROR_UNREADABLE },
    { JSON ({"path": "/api/usertokens", "action": "redirect"}), WT_ERROR_REDIRECTED },
    { JSON ({"path": "/api/usertokens", "status": 500, "times": 3}), WT_ERROR_SERVER },
  };
  g_autoptr (WtCredential) token = simulator_dup_token (self->simulator, 0);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      simulator_clear_log (self->simulator);
      simulator_add_fault (self->simulator, rows[i].fault);
      g_assert_null (connect_with (self, self->key, token, TRUE, &error));
      g_assert_error (error, WT_ERROR, rows[i].code);
      assert_requests (self, rows[i].code == WT_ERROR_SERVER ? 4 : 2, 0);
    }
}

static void
test_cancelled (Api           *self,
                gconstpointer  data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  simulator_add_fault (self->simulator, JSON ({"action": "hang", "times": 0}));
  wt_connection_open_async (self->client, self->key, NULL, TRUE, cancellable, keep_result_cb, &result);
  simulator_wait_for (self->simulator, 2);
  g_cancellable_cancel (cancellable);
  wait_for_result (&result);
  g_assert_null (wt_connection_open_finish (self->client, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_is_refusal (void)
{
  static const int codes[] = { WT_ERROR_UNAUTHORIZED, WT_ERROR_FORBIDDEN };

  g_assert_false (wt_error_is_refusal (NULL));
  for (int code = WT_ERROR_INVALID_INPUT; code <= WT_ERROR_KEYRING_UNREADABLE; code++)
    {
      g_autoptr (GError) error = g_error_new_literal (WT_ERROR, code, "x");

      g_assert_cmpint (wt_error_is_refusal (error), ==, code == codes[0] || code == codes[1]);
    }
}

#define ADD(path, function) g_test_add ("/connect/" path, Api, "--tokens=2", api_set_up, function, api_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("key", test_key);
  ADD ("token", test_token);
  ADD ("list-only", test_list_only);
  ADD ("token-refused", test_token_refused);
  ADD ("token-half-refused", test_token_half_refused);
  ADD ("both-refused", test_both_refused);
  ADD ("no-key", test_no_key);
  ADD ("key-half-refused", test_key_half_refused);
  ADD ("user-unknown", test_user_unknown);
  ADD ("list-fails", test_list_fails);
  ADD ("cancelled", test_cancelled);
  g_test_add_func ("/connect/is-refusal", test_is_refusal);

  return g_test_run ();
}
