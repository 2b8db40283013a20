/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "wt-answer-view.h"
#include "wt-copying.h"

/* A label is laid out as a whole; all of a longer answer can be copied. */
#define MAX_SHOWN 20000

/**
 * WtAnswerView:
 *
 * What a server answered. The secrets in it are masked until the user asks for them, and in no widget while they are.
 */
struct _WtAnswerView
{
  GtkWidget    parent_instance;

  GSettings   *settings;
  WtClipboard *clipboard;
  WtAnswer    *answer;
  guint        mask_timer;
  gboolean     is_shown;

  GtkWidget   *content;
  GtkLabel    *status_label;
  GtkLabel    *headers_label;
  GtkLabel    *text_label;
  GtkButton   *show_button;
};

G_DEFINE_FINAL_TYPE (WtAnswerView, wt_answer_view, GTK_TYPE_WIDGET)

static void set_shown (WtAnswerView *self,
                       gboolean      shown);

static gboolean
mask_cb (gpointer user_data)
{
  WtAnswerView *self = user_data;

  self->mask_timer = 0;
  set_shown (self, FALSE);

  return G_SOURCE_REMOVE;
}

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
      gtk_label_set_label (self->text_label, text);
      return;
    }

  beginning = g_strdup_printf ("%.*s\n…", (int) (end - text), text);
  gtk_label_set_label (self->text_label, beginning);
  explicit_bzero (beginning, end - text);
  g_free (beginning);
}

static void
set_shown (WtAnswerView *self,
           gboolean      shown)
{
  guint seconds = g_settings_get_uint (self->settings, "mask-timeout");
  const char *label = shown ? _("Hide Values") : _("Show Values");
  const char *masked = self->answer == NULL ? "" : self->answer->text;

  self->is_shown = shown;
  if (masked == NULL)
    masked = _("The answer is not text.");
  show_text (self, shown ? secret_value_get_text (self->answer->full_text) : masked);
  gtk_widget_set_visible (GTK_WIDGET (self->text_label), *masked != '\0');

  gtk_button_set_icon_name (self->show_button, shown ? "view-conceal-symbolic" : "view-reveal-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->show_button), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->show_button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);

  g_clear_handle_id (&self->mask_timer, g_source_remove);
  if (shown && seconds > 0)
    self->mask_timer = g_timeout_add_seconds (seconds, mask_cb, self);
}

static void
show_cb (WtAnswerView *self)
{
  set_shown (self, !self->is_shown);
}

static void
copy_cb (WtAnswerView *self)
{
  if (self->answer->full_text != NULL)
    wt_copy_secret (GTK_WIDGET (self), self->clipboard, self->answer->full_text, _("Answer copied"));
  else
    wt_copy_text (GTK_WIDGET (self), self->clipboard, self->answer->text != NULL ? self->answer->text : "",
                  _("Answer copied"));
}

static void
wt_answer_view_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (wt_answer_view_parent_class)->unmap (widget);

  set_shown (WT_ANSWER_VIEW (widget), FALSE);
}

static void
wt_answer_view_dispose (GObject *object)
{
  WtAnswerView *self = WT_ANSWER_VIEW (object);

  g_clear_handle_id (&self->mask_timer, g_source_remove);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_pointer (&self->answer, wt_answer_free);
  g_clear_object (&self->settings);
  g_clear_object (&self->clipboard);

  G_OBJECT_CLASS (wt_answer_view_parent_class)->dispose (object);
}

static void
wt_answer_view_class_init (WtAnswerViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = wt_answer_view_dispose;
  widget_class->unmap = wt_answer_view_unmap;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/import/WorkbenchTokens/wt-answer-view.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, WtAnswerView, content);
  gtk_widget_class_bind_template_child (widget_class, WtAnswerView, status_label);
  gtk_widget_class_bind_template_child (widget_class, WtAnswerView, headers_label);
  gtk_widget_class_bind_template_child (widget_class, WtAnswerView, text_label);
  gtk_widget_class_bind_template_child (widget_class, WtAnswerView, show_button);
  gtk_widget_class_bind_template_callback (widget_class, show_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
}

static void
wt_answer_view_init (WtAnswerView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
wt_answer_view_set_up (WtAnswerView *self,
                       GSettings    *settings,
                       WtClipboard  *clipboard)
{
  g_return_if_fail (WT_IS_ANSWER_VIEW (self));
  g_return_if_fail (self->settings == NULL);

  self->settings = g_object_ref (settings);
  self->clipboard = g_object_ref (clipboard);
}

/* Takes @answer, which is NULL for none. */
void
wt_answer_view_show (WtAnswerView *self,
                     WtAnswer     *answer)
{
  g_autofree char *status = NULL;

  g_return_if_fail (WT_IS_ANSWER_VIEW (self));

  gtk_widget_set_visible (GTK_WIDGET (self), answer != NULL);
  g_clear_pointer (&self->answer, wt_answer_free);
  self->answer = answer;
  set_shown (self, FALSE);
  if (answer == NULL)
    return;

  /* Translators: a status as "201 Created", and how long the answer took */
  status = g_strdup_printf (_("%u %s · %u ms"), answer->status, answer->reason, answer->milliseconds);
  gtk_label_set_label (self->status_label, status);
  gtk_label_set_label (self->headers_label, answer->headers);
  gtk_widget_set_visible (GTK_WIDGET (self->headers_label), *answer->headers != '\0');
  gtk_widget_set_visible (GTK_WIDGET (self->show_button), answer->full_text != NULL);
}
