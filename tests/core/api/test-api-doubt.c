/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Nothing but a GET is sent twice, and nothing is waited for without end, whatever becomes of a connection. */

#include "config.h"

#include "api-fixture.h"
#include "certificates.h"
#include "listener-fixture.h"
#include "rough-fixture.h"
#include "waiting.h"
#include "wt-error.h"

static char *folder;

static const char * const http2[] = { "h2", "http/1.1", NULL };

static WtCredential *
new_key (void)
{
  return wt_credential_parse (WT_CREDENTIAL_API_KEY, "the-key", NULL);
}

static void
serve_http2 (Rough             *self,
             GIOStream         *stream,
             GSocketConnection *connection,
             guint              number)
{
  rough_serve_http2 (self, stream, number);
}

static Rough *
start_http2 (const Http2Plan *plan)
{
  g_autofree char *certificate = certificates_path (folder, "good.pem");
  Rough *self = rough_new (serve_http2, plan);

  rough_use_tls (self, certificate, http2);
  rough_start (self);

  return self;
}

/* Libsoup would send it again, without its body, and show the second answer. */
static void
check_post_over_http2 (gboolean again)
{
  static const Http2Plan plans[] = {
    { .reset_code = 0x7 }, /* REFUSED_STREAM */
    { .reset_code = 0xd }, /* HTTP_1_1_REQUIRED */
    { .reset_code = 0x2 }, /* INTERNAL_ERROR */
    { .status = "421" },
    { .status = "407" },
    { .status = "408" },
    { .status = "302" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (plans); i++)
    {
      g_autoptr (Rough) server = start_http2 (&plans[i]);
      g_autoptr (GTlsDatabase) database = certificates_dup_authority (folder);
      g_autoptr (WtApiClient) client = wt_api_client_new (server->address, database);
      g_autoptr (WtCredential) key = new_key ();
      g_autoptr (Call) list = call (CALL_LIST, client, key);
      g_autoptr (Call) create = NULL;

      g_test_message ("%u", i);
      g_assert_no_error (list->error);
      create = call (CALL_CREATE, client, key);
      g_assert_error (create->error, WT_ERROR, WT_ERROR_OUTCOME_UNKNOWN);

      /* It is over for the connection as well: the next one asks, and nothing was sent in between. */
      if (again)
        {
          g_autoptr (Call) next = call (CALL_LIST, client, key);

          g_assert_no_error (next->error);
        }
      g_assert_cmpint (g_atomic_int_get (&server->n_posts), ==, 1);
    }
}

static void
test_post_over_http2 (void)
{
  check_post_over_http2 (TRUE);
}

/* The same, and the client is given up at once. */
static void
test_last_post_over_http2 (void)
{
  check_post_over_http2 (FALSE);
}

/* A server that is restarted takes no more requests, and says so; on a new connection, or on one that was kept. */
static void
test_going_away (void)
{
  static const Http2Plan plans[] = {
    { .goes_away = 1 },
    { .goes_away = 2 },
    { .goes_away = 1, .stays = TRUE },
    { .goes_away = 2, .stays = TRUE },
    { .goes_away = 1, .promises = TRUE },
    { .goes_away = 2, .promises = TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (plans); i++)
    {
      g_autoptr (Rough) server = start_http2 (&plans[i]);
      g_autoptr (GTlsDatabase) database = certificates_dup_authority (folder);
      g_autoptr (WtApiClient) client = wt_api_client_new (server->address, database);
      g_autoptr (WtCredential) key = new_key ();

      g_test_message ("%u", i);
      for (int n = 0; n < plans[i].goes_away; n++)
        {
          g_autoptr (Call) list = call (CALL_LIST, client, key);

          g_assert_no_error (list->error);
        }
      g_assert_cmpint (g_atomic_int_get (&server->n_gets), ==, plans[i].goes_away + 1);
    }
}

/* Closed before a byte came, it was given up by a server that may do better with the next one. */
static void
test_closed (void)
{
  g_autoptr (Listener) listener = listener_new ();
  g_autoptr (WtApiClient) client = wt_api_client_new (listener->address, NULL);
  g_autoptr (WtCredential) key = new_key ();
  g_autoptr (Call) list = NULL;
  g_autoptr (Call) create = NULL;

  listener->answer = "";
  list = call (CALL_LIST, client, key);
  g_assert_error (list->error, WT_ERROR, WT_ERROR_UNREACHABLE);
  g_assert_cmpuint (listener->n_taken, ==, 3);

  create = call (CALL_CREATE, client, key);
  g_assert_error (create->error, WT_ERROR, WT_ERROR_OUTCOME_UNKNOWN);
  g_assert_cmpuint (listener->n_taken, ==, 4);
}

/* Answers what asks, until a POST comes; then all connections are gone, those too that are kept. */
static void
serve_until_post (Rough             *self,
                  GIOStream         *stream,
                  GSocketConnection *connection,
                  guint              number)
{
  char *head;

  while ((head = rough_read_head (stream)) != NULL)
    {
      gboolean post = g_str_has_prefix (head, "POST");

      g_free (head);
      if (post)
        {
          g_atomic_int_inc (&self->n_posts);
          rough_reset_all (self, *(const gulong *) self->data);
          return;
        }
      rough_write (stream, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]");
    }
}

/* The list that is to tell goes out on a connection that is kept, while that is being reset: libsoup 3.2 may never tell. */
static void
test_all_reset (void)
{
  for (gulong pause = 0; pause < 3000; pause += 50)
    {
      g_autoptr (Rough) server = rough_new (serve_until_post, &pause);
      g_autoptr (WtApiClient) client = NULL;
      g_autoptr (WtCredential) key = new_key ();
      g_autoptr (Call) generate = NULL;

      rough_start (server);
      client = wt_api_client_new (server->address, NULL);
      generate = call (CALL_GENERATE, client, key);
      g_assert_error (generate->error, WT_ERROR, WT_ERROR_OUTCOME_UNKNOWN);
      g_assert_cmpint (g_atomic_int_get (&server->n_posts), ==, 1);
    }
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = certificates_make ();

  g_test_add_func ("/api/doubt/post-over-http2", test_post_over_http2);
  g_test_add_func ("/api/doubt/last-post-over-http2", test_last_post_over_http2);
  g_test_add_func ("/api/doubt/going-away", test_going_away);
  g_test_add_func ("/api/doubt/closed", test_closed);
  g_test_add_func ("/api/doubt/all-reset", test_all_reset);

  status = g_test_run ();
  certificates_remove (folder);

  return status;
}
