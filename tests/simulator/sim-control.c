/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim-control.h"

#include "sim-fault.h"

static SimAnswer *
answer_done (void)
{
  return sim_answer_new (SOUP_STATUS_NO_CONTENT, NULL, NULL);
}

static SimAnswer *
answer_refused (const GError *error)
{
  return sim_answer_new_message (SOUP_STATUS_BAD_REQUEST, error->message);
}

static SimAnswer *
answer_array (JsonArray *array)
{
  JsonNode *root = json_node_new (JSON_NODE_ARRAY);

  json_node_set_array (root, array);

  return sim_answer_new_json (SOUP_STATUS_OK, root);
}

static SimAnswer *
add_fault (GPtrArray        *faults,
           const SimRequest *request)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) body = sim_request_parse_json (request, JSON_NODE_OBJECT, &error);
  SimFault *fault;

  if (body == NULL)
    return answer_refused (error);

  fault = sim_fault_new_from_json (json_node_get_object (body), &error);
  if (fault == NULL)
    return answer_refused (error);

  g_ptr_array_add (faults, fault);

  return answer_done ();
}

static SimAnswer *
put_tokens (SimStore         *store,
            const SimRequest *request)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) body = NULL;
  const char *count = sim_request_get_query (request, "count");
  guint64 number;

  if (count != NULL)
    {
      if (!g_ascii_string_to_unsigned (count, 10, 0, G_MAXINT, &number, &error))
        return answer_refused (error);

      sim_store_fill (store, number);
      return answer_done ();
    }

  body = sim_request_parse_json (request, JSON_NODE_ARRAY, &error);
  if (body == NULL)
    return answer_refused (error);

  sim_store_set_tokens (store, json_node_dup_array (body));

  return answer_done ();
}

static SimAnswer *
put_user (SimStore         *store,
          const SimRequest *request)
{
  g_autoptr (GError) error = NULL;
  JsonNode *body = sim_request_parse_json (request, JSON_NODE_OBJECT, &error);

  if (body == NULL)
    return answer_refused (error);

  sim_store_set_user (store, body);

  return answer_done ();
}

static SimAnswer *
put_api_key (SimStore         *store,
             const SimRequest *request)
{
  gsize length;
  const char *text = g_bytes_get_data (request->body, &length);
  g_autofree char *api_key = g_strndup (text != NULL ? text : "", length);

  if (*g_strstrip (api_key) == '\0')
    return sim_answer_new_message (SOUP_STATUS_BAD_REQUEST, "The API key is empty");

  sim_store_set_api_key (store, api_key);

  return answer_done ();
}

/* Returns (transfer full): what came of a request of a test to the simulator itself. It needs no credential. */
SimAnswer *
sim_control_answer (SimStore         *store,
                    GPtrArray        *faults,
                    SimLog           *log,
                    const SimRequest *request)
{
  g_autofree char *call = g_strdup_printf ("%s %s", request->method, request->path + strlen (SIM_CONTROL_PREFIX));

  if (g_str_equal (call, "POST faults"))
    return add_fault (faults, request);
  if (g_str_equal (call, "GET log"))
    return answer_array (sim_log_get_entries (log));
  if (g_str_equal (call, "GET tokens"))
    return answer_array (sim_store_get_tokens (store));
  if (g_str_equal (call, "PUT tokens"))
    return put_tokens (store, request);
  if (g_str_equal (call, "PUT user"))
    return put_user (store, request);
  if (g_str_equal (call, "PUT api-key"))
    return put_api_key (store, request);

  if (g_str_equal (call, "DELETE faults"))
    g_ptr_array_set_size (faults, 0);
  else if (g_str_equal (call, "DELETE log"))
    sim_log_clear (log);
  else
    return sim_answer_new_message (SOUP_STATUS_NOT_FOUND, "The simulator has no such control");

  return answer_done ();
}
