/* SPDX-License-Identifier: GPL-3.0-or-later */

#define _GNU_SOURCE

#include "config.h"

#include <string.h>

#include "wt-credential.h"
#include "wt-secrets.h"
#include "wt-text.h"

/* A shorter one is hidden where it is a whole text; within others it would be found everywhere. */
#define SHORTEST_WITHIN 6

/* How many bytes may be compared: so many for each byte of a text, and these besides. */
#define EFFORT 16
#define FIRST_EFFORT (16 * 1024 * 1024)

/* The beginnings of secrets, as bits at the hashes of their first SHORTEST_WITHIN bytes. */
#define N_BEGINNINGS (1 << 18)

/* One that is looked for within texts. */
typedef struct
{
  const char *text;
  gsize       length;
  int         parent; /* the longest other one that this one begins with, or -1 */
} Entry;

/**
 * WtSecrets:
 *
 * What must not be shown, however much of it there is: all secrets are looked for at once, so that it takes as long for
 * ten thousand as for one.
 */
struct _WtSecrets
{
  GHashTable *texts;
  GPtrArray  *short_ones;
  GArray     *entries; /* (nullable): sorted; NULL while it is not known what they are */
  guint8     *beginnings;
  gint64      effort;
};

static void
wipe (gpointer data)
{
  explicit_bzero (data, strlen (data));
  g_free (data);
}

/**
 * wt_secrets_new:
 *
 * Returns: (transfer full): a set of secrets that has none
 */
WtSecrets *
wt_secrets_new (void)
{
  WtSecrets *self = g_new0 (WtSecrets, 1);

  self->texts = g_hash_table_new_full (g_str_hash, g_str_equal, wipe, NULL);
  self->short_ones = g_ptr_array_new_with_free_func (wipe);
  self->effort = FIRST_EFFORT;

  return self;
}

static void
forget_entries (WtSecrets *self)
{
  g_clear_pointer (&self->entries, g_array_unref);
  g_clear_pointer (&self->beginnings, g_free);
}

/**
 * wt_secrets_free:
 * @self: (transfer full): secrets
 *
 * Wipes and frees them.
 */
void
wt_secrets_free (WtSecrets *self)
{
  forget_entries (self);
  g_hash_table_unref (self->texts);
  g_ptr_array_unref (self->short_ones);
  g_free (self);
}

static void
take (WtSecrets *self,
      char      *secret)
{
  if (*secret != '\0')
    g_hash_table_add (self->texts, secret);
  else
    g_free (secret);
}

/**
 * wt_secrets_add:
 * @self: secrets
 * @secret: one more, UTF-8, which is copied; the copy is wiped with @self
 *
 * It is also hidden where its characters that are not seen were taken out.
 */
void
wt_secrets_add (WtSecrets  *self,
                const char *secret)
{
  char *visible;

  if (g_hash_table_contains (self->texts, secret))
    return;

  forget_entries (self);
  take (self, g_strdup (secret));
  visible = wt_text_dup_visible (secret, strlen (secret), FALSE);
  if (visible != NULL)
    take (self, visible);
}

/**
 * wt_secrets_add_known:
 * @self: secrets
 * @secret: one more, which is a secret for sure
 *
 * The same for one that is hidden within other texts however short it is.
 */
void
wt_secrets_add_known (WtSecrets  *self,
                      const char *secret)
{
  wt_secrets_add (self, secret);
  if (*secret != '\0' && strlen (secret) < SHORTEST_WITHIN)
    g_ptr_array_add (self->short_ones, g_strdup (secret));
}

static guint
hash_beginning (const char *text)
{
  guint64 bytes = 0;

  memcpy (&bytes, text, SHORTEST_WITHIN);

  return (guint) ((bytes * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)) >> 46);
}

static gboolean
begins_with (const char  *text,
             gsize        length,
             const Entry *entry)
{
  return length >= entry->length && memcmp (text, entry->text, entry->length) == 0;
}

static int
compare_entries (gconstpointer a,
                 gconstpointer b)
{
  return strcmp (((const Entry *) a)->text, ((const Entry *) b)->text);
}

