/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <json-glib/json-glib.h>

#include "wt-wire.h"

/* decode ROUNDS FILE: prints how many microseconds it takes to read a page of a list of tokens, and how many of them
 * json-glib takes to parse the same bytes; of each the median, measured in turn. */

static int
compare (gconstpointer a,
         gconstpointer b)
{
  double left = *(const double *) a;
  double right = *(const double *) b;

  return (left > right) - (left < right);
}

static double
get_median (GArray *times)
{
  g_array_sort (times, compare);

  return g_array_index (times, double, times->len / 2);
}

static void
read_page (const char *data,
           gsize       length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WtDocument) document = wt_document_new (data, length);
  g_autoptr (WtTokenPage) page = wt_wire_read_token_page (document, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (page->tokens->len, >, 0);
}

static void
parse (const char *data,
       gsize       length)
{
  g_autoptr (JsonParser) parser = json_parser_new ();

  g_assert_true (json_parser_load_from_data (parser, data, length, NULL));
}

static void
measure (void       (*run) (const char *, gsize),
         const char  *data,
         gsize        length,
         GArray      *times)
{
  gint64 begin = g_get_monotonic_time ();
  double time;

  run (data, length);
  time = g_get_monotonic_time () - begin;
  g_array_append_val (times, time);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GArray) ours = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) bare = g_array_new (FALSE, FALSE, sizeof (double));
  g_autofree char *data = NULL;
  gsize length;

  g_assert_cmpint (argc, ==, 3);
  g_assert_true (g_file_get_contents (argv[2], &data, &length, NULL));

  for (int i = 0; i < atoi (argv[1]); i++)
    {
      measure (read_page, data, length, ours);
      measure (parse, data, length, bare);
    }

  g_print ("%.0f %.0f\n", get_median (ours), get_median (bare));

  return 0;
}
