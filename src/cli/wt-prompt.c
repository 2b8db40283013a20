/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "wt-prompt.h"

#define MAX_LINE 1024

/* What asks for a token names it; what names it and asks for something else is a person's to answer. */
#define NAMES "user[ _-]?token"
#define ELSE "api[ _-]?key|\\b(name|id)\\b|[(\\[]\\s*y(es)?\\s*/\\s*n(o)?\\s*[)\\]]"
/* It ends in a mark, or in the name itself, or begins with the mark of the usual Node libraries. */
#define WAITS "^\\s*\\?|(" NAMES "|[:?>)\\]]|›|»)\\s*$"

typedef enum
{
  STATE_TEXT,
  STATE_ESCAPE,
  STATE_CONTROL,
  STATE_STRING,
} State;

/**
 * WtPrompt:
 *
 * The line that a program has on its terminal and did not end, without its colours: while it waits there, the prompt.
 */
struct _WtPrompt
{
  GString  *line;
  GString  *control;
  State     state;
  gboolean  is_at_start; /* what comes next overwrites the line */
  GRegex   *names;
  GRegex   *asks_else;
  GRegex   *waits;
};

WtPrompt *
wt_prompt_new (void)
{
  WtPrompt *self = g_new0 (WtPrompt, 1);

  self->line = g_string_sized_new (MAX_LINE + 1); /* or it left behind what it held before it grew */
  self->control = g_string_new (NULL);
  self->names = g_regex_new (NAMES, G_REGEX_CASELESS, 0, NULL);
  self->asks_else = g_regex_new (ELSE, G_REGEX_CASELESS, 0, NULL);
  self->waits = g_regex_new (WAITS, G_REGEX_CASELESS, 0, NULL);

  return self;
}

void
wt_prompt_free (WtPrompt *self)
{
  explicit_bzero (self->line->str, self->line->allocated_len);
  g_string_free (self->line, TRUE);
  g_string_free (self->control, TRUE);
  g_regex_unref (self->names);
  g_regex_unref (self->asks_else);
  g_regex_unref (self->waits);
  g_free (self);
}

static void
add_text (WtPrompt *self,
          char      c)
{
  if (c == '\n' || (self->is_at_start && c != '\r'))
    g_string_truncate (self->line, 0);

  self->is_at_start = c == '\r';
  if (c == '\b' && self->line->len > 0)
    g_string_truncate (self->line, self->line->len - 1);
  else if ((guchar) c >= ' ' && c != '\177')
    g_string_append_c (self->line, c);

  if (self->line->len > MAX_LINE)
    g_string_erase (self->line, 0, self->line->len - MAX_LINE);
}

/* Of all that moves and erases, what brings a line back to its start counts. */
static void
obey (WtPrompt   *self,
      const char *control)
{
  if (g_str_equal (control, "2K"))
    g_string_truncate (self->line, 0);
  else if (g_str_equal (control, "G") || g_str_equal (control, "1G"))
    self->is_at_start = TRUE;
}

static void
add_control (WtPrompt *self,
             char      c)
{
  if (self->control->len < MAX_LINE)
    g_string_append_c (self->control, c);
  if (c < '@' || c > '~')
    return;

  self->state = STATE_TEXT;
  obey (self, self->control->str);
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
  for (const char *p = output; p < output + length; p++)
    switch (self->state)
      {
      case STATE_TEXT:
        if (*p == '\033')
          self->state = STATE_ESCAPE;
        else
          add_text (self, *p);
        break;
      case STATE_ESCAPE:
        g_string_truncate (self->control, 0);
        self->state = *p == '[' ? STATE_CONTROL : *p == ']' ? STATE_STRING : STATE_TEXT;
        break;
      case STATE_CONTROL:
        add_control (self, *p);
        break;
      case STATE_STRING:
        if (*p == '\a' || *p == '\\')
          self->state = STATE_TEXT;
        break;
      }
}

/**
 * wt_prompt_get_line:
 * @self: a prompt
 *
 * Returns: (transfer none): the line so far
 */
const char *
wt_prompt_get_line (WtPrompt *self)
{
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
 * Returns: whether the line looks like a question for a user token
 */
gboolean
wt_prompt_asks_for_token (WtPrompt *self)
{
  g_autofree char *line = g_utf8_make_valid (self->line->str, self->line->len);
  gsize length = strlen (line);
  const char *question = find_question (self, line);
  gboolean asks = question != NULL && !g_regex_match (self->asks_else, question, 0, NULL) &&
                  g_regex_match (self->waits, line, 0, NULL);

  explicit_bzero (line, length);

  return asks;
}
