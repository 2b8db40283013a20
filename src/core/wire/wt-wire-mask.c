/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "wt-text.h"
#include "wt-wire-json.h"
#include "wt-wire.h"

/* An answer as it may be shown: with something else in the place of each secret. */

/* A shorter one is masked where it is a whole text; within others it would be found everywhere. */
#define SHORTEST_WITHIN 6

static JsonNode *mask_node (JsonNode  *node,
                            GPtrArray *secrets);

static void
wipe (gpointer data)
{
  explicit_bzero (data, strlen (data));
  g_free (data);
}

/**
 * wt_wire_add_secret:
 * @secrets: (element-type utf8): secrets
 * @secret: one more, which is copied; the copy is wiped with @secrets
 */
void
wt_wire_add_secret (GPtrArray  *secrets,
                    const char *secret)
{
  if (*secret != '\0' && !g_ptr_array_find_with_equal_func (secrets, secret, g_str_equal, NULL))
    g_ptr_array_add (secrets, g_strdup (secret));
}

static void
find_secrets (GPtrArray  *secrets,
              JsonNode   *node,
              const char *value_member,
              gboolean    is_value)
{
  switch (json_node_get_node_type (node))
    {
    case JSON_NODE_OBJECT:
      {
        JsonObjectIter iter;
        const char *name;
        JsonNode *member;

        json_object_iter_init (&iter, json_node_get_object (node));
        while (json_object_iter_next (&iter, &name, &member))
          find_secrets (secrets, member, value_member,
                        wt_wire_is_value_name (name) || g_strcmp0 (name, value_member) == 0);
        break;
      }
    case JSON_NODE_ARRAY:
      {
        JsonArray *array = json_node_get_array (node);

        for (guint i = 0; i < json_array_get_length (array); i++)
          find_secrets (secrets, json_array_get_element (array, i), value_member, is_value);
        break;
      }
    case JSON_NODE_VALUE:
      if (is_value && json_node_get_value_type (node) == G_TYPE_STRING)
        wt_wire_add_secret (secrets, json_node_get_string (node));
      break;
    case JSON_NODE_NULL:
      break;
    }
}

static void
add_token (GPtrArray   *secrets,
           WtUserToken *token)
{
  wt_wire_add_secret (secrets, wt_credential_get_text (wt_user_token_get_credential (token)));
}

/**
 * wt_wire_find_secrets:
 * @document: an answer, of any kind
 * @value_member: (nullable): the member that holds a token's value; %NULL or empty to find it
 *
 * Finds what may be a secret: the values of tokens, as they are read elsewhere, and each text in a member that is named
 * like one. Pure; does not block.
 *
 * Returns: (transfer full) (element-type utf8): the secrets, which are wiped with the array
 */
GPtrArray *
wt_wire_find_secrets (WtDocument *document,
                      const char *value_member)
{
  GPtrArray *secrets = g_ptr_array_new_with_free_func (wipe);
  g_autoptr (WtUserToken) token = wt_wire_read_token (document, value_member, NULL);
  g_autoptr (WtTokenPage) page = wt_wire_read_token_page (document, value_member, NULL);
  JsonNode *root = document->root;

  if (token != NULL)
    add_token (secrets, token);
  for (guint i = 0; page != NULL && i < page->tokens->len; i++)
    add_token (secrets, g_ptr_array_index (page->tokens, i));

  if (root != NULL)
    find_secrets (secrets, root, value_member, FALSE);

  return secrets;
}

/* How much of @text, from its beginning, is @secret, each of whose bytes may be percent-encoded: 0 if it is not. */
static gsize
match_secret (const char *text,
              const char *secret)
{
  const char *p = text;

  /* One that has a percent sign could look encoded as it is. */
  if (g_str_has_prefix (text, secret))
    return strlen (secret);

  for (; *secret != '\0'; secret++)
    {
      if (*p == '%' && g_ascii_isxdigit (p[1]) && g_ascii_isxdigit (p[2]) &&
          g_ascii_xdigit_value (p[1]) * 16 + g_ascii_xdigit_value (p[2]) == (guchar) *secret)
        p += 3;
      else if (*p == *secret)
        p++;
      else
        return 0;
    }

  return p - text;
}

/**
 * wt_wire_hide_secret:
 * @text: a text that is to be shown
 * @secret: a secret
 *
 * Puts an ellipsis in the place of @secret wherever it is in @text, percent-encoded too.
 */
void
wt_wire_hide_secret (GString    *text,
                     const char *secret)
{
  for (gsize i = 0; i < text->len; i++)
    {
      gsize length = match_secret (text->str + i, secret);

      if (length == 0)
        continue;

      g_string_erase (text, i, length);
      g_string_insert (text, i, "…");
      i += strlen ("…") - 1;
    }
}