/* In the order of the bytes what one begins with stands before it, and what stands between begins with that, too. */
static int
find_parent (WtSecrets *self,
             int        index)
{
  const Entry *entry = &g_array_index (self->entries, Entry, index);
  int parent = index - 1;

  while (parent >= 0 && !begins_with (entry->text, entry->length, &g_array_index (self->entries, Entry, parent)))
    parent = g_array_index (self->entries, Entry, parent).parent;

  return parent;
}

static void
make_entries (WtSecrets *self)
{
  GHashTableIter iter;
  gpointer text;

  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  self->beginnings = g_new0 (guint8, N_BEGINNINGS / 8);

  g_hash_table_iter_init (&iter, self->texts);
  while (g_hash_table_iter_next (&iter, &text, NULL))
    {
      Entry entry = { text, strlen (text), -1 };

      if (entry.length >= SHORTEST_WITHIN)
        g_array_append_val (self->entries, entry);
    }

  g_array_sort (self->entries, compare_entries);
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = &g_array_index (self->entries, Entry, i);
      guint hash = hash_beginning (entry->text);

      entry->parent = find_parent (self, i);
      self->beginnings[hash / 8] |= 1 << hash % 8;
    }
}

/* Like strcmp() of a text that may have NULs in it. Counts how far it looked. */
static int
compare (WtSecrets   *self,
         const char  *text,
         gsize        length,
         const Entry *entry)
{
  gsize both = MIN (length, entry->length);
  gsize i = 0;

  while (i < both && text[i] == entry->text[i])
    i++;
  self->effort -= i + 1;
  if (i < both)
    return (guchar) text[i] - (guchar) entry->text[i];

  return length < entry->length ? -1 : 0;
}

/* Returns the length of the longest secret that @text begins with, or 0. */
static gsize
match (WtSecrets  *self,
       const char *text,
       gsize       length)
{
  int low = 0;
  int high = self->entries->len;

  /* Of those that stand before the text in the order of the bytes, or are its beginning, the last one. */
  while (low < high)
    {
      int middle = low + (high - low) / 2;

      if (compare (self, text, length, &g_array_index (self->entries, Entry, middle)) < 0)
        high = middle;
      else
        low = middle + 1;
    }

  for (int i = low - 1; i >= 0; i = g_array_index (self->entries, Entry, i).parent)
    {
      const Entry *entry = &g_array_index (self->entries, Entry, i);

      if (compare (self, text, length, entry) == 0)
        return entry->length;
    }

  return 0;
}

/* A text as it is, or with its percent-encoding decoded. */
typedef struct
{
  char    *bytes;
  gsize    length;
  guint32 *places; /* (nullable): where in the text each byte begins, and at last its end; NULL if it is as it is */
} Reading;

static void
reading_clear (Reading *self)
{
  if (self->places == NULL)
    return;

  explicit_bzero (self->bytes, self->length);
  g_free (self->bytes);
  g_free (self->places);
}

/* For each byte of a text a character: whether it is hidden, and whether a gap stands in its place. */
enum
{
  SEEN = '.',
  GAP = '|',
  GONE = ' ',
};

static gsize
get_place (const Reading *reading,
           gsize          i)
{
  return reading->places != NULL ? reading->places[i] : i;
}

static void
mark (char  *marks,
      gsize  start,
      gsize  end)
{
  if (marks[start] == SEEN)
    marks[start] = GAP;
  for (gsize i = start + 1; i < end; i++)
    {
      if (marks[i] == SEEN)
        marks[i] = GONE;
    }
}

static void
mark_short_ones (WtSecrets      *self,
                 const Reading  *reading,
                 gsize           size,
                 char          **marks)
{
  for (guint i = 0; i < self->short_ones->len; i++)
    {
      const char *secret = g_ptr_array_index (self->short_ones, i);
      gsize length = strlen (secret);
      const char *end = reading->bytes + reading->length;

      for (const char *p = reading->bytes; (p = memmem (p, end - p, secret, length)) != NULL; p++)
        {
          gsize start = p - reading->bytes;

          if (*marks == NULL)
            *marks = g_strnfill (size, SEEN);
          mark (*marks, get_place (reading, start), get_place (reading, start + length));
        }
    }
}

/* Marks all secrets in @reading, also those that overlap; @marks, for the bytes of the text, comes into being with the
 * first one. Returns FALSE if that takes too long. */
