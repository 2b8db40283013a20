/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "wt-wire-json.h"
#include "wt-wire.h"

/* What may be a secret in an answer. */

/* A longer name that has a digit in it may be a value wherever it stands. */
#define LONGEST_NAME 16

typedef struct
{
  WtSecrets  *secrets;
  const char *value_member;
} Search;

static void search (const Search *self,
                    JsonNode     *node,
                    gboolean      is_value);

/* "token", and "tokens", which may hold them in any way. */
static gboolean
holds_values (const Search *self,
              const char   *name)
{
  g_autofree char *one = NULL;

  if (wt_wire_is_value_name (name) || g_strcmp0 (name, self->value_member) == 0)
    return TRUE;
  if (*name == '\0' || g_ascii_tolower (name[strlen (name) - 1]) != 's')
    return FALSE;

  one = g_strndup (name, strlen (name) - 1);

  return wt_wire_is_value_name (one);
}

static gboolean
may_be_value (const char *name,
              gboolean    is_among_values)
{
  gboolean looks_like_one = strlen (name) > LONGEST_NAME && strpbrk (name, G_CSET_DIGITS) != NULL;

  return (is_among_values || looks_like_one) && !wt_wire_is_word (name);
}

static void
search_object (const Search *self,
               JsonObject   *object,
               gboolean      is_value)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, &member))
    {
      if (may_be_value (name, is_value))
        wt_secrets_add (self->secrets, name);
      search (self, member, holds_values (self, name));
    }
}

static void
search_value (const Search *self,
              JsonNode     *node)
{
  g_autofree char *number = NULL;

  if (json_node_get_value_type (node) == G_TYPE_STRING)
    wt_secrets_add (self->secrets, json_node_get_string (node));
  else if (json_node_get_value_type (node) == G_TYPE_INT64)
    {
      number = wt_wire_dup_number (node);
      wt_secrets_add (self->secrets, number);
    }
}

static void
search (const Search *self,
        JsonNode     *node,
        gboolean      is_value)
{
  switch (json_node_get_node_type (node))
    {
    case JSON_NODE_OBJECT:
      search_object (self, json_node_get_object (node), is_value);
      break;
    case JSON_NODE_ARRAY:
      {
        JsonArray *array = json_node_get_array (node);

        for (guint i = 0; i < json_array_get_length (array); i++)
          search (self, json_array_get_element (array, i), is_value);
        break;
      }
    case JSON_NODE_VALUE:
      if (is_value)
        search_value (self, node);
      break;
    case JSON_NODE_NULL:
      break;
    }
}

/**
 * wt_wire_find_secrets:
 * @document: an answer, of any kind
 * @value_member: (nullable): the member that holds a token's value; %NULL or empty to find it
 *
 * Finds what may be a secret: the values of tokens, as they are read elsewhere; each text and number in a member that
 * is named like one; and names that are none. Pure; takes about a second for each 50 MB.
 *
 * Returns: (transfer full): the secrets
 */
WtSecrets *
wt_wire_find_secrets (WtDocument *document,
                      const char *value_member)
{
  const Search self = { wt_secrets_new (), value_member };

  if (document->root != NULL)
    {
      wt_wire_add_values (self.secrets, document->root, value_member);
      search (&self, document->root, FALSE);
    }

  return self.secrets;
}
