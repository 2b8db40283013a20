/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-error.h"
#include "wt-server.h"

typedef struct
{
  const char *text;
  const char *parsed; /* NULL if it is refused */
  const char *host;
} Row;

static const Row rows[] = {
  { "https://workbench.import.io", "https://workbench.import.io", "workbench.import.io" },
  { "workbench.import.io", "https://workbench.import.io", "workbench.import.io" },
  { "  workbench.import.io\n", "https://workbench.import.io", "workbench.import.io" },
  { "HTTPS://WorkBench.Import.IO", "https://workbench.import.io", "workbench.import.io" },
  { "https://workbench.import.io/", "https://workbench.import.io", "workbench.import.io" },
  { "https://workbench.import.io///", "https://workbench.import.io", "workbench.import.io" },
  { "https://workbench.import.io:443", "https://workbench.import.io", "workbench.import.io" },
  { "https://workbench.import.io:0443/", "https://workbench.import.io", "workbench.import.io" },
  { "https://workbench.import.io:", "https://workbench.import.io", "workbench.import.io" },
  { "workbench.import.io:443", "https://workbench.import.io", "workbench.import.io" },
  { "workbench.import.io:8443", "https://workbench.import.io:8443", "workbench.import.io:8443" },
  { "https://workbench.import.io:80", "https://workbench.import.io:80", "workbench.import.io:80" },
  { "https://192.0.2.7:8443/", "https://192.0.2.7:8443", "192.0.2.7:8443" },
  { "https://[2001:DB8::1]:8443/", "https://[2001:db8::1]:8443", "[2001:db8::1]:8443" },
  { "https://[2001:db8::1]", "https://[2001:db8::1]", "[2001:db8::1]" },
  { "https://bücher.example", "https://xn--bcher-kva.example", "xn--bcher-kva.example" },
  { "BÜCHER.example/", "https://xn--bcher-kva.example", "xn--bcher-kva.example" },
  { "https://xn--bcher-kva.example", "https://xn--bcher-kva.example", "xn--bcher-kva.example" },
  { "my_server-1.example", "https://my_server-1.example", "my_server-1.example" },
  { "server", "https://server", "server" },

  { "http://127.0.0.1", "http://127.0.0.1", "127.0.0.1" },
  { "http://127.0.0.1:80/", "http://127.0.0.1", "127.0.0.1" },
  { "HTTP://127.0.0.1:8080/", "http://127.0.0.1:8080", "127.0.0.1:8080" },
  { "http://127.8.9.1:1", "http://127.8.9.1:1", "127.8.9.1:1" },
  { "http://[::1]:8080", "http://[::1]:8080", "[::1]:8080" },
  { "http://localhost", "http://localhost", "localhost" },
  { "http://LOCALHOST:8080/", "http://localhost:8080", "localhost:8080" },
  { "http://localhost:443", "http://localhost:443", "localhost:443" },
  { "localhost:8080", "https://localhost:8080", "localhost:8080" },

  { "", NULL, NULL },
  { " \n\t", NULL, NULL },
  { "http://workbench.import.io", NULL, NULL },
  { "HTTP://workbench.import.io", NULL, NULL },
  { "http://localhost.example.com", NULL, NULL },
  { "http://127.0.0.1.example.com", NULL, NULL },
  { "http://10.0.0.1", NULL, NULL },
  { "http://128.0.0.1", NULL, NULL },
  { "http://0.0.0.0", NULL, NULL },
  { "http://127.1", NULL, NULL },
  { "http://2130706433", NULL, NULL },
  { "http://0x7f.0.0.1", NULL, NULL },
  { "http://[::2]", NULL, NULL },
  { "http://[::]", NULL, NULL },
  { "http://[::ffff:10.0.0.1]", NULL, NULL },
  { "http://127.0.0.1@example.com", NULL, NULL },
  { "http://localhost%2Eexample.com", NULL, NULL },
  { "http://localhost\\.example.com", NULL, NULL },
  { "https://user@workbench.import.io", NULL, NULL },
  { "https://user:word@workbench.import.io", NULL, NULL },
  { "https://@workbench.import.io", NULL, NULL },
  { "user@workbench.import.io", NULL, NULL },
  /* What is asked for lies at the root of the host, which may be somebody else's. */
  { "https://host.example/workbench", NULL, NULL },
  { "host.example/workbench/", NULL, NULL },
  { "https://workbench.import.io/api/docs", NULL, NULL },
  { "https://workbench.import.io//x", NULL, NULL },
  { "http://127.0.0.1:8080/x", NULL, NULL },

  { "https://workbench.import.io?_apikey=x", NULL, NULL },
  { "https://workbench.import.io/?", NULL, NULL },
  { "https://workbench.import.io/#x", NULL, NULL },
  { "workbench.import.io#", NULL, NULL },
  { "ftp://workbench.import.io", NULL, NULL },
  { "file:///etc/passwd", NULL, NULL },
  { "javascript://workbench.import.io", NULL, NULL },
  { "https://", NULL, NULL },
  { "https:///", NULL, NULL },
  { "https:///api", NULL, NULL },
  { "https://:443", NULL, NULL },
  { "https://?", NULL, NULL },
  { "://workbench.import.io", NULL, NULL },
  { "/", NULL, NULL },
  { "https://work bench.import.io", NULL, NULL },
  { "two words", NULL, NULL },
  { "https://workbench.import.io:port", NULL, NULL },
  { "https://workbench.import.io:99999", NULL, NULL },
  { "https://workbench.import.io:-1", NULL, NULL },
  { "https://workbench.import.io:0", NULL, NULL },
  { "https://[::1", NULL, NULL },
  { "https://[::g]", NULL, NULL },
  { "https://[fe80::1%25eth0]", NULL, NULL },
  { "https://work%20bench.import.io", NULL, NULL },
  { "https://work%00bench.import.io", NULL, NULL },
  { "https://work\001bench.import.io", NULL, NULL },
  { "https://<b>workbench</b>", NULL, NULL },
  { "https://workbench\"import.io", NULL, NULL },
  { "https://workbench.import.io\\@example.com", NULL, NULL },
  { "https://workbench\xff.import.io", NULL, NULL },
};

