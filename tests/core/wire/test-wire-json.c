/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is JSON to us and what is not. Each text is given as it comes from a socket: with no NUL after it. */

#include "config.h"

#include <string.h>

#include "wt-error.h"
#include "wt-document.h"
#include "wt-json-syntax.h"
#include "wt-wire.h"

typedef struct
{
  const char *text;
  gsize       length;
} Bytes;

#define BYTES(text) { (text), sizeof (text) - 1 }

static const char whole[] =
  "{\"items\":[{\"id\":\"a\",\"name\":\"\\u00e9\\\"\\\\ \\ud83d\\ude00\",\"token\":\"tok-1\",\"n\":[-1.5e3,true,null]},"
  "{\"guid\":7,\"token\":\"tok-2\",\"addedAt\":\"2024-01-02T03:04:05.678Z\"}],\"metadata\":{\"cursor\":\"c\"}}";

static const Bytes refused[] = {
  BYTES (""),
  BYTES (" \r\n\t"),
  BYTES ("{'a':1}"),
  BYTES ("['a']"),
  BYTES ("[1] // comment"),
  BYTES ("// comment\n[1]"),
  BYTES ("[1, // comment\n2]"),
  BYTES ("[/* comment */ 1]"),
  BYTES ("# comment\n[1]"),
  BYTES ("[1] # comment"),
  BYTES ("var x = {};"),
  BYTES ("var x = [1]"),
  BYTES ("{};"),
  BYTES ("{} {}"),
  BYTES ("[] []"),
  BYTES ("[]]"),
  BYTES ("{}x"),
  BYTES ("x{}"),
  BYTES ("[1],"),
  BYTES ("\xef\xbb\xbf"),
  BYTES ("\xef\xbb{}"),
  BYTES (" \xef\xbb\xbf{}"),
  BYTES ("\xef\xbb\xbf\xef\xbb\xbf{}"),
  BYTES ("{}\xef\xbb\xbf"),
  BYTES ("\xff\xfe{\0}\0"),
  BYTES ("null"),
  BYTES ("true"),
  BYTES ("17"),
  BYTES ("\"text\""),
  BYTES ("text"),
  BYTES ("<html><body>{}</body></html>"),
  BYTES ("["),
  BYTES ("{"),
  BYTES ("]"),
  BYTES ("}"),
  BYTES ("[}"),
  BYTES ("{]"),
  BYTES ("[{]}"),
  BYTES ("{\"a\"}"),
  BYTES ("{\"a\":}"),
  BYTES ("{\"a\" 1}"),
  BYTES ("{\"a\":1 \"b\":2}"),
  BYTES ("{a:1}"),
  BYTES ("{1:1}"),
  BYTES ("{\"a\":1,}"),
  BYTES ("[1,]"),
  BYTES ("[,1]"),
  BYTES ("[1 2]"),
  BYTES ("[1,,2]"),
  BYTES ("[undefined]"),
  BYTES ("[NaN]"),
  BYTES ("[Infinity]"),
  BYTES ("[\"a]"),
  BYTES ("[\"a\\\"]"),
  BYTES ("[\"a\\"),
  BYTES ("[\"a\nb\"]"),
  BYTES ("[\"a\tb\"]"),
  BYTES ("[\"a\001b\"]"),
  BYTES ("[\"a\0b\"]"),
  BYTES ("[1]\0"),
  BYTES ("\0[1]"),
  BYTES ("[1,\0 2]"),
  BYTES ("[1,\v2]"),
  BYTES ("[1,\f2]"),
  BYTES ("[1,\u00a02]"),
  BYTES ("[\"a\\u0000b\"]"),
  BYTES ("[\"\\\\\\u0000\"]"),
  BYTES ("{\"\\u0000\":1}"),
  BYTES ("[\"\\q\"]"),
  BYTES ("[\"\\x41\"]"),
  BYTES ("[\"\\'\"]"),
  BYTES ("[\"\\U0041\"]"),
  BYTES ("[\"\\u004\"]"),
  BYTES ("[\"\\u004g\"]"),
  BYTES ("[\"\\zzzz\"]"),
  BYTES ("[\"\\u 041\"]"),
  BYTES ("[\"\\\0\"]"),
  BYTES ("[\"\\ud83d\"]"),
  BYTES ("[\"\\ud83dx\"]"),
  BYTES ("[\"\\ud83d\\n\"]"),
  BYTES ("[\"\\ud83d\\u0041\"]"),
  BYTES ("[\"\\ud83d\\ud83d\"]"),
  BYTES ("[\"\\ude00\"]"),
  BYTES ("[\"\\ude00\\ud83d\"]"),
  BYTES ("[01]"),
  BYTES ("[017]"),
  BYTES ("[-01]"),
  BYTES ("[0x10]"),
  BYTES ("[0b1]"),
  BYTES ("[1.]"),
  BYTES ("[.5]"),
  BYTES ("[-.5]"),
  BYTES ("[-]"),
  BYTES ("[--1]"),
  BYTES ("[+1]"),
  BYTES ("[1e]"),
  BYTES ("[1e+]"),
  BYTES ("[1.e5]"),
  BYTES ("[1-1]"),
  BYTES ("[1a]"),
  BYTES ("[1\"a\"]"),
  BYTES ("[1[2]]"),
  BYTES ("[1{}]"),
  BYTES ("{\"a\":1:2}"),
  BYTES ("[TRUE]"),
  BYTES ("[nul]"),
  BYTES ("[truefalse]"),
  BYTES ("[\"a\"\"b\"]"),
  BYTES ("[\"\xff\"]"),
  BYTES ("[\"\xc3\"]"),
  BYTES ("[\"\xed\xa0\x80\"]"),
  BYTES ("[\"\xc0\x80\"]"),
  BYTES ("[\"\xf4\x90\x80\x80\"]"),
  BYTES ("\x1f\x8b\x08"),
};

