/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-text.h"

/**
 * wt_text_is_invisible:
 * @c: a character
 *
 * Returns: whether @c is a control or a format character, which is not seen, and could turn the direction of our own
 *   words around it, or ends a line. Pure; does not block
 */
gboolean
wt_text_is_invisible (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  return g_unichar_iscntrl (c) || type == G_UNICODE_FORMAT || type == G_UNICODE_LINE_SEPARATOR ||
         type == G_UNICODE_PARAGRAPH_SEPARATOR;
}

/**
 * wt_text_dup_visible:
 * @text: (array length=length): bytes from outside
 * @length: their number
 * @has_lines: whether line breaks and tabulators stay
 *
 * Pure; does not block.
 *
 * Returns: (transfer full) (nullable): the text without what is not seen; %NULL if it is not UTF-8
 */
char *
wt_text_dup_visible (const char *text,
                     gsize       length,
                     gboolean    has_lines)
{
  g_autoptr (GString) visible = NULL;

  if (!g_utf8_validate_len (text, length, NULL))
    return NULL;

  visible = g_string_sized_new (length + 1);
  for (const char *p = text; p < text + length; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if ((has_lines && (c == '\n' || c == '\t')) || !wt_text_is_invisible (c))
        g_string_append_unichar (visible, c);
    }

  return g_string_free (g_steal_pointer (&visible), FALSE);
}
