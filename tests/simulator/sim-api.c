/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim-api.h"

#define TOKENS_PATH "/api/usertokens"

/* Below this a real server does not take the trouble either. */
#define SHORTEST_COMPRESSED 200

/* What a cursor starts with: each of these characters is lost by a client that does not percent-encode it. */
#define CURSOR_PREFIX "+/&=%2B"

typedef enum
{
  CREDENTIAL_NONE,
  CREDENTIAL_API_KEY,
  CREDENTIAL_USER_TOKEN,
} Credential;

typedef struct
{
  const char *name;
  gboolean    descending;
} Order;

/* The header decides when both are given, because it is what the documentation wants on every request. */
static Credential
authenticate (const SimApi     *api,
              const SimRequest *request)
{
  const char *header = soup_message_headers_get_one (request->headers, "Authorization");
  const char *key = sim_request_get_query (request, "_apikey");

  if (header != NULL)
    {
      if (!g_str_has_prefix (header, "UserToken "))
        return CREDENTIAL_NONE;

      return sim_store_accepts_token (api->store, header + strlen ("UserToken ")) ? CREDENTIAL_USER_TOKEN
                                                                                 : CREDENTIAL_NONE;
    }

  return g_strcmp0 (key, sim_store_get_api_key (api->store)) == 0 ? CREDENTIAL_API_KEY : CREDENTIAL_NONE;
}

static SimAnswer *
answer_method_not_allowed (const char *allowed)
{
  SimAnswer *answer = sim_answer_new_message (SOUP_STATUS_METHOD_NOT_ALLOWED, "Method not allowed");

  soup_message_headers_replace (answer->headers, "Allow", allowed);

  return answer;
}

static SimAnswer *
answer_whoami (const SimApi     *api,
               const SimRequest *request)
{
  if (!sim_request_is (request, SOUP_METHOD_GET))
    return answer_method_not_allowed ("GET");

  return sim_answer_new_json (SOUP_STATUS_OK, json_node_ref (sim_store_get_user (api->store)));
}

