/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-preferences-window.h"

/**
 * WtPreferencesWindow:
 *
 * The two times that protect a secret from being forgotten in sight.
 */
struct _WtPreferencesWindow
{
  AdwPreferencesWindow  parent_instance;

  GtkSpinButton        *clipboard_spin;
  GtkSpinButton        *mask_spin;
};

G_DEFINE_FINAL_TYPE (WtPreferencesWindow, wt_preferences_window, ADW_TYPE_PREFERENCES_WINDOW)

static void
wt_preferences_window_class_init (WtPreferencesWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/import/WorkbenchTokens/wt-preferences-window.ui");
  gtk_widget_class_bind_template_child (widget_class, WtPreferencesWindow, clipboard_spin);
  gtk_widget_class_bind_template_child (widget_class, WtPreferencesWindow, mask_spin);
}

static void
wt_preferences_window_init (WtPreferencesWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
wt_preferences_window_new (GtkWindow *parent,
                           GSettings *settings)
{
  WtPreferencesWindow *self = g_object_new (WT_TYPE_PREFERENCES_WINDOW, "transient-for", parent, NULL);

  g_settings_bind (settings, "clipboard-timeout", self->clipboard_spin, "value", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "mask-timeout", self->mask_spin, "value", G_SETTINGS_BIND_DEFAULT);

  return GTK_WIDGET (self);
}
