/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Lists that do not end, and the longest that do. */

#include "config.h"

#include "api-fixture.h"
#include "wt-error.h"

static void
check_long (const char *n_tokens,
            const char *option,
            guint       n_read,
            guint       n_requests)
{
  g_autoptr (Simulator) simulator = simulator_start (n_tokens, option, NULL);
  g_autoptr (WtApiClient) client = wt_api_client_new (simulator_get_address (simulator), NULL);
  g_autoptr (WtCredential) key = simulator_dup_key (simulator);
  g_autoptr (Call) list = call (CALL_LIST, client, key);

  if (n_read > 0)
    {
      g_assert_no_error (list->error);
      g_assert_cmpuint (list->tokens->len, ==, n_read);
    }
  else
    {
      g_assert_error (list->error, WT_ERROR, WT_ERROR_UNREADABLE);
      assert_message (list->error, simulator_get_host (simulator), "does not end");
    }

  g_assert_cmpuint (simulator_count (simulator, NULL), ==, n_requests);
}

static void
test_many_tokens (void)
{
  check_long ("--tokens=10000", "--page-size=0", 10000, 10);
  check_long ("--tokens=10001", "--page-size=0", 0, 11);
  check_long ("--tokens=10001", "--envelope=array", 0, 1);
}

static void
test_many_pages (void)
{
  check_long ("--tokens=1000", "--page-size=1", 1000, 1000);
  check_long ("--tokens=1002", "--page-size=1", 0, 1001);
}

static void
check_cursors (Api         *self,
               const char **pages,
               guint        n_pages,
               guint        n_requests)
{
  g_autoptr (Call) list = NULL;

  for (guint i = 0; i < n_pages; i++)
    simulator_add_fault (self->simulator, pages[i]);
  list = call (CALL_LIST, self->client, self->key);

  g_assert_error (list->error, WT_ERROR, WT_ERROR_UNREADABLE);
  assert_message (list->error, simulator_get_host (self->simulator), "does not end");
  g_assert_null (strstr (list->error->message, "secret"));
  g_assert_cmpuint (simulator_count (self->simulator, NULL), ==, n_requests);
}

static void
test_same_cursor (Api           *self,
                  gconstpointer  data)
{
  const char *pages[] = {
    JSON ({"times": 0, "body": "{\"items\":[{\"token\":\"t\"}],\"metadata\":{\"cursor\":\"secret\"}}"}),
  };

  check_cursors (self, pages, G_N_ELEMENTS (pages), 2);
}

/* It goes round in a circle, and there is nothing on its way. */
static void
test_circle (Api           *self,
             gconstpointer  data)
{
  const char *pages[] = {
    JSON ({"body": "{\"items\":[],\"metadata\":{\"cursor\":\"a\"}}"}),
    JSON ({"body": "{\"items\":[],\"metadata\":{\"cursor\":\"b\"}}"}),
    JSON ({"body": "{\"items\":[],\"metadata\":{\"cursor\":3}}"}),
    JSON ({"body": "{\"items\":[],\"metadata\":{\"cursor\":\"a\"}}"}),
  };

  check_cursors (self, pages, G_N_ELEMENTS (pages), 4);
}

