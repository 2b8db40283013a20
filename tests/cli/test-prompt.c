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
};

static void
test_prompt (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (prompts); i++)
    {
      g_autoptr (WtPrompt) whole = wt_prompt_new ();
      g_autoptr (WtPrompt) in_bytes = wt_prompt_new ();
      g_autofree char *escaped = g_strescape (prompts[i].output, NULL);

      g_test_message ("%s", escaped);
      wt_prompt_feed (whole, prompts[i].output, strlen (prompts[i].output));
      g_assert_cmpint (wt_prompt_asks_for_token (whole), ==, prompts[i].asks);

      for (const char *p = prompts[i].output; *p != '\0'; p++)
        wt_prompt_feed (in_bytes, p, 1);
      g_assert_cmpstr (wt_prompt_get_line (in_bytes), ==, wt_prompt_get_line (whole));
    }
}

static void
test_long_line (void)
{
  g_autoptr (WtPrompt) prompt = wt_prompt_new ();

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
  { "abcabd", "an abcabd here", "an [hidden] here", "" },
  { "abcabd", "abcabcabd", "abc[hidden]", "" },
  { "abcabd", "abcabdabcabd.", "[hidden][hidden].", "" },
  { "abcabd", "it begins: ab", "it begins: ", "ab" },
  { "abcabd", "nearly all: abcab", "nearly all: ", "" },
  { "aab", "aaaab", "aa[hidden]", "" },
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

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/prompt/asks", test_prompt);
  g_test_add_func ("/prompt/long-line", test_long_line);
  g_test_add_func ("/mask", test_mask);

  return g_test_run ();
}
