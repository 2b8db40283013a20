/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a server says about an error, and what is said to it. */

#include "config.h"

#include <string.h>

#include "document.h"
#include "json.h"
#include "wt-wire-json.h"
#include "wt-wire.h"

/* As it was sent; percent-encoded it is s%2Fe%2Bc%3Dt. */
#define SECRET "s/e+c=t"

typedef struct
{
  const char *body;
  const char *message; /* NULL if there is none to show */
} Row;

static const Row rows[] = {
  { JSON ({"message": "It is late."}), "It is late." },
  { JSON ({"error": "It is late."}), "It is late." },
  { JSON ({"error": {"message": "It is late."}}), "It is late." },
  { JSON ({"errors": [{"message": "It is late."}]}), "It is late." },
  { JSON ({"errors": [{"message": "It is late."}, {"message": "b"}]}), "It is late." },
  { JSON ({"errors": [{"message": "b"}], "error": {"message": "a"}, "message": "It is late."}), "It is late." },
  { JSON ({"message": "", "error": "It is late."}), "It is late." },
  { JSON ({"message": 5, "error": "It is late."}), "It is late." },
  { JSON ({"message": null, "error": null, "errors": [{"message": "It is late."}]}), "It is late." },
  { "It is late.", "It is late." },
  { "  It is late. \n", "It is late." },
  { JSON ({"message": " It is late. "}), "It is late." },
  { JSON ({"message": "Пізно 😀"}), "Пізно 😀" },
  { JSON ({"message": "It is <b>late</b> & more"}), "It is <b>late</b> & more" },

  { JSON ({"message": "First.\nSecond."}), "First." },
  { JSON ({"message": "First.\r\nSecond."}), "First." },
  { JSON ({"message": "First.\u2028Second."}), "First." },
  { JSON ({"message": "First.\u2029Second."}), "First." },
  { JSON ({"message": "First.\u0085Second."}), "First.Second." },
  { "First.\nSecond.", "First." },
  { JSON ({"message": "a\u0001b\u001b[31mc\u007fd\u009be"}), "ab[31mcde" },
  { JSON ({"message": "a\u202eb\u200fc\u2066d\u2069e\u200bf\ufeffg"}), "abcdefg" },
  { "a\033[31mb\xe2\x80\xae" "c", "a[31mbc" },

  { JSON ({"message": "The key s/e+c=t is wrong"}), "The key … is wrong" },
  { JSON ({"message": "GET /x?_apikey=s%2Fe%2Bc%3Dt failed"}), "GET /x?_apikey=… failed" },
  { JSON ({"message": "GET /x?_apikey=s%2fe%2bc%3dt failed"}), "GET /x?_apikey=… failed" },
  { "GET /x?_apikey=s/e%2Bc%3Dt failed", "GET /x?_apikey=… failed" },
  { "%73%2Fe+c=t s%2F%65%2bc=t", "… …" },
  { "s%2Fe%2Bc%3 and s%2Fe%2Bc%3", "s%2Fe%2Bc%3 and s%2Fe%2Bc%3" },
  { JSON ({"message": "s/e+c=ts/e+c=t s%2Fe%2Bc%3Dt"}), "…… …" },
  { JSON ({"message": "s/e\u0001+c=t and s/e\u202e+c=t"}), "… and …" },
  { "The key s/e+c=t is wrong", "The key … is wrong" },

  { JSON ({"message": "The token SECRET-1 is late", "token": "SECRET-1"}), "The token … is late" },
  { JSON ({"message": "[E5] It is {late}."}), "[E5] It is {late}." },
  { "\xef\xbb\xbf{\"message\": \"It is late.\"}", "It is late." },
  { "\xef\xbb\xbfIt is late.", "It is late." },

  { "", NULL },
  { " \n", NULL },
  { "\x01{\"token\": \"SECRET-1\"}", NULL },
  { "\xe2\x80\x8b {\"token\": \"SECRET-1\"}", NULL },
  { "\x7f[\"SECRET-1\"]", NULL },
  { "Error: {\"token\": \"SECRET-1\"}", NULL },
  { "\xef\xbb\xbf\xef\xbb\xbf{\"message\": \"SECRET-1\"}", NULL },
  { JSON ({"message": "Not found: {'token': 'SECRET-1'}"}), NULL },
  { JSON ({}), NULL },
  { JSON ({"message": ""}), NULL },
  { JSON ({"message": "  "}), NULL },
  { JSON ({"message": "\u0001\u202e"}), NULL },
  { JSON ({"message": "\nSecond."}), NULL },
  { JSON ({"message": ["a"]}), NULL },
  { JSON ({"error": {"code": 5}}), NULL },
  { JSON ({"errors": []}), NULL },
  { JSON ({"errors": ["a"]}), NULL },
  { JSON ({"errors": {"message": "a"}}), NULL },
  { JSON ({"detail": "a"}), NULL },
  { JSON ([{"message": "a"}]), NULL },
  { JSON ("a"), NULL },
  { "{\"message\":\"a\"", NULL },
  { "{'message': 'a'}", NULL },
  { "<html><body>Not Found</body></html>", NULL },
  { "  <!DOCTYPE html><p>x", NULL },
  { JSON ({"message": "<html><body>Not Found</body></html>"}), NULL },
  { JSON ({"message": "\u200b <html>"}), NULL },
  { "a\xff", NULL },
};

