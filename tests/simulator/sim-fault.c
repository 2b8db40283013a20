/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim-fault.h"

#define DEFAULT_DELAY_MS 1000

static const struct
{
  const char *name;
  SimAction   action;
} actions[] = {
  { "answer", SIM_ACTION_ANSWER },
  { "delay", SIM_ACTION_DELAY },
  { "reset", SIM_ACTION_RESET },
  { "cut-off", SIM_ACTION_CUT_OFF },
  { "drip", SIM_ACTION_DRIP },
  { "redirect", SIM_ACTION_REDIRECT },
  { "hang", SIM_ACTION_HANG },
  { "raw", SIM_ACTION_RAW },
};

/* Each member of a fault, so that a misspelt one is an error and not a test that tests nothing. */
static const struct
{
  const char *name;
  GType       type;
} members[] = {
  { "method", G_TYPE_STRING },     { "path", G_TYPE_STRING },       { "times", G_TYPE_INT64 },
  { "skip", G_TYPE_INT64 },        { "when", G_TYPE_STRING },       { "action", G_TYPE_STRING },
  { "status", G_TYPE_INT64 },      { "body", G_TYPE_STRING },       { "bodyBase64", G_TYPE_STRING },
  { "bodyRepeat", G_TYPE_NONE },   { "gzip", G_TYPE_BOOLEAN },      { "contentType", G_TYPE_STRING },
  { "headers", G_TYPE_NONE },      { "delayMs", G_TYPE_INT64 },     { "location", G_TYPE_STRING },
  { "bytesPerSecond", G_TYPE_INT64 },
};

static gboolean
set_error (GError     **error,
           const char  *message,
           const char  *name)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s: %s", message, name);

  return FALSE;
}

static gboolean
check_member (const char  *name,
              JsonNode    *node,
              GError     **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      if (!g_str_equal (members[i].name, name))
        continue;

      /* G_TYPE_NONE stands for an object. */
      if (members[i].type == G_TYPE_NONE ? JSON_NODE_HOLDS_OBJECT (node)
                                         : json_node_get_value_type (node) == members[i].type)
        return TRUE;

      return set_error (error, "A member has the wrong type", name);
    }

  return set_error (error, "A fault has no such member", name);
}

static gboolean
check_members (JsonObject  *object,
               GError     **error)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, &node))
    if (!check_member (name, node, error))
      return FALSE;

  return TRUE;
}

static guint
get_number (JsonObject *object,
            const char *name,
            guint       fallback)
{
  return CLAMP (json_object_get_int_member_with_default (object, name, fallback), 0, G_MAXINT);
}

static GBytes *
repeat_text (JsonObject  *repeat,
             GError     **error)
{
  const char *text = json_object_get_string_member_with_default (repeat, "text", NULL);
  gsize count = get_number (repeat, "count", 1);
  gsize length;
  char *data;

  if (text == NULL || *text == '\0')
    {
      set_error (error, "There is nothing to repeat", "bodyRepeat");
      return NULL;
    }

  length = strlen (text);
  data = g_malloc (length * count + 1);
  for (gsize i = 0; i < count; i++)
    memcpy (data + i * length, text, length);

  return g_bytes_new_take (data, length * count);
}

/* Sets body to what the fault says, or to NULL if it says nothing of a body. */
static gboolean
parse_body (JsonObject  *object,
            GBytes     **body,
            GError     **error)
{
  const char *text = json_object_get_string_member_with_default (object, "body", NULL);
  const char *base64 = json_object_get_string_member_with_default (object, "bodyBase64", NULL);

  *body = NULL;
  if (json_object_has_member (object, "bodyRepeat"))
    {
      *body = repeat_text (json_object_get_object_member (object, "bodyRepeat"), error);
      return *body != NULL;
    }

  if (base64 != NULL)
    {
      gsize length;
      guchar *data = g_base64_decode (base64, &length);

      *body = g_bytes_new_take (data, length);
    }
  else if (text != NULL)
    {
      *body = g_bytes_new (text, strlen (text));
    }

  return TRUE;
}

static gboolean
add_headers (SimAnswer   *answer,
             JsonObject  *headers,
             GError     **error)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, headers);
  while (json_object_iter_next (&iter, &name, &node))
    {
      if (json_node_get_value_type (node) != G_TYPE_STRING)
        return set_error (error, "A header is not text", name);

      soup_message_headers_replace (answer->headers, name, json_node_get_string (node));
    }

  return TRUE;
}

/* A body alone is a success with that body; no body is an error of the server. */
static guint
get_default_status (SimAction  action,
                    GBytes    *body)
{
  if (action == SIM_ACTION_REDIRECT)
    return SOUP_STATUS_FOUND;

  return body != NULL ? SOUP_STATUS_OK : SOUP_STATUS_INTERNAL_SERVER_ERROR;
}

