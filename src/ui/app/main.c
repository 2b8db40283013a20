/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <malloc.h>

#include "wt-application.h"
#include "wt-process.h"

/* What a frame is drawn on takes a mebibyte or two. glibc would keep that much, once it was freed, and have it broken up
 * by what is small and stays; with a limit that is set it gives it back. And the threads of GLib allocate too little to
 * have heaps of their own. Together these were 4 MiB of 32. */
static void
limit_heap (void)
{
#ifdef M_MMAP_THRESHOLD
  mallopt (M_MMAP_THRESHOLD, 128 * 1024);
  mallopt (M_ARENA_MAX, 1);
#endif
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (WtApplication) application = NULL;

  wt_process_protect ();
  limit_heap ();

  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  wt_process_tell_hidden ("workbench-tokens");
  application = wt_application_new ();

  return g_application_run (G_APPLICATION (application), argc, argv);
}
