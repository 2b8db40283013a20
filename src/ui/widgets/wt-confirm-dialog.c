/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-confirm-dialog.h"

/**
 * WtConfirmDialog:
 *
 * Asks before something that cannot be taken back. The buttons of AdwMessageDialog have doubled names for assistive
 * technology in libadwaita 1.2.
 */
struct _WtConfirmDialog
{
  AdwWindow  parent_instance;

  GtkLabel  *heading_label;
  GtkLabel  *body_label;
  GtkButton *confirm_button;
};

enum
{
  CONFIRMED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WtConfirmDialog, wt_confirm_dialog, ADW_TYPE_WINDOW)

static void
confirm_cb (WtConfirmDialog *self)
{
  g_autoptr (WtConfirmDialog) alive = g_object_ref (self);

  g_signal_emit (self, signals[CONFIRMED], 0);
  gtk_window_close (GTK_WINDOW (self));
}

static void
wt_confirm_dialog_class_init (WtConfirmDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  signals[CONFIRMED] =
    g_signal_new ("confirmed", WT_TYPE_CONFIRM_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/import/WorkbenchTokens/wt-confirm-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, WtConfirmDialog, heading_label);
  gtk_widget_class_bind_template_child (widget_class, WtConfirmDialog, body_label);
  gtk_widget_class_bind_template_child (widget_class, WtConfirmDialog, confirm_button);
  gtk_widget_class_bind_template_callback (widget_class, confirm_cb);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
wt_confirm_dialog_init (WtConfirmDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* "confirmed" is emitted when the user presses the button that @confirm names; closing the dialog does nothing. It is a
 * question about @account, and goes when that becomes another one. */
GtkWidget *
wt_confirm_dialog_new (GtkWindow  *parent,
                       WtAccount  *account,
                       const char *heading,
                       const char *body,
                       const char *confirm)
{
  WtConfirmDialog *self = g_object_new (WT_TYPE_CONFIRM_DIALOG, "transient-for", parent, "title", heading, NULL);

  gtk_label_set_label (self->heading_label, heading);
  gtk_label_set_label (self->body_label, body);
  gtk_button_set_label (self->confirm_button, confirm);
  g_signal_connect_object (account, "left", G_CALLBACK (gtk_window_destroy), self, G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}

/* For what does no harm, and is asked all the same. */
void
wt_confirm_dialog_set_suggested (WtConfirmDialog *self)
{
  g_return_if_fail (WT_IS_CONFIRM_DIALOG (self));

  gtk_widget_remove_css_class (GTK_WIDGET (self->confirm_button), "destructive-action");
  gtk_widget_add_css_class (GTK_WIDGET (self->confirm_button), "suggested-action");
}
