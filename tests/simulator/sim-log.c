/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim-log.h"

#include <errno.h>
#include <stdio.h>

struct _SimLog
{
  JsonArray *entries;
  FILE      *file;
  gint64     start;
  guint      n_connections;
};

/* The path may be NULL: then there is no file. */
SimLog *
sim_log_new (const char  *path,
             GError     **error)
{
  g_autoptr (SimLog) log = g_new0 (SimLog, 1);

  log->entries = json_array_new ();
  log->start = g_get_monotonic_time ();

  if (path == NULL)
    return g_steal_pointer (&log);

  log->file = fopen (path, "ae");
  if (log->file == NULL)
    {
      int code = errno;

      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code), "Cannot open the log %s: %s", path,
                   g_strerror (code));
      return NULL;
    }

  return g_steal_pointer (&log);
}

void
sim_log_free (SimLog *log)
{
  g_clear_pointer (&log->file, fclose);
  json_array_unref (log->entries);
  g_free (log);
}

/* Tells whether a client uses a connection again: the same number for each request that came over the same one. */
static guint
get_connection_number (SimLog            *log,
                       SoupServerMessage *message)
{
  GSocket *socket = soup_server_message_get_socket (message);
  guint number = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (socket), "sim-connection"));

  if (number == 0)
    {
      number = ++log->n_connections;
      g_object_set_data (G_OBJECT (socket), "sim-connection", GUINT_TO_POINTER (number));
    }

  return number;
}

/* What comes over the wire need not be text, but the log has to be JSON. */
static void
set_text (JsonObject *object,
          const char *name,
          const char *text,
          gssize      length)
{
  g_autofree char *valid_name = g_utf8_make_valid (name, -1);
  g_autofree char *valid_text = g_utf8_make_valid (text, length);

  json_object_set_string_member (object, valid_name, valid_text);
}

static JsonObject *
describe_query (const SimRequest *request)
{
  JsonObject *query = json_object_new ();
  GHashTableIter iter;
  gpointer name;
  gpointer value;

  g_hash_table_iter_init (&iter, request->query);
  while (g_hash_table_iter_next (&iter, &name, &value))
    set_text (query, name, value, -1);

  return query;
}

static JsonObject *
describe_headers (const SimRequest *request)
{
  JsonObject *headers = json_object_new ();
  SoupMessageHeadersIter iter;
  const char *name;
  const char *value;

  soup_message_headers_iter_init (&iter, request->headers);
  while (soup_message_headers_iter_next (&iter, &name, &value))
    {
      g_autofree char *lower = g_ascii_strdown (name, -1);

      /* A header that was sent twice is one entry with both. */
      set_text (headers, lower, soup_message_headers_get_list (request->headers, name), -1);
    }

  return headers;
}

/* Returns (transfer full): the request's entry. Its status is 0 until there is an answer. */
JsonObject *
sim_log_begin_entry (SimLog           *log,
                     const SimRequest *request)
{
  JsonObject *entry = json_object_new ();
  gsize length;
  const char *body = g_bytes_get_data (request->body, &length);

  json_object_set_double_member (entry, "time", (g_get_monotonic_time () - log->start) / (double) G_USEC_PER_SEC);
  set_text (entry, "method", request->method, -1);
  set_text (entry, "path", request->path, -1);
  json_object_set_object_member (entry, "query", describe_query (request));
  json_object_set_object_member (entry, "headers", describe_headers (request));
  set_text (entry, "body", length > 0 ? body : "", length);
  json_object_set_int_member (entry, "status", 0);
  json_object_set_int_member (entry, "connection", get_connection_number (log, request->message));

  json_array_add_object_element (log->entries, json_object_ref (entry));

  return entry;
}

/* The file gets its line when it is known how the request was answered, and before the client can know. */
void
sim_log_end_entry (SimLog     *log,
                   JsonObject *entry,
                   guint       status)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *line = NULL;

  json_object_set_int_member (entry, "status", status);
  if (log->file == NULL)
    return;

  json_node_set_object (node, entry);
  line = json_to_string (node, FALSE);
  fprintf (log->file, "%s\n", line);
  fflush (log->file);
}

JsonArray *
sim_log_get_entries (SimLog *log)
{
  return log->entries;
}

void
sim_log_clear (SimLog *log)
{
  json_array_unref (log->entries);
  log->entries = json_array_new ();
}
