/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "wt-prompt.h"
#include "wt-screen.h"

/* What asks for a token names it; what names it and asks for something else is a person's to answer. */
#define NAMES "user[ _-]?token"
#define ELSE "api[ _-]?key|\\b(name|id)\\b|[(\\[]\\s*y(es)?\\s*/\\s*n(o)?\\s*[)\\]]"
/* It ends in a mark, or in the name itself, or begins with the mark of the usual Node libraries. */
#define WAITS "^\\s*\\?|(" NAMES "|[:?>)\\]]|›|»)\\s*$"

/**
 * WtPrompt:
 *
 * The line that a program has on its terminal and did not end: while it waits there, the prompt.
 */
struct _WtPrompt
{
  WtScreen *screen;
  GString  *line;
  guint64   place;
  guint64   answered; /* the place of the last one that was */
  GRegex   *names;
  GRegex   *asks_else;
  GRegex   *waits;
};

/**
 * wt_prompt_new:
 * @columns: how wide the terminal is, or 0 if that is not known
 *
 * Returns: (transfer full): a prompt
 */
WtPrompt *
wt_prompt_new (guint columns)
{
  WtPrompt *self = g_new0 (WtPrompt, 1);

  self->screen = wt_screen_new (columns);
  self->line = g_string_sized_new (WT_SCREEN_MAX_LINE); /* or it left behind what it held before it grew */
  self->answered = G_MAXUINT64;
  self->names = g_regex_new (NAMES, G_REGEX_CASELESS, 0, NULL);
  self->asks_else = g_regex_new (ELSE, G_REGEX_CASELESS, 0, NULL);
  self->waits = g_regex_new (WAITS, G_REGEX_CASELESS, 0, NULL);

  return self;
}

void
wt_prompt_free (WtPrompt *self)
{
  wt_screen_free (self->screen);
  explicit_bzero (self->line->str, self->line->allocated_len);
  g_string_free (self->line, TRUE);
  g_regex_unref (self->names);
  g_regex_unref (self->asks_else);
  g_regex_unref (self->waits);
  g_free (self);
}

void
wt_prompt_set_columns (WtPrompt *self,
                       guint     columns)
{
  wt_screen_set_columns (self->screen, columns);
}

/**
 * wt_prompt_feed:
 * @self: a prompt
 * @output: what a program wrote to its terminal
 * @length: the number of bytes
 *
 * Follows the output. It may be cut anywhere.
 */
void
wt_prompt_feed (WtPrompt   *self,
                const char *output,
                gsize       length)
{
  wt_screen_feed (self->screen, output, length);
}

/**
 * wt_prompt_forget:
 * @self: a prompt
 *
 * What is there was answered. A program that asks again does so in another line; one that only draws the same line anew
 * has the answer in it, seen or not.
 */
void
wt_prompt_forget (WtPrompt *self)
{
  wt_prompt_get_line (self);
  self->answered = self->place;
  wt_screen_clear (self->screen);
}

/**
 * wt_prompt_get_line:
 * @self: a prompt
 *
 * Returns: (transfer none): the line so far, also where it is broken at the terminal's edge; of a long one its end
 */
const char *
wt_prompt_get_line (WtPrompt *self)
{
  self->place = wt_screen_read_line (self->screen, self->line);

  return self->line->str;
}

/* The question that names a token. One before it on the same line was answered without a line break on the screen. */
static const char *
find_question (WtPrompt   *self,
               const char *line)
{
  g_autoptr (GMatchInfo) match = NULL;
  int start = -1;

  for (g_regex_match (self->names, line, 0, &match); g_match_info_matches (match); g_match_info_next (match, NULL))
    g_match_info_fetch_pos (match, 0, &start, NULL);
  if (start < 0)
    return NULL;

  while (start > 1 && !(line[start - 1] == ' ' && strchr (":?>", line[start - 2]) != NULL))
    start--;

  return line + (start > 1 ? start : 0);
}

/**
 * wt_prompt_asks_for_token:
 * @self: a prompt
 *
 * Returns: whether the line looks like a question for a user token that was not answered
 */
gboolean
wt_prompt_asks_for_token (WtPrompt *self)
{
  const char *line = wt_prompt_get_line (self);
  const char *question = find_question (self, line);

  return question != NULL && self->place != self->answered && !g_regex_match (self->asks_else, question, 0, NULL) &&
         g_regex_match (self->waits, line, 0, NULL);
}
