/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Gives what libFuzzer makes up to each function that reads what a server sent, and checks what must hold of any answer.
 * Crashes, leaks and undefined behaviour are the sanitizers' to find. */

#include "config.h"

#include <stdint.h>
#include <string.h>

#include "invisible.h"
#include "strict-json.h"
#include "wt-error.h"
#include "wt-wire-json.h"
#include "wt-wire.h"

/* As in the corpus. */
#define SECRET "s/e+c=t"
#define VALUE_MEMBER "other"

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

static void
check_error (const GError *error)
{
  g_assert_error (error, WT_ERROR, WT_ERROR_UNREADABLE);
  g_assert_true (g_str_has_suffix (error->message, "."));
}

/* A string that is there has something in it that can be shown. */
static void
check_text (const char *text)
{
  if (text == NULL)
    return;

  g_assert_cmpstr (text, !=, "");
  g_assert_true (g_utf8_validate (text, -1, NULL));
}

static void
check_token (WtUserToken *token)
{
  const char *value = wt_credential_get_text (wt_user_token_get_credential (token));

  check_text (wt_user_token_get_id (token));
  check_text (wt_user_token_get_name (token));

  g_assert_nonnull (value);
  check_text (value);
  for (const char *p = value; *p != '\0'; p = g_utf8_next_char (p))
    g_assert_false (is_invisible (g_utf8_get_char (p)) || g_unichar_isspace (g_utf8_get_char (p)));
}

static const char *
skip_number (const char *p)
{
  g_assert_true (g_ascii_isdigit (*p));
  while (g_ascii_isdigit (*p))
    p++;

  return p;
}

/* "string of 5", "object": a type, and at most how much of it. */
static void
check_type (const char *type)
{
  static const char * const counted[] = { "string of ", "array of " };

  for (guint i = 0; i < G_N_ELEMENTS (counted); i++)
    {
      if (g_str_has_prefix (type, counted[i]))
        {
          g_assert_cmpstr (skip_number (type + strlen (counted[i])), ==, "");
          return;
        }
    }

  g_assert_true (g_str_equal (type, "object") || g_str_equal (type, "number") || g_str_equal (type, "boolean") ||
                 g_str_equal (type, "null"));
}

/* Names of members, and no values: each line is of the shape's own words but for a name that looks like one. */
static void
check_shape (char *shape)
{
  char *line = shape;

  if (g_str_has_prefix (shape, "not JSON, "))
    {
      g_assert_cmpstr (skip_number (shape + strlen ("not JSON, ")), ==, " bytes\n");
      return;
    }

  g_assert_true (g_str_has_suffix (shape, "\n"));
  for (char *end; (end = strchr (line, '\n')) != NULL; line = end + 1)
    {
      char *colon;

      *end = '\0';
      line += strspn (line, " ");
      colon = strstr (line, ": ");
      if (colon != NULL)
        {
          *colon = '\0';
          if (g_str_has_prefix (line, "(a name of "))
            g_assert_cmpstr (skip_number (line + strlen ("(a name of ")), ==, ")");
          else
            g_assert_true (strlen (line) <= 24 && strspn (line, G_CSET_a_2_z G_CSET_A_2_Z "0123456789_-.") == strlen (line));
          line = colon + 2;
        }
      check_type (line);
    }
}

/* How many things the list has, read in another way. */
static guint
count_items (WtDocument *document)
{
  JsonNode *root = document->root;
  JsonArray *items;

  if (JSON_NODE_HOLDS_ARRAY (root))
    return json_array_get_length (json_node_get_array (root));

  items = wt_wire_get_array_member (json_node_get_object (root), "items");
  if (items == NULL)
    items = wt_wire_get_array_member (json_node_get_object (root), "data");

  return json_array_get_length (items);
}

static void
fuzz_user (WtDocument *document)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WtUser) user = wt_wire_read_user (document, &error);

  if (user == NULL)
    {
      check_error (error);
      return;
    }

  g_assert_no_error (error);
  check_text (wt_user_get_id (user));
  check_text (wt_user_get_name (user));
}

static void
fuzz_token_page (WtDocument *document,
                 const char *value_member)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WtTokenPage) page = wt_wire_read_token_page (document, value_member, &error);

  if (page == NULL)
    {
      check_error (error);
      return;
    }

  g_assert_no_error (error);
  g_assert_cmpuint (page->tokens->len + page->n_skipped, ==, count_items (document));
  for (guint i = 0; i < page->tokens->len; i++)
    check_token (g_ptr_array_index (page->tokens, i));
  check_shape (page->shape);
  check_text (page->cursor);
}

static void
fuzz_token (WtDocument *document,
            const char *value_member)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WtUserToken) token = wt_wire_read_token (document, value_member, &error);

  if (token == NULL)
    {
      check_error (error);
      return;
    }

  g_assert_no_error (error);
  check_token (token);
}

static void
fuzz_error_message (WtDocument *document)
{
  g_autofree char *message = wt_wire_read_error_message (document, SECRET);
  g_autofree char *decoded = NULL;

  if (message == NULL)
    return;

  check_text (message);
  g_assert_cmpint (g_utf8_strlen (message, -1), <=, 200);
  g_assert_true (*message != '<');
  for (const char *p = message; *p != '\0'; p = g_utf8_next_char (p))
    g_assert_false (is_invisible (g_utf8_get_char (p)));

  /* In whatever mixture of encoded and plain characters. */
  g_assert_null (strstr (message, SECRET));
  decoded = g_uri_unescape_string (message, NULL);
  if (decoded != NULL)
    g_assert_null (strstr (decoded, SECRET));
}

static void
fuzz_shape (WtDocument *document)
{
  g_autofree char *shape = wt_wire_describe (document);

  check_shape (shape);
}

/* What is taken is JSON, and what is JSON is taken. */
static void
fuzz_json (WtDocument *document)
{
  g_assert_true ((document->root != NULL) == is_strict_json (document->text, document->length));
}

/* The first line is a name, and the rest an ID. */
static void
fuzz_token_request (const char *text,
                    gsize       length)
{
  g_autofree char *name = g_strndup (text, length);
  char *id = strchr (name, '\n');
  g_autofree char *body = NULL;
  g_autoptr (WtDocument) document = NULL;
  JsonObject *object;

  if (id == NULL || !g_utf8_validate (name, -1, NULL))
    return;

  *id++ = '\0';
  body = wt_wire_write_token_request (name, id);
  document = wt_document_new (body, strlen (body));
  g_assert_nonnull (document->root);
  object = json_node_get_object (document->root);
  g_assert_cmpuint (json_object_get_size (object), ==, 2);
  g_assert_cmpstr (json_object_get_string_member (object, "name"), ==, name);
  g_assert_cmpstr (json_object_get_string_member (object, "userId"), ==, id);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  const char *text = (const char *) data;
  g_autoptr (WtDocument) document = wt_document_new (text, size);

  fuzz_json (document);
  fuzz_user (document);
  fuzz_token_page (document, NULL);
  fuzz_token_page (document, VALUE_MEMBER);
  fuzz_token (document, NULL);
  fuzz_token (document, VALUE_MEMBER);
  fuzz_error_message (document);
  fuzz_shape (document);
  fuzz_token_request (text, size);

  return 0;
}
