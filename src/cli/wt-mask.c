/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "wt-escapes.h"
#include "wt-mask.h"

/* So many characters of the secret in a row are a part of it; fewer are in any text by chance. */
#define N_PIECE 4
#define MAX_KEPT 4096
/* The first one that is not in the secret. */
#define INSTEAD "*#.-+=~_"

/* What was seen last. Of what is in the window's terminal and of what is in a string for the terminal's own use, each. */
typedef struct
{
  char   last[N_PIECE - 1]; /* the newest one at the end */
  gssize places[N_PIECE - 1]; /* where they are in what is kept back; -1: they are gone, or hidden */
  guint  n;
} Track;

/**
 * WtMask:
 *
 * Hides the pieces of a secret in what a program writes to its terminal, which may be cut anywhere, also in the middle of
 * the secret. What is drawn around and between them, and where the cursor goes, stays as it is: each character of the
 * secret becomes one that takes as much room.
 */
struct _WtMask
{
  const char *secret; /* whoever made the mask has it */
  gsize       length;
  guint8      pairs[(G_MAXUINT16 + 1) / 8]; /* which characters follow each other in it */
  gsize       n_matched; /* its last piece that was found ends there; the next one mostly one further on */
  guint       n_piece;
  gboolean    has_other; /* the secret is not ASCII alone */
  char        instead;
  WtEscapes   escapes;
  Track       text;
  Track       string;
  char        kept[MAX_KEPT]; /* it may become a piece of the secret */
  gsize       n_kept;
  char        question[N_PIECE]; /* its end, behind which an answer is, of any length; empty: nobody asked */
  gsize       n_since;           /* characters since then: the question is drawn anew, or what follows is no answer */
  gsize       n_answer;          /* so much of the secret's beginning is there */
  gboolean    has_hidden;
};

static char
choose_instead (const char *secret)
{
  for (const char *p = INSTEAD; *p != '\0'; p++)
    {
      if (strchr (secret, *p) == NULL)
        return *p;
    }

  return *INSTEAD;
}

static guint
pair_of (const char *text)
{
  return (guchar) text[0] << 8 | (guchar) text[1];
}

/**
 * wt_mask_new:
 * @secret: what is to be taken out, not empty; it is not copied, and must outlive the mask
 *
 * Returns: (transfer full): a mask
 */
WtMask *
wt_mask_new (const char *secret)
{
  WtMask *self = g_new0 (WtMask, 1);

  g_assert (*secret != '\0');
  self->secret = secret;
  self->length = strlen (secret);
  self->n_piece = MIN (N_PIECE, self->length);
  self->has_other = !g_str_is_ascii (secret);
  self->instead = choose_instead (secret);
  for (const char *p = secret; p[1] != '\0'; p++)
    self->pairs[pair_of (p) / 8] |= 1 << pair_of (p) % 8;

  return self;
}

void
wt_mask_free (WtMask *self)
{
  explicit_bzero (self, sizeof *self);
  g_free (self);
}

/* What comes between two characters of a word without a person's taking them apart: blanks, frames, what hides others. */
static gboolean
is_between (WtMask *self,
            char    c)
{
  return c == ' ' || c == self->instead || ((guchar) c > '~' && !self->has_other);
}

static gboolean
ends_at (WtMask     *self,
         gsize       end,
         const char *piece,
         gsize       length)
{
  return end >= length && end <= self->length && memcmp (self->secret + end - length, piece, length) == 0;
}

static gboolean
find_in_secret (WtMask     *self,
                const char *piece,
                gsize       length)
{
  char word[N_PIECE + 1] = { 0 };
  const char *found;

  if (length > 1 && (self->pairs[pair_of (piece) / 8] & 1 << pair_of (piece) % 8) == 0)
    return FALSE;

  memcpy (word, piece, length);
  found = strstr (self->secret, word);
  if (found != NULL)
    self->n_matched = found - self->secret + length;

  return found != NULL;
}

static gboolean
is_in_secret (WtMask     *self,
              const char *piece,
              gsize       length)
{
  if (ends_at (self, self->n_matched, piece, length))
    return TRUE;
  if (!ends_at (self, self->n_matched + 1, piece, length))
    return find_in_secret (self, piece, length);

  self->n_matched++;

  return TRUE;
}

static void
hide (WtMask *self,
      gssize  place)
{
  if (place < 0)
    return;

  self->kept[place] = self->instead;
  self->has_hidden = TRUE;
}

static void
remember (Track *track,
          char   c,
          gssize place,
          guint  n_last)
{
  if (n_last == 0)
    return;

  if (track->n == n_last)
    {
      memmove (track->last, track->last + 1, n_last - 1);
      memmove (track->places, track->places + 1, (n_last - 1) * sizeof *track->places);
      track->n--;
    }
  track->last[track->n] = c;
  track->places[track->n++] = place;
}