static char *
mask_text (const char *text,
           GPtrArray  *secrets)
{
  g_autoptr (GString) masked = NULL;

  if (g_ptr_array_find_with_equal_func (secrets, text, g_str_equal, NULL))
    return g_strdup (WT_CREDENTIAL_MASK);

  masked = g_string_new (text);
  for (guint i = 0; i < secrets->len; i++)
    {
      const char *secret = g_ptr_array_index (secrets, i);

      if (strlen (secret) >= SHORTEST_WITHIN)
        wt_wire_hide_secret (masked, secret);
    }

  return g_string_free (g_steal_pointer (&masked), FALSE);
}

static JsonNode *
mask_object (JsonObject *object,
             GPtrArray  *secrets)
{
  g_autoptr (JsonObject) masked = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &member))
    {
      g_autofree char *masked_name = mask_text (name, secrets);

      json_object_set_member (masked, masked_name, mask_node (member, secrets));
    }

  return json_node_init_object (json_node_alloc (), masked);
}

static JsonNode *
mask_array (JsonArray *array,
            GPtrArray *secrets)
{
  g_autoptr (JsonArray) masked = json_array_new ();

  for (guint i = 0; i < json_array_get_length (array); i++)
    json_array_add_element (masked, mask_node (json_array_get_element (array, i), secrets));

  return json_node_init_array (json_node_alloc (), masked);
}

static JsonNode *
mask_value (JsonNode  *node,
            GPtrArray *secrets)
{
  g_autofree char *masked = NULL;

  if (json_node_get_value_type (node) != G_TYPE_STRING)
    return json_node_ref (node);

  masked = mask_text (json_node_get_string (node), secrets);

  return json_node_init_string (json_node_alloc (), masked);
}

static JsonNode *
mask_node (JsonNode  *node,
           GPtrArray *secrets)
{
  switch (json_node_get_node_type (node))
    {
    case JSON_NODE_OBJECT:
      return mask_object (json_node_get_object (node), secrets);
    case JSON_NODE_ARRAY:
      return mask_array (json_node_get_array (node), secrets);
    case JSON_NODE_VALUE:
      return mask_value (node, secrets);
    case JSON_NODE_NULL:
      return json_node_ref (node);
    }

  g_assert_not_reached ();
}

/* Lines for a label: no control characters, and nothing that turns the direction of what is around. */
static char *
dup_clean (const char *text,
           gsize       length,
           gboolean    has_lines)
{
  g_autoptr (GString) clean = NULL;

  if (!g_utf8_validate_len (text, length, NULL))
    return NULL;

  clean = g_string_sized_new (length + 1);
  for (const char *p = text; p < text + length; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if ((has_lines && (c == '\n' || c == '\t')) || !wt_text_is_invisible (c))
        g_string_append_unichar (clean, c);
    }

  return g_string_free (g_steal_pointer (&clean), FALSE);
}

/**
 * wt_wire_indent:
 * @document: an answer, of any kind
 *
 * Pure; does not block.
 *
 * Returns: (transfer full) (nullable): the answer as it is, which may hold secrets: JSON with a line for each member,
 *   or its text; %NULL if it is no text
 */
char *
wt_wire_indent (WtDocument *document)
{
  JsonNode *root = document->root;

  return root != NULL ? json_to_string (root, TRUE) : dup_clean (document->text, document->length, TRUE);
}

/**
 * wt_wire_mask:
 * @document: an answer, of any kind
 * @secrets: (element-type utf8): what must not be shown
 *
 * Pure; does not block.
 *
 * Returns: (transfer full) (nullable): what wt_wire_indent() returns, without @secrets
 */
char *
wt_wire_mask (WtDocument *document,
              GPtrArray  *secrets)
{
  JsonNode *root = document->root;
  g_autofree char *clean = NULL;
  g_autoptr (JsonNode) masked = NULL;

  if (root == NULL)
    {
      clean = dup_clean (document->text, document->length, TRUE);
      return clean != NULL ? mask_text (clean, secrets) : NULL;
    }

  masked = mask_node (root, secrets);

  return json_to_string (masked, TRUE);
}

/**
 * wt_wire_mask_line:
 * @line: one line, from a server
 * @secrets: (element-type utf8): what must not be shown
 *
 * Returns: (transfer full): the line as it may be shown; empty if it is no text
 */
char *
wt_wire_mask_line (const char *line,
                   GPtrArray  *secrets)
{
  g_autofree char *clean = dup_clean (line, strlen (line), FALSE);

  return clean != NULL ? mask_text (clean, secrets) : g_strdup ("");
}