static void
check_parsed (const Row *row,
              char      *server)
{
  g_autofree char *again = wt_server_parse (server, NULL);
  g_autofree char *host = wt_server_dup_host (server);

  g_assert_cmpstr (server, ==, row->parsed);
  g_assert_cmpstr (again, ==, row->parsed);
  g_assert_cmpstr (host, ==, row->host);
}

static void
test_table (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *escaped = g_strescape (rows[i].text, NULL);
      g_autofree char *server = wt_server_parse (rows[i].text, &error);

      g_test_message ("%s", escaped);
      if (rows[i].parsed != NULL)
        {
          g_assert_no_error (error);
          check_parsed (&rows[i], server);
          continue;
        }

      g_assert_cmpstr (server, ==, NULL);
      g_assert_error (error, WT_ERROR, WT_ERROR_INVALID_ADDRESS);
      g_assert_true (g_str_has_suffix (error->message, "."));
      g_assert_null (strstr (error->message, "_apikey"));
    }
}

/* It says why, where the reason is worth knowing. */
static void
test_unprotected (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (wt_server_parse ("http://workbench.import.io", &error));
  g_assert_nonnull (strstr (error->message, "unprotected"));
}

static void
test_default (void)
{
  g_autofree char *parsed = wt_server_parse (WT_SERVER_DEFAULT, NULL);

  g_assert_cmpstr (parsed, ==, WT_SERVER_DEFAULT);
}

static void
test_loopback (void)
{
  static const char *const loopback[] = {
    "http://127.0.0.1", "http://127.8.9.1:8080", "http://[::1]:8080", "https://localhost", "https://127.0.0.1:8443",
  };
  static const char *const other[] = {
    "https://workbench.import.io", "https://localhost.example.com", "https://127.0.0.1.example.com", "https://10.0.0.1",
    "https://[2001:db8::1]:8443",
  };

  for (guint i = 0; i < G_N_ELEMENTS (loopback); i++)
    g_assert_true (wt_server_is_loopback (loopback[i]));
  for (guint i = 0; i < G_N_ELEMENTS (other); i++)
    g_assert_false (wt_server_is_loopback (other[i]));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/server/table", test_table);
  g_test_add_func ("/server/unprotected", test_unprotected);
  g_test_add_func ("/server/default", test_default);
  g_test_add_func ("/server/loopback", test_loopback);

  return g_test_run ();
}
