/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is a question for a user token, and what is somebody else's to answer; and a secret in a stream. */

#include "config.h"

#include <glib.h>

#include "wt-mask.h"
#include "wt-prompt.h"

static const struct
{
  const char *output;
  gboolean    asks;
} prompts[] = {
  { "", FALSE },
  { "User Token:", TRUE },
  { "user-token> ", TRUE },
  { "Enter your user token ", TRUE },
  { "Enter your UserToken: ", TRUE },
  { "Welcome\r\nWhat is your User Token? ", TRUE },
  { "Welcome\nUSER_TOKEN: ", TRUE },
  { "\033[32m?\033[39m \033[1mUser Token\033[22m\033[0m ", TRUE },
  { "\033[32m?\033[39m The user token of this account \033[3C", TRUE },
  { "\033]0;title: name\aUser Token: ", TRUE },
  { "Loading\rUser Token: ", TRUE },
  { "API key\033[2K\033[1GUser Token: ", TRUE },
  { "API key: User Token: ", TRUE },
  { "Usxx\b\ber token: ", TRUE },
  { "User Token (leave it empty to keep it): ", TRUE },
  { "User Token: \n", FALSE },
  { "Your user token is kept in a file.", FALSE },
  { "Checking your user token...", FALSE },
  { "API key: ", FALSE },
  { "API key (not a user token): ", FALSE },
  { "API key or user token: ", FALSE },
  { "Replace the user token? (y/N) ", FALSE },
  { "Replace the user token [yes/no]? ", FALSE },
  { "Name of the user token: ", FALSE },
  { "User token ID: ", FALSE },
  { "Token: ", FALSE },
  { "User Token: \rPassword: ", FALSE },
  { "\377\376User Token: ", TRUE },
  { "User Token: \nctrl+t toggle visibility\033[1A\033[13G", TRUE },
  { "User Token: \nAPI key: \033[1A\r\033[J\033[1BAPI key: ", FALSE },
  { "\033(BUser Token: ", TRUE },
};

static void
test_prompt (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (prompts); i++)
    {
      g_autoptr (WtPrompt) whole = wt_prompt_new (0);
      g_autoptr (WtPrompt) in_bytes = wt_prompt_new (0);
      g_autofree char *escaped = g_strescape (prompts[i].output, NULL);

      g_test_message ("%s", escaped);
      wt_prompt_feed (whole, prompts[i].output, strlen (prompts[i].output));
      g_assert_cmpint (wt_prompt_asks_for_token (whole), ==, prompts[i].asks);

      for (const char *p = prompts[i].output; *p != '\0'; p++)
        wt_prompt_feed (in_bytes, p, 1);
      g_assert_cmpstr (wt_prompt_get_line (in_bytes), ==, wt_prompt_get_line (whole));
    }
}

static const struct
{
  guint       columns;
  const char *output;
  const char *line;
  gboolean    asks;
} breaks[] = {
  { 20, "Enter your User Token: ", "Enter your User Token: ", TRUE },
  { 20, "Type the User Token \nthat you were sent: ", "Type the User Token that you were sent: ", TRUE },
  { 20, "Type your own User\nToken: ", "Type your own User Token: ", TRUE },
  { 20, "Now type your User T\noken: ", "Now type your User Token: ", TRUE },
  { 20, "Now type a User Toke\nn: \n(hint)\033[1A\033[4G", "Now type a User Token: ", TRUE },
  { 20, "Enter a User Token :\n", "Enter a User Token :", TRUE },
  { 20, "? Type a User Token:\n \n", "? Type a User Token: ", TRUE },
  { 20, "? Give a User Token\n", "? Give a User Token", TRUE },
  { 20, "? My own User Token:\n\n", "", FALSE },
  { 20, "? The User Token \nbelonging to \nsomewhere:\n\033[0D", "? The User Token belonging to somewhere:", TRUE },
  { 20, "? The User Token \nbelonging to \nsomewhere: \n\033[0D", "", FALSE },
  { 20, "? A User Token:\n \n", " ", FALSE },
  { 20, "User Token\nPassword: ", "Password: ", FALSE },
  { 20, "It is a User Token.\nPassword: ", "Password: ", FALSE },
  { 80, "Type your own User\nToken: ", "Token: ", FALSE },
  { 0, "Type your own User\nToken: ", "Token: ", FALSE },
};

static void
test_broken_line (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (breaks); i++)
    {
      g_autoptr (WtPrompt) prompt = wt_prompt_new (breaks[i].columns);

      wt_prompt_feed (prompt, breaks[i].output, strlen (breaks[i].output));
      g_assert_cmpstr (wt_prompt_get_line (prompt), ==, breaks[i].line);
      g_assert_cmpint (wt_prompt_asks_for_token (prompt), ==, breaks[i].asks);
    }
}

static void
test_answered (void)
{
  static const char question[] = "\r\033[2KUser Token: ";
  g_autoptr (WtPrompt) prompt = wt_prompt_new (80);

  wt_prompt_feed (prompt, question, strlen (question));
  g_assert_true (wt_prompt_asks_for_token (prompt));
  wt_prompt_forget (prompt);
  g_assert_false (wt_prompt_asks_for_token (prompt));
  wt_prompt_feed (prompt, question, strlen (question));
  g_assert_false (wt_prompt_asks_for_token (prompt));
  wt_prompt_feed (prompt, "\n", 1);
  wt_prompt_feed (prompt, question, strlen (question));
  g_assert_true (wt_prompt_asks_for_token (prompt));
}

