/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The list around the tokens: envelopes, cursors, items that are none; and what is told of its shape. */

#include "config.h"

#include <string.h>

#include "document.h"
#include "json.h"
#include "wt-error.h"
#include "wt-wire.h"

typedef struct
{
  const char *json;
  const char *names; /* of the tokens, or NULL if it is no list */
  guint       n_skipped;
  const char *cursor;
} Row;

#define A {"token": "1", "name": "a"}
#define B {"token": "2", "name": "b"}
#define LIST(...) JSON_EXPANDED (__VA_ARGS__)
#define JSON_EXPANDED(...) JSON (__VA_ARGS__)

static const Row rows[] = {
  { LIST ({"items": [A, B], "metadata": {}}), "ab", 0, NULL },
  { LIST ({"items": [B, A]}), "ba", 0, NULL },
  { LIST ({"data": [A, B]}), "ab", 0, NULL },
  { LIST ({"data": [A], "items": [B]}), "b", 0, NULL },
  { LIST ({"data": [A], "items": {}}), "a", 0, NULL },
  { LIST ({"data": [A], "items": null}), "a", 0, NULL },
  { LIST ([A, B]), "ab", 0, NULL },
  { LIST ([]), "", 0, NULL },
  { LIST ({"items": []}), "", 0, NULL },
  { LIST ({"data": []}), "", 0, NULL },
  { LIST ({"items": [], "unknown": [A], "total": 5}), "", 0, NULL },

  { LIST ({"items": [A], "metadata": {"cursor": "c"}}), "a", 0, "c" },
  { LIST ({"data": [A], "metadata": {"cursor": "c"}}), "a", 0, "c" },
  { LIST ({"items": [A], "metadata": {"cursor": "+/&=%2B é"}}), "a", 0, "+/&=%2B é" },
  { LIST ({"items": [A], "metadata": {"cursor": 17}}), "a", 0, "17" },
  { LIST ({"items": [A], "metadata": {"cursor": 0}}), "a", 0, "0" },
  { LIST ({"items": [A], "metadata": {"cursor": ""}}), "a", 0, NULL },
  { LIST ({"items": [A], "metadata": {"cursor": null}}), "a", 0, NULL },
  { LIST ({"items": [A], "metadata": {"cursor": {}}}), "a", 0, NULL },
  { LIST ({"items": [A], "metadata": {"cursor": false}}), "a", 0, NULL },
  { LIST ({"items": [A], "metadata": null}), "a", 0, NULL },
  { LIST ({"items": [A], "metadata": []}), "a", 0, NULL },
  { LIST ({"items": [A], "metadata": "c"}), "a", 0, NULL },
  { LIST ({"items": [A], "cursor": "c"}), "a", 0, NULL },
  { LIST ({"items": [], "metadata": {"cursor": "c"}}), "", 0, "c" },

  { LIST ([A, null, B]), "ab", 1, NULL },
  { LIST ([A, 17, "text", true, [], [A], B]), "ab", 5, NULL },
  { LIST ([A, {}, {"name": "n"}, {"token": ""}, {"token": "two words"}, B]), "ab", 4, NULL },
  { LIST ([null]), "", 1, NULL },

  { LIST ({}), NULL, 0, NULL },
  { LIST ({"items": {}}), NULL, 0, NULL },
  { LIST ({"items": null}), NULL, 0, NULL },
  { LIST ({"items": "a"}), NULL, 0, NULL },
  { LIST ({"tokens": [A]}), NULL, 0, NULL },
  { LIST ({"message": "no"}), NULL, 0, NULL },
  { "", NULL, 0, NULL },
  { "null", NULL, 0, NULL },
  { "<html></html>", NULL, 0, NULL },
};

static char *
dup_names (WtTokenPage *page)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < page->tokens->len; i++)
    g_string_append (names, wt_user_token_get_name (g_ptr_array_index (page->tokens, i)));

  return g_string_free (names, FALSE);
}

static void
test_table (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const Row *row = &rows[i];
      g_autoptr (GError) error = NULL;
      g_autofree char *names = NULL;
      g_autoptr (WtTokenPage) page = wt_wire_read_token_page (parse_text (row->json, strlen (row->json)), NULL, &error);

      g_test_message ("%s", row->json);
      if (row->names == NULL)
        {
          g_assert_null (page);
          g_assert_error (error, WT_ERROR, WT_ERROR_UNREADABLE);
          continue;
        }

      g_assert_no_error (error);
      names = dup_names (page);
      g_assert_cmpstr (names, ==, row->names);
      g_assert_cmpuint (page->n_skipped, ==, row->n_skipped);
      g_assert_cmpstr (page->cursor, ==, row->cursor);
    }
}

static void
test_value_member (void)
{
  const char *json = JSON ([{"token": "a", "other": "b"}]);
  g_autoptr (WtTokenPage) page = wt_wire_read_token_page (parse_text (json, strlen (json)), "other", NULL);
  WtUserToken *token = g_ptr_array_index (page->tokens, 0);

  g_assert_cmpstr (wt_credential_get_text (wt_user_token_get_credential (token)), ==, "b");
}

static void
test_many (void)
{
  GString *json = g_string_new ("[");
  g_autofree char *text = NULL;
  g_autoptr (WtTokenPage) page = NULL;

  for (guint i = 0; i < 10000; i++)
    g_string_append_printf (json, "%s{\"id\":%u}", i > 0 ? "," : "", i);
  g_string_append (json, "]");
  text = g_string_free (json, FALSE);

  page = wt_wire_read_token_page (parse_text (text, strlen (text)), NULL, NULL);
  g_assert_cmpuint (page->tokens->len, ==, 10000);
  g_assert_cmpuint (page->n_skipped, ==, 0);
}

