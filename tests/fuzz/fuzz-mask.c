/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Gives what libFuzzer makes up to the mask between a tool and its terminal, cut anywhere and with pauses anywhere, and
 * checks what must hold of what it lets through; and to the screen on which a question is looked for. Crashes, leaks and
 * undefined behaviour are the sanitizers' to find. */

#include "config.h"

#include <stdint.h>
#include <string.h>

#include "wt-mask.h"
#include "wt-prompt.h"

#define N_PIECE 4
#define MAX_SECRET 24
#define ESCAPE '\033'
/* In the input: a piece of the secret, and a pause, in a byte each, so that the fuzzer need not guess them. */
#define FIRST_PIECE 0xc0
#define PAUSE 0xff
/* A screen takes as long as many masks, so only these have one. */
#define FIRST_SCREEN 0xf8
#define COLUMNS_STEP 10

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

typedef struct
{
  char     secret[MAX_SECRET + 1];
  GString *output; /* of the tool */
  GArray  *pauses; /* offsets in it */
} Case;

/* The letters are few, so that what the fuzzer makes up is in it by chance. */
static void
make_secret (Case    *self,
             uint8_t  how)
{
  static const char letters[] = "ab0m[;";
  gsize length = 1 + how % MAX_SECRET;

  for (gsize i = 0; i < length; i++)
    self->secret[i] = letters[(i * i + i * how / MAX_SECRET) % (how & 1 ? strlen (letters) : 3)];
}

static void
make_output (Case          *self,
             const uint8_t *data,
             size_t         size)
{
  gsize length = strlen (self->secret);

  for (size_t i = 0; i < size; i++)
    {
      gsize start = (data[i] - FIRST_PIECE) % length;

      if (data[i] == PAUSE)
        g_array_append_val (self->pauses, self->output->len);
      else if (data[i] < FIRST_PIECE)
        g_string_append_c (self->output, data[i]);
      else
        g_string_append_len (self->output, self->secret + start, MIN (length - start, 1u + data[i] % 7));
    }
}

/* Reads it in another way than the program does: what is not text is skipped at once. */
static size_t
skip_string (const GString *text,
             size_t         at,
             GArray        *titles)
{
  for (; at < text->len; at++)
    {
      char c = text->str[at];

      if (c == '\a' || c == '\030' || c == '\032')
        return at + 1;
      if (c == ESCAPE)
        return at + 1 < text->len && text->str[at + 1] == '\\' ? at + 2 : at;
      if (c > ' ' && c <= '~')
        g_array_append_val (titles, at);
    }

  return at;
}

static size_t
skip_sequence (const GString *text,
               size_t         at,
               GArray        *titles)
{
  gboolean is_command = FALSE;

  for (at++; at < text->len; at++)
    {
      guchar c = text->str[at];

      if (c == ESCAPE || c > 0x7f)
        return at;
      if (c == '\030' || c == '\032')
        return at + 1;
      if (c < ' ' || c == 0x7f)
        continue;
      if (!is_command && c == '[')
        is_command = TRUE;
      else if (!is_command && strchr ("]P^_X", c) != NULL)
        return skip_string (text, at + 1, titles);
      else if (c >= (is_command ? '@' : '0'))
        return at + 1;
    }

  return at;
}

static void
find_seen (const GString *text,
           GArray        *seen,
           GArray        *titles)
{
  for (size_t at = 0; at < text->len;)
    {
      guchar c = text->str[at];

      if (c == ESCAPE)
        {
          at = skip_sequence (text, at, titles);
          continue;
        }
      if (c > ' ' && c < 0x7f)
        g_array_append_val (seen, at);
      at++;
    }
}

static char *
read_places (const GString *text,
             const GArray  *places,
             gboolean       with_stars)
{
  GString *characters = g_string_new (NULL);

  for (guint i = 0; i < places->len; i++)
    {
      char c = text->str[g_array_index (places, size_t, i)];

      if (c != '*' || with_stars)
        g_string_append_c (characters, c);
    }

  return g_string_free (characters, FALSE);
}

