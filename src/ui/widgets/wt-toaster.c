/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-announce.h"
#include "wt-toaster.h"

#define TOAST_APPEARS_US G_USEC_PER_SEC
#define BESIDE_TEXT 128 /* pixels, of its margins and its button */

/**
 * WtToaster:
 *
 * Shows one toast at a time, the latest one.
 */
struct _WtToaster
{
  GObject          parent_instance;

  AdwToastOverlay *overlay;
  AdwToast        *toast;
  gint64           toast_since;
};

G_DEFINE_FINAL_TYPE (WtToaster, wt_toaster, G_TYPE_OBJECT)

static void
toast_dismissed_cb (WtToaster *self,
                    AdwToast  *toast)
{
  if (self->toast == toast)
    g_clear_object (&self->toast);
}

/* How many characters fit into a line. libadwaita gives a toast the height that it has at its natural width, however wide
 * the window is, so the text wraps only where that is narrow enough. */
static int
count_fitting_chars (GtkWidget *overlay)
{
  PangoFontMetrics *metrics = pango_context_get_metrics (gtk_widget_get_pango_context (overlay), NULL, NULL);
  int width = MAX (pango_font_metrics_get_approximate_char_width (metrics), PANGO_SCALE);

  pango_font_metrics_unref (metrics);

  return MAX ((gtk_widget_get_width (overlay) - BESIDE_TEXT) * PANGO_SCALE / width, 1);
}

static AdwToast *
toast_new (GtkWidget  *overlay,
           const char *text)
{
  AdwToast *toast = adw_toast_new ("");
  GtkWidget *label;

  /* A label of our own is an alert, and wraps. */
  label = g_object_new (GTK_TYPE_LABEL,
                        "accessible-role", GTK_ACCESSIBLE_ROLE_ALERT,
                        "label", text,
                        "max-width-chars", count_fitting_chars (overlay),
                        "wrap", TRUE,
                        "wrap-mode", PANGO_WRAP_WORD_CHAR,
                        "xalign", 0.0f,
                        NULL);
  gtk_widget_add_css_class (label, "heading");
  adw_toast_set_custom_title (toast, label);

  return toast;
}

static void
wt_toaster_dispose (GObject *object)
{
  WtToaster *self = WT_TOASTER (object);

  g_clear_object (&self->toast);
  g_clear_weak_pointer (&self->overlay);

  G_OBJECT_CLASS (wt_toaster_parent_class)->dispose (object);
}

static void
wt_toaster_class_init (WtToasterClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = wt_toaster_dispose;
}

static void
wt_toaster_init (WtToaster *self)
{
}

WtToaster *
wt_toaster_new (AdwToastOverlay *overlay)
{
  WtToaster *self = g_object_new (WT_TYPE_TOASTER, NULL);

  g_set_weak_pointer (&self->overlay, overlay);

  return self;
}

/* The last word counts: a toast that waited for the one before would be out of date. */
void
wt_toaster_show (WtToaster  *self,
                 const char *text)
{
  gint64 now = g_get_monotonic_time ();

  g_return_if_fail (WT_IS_TOASTER (self));

  if (self->overlay == NULL)
    return;

  wt_widget_announce (GTK_WIDGET (self->overlay), text);

  /* One that is dismissed while it still appears is used by libadwaita 1.2 after it was freed. */
  if (self->toast != NULL && now - self->toast_since < TOAST_APPEARS_US)
    {
      gtk_label_set_label (GTK_LABEL (adw_toast_get_custom_title (self->toast)), text);
      return;
    }

  if (self->toast != NULL)
    adw_toast_dismiss (self->toast);

  self->toast = toast_new (GTK_WIDGET (self->overlay), text);
  self->toast_since = now;
  g_signal_connect_object (self->toast, "dismissed", G_CALLBACK (toast_dismissed_cb), self, G_CONNECT_SWAPPED);
  adw_toast_overlay_add_toast (self->overlay, g_object_ref (self->toast));
}
