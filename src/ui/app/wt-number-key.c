/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-number-key.h"

#define NO_DIGIT -1
#define LAST_LEVEL 1 /* what a key is with Shift */

/* How Linux counts the keys of a keyboard, on X11 and on Wayland. */
#define PLACE_OF_1 10
#define PLACE_OF_9 18

/* Arabic, Persian and Indian keyboards have digits of their own, and the numeric keypad has keys of its own. */
static int
digit_of_keyval (guint keyval)
{
  return g_unichar_digit_value (gdk_keyval_to_unicode (keyval));
}

/* Where the digits need Shift, as on a French or a Czech keyboard, there is one all the same on the key. */
static int
digit_on_key (GdkEvent *event)
{
  g_autofree GdkKeymapKey *keys = NULL;
  g_autofree guint *keyvals = NULL;
  int n_entries = 0;

  gdk_display_map_keycode (gdk_event_get_display (event), gdk_key_event_get_keycode (event), &keys, &keyvals, &n_entries);

  for (int i = 0; i < n_entries; i++)
    if (keys[i].group == (int) gdk_key_event_get_layout (event) && keys[i].level <= LAST_LEVEL &&
        keyvals[i] >= GDK_KEY_0 && keyvals[i] <= GDK_KEY_9)
      return digit_of_keyval (keyvals[i]);

  return NO_DIGIT;
}

/* The Lithuanian keyboard has letters there. */
static int
digit_by_place (guint keycode)
{
  return keycode >= PLACE_OF_1 && keycode <= PLACE_OF_9 ? (int) (keycode - PLACE_OF_1) + 1 : NO_DIGIT;
}

/**
 * wt_number_key_get_digit:
 * @event: a key that was pressed
 *
 * A digit that is pressed together with Alt, on any layout: the one that the key gives, or that is written on it, or that
 * other keyboards have in its place.
 *
 * Returns: the digit, or -1 if it is another key, or another modifier is held, too
 */
int
wt_number_key_get_digit (GdkEvent *event)
{
  guint keyval = gdk_key_event_get_keyval (event);
  GdkModifierType modifiers = gdk_event_get_modifier_state (event) & gtk_accelerator_get_default_mod_mask ();
  int digit = digit_of_keyval (keyval);

  if (digit >= 0)
    return (modifiers & ~gdk_key_event_get_consumed_modifiers (event)) == GDK_ALT_MASK ? digit : NO_DIGIT;

  if (modifiers != GDK_ALT_MASK)
    return NO_DIGIT;

  digit = digit_on_key (event);

  return digit >= 0 ? digit : digit_by_place (gdk_key_event_get_keycode (event));
}
