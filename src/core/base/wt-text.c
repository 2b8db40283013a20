/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-text.h"

/**
 * wt_text_is_invisible:
 * @c: a character
 *
 * Returns: whether @c is a control or a format character, which is not seen, and could turn the direction of our own
 *   words around it. Pure; does not block
 */
gboolean
wt_text_is_invisible (gunichar c)
{
  return g_unichar_iscntrl (c) || g_unichar_type (c) == G_UNICODE_FORMAT;
}
