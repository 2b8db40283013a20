/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A quarter of a gigabyte in a quarter of a megabyte: whatever the status, no more of it is taken than is wanted. */

#include "config.h"

#include <fcntl.h>
#include <unistd.h>

#include "api-fixture.h"
#include "rough-fixture.h"
#include "waiting.h"
#include "wt-error.h"

#define INFLATED_SIZE (256 * 1024 * 1024)
#define MOST_KIB (40 * 1024)

static GBytes *compressed;

static GBytes *
compress (void)
{
  g_autoptr (GConverter) compressor = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9));
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) stream = g_converter_output_stream_new (memory, compressor);
  g_autofree char *blanks = g_strnfill (1024 * 1024, ' ');
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < INFLATED_SIZE / (1024 * 1024); i++)
    g_output_stream_write_all (stream, blanks, 1024 * 1024, NULL, NULL, &error);
  g_output_stream_close (stream, NULL, &error);
  g_assert_no_error (error);

  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

static void
serve (Rough             *self,
       GIOStream         *stream,
       GSocketConnection *connection,
       guint              number)
{
  char *head;

  while ((head = rough_read_head (stream)) != NULL)
    {
      g_autofree char *answer = NULL;
      gsize length;
      gconstpointer bytes = g_bytes_get_data (compressed, &length);

      g_free (head);
      answer = g_strdup_printf ("HTTP/1.1 %u Any\r\nContent-Encoding: gzip\r\nWWW-Authenticate: Basic realm=\"x\"\r\n"
                                "Retry-After: 3600\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n",
                                *(const guint *) self->data, length);
      rough_write (stream, answer);
      g_output_stream_write_all (g_io_stream_get_output_stream (stream), bytes, length, NULL, NULL, NULL);
    }
}

static void
forget_peak (void)
{
  int fd = open ("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, "5", 1), ==, 1);
  close (fd);
}

static guint64
read_peak (void)
{
  g_autofree char *text = NULL;
  const char *line;

  g_assert_true (g_file_get_contents ("/proc/self/status", &text, NULL, NULL));
  line = strstr (text, "VmHWM:");
  g_assert_nonnull (line);

  return g_ascii_strtoull (line + strlen ("VmHWM:"), NULL, 10);
}

static void
check (guint status,
       int   code)
{
  g_autoptr (Rough) server = rough_new (serve, &status);
  g_autoptr (WtCredential) key = wt_credential_parse (WT_CREDENTIAL_API_KEY, "the-key", NULL);
  g_autoptr (WtApiClient) client = NULL;
  guint64 before;

  rough_start (server);
  client = wt_api_client_new (server->address, NULL);
  forget_peak ();
  before = read_peak ();

  /* More often than there may be connections: none is held by what was not read. */
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (Call) list = call (CALL_LIST, client, key);

      g_assert_error (list->error, WT_ERROR, code);
    }

  g_test_message ("%u: %" G_GUINT64_FORMAT " KiB", status, read_peak () - before);
  g_assert_cmpuint (read_peak () - before, <, MOST_KIB);
}

static void
test_inflated (void)
{
  static const struct
  {
    guint status;
    int   code;
  } rows[] = {
    { 200, WT_ERROR_UNREADABLE },    { 302, WT_ERROR_REDIRECTED },    { 400, WT_ERROR_REJECTED },
    { 401, WT_ERROR_UNAUTHORIZED },  { 403, WT_ERROR_FORBIDDEN },     { 404, WT_ERROR_NOT_WORKBENCH },
    { 405, WT_ERROR_NOT_SUPPORTED }, { 407, WT_ERROR_UNREADABLE },    { 409, WT_ERROR_CONFLICT },
    { 421, WT_ERROR_UNREADABLE },    { 429, WT_ERROR_RATE_LIMITED },  { 505, WT_ERROR_SERVER },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    check (rows[i].status, rows[i].code);
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  compressed = compress ();

  g_test_add_func ("/api/inflated/inflated", test_inflated);

  status = g_test_run ();
  g_bytes_unref (compressed);

  return status;
}
