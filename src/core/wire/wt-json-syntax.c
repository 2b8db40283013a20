/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <math.h>
#include <string.h>

#include "wt-document.h"
#include "wt-json-syntax.h"

/* The grammar of RFC 8259. json-glib takes much that is not JSON, does not tell where the first error is, and recurses, so
 * that a deep document overflows the stack: everything is read here before json-glib sees it. */
typedef struct
{
  char        *p;
  char        *end;
  const char  *note;
  gboolean     any_number;
  gboolean     has_note;
  guint        depth;
  guint        n_values; /* and names */
  guint        n_containers;
  WtJsonFault  fault;
} Reader;

/* A value and a name take about 100 bytes when they are read, an object or an array 300, in whatever few bytes they are
 * sent. */
#define MAX_VALUES 1000000
#define MAX_CONTAINERS 100000

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

/* Returns the byte at @p, or 0 at the end, as for a NUL, which is nothing in JSON either. */
static char
get_byte (Reader     *self,
          const char *p)
{
  return p < self->end ? *p : '\0';
}

static gboolean
stands_at (Reader     *self,
           const char *p,
           const char *word)
{
  gsize length = strlen (word);

  return (gsize) (self->end - p) >= length && memcmp (p, word, length) == 0;
}

static char *
skip (Reader     *self,
      char       *p,
      const char *bytes)
{
  while (p < self->end && *p != '\0' && strchr (bytes, *p) != NULL)
    p++;

  return p;
}

