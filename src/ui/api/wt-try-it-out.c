/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "wt-announce.h"
#include "wt-answer-view.h"
#include "wt-confirm-dialog.h"
#include "wt-error.h"
#include "wt-request-body.h"
#include "wt-server.h"
#include "wt-try-it-out.h"

#define OUTCOME_UNKNOWN _("It is not known whether a token was created. Look at your tokens before you try again.")

/**
 * WtTryItOut:
 *
 * A request that creates a token, as Swagger's page has it: a body to edit, Execute, and the answer.
 */
struct _WtTryItOut
{
  GtkWidget      parent_instance;

  WtAccount     *account;
  GSignalGroup  *signals;
  GCancellable  *running;
  char          *template;

  GtkWidget     *group;
  GtkLabel      *address_label;
  GtkTextView   *body_view;
  GtkTextBuffer *buffer;
  GtkLabel      *notice_label;
  GtkWidget     *execute_button;
  GtkWidget     *cancel_button;
  GtkWidget     *sign_in_button;
  WtAnswerView  *answer_view;
  GtkLabel      *error_label;
  GtkWidget     *list_button;
};

G_DEFINE_FINAL_TYPE (WtTryItOut, wt_try_it_out, GTK_TYPE_WIDGET)

static const char *
get_user_id (WtTryItOut *self)
{
  WtUser *user = wt_account_get_user (self->account);

  return user != NULL ? wt_user_get_id (user) : NULL;
}

static char *
dup_text (WtTryItOut *self)
{
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);

  return gtk_text_buffer_get_text (self->buffer, &start, &end, FALSE);
}

/* Runs with each key: what is wrong with the body, and whether it can be sent. */
static void
check (WtTryItOut *self)
{
  g_autofree char *text = dup_text (self);
  g_autofree char *sentence = NULL;
  g_autoptr (WtRequestBody) body = NULL;

  if (self->account == NULL)
    return;

  body = wt_request_body_read (text, get_user_id (self));
  if (body->line > 0)
    /* Translators: where in the request body, and a sentence that says what is wrong there */
    sentence = g_strdup_printf (_("Line %u, column %u: %s"), body->line, body->column, body->notice);

  gtk_label_set_label (self->notice_label, sentence != NULL ? sentence : body->notice);
  gtk_widget_set_visible (GTK_WIDGET (self->notice_label), body->notice != NULL);
  if (body->json == NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->notice_label), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->notice_label), "error");

  gtk_widget_set_sensitive (self->execute_button, body->json != NULL && self->running == NULL &&
                                                  wt_account_get_has_api_key (self->account));
}

static void
set_running (WtTryItOut   *self,
             GCancellable *running)
{
  gboolean takes_focus = gtk_widget_has_focus (running != NULL ? self->execute_button : self->cancel_button);

  g_set_object (&self->running, running);

  /* The one that goes hands the focus on to the one that comes. */
  gtk_widget_set_visible (self->cancel_button, TRUE);
  if (takes_focus && running != NULL)
    gtk_widget_grab_focus (self->cancel_button);
  check (self);
  if (takes_focus && running == NULL)
    gtk_widget_grab_focus (self->execute_button);
  gtk_widget_set_visible (self->cancel_button, running != NULL);
}

static void
show_error (WtTryItOut *self,
            const char *text,
            gboolean    is_outcome_unknown)
{
  g_autofree char *full = NULL;

  if (is_outcome_unknown)
    full = text != NULL ? g_strconcat (text, "\n", OUTCOME_UNKNOWN, NULL) : g_strdup (OUTCOME_UNKNOWN);

  wt_label_show_alert (self->error_label, full != NULL ? full : text);
  gtk_widget_set_visible (self->list_button, is_outcome_unknown);
}

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (WtTryItOut) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (WtReply) answer = wt_account_try_finish (WT_ACCOUNT (source), result, &error);

  /* Another account is looked at meanwhile, or the whole window went away. */
  if (WT_ACCOUNT (source) != self->account)
    return;

  set_running (self, NULL);
  if (answer != NULL)
    {
      show_error (self, NULL, answer->is_outcome_unknown);
      wt_answer_view_show (self->answer_view, g_steal_pointer (&answer));
    }
  else
    show_error (self, error->message, g_error_matches (error, WT_ERROR, WT_ERROR_OUTCOME_UNKNOWN));
}

static void
execute (WtTryItOut *self)
{
  g_autofree char *text = dup_text (self);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  if (self->running != NULL)
    return;

  set_running (self, cancellable);
  show_error (self, NULL, FALSE);
  wt_answer_view_show (self->answer_view, NULL);
  wt_account_try_async (self->account, text, cancellable, answered_cb, g_object_ref (self));
}

