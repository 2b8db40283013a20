/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "wt-error.h"
#include "wt-json-syntax.h"
#include "wt-wire-json.h"
#include "wt-wire.h"

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

  if (length <= WT_WIRE_MAX_SIZE && wt_json_syntax_is_document (text, length) &&
      json_parser_load_from_data (parser, text, length, NULL))
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
 * wt_wire_document_free:
 * @root: (transfer full): a document of which all that is needed was copied
 *
 * Overwrites each string of it, as wt_wire_wipe_strings() does, and frees it.
 */
void
wt_wire_document_free (WtWireDocument *root)
{
  wt_wire_wipe_strings (root);
  json_node_unref (root);
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

/* A number that does not fit must not become an id. It reads as -1 in json-glib 1.6, and in 1.10 as the largest one, which
 * is then none itself. */
static char *
dup_number (gint64 number)
{
  return number >= 0 && number < G_MAXINT64 ? g_strdup_printf ("%" G_GINT64_FORMAT, number) : NULL;
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

  if (node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64)
    return dup_number (json_node_get_int (node));

  return g_strdup (wt_wire_get_string_member (object, name));
}
