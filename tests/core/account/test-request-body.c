/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a person types into the body of a request that creates a token. */

#include "config.h"

#include "json.h"
#include "wt-request-body.h"

#define ID "8f1c"

/* Where the first error is, and a word of what is said of it. */
static const struct
{
  const char *text;
  guint       line;
  guint       column;
  const char *word;
} errors[] = {
  { "", 1, 1, "not finished" },
  { " \n\t ", 2, 3, "not finished" },
  { "{", 1, 2, "not finished" },
  { "{\n  \"name\": \"x\",\n", 3, 1, "not finished" },
  { "{\"name\": \"x", 1, 10, "not finished" },
  { "{\"name\"", 1, 8, "not finished" },
  { "{\"name\":", 1, 9, "not finished" },
  { "{\"a\": [1, 2", 1, 12, "not finished" },
  { "nothing", 1, 1, "not JSON" },
  { "{name: \"x\"}", 1, 2, "not JSON" },
  { "{\"name\" \"x\"}", 1, 9, "not JSON" },
  { "{\n  \"name\": \"x\"\n  \"userId\": \"y\"\n}", 3, 3, "not JSON" },
  { "{\"😀ü\": x}", 1, 8, "not JSON" },
  { "{\"a\": True}", 1, 7, "not JSON" },
  { "{\"a\": nullx}", 1, 7, "not JSON" },
  { "{\"a\": +1}", 1, 7, "not JSON" },
  { "{\"a\": 1}}", 1, 9, "not JSON" },
  { "{} {}", 1, 4, "not JSON" },
  { "var x = {};", 1, 1, "not JSON" },
  { "{\"a\":, }", 1, 6, "not JSON" },
  { "{, }", 1, 2, "not JSON" },
  { "{\"a\": <your id>}", 1, 7, "not JSON" },
  { "{\"a\": 1} // my own", 1, 10, "comments" },
  { "{ /* Found at */ }", 1, 3, "comments" },
  { "{ # Found at\n}", 1, 3, "comments" },
  { "{\"a\": 1 // found at\n}", 1, 9, "comments" },
  { "{'a': 1}", 1, 2, "double quotes" },
  { "{“a”: 1}", 1, 2, "double quotes" },
  { "{\"a\": ‘b’}", 1, 7, "double quotes" },
  { "{\"a\": 1,}", 1, 8, "comma" },
  { "{\"a\": [1,\n]}", 1, 9, "comma" },
  { "{\"a\": \"b\nc\"}", 1, 9, "as it is" },
  { "{\"a\": \"b\tc\"}", 1, 9, "as it is" },
  { "{\"a\": \"\\x\"}", 1, 8, "as it is" },
  { "{\"a\": \"\\u12g4\"}", 1, 8, "as it is" },
  { "{\"a\": \"b\\u0000\"}", 1, 9, "as it is" },
  { "{\"a\": \"\\ud83d\"}", 1, 8, "as it is" },
  { "{\"a\": \"\\ude00\"}", 1, 8, "as it is" },
  { "{\"a\": \"\\ud83d\\u0041\"}", 1, 8, "as it is" },
  { "{\"a\": \"b\xff\"}", 1, 9, "as it is" },
  { "{\"a\": 01}", 1, 7, "number" },
  { "{\"a\": -}", 1, 7, "number" },
  { "{\"a\": 1.}", 1, 7, "number" },
  { "{\"a\": 1e}", 1, 7, "number" },
  { "{\"a\": 12345678901234567890123}", 1, 7, "number" },
  { "{\"a\": 1e999}", 1, 7, "number" },
  { "[1, 2]", 1, 1, "braces" },
  { "  \"x\"", 1, 1, "braces" },
  { "null", 1, 1, "braces" },
  { "5", 1, 1, "braces" },
};

