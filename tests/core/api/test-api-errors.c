/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The contract's table "Errors", over real HTTP: what each answer means, what is said, and how often it is asked. */

#include "config.h"

#include "api-fixture.h"
#include "waiting.h"
#include "wt-error.h"

typedef struct
{
  const char *fault;
  int         code;
  const char *said;
} Row;

/* Asked once, whatever is asked. */
static const Row for_all[] = {
  { JSON ({"times": 0, "status": 400}), WT_ERROR_REJECTED, "“Simulated fault”" },
  { JSON ({"times": 0, "status": 422}), WT_ERROR_REJECTED, "“Simulated fault”" },
  { JSON ({"times": 0, "status": 400, "body": ""}), WT_ERROR_REJECTED, "400" },
  { JSON ({"times": 0, "status": 422, "body": "Name is taken", "contentType": "text/plain"}), WT_ERROR_REJECTED,
    "“Name is taken”" },
  { JSON ({"times": 0, "status": 400, "body": "<html>secret page</html>"}), WT_ERROR_REJECTED, "400" },
  { JSON ({"times": 0, "status": 418}), WT_ERROR_REJECTED, NULL },
  { JSON ({"times": 0, "status": 401}), WT_ERROR_UNAUTHORIZED, "API key" },
  { JSON ({"times": 0, "status": 403}), WT_ERROR_FORBIDDEN, "API key" },
  { JSON ({"times": 0, "status": 404}), WT_ERROR_NOT_WORKBENCH, "not a Workbench" },
  { JSON ({"times": 0, "status": 405}), WT_ERROR_NOT_SUPPORTED, NULL },
  { JSON ({"times": 0, "status": 501}), WT_ERROR_NOT_SUPPORTED, NULL },
  { JSON ({"times": 0, "status": 409}), WT_ERROR_CONFLICT, "already" },
  { JSON ({"times": 0, "status": 429, "headers": {"Retry-After": "3600"}}), WT_ERROR_RATE_LIMITED, "Try again at" },
  { JSON ({"times": 0, "status": 429, "headers": {"Retry-After": "61"}}), WT_ERROR_RATE_LIMITED, "Try again at" },
  { JSON ({"times": 0, "status": 429, "headers": {"Retry-After": "Fri, 31 Dec 2100 23:59:59 GMT"}}),
    WT_ERROR_RATE_LIMITED, "Try again at" },
};

/* Asked once. What came of a POST is not known: a server may have created a token, and then show the page of it. */
static const Row doubtful[] = {
  { JSON ({"times": 0, "action": "redirect", "status": 300}), WT_ERROR_REDIRECTED, NULL },
  { JSON ({"times": 0, "action": "redirect", "status": 301}), WT_ERROR_REDIRECTED, NULL },
  { JSON ({"times": 0, "action": "redirect", "status": 304}), WT_ERROR_REDIRECTED, NULL },
  { JSON ({"times": 0, "status": 302, "body": ""}), WT_ERROR_REDIRECTED, "not followed" },
  { JSON ({"times": 0, "action": "redirect", "status": 303}), WT_ERROR_REDIRECTED, NULL },
  { JSON ({"times": 0, "action": "redirect", "status": 307}), WT_ERROR_REDIRECTED, NULL },
  { JSON ({"times": 0, "status": 408}), WT_ERROR_REJECTED, "“Simulated fault”" },
  { JSON ({"times": 0, "status": 499}), WT_ERROR_REJECTED, NULL },
  { JSON ({"times": 0, "status": 407}), WT_ERROR_UNREADABLE, "could not be read" },
  { JSON ({"times": 0, "status": 421}), WT_ERROR_UNREADABLE, "could not be read" },
};

