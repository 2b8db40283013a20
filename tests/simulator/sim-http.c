/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim-http.h"

/* The parser recurses, and nothing that a client has to send is anywhere near this. */
#define LONGEST_JSON_REQUEST (64 * 1024 * 1024)

SimRequest *
sim_request_new (SoupServerMessage *message,
                 const char        *path,
                 GHashTable        *query)
{
  SimRequest *request = g_new0 (SimRequest, 1);

  request->message = g_object_ref (message);
  request->headers = soup_server_message_get_request_headers (message);
  request->body = soup_message_body_flatten (soup_server_message_get_request_body (message));
  request->query = query != NULL ? g_hash_table_ref (query) : g_hash_table_new (g_str_hash, g_str_equal);
  request->path = g_strdup (path);
  request->method = soup_server_message_get_method (message);

  return request;
}

void
sim_request_free (SimRequest *request)
{
  g_hash_table_unref (request->query);
  g_bytes_unref (request->body);
  g_free (request->path);
  g_object_unref (request->message);
  g_free (request);
}

gboolean
sim_request_is (const SimRequest *request,
                const char       *method)
{
  return g_str_equal (request->method, method);
}

const char *
sim_request_get_query (const SimRequest *request,
                       const char       *name)
{
  return g_hash_table_lookup (request->query, name);
}

gboolean
sim_request_accepts_gzip (const SimRequest *request)
{
  const char *header = soup_message_headers_get_list (request->headers, "Accept-Encoding");
  GSList *accepted;
  gboolean found;

  if (header == NULL)
    return FALSE;

  accepted = soup_header_parse_quality_list (header, NULL);
  found = g_slist_find_custom (accepted, "gzip", (GCompareFunc) g_ascii_strcasecmp) != NULL;
  soup_header_free_list (accepted);

  return found;
}

/* Returns (transfer full): the request's body, if it is JSON whose root is of that type. */
JsonNode *
sim_request_parse_json (const SimRequest  *request,
                        JsonNodeType       type,
                        GError           **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode *root;
  gsize length;
  const char *text = g_bytes_get_data (request->body, &length);

  if (length > LONGEST_JSON_REQUEST)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE, "The body is too long");
      return NULL;
    }

  if (!json_parser_load_from_data (parser, text != NULL ? text : "", length, error))
    return NULL;

  root = json_parser_get_root (parser);
  if (root == NULL || json_node_get_node_type (root) != type)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "The body is not a JSON %s",
                   type == JSON_NODE_ARRAY ? "array" : "object");
      return NULL;
    }

  return json_parser_steal_root (parser);
}

/* Takes body, which may be NULL, and a content type, which may be NULL as well. */
SimAnswer *
sim_answer_new (guint       status,
                const char *content_type,
                GBytes     *body)
{
  SimAnswer *answer = g_new0 (SimAnswer, 1);

  answer->status = status;
  answer->headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
  answer->body = body != NULL ? body : g_bytes_new (NULL, 0);
  if (content_type != NULL)
    soup_message_headers_replace (answer->headers, "Content-Type", content_type);

  return answer;
}

/* Takes root. */
SimAnswer *
sim_answer_new_json (guint     status,
                     JsonNode *root)
{
  char *text = json_to_string (root, FALSE);

  json_node_unref (root);

  return sim_answer_new (status, "application/json; charset=utf-8", g_bytes_new_take (text, strlen (text)));
}

SimAnswer *
sim_answer_new_message (guint       status,
                        const char *message)
{
  JsonNode *root = json_node_init_object (json_node_alloc (), NULL);
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "message", message);
  json_node_take_object (root, object);

  return sim_answer_new_json (status, root);
}

/* A page, because that is what a real server has for an address that it does not know. */
SimAnswer *
sim_answer_new_not_found (void)
{
  static const char page[] = "<!DOCTYPE html>\n<html><head><title>Not Found</title></head>\n"
                             "<body><h1>404 Not Found</h1></body></html>\n";

  return sim_answer_new (SOUP_STATUS_NOT_FOUND, "text/html; charset=utf-8",
                         g_bytes_new_static (page, sizeof page - 1));
}

void
sim_answer_free (SimAnswer *answer)
{
  soup_message_headers_unref (answer->headers);
  g_bytes_unref (answer->body);
  g_free (answer);
}

void
sim_answer_compress (SimAnswer *answer)
{
  g_autoptr (GZlibCompressor) compressor = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, -1);
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) stream = g_converter_output_stream_new (memory, G_CONVERTER (compressor));
  gsize length;
  gconstpointer data = g_bytes_get_data (answer->body, &length);

  g_output_stream_write_all (stream, data, length, NULL, NULL, NULL);
  g_output_stream_close (stream, NULL, NULL);

  g_bytes_unref (answer->body);
  answer->body = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
  soup_message_headers_replace (answer->headers, "Content-Encoding", "gzip");
}

/* Returns (transfer full): the answer's head as it goes over the wire, for the faults that write it themselves. */
char *
sim_answer_dup_head (const SimAnswer *answer,
                     gsize            content_length,
                     gboolean         announces_close)
{
  g_autoptr (GString) head = g_string_new (NULL);
  SoupMessageHeadersIter iter;
  const char *name;
  const char *value;

  g_string_append_printf (head, "HTTP/1.1 %u %s\r\n", answer->status, soup_status_get_phrase (answer->status));
  soup_message_headers_iter_init (&iter, answer->headers);
  while (soup_message_headers_iter_next (&iter, &name, &value))
    g_string_append_printf (head, "%s: %s\r\n", name, value);

  if (soup_message_headers_get_one (answer->headers, "Content-Length") == NULL)
    g_string_append_printf (head, "Content-Length: %" G_GSIZE_FORMAT "\r\n", content_length);
  if (announces_close)
    g_string_append (head, "Connection: close\r\n");
  g_string_append (head, "\r\n");

  return g_string_free (g_steal_pointer (&head), FALSE);
}

void
sim_answer_send (const SimAnswer   *answer,
                 SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  SoupMessageHeadersIter iter;
  const char *name;
  const char *value;

  soup_message_headers_iter_init (&iter, answer->headers);
  while (soup_message_headers_iter_next (&iter, &name, &value))
    soup_message_headers_append (headers, name, value);

  soup_server_message_set_status (message, answer->status, NULL);
  if (g_bytes_get_size (answer->body) > 0)
    soup_message_body_append_bytes (soup_server_message_get_response_body (message), answer->body);
  soup_message_body_complete (soup_server_message_get_response_body (message));
}
