/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "wt-error.h"
#include "wt-announce.h"
#include "wt-generate-dialog.h"

/* What the dialog is about: to generate a token; to find out whether one was; or to say why there is no other one. */
typedef enum
{
  STEP_GENERATE,
  STEP_CHECK,
  STEP_OVER,
} Step;

/**
 * WtGenerateDialog:
 *
 * Asks for the new token's name, and for the user ID where the server did not tell it. It stays until the outcome is
 * known, so that a token that was created is never out of sight. Where the answer got lost it offers to look again, and
 * to generate only after that has found nothing.
 */
struct _WtGenerateDialog
{
  AdwWindow    parent_instance;

  WtAccount   *account;
  Step         step;
  gboolean     is_generating;
  gboolean     is_checking;

  GtkEditable *name_entry;
  GtkWidget   *user_id_box;
  GtkEditable *user_id_entry;
  GtkLabel    *error_label;
  GtkWidget   *generate_button;
  GtkWidget   *check_button;
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
  gboolean is_waiting = self->is_generating || self->is_checking;
  gboolean is_asking = self->step == STEP_GENERATE && !is_waiting;

  gtk_widget_set_sensitive (self->generate_button, is_complete && is_asking);
  gtk_widget_set_sensitive (self->check_button, !is_waiting);
  gtk_widget_set_sensitive (self->cancel_button, !self->is_generating);
  gtk_editable_set_editable (self->name_entry, is_asking);
  gtk_editable_set_editable (self->user_id_entry, is_asking);
  gtk_spinner_set_spinning (self->spinner, is_waiting);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), is_waiting);
}

static void
show_step (WtGenerateDialog *self,
           Step              step,
           const char       *text)
{
  self->step = step;
  gtk_widget_set_visible (self->generate_button, step == STEP_GENERATE);
  gtk_widget_set_visible (self->check_button, step == STEP_CHECK);
  gtk_button_set_label (GTK_BUTTON (self->cancel_button), step == STEP_GENERATE ? _("Cancel") : _("Close"));
  gtk_window_set_default_widget (GTK_WINDOW (self), step == STEP_CHECK ? self->check_button : self->generate_button);
  update (self);

  if (step == STEP_CHECK)
    gtk_widget_grab_focus (self->check_button);
  else if (step == STEP_OVER)
    gtk_widget_grab_focus (self->cancel_button);
  wt_label_show_alert (self->error_label, text);
}

/* Leads to the token, which is in the list now. */
static void
finish (WtGenerateDialog *self,
        WtUserToken      *token)
{
  g_autoptr (WtGenerateDialog) held = g_object_ref (self);

  gtk_window_destroy (GTK_WINDOW (self));
  g_signal_emit (held, signals[GENERATED], 0, token);
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
    finish (self, token);
  else if (g_error_matches (error, WT_ERROR, WT_ERROR_OUTCOME_UNKNOWN))
    show_step (self, STEP_CHECK, error->message);
  else if (g_error_matches (error, WT_ERROR, WT_ERROR_CONFLICT))
    show_step (self, STEP_OVER, error->message);
  else
    show_step (self, STEP_GENERATE, error->message);
}

static void
generate_cb (WtGenerateDialog *self)
{
  g_autofree char *name = dup_text (self->name_entry);
  g_autofree char *user_id = dup_text (self->user_id_entry);

  if (!gtk_widget_is_sensitive (self->generate_button) || !gtk_widget_get_visible (self->generate_button))
    return;

  self->is_generating = TRUE;
  wt_label_show_alert (self->error_label, NULL);
  update (self);
  wt_account_generate_async (self->account, name, needs_user_id (self) ? user_id : NULL, NULL,
                             generated_cb, g_object_ref (self));
}

/* What came of looking again. A list that was read although a stored token is refused is a list, too. */
static void
busy_cb (WtGenerateDialog *self)
{
  const GError *error = wt_account_get_error (self->account);
  WtUserToken *token = wt_account_get_active_token (self->account);
  g_autofree char *text = NULL;

  if (!self->is_checking || wt_account_get_busy (self->account))
    return;

  self->is_checking = FALSE;
  if (wt_account_get_can_generate (self->account))
    {
      show_step (self, STEP_GENERATE, _("There is no token in your list so far. You can generate one now."));
      return;
    }
  if (token != NULL && (error == NULL || g_error_matches (error, WT_ERROR, WT_ERROR_TOKEN_REFUSED)))
    {
      finish (self, token);
      return;
    }

  /* Translators: %s is a sentence that says what went wrong, or empty */
  text = g_strdup_printf (_("It is still not known whether a token was created. %s"),
                          error != NULL ? error->message : "");
  show_step (self, STEP_CHECK, text);
}

static void
check_cb (WtGenerateDialog *self)
{
  self->is_checking = TRUE;
  update (self);
  wt_account_refresh (self->account);
  busy_cb (self);
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

/* The keys of the application do not reach a dialog, and this one cannot be closed while it waits for a server. */
static gboolean
quit_cb (GtkWidget *widget,
         GVariant  *arguments,
         gpointer   user_data)
{
  return gtk_widget_activate_action (GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (widget))), "app.quit", NULL);
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
  gtk_widget_class_bind_template_child (widget_class, WtGenerateDialog, check_button);
  gtk_widget_class_bind_template_child (widget_class, WtGenerateDialog, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, WtGenerateDialog, spinner);
  gtk_widget_class_bind_template_callback (widget_class, generate_cb);
  gtk_widget_class_bind_template_callback (widget_class, check_cb);
  gtk_widget_class_bind_template_callback (widget_class, update);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_q, GDK_CONTROL_MASK, quit_cb, NULL);
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
  g_signal_connect_object (account, "left", G_CALLBACK (gtk_window_destroy), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (account, "notify::busy", G_CALLBACK (busy_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_set_visible (self->user_id_box, needs_user_id (self));
  update (self);

  return GTK_WIDGET (self);
}
