/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <math.h>
#include <string.h>

#include "wt-json-syntax.h"
#include "wt-wire.h"

/* The grammar of RFC 8259, for what a person types: json-glib takes much that is not JSON, and does not tell where the
 * first error is. */
typedef struct
{
  char        *p;
  const char  *note;
  gboolean     has_note;
  guint        depth;
  WtJsonFault  fault;
} Reader;

static gboolean read_value (Reader *self);

static gboolean
fail_at (Reader      *self,
         char        *p,
         WtJsonFault  fault)
{
  self->p = p;
  self->fault = fault;

  return FALSE;
}

/* What stands here is not what should. */
static gboolean
fail_here (Reader *self)
{
  static const char * const quotes[] = { "'", "“", "”", "‘", "’", "„", "«" };

  if (*self->p == '\0')
    return fail_at (self, self->p, WT_JSON_UNFINISHED);
  if (g_str_has_prefix (self->p, "//") || g_str_has_prefix (self->p, "/*") || *self->p == '#')
    return fail_at (self, self->p, WT_JSON_COMMENT);
  for (guint i = 0; i < G_N_ELEMENTS (quotes); i++)
    {
      if (g_str_has_prefix (self->p, quotes[i]))
        return fail_at (self, self->p, WT_JSON_WRONG_QUOTE);
    }

  return fail_at (self, self->p, WT_JSON_UNEXPECTED);
}

/* Goes on to what stands next, and returns its first byte. */
static char
peek (Reader *self)
{
  for (;;)
    {
      self->p += strspn (self->p, " \t\r\n");
      if (self->note == NULL || !g_str_has_prefix (self->p, self->note))
        return *self->p;

      self->has_note = TRUE;
      memset (self->p, ' ', strcspn (self->p, "\r\n"));
    }
}

static gboolean
read_byte (Reader *self,
           char    byte)
{
  if (peek (self) != byte)
    return fail_here (self);

  self->p++;

  return TRUE;
}

/* Returns the UTF-16 unit that an escape stands for, or -1. */
static int
read_unit (const char *p)
{
  int unit = 0;

  if (p[0] != '\\' || p[1] != 'u')
    return -1;

  for (int i = 2; i < 6; i++)
    {
      if (!g_ascii_isxdigit (p[i]))
        return -1;
      unit = unit * 16 + g_ascii_xdigit_value (p[i]);
    }

  return unit;
}

/* A NUL is valid JSON, but json-glib would end the string there; and half of a surrogate pair is no text. */
static gboolean
read_escape (Reader *self)
{
  int unit = read_unit (self->p);
  int next;

  if (self->p[1] != 'u')
    {
      if (self->p[1] == '\0' || strchr ("\"\\/bfnrt", self->p[1]) == NULL)
        return fail_at (self, self->p, WT_JSON_BAD_STRING);
      self->p += 2;
      return TRUE;
    }

  if (unit <= 0 || (unit >= 0xdc00 && unit <= 0xdfff))
    return fail_at (self, self->p, WT_JSON_BAD_STRING);
  if (unit >= 0xd800 && unit <= 0xdbff)
    {
      next = read_unit (self->p + 6);
      if (next < 0xdc00 || next > 0xdfff)
        return fail_at (self, self->p, WT_JSON_BAD_STRING);
      self->p += 6;
    }
  self->p += 6;

  return TRUE;
}

static gboolean
read_string (Reader *self)
{
  char *start;

  if (peek (self) != '"')
    return fail_here (self);

  start = self->p++;
  while (*self->p != '"')
    {
      if (*self->p == '\0')
        return fail_at (self, start, WT_JSON_UNFINISHED);
      if ((guchar) *self->p < 0x20)
        return fail_at (self, self->p, WT_JSON_BAD_STRING);
      if (*self->p != '\\')
        self->p++;
      else if (!read_escape (self))
        return FALSE;
    }
  self->p++;

  return TRUE;
}

/* One that does not fit would be sent as another one. */
static gboolean
fits (const char *start,
      const char *end)
{
  g_autofree char *number = g_strndup (start, end - start);

  if (strpbrk (number, ".eE") != NULL)
    return isfinite (g_ascii_strtod (number, NULL));

  return g_ascii_string_to_signed (number, 10, G_MININT64 + 1, G_MAXINT64, NULL, NULL);
}