static const Bytes accepted[] = {
  BYTES ("{}"),
  BYTES ("[]"),
  BYTES ("\xef\xbb\xbf{}"),
  BYTES ("\xef\xbb\xbf [1]\n"),
  BYTES (" \r\n\t[ ] \n"),
  BYTES ("[\"\\\\u0000\"]"),
  BYTES ("[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"]"),
  BYTES ("[\"\\ud83d\\ude00 😀\"]"),
  BYTES ("[\"\\u0001\"]"),
  BYTES ("[\"// no comment, 'no quotes', var x = {}; []\"]"),
  BYTES ("[-1, 0, -0, 0.5, 1.5, 0e1, -1.5e+3, 2E-2, 10, true, false, null]"),
  BYTES ("[1,2\n,3\t]"),
  BYTES ("{\"a\":1,\"b\":-2}"),
  BYTES ("{\"a\":{\"b\":[{}]}}"),
  BYTES ("{\"\":\"\"}"),
  BYTES ("{\"a\":1,\"a\":2}"),
  BYTES ("[12345678901234567890123]"),
};

/* A copy whose end is the end of the memory, for whoever watches it. */
static gboolean
is_taken (const char  *text,
          gsize        length,
          GError     **error)
{
  g_autofree char *copy = g_memdup2 (text, length);
  g_autoptr (WtDocument) document = wt_document_new (copy, length);

  return wt_document_get_root (document, error) != NULL;
}

static void
assert_refused (const char *text,
                gsize       length)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *shown = g_strescape (length > 0 ? text : "", NULL);

  g_test_message ("%.200s", shown);
  g_assert_false (is_taken (text, length, &error));
  g_assert_error (error, WT_ERROR, WT_ERROR_UNREADABLE);
  g_assert_true (g_str_has_suffix (error->message, "."));
}

static void
assert_accepted (const char *text,
                 gsize       length)
{
  g_autoptr (GError) error = NULL;

  g_test_message ("%.200s", text);
  g_assert_true (is_taken (text, length, &error));
  g_assert_no_error (error);
}

static void
test_refused (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    assert_refused (refused[i].text, refused[i].length);
  assert_refused (NULL, 0);
}

static void
test_accepted (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (accepted); i++)
    assert_accepted (accepted[i].text, accepted[i].length);
}

/* Of all the readers: an answer that was cut off is never half a result. */
static void
test_cut_off (void)
{
  assert_accepted (whole, strlen (whole));

  for (gsize length = 0; length < strlen (whole); length++)
    {
      g_autofree char *copy = g_memdup2 (whole, length);
      g_autoptr (WtDocument) document = wt_document_new (copy, length);
      g_autoptr (GError) error = NULL;

      g_assert_null (document->root);
      g_assert_null (wt_wire_read_token_page (document, NULL, NULL));
      g_assert_null (wt_wire_read_token (document, NULL, NULL));
      g_assert_null (wt_wire_read_user (document, &error));
      g_assert_error (error, WT_ERROR, WT_ERROR_UNREADABLE);
      g_free (wt_wire_read_error_message (document, "secret"));
    }
}

/* Each byte of a document replaced by each of some bad ones: whatever comes of it, nothing breaks. */
static void
test_spoilt (void)
{
  static const char bad[] = "\0\1\"\\'/{}[],:;\x7f\x80\xc3\xff";

  for (gsize i = 0; i < strlen (whole); i++)
    {
      g_autofree char *copy = g_memdup2 (whole, strlen (whole));

      for (gsize j = 0; j < sizeof bad - 1; j++)
        {
          g_autoptr (WtDocument) document = NULL;
          g_autoptr (WtTokenPage) page = NULL;
          g_autofree char *shape = NULL;

          copy[i] = bad[j];
          document = wt_document_new (copy, strlen (whole));
          page = wt_wire_read_token_page (document, NULL, NULL);
          shape = wt_wire_describe (document);
          g_assert_nonnull (shape);
          g_assert_null (strstr (shape, "tok-"));
        }
    }
}

