/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "wt-escapes.h"
#include "wt-screen.h"

#define N_ROWS 64
#define MAX_COLUMNS 1024
#define TAB 8
/* Of the longest UTF-8, and a blank where it was broken. */
#define MAX_CHARACTERS (WT_SCREEN_MAX_LINE / 5)

typedef struct
{
  gunichar cells[MAX_COLUMNS];
  guint    length;
  gboolean goes_on; /* the terminal broke the line, and not the program */
} Row;

/**
 * WtScreen:
 *
 * The last rows of a terminal, as far as it takes to know what is written in the line where the cursor is: also where the
 * program or the terminal broke it, and where there is something below. It looks at no colour, and where a program chooses
 * its own place on the screen it begins anew.
 */
struct _WtScreen
{
  Row      *rows[N_ROWS];
  guint     row;
  guint64   n_gone; /* rows above the first one */
  guint     column;
  guint     columns; /* 0: endless */
  WtEscapes escapes;
  char      bytes[4]; /* of a character that is not complete */
  guint     n_bytes;
};

/**
 * wt_screen_new:
 * @columns: how wide it is, or 0 if that is not known
 *
 * Returns: (transfer full): a screen
 */
WtScreen *
wt_screen_new (guint columns)
{
  WtScreen *self = g_new0 (WtScreen, 1);

  for (guint i = 0; i < N_ROWS; i++)
    self->rows[i] = g_new0 (Row, 1);
  self->columns = columns;

  return self;
}

void
wt_screen_free (WtScreen *self)
{
  for (guint i = 0; i < N_ROWS; i++)
    {
      explicit_bzero (self->rows[i], sizeof (Row));
      g_free (self->rows[i]);
    }
  explicit_bzero (self, sizeof *self);
  g_free (self);
}

void
wt_screen_set_columns (WtScreen *self,
                       guint     columns)
{
  self->columns = columns;
}

/* Where a line ends, also if nobody said so. */
static guint
get_edge (WtScreen *self)
{
  return self->columns > 0 && self->columns < MAX_COLUMNS ? self->columns : MAX_COLUMNS;
}

static void
cut_row (Row   *row,
         guint  length)
{
  if (length >= row->length)
    return;

  explicit_bzero (row->cells + length, (row->length - length) * sizeof *row->cells);
  row->length = length;
  row->goes_on = FALSE;
}

static void
cut_rows (WtScreen *self,
          guint     first)
{
  for (guint i = first; i < N_ROWS; i++)
    cut_row (self->rows[i], 0);
}

/**
 * wt_screen_clear:
 * @self: a screen
 *
 * Wipes what is on it, as if it had been answered and nobody had to read it any more. The cursor stays.
 */
void
wt_screen_clear (WtScreen *self)
{
  cut_rows (self, 0);
}

static void
go_to_next_row (WtScreen *self)
{
  self->column = 0;
  if (self->row + 1 < N_ROWS)
    self->row++;
  else
    {
      Row *first = self->rows[0];

      cut_row (first, 0);
      self->n_gone++;
      memmove (self->rows, self->rows + 1, (N_ROWS - 1) * sizeof *self->rows);
      self->rows[N_ROWS - 1] = first;
    }
}

/* What is written from the start of a row on is all that counts there; a program that is tidy erases the rest. */
static void
put (WtScreen *self,
     gunichar  c)
{
  guint width = g_unichar_iszerowidth (c) ? 0 : g_unichar_iswide (c) ? 2 : 1;
  Row *row;

  if (self->column + width > get_edge (self))
    {
      self->rows[self->row]->goes_on = TRUE;
      go_to_next_row (self);
    }

  row = self->rows[self->row];
  if (self->column == 0 && width > 0)
    cut_row (row, 0);
  while (row->length < self->column)
    row->cells[row->length++] = ' ';
  for (guint i = 0; i < width && self->column < MAX_COLUMNS; i++)
    row->cells[self->column++] = i == 0 ? c : 0;
  row->length = MAX (row->length, self->column);
}

static void
take_byte (WtScreen *self,
           char      c)
{
  gunichar character;

  if (self->n_bytes == sizeof self->bytes)
    self->n_bytes = 0;
  self->bytes[self->n_bytes++] = c;

  character = g_utf8_get_char_validated (self->bytes, self->n_bytes);
  if (character == (gunichar) -2 && self->n_bytes < sizeof self->bytes)
    return;

  self->n_bytes = 0;
  put (self, character < (gunichar) -2 ? character : 0xfffd);
}

static void
take_control (WtScreen *self,
              char      c)
{
  self->n_bytes = 0;
  if (c == '\n')
    go_to_next_row (self);
  else if (c == '\r')
    self->column = 0;
  else if (c == '\b' && self->column > 0)
    self->column--;
  else if (c == '\t')
    self->column = MIN (self->column / TAB * TAB + TAB, get_edge (self) - 1);
}

static void
erase_below (WtScreen *self,
             guint     how)
{
  if (how > 1)
    wt_screen_clear (self);
  else if (how == 0)
    {
      cut_row (self->rows[self->row], self->column);
      cut_rows (self, self->row + 1);
    }
}

static void
move_row (WtScreen *self,
          guint     n_up,
          guint     n_down)
{
  self->row -= MIN (self->row, n_up);
  self->row = MIN (self->row + n_down, N_ROWS - 1);
}

