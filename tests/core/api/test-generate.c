/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A token is created once or not at all; and revoked. */

#include "config.h"

#include "api-fixture.h"
#include "waiting.h"
#include "wt-error.h"
#include "wt-user-token-generate.h"
#include "wt-user-token-revoke.h"

static WtUserToken *
generate (Api     *self,
          GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  wt_user_token_generate_async (self->client, self->key, "New", SIMULATOR_USER_ID, NULL, keep_result_cb, &result);
  wait_for_result (&result);

  return wt_user_token_generate_finish (self->client, result, error);
}

static void
assert_asked (Api        *self,
              const char *methods)
{
  g_autoptr (JsonArray) log = simulator_dup_log (self->simulator);
  g_autoptr (GString) seen = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (log); i++)
    {
      g_assert_true (g_str_has_prefix (log_get_text (log, i, "path"), "/api/usertokens"));
      g_string_append_printf (seen, "%s%s", i > 0 ? " " : "", log_get_text (log, i, "method"));
    }

  g_assert_cmpstr (seen->str, ==, methods);
}

static void
assert_is_first (Api         *self,
                 WtUserToken *token)
{
  g_autofree char *value = simulator_dup_value (self->simulator, 0);

  g_assert_cmpuint (simulator_count_tokens (self->simulator), ==, 1);
  g_assert_cmpstr (wt_credential_get_text (wt_user_token_get_credential (token)), ==, value);
  g_assert_cmpstr (wt_user_token_get_name (token), ==, "New");
}

static void
test_generate (Api           *self,
               gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WtUserToken) token = generate (self, &error);

  g_assert_no_error (error);
  assert_is_first (self, token);
  assert_asked (self, "GET POST");
}

/* One that was made elsewhere in the meantime, or that cannot be read, is one. */
static void
test_not_empty (Api           *self,
                gconstpointer  data)
{
  static const char *const lists[] = { JSON ([{"token": "t"}]), JSON ([{"token": "t"}, null]) };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autoptr (GError) error = NULL;

      simulator_put (self->simulator, "tokens", lists[i]);
      g_assert_null (generate (self, &error));
      g_assert_error (error, WT_ERROR, WT_ERROR_CONFLICT);
    }

  assert_asked (self, "GET GET");
}

static void
test_list_fails (Api           *self,
                 gconstpointer  data)
{
  static const struct
  {
    const char *fault;
    int         code;
  } rows[] = {
    { JSON ({"status": 401}), WT_ERROR_UNAUTHORIZED },
    { JSON ({"body": "[null]"}), WT_ERROR_UNREADABLE },
    { JSON ({"body": "<html>"}), WT_ERROR_UNREADABLE },
    { JSON ({"action": "cut-off"}), WT_ERROR_UNREADABLE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      simulator_add_fault (self->simulator, rows[i].fault);
      g_assert_null (generate (self, &error));
      g_assert_error (error, WT_ERROR, rows[i].code);
    }

  g_assert_cmpuint (simulator_count (self->simulator, "POST"), ==, 0);
}

/* The server did it, and then its answer got lost. */
static void
test_found (Api           *self,
            gconstpointer  data)
{
  static const char *const faults[] = {
    JSON ({"method": "POST", "when": "after", "action": "reset"}),
    JSON ({"method": "POST", "when": "after", "status": 500}),
    JSON ({"method": "POST", "when": "after", "status": 502, "body": "<html>Bad Gateway</html>"}),
    JSON ({"method": "POST", "when": "after", "status": 504}),
    JSON ({"method": "POST", "when": "after", "action": "redirect", "status": 301}),
    JSON ({"method": "POST", "when": "after", "action": "redirect", "status": 302}),
    JSON ({"method": "POST", "when": "after", "action": "redirect", "status": 303}),
    JSON ({"method": "POST", "when": "after", "status": 408}),
    JSON ({"method": "POST", "when": "after", "action": "cut-off"}),
    JSON ({"method": "POST", "when": "after", "body": "<html>Done</html>"}),
    JSON ({"method": "POST", "when": "after", "body": "{\"token\":\"ha"}),
    JSON ({"method": "POST", "when": "after", "body": "{\"done\":true}"}),
    JSON ({"method": "POST", "when": "after", "status": 201, "body": ""}),
    JSON ({"method": "POST", "when": "after", "status": 204, "body": ""}),
  };

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (WtUserToken) token = NULL;

      g_test_message ("%s", faults[i]);
      simulator_put (self->simulator, "tokens?count=0", NULL);
      simulator_clear_log (self->simulator);
      simulator_add_fault (self->simulator, faults[i]);
      token = generate (self, &error);
      g_assert_no_error (error);
      assert_is_first (self, token);
      assert_asked (self, "GET POST GET");
    }
}