static char *
nest (guint       depth,
      const char *open,
      const char *close)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < depth; i++)
    g_string_append (text, open);
  /* An object needs something in its middle. */
  if (g_str_has_suffix (open, ":"))
    g_string_append (text, "1");
  for (guint i = 0; i < depth; i++)
    g_string_append (text, close);

  return g_string_free (text, FALSE);
}

static void
test_depth (void)
{
  g_autofree char *deepest_array = nest (64, "[", "]");
  g_autofree char *too_deep_array = nest (65, "[", "]");
  g_autofree char *deepest_object = nest (63, "{\"a\":", "}");
  g_autofree char *deepest = g_strdup_printf ("[%s]", deepest_object);
  g_autofree char *too_deep = g_strdup_printf ("[[%s]]", deepest_object);
  g_autofree char *brackets = nest (65, "\\\"[{", "");
  g_autofree char *in_string = g_strdup_printf ("[\"%s\"]", brackets);

  assert_accepted (deepest_array, strlen (deepest_array));
  assert_refused (too_deep_array, strlen (too_deep_array));
  assert_accepted (deepest, strlen (deepest));
  assert_refused (too_deep, strlen (too_deep));
  assert_accepted (in_string, strlen (in_string));
}

static void
test_very_deep (void)
{
  g_autofree char *open = g_strnfill (200000, '[');
  g_autofree char *closed = nest (100000, "[", "]");
  g_autofree char *objects = nest (100000, "{\"a\":", "}");

  assert_refused (open, strlen (open));
  assert_refused (closed, strlen (closed));
  assert_refused (objects, strlen (objects));
}

static void
test_size (void)
{
  g_autofree char *text = g_strnfill (WT_DOCUMENT_MAX_SIZE + 1, ' ');

  memcpy (text, "[1]", 3);
  assert_accepted (text, WT_DOCUMENT_MAX_SIZE);
  assert_refused (text, WT_DOCUMENT_MAX_SIZE + 1);
}

static char *
repeat (const char *item,
        gsize       count)
{
  GString *text = g_string_new ("[");

  for (gsize i = 0; i < count; i++)
    {
      g_string_append (text, item);
      g_string_append_c (text, ',');
    }
  text->str[text->len - 1] = ']';

  return g_string_free (text, FALSE);
}

/* However small they are sent, they are large when they are read. */
static void
test_count (void)
{
  static const struct
  {
    const char *item;
    gsize       most;
  } rows[] = {
    { "1", 1000000 }, { "\"\"", 1000000 }, { "{}", 99999 }, { "[]", 99999 }, { "{\"a\":1}", 99999 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *most = repeat (rows[i].item, rows[i].most);
      g_autofree char *too_many = repeat (rows[i].item, rows[i].most + 1);

      /* They are counted before anything is built of them. */
      g_assert_true (wt_json_syntax_is_document (most, strlen (most)));
      g_assert_false (wt_json_syntax_is_document (too_many, strlen (too_many)));
    }
}

/* What was read leaves nothing behind in json-glib's memory. */
static void
test_wipe (void)
{
  const char *text =
    "{\"a\":\"secret\",\"b\":[\"secret\",1,null,{\"c\":\"secret\"}],\"d\":{\"e\":\"secret\"},\"f\":true}";
  WtDocument *document = wt_document_new (text, strlen (text));
  g_autoptr (JsonNode) root = json_node_ref (document->root);
  g_autofree char *before = json_to_string (root, FALSE);
  g_autofree char *after = NULL;

  g_assert_cmpstr (before, ==, text);
  wt_document_free (document);
  after = json_to_string (root, FALSE);
  g_assert_cmpstr (after, ==, "{\"a\":\"\",\"b\":[\"\",1,null,{\"c\":\"\"}],\"d\":{\"e\":\"\"},\"f\":true}");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/wire/json/refused", test_refused);
  g_test_add_func ("/wire/json/accepted", test_accepted);
  g_test_add_func ("/wire/json/cut-off", test_cut_off);
  g_test_add_func ("/wire/json/spoilt", test_spoilt);
  g_test_add_func ("/wire/json/depth", test_depth);
  g_test_add_func ("/wire/json/very-deep", test_very_deep);
  g_test_add_func ("/wire/json/size", test_size);
  g_test_add_func ("/wire/json/count", test_count);
  g_test_add_func ("/wire/json/wipe", test_wipe);

  return g_test_run ();
}