static JsonNode *
get_member (JsonNode   *node,
            const char *name)
{
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return NULL;

  node = json_object_get_member (json_node_get_object (node), name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? node : NULL;
}

static int
compare_tokens (gconstpointer a,
                gconstpointer b,
                gpointer      user_data)
{
  const Order *order = user_data;
  JsonNode *first = get_member (*(JsonNode **) a, order->name);
  JsonNode *second = get_member (*(JsonNode **) b, order->name);
  int result;

  /* What has no such member comes last, whatever the direction. */
  if (first == NULL || second == NULL)
    return (first == NULL) - (second == NULL);

  if (json_node_get_value_type (first) == G_TYPE_STRING && json_node_get_value_type (second) == G_TYPE_STRING)
    result = strcmp (json_node_get_string (first), json_node_get_string (second));
  else
    result = (json_node_get_double (first) > json_node_get_double (second)) -
             (json_node_get_double (first) < json_node_get_double (second));

  return order->descending ? -result : result;
}

static GPtrArray *
dup_sorted_tokens (const SimApi *api,
                   Order        *order)
{
  JsonArray *tokens = sim_store_get_tokens (api->store);
  GPtrArray *sorted = g_ptr_array_new ();

  for (guint i = 0; i < json_array_get_length (tokens); i++)
    g_ptr_array_add (sorted, json_array_get_element (tokens, i));

  if (order->name != NULL)
    g_ptr_array_sort_with_data (sorted, compare_tokens, order);

  return sorted;
}

static gboolean
read_order (const SimRequest *request,
            Order            *order)
{
  const char *direction = sim_request_get_query (request, "sortDirection");

  order->name = sim_request_get_query (request, "sort");
  order->descending = g_strcmp0 (direction, "DESC") == 0;

  return direction == NULL || order->descending || g_str_equal (direction, "ASC");
}

static char *
dup_cursor (guint offset)
{
  g_autofree char *text = g_strdup_printf ("offset:%06u", offset);
  g_autofree char *encoded = g_base64_encode ((const guchar *) text, strlen (text));

  return g_strconcat (CURSOR_PREFIX, encoded, NULL);
}

static gboolean
read_cursor (const char *cursor,
             guint      *offset)
{
  g_autofree guchar *decoded = NULL;
  g_autofree char *text = NULL;
  guint64 number;
  gsize length;

  *offset = 0;
  if (cursor == NULL || *cursor == '\0')
    return TRUE;

  if (!g_str_has_prefix (cursor, CURSOR_PREFIX))
    return FALSE;

  decoded = g_base64_decode (cursor + strlen (CURSOR_PREFIX), &length);
  text = g_strndup ((const char *) decoded, length);
  if (!g_str_has_prefix (text, "offset:") ||
      !g_ascii_string_to_unsigned (text + strlen ("offset:"), 10, 0, G_MAXUINT, &number, NULL))
    return FALSE;

  *offset = number;
  return TRUE;
}

/* Sets count to the most tokens that a page may have. */
static gboolean
read_page (const SimApi     *api,
           const SimRequest *request,
           guint            *offset,
           guint            *count)
{
  const char *limit = sim_request_get_query (request, "limit");
  guint64 number = G_MAXUINT;

  if (limit != NULL && !g_ascii_string_to_unsigned (limit, 10, 1, G_MAXUINT, &number, NULL))
    return FALSE;

  *count = api->page_size > 0 ? MIN (number, api->page_size) : number;

  return read_cursor (sim_request_get_query (request, "cursor"), offset);
}

static void
append_metadata (JsonBuilder *builder,
                 guint        next,
                 guint        total)
{
  g_autofree char *cursor = next < total ? dup_cursor (next) : NULL;

  json_builder_set_member_name (builder, "metadata");
  json_builder_begin_object (builder);
  if (cursor != NULL)
    {
      json_builder_set_member_name (builder, "cursor");
      json_builder_add_string_value (builder, cursor);
    }
  json_builder_end_object (builder);
}

static SimAnswer *
answer_page (const SimApi *api,
             GPtrArray    *tokens,
             guint         offset,
             guint         count)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  gboolean has_envelope = api->envelope != SIM_ENVELOPE_ARRAY;
  guint start = has_envelope ? MIN (offset, tokens->len) : 0;
  guint end = has_envelope ? start + MIN (count, tokens->len - start) : tokens->len;

  if (has_envelope)
    {
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, api->envelope == SIM_ENVELOPE_DATA ? "data" : "items");
    }

  json_builder_begin_array (builder);
  for (guint i = start; i < end; i++)
    json_builder_add_value (builder, json_node_copy (g_ptr_array_index (tokens, i)));
  json_builder_end_array (builder);

  if (has_envelope)
    {
      append_metadata (builder, end, tokens->len);
      json_builder_end_object (builder);
    }

  return sim_answer_new_json (SOUP_STATUS_OK, json_builder_get_root (builder));
}

/* Returns (transfer full): the answer, or that nothing changed since the client asked last. Takes answer. */
static SimAnswer *
apply_etag (SimAnswer        *answer,
            const SimRequest *request)
{
  g_autofree char *digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA1, answer->body);
  g_autofree char *etag = g_strdup_printf ("\"%s\"", digest);
  const char *known = soup_message_headers_get_list (request->headers, "If-None-Match");

  if (known != NULL && strstr (known, etag) != NULL)
    {
      sim_answer_free (answer);
      answer = sim_answer_new (SOUP_STATUS_NOT_MODIFIED, NULL, NULL);
    }

  soup_message_headers_replace (answer->headers, "ETag", etag);

  return answer;
}

static SimAnswer *
answer_list (const SimApi     *api,
             const SimRequest *request)
{
  g_autoptr (GPtrArray) tokens = NULL;
  SimAnswer *answer;
  Order order;
  guint offset;
  guint count;

  if (!read_page (api, request, &offset, &count) || !read_order (request, &order))
    return sim_answer_new_message (SOUP_STATUS_BAD_REQUEST, "limit, cursor or sortDirection cannot be read");

  tokens = dup_sorted_tokens (api, &order);
  answer = answer_page (api, tokens, offset, count);

  return api->has_etag ? apply_etag (answer, request) : answer;
}

static const char *
get_string (JsonNode   *body,
            const char *name)
{
  JsonNode *node = get_member (body, name);

  if (node == NULL || json_node_get_value_type (node) != G_TYPE_STRING || *json_node_get_string (node) == '\0')
    return NULL;

  return json_node_get_string (node);
}

