/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An answer as it may be shown. */

#include "config.h"

#include "document.h"
#include "json.h"
#include "wt-wire.h"

/* How many characters of a line are shown. */
#define MOST 300

/* Far away: what is quadratic takes thousands of times as long. */
#define MOST_TIMES 100

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

  /* A name can be a value, too. */
  { JSON ({"tokens": {"SECRET-1": {"name": "x"}}}), "\"" M "\" : {\n      \"name\" : \"x\"" },
  { JSON ({"tokens": {"SECRET-1": {"name": "x"}}, "href": "/t/SECRET-1"}), "\"/t/…\"" },
  { JSON ({"token": {"SECRET-1": true, "value": false}}), "\"value\" : false" },
  { JSON ({"long-name-with-SECRET-1": {"name": "x"}}), "\"" M "\"" },
  { JSON ({"tokens": ["SECRET-1"], "name": "x"}), "\"x\"" },
  { JSON ({"apiKeys": ["SECRET-1"], "name": "x"}), "\"x\"" },

  /* Each one of those that overlap. */
  { JSON ({"token": "SECRET-1", "key": "1SECRET", "href": "1SECRET-1 SECRET-1SECRET-1"}), "\"… …\"" },
  { JSON ({"token": "SECRET-1", "key": "SECRET", "href": "SECRET-1 SECRET-2"}), "\"… …-2\"" },
  { JSON ({"token": "a/SECRET-1", "key": "%2Fabc%3D", "href": "%2Fabc%3D %252Fabc%253D"}), "\"… …\"" },
};

static void
test_rows (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gsize length = strlen (rows[i].answer);
      g_autoptr (WtSecrets) secrets = wt_wire_find_secrets (parse_text (rows[i].answer, length), "other");
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
  g_autoptr (WtSecrets) secrets = wt_wire_find_secrets (parse_text (answer, strlen (answer)), NULL);
  g_autofree char *masked = wt_wire_mask (parse_text (answer, strlen (answer)), secrets);

  g_assert_cmpstr (masked, ==,
                   "{\n  \"id\" : \"8f1c\",\n  \"token\" : \"" M "\",\n  \"a\" : [\n    1,\n    true,\n    null,\n    0.5,\n"
                   "    \"<b>ü</b>\"\n  ]\n}");
}

static void
test_nothing_to_mask (void)
{
  const char *answer = JSON ({"message": "No", "token": "", "tokens": ["a"], "id": 5});
  g_autoptr (WtSecrets) secrets = wt_secrets_new ();
  g_autofree char *masked = wt_wire_mask (parse_text (answer, strlen (answer)), secrets);
  g_autofree char *indented = wt_wire_indent (parse_text (answer, strlen (answer)));

  g_assert_cmpstr (masked, ==, indented);
}

/* A value of a few characters would be found in everything. */
static void
test_short_value (void)
{
  const char *answer = JSON ({"id": "8f1c", "name": "abcabc", "token": "abc"});
  g_autoptr (WtSecrets) secrets = wt_wire_find_secrets (parse_text (answer, strlen (answer)), NULL);
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
    { "{\"token\": \"SECRET-1\"", M },
    { "\x01{\"token\": \"SECRET-2\"}", M },
    { ")]}',\n{\"token\": \"SECRET-2\"}", M },
    { " {'token': 'SECRET-2'}", M },
    { "[[\"SECRET-2\"]] // all of them", M },
    { "\"SECRET-2\"", M },
    { "SECRET-1", M },
    { "[E5] The key SECRET-1 {is wrong", "[E5] The key … {is wrong" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      gsize length = strlen (answers[i].answer);
      g_autoptr (WtSecrets) secrets = wt_wire_find_secrets (parse_text (answers[i].answer, length), NULL);
      g_autofree char *masked = NULL;

      wt_secrets_add (secrets, "SECRET-1");
      masked = wt_wire_mask (parse_text (answers[i].answer, length), secrets);
      g_assert_cmpstr (masked, ==, answers[i].masked);
    }
}

static char *
mask_line (const char *line,
           WtSecrets  *secrets)
{
  return wt_wire_mask_line (line, strlen (line), secrets, MOST);
}

