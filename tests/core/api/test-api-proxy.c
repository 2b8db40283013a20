/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A proxy that was asked for is used, or nothing is sent; and its troubles are its own. */

#include "config.h"

#include "api-fixture.h"
#include "listener-fixture.h"
#include "waiting.h"
#include "wt-error.h"

/* An address that nobody has (RFC 5737), so that no name has to be found. */
#define SERVER_HOST "192.0.2.7"
#define SERVER "https://" SERVER_HOST

static const char * const variables[] = { "http_proxy", "https_proxy", "all_proxy", "no_proxy", "HTTP_PROXY",
                                          "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY" };

static Listener *proxy;

/* Returns what an address without its scheme is. */
static const char *
get_name (const char *address)
{
  return strstr (address, "://") + strlen ("://");
}

static Call *
call_with (CallKind    kind,
           const char *variable,
           const char *value)
{
  g_autoptr (WtCredential) key = wt_credential_parse (WT_CREDENTIAL_API_KEY, "the-key", NULL);
  g_autoptr (WtApiClient) client = NULL;

  g_setenv (variable, value, TRUE);
  client = wt_api_client_new (SERVER, NULL);
  g_unsetenv (variable);

  return call (kind, client, key);
}

static void
hear_again (const char *answer)
{
  listener_wait_closed (proxy);
  g_string_truncate (proxy->heard, 0);
  proxy->n_taken = 0;
  proxy->answer = answer;
}

