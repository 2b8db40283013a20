/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Only a server with a good certificate is told anything. */

#include "config.h"

#include "api-fixture.h"
#include "certificates.h"
#include "listener-fixture.h"
#include "wt-error.h"

typedef struct
{
  const char *certificate;
  gboolean    knows_authority;
  const char *said;
} Row;

static const Row refused[] = {
  { "self-signed.pem", FALSE, "not from an authority" },
  { "self-signed.pem", TRUE, "not from an authority" },
  { "good.pem", FALSE, "not from an authority" },
  { "expired.pem", TRUE, "has expired" },
  { "other-name.pem", TRUE, "made for another address" },
  { "other-name.pem", FALSE, "made for another address" },
};

static char *folder;

static Simulator *
start_with (const char *name)
{
  g_autofree char *path = certificates_path (folder, name);
  g_autofree char *option = g_strconcat ("--tls-certificate=", path, NULL);

  return simulator_start (option, "--tokens=2", NULL);
}

static void
assert_refused (WtApiClient  *client,
                WtCredential *credential,
                const char   *host,
                const char   *said)
{
  for (CallKind kind = CALL_USER; kind <= CALL_REVOKE; kind++)
    {
      g_autoptr (Call) one = call (kind, client, credential);

      g_assert_error (one->error, WT_ERROR, WT_ERROR_TLS);
      assert_message (one->error, host, said);
      g_assert_nonnull (strstr (one->error->message, "nothing was sent"));
    }
}

static void
check_refused (const Row *row)
{
  g_autoptr (Simulator) simulator = start_with (row->certificate);
  g_autoptr (GTlsDatabase) database = row->knows_authority ? certificates_dup_authority (folder) : NULL;
  g_autoptr (WtApiClient) client = wt_api_client_new (simulator_get_address (simulator), database);
  g_autoptr (WtCredential) key = simulator_dup_key (simulator);

  g_test_message ("%s", row->certificate);
  assert_refused (client, key, simulator_get_host (simulator), row->said);
  g_assert_cmpuint (simulator_count (simulator, NULL), ==, 0);
}

static void
test_refused (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    check_refused (&refused[i]);
}

static void
test_private_authority (void)
{
  g_autoptr (Simulator) simulator = NULL;
  g_autoptr (GTlsDatabase) database = NULL;
  g_autoptr (WtApiClient) client = NULL;
  g_autoptr (WtCredential) key = NULL;
  g_autoptr (WtCredential) token = NULL;
  g_autoptr (Call) list = NULL;
  g_autoptr (Call) user = NULL;

  simulator = start_with ("good.pem");
  database = certificates_dup_authority (folder);
  client = wt_api_client_new (simulator_get_address (simulator), database);
  key = simulator_dup_key (simulator);
  token = simulator_dup_token (simulator, 1);

  list = call (CALL_LIST, client, key);
  g_assert_no_error (list->error);
  g_assert_cmpuint (list->tokens->len, ==, 2);
  user = call (CALL_USER, client, token);
  g_assert_no_error (user->error);
}

/* A server that does not speak TLS at all. */
static void
test_no_tls (void)
{
  g_autoptr (Listener) listener = listener_new ();
  const char *host = listener->address + strlen ("http://");
  g_autofree char *address = g_strconcat ("https://", host, NULL);
  g_autoptr (WtApiClient) client = wt_api_client_new (address, NULL);
  g_autoptr (WtCredential) key = wt_credential_parse (WT_CREDENTIAL_API_KEY, "the-key", NULL);

  listener->answer = "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n";
  assert_refused (client, key, host, "No secure connection");
  g_assert_false (listener_has_heard (listener, "the-key"));
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = certificates_make ();

  g_test_add_func ("/api/tls/refused", test_refused);
  g_test_add_func ("/api/tls/private-authority", test_private_authority);
  g_test_add_func ("/api/tls/no-tls", test_no_tls);

  status = g_test_run ();
  certificates_remove (folder);

  return status;
}
