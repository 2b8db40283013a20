/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-announce.h"

#define DESCRIPTION "wt-description"

static void
update_description (GtkWidget  *widget,
                    const char *description)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
}

/* The text is in an entry, which is what assistive technology knows. */
static GtkWidget *
get_described (GtkWidget *focus)
{
  return GTK_IS_TEXT (focus) ? gtk_widget_get_parent (focus) : focus;
}

static void
restore_cb (GtkWidget *focus)
{
  GtkWidget *widget = get_described (focus);
  const char *description = g_object_get_data (G_OBJECT (widget), DESCRIPTION);

  g_signal_handlers_disconnect_by_func (focus, restore_cb, NULL);
  if (description == NULL)
    description = gtk_widget_get_tooltip_text (widget);
  update_description (widget, description != NULL ? description : "");
}

/* What assistive technology says after the widget's name. It would say the tooltip otherwise. */
void
wt_widget_describe (GtkWidget  *widget,
                    const char *description)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (description != NULL);

  g_object_set_data_full (G_OBJECT (widget), DESCRIPTION, g_strdup (description), g_free);
  update_description (widget, description);
}

/* Has a screen reader say @text, which came up in the window of @widget. This GTK tells it nothing of an alert that
 * appears, but it speaks when the description of what has the focus changes. So that is @text until the focus goes on. */
void
wt_widget_announce (GtkWidget  *widget,
                    const char *text)
{
  GtkRoot *root;
  GtkWidget *focus;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (text != NULL);

  root = gtk_widget_get_root (widget);
  focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  if (focus == NULL || !gtk_widget_get_mapped (widget))
    return;

  /* The same text again would be no change. */
  update_description (get_described (focus), "");
  update_description (get_described (focus), text);
  g_signal_handlers_disconnect_by_func (focus, restore_cb, NULL);
  g_signal_connect (focus, "notify::has-focus", G_CALLBACK (restore_cb), NULL);
}

/* @text is NULL for none. What @label says already is not announced again. */
void
wt_label_show_alert (GtkLabel   *label,
                     const char *text)
{
  gboolean is_news;

  g_return_if_fail (GTK_IS_LABEL (label));

  is_news = text != NULL && !g_str_equal (text, gtk_label_get_label (label));
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
  if (is_news)
    wt_widget_announce (GTK_WIDGET (label), text);
}