static void
test_table (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *copy = g_memdup2 (rows[i].body, strlen (rows[i].body));
      g_autofree char *message = wt_wire_read_error_message (parse_text (copy, strlen (rows[i].body)), SECRET);
      g_autofree char *shown = g_strescape (rows[i].body, NULL);

      g_test_message ("%s", shown);
      g_assert_cmpstr (message, ==, rows[i].message);
    }
}

static void
test_no_secret (void)
{
  g_autofree char *none = wt_wire_read_error_message (parse_text ("a", 1), NULL);
  g_autofree char *empty = wt_wire_read_error_message (parse_text ("a", 1), "");
  g_autofree char *nothing = wt_wire_read_error_message (parse_text (NULL, 0), "a");

  g_assert_cmpstr (none, ==, "a");
  g_assert_cmpstr (empty, ==, "a");
  g_assert_cmpstr (nothing, ==, NULL);
}

/* A secret that looks encoded is found as it is, and encoded once more. */
static void
test_secret_with_percent (void)
{
  const char *body = "a%25b a%2525b A%25B";
  g_autofree char *message = wt_wire_read_error_message (parse_text (body, strlen (body)), "a%25b");

  g_assert_cmpstr (message, ==, "… … A%25B");
}

/* A text that is not UTF-8 or has a NUL inside is no text. */
static void
test_binary (void)
{
  static const char nul[] = "a\0" SECRET;
  g_autofree char *message = wt_wire_read_error_message (parse_text (nul, sizeof nul - 1), SECRET);

  if (message != NULL)
    g_assert_null (strstr (message, SECRET));
}

static void
check_length (guint    n_characters,
              gboolean is_shown)
{
  GString *text = g_string_new (NULL);
  g_autofree char *plain = NULL;
  g_autofree char *json = NULL;
  g_autofree char *from_plain = NULL;
  g_autofree char *from_json = NULL;

  for (guint i = 0; i < n_characters; i++)
    g_string_append (text, "é");
  plain = g_string_free (text, FALSE);
  json = g_strdup_printf ("{\"message\":\"%s\"}", plain);

  from_plain = wt_wire_read_error_message (parse_text (plain, strlen (plain)), SECRET);
  from_json = wt_wire_read_error_message (parse_text (json, strlen (json)), SECRET);
  g_assert_cmpstr (from_plain, ==, is_shown ? plain : NULL);
  g_assert_cmpstr (from_json, ==, is_shown ? plain : NULL);
}

/* However long it is where the secret is still in it, and however much else there is. */
static void
test_repeated (void)
{
  g_autoptr (GString) body = g_string_new ("{\"message\": \"");
  g_autofree char *message = NULL;

  for (guint i = 0; i < 26000; i++)
    g_string_append (body, SECRET);
  g_string_append (body, "\"}");
  message = wt_wire_read_error_message (parse_text (body->str, body->len), SECRET);
  g_assert_cmpstr (message, ==, NULL);
}

static void
test_length (void)
{
  check_length (1, TRUE);
  check_length (200, TRUE);
  check_length (201, FALSE);
  check_length (100000, FALSE);
}

static void
test_request (void)
{
  static const char *const texts[] = {
    "My User Token", "", "\"quotes\" and \\ and /", "two\nlines\r\n\tand tabs", "<b>&amp;</b>", "😀 é 鍵", "a\001b",
    "\x1e\x1f\x7f", "\u2028\u2029", "{\"name\":\"x\"}", "%s %n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    for (guint j = 0; j < G_N_ELEMENTS (texts); j++)
      {
        g_autofree char *body = wt_wire_write_token_request (texts[i], texts[j]);
        JsonNode *root = parse_text (body, strlen (body))->root;
        JsonObject *object;

        g_test_message ("%s", body);
        g_assert_nonnull (root);
        object = json_node_get_object (root);
        g_assert_cmpuint (json_object_get_size (object), ==, 2);
        g_assert_cmpstr (json_object_get_string_member (object, "name"), ==, texts[i]);
        g_assert_cmpstr (json_object_get_string_member (object, "userId"), ==, texts[j]);
        g_assert_null (strchr (body, '\n'));
      }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/wire/message/table", test_table);
  g_test_add_func ("/wire/message/no-secret", test_no_secret);
  g_test_add_func ("/wire/message/secret-with-percent", test_secret_with_percent);
  g_test_add_func ("/wire/message/binary", test_binary);
  g_test_add_func ("/wire/message/length", test_length);
  g_test_add_func ("/wire/message/repeated", test_repeated);
  g_test_add_func ("/wire/message/request", test_request);

  return g_test_run ();
}