static void
test_long_line (void)
{
  g_autoptr (WtPrompt) prompt = wt_prompt_new (0);

  for (guint i = 0; i < 100000; i++)
    wt_prompt_feed (prompt, "x", 1);
  wt_prompt_feed (prompt, "\033[", 2);
  for (guint i = 0; i < 100000; i++)
    wt_prompt_feed (prompt, "1", 1);
  g_assert_cmpuint (strlen (wt_prompt_get_line (prompt)), <, 5000);
}

static const struct
{
  const char *secret;
  const char *output;
  const char *shown;
  const char *flushed;
} masks[] = {
  { "abcabd", "", "", "" },
  { "abcabd", "nothing", "nothing", "" },
  { "abcabd", "an abcabd here", "an ****** here", "" },
  { "abcabd", "abcabcabd", "*********", "" },
  { "abcabd", "abcabdabcabd.", "************.", "" },
  { "abcabd", "it begins: ab", "it begins: ", "ab" },
  { "abcabd", "it begins: abx", "it begins: abx", "" },
  { "abcabd", "nearly all: abcab", "nearly all: *****", "" },
  { "abcabd", "its end: cabd", "its end: ****", "" },
  { "abcabd", "less of it: cab, abd", "less of it: cab, ", "abd" },
  { "aab", "aaaab", "aa***", "" },
  { "a", "banana", "b*n*n*", "" },
  { "abcabd", "a b\r\nc\tab\033[31md", "* *\r\n*\t**\033[31m*", "" },
  { "abcabd", "ab\033]0;title\acabd", "**\033]0;title\a****", "" },
  { "abcabd", "\033]0;abcabd\033\\.", "\033]0;******\033\\.", "" },
  { "abcabd", "\033[4abcabd", "\033[4a****" "*", "" },
  { "abcabd", "ab\342\224\202\n\342\224\202cabd", "**\342\224\202\n\342\224\202****", "" },
  { "abcabd", "a*\bb*\bc*\ba*", "**\b**\b**\b**", "" },
  { "ab*abd", "ab*abd", "######", "" },
  { "s\303\274\303\237es", "s\303\274\303\237es", "*******", "" },
};

static void
test_mask (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (masks); i++)
    {
      g_autoptr (WtMask) mask = wt_mask_new (masks[i].secret);
      g_autoptr (GString) shown = g_string_new (NULL);
      g_autoptr (GString) flushed = g_string_new (NULL);

      for (const char *p = masks[i].output; *p != '\0'; p++)
        wt_mask_feed (mask, p, 1, shown);
      g_assert_cmpstr (shown->str, ==, masks[i].shown);
      wt_mask_flush (mask, flushed);
      g_assert_cmpstr (flushed->str, ==, masks[i].flushed);
    }
}

/* What is kept back comes when nothing follows, and what would make it a piece is hidden. */
static void
test_mask_slow (void)
{
  g_autoptr (WtMask) mask = wt_mask_new ("abcabd");
  g_autoptr (GString) shown = g_string_new (NULL);

  for (const char *p = "abcabd"; *p != '\0'; p++)
    {
      wt_mask_feed (mask, p, 1, shown);
      wt_mask_flush (mask, shown);
      g_assert_false (wt_mask_has_kept_back (mask));
    }
  g_assert_cmpstr (shown->str, ==, "abc***");
}

static void
test_mask_answer (void)
{
  static const char output[] = "\rToken: a\rToken: ab\rToken: abc\rToken: x\rToken: ***\na\rToken: abcabd\na";
  g_autoptr (WtMask) mask = wt_mask_new ("abcabd");
  g_autoptr (GString) shown = g_string_new (NULL);

  wt_mask_expect_answer (mask, "Token: ");
  wt_mask_feed (mask, output, strlen (output), shown);
  wt_mask_expect_answer (mask, NULL);
  wt_mask_feed (mask, "\rToken: ac", strlen ("\rToken: ac"), shown);
  wt_mask_flush (mask, shown);
  g_assert_cmpstr (shown->str, ==, "\rToken: *\rToken: **\rToken: ***\rToken: x\rToken: ***\na\rToken: ******\na\rToken: ac");
}

/* Each character of it is in doubt until the next one has come. */
static void
test_mask_endless (void)
{
  g_autoptr (WtMask) mask = wt_mask_new ("abcabd");
  g_autoptr (GString) shown = g_string_new (NULL);

  wt_mask_feed (mask, "abc", 3, shown);
  for (guint i = 0; i < 100000; i++)
    wt_mask_feed (mask, "\033[m", 3, shown);
  g_assert_cmpuint (shown->len, >, 290000);
  wt_mask_feed (mask, "abd", 3, shown);
  wt_mask_flush (mask, shown);
  g_assert_true (g_str_has_prefix (shown->str, "abc\033"));
  g_assert_true (g_str_has_suffix (shown->str, "m***"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/prompt/asks", test_prompt);
  g_test_add_func ("/prompt/long-line", test_long_line);
  g_test_add_func ("/prompt/broken-line", test_broken_line);
  g_test_add_func ("/prompt/answered", test_answered);
  g_test_add_func ("/mask", test_mask);
  g_test_add_func ("/mask/slow", test_mask_slow);
  g_test_add_func ("/mask/answer", test_mask_answer);
  g_test_add_func ("/mask/endless", test_mask_endless);

  return g_test_run ();
}