static const char *
find_header_problem (const SimRequest *request)
{
  const char *accept = soup_message_headers_get_list (request->headers, "Accept");
  const char *type = soup_message_headers_get_content_type (request->headers, NULL);

  if (g_strcmp0 (type, "application/json") != 0)
    return "Content-Type must be application/json";
  if (accept == NULL || (strstr (accept, "application/json") == NULL && strstr (accept, "*/*") == NULL))
    return "Accept must allow application/json";

  return NULL;
}

/* As the real server, this one creates a second token as gladly as the first. */
static SimAnswer *
answer_create (const SimApi     *api,
               const SimRequest *request)
{
  g_autoptr (JsonNode) body = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *user_id = sim_store_dup_user_id (api->store);
  const char *problem = find_header_problem (request);
  JsonNode *created;

  if (problem != NULL)
    return sim_answer_new_message (SOUP_STATUS_BAD_REQUEST, problem);

  body = sim_request_parse_json (request, JSON_NODE_OBJECT, &error);
  if (body == NULL)
    return sim_answer_new_message (SOUP_STATUS_BAD_REQUEST, error->message);

  if (get_string (body, "name") == NULL)
    return sim_answer_new_message (SOUP_STATUS_BAD_REQUEST, "name is required");
  if (get_string (body, "userId") == NULL)
    return sim_answer_new_message (SOUP_STATUS_BAD_REQUEST, "userId is required");
  if (!g_str_equal (get_string (body, "userId"), user_id))
    return sim_answer_new_message (SOUP_STATUS_FORBIDDEN, "userId is not yours");

  created = json_node_new (JSON_NODE_OBJECT);
  json_node_set_object (created, sim_store_add_token (api->store, get_string (body, "name")));

  return sim_answer_new_json (SOUP_STATUS_CREATED, created);
}

static SimAnswer *
answer_tokens (const SimApi     *api,
               const SimRequest *request,
               Credential        credential)
{
  if (sim_request_is (request, SOUP_METHOD_GET))
    return answer_list (api, request);

  if (!sim_request_is (request, SOUP_METHOD_POST))
    return answer_method_not_allowed ("GET, POST");

  if (credential != CREDENTIAL_API_KEY)
    return sim_answer_new_message (SOUP_STATUS_FORBIDDEN, "Creating a token needs the API key");

  return answer_create (api, request);
}

static SimAnswer *
answer_token (const SimApi     *api,
              const SimRequest *request,
              const char       *id)
{
  if (!api->can_revoke || !sim_request_is (request, SOUP_METHOD_DELETE))
    return answer_method_not_allowed (api->can_revoke ? "DELETE" : "");

  if (!sim_store_remove_token (api->store, id))
    return sim_answer_new_message (SOUP_STATUS_NOT_FOUND, "There is no such token");

  return sim_answer_new (SOUP_STATUS_NO_CONTENT, NULL, NULL);
}

static SimAnswer *
answer_path (const SimApi     *api,
             const SimRequest *request)
{
  Credential credential = authenticate (api, request);
  const char *path = request->path;
  gboolean is_whoami = g_str_equal (path, "/api/whoami");
  gboolean is_tokens = g_str_equal (path, TOKENS_PATH);
  gboolean is_token = g_str_has_prefix (path, TOKENS_PATH "/") && path[strlen (TOKENS_PATH "/")] != '\0';

  if (!is_whoami && !is_tokens && !is_token)
    return sim_answer_new_not_found ();
  if (credential == CREDENTIAL_NONE)
    return sim_answer_new_message (SOUP_STATUS_UNAUTHORIZED, "Invalid credentials");
  if (is_whoami)
    return answer_whoami (api, request);
  if (is_tokens)
    return answer_tokens (api, request, credential);

  return answer_token (api, request, path + strlen (TOKENS_PATH "/"));
}

/* Returns (transfer full): what Workbench says to a request, which has been carried out then. */
SimAnswer *
sim_api_answer (const SimApi     *api,
                const SimRequest *request)
{
  SimAnswer *answer = answer_path (api, request);

  if (g_bytes_get_size (answer->body) > SHORTEST_COMPRESSED && sim_request_accepts_gzip (request))
    sim_answer_compress (answer);

  return answer;
}
