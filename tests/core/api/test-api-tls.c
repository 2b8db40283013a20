/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Only a server with a good certificate is told anything. */

#include "config.h"

#include "api-fixture.h"
#include "certificates.h"
#include "listener-fixture.h"
#include "rough-fixture.h"
#include "wt-error.h"

/* Long enough for everything, under valgrind too. */
#define CHILD_MICROSECONDS (60 * G_TIME_SPAN_SECOND)

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
static const char *program;

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

typedef enum
{
  CUT_CLOSED, /* at once */
  CUT_RESET,  /* after the first bytes came */
  CUT_SILENT, /* the same, but closed */
} Cut;

static void
serve_and_cut (Rough             *self,
               GIOStream         *stream,
               GSocketConnection *connection,
               guint              number)
{
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  char bytes[512];

  switch (*(const Cut *) self->data)
    {
    case CUT_CLOSED:
      break;
    case CUT_RESET:
      g_input_stream_read (input, bytes, sizeof bytes, NULL, NULL);
      rough_reset (connection);
      break;
    case CUT_SILENT:
      g_input_stream_read (input, bytes, sizeof bytes, NULL, NULL);
      break;
    }
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
}

/* By a firewall or a VPN, which says nothing of the server: it is tried again. */
static void
test_cut (void)
{
  for (Cut cut = CUT_CLOSED; cut <= CUT_SILENT; cut++)
    {
      g_autoptr (Rough) server = rough_new (serve_and_cut, &cut);
      g_autofree char *certificate = certificates_path (folder, "good.pem");
      g_autoptr (GTlsDatabase) database = certificates_dup_authority (folder);
      g_autoptr (WtCredential) key = wt_credential_parse (WT_CREDENTIAL_API_KEY, "the-key", NULL);
      g_autoptr (WtApiClient) client = NULL;
      g_autoptr (Call) list = NULL;
      g_autoptr (Call) create = NULL;

      g_test_message ("%u", cut);
      rough_use_tls (server, certificate, NULL);
      rough_start (server);
      client = wt_api_client_new (server->address, database);
      list = call (CALL_LIST, client, key);
      g_assert_error (list->error, WT_ERROR, WT_ERROR_UNREACHABLE);
      assert_message (list->error, server->address + strlen ("https://"), "was cut");
      g_assert_cmpint (rough_count_connections (server), ==, 3);

      create = call (CALL_CREATE, client, key);
      g_assert_error (create->error, WT_ERROR, WT_ERROR_UNREACHABLE);
      g_assert_cmpint (rough_count_connections (server), ==, 4);
    }
}

static void
serve_certified (Rough             *self,
                 GIOStream         *stream,
                 GSocketConnection *connection,
                 guint              number)
{
  g_autofree char *head = rough_read_head (stream);

  if (head != NULL)
    rough_write (stream, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n[]");
}

static void
check_wants_certificate (int code)
{
  g_autoptr (Rough) server = rough_new (serve_certified, NULL);
  g_autofree char *certificate = certificates_path (folder, "good.pem");
  g_autoptr (GTlsDatabase) database = certificates_dup_authority (folder);
  g_autoptr (WtCredential) key = wt_credential_parse (WT_CREDENTIAL_API_KEY, "the-key", NULL);
  g_autoptr (WtApiClient) client = NULL;
  g_autoptr (Call) list = NULL;
  g_autoptr (Call) create = NULL;

  rough_use_tls (server, certificate, NULL);
  server->authentication = G_TLS_AUTHENTICATION_REQUIRED;
  rough_start (server);
  client = wt_api_client_new (server->address, database);
  list = call (CALL_LIST, client, key);
  g_assert_error (list->error, WT_ERROR, WT_ERROR_TLS);
  assert_message (list->error, server->address + strlen ("https://"), "wants a certificate");
  g_assert_null (strstr (list->error->message, "nothing was sent"));

  create = call (CALL_CREATE, client, key);
  g_assert_error (create->error, WT_ERROR, code);
}

/* With TLS 1.3 it is told after the request was sent. */
static void
test_wants_certificate (void)
{
  check_wants_certificate (WT_ERROR_OUTCOME_UNKNOWN);
}

static void
test_wants_certificate_child (void)
{
  if (g_test_subprocess ())
    check_wants_certificate (WT_ERROR_TLS);
}

/* The same as OpenSSL's server does it, which says why in a way of its own. */
static void
check_openssl (const char *version)
{
  g_autofree char *unused = find_unused_address ();
  g_autofree char *address = g_strconcat ("https", unused + strlen ("http"), NULL);
  g_autofree char *certificate = certificates_path (folder, "good.pem");
  g_autoptr (GTlsDatabase) database = certificates_dup_authority (folder);
  g_autoptr (WtApiClient) client = wt_api_client_new (address, database);
  g_autoptr (WtCredential) key = wt_credential_parse (WT_CREDENTIAL_API_KEY, "the-key", NULL);
  g_autoptr (GSubprocess) server = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (Call) list = NULL;

  server = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, "openssl",
                             "s_server", "-quiet", "-www", "-Verify", "1", version, "-cert", certificate, "-accept",
                             strrchr (address, ':') + 1, NULL);
  g_assert_no_error (error);

  /* It needs a moment until it listens. */
  do
    {
      g_clear_pointer (&list, call_free);
      list = call (CALL_LIST, client, key);
    }
  while (g_error_matches (list->error, WT_ERROR, WT_ERROR_UNREACHABLE));

  g_assert_error (list->error, WT_ERROR, WT_ERROR_TLS);
  assert_message (list->error, address + strlen ("https://"), "wants a certificate");
  g_subprocess_force_exit (server);
  g_subprocess_wait (server, NULL, NULL);
}

