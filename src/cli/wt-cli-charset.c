/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "wt-cli.h"

/* Inside all text is UTF-8; what comes from a person and goes to one is in the character set of the locale. */

#define REPLACEMENT "?"

/* Returns (transfer none) (nullable): the character set, or NULL if it is UTF-8. */
static const char *
get_other_charset (void)
{
  const char *charset;

  return g_get_charset (&charset) ? NULL : charset;
}

/* What the C locale has, which says nothing of what a terminal does. */
static gboolean
is_ascii (const char *charset)
{
  const char *const names[] = { "ANSI_X3.4-1968", "US-ASCII", "ASCII", "646" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_ascii_strcasecmp (charset, names[i]) == 0)
      return TRUE;

  return FALSE;
}

/**
 * wt_cli_prints_utf8:
 *
 * Returns: whether what is printed is read as UTF-8
 */
gboolean
wt_cli_prints_utf8 (void)
{
  return get_other_charset () == NULL;
}

/**
 * wt_cli_dup_text:
 * @argument: bytes from the command line
 *
 * Takes an argument as the locale has it. In the C locale, which jobs and containers have, it is taken as UTF-8.
 *
 * Returns: (transfer full) (nullable): the text, or %NULL if it is none
 */
char *
wt_cli_dup_text (const char *argument)
{
  const char *charset = get_other_charset ();

  if (charset != NULL && !is_ascii (charset))
    return g_convert (argument, -1, "UTF-8", charset, NULL, NULL, NULL);

  return g_utf8_validate (argument, -1, NULL) ? g_strdup (argument) : NULL;
}

static GIConv
open_converter (const char *charset)
{
  /* What is not there is written with what is: quotation marks as ", say. Not each C library can do that. */
  g_autofree char *similar = g_strconcat (charset, "//TRANSLIT", NULL);
  GIConv converter = g_iconv_open (similar, "UTF-8");

  return converter != (GIConv) -1 ? converter : g_iconv_open (charset, "UTF-8");
}

/* A character that cannot be converted does not keep the others back. */
static void
append_character (GString    *bytes,
                  GIConv      converter,
                  const char *character)
{
  char converted[64];
  char *in = (char *) character;
  char *out = converted;
  gsize n_in = (gsize) (g_utf8_next_char (character) - character);
  gsize n_out = sizeof converted;

  if ((guchar) *character < 0x80)
    g_string_append_c (bytes, *character);
  else if (converter == (GIConv) -1 || g_iconv (converter, &in, &n_in, &out, &n_out) == (gsize) -1)
    g_string_append (bytes, REPLACEMENT);
  else
    g_string_append_len (bytes, converted, out - converted);
}

/**
 * wt_cli_dup_bytes:
 * @text: a text
 *
 * Writes a text as the locale has it; what that lacks is written with similar characters, or with a question mark.
 *
 * Returns: (transfer full): the bytes
 */
char *
wt_cli_dup_bytes (const char *text)
{
  const char *charset = get_other_charset ();
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *bytes;
  GIConv converter;

  if (charset == NULL)
    return g_strdup (text);

  bytes = g_string_new (NULL);
  converter = open_converter (charset);
  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    append_character (bytes, converter, p);
  if (converter != (GIConv) -1)
    g_iconv_close (converter);

  return g_string_free (bytes, FALSE);
}

static void
write_to (FILE       *file,
          const char *text)
{
  g_autofree char *bytes = wt_cli_dup_bytes (text);

  fputs (bytes, file);
  fflush (file);
}

static void
print_cb (const char *text)
{
  write_to (stdout, text);
}

static void
printerr_cb (const char *text)
{
  write_to (stderr, text);
}

/**
 * wt_cli_init_charset:
 *
 * Has what GLib prints, the help among it, written as the locale has it.
 */
void
wt_cli_init_charset (void)
{
  g_set_print_handler (print_cb);
  g_set_printerr_handler (printerr_cb);
}
