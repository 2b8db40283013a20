/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A call that is not wanted any more ends at once, and its connection with it. */

#include "config.h"

#include "api-fixture.h"
#include "listener-fixture.h"
#include "waiting.h"
#include "wt-error.h"

/* Whatever the machine does besides: it ends without anything being waited for. */
static void
assert_cancelled_at_once (Call         *one,
                          GCancellable *cancellable)
{
  g_cancellable_cancel (cancellable);
  while (one->result == NULL && g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_nonnull (one->result);
  call_end (one);
  g_assert_error (one->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_before (Api           *self,
             gconstpointer  data)
{
  for (CallKind kind = CALL_USER; kind <= CALL_REVOKE; kind++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (Call) one = NULL;

      g_cancellable_cancel (cancellable);
      one = call_begin (kind, self->client, self->key, cancellable);
      g_assert_null (one->result);
      assert_cancelled_at_once (one, cancellable);
    }

  g_assert_cmpuint (simulator_count (self->simulator, NULL), ==, 0);
}

static void
test_waiting (Api           *self,
              gconstpointer  data)
{
  for (CallKind kind = CALL_USER; kind <= CALL_REVOKE; kind++)
    {
      g_autoptr (Listener) listener = listener_new ();
      g_autoptr (WtApiClient) client = wt_api_client_new (listener->address, NULL);
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (Call) one = call_begin (kind, client, self->key, cancellable);

      listener_wait_taken (listener, 1);
      assert_cancelled_at_once (one, cancellable);
      listener_wait_closed (listener);
      g_assert_cmpuint (listener->n_taken, ==, 1);
    }
}

/* Ends a call that has got @answer, which is not all that it waits for. */
static void
check_answered (const char *answer,
                gboolean    stays)
{
  g_autoptr (Listener) listener = listener_new ();
  g_autoptr (WtApiClient) client = wt_api_client_new (listener->address, NULL);
  g_autoptr (WtCredential) key = wt_credential_parse (WT_CREDENTIAL_API_KEY, "the-key", NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (Call) list = call_begin (CALL_LIST, client, key, cancellable);

  listener->answer = answer;
  listener->stays = stays;
  listener_wait_answered (listener);
  g_assert_null (list->result);
  assert_cancelled_at_once (list, cancellable);
  listener_wait_closed (listener);
  g_assert_cmpuint (listener->n_taken, ==, 1);
}

static void
test_reading (void)
{
  check_answered ("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n", TRUE);
  check_answered ("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[{\"token\":\"t\"}", TRUE);
  check_answered ("HTTP/1.1 500 Oh\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n", TRUE);
}

/* In the pause between two tries there is no request that could be cancelled. */
static void
test_pausing (void)
{
  check_answered ("HTTP/1.1 503 Oh\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", FALSE);
  check_answered ("HTTP/1.1 429 Oh\r\nConnection: close\r\nContent-Length: 0\r\nRetry-After: 30\r\n\r\n", FALSE);
}

/* It is no fault of the client's, which goes on being useful. */
static void
test_next (Api           *self,
           gconstpointer  data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (Call) list = NULL;
  g_autoptr (Call) next = NULL;

  simulator_add_fault (self->simulator, JSON ({"action": "hang"}));
  list = call_begin (CALL_LIST, self->client, self->key, cancellable);
  simulator_wait_for (self->simulator, 1);
  assert_cancelled_at_once (list, cancellable);

  next = call (CALL_LIST, self->client, self->key);
  g_assert_no_error (next->error);
  g_assert_cmpuint (simulator_count (self->simulator, NULL), ==, 2);
}

/* Between two pages. */
static void
test_paging (void)
{
  g_autoptr (Simulator) simulator = simulator_start ("--tokens=3", "--page-size=1", NULL);
  g_autoptr (WtApiClient) client = wt_api_client_new (simulator_get_address (simulator), NULL);
  g_autoptr (WtCredential) key = simulator_dup_key (simulator);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (Call) list = NULL;

  simulator_add_fault (simulator, JSON ({"action": "hang", "skip": 1}));
  list = call_begin (CALL_LIST, client, key, cancellable);
  simulator_wait_for (simulator, 2);
  assert_cancelled_at_once (list, cancellable);
  g_assert_null (list->tokens);
  g_assert_cmpuint (simulator_count (simulator, NULL), ==, 2);
}

/* A call keeps what it needs: who asked may let go of the client, and still gets the answer. */
static void
test_freed (Api           *self,
            gconstpointer  data)
{
  WtApiClient *client = wt_api_client_new (simulator_get_address (self->simulator), NULL);
  g_autoptr (Call) list = call_begin (CALL_LIST, client, self->key, NULL);
  g_autoptr (Call) user = call_begin (CALL_USER, client, self->key, NULL);

  g_object_add_weak_pointer (G_OBJECT (client), (gpointer *) &client);
  g_object_unref (client);
  g_assert_nonnull (client);

  call_end (list);
  call_end (user);
  g_assert_no_error (list->error);
  g_assert_no_error (user->error);
  g_assert_null (client);
}

static void
test_freed_and_cancelled (Api           *self,
                          gconstpointer  data)
{
  g_autoptr (Listener) listener = listener_new ();
  WtApiClient *client = wt_api_client_new (listener->address, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (Call) list = call_begin (CALL_LIST, client, self->key, cancellable);

  listener_wait_taken (listener, 1);
  g_object_add_weak_pointer (G_OBJECT (client), (gpointer *) &client);
  g_object_unref (client);
  assert_cancelled_at_once (list, cancellable);
  g_assert_null (client);
}

#define ADD(path, function) g_test_add ("/api/cancel/" path, Api, "--tokens=2", api_set_up, function, api_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("before", test_before);
  ADD ("waiting", test_waiting);
  g_test_add_func ("/api/cancel/reading", test_reading);
  g_test_add_func ("/api/cancel/pausing", test_pausing);
  ADD ("next", test_next);
  g_test_add_func ("/api/cancel/paging", test_paging);
  ADD ("freed", test_freed);
  ADD ("freed-and-cancelled", test_freed_and_cancelled);

  return g_test_run ();
}