/* What went wrong on a later page is no shorter list. */
static void
test_later_page (Api           *self,
                 gconstpointer  data)
{
  static const struct
  {
    const char *fault;
    int         code;
  } rows[] = {
    { JSON ({"status": 401}), WT_ERROR_UNAUTHORIZED },
    { JSON ({"body": "<html>"}), WT_ERROR_UNREADABLE },
    { JSON ({"action": "cut-off", "body": "[{\"token\":\"t\"}]"}), WT_ERROR_UNREADABLE },
    { JSON ({"action": "redirect"}), WT_ERROR_REDIRECTED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (Call) list = NULL;

      simulator_add_fault (self->simulator,
                           JSON ({"body": "{\"items\":[{\"token\":\"t\"}],\"metadata\":{\"cursor\":\"c\"}}"}));
      simulator_add_fault (self->simulator, rows[i].fault);
      list = call (CALL_LIST, self->client, self->key);
      g_assert_error (list->error, WT_ERROR, rows[i].code);
      g_assert_null (list->tokens);
    }
}

static void
check_list (Api          *self,
            WtCredential *credential,
            gboolean      is_known,
            guint         n_tokens)
{
  g_autoptr (Call) list = NULL;
  g_autoptr (JsonArray) log = NULL;

  simulator_clear_log (self->simulator);
  list = call (CALL_LIST, self->client, credential);
  g_assert_no_error (list->error);
  g_assert_cmpuint (list->tokens->len, ==, n_tokens);

  log = simulator_dup_log (self->simulator);
  g_assert_cmpuint (json_array_get_length (log), ==, 1);
  g_assert_cmpint (json_object_get_int_member (log_get (log, 0), "status"), ==, is_known ? 304 : 200);
  g_assert_true ((log_get_header (log, 0, "if-none-match") != NULL) == is_known);
}

/* What is unchanged is not sent again, and is still all there. */
static void
test_unchanged (Api           *self,
                gconstpointer  data)
{
  g_autoptr (Call) first = call (CALL_CREATE, self->client, self->key);
  g_autoptr (WtCredential) token = simulator_dup_token (self->simulator, 0);
  g_autoptr (Call) second = NULL;
  g_autoptr (Call) revoked = NULL;

  check_list (self, self->key, FALSE, 1);
  check_list (self, self->key, TRUE, 1);
  check_list (self, self->key, TRUE, 1);

  /* For somebody else, or read in another way, it may be another one. */
  check_list (self, token, FALSE, 1);
  check_list (self, self->key, FALSE, 1);
  wt_api_client_set_value_member (self->client, "token");
  check_list (self, self->key, FALSE, 1);
  wt_api_client_set_value_member (self->client, "token");
  check_list (self, self->key, TRUE, 1);

  /* After what changes it, the server need not be careful. */
  second = call (CALL_CREATE, self->client, self->key);
  g_assert_no_error (second->error);
  check_list (self, self->key, FALSE, 2);
  check_list (self, self->key, TRUE, 2);
  revoked = call (CALL_REVOKE, self->client, self->key);
  check_list (self, self->key, FALSE, 2);
}

/* Of a list in pages, the first one tells nothing of the others. */
static void
test_unchanged_pages (void)
{
  g_autoptr (Simulator) simulator = simulator_start ("--tokens=3", "--page-size=2", "--etag", NULL);
  g_autoptr (WtApiClient) client = wt_api_client_new (simulator_get_address (simulator), NULL);
  g_autoptr (WtCredential) key = simulator_dup_key (simulator);
  g_autofree char *log = NULL;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (Call) list = call (CALL_LIST, client, key);

      g_assert_no_error (list->error);
      g_assert_cmpuint (list->tokens->len, ==, 3);
    }

  log = simulator_dup_log_text (simulator);
  g_assert_null (strstr (log, "if-none-match"));
}

/* A 304 that nobody asked for is no answer. */
static void
test_not_asked_for (Api           *self,
                    gconstpointer  data)
{
  g_autoptr (Call) list = NULL;

  simulator_add_fault (self->simulator, JSON ({"times": 0, "status": 304}));
  list = call (CALL_LIST, self->client, self->key);
  g_assert_nonnull (list->error);
  g_assert_null (list->tokens);
}

#define ADD(path, function) g_test_add ("/api/list/" path, Api, NULL, api_set_up, function, api_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/api/list/many-tokens", test_many_tokens);
  g_test_add_func ("/api/list/many-pages", test_many_pages);
  ADD ("same-cursor", test_same_cursor);
  ADD ("circle", test_circle);
  ADD ("later-page", test_later_page);
  g_test_add ("/api/list/unchanged", Api, "--etag", api_set_up, test_unchanged, api_tear_down);
  g_test_add_func ("/api/list/unchanged-pages", test_unchanged_pages);
  ADD ("not-asked-for", test_not_asked_for);

  return g_test_run ();
}
