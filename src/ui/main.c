/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "wt-application.h"
#include "wt-process.h"

int
main (int   argc,
      char *argv[])
{
  g_autoptr (WtApplication) application = NULL;

  wt_process_protect ();

  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  application = wt_application_new ();

  return g_application_run (G_APPLICATION (application), argc, argv);
}