/* Asked once, when it is a GET: an answer that cannot be read. */
static const Row unreadable[] = {
  { JSON ({"times": 0, "status": 200, "body": ""}), WT_ERROR_UNREADABLE, NULL },
  { JSON ({"times": 0, "status": 204, "body": ""}), WT_ERROR_UNREADABLE, NULL },
  { JSON ({"times": 0, "body": "<html><body>Sign in</body></html>"}), WT_ERROR_UNREADABLE, NULL },
  { JSON ({"times": 0, "body": "not JSON"}), WT_ERROR_UNREADABLE, NULL },
  { JSON ({"times": 0, "body": "{'items':[]}"}), WT_ERROR_UNREADABLE, NULL },
  { JSON ({"times": 0, "body": "{\"items\":[{\"token\":\"t\"}"}), WT_ERROR_UNREADABLE, NULL },
  { JSON ({"times": 0, "body": "17"}), WT_ERROR_UNREADABLE, NULL },
  { JSON ({"times": 0, "bodyBase64": "W3sidG9rZW4iOiL/In1d"}), WT_ERROR_UNREADABLE, NULL },
  { JSON ({"times": 0, "bodyRepeat": {"text": "[", "count": 200000}}), WT_ERROR_UNREADABLE, NULL },
  { JSON ({"times": 0, "bodyRepeat": {"text": "         ", "count": 1000000}}), WT_ERROR_UNREADABLE, "too large" },
  { JSON ({"times": 0, "bodyRepeat": {"text": "         ", "count": 1000000}, "gzip": true}), WT_ERROR_UNREADABLE,
    "too large" },
  { JSON ({"times": 0, "action": "cut-off", "body": "[{\"token\":\"t\"}]"}), WT_ERROR_UNREADABLE, NULL },
  { JSON ({"times": 0, "action": "cut-off"}), WT_ERROR_UNREADABLE, NULL },
  { JSON ({"times": 0, "action": "raw", "body": "220 mail.example.com ESMTP\r\n"}), WT_ERROR_UNREADABLE, NULL },
  { JSON ({"times": 0, "body": "no gzip", "headers": {"Content-Encoding": "gzip"}}), WT_ERROR_UNREADABLE, NULL },
};

/* Asked three times, when it is a GET. */
static const Row passing[] = {
  { JSON ({"times": 0, "status": 500}), WT_ERROR_SERVER, "“Simulated fault.” Try" },
  { JSON ({"times": 0, "status": 502, "body": "<html>Bad Gateway</html>"}), WT_ERROR_SERVER, "502" },
  { JSON ({"times": 0, "status": 503, "body": ""}), WT_ERROR_SERVER, "503" },
  { JSON ({"times": 0, "status": 504}), WT_ERROR_SERVER, NULL },
  { JSON ({"times": 0, "status": 429}), WT_ERROR_RATE_LIMITED, "slow down" },
  { JSON ({"times": 0, "action": "reset"}), WT_ERROR_UNREACHABLE, "network" },
};

static void
check_call (Api        *self,
            CallKind    kind,
            const Row  *row,
            int         code)
{
  g_autoptr (Call) one = NULL;

  g_test_message ("%d %s", kind, row->fault);
  api_renew (self);
  simulator_add_fault (self->simulator, row->fault);

  one = call (kind, self->client, self->key);
  g_assert_error (one->error, WT_ERROR, code);
  if (code == row->code && (code != WT_ERROR_UNREADABLE || row->said != NULL))
    assert_message (one->error, simulator_get_host (self->simulator), row->said);
  g_assert_null (strstr (one->error->message, wt_credential_get_text (self->key)));
  g_assert_null (strstr (one->error->message, "html"));
  g_assert_cmpuint (simulator_count (self->simulator, NULL), ==, 1);
}

static void
test_for_all (Api           *self,
              gconstpointer  data)
{
  for (guint i = 0; i < G_N_ELEMENTS (for_all); i++)
    for (CallKind kind = CALL_USER; kind <= CALL_REVOKE; kind++)
      check_call (self, kind, &for_all[i], for_all[i].code);
}

static void
test_doubtful (Api           *self,
               gconstpointer  data)
{
  for (guint i = 0; i < G_N_ELEMENTS (doubtful); i++)
    {
      check_call (self, CALL_USER, &doubtful[i], doubtful[i].code);
      check_call (self, CALL_LIST, &doubtful[i], doubtful[i].code);
      check_call (self, CALL_CREATE, &doubtful[i], WT_ERROR_OUTCOME_UNKNOWN);
      check_call (self, CALL_REVOKE, &doubtful[i], doubtful[i].code);
    }
}

/* An answer that is none is known by its status, whatever is wrong with its body. */
static void
test_bad_bodies (Api           *self,
                 gconstpointer  data)
{
  static const char *const bodies[] = {
    JSON ("bodyRepeat": {"text": "         ", "count": 1000000}),
    JSON ("bodyRepeat": {"text": "         ", "count": 1000000}, "gzip": true),
    JSON ("body": "no gzip", "headers": {"Content-Encoding": "gzip"}),
    JSON ("action": "cut-off", "body": "{\"message\":\"is cut"),
  };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autofree char *fault = g_strdup_printf ("{\"times\":0,\"status\":401,%s}", bodies[i]);
      const Row row = { fault, WT_ERROR_UNAUTHORIZED, "does not accept" };

      check_call (self, CALL_LIST, &row, row.code);
      check_call (self, CALL_CREATE, &row, row.code);
    }
}

