/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "wt-copying.h"

/* What each copy button does: copy, and tell whether it could be done. */

static void
tell (GtkWidget  *widget,
      gboolean    is_copied,
      const char *notice)
{
  gtk_widget_activate_action (widget, "win.show-toast", "s",
                              is_copied ? notice : _("The clipboard could not be used. Try again."));
}

void
wt_copy_text (GtkWidget   *widget,
              WtClipboard *clipboard,
              const char  *text,
              const char  *notice)
{
  tell (widget, wt_clipboard_copy_text (clipboard, text), notice);
}

/* The notice also tells for how long it stays on the clipboard. */
void
wt_copy_secret (GtkWidget   *widget,
                WtClipboard *clipboard,
                SecretValue *secret,
                const char  *notice)
{
  g_autofree char *full_notice = wt_clipboard_dup_notice (clipboard, notice);

  tell (widget, wt_clipboard_copy_secret (clipboard, secret), full_notice);
}