/* Of any length, and never with a part of a secret at its end. */
static void
test_long_line (void)
{
  static const gsize sizes[] = { MOST - 4, MOST - 3, MOST, 65530, 65533, 65536, 65540, 8 * 1024 * 1024 };
  g_autoptr (WtSecrets) secrets = wt_secrets_new ();

  wt_secrets_add (secrets, "SECRET-1");
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *before = g_strnfill (sizes[i], 'x');
      g_autofree char *line = g_strconcat (before, "SECRET-1", NULL);
      g_autofree char *masked = mask_line (line, secrets);

      g_assert_cmpint (g_utf8_strlen (masked, -1), <=, MOST + 1);
      g_assert_null (strstr (masked, "S"));
      g_assert_true (g_str_has_suffix (masked, "…"));
    }
}

/* What is hidden is short, and so is what is looked at. */
static void
test_line_of_secrets (void)
{
  g_autoptr (WtSecrets) secrets = wt_secrets_new ();
  g_autofree char *secret = g_strnfill (60001, 'x');
  g_autofree char *line = g_strconcat (secret, "-", secret, NULL);
  g_autofree char *masked = NULL;

  wt_secrets_add (secrets, secret);
  masked = mask_line (line, secrets);
  g_assert_cmpstr (masked, ==, "…");
}

static void
test_line (void)
{
  g_autoptr (WtSecrets) secrets = wt_wire_find_secrets (parse_text ("", 0), NULL);
  g_autofree char *line = NULL;
  g_autofree char *broken = NULL;

  wt_secrets_add (secrets, "s/e+c=t");
  line = mask_line ("https://x/?_apikey=s%2Fe%2Bc%3Dt\tand\ns/e+c=t\u2028", secrets);
  broken = mask_line ("\xff", secrets);
  g_assert_cmpstr (line, ==, "https://x/?_apikey=…and…");
  g_assert_cmpstr (broken, ==, "");
}

/* A character that turns the direction is seen, and the text is the same to whoever reads JSON. */
static void
test_invisible (void)
{
  const char *answer = "{\"a\u202e\":\"\u202e\u200b\u2028\x7f é😀\U000e0041\\u0001\\n\"}";
  g_autoptr (WtSecrets) secrets = wt_secrets_new ();
  g_autofree char *masked = wt_wire_mask (parse_text (answer, strlen (answer)), secrets);
  g_autofree char *indented = wt_wire_indent (parse_text (answer, strlen (answer)));

  g_assert_cmpstr (masked, ==, indented);
  g_assert_cmpstr (masked, ==,
                   "{\n  \"a\\u202e\" : \"\\u202e\\u200b\\u2028\\u007f é😀\\udb40\\udc41\\u0001\\n\"\n}");
  g_assert_true (json_node_equal (parse_text (answer, strlen (answer))->root, parse_text (masked, strlen (masked))->root));
}

static void
test_number_formats (void)
{
  const char *answer = "[0.5,1e3,-199999999999999999.56,1e999,-1e999,-0,12345678]";
  g_autofree char *indented = wt_wire_indent (parse_text (answer, strlen (answer)));

  g_assert_cmpstr (indented, ==, "[\n  0.5,\n  1000.0,\n  -2e+17,\n  1e999,\n  -1e999,\n  0,\n  12345678\n]");
}

static void
test_numbers (void)
{
  const char *answer = JSON ([{"id": 8123456789, "n": 8123456789, "m": 81234567891.5, "o": 812345678}]);
  g_autoptr (WtSecrets) secrets = wt_wire_find_secrets (parse_text (answer, strlen (answer)), NULL);
  g_autofree char *masked = wt_wire_mask (parse_text (answer, strlen (answer)), secrets);

  g_assert_null (strstr (masked, "8123456789"));
  g_assert_nonnull (strstr (masked, "\"id\" : \"" M "\""));
  g_assert_nonnull (strstr (masked, "\"o\" : 812345678\n"));
}

/* Also of those that are too many to be a list, and whatever is around them. */
static void
test_too_many (void)
{
  g_autoptr (GString) json = g_string_new ("[");
  g_autoptr (WtSecrets) secrets = NULL;
  g_autofree char *masked = NULL;

  for (guint i = 0; i < 20000; i++)
    g_string_append_printf (json, "%s{\"id\":\"\u00a0value-%05u\u200b \",\"name\":\"value-%05u\"}", i > 0 ? "," : "", i, i);
  g_string_append (json, "]");
  secrets = wt_wire_find_secrets (parse_text (json->str, json->len), NULL);
  masked = wt_wire_mask (parse_text (json->str, json->len), secrets);
  g_assert_null (strstr (masked, "value-"));
}