static gboolean
mark_secrets (WtSecrets      *self,
              const Reading  *reading,
              gsize           size,
              char          **marks)
{
  mark_short_ones (self, reading, size, marks);
  for (gsize i = 0; i + SHORTEST_WITHIN <= reading->length; i++)
    {
      guint hash = hash_beginning (reading->bytes + i);
      gsize length;

      if (!(self->beginnings[hash / 8] & 1 << hash % 8))
        continue;
      length = match (self, reading->bytes + i, reading->length - i);
      if (self->effort < 0)
        return FALSE;
      if (length == 0)
        continue;

      if (*marks == NULL)
        *marks = g_strnfill (size, SEEN);
      mark (*marks, get_place (reading, i), get_place (reading, i + length));
      self->effort -= length;
    }

  return TRUE;
}

static gboolean
is_encoded (const char *text)
{
  return text[0] == '%' && g_ascii_isxdigit (text[1]) && g_ascii_isxdigit (text[2]);
}

static Reading
decode (const char *text,
        gsize       length)
{
  Reading reading = { g_malloc (length + 1), 0, g_new (guint32, length + 1) };
  gsize i = 0;

  while (i < length)
    {
      gboolean is_three = is_encoded (text + i);

      reading.bytes[reading.length] = is_three ? g_ascii_xdigit_value (text[i + 1]) * 16 +
                                                 g_ascii_xdigit_value (text[i + 2]) : text[i];
      reading.places[reading.length++] = i;
      i += is_three ? 3 : 1;
    }
  reading.places[reading.length] = length;

  return reading;
}

static char *
leave_out (const char *text,
           const char *marks)
{
  GString *left = g_string_new (NULL);

  for (gsize i = 0; text[i] != '\0'; i++)
    {
      if (marks[i] == SEEN)
        g_string_append_c (left, text[i]);
      else if (marks[i] == GAP)
        g_string_append (left, WT_SECRETS_GAP);
    }

  return g_string_free (left, FALSE);
}

/**
 * wt_secrets_hide:
 * @self: secrets
 * @text: a text that is to be shown
 *
 * Puts %WT_SECRETS_GAP in the place of each secret of six bytes or more in a text, percent-encoded too. A text that is
 * made to be expensive to search is hidden as a whole. Pure; takes about a second for each 100 MB, and for each 10 MB if
 * it is made so.
 *
 * Returns: (transfer full): what is left of @text
 */
char *
wt_secrets_hide (WtSecrets  *self,
                 const char *text)
{
  Reading plain = { (char *) text, strlen (text), NULL };
  Reading decoded = { NULL, 0, NULL };
  g_autofree char *marks = NULL;
  const char *percent = strchr (text, '%');
  gboolean is_known;

  if (self->entries == NULL)
    make_entries (self);
  if (self->entries->len == 0 && self->short_ones->len == 0)
    return g_strdup (text);

  self->effort += plain.length * EFFORT;
  is_known = mark_secrets (self, &plain, plain.length, &marks);
  if (is_known && percent != NULL)
    {
      decoded = decode (text, plain.length);
      is_known = mark_secrets (self, &decoded, plain.length, &marks);
      reading_clear (&decoded);
    }

  if (!is_known)
    return g_strdup (WT_SECRETS_GAP);

  return marks != NULL ? leave_out (text, marks) : g_strdup (text);
}

/**
 * wt_secrets_mask:
 * @self: secrets
 * @text: a text that is to be shown
 *
 * The same, and a mask in the place of a text that is a secret, of whatever length.
 *
 * Returns: (transfer full): what may be shown
 */
char *
wt_secrets_mask (WtSecrets  *self,
                 const char *text)
{
  return g_hash_table_contains (self->texts, text) ? g_strdup (WT_CREDENTIAL_MASK) : wt_secrets_hide (self, text);
}

/**
 * wt_secrets_are_in:
 * @self: secrets
 * @text: a text
 *
 * Returns: whether wt_secrets_mask() changes @text
 */
gboolean
wt_secrets_are_in (WtSecrets  *self,
                   const char *text)
{
  g_autofree char *masked = wt_secrets_mask (self, text);

  return !g_str_equal (masked, text);
}
