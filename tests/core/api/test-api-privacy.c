/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where a secret does not go: to a proxy, into a log, into a core dump. */

#include "config.h"

#include <libsoup/soup.h>
#include <sys/resource.h>

#include "api-fixture.h"
#include "listener-fixture.h"
#include "waiting.h"
#include "wt-error.h"
#include "wt-process.h"

#define SECRET_KEY "secret-key+/="
#define SECRET_KEY_ENCODED "secret-key%2B%2F%3D"
#define SECRET_TOKEN "secret-token+/="

/* Long enough for everything, under valgrind too. */
#define CHILD_MICROSECONDS (60 * G_TIME_SPAN_SECOND)

static Listener *proxy;

typedef struct
{
  Api          *api;
  GAsyncResult *answer;
} Detour;

/* The variables count from the first look at them on, and not on a desktop that has settings for this. */
static void
set_proxies (void)
{
  static const char *const names[] = { "http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY",
                                       "ALL_PROXY" };

  proxy = listener_new ();
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_setenv (names[i], proxy->address, TRUE);
  g_unsetenv ("no_proxy");
  g_unsetenv ("NO_PROXY");
  g_unsetenv ("XDG_CURRENT_DESKTOP");
  g_unsetenv ("DESKTOP_SESSION");
}

static gboolean
is_somewhere (gpointer user_data)
{
  Detour *detour = user_data;

  return proxy->heard->len > 0 || simulator_count (detour->api->simulator, NULL) > 0;
}

/* Whether an ordinary session would go to the proxy with a request to this machine. */
static gboolean
proxy_counts (Api *self)
{
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autoptr (SoupMessage) message = soup_message_new ("GET", simulator_get_address (self->simulator));
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Detour detour = { self, NULL };
  gboolean counts;

  soup_session_send_async (session, message, G_PRIORITY_DEFAULT, cancellable, keep_result_cb, &detour.answer);
  wait_until (is_somewhere, &detour);
  counts = proxy->heard->len > 0;

  g_cancellable_cancel (cancellable);
  wait_for_result (&detour.answer);
  g_object_unref (detour.answer);
  listener_wait_closed (proxy);
  simulator_clear_log (self->simulator);

  return counts;
}

static void
test_proxy (Api           *self,
            gconstpointer  data)
{
  guint n_taken;

  g_assert_true (proxy_counts (self));

  n_taken = proxy->n_taken;
  for (CallKind kind = CALL_USER; kind <= CALL_CREATE; kind++)
    {
      g_autoptr (Call) one = call (kind, self->client, self->key);

      g_assert_no_error (one->error);
    }

  g_assert_cmpuint (simulator_count (self->simulator, NULL), ==, 3);
  g_assert_cmpuint (proxy->n_taken, ==, n_taken);
}

/* Nobody listens there, and nobody else is asked. A POST is tried once. */
static void
check_no_proxy (Api        *self,
                const char *host)
{
  g_autofree char *unused = find_unused_address ();
  g_autofree char *address = g_strconcat ("http://", host, strrchr (unused, ':'), NULL);
  g_autoptr (WtApiClient) client = wt_api_client_new (address, NULL);
  g_autoptr (Call) create = call (CALL_CREATE, client, self->key);

  g_assert_error (create->error, WT_ERROR, WT_ERROR_UNREACHABLE);
  assert_message (create->error, host, "No connection");
}

static void
test_no_proxy (Api           *self,
               gconstpointer  data)
{
  static const char *const hosts[] = { "127.0.0.1", "127.1.2.3", "localhost", "[::1]" };
  guint n_taken;

  g_assert_true (proxy_counts (self));

  n_taken = proxy->n_taken;
  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++)
    check_no_proxy (self, hosts[i]);
  g_assert_cmpuint (proxy->n_taken, ==, n_taken);
}

/* Any other server is reached through the proxy, which learns its name and no more. */
static void
test_tunnel (void)
{
  g_autoptr (WtApiClient) client = wt_api_client_new ("https://workbench.example", NULL);
  g_autoptr (WtCredential) key = wt_credential_parse (WT_CREDENTIAL_API_KEY, SECRET_KEY, NULL);
  g_autoptr (Call) create = NULL;

  g_string_truncate (proxy->heard, 0);
  proxy->answer = "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n";
  create = call (CALL_CREATE, client, key);
  proxy->answer = NULL;

  /* The token was certainly not created. */
  g_assert_error (create->error, WT_ERROR, WT_ERROR_UNREACHABLE);
  assert_message (create->error, "workbench.example", proxy->address + strlen ("http://"));
  g_assert_true (listener_has_heard (proxy, "CONNECT workbench.example:443 "));
  g_assert_false (listener_has_heard (proxy, "secret"));
}

static void
make_call (Simulator    *simulator,
           CallKind      kind,
           WtCredential *credential,
           const char   *fault)
{
  g_autoptr (WtApiClient) client = wt_api_client_new (simulator_get_address (simulator), NULL);
  g_autoptr (Call) one = NULL;
  g_autofree char *details = NULL;

  if (fault != NULL)
    simulator_add_fault (simulator, fault);
  one = call (kind, client, credential);
  details = wt_api_client_dup_details (client);

  /* What is shown to the user, and what they may send to somebody else. */
  if (one->error != NULL)
    g_printerr ("%s\n", one->error->message);
  g_printerr ("%s\n", details);
}

