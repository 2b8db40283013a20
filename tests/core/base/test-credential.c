/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-credential.h"
#include "wt-error.h"

typedef struct
{
  const char *text;
  const char *parsed; /* NULL if it is refused */
} Row;

static const Row rows[] = {
  { "key", "key" },
  { "k", "k" },
  { "  key  ", "key" },
  { "\n\r\n\tkey\f\n", "key" },
  { "\u00A0key\u00A0", "key" },
  { "\u2003\u3000key\u2028\u2029", "key" },
  { "\u200Bkey\u200B", "key" },
  { "\u200C\u200D\u2060key\u2060\u200D\u200C", "key" },
  { "\u200E\u202Akey\u202C\u200F", "key" },
  { "\uFEFFkey\uFEFF", "key" },
  { " \uFEFF\u00A0\n\u200Bkey\u200B \n\uFEFF", "key" },
  { "a+/=b%2B&c?d#e", "a+/=b%2B&c?d#e" },
  { "\"key\"", "\"key\"" },
  { "<b>key</b>", "<b>key</b>" },
  { "ключ-鍵-🔑", "ключ-鍵-🔑" },

  { "", NULL },
  { " \n\t\u00A0\u200B\uFEFF", NULL },
  { "two keys", NULL },
  { "two\nkeys", NULL },
  { "two\tkeys", NULL },
  { "two\u00A0keys", NULL },
  { "two\u200Bkeys", NULL },
  { "two\uFEFFkeys", NULL },
  { "two\rkeys", NULL },
  { "a\001b", NULL },
  { "a\033[0mb", NULL },
  { "a\177b", NULL },
  { "a\xc2\x85" "b", NULL },
  { "\001key", NULL },
  { "key\001", NULL },
  { "k\xff", NULL },
  { "\xc3", NULL },
  { "\xed\xa0\x80", NULL },
  { "\xc0\x80", NULL },
};

static void
assert_sentence (const GError *error,
                 const char   *secret)
{
  g_assert_true (g_str_has_suffix (error->message, "."));
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  if (*secret != '\0')
    g_assert_null (strstr (error->message, secret));
}

static void
check_row (const Row        *row,
           WtCredentialKind  kind)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WtCredential) credential = wt_credential_parse (kind, row->text, &error);

  if (row->parsed == NULL)
    {
      g_assert_null (credential);
      g_assert_error (error, WT_ERROR, WT_ERROR_INVALID_INPUT);
      assert_sentence (error, row->text);
      return;
    }

  g_assert_no_error (error);
  g_assert_cmpstr (wt_credential_get_text (credential), ==, row->parsed);
  g_assert_cmpint (wt_credential_get_kind (credential), ==, kind);
}

static void
test_table (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *escaped = g_strescape (rows[i].text, NULL);

      g_test_message ("%s", escaped);
      check_row (&rows[i], WT_CREDENTIAL_API_KEY);
      check_row (&rows[i], WT_CREDENTIAL_USER_TOKEN);
    }
}

/* The message says which of the two it is that cannot be used. */
static void
test_kinds (void)
{
  static const char *const refused[] = { "", "two words", "\xff" };

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) of_key = NULL;
      g_autoptr (GError) of_token = NULL;

      g_assert_null (wt_credential_parse (WT_CREDENTIAL_API_KEY, refused[i], &of_key));
      g_assert_null (wt_credential_parse (WT_CREDENTIAL_USER_TOKEN, refused[i], &of_token));
      g_assert_nonnull (strstr (of_key->message, "API key"));
      g_assert_nonnull (strstr (of_token->message, "User Token"));
    }
}

static void
check_length (gsize    length,
              gboolean is_taken)
{
  g_autofree char *digits = g_malloc (length + 1);
  g_autofree char *pasted = NULL;
  g_autoptr (WtCredential) credential = NULL;

  for (gsize i = 0; i < length; i++)
    digits[i] = "0123456789abcdef"[i % 16];
  digits[length] = '\0';

  pasted = g_strconcat ("\n  ", digits, " \r\n", NULL);
  credential = wt_credential_parse (WT_CREDENTIAL_API_KEY, pasted, NULL);
  g_assert_cmpint (credential != NULL, ==, is_taken);
  if (is_taken)
    g_assert_cmpstr (wt_credential_get_text (credential), ==, digits);
}

static void
test_long (void)
{
  check_length (320, TRUE);
  check_length (4096, TRUE);
  check_length (65536, TRUE);
  check_length (65537, FALSE);
}

static void
test_reference (void)
{
  g_autoptr (SecretValue) value = secret_value_new ("secret", -1, "text/plain");
  WtCredential *credential = wt_credential_new (WT_CREDENTIAL_USER_TOKEN, value);
  WtCredential *same = wt_credential_ref (credential);

  g_assert_true (same == credential);
  g_assert_true (wt_credential_get_value (credential) == value);
  wt_credential_unref (credential);
  g_assert_cmpstr (wt_credential_get_text (same), ==, "secret");

  credential = g_boxed_copy (WT_TYPE_CREDENTIAL, same);
  wt_credential_unref (same);
  g_assert_cmpstr (wt_credential_get_text (credential), ==, "secret");
  g_boxed_free (WT_TYPE_CREDENTIAL, credential);

  /* Whoever holds the value still has it. */
  g_assert_cmpstr (secret_value_get_text (value), ==, "secret");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/credential/table", test_table);
  g_test_add_func ("/credential/kinds", test_kinds);
  g_test_add_func ("/credential/long", test_long);
  g_test_add_func ("/credential/reference", test_reference);

  return g_test_run ();
}
