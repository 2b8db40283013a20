/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-announce.h"
#include "wt-banner.h"

/**
 * WtBanner:
 *
 * A sentence across the window about what is wrong, with a button that helps. AdwBanner is newer than the libadwaita
 * that this program must run with.
 */
struct _WtBanner
{
  GtkWidget  parent_instance;

  GtkWidget     *revealer;
  GtkOrientable *content;
  GtkLabel      *label;
  GtkOrientable *buttons;
  GtkButton     *button;
  GtkWidget     *details_button;
};

enum
{
  BUTTON_CLICKED,
  DETAILS_CLICKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WtBanner, wt_banner, GTK_TYPE_WIDGET)

static void
button_clicked_cb (WtBanner *self)
{
  g_signal_emit (self, signals[BUTTON_CLICKED], 0);
}

static void
details_clicked_cb (WtBanner *self)
{
  g_signal_emit (self, signals[DETAILS_CLICKED], 0);
}

static void
wt_banner_dispose (GObject *object)
{
  g_clear_pointer (&WT_BANNER (object)->revealer, gtk_widget_unparent);

  G_OBJECT_CLASS (wt_banner_parent_class)->dispose (object);
}

static void
wt_banner_class_init (WtBannerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = wt_banner_dispose;

  signals[BUTTON_CLICKED] =
    g_signal_new ("button-clicked", WT_TYPE_BANNER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  signals[DETAILS_CLICKED] =
    g_signal_new ("details-clicked", WT_TYPE_BANNER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/import/WorkbenchTokens/wt-banner.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, WtBanner, revealer);
  gtk_widget_class_bind_template_child (widget_class, WtBanner, content);
  gtk_widget_class_bind_template_child (widget_class, WtBanner, label);
  gtk_widget_class_bind_template_child (widget_class, WtBanner, buttons);
  gtk_widget_class_bind_template_child (widget_class, WtBanner, button);
  gtk_widget_class_bind_template_child (widget_class, WtBanner, details_button);
  gtk_widget_class_bind_template_callback (widget_class, button_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, details_clicked_cb);
}

static void
wt_banner_init (WtBanner *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* @button is NULL where there is nothing to press. */
void
wt_banner_show (WtBanner   *self,
                const char *text,
                const char *button,
                gboolean    has_details)
{
  gboolean is_news;

  g_return_if_fail (WT_IS_BANNER (self));
  g_return_if_fail (text != NULL);

  is_news = !gtk_widget_get_visible (GTK_WIDGET (self)) || !g_str_equal (text, gtk_label_get_label (self->label));
  gtk_label_set_label (self->label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->button), button != NULL);
  gtk_button_set_label (self->button, button != NULL ? button : "");
  gtk_widget_set_sensitive (GTK_WIDGET (self->button), TRUE);
  gtk_widget_set_visible (self->details_button, has_details);

  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), TRUE);
  if (is_news)
    wt_widget_announce (GTK_WIDGET (self), text);
}

void
wt_banner_hide (WtBanner *self)
{
  g_return_if_fail (WT_IS_BANNER (self));

  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/* What the button does is under way: the banner stays as it is, so that what is below does not jump. */
void
wt_banner_wait (WtBanner *self)
{
  g_return_if_fail (WT_IS_BANNER (self));

  gtk_widget_set_sensitive (GTK_WIDGET (self->button), FALSE);
}

/* Where there is little room, or large text, the buttons go below the sentence. */
void
wt_banner_set_narrow (WtBanner *self,
                      gboolean  is_narrow)
{
  g_return_if_fail (WT_IS_BANNER (self));

  gtk_orientable_set_orientation (self->content, is_narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_orientable_set_orientation (self->buttons, is_narrow ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL);
}
