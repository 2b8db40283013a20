/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "wt-error.h"
#include "wt-wire-json.h"
#include "wt-wire.h"

static gboolean
is_json_space (char c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Returns the quote that ends the string which begins after @p, or NULL if it does not end or holds a NUL, which
 * json-glib would cut it at. */
static const char *
skip_string (const char *p,
             const char *end)
{
  for (; p < end && *p != '"'; p++)
    {
      if ((guchar) *p < 0x20)
        return NULL;
      if (*p != '\\')
        continue;
      if (end - p >= 6 && memcmp (p, "\\u0000", 6) == 0)
        return NULL;
      p++;
    }

  return p < end ? p : NULL;
}

/* json-glib recurses, so that a deep document overflows the stack, and it takes what is not JSON: single quotes,
 * comments, "var x = …", text after the end. All of that is refused on the bytes, before it sees them. */
static gboolean
is_acceptable (const char *text,
               gsize       length)
{
  const char *end = text + length;
  guint depth = 0;
  gboolean begun = FALSE;

  if (length > WT_WIRE_MAX_SIZE || !g_utf8_validate_len (text, length, NULL))
    return FALSE;

  for (const char *p = text; p < end; p++)
    {
      if (is_json_space (*p))
        continue;
      if (depth == 0 && (begun || (*p != '{' && *p != '[')))
        return FALSE;

      begun = TRUE;
      if (*p == '{' || *p == '[')
        depth++;
      else if (*p == '}' || *p == ']')
        depth--;
      else if (*p == '"')
        p = skip_string (p + 1, end);
      else if (!g_ascii_isalnum (*p) && strchr (",:+-.", *p) == NULL)
        return FALSE;

      if (p == NULL || depth > WT_WIRE_MAX_DEPTH)
        return FALSE;
    }

  return begun && depth == 0;
}

/**
 * wt_wire_parse_json:
 * @text: (array length=length): bytes from a server
 * @length: their number
 * @error: return location for a %WT_ERROR_UNREADABLE
 *
 * Parses an object or an array of at most %WT_WIRE_MAX_SIZE bytes and %WT_WIRE_MAX_DEPTH levels, strictly in what would
 * change its meaning: size, depth, UTF-8, embedded NUL and anything outside the document are checked before json-glib
 * sees it. Pure; does not block.
 *
 * Returns: (transfer full) (nullable): the root, or %NULL with @error set
 */
JsonNode *
wt_wire_parse_json (const char  *text,
                    gsize        length,
                    GError     **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonNode *root = NULL;

  if (is_acceptable (text, length) && json_parser_load_from_data (parser, text, length, NULL))
    root = json_parser_steal_root (parser);

  /* A message of json-glib quotes the document, which holds tokens. */
  if (root == NULL)
    g_set_error_literal (error, WT_ERROR, WT_ERROR_UNREADABLE,
                         _("The server’s answer could not be read. Try again; if it stays like this, check the server address."));

  return root;
}

/**
 * wt_wire_wipe_strings:
 * @node: a document of which all that is needed was copied
 *
 * Overwrites each string of @node in place. json-glib keeps them in ordinary memory, and any of them may be a token.
 */
void
wt_wire_wipe_strings (JsonNode *node)
{
  switch (json_node_get_node_type (node))
    {
    case JSON_NODE_OBJECT:
      {
        JsonObjectIter iter;
        JsonNode *member;

        json_object_iter_init (&iter, json_node_get_object (node));
        while (json_object_iter_next (&iter, NULL, &member))
          wt_wire_wipe_strings (member);
        break;
      }
    case JSON_NODE_ARRAY:
      {
        JsonArray *array = json_node_get_array (node);

        for (guint i = 0; i < json_array_get_length (array); i++)
          wt_wire_wipe_strings (json_array_get_element (array, i));
        break;
      }
    case JSON_NODE_VALUE:
      if (json_node_get_value_type (node) == G_TYPE_STRING)
        {
          char *string = (char *) json_node_get_string (node);

          explicit_bzero (string, strlen (string));
        }
      break;
    case JSON_NODE_NULL:
      break;
    }
}

/**
 * wt_wire_get_object_member:
 * @object: an object
 * @name: a member's name
 *
 * Returns: (transfer none) (nullable): the member if it is an object
 */
JsonObject *
wt_wire_get_object_member (JsonObject *object,
                           const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/**
 * wt_wire_get_array_member:
 * @object: an object
 * @name: a member's name
 *
 * Returns: (transfer none) (nullable): the member if it is an array
 */
JsonArray *
wt_wire_get_array_member (JsonObject *object,
                          const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

/**
 * wt_wire_get_string_member:
 * @object: an object
 * @name: a member's name
 *
 * Returns: (transfer none) (nullable): the member if it is a string that is not empty, and text
 */
const char *
wt_wire_get_string_member (JsonObject *object,
                           const char *name)
{
  JsonNode *node = json_object_get_member (object, name);
  const char *string;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;

  string = json_node_get_string (node);

  /* Half of a surrogate pair, escaped, is not UTF-8 when json-glib has decoded it. */
  return *string != '\0' && g_utf8_validate (string, -1, NULL) ? string : NULL;
}

/**
 * wt_wire_dup_id_member:
 * @object: an object
 * @name: a member's name
 *
 * Returns: (transfer full) (nullable): the member if it is a string that is not empty, or a number, as its decimal text
 */
char *
wt_wire_dup_id_member (JsonObject *object,
                       const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  /* A number that does not fit reads as -1 in json-glib: it must not become an id. */
  if (node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64)
    return json_node_get_int (node) >= 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node)) : NULL;

  return g_strdup (wt_wire_get_string_member (object, name));
}