/* Whether this is the answer, or its next character. One alone would be no piece; here it is the beginning of one. */
static gboolean
is_answer (WtMask      *self,
           const Track *track,
           char         c)
{
  gsize n_question = strlen (self->question);

  if (n_question == 0)
    return FALSE;
  if (self->n_answer > 0 && self->secret[self->n_answer] == c)
    self->n_answer++;
  else
    self->n_answer = c == *self->secret && self->n_since >= n_question && track->n >= n_question &&
                     memcmp (track->last + track->n - n_question, self->question, n_question) == 0;
  self->n_since++;

  return self->n_answer > 0;
}

/* The character is the last one that is kept. */
static void
look_at (WtMask *self,
         Track  *track,
         char    c)
{
  gssize place = self->n_kept - 1;
  gboolean is_hidden = FALSE;
  char piece[N_PIECE];

  memcpy (piece, track->last, track->n);
  piece[track->n] = c;
  if (track == &self->text && is_answer (self, track, c))
    is_hidden = TRUE;
  if (track->n == self->n_piece - 1 && is_in_secret (self, piece, self->n_piece))
    {
      is_hidden = TRUE;
      for (guint i = 0; i < track->n; i++)
        {
          hide (self, track->places[i]);
          track->places[i] = -1;
        }
    }

  if (is_hidden)
    hide (self, place);
  remember (track, c, is_hidden ? -1 : place, self->n_piece - 1);
}

/* The first of what is kept that may still become a piece. */
static gsize
find_doubtful (WtMask      *self,
               const Track *track)
{
  for (guint i = 0; i < track->n; i++)
    {
      if (track->places[i] >= 0 && is_in_secret (self, track->last + i, track->n - i))
        return track->places[i];
    }

  return self->n_kept;
}

static void
move_places (Track *track,
             gsize  n_gone)
{
  for (guint i = 0; i < track->n; i++)
    track->places[i] = MAX (-1, track->places[i] - (gssize) n_gone);
}

static void
give_free (WtMask  *self,
           gsize    n_free,
           GString *masked)
{
  if (n_free == 0)
    return;

  g_string_append_len (masked, self->kept, n_free);
  self->n_kept -= n_free;
  memmove (self->kept, self->kept + n_free, self->n_kept);
  move_places (&self->text, n_free);
  move_places (&self->string, n_free);
}

static void
take (WtMask *self,
      char    c)
{
  WtEscapesPart part = wt_escapes_take (&self->escapes, c);

  self->kept[self->n_kept++] = c;
  if (part == WT_ESCAPES_TEXT && c == self->instead)
    self->n_since = self->n_answer = 0; /* the program hides the answer itself */
  else if (part == WT_ESCAPES_TEXT && !is_between (self, c))
    look_at (self, &self->text, c);
  else if (part == WT_ESCAPES_STRING && !is_between (self, c))
    look_at (self, &self->string, c);
}

/**
 * wt_mask_feed:
 * @self: a mask
 * @output: a part of the stream
 * @length: the number of bytes
 * @masked: what may be shown is added to it; an end that may become a piece of the secret is kept back
 *
 * Four characters in a row of the secret are a piece of it, whatever is between them that is not seen: control
 * sequences, line breaks, blanks, and what is not ASCII, unless the secret is not either.
 */
void
wt_mask_feed (WtMask     *self,
              const char *output,
              gsize       length,
              GString    *masked)
{
  for (const char *p = output; p < output + length; p++)
    {
      take (self, *p);
      give_free (self, MIN (find_doubtful (self, &self->text), find_doubtful (self, &self->string)), masked);
      if (self->n_kept == MAX_KEPT)
        wt_mask_flush (self, masked);
    }
}

/**
 * wt_mask_flush:
 * @self: a mask
 * @masked: what was kept back is added to it
 *
 * To be called when nothing follows for a while. What is given free is less than a piece, and what would make it one is
 * hidden when it comes.
 */
void
wt_mask_flush (WtMask  *self,
               GString *masked)
{
  give_free (self, self->n_kept, masked);
}

/**
 * wt_mask_expect_answer:
 * @self: a mask
 * @question: (nullable): what the secret was the answer to
 *
 * From now on, and until this is called with %NULL, what follows the question and is the beginning of the secret is hidden
 * even if it is a single character: so the answer is drawn by a program that draws it anew for each key.
 */
void
wt_mask_expect_answer (WtMask     *self,
                       const char *question)
{
  gsize n = 0;

  memset (self->question, 0, sizeof self->question);
  self->n_since = self->n_answer = 0;
  for (const char *p = question != NULL ? question + strlen (question) : question; p > question && n < self->n_piece - 1;)
    {
      if (!is_between (self, *--p))
        {
          memmove (self->question + 1, self->question, n++);
          *self->question = *p;
        }
    }
}

gboolean
wt_mask_has_kept_back (WtMask *self)
{
  return self->n_kept > 0;
}

/**
 * wt_mask_has_hidden:
 * @self: a mask
 *
 * Returns: whether there was a piece of the secret so far
 */
gboolean
wt_mask_has_hidden (WtMask *self)
{
  return self->has_hidden;
}