static SimAnswer *
parse_answer (JsonObject  *object,
              SimAction    action,
              GError     **error)
{
  g_autoptr (SimAnswer) answer = NULL;
  GBytes *body;
  guint status;

  if (!parse_body (object, &body, error))
    return NULL;

  status = get_number (object, "status", get_default_status (action, body));
  if (body == NULL && status != SOUP_STATUS_NO_CONTENT && status != SOUP_STATUS_NOT_MODIFIED)
    body = g_bytes_new_static ("{\"message\":\"Simulated fault\"}", strlen ("{\"message\":\"Simulated fault\"}"));

  answer = sim_answer_new (status, json_object_get_string_member_with_default (object, "contentType", NULL), body);
  if (!json_object_has_member (object, "contentType") && g_bytes_get_size (answer->body) > 0)
    soup_message_headers_replace (answer->headers, "Content-Type", "application/json");
  if (action == SIM_ACTION_REDIRECT)
    soup_message_headers_replace (answer->headers, "Location",
                                  json_object_get_string_member_with_default (object, "location", "/elsewhere"));

  if (json_object_get_boolean_member_with_default (object, "gzip", FALSE))
    sim_answer_compress (answer);

  if (json_object_has_member (object, "headers") &&
      !add_headers (answer, json_object_get_object_member (object, "headers"), error))
    return NULL;

  /* The server would take an informational one for a step on the way and wait for the real answer. */
  if (status < 200 || status > 999)
    {
      set_error (error, "Not a status from 200 to 999", "status");
      return NULL;
    }

  return g_steal_pointer (&answer);
}

static gboolean
needs_answer (JsonObject *object,
              SimAction   action)
{
  switch (action)
    {
    case SIM_ACTION_ANSWER:
    case SIM_ACTION_REDIRECT:
    case SIM_ACTION_RAW:
      return TRUE;

    case SIM_ACTION_CUT_OFF:
    case SIM_ACTION_DRIP:
      return json_object_has_member (object, "status") || json_object_has_member (object, "body") ||
             json_object_has_member (object, "bodyBase64") || json_object_has_member (object, "bodyRepeat");

    case SIM_ACTION_DELAY:
    case SIM_ACTION_RESET:
    case SIM_ACTION_HANG:
      return FALSE;
    }

  g_return_val_if_reached (FALSE);
}

static gboolean
parse_action (SimFault    *fault,
              const char  *name,
              GError     **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      if (!g_str_equal (actions[i].name, name))
        continue;

      fault->action = actions[i].action;
      return TRUE;
    }

  return set_error (error, "There is no such action", name);
}

static gboolean
parse_when (SimFault    *fault,
            const char  *when,
            GError     **error)
{
  fault->carries_out_first = g_str_equal (when, "after");

  return fault->carries_out_first || g_str_equal (when, "before") || set_error (error, "Not before or after", when);
}

/* Returns (transfer full): the fault that a test describes. */
SimFault *
sim_fault_new_from_json (JsonObject  *object,
                         GError     **error)
{
  g_autoptr (SimFault) fault = g_rc_box_new0 (SimFault);

  if (!check_members (object, error) ||
      !parse_action (fault, json_object_get_string_member_with_default (object, "action", "answer"), error) ||
      !parse_when (fault, json_object_get_string_member_with_default (object, "when", "before"), error))
    return NULL;

  fault->method = g_strdup (json_object_get_string_member_with_default (object, "method", NULL));
  fault->path = g_strdup (json_object_get_string_member_with_default (object, "path", NULL));
  fault->times = get_number (object, "times", 1);
  fault->skip = get_number (object, "skip", 0);
  fault->delay_ms = get_number (object, "delayMs", fault->action == SIM_ACTION_DELAY ? DEFAULT_DELAY_MS : 0);
  fault->bytes_per_second = MAX (get_number (object, "bytesPerSecond", 1), 1);

  if (needs_answer (object, fault->action))
    {
      fault->answer = parse_answer (object, fault->action, error);
      if (fault->answer == NULL)
        return NULL;
    }

  return g_steal_pointer (&fault);
}

static void
fault_clear (SimFault *fault)
{
  g_clear_pointer (&fault->answer, sim_answer_free);
  g_free (fault->method);
  g_free (fault->path);
}

void
sim_fault_unref (SimFault *fault)
{
  g_rc_box_release_full (fault, (GDestroyNotify) fault_clear);
}

static gboolean
matches (const SimFault   *fault,
         const SimRequest *request)
{
  if (fault->method != NULL && !g_str_equal (fault->method, request->method))
    return FALSE;

  if (fault->path == NULL)
    return TRUE;

  if (g_str_has_suffix (fault->path, "*"))
    return strncmp (fault->path, request->path, strlen (fault->path) - 1) == 0;

  return g_str_equal (fault->path, request->path);
}

/*
 * Returns (transfer full) (nullable): the first fault that is for the request. One that lets this request through
 * leaves it to the next one; one that was used up is removed.
 */
SimFault *
sim_faults_take (GPtrArray        *faults,
                 const SimRequest *request)
{
  for (guint i = 0; i < faults->len; i++)
    {
      SimFault *fault = g_ptr_array_index (faults, i);

      if (!matches (fault, request))
        continue;

      if (fault->skip > 0)
        {
          fault->skip--;
          continue;
        }

      if (fault->times == 1)
        return g_ptr_array_steal_index (faults, i);

      /* 0 stays 0, which is for ever. */
      if (fault->times > 1)
        fault->times--;

      return g_rc_box_acquire (fault);
    }

  return NULL;
}