static gboolean
read_number (Reader *self)
{
  char *start = self->p;
  char *p = start + (*start == '-' ? 1 : 0);
  gsize n_digits = strspn (p, G_CSET_DIGITS);

  if (n_digits == 0 || (n_digits > 1 && *p == '0'))
    return fail_at (self, start, WT_JSON_BAD_NUMBER);
  p += n_digits;

  if (*p == '.')
    {
      n_digits = strspn (p + 1, G_CSET_DIGITS);
      if (n_digits == 0)
        return fail_at (self, start, WT_JSON_BAD_NUMBER);
      p += 1 + n_digits;
    }
  if (*p == 'e' || *p == 'E')
    {
      p += p[1] == '+' || p[1] == '-' ? 2 : 1;
      n_digits = strspn (p, G_CSET_DIGITS);
      if (n_digits == 0)
        return fail_at (self, start, WT_JSON_BAD_NUMBER);
      p += n_digits;
    }

  if (!fits (start, p))
    return fail_at (self, start, WT_JSON_BAD_NUMBER);
  self->p = p;

  return TRUE;
}

static gboolean
read_word (Reader *self)
{
  static const char * const words[] = { "true", "false", "null" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      if (!g_str_has_prefix (self->p, words[i]) || g_ascii_isalnum (self->p[strlen (words[i])]))
        continue;
      self->p += strlen (words[i]);
      return TRUE;
    }

  return fail_here (self);
}

/* The members of an object or the items of an array, up to @end. */
static gboolean
read_items (Reader *self,
            char    end)
{
  char *comma = NULL;

  self->p++;
  if (++self->depth > WT_WIRE_MAX_DEPTH)
    return fail_at (self, self->p - 1, WT_JSON_TOO_DEEP);

  if (peek (self) == end)
    {
      self->p++;
      self->depth--;
      return TRUE;
    }

  do
    {
      if (comma != NULL && peek (self) == end)
        return fail_at (self, comma, WT_JSON_TRAILING_COMMA);
      if (end == '}' && !(read_string (self) && read_byte (self, ':')))
        return FALSE;
      if (!read_value (self))
        return FALSE;
      peek (self);
      comma = self->p;
    }
  while (*self->p == ',' && *++self->p != '\0');

  self->depth--;

  return read_byte (self, end);
}

static gboolean
read_value (Reader *self)
{
  switch (peek (self))
    {
    case '{':
      return read_items (self, '}');
    case '[':
      return read_items (self, ']');
    case '"':
      return read_string (self);
    default:
      if (*self->p == '-' || g_ascii_isdigit (*self->p))
        return read_number (self);
      return read_word (self);
    }
}

/**
 * wt_json_syntax_check:
 * @text: what a person typed
 * @note: (nullable): how a comment begins that is allowed, and replaced by spaces up to the end of its line
 * @position: (out): where the first error is; the end of @text if there is none
 * @has_note: (out): whether there was such a comment
 *
 * Checks whether a text is JSON, and JSON that json-glib takes for what it is: no deeper than %WT_WIRE_MAX_DEPTH
 * levels, without an escaped NUL, without half of a surrogate pair, and with no number that does not fit. Pure; does not block.
 *
 * Returns: the first fault, or %WT_JSON_FINE
 */
WtJsonFault
wt_json_syntax_check (char        *text,
                      const char  *note,
                      const char **position,
                      gboolean    *has_note)
{
  Reader reader = { .p = text, .note = note, .fault = WT_JSON_FINE };
  const char *end;

  g_return_val_if_fail (text != NULL && position != NULL && has_note != NULL, WT_JSON_UNEXPECTED);

  if (!g_utf8_validate (text, -1, &end))
    fail_at (&reader, text + (end - text), WT_JSON_BAD_STRING);
  else if (read_value (&reader) && peek (&reader) != '\0')
    fail_here (&reader);

  *position = reader.p;
  *has_note = reader.has_note;

  return reader.fault;
}