/* Workbench generates a token only for a user who has none. This may create another one, so it asks. */
static void
execute_cb (WtTryItOut *self)
{
  GtkWidget *dialog;

  if (!gtk_widget_is_sensitive (self->execute_button))
    return;

  if (wt_account_get_can_generate (self->account))
    {
      execute (self);
      return;
    }

  dialog = wt_confirm_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->account,
                                  _("Create Another Token?"),
                                  _("You have a token already, or may have one. The new one becomes the active token; the others stay valid."),
                                  C_("button", "Create"));
  wt_confirm_dialog_set_suggested (WT_CONFIRM_DIALOG (dialog));
  g_signal_connect_object (dialog, "confirmed", G_CALLBACK (execute), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* Enabled at all times: a key that nobody takes would add a line to the body. */
static void
execute_action (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  execute_cb (WT_TRY_IT_OUT (widget));
}

static void
cancel_cb (WtTryItOut *self)
{
  g_cancellable_cancel (self->running);
}

static void
list_cb (WtTryItOut *self)
{
  wt_account_refresh (self->account);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-view", "s", "tokens");
}

/* Begins with the document's example, and leaves alone what the user has made of it. */
static void
update_template (WtTryItOut *self)
{
  g_autofree char *text = dup_text (self);

  if (self->template != NULL && !g_str_equal (text, self->template))
    {
      check (self);
      return;
    }

  g_free (self->template);
  self->template = wt_request_body_dup_template (get_user_id (self));
  gtk_text_buffer_begin_irreversible_action (self->buffer);
  gtk_text_buffer_set_text (self->buffer, self->template, -1);
  gtk_text_buffer_end_irreversible_action (self->buffer);
}

/* Another account begins anew: what the last one was answered is not its. */
static void
update_server (WtTryItOut *self)
{
  g_autofree char *address = g_strconcat (wt_account_get_server (self->account), WT_SERVER_API_TOKENS, NULL);

  gtk_label_set_label (self->address_label, address);
  g_cancellable_cancel (self->running);
  set_running (self, NULL);
  show_error (self, NULL, FALSE);
  wt_answer_view_show (self->answer_view, NULL);
}

static void
update_credentials (WtTryItOut *self)
{
  gboolean needs_key = !wt_account_get_has_api_key (self->account) && wt_account_get_signed_in (self->account) &&
                       wt_account_get_state (self->account) != WT_ACCOUNT_LOADING;

  gtk_widget_set_visible (self->sign_in_button, needs_key);
  gtk_widget_set_visible (self->execute_button, !needs_key);
  if (!wt_account_get_signed_in (self->account))
    update_server (self);
  check (self);
}

static void
wt_try_it_out_dispose (GObject *object)
{
  WtTryItOut *self = WT_TRY_IT_OUT (object);

  g_clear_object (&self->signals);
  g_clear_object (&self->account);
  g_clear_object (&self->running);
  g_clear_pointer (&self->group, gtk_widget_unparent);

  G_OBJECT_CLASS (wt_try_it_out_parent_class)->dispose (object);
}

static void
wt_try_it_out_finalize (GObject *object)
{
  g_free (WT_TRY_IT_OUT (object)->template);

  G_OBJECT_CLASS (wt_try_it_out_parent_class)->finalize (object);
}

static void
wt_try_it_out_class_init (WtTryItOutClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = wt_try_it_out_dispose;
  object_class->finalize = wt_try_it_out_finalize;

  g_type_ensure (WT_TYPE_ANSWER_VIEW);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/import/WorkbenchTokens/wt-try-it-out.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, WtTryItOut, group);
  gtk_widget_class_bind_template_child (widget_class, WtTryItOut, address_label);
  gtk_widget_class_bind_template_child (widget_class, WtTryItOut, body_view);
  gtk_widget_class_bind_template_child (widget_class, WtTryItOut, buffer);
  gtk_widget_class_bind_template_child (widget_class, WtTryItOut, notice_label);
  gtk_widget_class_bind_template_child (widget_class, WtTryItOut, execute_button);
  gtk_widget_class_bind_template_child (widget_class, WtTryItOut, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, WtTryItOut, sign_in_button);
  gtk_widget_class_bind_template_child (widget_class, WtTryItOut, answer_view);
  gtk_widget_class_bind_template_child (widget_class, WtTryItOut, error_label);
  gtk_widget_class_bind_template_child (widget_class, WtTryItOut, list_button);
  gtk_widget_class_bind_template_callback (widget_class, check);
  gtk_widget_class_bind_template_callback (widget_class, execute_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
  gtk_widget_class_bind_template_callback (widget_class, list_cb);

  gtk_widget_class_install_action (widget_class, "request.execute", NULL, execute_action);
}

static void
wt_try_it_out_init (WtTryItOut *self)
{
  static const struct
  {
    const char *signal;
    void (*update) (WtTryItOut *);
  } updates[] = {
    { "notify::user", update_template },
    { "notify::has-api-key", update_credentials },
    { "notify::signed-in", update_credentials },
    { "notify::state", update_credentials },
  };

  gtk_widget_init_template (GTK_WIDGET (self));

  self->signals = g_signal_group_new (WT_TYPE_ACCOUNT);
  for (gsize i = 0; i < G_N_ELEMENTS (updates); i++)
    g_signal_group_connect_swapped (self->signals, updates[i].signal, G_CALLBACK (updates[i].update), self);

  /* JSON is written from left to right everywhere, and a line of braces alone does not tell. */
  gtk_widget_set_direction (GTK_WIDGET (self->body_view), GTK_TEXT_DIR_LTR);
}

/* Makes requests for this account from now on. */
void
wt_try_it_out_set_account (WtTryItOut  *self,
                           GSettings   *settings,
                           WtAccount   *account,
                           WtClipboard *clipboard)
{
  g_return_if_fail (WT_IS_TRY_IT_OUT (self));

  if (self->account == NULL)
    wt_answer_view_set_up (self->answer_view, settings, clipboard);

  g_set_object (&self->account, account);
  g_signal_group_set_target (self->signals, account);
  update_template (self);
  update_server (self);
  update_credentials (self);
}