static void
test_unreadable (Api           *self,
                 gconstpointer  data)
{
  for (guint i = 0; i < G_N_ELEMENTS (unreadable); i++)
    {
      check_call (self, CALL_USER, &unreadable[i], WT_ERROR_UNREADABLE);
      check_call (self, CALL_LIST, &unreadable[i], WT_ERROR_UNREADABLE);
      check_call (self, CALL_CREATE, &unreadable[i], WT_ERROR_OUTCOME_UNKNOWN);
    }
}

/* JSON, but another one: a list is no user, and a user no list and no token. */
static void
test_wrong_types (Api           *self,
                  gconstpointer  data)
{
  const Row list = { JSON ({"times": 0, "body": "[]"}), 0, NULL };
  const Row user = { JSON ({"times": 0, "body": "{\"name\":\"n\"}"}), 0, NULL };

  check_call (self, CALL_USER, &list, WT_ERROR_UNREADABLE);
  check_call (self, CALL_LIST, &user, WT_ERROR_UNREADABLE);
  check_call (self, CALL_CREATE, &list, WT_ERROR_OUTCOME_UNKNOWN);
  check_call (self, CALL_CREATE, &user, WT_ERROR_OUTCOME_UNKNOWN);
}

/* A POST goes out once and never again: what came of it is not known where the server may have done it. */
static void
test_post (Api           *self,
           gconstpointer  data)
{
  for (guint i = 0; i < G_N_ELEMENTS (passing); i++)
    check_call (self, CALL_CREATE, &passing[i],
                passing[i].code == WT_ERROR_RATE_LIMITED ? WT_ERROR_RATE_LIMITED : WT_ERROR_OUTCOME_UNKNOWN);
}

/* The problems of a server that are no passing ones. */
static void
test_other_server_problems (Api           *self,
                            gconstpointer  data)
{
  const Row row = { JSON ({"times": 0, "status": 505}), WT_ERROR_SERVER, NULL };

  check_call (self, CALL_LIST, &row, WT_ERROR_SERVER);
  check_call (self, CALL_CREATE, &row, WT_ERROR_OUTCOME_UNKNOWN);
}

static double
get_time (JsonArray *log,
          guint      index)
{
  return json_object_get_double_member (log_get (log, index), "time");
}

/* 0.5 s, doubled, with jitter: up to half as long again. */
static void
assert_pauses (Simulator *simulator,
               double     late)
{
  g_autoptr (JsonArray) log = simulator_dup_log (simulator);

  g_assert_cmpuint (json_array_get_length (log), ==, 3);
  g_assert_cmpfloat (get_time (log, 1) - get_time (log, 0), >=, 0.49);
  g_assert_cmpfloat (get_time (log, 1) - get_time (log, 0), <, 1 + late);
  g_assert_cmpfloat (get_time (log, 2) - get_time (log, 1), >=, 0.99);
  g_assert_cmpfloat (get_time (log, 2) - get_time (log, 1), <, 2 + late);
}

/* All side by side, because each waits for more than a second. */
static void
test_three_tries (void)
{
  Api apis[G_N_ELEMENTS (passing)] = { 0 };
  Call *calls[G_N_ELEMENTS (passing)];
  Lateness lateness;
  double late;

  lateness_start (&lateness);
  for (guint i = 0; i < G_N_ELEMENTS (passing); i++)
    {
      api_set_up (&apis[i], NULL);
      simulator_add_fault (apis[i].simulator, passing[i].fault);
      calls[i] = call_begin (i % 2 == 0 ? CALL_LIST : CALL_USER, apis[i].client, apis[i].key, NULL);
    }

  for (guint i = 0; i < G_N_ELEMENTS (passing); i++)
    call_end (calls[i]);
  late = lateness_stop (&lateness);

  for (guint i = 0; i < G_N_ELEMENTS (passing); i++)
    {
      g_test_message ("%s", passing[i].fault);
      g_assert_error (calls[i]->error, WT_ERROR, passing[i].code);
      assert_message (calls[i]->error, simulator_get_host (apis[i].simulator), passing[i].said);
      g_assert_null (strstr (calls[i]->error->message, wt_credential_get_text (apis[i].key)));
      assert_pauses (apis[i].simulator, late);
      call_free (calls[i]);
      api_tear_down (&apis[i], NULL);
    }
}

