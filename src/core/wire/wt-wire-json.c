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

static const char *
skip_digits (const char *p,
             const char *end)
{
  while (p < end && g_ascii_isdigit (*p))
    p++;

  return p;
}

/* Returns the last character of the number that begins at @p, or NULL if it is none. Digits after a zero would be octal
 * to json-glib, "0x10" hexadecimal. */
static const char *
skip_number (const char *p,
             const char *end)
{
  const char *digits = p + (*p == '-' ? 1 : 0);
  const char *after = skip_digits (digits, end);

  if (after == digits || (*digits == '0' && after - digits > 1))
    return NULL;

  if (after < end && *after == '.')
    {
      digits = after + 1;
      after = skip_digits (digits, end);
      if (after == digits)
        return NULL;
    }

  if (after < end && (*after == 'e' || *after == 'E'))
    {
      digits = after + 1;
      if (digits < end && (*digits == '+' || *digits == '-'))
        digits++;
      after = skip_digits (digits, end);
      if (after == digits)
        return NULL;
    }

  return after < end && (is_json_space (*after) || strchr (",]}", *after) != NULL) ? after - 1 : NULL;
}

/* The UTF-16 unit that is written at @p, or 0 if there is none. */
static guint
read_unit (const char *p,
           const char *end)
{
  guint unit = 0;

  if (end - p < 6 || p[0] != '\\' || p[1] != 'u')
    return 0;

  for (guint i = 2; i < 6; i++)
    {
      if (!g_ascii_isxdigit (p[i]))
        return 0;
      unit = unit * 16 + g_ascii_xdigit_value (p[i]);
    }

  return unit;
}

/* Returns the last character of the escape sequence that begins at @p, or NULL if it is none. json-glib would cut the
 * string at a NUL, and forget to free it after half of a surrogate pair. */
static const char *
skip_escape (const char *p,
             const char *end)
{
  guint unit = read_unit (p, end);

  if (unit >= 0xd800 && unit <= 0xdbff)
    {
      guint low = read_unit (p + 6, end);

      return low >= 0xdc00 && low <= 0xdfff ? p + 11 : NULL;
    }
  if (unit != 0)
    return unit < 0xdc00 || unit > 0xdfff ? p + 5 : NULL;

  return end - p >= 2 && p[1] != '\0' && strchr ("\"\\/bfnrt", p[1]) != NULL ? p + 1 : NULL;
}

/* Returns the quote that ends the string which begins at @p, or NULL if it does not end or is no string of JSON. */
static const char *
skip_string (const char *p,
             const char *end)
{
  for (p++; p != NULL && p < end && *p != '"'; p++)
    {
      if ((guchar) *p < 0x20)
        return NULL;
      if (*p == '\\')
        p = skip_escape (p, end);
      if (p == NULL)
        return NULL;
    }

  return p < end ? p : NULL;
}

/* Returns the last character of what begins at @p, or NULL if nothing in JSON begins so. The order of things and the
 * spelling of words are left to json-glib. */
static const char *
skip_token (const char *p,
            const char *end)
{
  if (*p == '"')
    return skip_string (p, end);
  if (*p == '-' || g_ascii_isdigit (*p))
    return skip_number (p, end);

  return *p != '\0' && (g_ascii_islower (*p) || strchr ("{}[],:", *p) != NULL) ? p : NULL;
}

/* json-glib recurses, so that a deep document overflows the stack, and it takes what is not JSON: single quotes,
 * comments, "var x = …", octal numbers, text after the end. All of that is refused on the bytes, before it sees them. */
static gboolean
is_acceptable (const char *text,
               gsize       length)
{
  const char *end;
  guint depth = 0;
  gboolean begun = FALSE;

  if (length == 0 || length > WT_WIRE_MAX_SIZE || !g_utf8_validate_len (text, length, NULL))
    return FALSE;

  end = text + length;
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

      p = skip_token (p, end);
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
