/* SPDX-License-Identifier: GPL-3.0-or-later */

/* RFC 8259, read once more and in another way than the product does it: by its grammar, one function each. An object or
 * an array at the top, at most 64 levels, no NUL and no half of a surrogate pair in a string. */

#include "strict-json.h"

#include <stdio.h>
#include <string.h>

#define MAX_DEPTH 64

typedef struct
{
  const char *p;
  const char *end;
  guint       depth;
} Reader;

static gboolean read_value (Reader *self);

static gboolean
take (Reader     *self,
      const char *word)
{
  gsize length = strlen (word);

  if ((gsize) (self->end - self->p) < length || memcmp (self->p, word, length) != 0)
    return FALSE;

  self->p += length;

  return TRUE;
}

static void
skip_space (Reader *self)
{
  while (take (self, " ") || take (self, "\t") || take (self, "\n") || take (self, "\r"))
    ;
}

static gboolean
take_digits (Reader *self)
{
  const char *start = self->p;

  while (self->p < self->end && g_ascii_isdigit (*self->p))
    self->p++;

  return self->p > start;
}

static gboolean
read_number (Reader *self)
{
  take (self, "-");
  if (!take (self, "0") && !take_digits (self))
    return FALSE;
  if (take (self, ".") && !take_digits (self))
    return FALSE;
  if (!take (self, "e") && !take (self, "E"))
    return TRUE;
  if (!take (self, "+"))
    take (self, "-");

  return take_digits (self);
}

static gboolean
read_hex (Reader *self,
          guint  *unit)
{
  char digits[5] = { 0 };

  if (self->end - self->p < 4)
    return FALSE;

  memcpy (digits, self->p, 4);
  self->p += 4;

  return strspn (digits, "0123456789abcdefABCDEF") == 4 && sscanf (digits, "%x", unit) == 1;
}

static gboolean
read_escape (Reader *self)
{
  guint unit;

  for (const char *c = "\"\\/bfnrt"; *c != '\0'; c++)
    if (take (self, (char[]){ *c, '\0' }))
      return TRUE;

  if (!take (self, "u") || !read_hex (self, &unit) || unit == 0 || (unit & 0xfc00) == 0xdc00)
    return FALSE;

  return (unit & 0xfc00) != 0xd800 || (take (self, "\\u") && read_hex (self, &unit) && (unit & 0xfc00) == 0xdc00);
}

static gboolean
read_string (Reader *self)
{
  if (!take (self, "\""))
    return FALSE;

  while (!take (self, "\""))
    {
      if (take (self, "\\"))
        {
          if (!read_escape (self))
            return FALSE;
        }
      else if (self->p == self->end || (guchar) *self->p++ < 0x20)
        return FALSE;
    }

  return TRUE;
}

static gboolean
read_member (Reader *self)
{
  skip_space (self);
  if (!read_string (self))
    return FALSE;
  skip_space (self);

  return take (self, ":") && read_value (self);
}

static gboolean
read_items (Reader     *self,
            gboolean  (*read_item) (Reader *),
            const char *close)
{
  if (++self->depth > MAX_DEPTH)
    return FALSE;

  skip_space (self);
  if (!take (self, close))
    {
      do
        {
          if (!read_item (self))
            return FALSE;
        }
      while (take (self, ","));
      if (!take (self, close))
        return FALSE;
    }
  self->depth--;

  return TRUE;
}

static gboolean
read_value (Reader *self)
{
  gboolean is_value;

  skip_space (self);
  if (take (self, "{"))
    is_value = read_items (self, read_member, "}");
  else if (take (self, "["))
    is_value = read_items (self, read_value, "]");
  else if (self->p < self->end && *self->p == '"')
    is_value = read_string (self);
  else
    is_value = take (self, "null") || take (self, "true") || take (self, "false") || read_number (self);
  skip_space (self);

  return is_value;
}

gboolean
is_strict_json (const char *text,
                gsize       length)
{
  Reader reader = { text, text + length, 0 };

  skip_space (&reader);
  if (reader.p == reader.end || (*reader.p != '{' && *reader.p != '['))
    return FALSE;

  return read_value (&reader) && reader.p == reader.end && g_utf8_validate_len (text, length, NULL);
}
