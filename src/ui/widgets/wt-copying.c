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
wt_widget_copy_text (GtkWidget   *widget,
                     WtClipboard *clipboard,
                     const char  *text,
                     const char  *notice)
{
  tell (widget, wt_clipboard_copy_text (clipboard, text), notice);
}

static const char *
get_notice (WtCopied what)
{
  switch (what)
    {
    case WT_COPIED_TOKEN:
      return _("Token copied");
    case WT_COPIED_HEADER:
      return _("Header copied");
    case WT_COPIED_COMMAND:
      return _("Command copied");
    case WT_COPIED_ANSWER:
      return _("Answer copied");
    }

  g_return_val_if_reached (NULL);
}

/* Whole sentences: in some languages "clears" depends on what was copied. */
static char *
dup_timed_notice (WtCopied what,
                  guint    seconds)
{
  switch (what)
    {
    case WT_COPIED_TOKEN:
      return g_strdup_printf (ngettext ("Token copied, clears in %u second",
                                        "Token copied, clears in %u seconds", seconds), seconds);
    case WT_COPIED_HEADER:
      return g_strdup_printf (ngettext ("Header copied, clears in %u second",
                                        "Header copied, clears in %u seconds", seconds), seconds);
    case WT_COPIED_COMMAND:
      return g_strdup_printf (ngettext ("Command copied, clears in %u second",
                                        "Command copied, clears in %u seconds", seconds), seconds);
    case WT_COPIED_ANSWER:
      return g_strdup_printf (ngettext ("Answer copied, clears in %u second",
                                        "Answer copied, clears in %u seconds", seconds), seconds);
    }

  g_return_val_if_reached (NULL);
}

/* The notice also tells for how long it stays on the clipboard. */
void
wt_widget_copy_secret (GtkWidget   *widget,
                       WtClipboard *clipboard,
                       SecretValue *secret,
                       WtCopied     what)
{
  guint seconds = wt_clipboard_get_timeout (clipboard);
  g_autofree char *timed_notice = seconds > 0 ? dup_timed_notice (what, seconds) : NULL;

  tell (widget, wt_clipboard_copy_secret (clipboard, secret), seconds > 0 ? timed_notice : get_notice (what));
}
