/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "wt-credential.h"
#include "wt-text.h"
#include "wt-wire-json.h"
#include "wt-wire.h"

/* The door: what a server sent is shown as it leaves here, with something else in the place of each secret. */

/* Of a longer line, in bytes, nobody looks at the rest: to search a megabyte for secrets takes its time. */
#define MAX_LINE_SIZE (64 * 1024)

typedef struct
{
  GString   *text;
  WtSecrets *secrets; /* (nullable): NULL where they are shown */
  guint      depth;
} Writer;

static void write_node (Writer   *self,
                        JsonNode *node);

static void
write_escaped (GString  *text,
               gunichar  c)
{
  static const char escapes[] = "\"\\\b\f\n\r\t";
  const char *escape = c != 0 && c < 0x80 ? strchr (escapes, (char) c) : NULL;

  if (escape != NULL)
    g_string_append_printf (text, "\\%c", "\"\\bfnrt"[escape - escapes]);
  else if (!wt_text_is_invisible (c))
    g_string_append_unichar (text, c);
  else if (c < 0x10000)
    g_string_append_printf (text, "\\u%04x", c);
  else
    g_string_append_printf (text, "\\u%04x\\u%04x", 0xd800 + ((c - 0x10000) >> 10), 0xdc00 + ((c - 0x10000) & 0x3ff));
}

/* What is not seen, and could turn the direction of what is around, is seen in JSON. */
static void
write_string (Writer     *self,
              const char *string)
{
  g_autofree char *masked = self->secrets != NULL ? wt_secrets_mask (self->secrets, string) : NULL;

  g_string_append_c (self->text, '"');
  for (const char *p = masked != NULL ? masked : string; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (g_ascii_isalnum (*p))
        g_string_append_c (self->text, *p);
      else
        write_escaped (self->text, g_utf8_get_char (p));
    }
  g_string_append_c (self->text, '"');
}

static void
begin_line (Writer *self)
{
  g_string_append_printf (self->text, "\n%*s", self->depth * 2, "");
}

static void
write_object (Writer     *self,
              JsonObject *object)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;
  const char *before = "";

  g_string_append_c (self->text, '{');
  self->depth++;
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &member))
    {
      g_string_append (self->text, before);
      begin_line (self);
      write_string (self, name);
      g_string_append (self->text, " : ");
      write_node (self, member);
      before = ",";
    }
  self->depth--;
  if (*before != '\0')
    begin_line (self);
  g_string_append_c (self->text, '}');
}

static void
write_array (Writer    *self,
             JsonArray *array)
{
  guint length = json_array_get_length (array);

  g_string_append_c (self->text, '[');
  self->depth++;
  for (guint i = 0; i < length; i++)
    {
      if (i > 0)
        g_string_append_c (self->text, ',');
      begin_line (self);
      write_node (self, json_array_get_element (array, i));
    }
  self->depth--;
  if (length > 0)
    begin_line (self);
  g_string_append_c (self->text, ']');
}

static void
write_value (Writer   *self,
             JsonNode *node)
{
  g_autofree char *number = NULL;

  if (json_node_get_value_type (node) == G_TYPE_STRING)
    {
      write_string (self, json_node_get_string (node));
      return;
    }

  /* A number can be the value of a token that has nothing but an id. */
  number = wt_wire_dup_number (node);
  if (self->secrets != NULL && wt_secrets_are_in (self->secrets, number))
    write_string (self, number);
  else
    g_string_append (self->text, number);
}

static void
write_node (Writer   *self,
            JsonNode *node)
{
  switch (json_node_get_node_type (node))
    {
    case JSON_NODE_OBJECT:
      write_object (self, json_node_get_object (node));
      break;
    case JSON_NODE_ARRAY:
      write_array (self, json_node_get_array (node));
      break;
    case JSON_NODE_VALUE:
      write_value (self, node);
      break;
    case JSON_NODE_NULL:
      g_string_append (self->text, "null");
      break;
    }
}

static char *
write_document (JsonNode  *root,
                WtSecrets *secrets)
{
  Writer writer = { g_string_new (NULL), secrets, 0 };

  write_node (&writer, root);

  return g_string_free (writer.text, FALSE);
}

/**
 * wt_wire_has_document:
 * @text: a text that is not JSON
 *
 * Returns: whether there seems to be JSON in @text, or something like it, in which secrets cannot be told from the
 *   rest. Pure; does not block
 */
gboolean
wt_wire_has_document (const char *text)
{
  static const char spaces[] = " \t\n";

  if (text[strspn (text, spaces)] == '"')
    return TRUE;

  for (const char *p = text; (p = strpbrk (p, "{[")) != NULL; p++)
    {
      char next = p[1 + strspn (p + 1, spaces)];

      if (next == '"' || next == '\'' || next == '{' || next == '[')
        return TRUE;
    }

  return FALSE;
}

/**
 * wt_wire_indent:
 * @document: an answer, of any kind
 *
 * Pure; takes about a second for each 50 MB.
 *
 * Returns: (transfer full) (nullable): the answer as it is, which may hold secrets: JSON with a line for each member,
 *   or its text; %NULL if it is no text
 */
char *
wt_wire_indent (WtDocument *document)
{
  return document->root != NULL ? write_document (document->root, NULL)
                                : wt_text_dup_visible (document->text, document->length, TRUE);
}

/**
 * wt_wire_mask:
 * @document: an answer, of any kind
 * @secrets: what must not be shown
 *
 * Pure; takes about a second for each 50 MB.
 *
 * Returns: (transfer full) (nullable): what wt_wire_indent() returns, without @secrets; a mask in the place of what
 *   is almost JSON, where they cannot be told from the rest
 */
char *
wt_wire_mask (WtDocument *document,
              WtSecrets  *secrets)
{
  g_autofree char *visible = NULL;

  if (document->root != NULL)
    return write_document (document->root, secrets);

  visible = wt_text_dup_visible (document->text, document->length, TRUE);
  if (visible == NULL)
    return NULL;

  return wt_wire_has_document (visible) ? g_strdup (WT_CREDENTIAL_MASK) : wt_secrets_mask (secrets, visible);
}

/* Where the last whole character within @size bytes ends. */
static gsize
cut (const char *text,
     gsize       size)
{
  while (size > 0 && ((guchar) text[size] & 0xc0) == 0x80)
    size--;

  return size;
}

/**
 * wt_wire_mask_line:
 * @line: (array length=size): anything that a server says, for one line
 * @size: its bytes
 * @secrets: what must not be shown
 * @most: how many characters may be shown
 *
 * Pure; does not block.
 *
 * Returns: (transfer full): the line as it may be shown: without what is not seen, without @secrets, and with an
 *   ellipsis at the end of at most @most characters if there were more; empty if it is no text
 */
char *
wt_wire_mask_line (const char *line,
                   gsize       size,
                   WtSecrets  *secrets,
                   guint       most)
{
  gboolean is_huge = size > MAX_LINE_SIZE;
  g_autofree char *visible = wt_text_dup_visible (line, is_huge ? cut (line, MAX_LINE_SIZE) : size, FALSE);
  g_autofree char *masked = visible != NULL ? wt_secrets_mask (secrets, visible) : g_strdup ("");
  g_autofree char *beginning = NULL;

  /* At the end of what was looked at half a secret may stand. */
  if (is_huge && g_utf8_strlen (masked, -1) <= most)
    return g_strdup (WT_SECRETS_GAP);
  if (g_utf8_strlen (masked, -1) <= most)
    return g_steal_pointer (&masked);

  beginning = g_utf8_substring (masked, 0, most);

  return g_strconcat (beginning, "…", NULL);
}
