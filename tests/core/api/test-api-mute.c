/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A library that never calls back: what waits for it ends in time all the same. Libsoup 3.2 does that now and then, where a
 * connection is reset in the moment of sending. */

#include "config.h"

#include <libsoup/soup.h>

#include "api-fixture.h"
#include "waiting.h"
#include "wt-error.h"

#define PORT_OF_SENT 7

/* In libsoup's place. It begins to send what is for one of the servers. */
void
soup_session_send_async (SoupSession         *session,
                         SoupMessage         *message,
                         int                  priority,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  if (g_uri_get_port (soup_message_get_uri (message)) == PORT_OF_SENT)
    g_signal_emit_by_name (message, "starting");
}

static WtApiClient *
new_client (guint port)
{
  g_autofree char *address = g_strdup_printf ("http://127.0.0.1:%u", port);

  return wt_api_client_new (address, NULL);
}

static void
test_cancelled (void)
{
  g_autoptr (WtApiClient) client = new_client (1);
  g_autoptr (WtCredential) key = wt_credential_parse (WT_CREDENTIAL_API_KEY, "the-key", NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (Call) list = call_begin (CALL_LIST, client, key, cancellable);

  g_cancellable_cancel (cancellable);
  call_end (list);
  g_assert_error (list->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* 10 s to connect, 20 s after that; side by side. */
static void
test_late (void)
{
  g_autoptr (WtApiClient) client = new_client (1);
  g_autoptr (WtApiClient) client_of_sent = new_client (PORT_OF_SENT);
  g_autoptr (WtCredential) key = wt_credential_parse (WT_CREDENTIAL_API_KEY, "the-key", NULL);
  g_autoptr (Call) create = call_begin (CALL_CREATE, client, key, NULL);
  g_autoptr (Call) sent = call_begin (CALL_CREATE, client_of_sent, key, NULL);

  call_end (create);
  g_assert_error (create->error, WT_ERROR, WT_ERROR_UNREACHABLE);
  call_end (sent);
  g_assert_error (sent->error, WT_ERROR, WT_ERROR_OUTCOME_UNKNOWN);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/api/mute/cancelled", test_cancelled);
  g_test_add_func ("/api/mute/late", test_late);

  return g_test_run ();
}