static void
test_pauses (Api           *self,
             gconstpointer  data)
{
  g_autoptr (Call) list = NULL;
  Lateness lateness;

  simulator_add_fault (self->simulator, JSON ({"times": 2, "status": 503}));
  lateness_start (&lateness);
  list = call (CALL_LIST, self->client, self->key);
  g_assert_no_error (list->error);
  assert_pauses (self->simulator, lateness_stop (&lateness));
}

static void
check_retry_after (Api        *self,
                   const char *retry_after,
                   double      least,
                   double      most)
{
  g_autofree char *fault = g_strdup_printf ("{\"status\":429,\"headers\":{\"Retry-After\":\"%s\"}}", retry_after);
  g_autoptr (Call) list = NULL;
  g_autoptr (JsonArray) log = NULL;
  Lateness lateness;
  double waited;

  api_renew (self);
  simulator_add_fault (self->simulator, fault);
  lateness_start (&lateness);
  list = call (CALL_LIST, self->client, self->key);
  most += lateness_stop (&lateness);
  log = simulator_dup_log (self->simulator);

  g_assert_no_error (list->error);
  g_assert_cmpuint (json_array_get_length (log), ==, 2);
  waited = get_time (log, 1) - get_time (log, 0);
  g_test_message ("Retry-After: %s, waited %.3f s", retry_after, waited);
  g_assert_cmpfloat (waited, >=, least);
  g_assert_cmpfloat (waited, <, most);
}

static void
test_retry_after (Api           *self,
                  gconstpointer  data)
{
  check_retry_after (self, "2", 2, 3);
  check_retry_after (self, "0", 0.49, 1.5);
  check_retry_after (self, "-1", 0.49, 1.5);
  check_retry_after (self, "soon", 0.49, 1.5);
  check_retry_after (self, "", 0.49, 1.5);
  check_retry_after (self, "Sat, 01 Jan 2000 00:00:00 GMT", 0.49, 1.5);
}

static void
test_retry_after_date (Api           *self,
                       gconstpointer  data)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) soon = g_date_time_add_seconds (now, 3);
  g_autofree char *date = g_date_time_format (soon, "%a, %d %b %Y %H:%M:%S GMT");

  check_retry_after (self, date, 1.5, 4.5);
}

/* A server that quotes the key does not get it onto the screen. */
static void
test_quoted_key (Api           *self,
                 gconstpointer  data)
{
  g_autoptr (WtCredential) key = wt_credential_parse (WT_CREDENTIAL_API_KEY, "short-key/+", NULL);
  g_autoptr (Call) list = NULL;

  simulator_add_fault (self->simulator, JSON ({"status": 400, "body": "short-key/+ or short-key%2F%2B is bad"}));
  list = call (CALL_LIST, self->client, key);
  g_assert_error (list->error, WT_ERROR, WT_ERROR_REJECTED);
  assert_message (list->error, simulator_get_host (self->simulator), "“… or … is bad”");
}

static void
test_stored_token (Api           *self,
                   gconstpointer  data)
{
  g_autoptr (WtCredential) token = wt_credential_parse (WT_CREDENTIAL_USER_TOKEN, "revoked-token", NULL);
  g_autoptr (Call) unauthorized = call (CALL_LIST, self->client, token);
  g_autoptr (Call) forbidden = NULL;

  g_assert_error (unauthorized->error, WT_ERROR, WT_ERROR_UNAUTHORIZED);
  assert_message (unauthorized->error, simulator_get_host (self->simulator), "User Token");
  g_assert_null (strstr (unauthorized->error->message, "revoked-token"));

  simulator_add_fault (self->simulator, JSON ({"status": 403}));
  forbidden = call (CALL_LIST, self->client, token);
  g_assert_error (forbidden->error, WT_ERROR, WT_ERROR_FORBIDDEN);
  assert_message (forbidden->error, simulator_get_host (self->simulator), "User Token");
}

#define ADD(path, function) g_test_add ("/api/errors/" path, Api, NULL, api_set_up, function, api_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("for-all", test_for_all);
  ADD ("doubtful", test_doubtful);
  ADD ("bad-bodies", test_bad_bodies);
  ADD ("unreadable", test_unreadable);
  ADD ("wrong-types", test_wrong_types);
  ADD ("post", test_post);
  ADD ("other-server-problems", test_other_server_problems);
  g_test_add_func ("/api/errors/three-tries", test_three_tries);
  ADD ("pauses", test_pauses);
  ADD ("retry-after", test_retry_after);
  ADD ("retry-after-date", test_retry_after_date);
  ADD ("quoted-key", test_quoted_key);
  ADD ("stored-token", test_stored_token);

  return g_test_run ();
}