static void
test_openssl (void)
{
  check_openssl ("-tls1_2");
  check_openssl ("-tls1_3");
}

static void
test_no_module_child (void)
{
  g_autoptr (WtCredential) key = wt_credential_parse (WT_CREDENTIAL_API_KEY, "the-key", NULL);
  g_autoptr (Listener) listener = NULL;
  g_autoptr (WtApiClient) client = NULL;
  g_autofree char *address = NULL;
  g_autoptr (Call) list = NULL;

  if (!g_test_subprocess ())
    return;

  listener = listener_new ();
  address = g_strconcat ("https", listener->address + strlen ("http"), NULL);
  client = wt_api_client_new (address, NULL);
  list = call (CALL_LIST, client, key);
  g_assert_error (list->error, WT_ERROR, WT_ERROR_TLS);
  assert_message (list->error, "nothing was sent", "glib-networking");
}

/* Runs @test in another process, with a variable in its environment. */
static void
check_in_child (const char *test,
                const char *name,
                const char *value)
{
  g_setenv (name, value, TRUE);
  g_test_trap_subprocess (test, CHILD_MICROSECONDS, G_TEST_SUBPROCESS_DEFAULT);
  g_unsetenv (name);
  g_test_trap_assert_passed ();
}

static void
test_no_authorities_child (void)
{
  g_autoptr (Simulator) simulator = NULL;
  g_autoptr (WtApiClient) client = NULL;
  g_autoptr (WtCredential) key = NULL;

  if (!g_test_subprocess ())
    return;

  /* A newer TLS library warns of it, and so it should. */
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);
  simulator = start_with ("good.pem");
  client = wt_api_client_new (simulator_get_address (simulator), NULL);
  key = simulator_dup_key (simulator);
  assert_refused (client, key, simulator_get_host (simulator), "ca-certificates");
}

/* A computer on which no authorities are installed. */
static void
test_no_authorities (void)
{
  g_autoptr (GSubprocess) child = NULL;
  g_autoptr (GError) error = NULL;

  child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, "unshare", "--map-root-user", "--mount", "sh", "-c",
                            "for folder in /etc/ssl/certs /etc/pki/ca-trust /etc/pki/tls/certs /etc/ca-certificates\n"
                            "do test ! -d $folder || mount -t tmpfs none $folder || exit; done\n"
                            "exec \"$0\" --GTestSubprocess -p /api/tls/no-authorities/subprocess", program, NULL);
  g_assert_no_error (error);
  g_subprocess_wait_check (child, NULL, &error);
  g_assert_no_error (error);
}

static void
test_children (void)
{
  check_in_child ("/api/tls/wants-certificate/subprocess", "G_TLS_GNUTLS_PRIORITY", "NORMAL:-VERS-TLS1.3");
  check_in_child ("/api/tls/no-module/subprocess", "GIO_MODULE_DIR", "/nonexistent");
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  program = argv[0];
  folder = certificates_make ();

  g_test_add_func ("/api/tls/refused", test_refused);
  g_test_add_func ("/api/tls/private-authority", test_private_authority);
  g_test_add_func ("/api/tls/no-tls", test_no_tls);
  g_test_add_func ("/api/tls/cut", test_cut);
  g_test_add_func ("/api/tls/wants-certificate", test_wants_certificate);
  g_test_add_func ("/api/tls/wants-certificate/subprocess", test_wants_certificate_child);
  g_test_add_func ("/api/tls/openssl", test_openssl);
  g_test_add_func ("/api/tls/no-module/subprocess", test_no_module_child);
  g_test_add_func ("/api/tls/no-authorities", test_no_authorities);
  g_test_add_func ("/api/tls/no-authorities/subprocess", test_no_authorities_child);
  g_test_add_func ("/api/tls/children", test_children);

  status = g_test_run ();
  certificates_remove (folder);

  return status;
}