/* What the child does: all kinds of calls and of trouble, with secrets that are easy to find. A server may quote what
 * was sent to it. */
static void
make_calls (Simulator *simulator)
{
  static const struct
  {
    const char *with_key;
    const char *with_token;
  } faults[] = {
    { NULL, NULL },
    { JSON ({"status": 401}), JSON ({"status": 403}) },
    { JSON ({"status": 400, "body": "{\"message\":\"secret-key+/= secret-key%2B%2F%3D\"}"}),
      JSON ({"status": 400, "body": "{\"message\":\"UserToken secret-token+/=\"}"}) },
    { JSON ({"status": 422, "body": "secret-key+/="}), JSON ({"status": 422, "body": "secret-token+/="}) },
    { JSON ({"action": "cut-off"}), JSON ({"action": "cut-off"}) },
    { JSON ({"body": "{'token':'secret-token+/='}"}), JSON ({"body": "[{\"name\":\"secret-token+/=\"}]"}) },
    { JSON ({"action": "redirect", "location": "/x?_apikey=secret-key+/="}), JSON ({"action": "redirect"}) },
    { JSON ({"action": "reset"}), JSON ({"action": "reset"}) },
  };
  g_autoptr (WtCredential) key = wt_credential_parse (WT_CREDENTIAL_API_KEY, SECRET_KEY, NULL);
  g_autoptr (WtCredential) token = wt_credential_parse (WT_CREDENTIAL_USER_TOKEN, SECRET_TOKEN, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      for (CallKind kind = CALL_USER; kind <= CALL_REVOKE; kind++)
        make_call (simulator, kind, key, faults[i].with_key);
      make_call (simulator, CALL_USER, token, faults[i].with_token);
      make_call (simulator, CALL_LIST, token, faults[i].with_token);
    }
}

static void
test_log_child (void)
{
  g_autoptr (Simulator) simulator = NULL;

  if (!g_test_subprocess ())
    return;

  simulator = simulator_start ("--api-key=" SECRET_KEY, NULL);
  simulator_put (simulator, "tokens", JSON ([{"id": "i", "name": "n", "token": "secret-token+/="}]));
  make_calls (simulator);
}

static void
assert_printed_no_secret (void)
{
  g_test_trap_assert_passed ();
  g_test_trap_assert_stdout_unmatched ("*" "secret-" "*");
  g_test_trap_assert_stderr_unmatched ("*" "secret-" "*");
}

static void
test_log (void)
{
  g_test_trap_subprocess ("/api/privacy/log/subprocess", CHILD_MICROSECONDS, G_TEST_SUBPROCESS_DEFAULT);

  /* It did say something. */
  g_test_trap_assert_stdout ("*GSocketClient*");
  g_test_trap_assert_stderr ("*refused the request*");
  assert_printed_no_secret ();
}

/* libsoup logs the path with its query when it speaks HTTP/2, which no server here does. */
static void
test_process_child (void)
{
  struct rlimit before;
  struct rlimit limit;

  if (!g_test_subprocess ())
    return;

  /* One that can be lowered, as far as this process may have one at all. */
  g_assert_cmpint (getrlimit (RLIMIT_CORE, &before), ==, 0);
  before.rlim_cur = before.rlim_max;
  g_assert_cmpint (setrlimit (RLIMIT_CORE, &before), ==, 0);

  wt_process_protect ();
  g_assert_cmpint (getrlimit (RLIMIT_CORE, &limit), ==, 0);
  g_assert_cmpint (limit.rlim_cur, ==, 0);

  /* As in a program that is no test. */
  g_log_set_default_handler (g_log_default_handler, NULL);
  g_log ("libsoup-http2", G_LOG_LEVEL_DEBUG, "GET /api/whoami?_apikey=" SECRET_KEY);
  g_log ("libsoup-http2", G_LOG_LEVEL_MESSAGE, "GET /api/whoami?_apikey=" SECRET_KEY);
  g_log_structured ("libsoup-http2", G_LOG_LEVEL_DEBUG, "MESSAGE", "GET /api/whoami?_apikey=%s", SECRET_KEY);
  g_log ("other", G_LOG_LEVEL_DEBUG, "said something else");

  wt_process_restore ();
  g_assert_cmpint (getrlimit (RLIMIT_CORE, &limit), ==, 0);
  g_assert_cmpint (limit.rlim_cur, ==, before.rlim_cur);
  g_assert_cmpint (limit.rlim_max, ==, before.rlim_max);
}

static void
test_process (void)
{
  g_test_trap_subprocess ("/api/privacy/process/subprocess", CHILD_MICROSECONDS, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_stderr ("*said something else*");
  assert_printed_no_secret ();
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  if (g_test_subprocess ())
    g_setenv ("G_MESSAGES_DEBUG", "all", TRUE);
  set_proxies ();

  g_test_add ("/api/privacy/proxy", Api, NULL, api_set_up, test_proxy, api_tear_down);
  g_test_add ("/api/privacy/no-proxy", Api, NULL, api_set_up, test_no_proxy, api_tear_down);
  g_test_add_func ("/api/privacy/tunnel", test_tunnel);
  g_test_add_func ("/api/privacy/log", test_log);
  g_test_add_func ("/api/privacy/log/subprocess", test_log_child);
  g_test_add_func ("/api/privacy/process", test_process);
  g_test_add_func ("/api/privacy/process/subprocess", test_process_child);

  status = g_test_run ();
  listener_free (proxy);

  return status;
}
