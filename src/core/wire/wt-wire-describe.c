/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "wt-wire-json.h"
#include "wt-wire.h"

/* Who looks for the reason needs no more of it. */
#define MAX_SIZE (16 * 1024)

static void describe_node (GString  *text,
                           JsonNode *node,
                           guint     indent);

static void
describe_value (GString  *text,
                JsonNode *node)
{
  GType type = json_node_get_value_type (node);

  if (type == G_TYPE_STRING)
    g_string_append_printf (text, "string of %ld\n", g_utf8_strlen (json_node_get_string (node), -1));
  else if (type == G_TYPE_BOOLEAN)
    g_string_append (text, "boolean\n");
  else
    g_string_append (text, "number\n");
}

static void
describe_object (GString    *text,
                 JsonObject *object,
                 guint       indent)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  g_string_append (text, "object\n");
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &member))
    {
      if (text->len > MAX_SIZE)
        break;

      /* Any other one may be a value. */
      if (wt_wire_is_word (name))
        g_string_append_printf (text, "%*s%s: ", indent + 2, "", name);
      else
        g_string_append_printf (text, "%*s(a name of %ld): ", indent + 2, "", g_utf8_strlen (name, -1));
      describe_node (text, member, indent + 2);
    }
}

static void
describe_array (GString   *text,
                JsonArray *array,
                guint      indent)
{
  g_string_append_printf (text, "array of %u\n", json_array_get_length (array));
  if (json_array_get_length (array) == 0)
    return;

  g_string_append_printf (text, "%*sfirst: ", indent + 2, "");
  describe_node (text, json_array_get_element (array, 0), indent + 2);
}

static void
describe_node (GString  *text,
               JsonNode *node,
               guint     indent)
{
  switch (json_node_get_node_type (node))
    {
    case JSON_NODE_OBJECT:
      describe_object (text, json_node_get_object (node), indent);
      break;
    case JSON_NODE_ARRAY:
      describe_array (text, json_node_get_array (node), indent);
      break;
    case JSON_NODE_VALUE:
      describe_value (text, node);
      break;
    case JSON_NODE_NULL:
      g_string_append (text, "null\n");
      break;
    }
}

/**
 * wt_wire_describe_json:
 * @root: an answer
 *
 * Describes the shape of an answer for whoever maintains the program: names and types of members, lengths of strings,
 * and of an array the first item. Never a value, nor a name that could be one, and not much more than 16 KiB. Pure;
 * does not block.
 *
 * Returns: (transfer full): lines of text, English
 */
char *
wt_wire_describe_json (JsonNode *root)
{
  g_autoptr (GString) text = g_string_new (NULL);

  describe_node (text, root, 0);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * wt_wire_describe:
 * @document: an answer, of any kind
 *
 * The same for an answer that may not even be JSON. Pure; does not block.
 *
 * Returns: (transfer full): lines of text, English
 */
char *
wt_wire_describe (WtDocument *document)
{
  JsonNode *root = document->root;

  if (root == NULL)
    return g_strdup_printf ("not JSON, %" G_GSIZE_FORMAT " bytes\n", document->length);

  return wt_wire_describe_json (root);
}
