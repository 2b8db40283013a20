/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Gives what libFuzzer makes up to each function that shows what a server sent, and looks for the secrets in what comes of
 * it, in another way than they do. */

#include "config.h"

#include <stdint.h>
#include <string.h>

#include "invisible.h"
#include "strict-json.h"
#include "wt-wire-json.h"
#include "wt-wire.h"

/* As in the corpus. */
#define SECRET "s/e+c=t"
#define VALUE_MEMBER "other"

/* One that is shorter is only hidden where it is a whole text. */
#define SHORTEST_WITHIN 6

#define MOST 20

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

static void collect (GPtrArray *values,
                     JsonNode  *node,
                     gboolean   is_value);

static gboolean
ends_with (const char *name,
           const char *end)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);

  return g_str_has_suffix (lower, end);
}

static gboolean
is_value_name (const char *name)
{
  return ends_with (name, "token") || ends_with (name, "value") || ends_with (name, "key") || ends_with (name, "secret") ||
         g_str_equal (name, VALUE_MEMBER);
}

static void
collect_member (JsonObject *object,
                const char *name,
                JsonNode   *node,
                gpointer    values)
{
  collect (values, node, is_value_name (name));
}

static void
collect_element (JsonArray *array,
                 guint      index,
                 JsonNode  *node,
                 gpointer   values)
{
  collect (values, node, FALSE);
}

/* The texts that are values by the names of their members, and the values of tokens. */
static void
collect (GPtrArray *values,
         JsonNode  *node,
         gboolean   is_value)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    json_object_foreach_member (json_node_get_object (node), collect_member, values);
  else if (JSON_NODE_HOLDS_ARRAY (node))
    json_array_foreach_element (json_node_get_array (node), collect_element, values);
  else if (is_value && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    g_ptr_array_add (values, g_strdup (json_node_get_string (node)));
}

static void
collect_tokens (GPtrArray  *values,
                WtDocument *document)
{
  g_autoptr (WtTokenPage) page = wt_wire_read_token_page (document, VALUE_MEMBER, NULL);
  g_autoptr (WtUserToken) token = wt_wire_read_token (document, VALUE_MEMBER, NULL);

  for (guint i = 0; page != NULL && i < page->tokens->len; i++)
    g_ptr_array_add (values, g_strdup (wt_credential_get_text (wt_user_token_get_credential (page->tokens->pdata[i]))));
  if (token != NULL)
    g_ptr_array_add (values, g_strdup (wt_credential_get_text (wt_user_token_get_credential (token))));
}

/* What is put in the place of secrets could be one, too. */
static gboolean
is_like_a_gap (const char *value)
{
  return strstr (value, "…") != NULL || strstr (value, "•") != NULL || *value == '\0';
}

static char *
decode (const char *text)
{
  GString *decoded = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '%' && g_ascii_isxdigit (p[1]) && g_ascii_isxdigit (p[2]))
        {
          g_string_append_c (decoded, g_ascii_xdigit_value (p[1]) * 16 + g_ascii_xdigit_value (p[2]));
          p += 2;
        }
      else
        {
          g_string_append_c (decoded, *p);
        }
    }
  g_string_append_c (decoded, '\0');

  return g_string_free (decoded, FALSE);
}

static void
check_text (const char *text,
            GPtrArray  *values)
{
  g_autofree char *decoded = decode (text);

  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_null (strstr (text, SECRET));
  g_assert_null (strstr (decoded, SECRET));

  for (guint i = 0; i < values->len; i++)
    {
      const char *value = g_ptr_array_index (values, i);

      if (is_like_a_gap (value))
        continue;
      g_assert_cmpstr (text, !=, value);
      if (strlen (value) >= SHORTEST_WITHIN)
        g_assert_null (strstr (text, value));
    }
}

static void check_node (JsonNode  *node,
                        GPtrArray *values);

static void
check_member (JsonObject *object,
              const char *name,
              JsonNode   *node,
              gpointer    values)
{
  /* The value of a token that has nothing but its ID may be a word. */
  if (!wt_wire_is_word (name))
    check_text (name, values);
  check_node (node, values);
}

static void
check_element (JsonArray *array,
               guint      index,
               JsonNode  *node,
               gpointer   values)
{
  check_node (node, values);
}

static void
check_node (JsonNode  *node,
            GPtrArray *values)
{
  g_autofree char *number = NULL;

  if (JSON_NODE_HOLDS_OBJECT (node))
    json_object_foreach_member (json_node_get_object (node), check_member, values);
  else if (JSON_NODE_HOLDS_ARRAY (node))
    json_array_foreach_element (json_node_get_array (node), check_element, values);
  else if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    check_text (json_node_get_string (node), values);
  else if (JSON_NODE_HOLDS_VALUE (node))
    {
      number = json_to_string (node, FALSE);
      check_text (number, values);
    }
}

static void
check_visible (const char *text,
               const char *besides)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    g_assert_true (!is_invisible (g_utf8_get_char (p)) || strchr (besides, *p) != NULL);
}

/* It says the same as the document. */
static void
fuzz_indent (WtDocument *document)
{
  g_autofree char *text = wt_wire_indent (document);
  g_autoptr (WtDocument) again = NULL;

  g_assert_cmpint (text != NULL, ==, document->root != NULL || g_utf8_validate_len (document->text, document->length, NULL));
  if (text == NULL)
    return;

  check_visible (text, "\n\t");
  if (document->root == NULL)
    return;

  g_assert_true (is_strict_json (text, strlen (text)));
  again = wt_document_new (text, strlen (text));
  g_assert_true (json_node_equal (document->root, again->root));
}

static void
fuzz_mask (WtDocument *document,
           WtSecrets  *secrets,
           GPtrArray  *values)
{
  g_autofree char *text = wt_wire_mask (document, secrets);
  g_autoptr (WtDocument) again = NULL;

  if (text == NULL)
    return;

  check_visible (text, "\n\t");
  if (document->root == NULL)
    {
      check_text (text, values);
      return;
    }

  g_assert_true (is_strict_json (text, strlen (text)));
  again = wt_document_new (text, strlen (text));
  g_assert_cmpint (json_node_get_node_type (document->root), ==, json_node_get_node_type (again->root));
  check_node (again->root, values);
}

static void
fuzz_mask_line (WtDocument *document,
                WtSecrets  *secrets,
                GPtrArray  *values)
{
  g_autofree char *line = wt_wire_mask_line (document->text, document->length, secrets, MOST);

  g_assert_cmpint (g_utf8_strlen (line, -1), <=, MOST + 1);
  check_visible (line, "");
  check_text (line, values);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (WtDocument) document = wt_document_new ((const char *) data, size);
  g_autoptr (WtSecrets) secrets = wt_wire_find_secrets (document, VALUE_MEMBER);
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func (g_free);

  wt_secrets_add_known (secrets, SECRET);
  collect_tokens (values, document);
  if (document->root != NULL)
    collect (values, document->root, FALSE);

  fuzz_indent (document);
  fuzz_mask (document, secrets, values);
  fuzz_mask_line (document, secrets, values);

  return 0;
}