static void
assert_shape (const char *json,
              const char *expected)
{
  g_autofree char *shape = wt_wire_describe (parse_text (json, strlen (json)));

  g_assert_cmpstr (shape, ==, expected);
}

static void
test_shape (void)
{
  assert_shape (JSON ({"items": [{"id": "secret", "token": "sécret", "n": 5, "b": true, "x": null}, 1]}),
                "object\n"
                "  items: array of 2\n"
                "    first: object\n"
                "      id: string of 6\n"
                "      token: string of 6\n"
                "      n: number\n"
                "      b: boolean\n"
                "      x: null\n");
  assert_shape ("[]", "array of 0\n");
  assert_shape ("secret", "not JSON, 6 bytes\n");
  assert_shape ("", "not JSON, 0 bytes\n");

  /* A name that does not look like one may be data. */
  assert_shape (JSON ({"two words": 1, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa": 2, "é": 3}),
                "object\n"
                "  (a name of 9): number\n"
                "  (a name of 32): number\n"
                "  (a name of 1): number\n");
}

/* Nor is one that is no word: a list can have its tokens by their values. */
static void
test_shape_of_names (void)
{
  assert_shape (JSON ({"tokens": {"abc123": {"createdAt": 1}, "abcdef": 1}, "USER_ID": 1, "APIKey": 1, "last-used.at": 1}),
                "object\n"
                "  tokens: object\n"
                "    (a name of 6): object\n"
                "      createdAt: number\n"
                "    (a name of 6): number\n"
                "  USER_ID: number\n"
                "  APIKey: number\n"
                "  last-used.at: number\n");
  assert_shape (JSON ({"": 1, "a1": 1, "_id": 1, "tokenabc": 1, "id2": 1, "token_": 1, "token__id": 1, "idX": 1}),
                "object\n"
                "  (a name of 0): number\n"
                "  (a name of 2): number\n"
                "  (a name of 3): number\n"
                "  (a name of 8): number\n"
                "  (a name of 3): number\n"
                "  token_: number\n"
                "  (a name of 9): number\n"
                "  idX: number\n");
}

static void
test_long_shape (void)
{
  g_autoptr (GString) json = g_string_new ("{\"id\":1");
  g_autofree char *shape = NULL;

  for (guint i = 0; i < 400000; i++)
    g_string_append_printf (json, ",\"%u\":1", i);
  g_string_append (json, "}");
  shape = wt_wire_describe (parse_text (json->str, json->len));
  g_assert_cmpuint (strlen (shape), <, 20000);
}

/* A name that is or holds the value of any of the tokens does not show it. */
static void
test_value_in_name (void)
{
  const char *json = JSON ([{"token": "SECRET-1", "name": "SECRET-1"}, {"token": " SECRET-2 ", "name": "no SECRET-1, SECRET-2"},
                            {"id": "SECRET-3", "name": "SECRET-3"}, {"token": "x", "name": "x"}]);
  const char *one = JSON ({"token": "SECRET-1", "name": "My SECRET-1"});
  static const char *const names[] = { "••••••••", "no …, …", "••••••••", "••••••••" };
  g_autoptr (WtTokenPage) page = wt_wire_read_token_page (parse_text (json, strlen (json)), NULL, NULL);
  g_autoptr (WtUserToken) token = wt_wire_read_token (parse_text (one, strlen (one)), NULL, NULL);

  for (guint i = 0; i < page->tokens->len; i++)
    g_assert_cmpstr (wt_user_token_get_name (g_ptr_array_index (page->tokens, i)), ==, names[i]);
  g_assert_cmpstr (wt_user_token_get_name (token), ==, "My …");
}

static void
check_cursor (gsize    length,
              gboolean is_taken)
{
  g_autofree char *cursor = g_strnfill (length, 'c');
  g_autofree char *json = g_strdup_printf ("{\"items\":[],\"metadata\":{\"cursor\":\"%s\"}}", cursor);
  g_autoptr (GError) error = NULL;
  g_autoptr (WtTokenPage) page = wt_wire_read_token_page (parse_text (json, strlen (json)), NULL, &error);

  if (is_taken)
    g_assert_cmpstr (page->cursor, ==, cursor);
  else
    g_assert_error (error, WT_ERROR, WT_ERROR_UNREADABLE);
}

/* Without it the list would seem to be complete. */
static void
test_long_cursor (void)
{
  check_cursor (4096, TRUE);
  check_cursor (4097, FALSE);
  check_cursor (8000000, FALSE);
}

static void
test_shape_of_page (void)
{
  const char *json = JSON ({"items": [{"token": "secret"}]});
  g_autofree char *shape = wt_wire_describe (parse_text (json, strlen (json)));
  g_autoptr (WtTokenPage) page = wt_wire_read_token_page (parse_text (json, strlen (json)), NULL, NULL);

  g_assert_cmpstr (page->shape, ==, shape);
  g_assert_null (strstr (shape, "secret"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/wire/list/table", test_table);
  g_test_add_func ("/wire/list/value-member", test_value_member);
  g_test_add_func ("/wire/list/many", test_many);
  g_test_add_func ("/wire/list/shape", test_shape);
  g_test_add_func ("/wire/list/shape-of-names", test_shape_of_names);
  g_test_add_func ("/wire/list/long-shape", test_long_shape);
  g_test_add_func ("/wire/list/value-in-name", test_value_in_name);
  g_test_add_func ("/wire/list/long-cursor", test_long_cursor);
  g_test_add_func ("/wire/list/shape-of-page", test_shape_of_page);

  return g_test_run ();
}