/* What stands here is not what should. */
static gboolean
fail_here (Reader *self)
{
  static const char * const quotes[] = { "'", "“", "”", "‘", "’", "„", "«" };
  static const char * const comments[] = { "//", "/*", "#" };

  if (self->p >= self->end)
    return fail_at (self, self->p, WT_JSON_UNFINISHED);
  for (guint i = 0; i < G_N_ELEMENTS (comments); i++)
    {
      if (stands_at (self, self->p, comments[i]))
        return fail_at (self, self->p, WT_JSON_COMMENT);
    }
  for (guint i = 0; i < G_N_ELEMENTS (quotes); i++)
    {
      if (stands_at (self, self->p, quotes[i]))
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
      self->p = skip (self, self->p, " \t\r\n");
      if (self->note == NULL || !stands_at (self, self->p, self->note))
        return get_byte (self, self->p);

      self->has_note = TRUE;
      for (char *p = self->p; p < self->end && *p != '\r' && *p != '\n'; p++)
        *p = ' ';
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
read_unit (Reader     *self,
           const char *p)
{
  int unit = 0;

  if (!stands_at (self, p, "\\u") || self->end - p < 6)
    return -1;

  for (int i = 2; i < 6; i++)
    {
      if (!g_ascii_isxdigit (p[i]))
        return -1;
      unit = unit * 16 + g_ascii_xdigit_value (p[i]);
    }

  return unit;
}

/* A NUL is valid JSON, but json-glib would end the string there; half of a surrogate pair is no text, and json-glib 1.6
 * forgets to free it. */
static gboolean
read_escape (Reader *self)
{
  char after = get_byte (self, self->p + 1);
  int unit = read_unit (self, self->p);
  int next;

  if (after != 'u')
    {
      if (after == '\0' || strchr ("\"\\/bfnrt", after) == NULL)
        return fail_at (self, self->p, WT_JSON_BAD_STRING);
      self->p += 2;
      return TRUE;
    }

  if (unit <= 0 || (unit >= 0xdc00 && unit <= 0xdfff))
    return fail_at (self, self->p, WT_JSON_BAD_STRING);
  if (unit >= 0xd800 && unit <= 0xdbff)
    {
      next = read_unit (self, self->p + 6);
      if (next < 0xdc00 || next > 0xdfff)
        return fail_at (self, self->p, WT_JSON_BAD_STRING);
      self->p += 6;
    }
  self->p += 6;

  return TRUE;
}

static gboolean
count (Reader *self,
       guint  *n,
       guint   most)
{
  return ++*n <= most || fail_at (self, self->p, WT_JSON_TOO_MUCH);
}

static gboolean
read_string (Reader *self)
{
  char *start;

  if (peek (self) != '"')
    return fail_here (self);
  if (!count (self, &self->n_values, MAX_VALUES))
    return FALSE;

  start = self->p++;
  while (get_byte (self, self->p) != '"')
    {
      if (self->p >= self->end)
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

/* Returns what stands after at least one digit, or NULL. */
static char *
skip_digits (Reader *self,
             char   *p)
{
  char *after = skip (self, p, G_CSET_DIGITS);

  return after > p ? after : NULL;
}

/* Digits after a zero would be octal to json-glib, "0x10" hexadecimal. */
static char *
skip_number (Reader *self)
{
  char *digits = self->p + (*self->p == '-' ? 1 : 0);
  char *p = skip_digits (self, digits);

  if (p == NULL || (*digits == '0' && p - digits > 1))
    return NULL;

  if (get_byte (self, p) == '.')
    p = skip_digits (self, p + 1);
  if (p != NULL && (get_byte (self, p) == 'e' || get_byte (self, p) == 'E'))
    {
      p++;
      if (get_byte (self, p) == '+' || get_byte (self, p) == '-')
        p++;
      p = skip_digits (self, p);
    }

  return p;
}

static gboolean
read_number (Reader *self)
{
  char *after = skip_number (self);

  if (after == NULL || !(self->any_number || fits (self->p, after)))
    return fail_at (self, self->p, WT_JSON_BAD_NUMBER);
  self->p = after;

  return TRUE;
}

static gboolean
read_word (Reader *self)
{
  static const char * const words[] = { "true", "false", "null" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      if (!stands_at (self, self->p, words[i]) || g_ascii_isalnum (get_byte (self, self->p + strlen (words[i]))))
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

  if (!count (self, &self->n_containers, MAX_CONTAINERS))
    return FALSE;

  self->p++;
  if (++self->depth > WT_DOCUMENT_MAX_DEPTH)
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
  while (get_byte (self, self->p) == ',' && ++self->p < self->end);

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
      if (!count (self, &self->n_values, MAX_VALUES))
        return FALSE;
      if (self->p < self->end && (*self->p == '-' || g_ascii_isdigit (*self->p)))
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
 * Checks whether a text is JSON, and JSON that json-glib takes for what it is: no deeper than %WT_DOCUMENT_MAX_DEPTH
 * levels, without an escaped NUL, without half of a surrogate pair, with no number that does not fit, and with no more
 * in it than a million values and names, and a hundred thousand objects and arrays. Pure; takes about a second for each
 * 200 MB.
 *
 * Returns: the first fault, or %WT_JSON_FINE
 */
WtJsonFault
wt_json_syntax_check (char        *text,
                      const char  *note,
                      const char **position,
                      gboolean    *has_note)
{
  Reader reader = { .p = text, .end = text + strlen (text), .note = note, .fault = WT_JSON_FINE };
  const char *end;

  g_return_val_if_fail (text != NULL && position != NULL && has_note != NULL, WT_JSON_UNEXPECTED);

  if (!g_utf8_validate (text, -1, &end))
    fail_at (&reader, text + (end - text), WT_JSON_BAD_STRING);
  else if (read_value (&reader) && (peek (&reader), reader.p < reader.end))
    fail_here (&reader);

  *position = reader.p;
  *has_note = reader.has_note;

  return reader.fault;
}

/**
 * wt_json_syntax_is_document:
 * @text: (array length=length): bytes from a server, with or without a NUL after them
 * @length: their number
 *
 * The same for what a server sends. A number that does not fit is for whoever reads it. Pure; does not block.
 *
 * Returns: whether it is an object or an array, and nothing besides
 */
gboolean
wt_json_syntax_is_document (const char *text,
                            gsize       length)
{
  Reader reader = { .any_number = TRUE, .fault = WT_JSON_FINE };
  char first;

  if (length == 0 || !g_utf8_validate_len (text, length, NULL))
    return FALSE;

  /* Nothing is written where there is no note. */
  reader.p = (char *) text;
  reader.end = reader.p + length;
  first = peek (&reader);
  if (first != '{' && first != '[')
    return FALSE;

  return read_value (&reader) && (peek (&reader), reader.p == reader.end);
}
