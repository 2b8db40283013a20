/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "wt-escapes.h"

#define ESCAPE '\033'
#define DELETE '\177'
#define CANCEL '\030'
#define SUBSTITUTE '\032'

static gboolean
is_control (char c)
{
  return (guchar) c < ' ' || c == DELETE;
}

static WtEscapesPart
take_text (WtEscapes *self,
           char       c)
{
  if (c == ESCAPE)
    self->state = WT_ESCAPES_STATE_ESCAPE;

  return c == ESCAPE ? WT_ESCAPES_SEQUENCE : is_control (c) ? WT_ESCAPES_CONTROL : WT_ESCAPES_TEXT;
}

/* A terminal obeys a control character inside a sequence; some of them end it. What belongs to no sequence is text. */
static WtEscapesPart
interrupt (WtEscapes *self,
           char       c)
{
  if (c == ESCAPE || c == CANCEL || c == SUBSTITUTE || !is_control (c))
    self->state = WT_ESCAPES_STATE_TEXT;

  return c == ESCAPE || !is_control (c) ? take_text (self, c) : WT_ESCAPES_CONTROL;
}

static WtEscapesPart
take_escape (WtEscapes *self,
             char       c)
{
  if (is_control (c) || (guchar) c > '~')
    return interrupt (self, c);

  self->n_parameters = 0;
  memset (self->parameters, 0, sizeof self->parameters);
  if (c == '[')
    self->state = WT_ESCAPES_STATE_COMMAND;
  else if (strchr ("]P^_X", c) != NULL)
    self->state = WT_ESCAPES_STATE_STRING;
  else if (c >= '0')
    self->state = WT_ESCAPES_STATE_TEXT;

  return WT_ESCAPES_SEQUENCE;
}

static WtEscapesPart
take_command (WtEscapes *self,
              char       c)
{
  if (is_control (c) || (guchar) c > '~')
    return interrupt (self, c);

  if (c >= '@')
    {
      self->state = WT_ESCAPES_STATE_TEXT;
      return WT_ESCAPES_COMMAND;
    }

  if (self->n_parameters < sizeof self->parameters - 1)
    self->parameters[self->n_parameters++] = c;
  else
    memset (self->parameters, 0, sizeof self->parameters);

  return WT_ESCAPES_SEQUENCE;
}

static WtEscapesPart
take_string (WtEscapes *self,
             char       c)
{
  if (c == '\a' || c == CANCEL || c == SUBSTITUTE)
    self->state = WT_ESCAPES_STATE_TEXT;
  else if (c == ESCAPE)
    self->state = WT_ESCAPES_STATE_STRING_ESCAPE;
  else if (!is_control (c))
    return WT_ESCAPES_STRING;

  return WT_ESCAPES_SEQUENCE;
}

static WtEscapesPart
take_string_escape (WtEscapes *self,
                    char       c)
{
  if (c != '\\')
    return take_escape (self, c);

  self->state = WT_ESCAPES_STATE_TEXT;

  return WT_ESCAPES_SEQUENCE;
}

/**
 * wt_escapes_take:
 * @self: where a stream is
 * @c: its next byte
 *
 * Tells text from control sequences as terminals do (ECMA-48, and the strings of xterm). Pure; does not block.
 *
 * Returns: what @c is
 */
WtEscapesPart
wt_escapes_take (WtEscapes *self,
                 char       c)
{
  switch (self->state)
    {
    case WT_ESCAPES_STATE_TEXT:
      return take_text (self, c);
    case WT_ESCAPES_STATE_ESCAPE:
      return take_escape (self, c);
    case WT_ESCAPES_STATE_COMMAND:
      return take_command (self, c);
    case WT_ESCAPES_STATE_STRING:
      return take_string (self, c);
    case WT_ESCAPES_STATE_STRING_ESCAPE:
      return take_string_escape (self, c);
    }

  g_assert_not_reached ();
}

/**
 * wt_escapes_get_count:
 * @self: where a stream is, right after a command
 * @usual: what no number means
 *
 * Returns: the command's first number
 */
guint
wt_escapes_get_count (const WtEscapes *self,
                      guint            usual)
{
  guint64 count;

  if (!g_ascii_isdigit (self->parameters[0]))
    return usual;

  count = g_ascii_strtoull (self->parameters, NULL, 10);

  return MIN (count, G_MAXUINT16);
}
