/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <math.h>
#include <string.h>

#include "wt-wire-json.h"

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

/* json-glib writes a decimal point also where there is an exponent already, and words for those that do not fit. */
static char *
dup_double (double number)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite (number))
    return g_strdup (number > 0 ? "1e999" : "-1e999");

  g_ascii_formatd (digits, sizeof digits, "%.17g", number);

  return g_strconcat (digits, strpbrk (digits, ".e") == NULL ? ".0" : NULL, NULL);
}

/**
 * wt_wire_dup_number:
 * @node: a value that is no text
 *
 * Returns: (transfer full): it as JSON has it: a number, or a word
 */
char *
wt_wire_dup_number (JsonNode *node)
{
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  if (json_node_get_value_type (node) == G_TYPE_DOUBLE)
    return dup_double (json_node_get_double (node));

  return g_strdup (json_node_get_boolean (node) ? "true" : "false");
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
