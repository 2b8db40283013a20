/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "wt-announce.h"
#include "wt-answer-view.h"
#include "wt-copying.h"
#include "wt-masked-label.h"
#include "wt-show-button.h"

/* A label is laid out as a whole; all of a longer answer can be copied. */
#define MAX_SHOWN 3000

/**
 * WtAnswerView:
 *
 * What a server answered. The secrets in it are masked until the user asks for them, and in no widget while they are.
 */
struct _WtAnswerView
{
  GtkWidget      parent_instance;

  WtClipboard   *clipboard;
  WtReply      *answer;

  GtkWidget     *content;
  GtkLabel      *status_label;
  WtMaskedLabel *headers_label;
  WtMaskedLabel *text_label;
  WtShowButton  *show_button;
};

G_DEFINE_FINAL_TYPE (WtAnswerView, wt_answer_view, GTK_TYPE_WIDGET)

static void
show_text (WtAnswerView *self,
           const char   *text)
{
  const char *end = text;
  char *beginning;

  for (guint i = 0; i < MAX_SHOWN && *end != '\0'; i++)
    end = g_utf8_next_char (end);
  if (*end == '\0')
    {
      wt_masked_label_set_text (self->text_label, text);
      return;
    }

  beginning = g_strdup_printf ("%.*s\n…", (int) (end - text), text);
  wt_masked_label_set_text (self->text_label, beginning);
  explicit_bzero (beginning, end - text);
  g_free (beginning);
}

static void
update_text (WtAnswerView *self)
{
  const char *masked = self->answer == NULL ? "" : self->answer->text;

  if (masked == NULL)
    masked = _("The answer is not text.");
  if (self->answer != NULL && wt_show_button_get_shown (self->show_button))
    show_text (self, secret_value_get_text (self->answer->full_text));
  else
    show_text (self, masked);
  gtk_widget_set_visible (GTK_WIDGET (self->text_label), *masked != '\0');
}

static void
copy_cb (WtAnswerView *self)
{
  if (self->answer->full_text != NULL)
    wt_widget_copy_secret (GTK_WIDGET (self), self->clipboard, self->answer->full_text, WT_COPIED_ANSWER);
  else
    wt_widget_copy_text (GTK_WIDGET (self), self->clipboard, self->answer->text != NULL ? self->answer->text : "",
                         _("Answer copied"));
}

static void
wt_answer_view_dispose (GObject *object)
{
  WtAnswerView *self = WT_ANSWER_VIEW (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_pointer (&self->answer, wt_reply_free);
  g_clear_object (&self->clipboard);

  G_OBJECT_CLASS (wt_answer_view_parent_class)->dispose (object);
}

static void
wt_answer_view_class_init (WtAnswerViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = wt_answer_view_dispose;

  g_type_ensure (WT_TYPE_MASKED_LABEL);
  g_type_ensure (WT_TYPE_SHOW_BUTTON);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/import/WorkbenchTokens/wt-answer-view.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, WtAnswerView, content);
  gtk_widget_class_bind_template_child (widget_class, WtAnswerView, status_label);
  gtk_widget_class_bind_template_child (widget_class, WtAnswerView, headers_label);
  gtk_widget_class_bind_template_child (widget_class, WtAnswerView, text_label);
  gtk_widget_class_bind_template_child (widget_class, WtAnswerView, show_button);
  gtk_widget_class_bind_template_callback (widget_class, update_text);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
}

static void
wt_answer_view_init (WtAnswerView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  /* HTTP and JSON are written from left to right everywhere, and a line of braces alone does not tell. */
  wt_masked_label_write_left_to_right (self->headers_label);
  wt_masked_label_write_left_to_right (self->text_label);
}

void
wt_answer_view_set_up (WtAnswerView *self,
                       GSettings    *settings,
                       WtClipboard  *clipboard)
{
  g_return_if_fail (WT_IS_ANSWER_VIEW (self));
  g_return_if_fail (self->clipboard == NULL);

  wt_show_button_set_settings (self->show_button, settings);
  self->clipboard = g_object_ref (clipboard);
}

/* Takes @answer, which is NULL for none. */
void
wt_answer_view_show (WtAnswerView *self,
                     WtReply     *answer)
{
  g_autofree char *status = NULL;

  g_return_if_fail (WT_IS_ANSWER_VIEW (self));

  wt_show_button_set_shown (self->show_button, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), answer != NULL);
  g_clear_pointer (&self->answer, wt_reply_free);
  self->answer = answer;
  update_text (self);
  if (answer == NULL)
    return;

  /* Translators: a status as "201 Created", and how long the answer took */
  status = g_strdup_printf (_("%u %s · %u ms"), answer->status, answer->reason, answer->milliseconds);
  wt_label_show_alert (self->status_label, status);
  wt_masked_label_set_text (self->headers_label, answer->headers);
  gtk_widget_set_visible (GTK_WIDGET (self->headers_label), *answer->headers != '\0');
  gtk_widget_set_visible (GTK_WIDGET (self->show_button), answer->full_text != NULL);
}