static void
test_answers (void)
{
  static const struct
  {
    const char *answer;
    int         code;
    const char *said;
    guint       n_tries;
  } rows[] = {
    { "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", WT_ERROR_PROXY, "does not let", 1 },
    { "HTTP/1.1 407 Sign In\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n", WT_ERROR_PROXY,
      "a password", 1 },
    { "HTTP/1.1 302 Found\r\nLocation: https://portal.example/\r\nContent-Length: 0\r\n\r\n", WT_ERROR_PROXY,
      "does not let", 1 },
    { "HTTP/1.1 429 Slow Down\r\nContent-Length: 0\r\n\r\n", WT_ERROR_PROXY, "does not let", 1 },
    { "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n", WT_ERROR_PROXY, "does not let", 1 },
    { "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n", WT_ERROR_UNREACHABLE, "could not reach", 3 },
    { "220 mail.example.com ESMTP\r\n", WT_ERROR_UNREACHABLE, "could not reach", 3 },
    { "", WT_ERROR_UNREACHABLE, "could not reach", 3 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (Call) list = NULL;
      g_autoptr (Call) create = NULL;

      g_test_message ("%s", rows[i].answer);
      hear_again (rows[i].answer);
      list = call_with (CALL_LIST, "https_proxy", proxy->address);
      g_assert_error (list->error, WT_ERROR, rows[i].code);
      assert_message (list->error, get_name (proxy->address), rows[i].said);
      g_assert_cmpuint (proxy->n_taken, ==, rows[i].n_tries);

      /* The token was certainly not created. */
      create = call_with (CALL_CREATE, "https_proxy", proxy->address);
      g_assert_error (create->error, WT_ERROR, rows[i].code);
      g_assert_false (listener_has_heard (proxy, "the-key"));
    }
}

static void
test_unreachable (void)
{
  g_autofree char *unused = find_unused_address ();
  g_autoptr (Call) create = call_with (CALL_CREATE, "https_proxy", unused);

  g_assert_error (create->error, WT_ERROR, WT_ERROR_UNREACHABLE);
  assert_message (create->error, get_name (unused), "proxy");
  g_assert_null (strstr (create->error->message, SERVER_HOST));
}

/* All the ways in which other programs are told of one. */
static void
test_asked_for (void)
{
  static const struct
  {
    const char *variable;
    const char *before;
    const char *heard;
  } rows[] = {
    { "https_proxy", "http://", "CONNECT " SERVER_HOST ":443 " },
    { "https_proxy", "", "CONNECT " SERVER_HOST ":443 " },
    { "HTTPS_PROXY", "HTTP://", "CONNECT " SERVER_HOST ":443 " },
    { "all_proxy", "", "CONNECT " SERVER_HOST ":443 " },
    { "ALL_PROXY", "http://", "CONNECT " SERVER_HOST ":443 " },
    { "https_proxy", "http://user:the-word@", "CONNECT " SERVER_HOST ":443 " },
    { "all_proxy", "socks5h://", "\5" },
    { "all_proxy", "socks5://", "\5" },
    { "https_proxy", "socks://", "\5" },
    { "all_proxy", "socks4a://", "\4" },
    { "all_proxy", "socks4://", "\4" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *value = NULL;
      g_autoptr (Call) create = NULL;

      g_test_message ("%s=%s", rows[i].variable, rows[i].before);
      hear_again ("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
      value = g_strconcat (rows[i].before, get_name (proxy->address), NULL);
      create = call_with (CALL_CREATE, rows[i].variable, value);
      g_assert_nonnull (create->error);
      assert_message (create->error, get_name (proxy->address), "proxy");
      g_assert_null (strstr (create->error->message, "the-word"));
      g_assert_true (listener_has_heard (proxy, rows[i].heard));
    }
}

/* What cannot be used is not passed by. */
static void
test_unusable (void)
{
  static const char *const values[] = { "ftp://127.0.0.1", "socks9://127.0.0.1:9050", "http://", "://x", "http://[", " " };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autoptr (Call) list = NULL;
      g_autoptr (Call) create = NULL;

      g_test_message ("%s", values[i]);
      list = call_with (CALL_LIST, "all_proxy", values[i]);
      g_assert_error (list->error, WT_ERROR, WT_ERROR_PROXY);
      assert_message (list->error, "all_proxy", "nothing was sent");

      create = call_with (CALL_CREATE, "https_proxy", values[i]);
      g_assert_error (create->error, WT_ERROR, WT_ERROR_PROXY);
      assert_message (create->error, "https_proxy", "nothing was sent");
    }
}

/* The first variable counts, and the exceptions do. */
static void
test_exceptions (void)
{
  static const char *const exceptions[] = { "192.0.2.0/24", "example.com, 192.0.2.7", "*", "192.0.2.7:443" };

  for (guint i = 0; i < G_N_ELEMENTS (exceptions); i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (WtCredential) key = wt_credential_parse (WT_CREDENTIAL_API_KEY, "the-key", NULL);
      g_autoptr (WtApiClient) client = NULL;
      g_autoptr (Call) list = NULL;
      gint64 end = g_get_monotonic_time () + G_TIME_SPAN_SECOND / 5;

      hear_again ("");
      g_setenv ("no_proxy", exceptions[i], TRUE);
      g_setenv ("https_proxy", proxy->address, TRUE);
      client = wt_api_client_new (SERVER, NULL);
      g_unsetenv ("https_proxy");
      g_unsetenv ("no_proxy");

      list = call_begin (CALL_LIST, client, key, cancellable);
      while (g_get_monotonic_time () < end)
        g_main_context_iteration (NULL, FALSE);
      g_cancellable_cancel (cancellable);
      call_end (list);
      g_assert_cmpuint (proxy->n_taken, ==, 0);
    }
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (variables); i++)
    g_unsetenv (variables[i]);
  proxy = listener_new ();

  g_test_add_func ("/api/proxy/answers", test_answers);
  g_test_add_func ("/api/proxy/unreachable", test_unreachable);
  g_test_add_func ("/api/proxy/asked-for", test_asked_for);
  g_test_add_func ("/api/proxy/unusable", test_unusable);
  g_test_add_func ("/api/proxy/exceptions", test_exceptions);

  status = g_test_run ();
  listener_free (proxy);

  return status;
}