/* What masking costs where there is nothing to mask, on the same machine with the same load. */
static gint64
measure_without_secrets (const char *text)
{
  g_autoptr (WtSecrets) none = wt_secrets_new ();
  gint64 start = g_get_monotonic_time ();
  g_autofree char *same = NULL;

  wt_secrets_add (none, "no-part-of-it");
  same = wt_secrets_hide (none, text);
  g_assert_cmpstr (same, ==, text);

  return MAX (g_get_monotonic_time () - start, 1);
}

/* As many as there is room for, and made so that each begins like many others. */
static void
test_many (void)
{
  g_autoptr (GString) json = g_string_new ("[");
  g_autoptr (WtSecrets) secrets = NULL;
  g_autofree char *masked = NULL;
  gint64 start, took;

  for (guint i = 0; i < 9999; i++)
    g_string_append_printf (json, "%s{\"id\":\"/t/value-%05u-%0300u\",\"token\":\"value-%05u-%0300u\"}", i > 0 ? "," : "",
                            i, 0, i, 0);
  g_string_append (json, "]");
  start = g_get_monotonic_time ();
  secrets = wt_wire_find_secrets (parse_text (json->str, json->len), NULL);
  masked = wt_wire_mask (parse_text (json->str, json->len), secrets);
  took = g_get_monotonic_time () - start;
  g_assert_null (strstr (masked, "value-0"));
  g_assert_cmpint (took, <, MOST_TIMES * measure_without_secrets (json->str));
}

/* A text that agrees with a secret everywhere, but for its end. */
static void
test_expensive (void)
{
  g_autoptr (WtSecrets) secrets = wt_secrets_new ();
  g_autofree char *text = g_strnfill (8 * 1024 * 1024, 'a');
  g_autofree char *hidden = NULL;
  gint64 start, took;

  for (gsize length = 1000; length <= 60000; length += 1000)
    {
      g_autofree char *letters = g_strnfill (length, 'a');
      g_autofree char *secret = g_strconcat (letters, "b", NULL);

      wt_secrets_add (secrets, secret);
    }
  start = g_get_monotonic_time ();
  hidden = wt_secrets_hide (secrets, text);
  took = g_get_monotonic_time () - start;
  g_assert_cmpstr (hidden, ==, "…");
  g_assert_cmpint (took, <, MOST_TIMES * measure_without_secrets (text));
}

static void
test_secrets (void)
{
  g_autoptr (WtSecrets) secrets = wt_secrets_new ();
  g_autofree char *none = wt_secrets_mask (secrets, "SECRET-1");
  g_autofree char *one = NULL;
  g_autofree char *inside = NULL;
  g_autofree char *visible = NULL;
  g_autofree char *short_ones = NULL;

  g_assert_cmpstr (none, ==, "SECRET-1");
  wt_secrets_add (secrets, "");
  wt_secrets_add (secrets, "SECRET-1");
  wt_secrets_add (secrets, "x\u200bSECRET-2");
  one = wt_secrets_mask (secrets, "SECRET-1");
  inside = wt_secrets_mask (secrets, "a%SECRET-1%53ECRET-1%");
  visible = wt_secrets_mask (secrets, "xSECRET-2.");
  g_assert_cmpstr (one, ==, M);
  g_assert_cmpstr (inside, ==, "a%……%");
  g_assert_cmpstr (visible, ==, "….");
  g_assert_true (wt_secrets_are_in (secrets, "SECRET-1"));
  g_assert_false (wt_secrets_are_in (secrets, "SECRET-"));
  g_assert_false (wt_secrets_are_in (secrets, ""));
  wt_secrets_add (secrets, "abc");
  wt_secrets_add_known (secrets, "d/f");
  short_ones = wt_secrets_mask (secrets, "abcabc d/f%64%2ff");
  g_assert_cmpstr (short_ones, ==, "abcabc ……");
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
  g_test_add_func ("/wire-mask/long-line", test_long_line);
  g_test_add_func ("/wire-mask/line-of-secrets", test_line_of_secrets);
  g_test_add_func ("/wire-mask/invisible", test_invisible);
  g_test_add_func ("/wire-mask/number-formats", test_number_formats);
  g_test_add_func ("/wire-mask/numbers", test_numbers);
  g_test_add_func ("/wire-mask/many", test_many);
  g_test_add_func ("/wire-mask/too-many", test_too_many);
  g_test_add_func ("/wire-mask/expensive", test_expensive);
  g_test_add_func ("/wire-mask/secrets", test_secrets);

  return g_test_run ();
}