static void
obey (WtScreen *self,
      char      command)
{
  guint count = wt_escapes_get_count (&self->escapes, 1);
  guint how = wt_escapes_get_count (&self->escapes, 0);
  guint n = MAX (count, 1);

  switch (command)
    {
    case 'A':
    case 'F':
      move_row (self, n, 0);
      break;
    case 'B':
    case 'E':
      move_row (self, 0, n);
      break;
    case 'C':
      self->column = MIN (self->column + n, get_edge (self) - 1);
      break;
    case 'D':
      self->column -= MIN (self->column, n);
      break;
    case 'G':
      self->column = MIN (n, get_edge (self)) - 1;
      break;
    case 'H':
    case 'f':
      wt_screen_clear (self);
      self->n_gone += N_ROWS;
      self->row = self->column = 0;
      break;
    case 'J':
      erase_below (self, how);
      break;
    case 'K':
      if (how != 1)
        cut_row (self->rows[self->row], how == 0 ? self->column : 0);
      break;
    default:
      break;
    }

  if (command == 'E' || command == 'F')
    self->column = 0;
}

/**
 * wt_screen_feed:
 * @self: a screen
 * @output: what a program wrote to its terminal
 * @length: the number of bytes
 *
 * Follows the output. It may be cut anywhere.
 */
void
wt_screen_feed (WtScreen   *self,
                const char *output,
                gsize       length)
{
  for (const char *p = output; p < output + length; p++)
    switch (wt_escapes_take (&self->escapes, *p))
      {
      case WT_ESCAPES_TEXT:
        take_byte (self, *p);
        break;
      case WT_ESCAPES_CONTROL:
        take_control (self, *p);
        break;
      case WT_ESCAPES_COMMAND:
        obey (self, *p);
        break;
      case WT_ESCAPES_SEQUENCE:
      case WT_ESCAPES_STRING:
        break;
      }
}

static gboolean
is_blank (gunichar c)
{
  return c != 0 && g_unichar_isspace (c);
}

static guint
measure_blanks (const Row *row)
{
  guint end = 0;

  while (end < row->length && is_blank (row->cells[end]))
    end++;

  return end;
}

static guint
measure_first_word (const Row *row)
{
  guint end = measure_blanks (row);

  while (end < row->length && !is_blank (row->cells[end]))
    end++;

  return end;
}

/* Programs break their lines themselves, between words or where the terminal would: what was to come next had no room. They
 * begin one more row where they take the last one for full, so that the cursor has room; then only a blank may be there. */
static gboolean
goes_on (WtScreen  *self,
         const Row *row,
         const Row *next)
{
  gunichar last = row->length > 0 ? row->cells[row->length - 1] : 0;

  if (row->goes_on)
    return TRUE;
  if (self->columns == 0 || row->length == 0)
    return FALSE;
  if (next->length == 0 && measure_blanks (row) == row->length)
    return TRUE;
  if (row->length < self->columns && (last == '.' || last == '!'))
    return FALSE;
  if (next->length == 0)
    return row->length + 1 >= self->columns;

  return row->length + (is_blank (last) ? 0 : 1) + measure_first_word (next) > self->columns;
}

static void
add_row (WtScreen  *self,
         const Row *row,
         GString   *line)
{
  for (guint i = 0; i < row->length; i++)
    {
      if (row->cells[i] != 0)
        g_string_append_unichar (line, row->cells[i]);
    }
}

/* A blank at which a line was broken may be gone. */
static void
add_blank (WtScreen  *self,
           const Row *row,
           const Row *next,
           GString   *line)
{
  if (row->goes_on || row->length >= self->columns || row->length == 0 || next->length == 0)
    return;

  if (!is_blank (row->cells[row->length - 1]) && !is_blank (next->cells[0]))
    g_string_append_c (line, ' ');
}

/* The row in which the line of this one began; and how much is in it. */
static guint
find_first (WtScreen *self,
            guint     row,
            guint    *n_characters)
{
  guint first = row;

  *n_characters = self->rows[row]->length;
  for (guint above = row; above-- > 0 && goes_on (self, self->rows[above], self->rows[first]); first = above)
    {
      if (*n_characters + self->rows[above]->length >= MAX_CHARACTERS)
        break;
      *n_characters += self->rows[above]->length;
    }

  return first;
}

/* Inquirer 8 begins one more row where what it writes would fill the last one, also if it breaks the line earlier. */
static gboolean
is_one_more (WtScreen *self,
             guint     n_above)
{
  return self->columns > 0 && self->rows[self->row]->length == 0 && n_above % self->columns == 0;
}

static guint
find_start (WtScreen *self)
{
  guint n;
  guint first = find_first (self, self->row, &n);
  guint above;

  if (first < self->row || first == 0 || self->rows[first - 1]->length == 0)
    return first;

  above = find_first (self, first - 1, &n);

  return is_one_more (self, n) ? above : first;
}

/**
 * wt_screen_read_line:
 * @self: a screen
 * @line: gets the line in which the cursor is, with the rows above it that it began in, and without those below it; of a
 *   line that is very long the end. It is UTF-8, and does not grow if it has room for %WT_SCREEN_MAX_LINE bytes
 *
 * Returns: where it begins; another line begins elsewhere
 */
guint64
wt_screen_read_line (WtScreen *self,
                     GString  *line)
{
  guint first = find_start (self);

  explicit_bzero (line->str, line->allocated_len);
  g_string_truncate (line, 0);
  for (guint i = first; i <= self->row; i++)
    {
      add_row (self, self->rows[i], line);
      if (i < self->row)
        add_blank (self, self->rows[i], self->rows[i + 1], line);
    }

  return self->n_gone + first;
}
