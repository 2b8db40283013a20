/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "wt-error.h"
#include "wt-generate-dialog.h"

/**
 * WtGenerateDialog:
 *
 * Asks for the new token's name, and for the user ID where the server did not tell it. It stays until the outcome is
 * known, so that a token that was created is never out of sight.
 */
struct _WtGenerateDialog
{
  AdwWindow    parent_instance;

  WtAccount   *account;
  gboolean     is_generating;

  GtkEditable *name_entry;
  GtkWidget   *user_id_box;
  GtkEditable *user_id_entry;
  GtkLabel    *error_label;
  GtkWidget   *generate_button;
  GtkWidget   *cancel_button;
  GtkSpinner  *spinner;
};

enum
{
  GENERATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WtGenerateDialog, wt_generate_dialog, ADW_TYPE_WINDOW)

static gboolean
needs_user_id (WtGenerateDialog *self)
{
  WtUser *user = wt_account_get_user (self->account);

  return user == NULL || wt_user_get_id (user) == NULL;
}

static char *
dup_text (GtkEditable *entry)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (entry)));
}

static void
update (WtGenerateDialog *self)
{
  g_autofree char *name = dup_text (self->name_entry);
  g_autofree char *user_id = dup_text (self->user_id_entry);
  gboolean is_complete = *name != '\0' && (*user_id != '\0' || !needs_user_id (self));

  gtk_widget_set_sensitive (self->generate_button, is_complete && !self->is_generating);
  gtk_widget_set_sensitive (self->cancel_button, !self->is_generating);
  gtk_editable_set_editable (self->name_entry, !self->is_generating);
  gtk_editable_set_editable (self->user_id_entry, !self->is_generating);
  gtk_spinner_set_spinning (self->spinner, self->is_generating);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), self->is_generating);
}

static void
generated_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (WtGenerateDialog) self = user_data;
  g_autoptr (WtUserToken) token = NULL;
  g_autoptr (GError) error = NULL;

  token = wt_account_generate_finish (WT_ACCOUNT (source), result, &error);
  self->is_generating = FALSE;

  /* The whole window went away meanwhile. */
  if (self->account == NULL)
    return;

  update (self);
  if (token != NULL)
    {
      gtk_window_destroy (GTK_WINDOW (self));
      g_signal_emit (self, signals[GENERATED], 0, token);
      return;
    }

  gtk_label_set_label (self->error_label, error->message);
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), TRUE);

  /* Another attempt would be wrong: there is a token, or there may be one. */
  if (g_error_matches (error, WT_ERROR, WT_ERROR_CONFLICT) ||
      g_error_matches (error, WT_ERROR, WT_ERROR_OUTCOME_UNKNOWN))
    {
      gtk_widget_set_visible (self->generate_button, FALSE);
      gtk_button_set_label (GTK_BUTTON (self->cancel_button), _("Close"));
      gtk_widget_grab_focus (self->cancel_button);
      wt_account_refresh (self->account);
    }
}

static void
generate_cb (WtGenerateDialog *self)
{
  g_autofree char *name = dup_text (self->name_entry);
  g_autofree char *user_id = dup_text (self->user_id_entry);

  if (!gtk_widget_is_sensitive (self->generate_button) || !gtk_widget_get_visible (self->generate_button))
    return;

  self->is_generating = TRUE;
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), FALSE);
  update (self);
  wt_account_generate_async (self->account, name, needs_user_id (self) ? user_id : NULL, NULL,
                             generated_cb, g_object_ref (self));
}

/* Not before the window is on the screen: it would be no window to assistive technology then. */
static void
wt_generate_dialog_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (wt_generate_dialog_parent_class)->map (widget);

  gtk_widget_grab_focus (GTK_WIDGET (WT_GENERATE_DIALOG (widget)->name_entry));
}

static gboolean
wt_generate_dialog_close_request (GtkWindow *window)
{
  if (WT_GENERATE_DIALOG (window)->is_generating)
    return GDK_EVENT_STOP;

  return GTK_WINDOW_CLASS (wt_generate_dialog_parent_class)->close_request (window);
}

static void
wt_generate_dialog_dispose (GObject *object)
{
  g_clear_object (&WT_GENERATE_DIALOG (object)->account);

  G_OBJECT_CLASS (wt_generate_dialog_parent_class)->dispose (object);
}

static void
wt_generate_dialog_class_init (WtGenerateDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = wt_generate_dialog_dispose;
  widget_class->map = wt_generate_dialog_map;
  GTK_WINDOW_CLASS (klass)->close_request = wt_generate_dialog_close_request;

  signals[GENERATED] =
    g_signal_new ("generated", WT_TYPE_GENERATE_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, WT_TYPE_USER_TOKEN);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/import/WorkbenchTokens/wt-generate-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, WtGenerateDialog, name_entry);
  gtk_widget_class_bind_template_child (widget_class, WtGenerateDialog, user_id_box);
  gtk_widget_class_bind_template_child (widget_class, WtGenerateDialog, user_id_entry);
  gtk_widget_class_bind_template_child (widget_class, WtGenerateDialog, error_label);
  gtk_widget_class_bind_template_child (widget_class, WtGenerateDialog, generate_button);
  gtk_widget_class_bind_template_child (widget_class, WtGenerateDialog, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, WtGenerateDialog, spinner);
  gtk_widget_class_bind_template_callback (widget_class, generate_cb);
  gtk_widget_class_bind_template_callback (widget_class, update);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
wt_generate_dialog_init (WtGenerateDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
wt_generate_dialog_new (WtAccount *account,
                        GtkWindow *parent)
{
  WtGenerateDialog *self = g_object_new (WT_TYPE_GENERATE_DIALOG, "transient-for", parent, NULL);

  self->account = g_object_ref (account);
  gtk_widget_set_visible (self->user_id_box, needs_user_id (self));
  update (self);

  return GTK_WIDGET (self);
}
