/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An answer as it may be shown. */

#include "config.h"

#include "document.h"
#include "json.h"
#include "wt-wire.h"

/* What stands for a secret that is a whole text, and for one within another text. */
#define M "••••••••"

/* Each answer holds SECRET-1, and it is never shown. What must still be seen stands beside it. */
static const struct
{
  const char *answer;
  const char *seen;
} rows[] = {
  { JSON ({"id": "8f1c", "name": "My User Token", "token": "SECRET-1"}), "\"My User Token\"" },
  { JSON ({"id": "8f1c", "apiToken": "SECRET-1"}), "\"8f1c\"" },
  { JSON ({"id": "8f1c", "tokenValue": "SECRET-1"}), "\"8f1c\"" },
  { JSON ({"name": "x", "apiKey": "SECRET-1"}), "\"x\"" },
  { JSON ({"name": "x", "CLIENT_SECRET": "SECRET-1"}), "\"x\"" },
  { JSON ({"id": "SECRET-1", "name": "My User Token"}), "\"My User Token\"" },
  { JSON ({"guid": "SECRET-1", "name": "My User Token"}), "\"My User Token\"" },
  { JSON ({"id": "8f1c", "token": "SECRET-1", "href": "/api/usertokens/SECRET-1?x"}), "\"/api/usertokens/…?x\"" },
  { JSON ({"token": "a/SECRET-1", "href": "/x?t=a%2FSECRET-1&u=a%2fSECRET-1"}), "\"/x?t=…&u=…\"" },
  { JSON ({"token": "SECRET-1", "by": {"SECRET-1": {"SECRET-1x": 1}}}), "by" },
  { JSON ({"token": ["SECRET-1"], "name": "x"}), "\"x\"" },
  { JSON ({"token": {"value": "SECRET-1", "name": "x"}}), "\"x\"" },
  { JSON ([{"id": "1", "token": "SECRET-1"}, {"id": "2", "token": "SECRET-1x"}]), "\"2\"" },
  { JSON ({"items": [{"id": "SECRET-1", "name": "a"}], "metadata": {"cursor": "c"}}), "\"c\"" },
  { JSON ({"data": [{"other": "SECRET-1", "id": "8f1c"}]}), "\"8f1c\"" },
  { JSON ({"deep": [[{"more": {"key": "SECRET-1"}}]], "name": "x"}), "\"x\"" },
  { JSON ({"message": "The key SECRET-1 is wrong", "token": "SECRET-1"}), "\"The key … is wrong\"" },
};

static void
test_rows (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gsize length = strlen (rows[i].answer);
      g_autoptr (GPtrArray) secrets = wt_wire_find_secrets (parse_text (rows[i].answer, length), "other");
      g_autofree char *masked = wt_wire_mask (parse_text (rows[i].answer, length), secrets);
      g_autofree char *indented = wt_wire_indent (parse_text (rows[i].answer, length));

      g_test_message ("%s", masked);
      g_assert_null (strstr (masked, "SECRET-1"));
      g_assert_nonnull (strstr (masked, rows[i].seen));
      g_assert_nonnull (strstr (indented, "SECRET-1"));
    }
}

static void
test_indent (void)
{
  const char *answer = JSON ({"id": "8f1c", "token": "SECRET-1", "a": [1, true, null, 0.5, "<b>ü</b>"]});
  g_autoptr (GPtrArray) secrets = wt_wire_find_secrets (parse_text (answer, strlen (answer)), NULL);
  g_autofree char *masked = wt_wire_mask (parse_text (answer, strlen (answer)), secrets);

  g_assert_cmpstr (masked, ==,
                   "{\n  \"id\" : \"8f1c\",\n  \"token\" : \"" M "\",\n  \"a\" : [\n    1,\n    true,\n    null,\n    0.5,\n"
                   "    \"<b>ü</b>\"\n  ]\n}");
}

static void
test_nothing_to_mask (void)
{
  const char *answer = JSON ({"message": "No", "token": "", "tokens": ["a"], "id": 5});
  g_autoptr (GPtrArray) secrets = wt_wire_find_secrets (parse_text (answer, strlen (answer)), NULL);
  g_autofree char *masked = wt_wire_mask (parse_text (answer, strlen (answer)), secrets);
  g_autofree char *indented = wt_wire_indent (parse_text (answer, strlen (answer)));

  g_ptr_array_set_size (secrets, 0);
  g_assert_cmpstr (masked, ==, indented);
}

/* A value of a few characters would be found in everything. */
static void
test_short_value (void)
{
  const char *answer = JSON ({"id": "8f1c", "name": "abcabc", "token": "abc"});
  g_autoptr (GPtrArray) secrets = wt_wire_find_secrets (parse_text (answer, strlen (answer)), NULL);
  g_autofree char *masked = wt_wire_mask (parse_text (answer, strlen (answer)), secrets);

  g_assert_nonnull (strstr (masked, "\"abcabc\""));
  g_assert_null (strstr (masked, "\"abc\""));
}

static void
test_no_json (void)
{
  static const struct
  {
    const char *answer;
    const char *masked;
  } answers[] = {
    { "", "" },
    { "<html>\n\t<b>SECRET-1</b>\r\n</html>", "<html>\n\t<b>…</b>\n</html>" },
    { "a\033[31mb\xe2\x80\xae" "c\x07", "a[31mbc" },
    { "\xff\xfe", NULL },
    { "{\"token\": \"SECRET-1\"", "{\"token\": \"…\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      gsize length = strlen (answers[i].answer);
      g_autoptr (GPtrArray) secrets = wt_wire_find_secrets (parse_text (answers[i].answer, length), NULL);
      g_autofree char *masked = NULL;

      wt_wire_add_secret (secrets, "SECRET-1");
      masked = wt_wire_mask (parse_text (answers[i].answer, length), secrets);
      g_assert_cmpstr (masked, ==, answers[i].masked);
    }
}

static void
test_line (void)
{
  g_autoptr (GPtrArray) secrets = wt_wire_find_secrets (parse_text ("", 0), NULL);
  g_autofree char *line = NULL;
  g_autofree char *broken = NULL;

  wt_wire_add_secret (secrets, "s/e+c=t");
  line = wt_wire_mask_line ("https://x/?_apikey=s%2Fe%2Bc%3Dt\tand\ns/e+c=t", secrets);
  broken = wt_wire_mask_line ("\xff", secrets);
  g_assert_cmpstr (line, ==, "https://x/?_apikey=…and…");
  g_assert_cmpstr (broken, ==, "");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/wire-mask/rows", test_rows);
  g_test_add_func ("/wire-mask/indent", test_indent);
  g_test_add_func ("/wire-mask/nothing-to-mask", test_nothing_to_mask);
  g_test_add_func ("/wire-mask/short-value", test_short_value);
  g_test_add_func ("/wire-mask/no-json", test_no_json);
  g_test_add_func ("/wire-mask/line", test_line);

  return g_test_run ();
}