/* What is sent, and a word of what is told about it; NULL if nothing is. */
static const struct
{
  const char *text;
  const char *json;
  const char *word;
  gboolean    is_for_user;
} bodies[] = {
  { JSON ({"name": "x", "userId": "8f1c"}), JSON ({"name":"x","userId":"8f1c"}), NULL, TRUE },
  { " \r\n{ \"name\" : \"x\" ,\t\"userId\" : \"8f1c\" }\n", JSON ({"name":"x","userId":"8f1c"}), NULL, TRUE },
  { JSON ({"name": "\u00fc\ud83d\ude00\"\\\/\n", "userId": "8f1c"}), JSON ({"name":"ü😀\"\\/\n","userId":"8f1c"}), NULL,
    TRUE },
  { "{\"name\": \"// Found at home\", \"userId\": \"8f1c\"}", "{\"name\":\"// Found at home\",\"userId\":\"8f1c\"}", NULL,
    TRUE },
  { JSON ({"name": "x", "userId": "8f1c", "a": [true, false, null, -1, 0.5, 2e3, {}, []]}),
    JSON ({"name":"x","userId":"8f1c","a":[true,false,null,-1,0.5,2000.0,{},[]]}), NULL, TRUE },
  { "{\n  \"name\": \"x\",\n  \"userId\": \"8f1c\" // Found at https://workbench.import.io/users\n}",
    JSON ({"name":"x","userId":"8f1c"}), "explanation", TRUE },
  { "{\"name\": \"x\", \"userId\": \"8f1c\"} // Found at the end", JSON ({"name":"x","userId":"8f1c"}), "explanation",
    TRUE },
  { "{\n  \"name\": \"x\",\n  \"userId\": \"<your workbench user id>\" // Found at https://workbench.import.io/users\n}",
    JSON ({"name":"x","userId":"<your workbench user id>"}),
    "explanation and not JSON. It is not sent.\nThis", FALSE },
  { JSON ({"name": "x"}), JSON ({"name":"x"}), "“userId” is missing. Yours is 8f1c.", FALSE },
  { JSON ({"name": "x", "userId": ""}), JSON ({"name":"x","userId":""}), "missing", FALSE },
  { JSON ({"name": "x", "userId": 5}), JSON ({"name":"x","userId":5}), "missing", FALSE },
  { JSON ({"name": "x", "userId": "9"}), JSON ({"name":"x","userId":"9"}), "not yours. Yours is 8f1c.", FALSE },
  { JSON ({"userId": "8f1c"}), JSON ({"userId":"8f1c"}), "“name” is missing", TRUE },
  { "{}", "{}", "“name” is missing. Workbench wants one for each token.\n“userId”", FALSE },
};

static void
test_errors (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (errors); i++)
    {
      g_autoptr (WtRequestBody) body = wt_request_body_read (errors[i].text, ID);
      g_autofree char *escaped = g_strescape (errors[i].text, NULL);

      g_test_message ("%s -> %u:%u %s", escaped, body->line, body->column, body->notice);
      g_assert_null (body->json);
      g_assert_false (body->is_for_user);
      g_assert_cmpuint (body->line, ==, errors[i].line);
      g_assert_cmpuint (body->column, ==, errors[i].column);
      g_assert_nonnull (strstr (body->notice, errors[i].word));
    }
}

static void
test_bodies (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (WtRequestBody) body = wt_request_body_read (bodies[i].text, ID);

      g_test_message ("%s -> %s", bodies[i].text, body->notice);
      g_assert_cmpstr (body->json, ==, bodies[i].json);
      g_assert_cmpuint (body->line, ==, 0);
      g_assert_true (body->is_for_user == bodies[i].is_for_user);
      if (bodies[i].word == NULL)
        g_assert_null (body->notice);
      else
        g_assert_nonnull (strstr (body->notice, bodies[i].word));
    }
}

static void
test_unknown_user (void)
{
  g_autoptr (WtRequestBody) any = wt_request_body_read (JSON ({"name": "x", "userId": "9"}), NULL);
  g_autoptr (WtRequestBody) none = wt_request_body_read (JSON ({"name": "x"}), NULL);

  g_assert_null (any->notice);
  g_assert_true (any->is_for_user);
  g_assert_nonnull (strstr (none->notice, "users page"));
  g_assert_false (none->is_for_user);
}

static void
test_depth (void)
{
  for (guint depth = 63; depth <= 64; depth++)
    {
      g_autofree char *open = g_strnfill (depth, '[');
      g_autofree char *close = g_strnfill (depth, ']');
      g_autofree char *text = g_strconcat ("{\"a\":", open, close, "}", NULL);
      g_autoptr (WtRequestBody) body = wt_request_body_read (text, ID);

      g_assert_true ((body->json != NULL) == (depth == 63));
      g_assert_cmpuint (body->column, ==, depth == 63 ? 0 : 5 + 64);
    }

  /* Deep enough to overflow the stack of whoever recurses without end. */
  {
    g_autofree char *open = g_strnfill (1000000, '[');
    g_autoptr (WtRequestBody) body = wt_request_body_read (open, ID);

    g_assert_null (body->json);
  }
}

static void
test_template (void)
{
  g_autofree char *mine = wt_request_body_dup_template (ID);
  g_autofree char *unknown = wt_request_body_dup_template (NULL);
  g_autoptr (WtRequestBody) body = wt_request_body_read (mine, ID);
  g_autoptr (WtRequestBody) placeholder = wt_request_body_read (unknown, NULL);

  g_assert_cmpstr (mine, ==, "{\n  \"name\" : \"My User Token\",\n  \"userId\" : \"8f1c\"\n}");
  g_assert_cmpstr (body->json, ==, JSON ({"name":"My User Token","userId":"8f1c"}));
  g_assert_null (body->notice);
  g_assert_nonnull (strstr (placeholder->notice, "your user ID"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/request-body/errors", test_errors);
  g_test_add_func ("/request-body/bodies", test_bodies);
  g_test_add_func ("/request-body/unknown-user", test_unknown_user);
  g_test_add_func ("/request-body/depth", test_depth);
  g_test_add_func ("/request-body/template", test_template);

  return g_test_run ();
}