static gboolean
has_piece (const Case *self,
           const char *characters)
{
  gsize length = strlen (self->secret);
  gsize n_piece = MIN (N_PIECE, length);

  for (gsize i = 0; i + n_piece <= length; i++)
    {
      char piece[N_PIECE + 1] = { 0 };

      memcpy (piece, self->secret + i, n_piece);
      if (strstr (characters, piece) != NULL)
        return TRUE;
    }

  return FALSE;
}

/* In what is seen of it, or in what a terminal uses otherwise, as for its title. */
static gboolean
shows_piece (const Case    *self,
             const GString *text,
             gboolean       with_stars)
{
  g_autoptr (GArray) seen = g_array_new (FALSE, FALSE, sizeof (size_t));
  g_autoptr (GArray) titles = g_array_new (FALSE, FALSE, sizeof (size_t));
  g_autofree char *characters = NULL;
  g_autofree char *title = NULL;

  find_seen (text, seen, titles);
  characters = read_places (text, seen, with_stars);
  title = read_places (text, titles, with_stars);

  return has_piece (self, characters) || has_piece (self, title);
}

/* The mask that is fed byte by byte where @step is 1, and at once where it is large. */
static GString *
mask (const Case *self,
      gsize       step,
      gboolean    with_pauses)
{
  g_autoptr (WtMask) masker = wt_mask_new (self->secret);
  GString *masked = g_string_new (NULL);
  guint n_pauses = 0;

  for (gsize at = 0; at < self->output->len; at += step)
    {
      for (; with_pauses && n_pauses < self->pauses->len && g_array_index (self->pauses, gsize, n_pauses) <= at; n_pauses++)
        {
          wt_mask_flush (masker, masked);
          g_assert_false (wt_mask_has_kept_back (masker));
        }
      wt_mask_feed (masker, self->output->str + at, MIN (step, self->output->len - at), masked);
    }
  wt_mask_flush (masker, masked);

  return masked;
}

/* Nothing is changed but what is seen, into what takes as much room. */
static void
check_same (const GString *output,
            const GString *masked)
{
  g_assert_cmpuint (masked->len, ==, output->len);
  for (gsize i = 0; i < output->len; i++)
    g_assert_true (masked->str[i] == output->str[i] ||
                   (masked->str[i] == '*' && output->str[i] > ' ' && output->str[i] <= '~'));
}

static void
fuzz_mask (const Case *self)
{
  g_autoptr (GString) at_once = mask (self, MAX (1, self->output->len), FALSE);
  g_autoptr (GString) slow = mask (self, 1, TRUE);

  if (self->pauses->len == 0)
    g_assert_cmpmem (at_once->str, at_once->len, slow->str, slow->len);
  check_same (self->output, at_once);
  check_same (self->output, slow);
  g_assert_false (shows_piece (self, at_once, TRUE));
  g_assert_false (self->pauses->len > 0 && shows_piece (self, slow, TRUE));
  /* Where none was there, not even behind what hides others, all is let through. */
  if (!shows_piece (self, self->output, FALSE))
    g_assert_cmpmem (at_once->str, at_once->len, self->output->str, self->output->len);
}

/* Whatever is drawn, the line is text, and no longer than the memory that is kept for it. */
static void
fuzz_prompt (const Case *self,
             guint       columns)
{
  g_autoptr (WtPrompt) prompt = wt_prompt_new (columns);

  wt_prompt_feed (prompt, self->output->str, self->output->len);
  wt_prompt_asks_for_token (prompt);
  g_assert_true (g_utf8_validate (wt_prompt_get_line (prompt), -1, NULL));
  wt_prompt_forget (prompt);
  g_assert_cmpstr (wt_prompt_get_line (prompt), ==, "");
  g_assert_false (wt_prompt_asks_for_token (prompt));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  Case self = { 0 };

  if (size < 2)
    return 0;

  self.output = g_string_new (NULL);
  self.pauses = g_array_new (FALSE, FALSE, sizeof (gsize));
  make_secret (&self, data[0]);
  make_output (&self, data + 2, size - 2);
  fuzz_mask (&self);
  if (data[1] >= FIRST_SCREEN)
    fuzz_prompt (&self, (data[1] - FIRST_SCREEN) * COLUMNS_STEP);

  g_string_free (self.output, TRUE);
  g_array_unref (self.pauses);

  return 0;
}