/* The same, but it did nothing; or it cannot be found out. */
static void
test_not_found (Api           *self,
                gconstpointer  data)
{
  static const char *const faults[][2] = {
    { JSON ({"method": "POST", "action": "reset"}), NULL },
    { JSON ({"method": "POST", "status": 500}), NULL },
    { JSON ({"method": "POST", "status": 408}), NULL },
    { JSON ({"method": "POST", "action": "redirect", "status": 307}), NULL },
    { JSON ({"method": "POST", "action": "cut-off", "body": "{\"token\":\"half\"}"}), NULL },
    { JSON ({"method": "POST", "body": "<html>Done</html>"}), NULL },
    { JSON ({"method": "POST", "status": 500, "when": "after"}), JSON ({"skip": 1, "body": "<html>"}) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", faults[i][0]);
      simulator_clear_log (self->simulator);
      simulator_add_fault (self->simulator, faults[i][0]);
      if (faults[i][1] != NULL)
        simulator_add_fault (self->simulator, faults[i][1]);
      g_assert_null (generate (self, &error));
      g_assert_error (error, WT_ERROR, WT_ERROR_OUTCOME_UNKNOWN);
      g_assert_nonnull (strstr (error->message, "not known whether a token was created"));
      assert_asked (self, "GET POST GET");
    }
}

/* The server said no, so nothing is unknown, and nothing else is asked. */
static void
test_refused (Api           *self,
              gconstpointer  data)
{
  static const struct
  {
    const char *fault;
    int         code;
  } rows[] = {
    { JSON ({"method": "POST", "status": 409}), WT_ERROR_CONFLICT },
    { JSON ({"method": "POST", "status": 400}), WT_ERROR_REJECTED },
    { JSON ({"method": "POST", "status": 422}), WT_ERROR_REJECTED },
    { JSON ({"method": "POST", "status": 401}), WT_ERROR_UNAUTHORIZED },
    { JSON ({"method": "POST", "status": 403}), WT_ERROR_FORBIDDEN },
    { JSON ({"method": "POST", "status": 404}), WT_ERROR_NOT_WORKBENCH },
    { JSON ({"method": "POST", "status": 429}), WT_ERROR_RATE_LIMITED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      simulator_clear_log (self->simulator);
      simulator_add_fault (self->simulator, rows[i].fault);
      g_assert_null (generate (self, &error));
      g_assert_error (error, WT_ERROR, rows[i].code);
      assert_asked (self, "GET POST");
    }
}

/* Cancelled in time, nothing is created; after that it is too late, and a token does not get lost. */
static void
test_cancelled (Api           *self,
                gconstpointer  data)
{
  for (guint n_requests = 1; n_requests <= 2; n_requests++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (WtUserToken) token = NULL;
      g_autoptr (GError) error = NULL;

      simulator_clear_log (self->simulator);
      simulator_add_fault (self->simulator, n_requests == 1
                                              ? JSON ({"method": "GET", "action": "hang"})
                                              : JSON ({"method": "POST", "action": "delay", "delayMs": 200}));
      wt_user_token_generate_async (self->client, self->key, "New", SIMULATOR_USER_ID, cancellable, keep_result_cb, &result);
      simulator_wait_for (self->simulator, n_requests);
      g_cancellable_cancel (cancellable);
      wait_for_result (&result);

      token = wt_user_token_generate_finish (self->client, result, &error);
      if (n_requests == 1)
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      else
        assert_is_first (self, token);
      g_assert_cmpuint (simulator_count (self->simulator, "POST"), ==, n_requests - 1);
    }
}

/* As Workbench counts: of several that are there afterwards, the one with the name. */
static void
test_several_found (Api           *self,
                    gconstpointer  data)
{
  g_autoptr (WtUserToken) token = NULL;

  simulator_add_fault (self->simulator, JSON ({"method": "GET", "body": "[]"}));
  simulator_add_fault (self->simulator, JSON ({"method": "POST", "status": 500}));
  simulator_put (self->simulator, "tokens", JSON ([{"name": "Other", "token": "a"}, {"name": "New", "token": "b"}]));
  token = generate (self, NULL);
  g_assert_cmpstr (wt_credential_get_text (wt_user_token_get_credential (token)), ==, "b");
}

static gboolean
revoke_by (Api          *self,
           WtUserToken  *token,
           WtCredential *credential,
           GError      **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  wt_user_token_revoke_async (self->client, credential, token, NULL, keep_result_cb, &result);
  wait_for_result (&result);

  return wt_user_token_revoke_finish (self->client, result, error);
}

typedef struct
{
  const char *fault;
  const char *asked;
  int         code; /* -1 if it is gone */
} RevokeRow;

static const RevokeRow revokes[] = {
  { NULL, "DELETE", -1 },
  { JSON ({"method": "DELETE", "when": "after", "status": 200, "body": "anything"}), "DELETE", -1 },
  { JSON ({"method": "DELETE", "when": "after", "status": 404}), "DELETE GET", -1 },
  { JSON ({"method": "DELETE", "status": 404}), "DELETE GET", WT_ERROR_NOT_SUPPORTED },
  { JSON ({"method": "DELETE", "status": 405}), "DELETE", WT_ERROR_NOT_SUPPORTED },
  { JSON ({"method": "DELETE", "status": 501}), "DELETE", WT_ERROR_NOT_SUPPORTED },
  { JSON ({"method": "DELETE", "status": 403}), "DELETE", WT_ERROR_FORBIDDEN },
  { JSON ({"method": "DELETE", "status": 500}), "DELETE", WT_ERROR_SERVER },
};

static void
check_revoke (Api             *self,
              const RevokeRow *row,
              gboolean         by_itself)
{
  g_autoptr (WtCredential) value = wt_credential_parse (WT_CREDENTIAL_USER_TOKEN, "t", NULL);
  g_autoptr (WtUserToken) token = wt_user_token_new ("a/b", "n", value);
  g_autoptr (GError) error = NULL;
  gboolean is_gone;

  g_test_message ("%s", row->fault);
  simulator_put (self->simulator, "tokens", JSON ([{"id": "a/b", "token": "t"}, {"id": "c", "token": "u"}]));
  simulator_clear_log (self->simulator);
  if (row->fault != NULL)
    simulator_add_fault (self->simulator, row->fault);

  is_gone = revoke_by (self, token, by_itself ? value : self->key, &error);
  g_assert_cmpint (is_gone, ==, row->code < 0);
  if (row->code >= 0)
    g_assert_error (error, WT_ERROR, row->code);
  assert_asked (self, row->asked);
}

static void
test_revoke (Api           *self,
             gconstpointer  data)
{
  for (guint i = 0; i < G_N_ELEMENTS (revokes); i++)
    {
      check_revoke (self, &revokes[i], FALSE);
      check_revoke (self, &revokes[i], TRUE);
    }
}

#define ADD(path, function) g_test_add ("/generate/" path, Api, NULL, api_set_up, function, api_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("generate", test_generate);
  ADD ("not-empty", test_not_empty);
  ADD ("list-fails", test_list_fails);
  ADD ("found", test_found);
  ADD ("not-found", test_not_found);
  ADD ("refused", test_refused);
  ADD ("cancelled", test_cancelled);
  ADD ("several-found", test_several_found);
  ADD ("revoke", test_revoke);

  return g_test_run ();
}
