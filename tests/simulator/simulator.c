/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "sim-server.h"

typedef struct
{
  int       n_tokens;
  int       port;
  int       page_size;
  char     *log_path;
  char     *api_key;
  char     *envelope;
  char     *value_member;
  char     *certificate_path;
  gboolean  no_user_id;
  gboolean  no_revoke;
  gboolean  has_etag;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->log_path);
  g_free (options->api_key);
  g_free (options->envelope);
  g_free (options->value_member);
  g_free (options->certificate_path);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* A test that is killed cannot stop its simulator, so the simulator ends when its parent does. */
static void
die_with_parent (void)
{
  pid_t parent = getppid ();

  prctl (PR_SET_PDEATHSIG, SIGTERM);
  if (getppid () != parent)
    exit (EXIT_SUCCESS);
}

static gboolean
fail (GError     **error,
      const char  *message)
{
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, message);

  return FALSE;
}

static gboolean
check_numbers (const Options  *options,
               GError        **error)
{
  if (options->n_tokens < 0)
    return fail (error, "--tokens is negative");
  if (options->page_size < 0)
    return fail (error, "--page-size is negative");
  if (options->port < 0 || options->port > G_MAXUINT16)
    return fail (error, "--port is not a port");

  return TRUE;
}

static gboolean
parse_options (Options   *options,
               int       *argc,
               char    ***argv,
               GError   **error)
{
  const GOptionEntry entries[] = {
    { "tokens", 0, 0, G_OPTION_ARG_INT, &options->n_tokens, "Start with N tokens", "N" },
    { "port", 0, 0, G_OPTION_ARG_INT, &options->port, "Listen on this port (0: any free one)", "N" },
    { "log", 0, 0, G_OPTION_ARG_FILENAME, &options->log_path, "Append each request as a line of JSON", "FILE" },
    { "api-key", 0, 0, G_OPTION_ARG_STRING, &options->api_key, "The API key to accept", "KEY" },
    { "envelope", 0, 0, G_OPTION_ARG_STRING, &options->envelope, "What is around a list", "items|array|data" },
    { "page-size", 0, 0, G_OPTION_ARG_INT, &options->page_size, "The most tokens on a page (0: no limit)", "N" },
    { "value-member", 0, 0, G_OPTION_ARG_STRING, &options->value_member, "The member with a token's value", "NAME" },
    { "no-user-id", 0, 0, G_OPTION_ARG_NONE, &options->no_user_id, "Do not tell the user's ID", NULL },
    { "no-revoke", 0, 0, G_OPTION_ARG_NONE, &options->no_revoke, "Do not know how to revoke", NULL },
    { "tls-certificate", 0, 0, G_OPTION_ARG_FILENAME, &options->certificate_path,
      "Speak TLS with this certificate and key (PEM)", "FILE" },
    { "etag", 0, 0, G_OPTION_ARG_NONE, &options->has_etag, "Offer an ETag with lists", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("- behaves as import.io Workbench does");

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;

  if (*argc > 1)
    return fail (error, "There are no arguments but options");

  return check_numbers (options, error);
}

static gboolean
parse_envelope (const char   *name,
                SimEnvelope  *envelope,
                GError      **error)
{
  static const char *const names[] = { "items", "array", "data" };

  *envelope = SIM_ENVELOPE_ITEMS;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (name != NULL && !g_str_equal (names[i], name))
        continue;

      *envelope = i;
      return TRUE;
    }

  return fail (error, "--envelope is not one of items, array, data");
}

static gboolean
listen_as_wanted (SimServer      *server,
                  const Options  *options,
                  GError        **error)
{
  g_autoptr (GTlsCertificate) certificate = NULL;

  if (options->certificate_path != NULL)
    {
      certificate = g_tls_certificate_new_from_file (options->certificate_path, error);
      if (certificate == NULL)
        return FALSE;
    }

  return sim_server_listen (server, options->port, certificate, error);
}

static gboolean
signal_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);

  return G_SOURCE_CONTINUE;
}

/* Whoever started the simulator reads these two lines, and from then on it can be talked to. */
static void
announce (SimServer *server,
          SimStore  *store)
{
  g_autofree char *address = sim_server_dup_address (server);

  g_print ("Address: %s\nAPI key: %s\n", address, sim_store_get_api_key (store));
  fflush (stdout);
}

static gboolean
run (const Options  *options,
     GError        **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (SimStore) store = NULL;
  g_autoptr (SimLog) log = NULL;
  g_autoptr (SimServer) server = NULL;
  SimApi api = { 0 };

  log = sim_log_new (options->log_path, error);
  if (log == NULL || !parse_envelope (options->envelope, &api.envelope, error))
    return FALSE;

  store = sim_store_new (options->api_key, options->value_member != NULL ? options->value_member : "token",
                         !options->no_user_id);
  sim_store_fill (store, options->n_tokens);
  api.store = store;
  api.page_size = options->page_size;
  api.can_revoke = !options->no_revoke;
  api.has_etag = options->has_etag;

  server = sim_server_new (&api, log);
  if (!listen_as_wanted (server, options, error))
    return FALSE;

  g_unix_signal_add (SIGTERM, signal_cb, loop);
  g_unix_signal_add (SIGINT, signal_cb, loop);
  announce (server, store);
  g_main_loop_run (loop);

  return TRUE;
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (GError) error = NULL;
  g_auto (Options) options = { 0 };

  die_with_parent ();

  if (!parse_options (&options, &argc, &argv, &error) || !run (&options, &error))
    {
      g_printerr ("simulator: %s\n", error->message);
      return EXIT_FAILURE;
    }

  return EXIT_SUCCESS;
}
