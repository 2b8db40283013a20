/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-show-button.h"

/**
 * WtShowButton:
 *
 * Says whether a secret is to be shown. Nothing is at first, nor after its time, nor when nobody can see it.
 */
struct _WtShowButton
{
  GtkButton   parent_instance;

  GSettings  *settings;
  char       *show_label;
  char       *hide_label;
  gboolean    shown;
  guint       timer;
  GdkSurface *surface;
};

typedef enum
{
  PROP_SHOWN = 1,
  PROP_SHOW_LABEL,
  PROP_HIDE_LABEL,
} WtShowButtonProperty;

static GParamSpec *properties[PROP_HIDE_LABEL + 1];

G_DEFINE_FINAL_TYPE (WtShowButton, wt_show_button, GTK_TYPE_BUTTON)

static gboolean
time_is_up_cb (gpointer user_data)
{
  WtShowButton *self = user_data;

  self->timer = 0;
  wt_show_button_set_shown (self, FALSE);

  return G_SOURCE_REMOVE;
}

static void
update (WtShowButton *self)
{
  const char *label = self->shown ? self->hide_label : self->show_label;

  gtk_button_set_icon_name (GTK_BUTTON (self), self->shown ? "wt-hide-symbolic" : "wt-show-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
surface_state_cb (WtShowButton *self)
{
  if (gdk_toplevel_get_state (GDK_TOPLEVEL (self->surface)) & GDK_TOPLEVEL_STATE_MINIMIZED)
    wt_show_button_set_shown (self, FALSE);
}

static void
wt_show_button_map (GtkWidget *widget)
{
  WtShowButton *self = WT_SHOW_BUTTON (widget);

  GTK_WIDGET_CLASS (wt_show_button_parent_class)->map (widget);

  self->surface = g_object_ref (gtk_native_get_surface (gtk_widget_get_native (widget)));
  g_signal_connect_object (self->surface, "notify::state", G_CALLBACK (surface_state_cb), self, G_CONNECT_SWAPPED);
}

static void
wt_show_button_unmap (GtkWidget *widget)
{
  WtShowButton *self = WT_SHOW_BUTTON (widget);

  g_signal_handlers_disconnect_by_data (self->surface, self);
  g_clear_object (&self->surface);
  wt_show_button_set_shown (self, FALSE);

  GTK_WIDGET_CLASS (wt_show_button_parent_class)->unmap (widget);
}

static void
wt_show_button_clicked (GtkButton *button)
{
  WtShowButton *self = WT_SHOW_BUTTON (button);

  wt_show_button_set_shown (self, !self->shown);
}

static void
wt_show_button_constructed (GObject *object)
{
  G_OBJECT_CLASS (wt_show_button_parent_class)->constructed (object);

  update (WT_SHOW_BUTTON (object));
}

static void
wt_show_button_dispose (GObject *object)
{
  WtShowButton *self = WT_SHOW_BUTTON (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (wt_show_button_parent_class)->dispose (object);
}

static void
wt_show_button_finalize (GObject *object)
{
  WtShowButton *self = WT_SHOW_BUTTON (object);

  g_free (self->show_label);
  g_free (self->hide_label);

  G_OBJECT_CLASS (wt_show_button_parent_class)->finalize (object);
}

static void
wt_show_button_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  WtShowButton *self = WT_SHOW_BUTTON (object);

  switch ((WtShowButtonProperty) prop_id)
    {
    case PROP_SHOWN:
      g_value_set_boolean (value, self->shown);
      return;
    case PROP_SHOW_LABEL:
      g_value_set_string (value, self->show_label);
      return;
    case PROP_HIDE_LABEL:
      g_value_set_string (value, self->hide_label);
      return;
    }

  G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
wt_show_button_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  WtShowButton *self = WT_SHOW_BUTTON (object);

  switch ((WtShowButtonProperty) prop_id)
    {
    case PROP_SHOWN:
      wt_show_button_set_shown (self, g_value_get_boolean (value));
      return;
    case PROP_SHOW_LABEL:
      self->show_label = g_value_dup_string (value);
      return;
    case PROP_HIDE_LABEL:
      self->hide_label = g_value_dup_string (value);
      return;
    }

  G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
wt_show_button_class_init (WtShowButtonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->constructed = wt_show_button_constructed;
  object_class->dispose = wt_show_button_dispose;
  object_class->finalize = wt_show_button_finalize;
  object_class->get_property = wt_show_button_get_property;
  object_class->set_property = wt_show_button_set_property;
  widget_class->map = wt_show_button_map;
  widget_class->unmap = wt_show_button_unmap;
  GTK_BUTTON_CLASS (klass)->clicked = wt_show_button_clicked;

  properties[PROP_SHOWN] = g_param_spec_boolean ("shown", NULL, NULL, FALSE, flags | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_SHOW_LABEL] = g_param_spec_string ("show-label", NULL, NULL, NULL, flags | G_PARAM_CONSTRUCT_ONLY);
  properties[PROP_HIDE_LABEL] = g_param_spec_string ("hide-label", NULL, NULL, NULL, flags | G_PARAM_CONSTRUCT_ONLY);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
wt_show_button_init (WtShowButton *self)
{
}

/* For how long something stays shown is in @settings. */
void
wt_show_button_set_settings (WtShowButton *self,
                             GSettings    *settings)
{
  g_return_if_fail (WT_IS_SHOW_BUTTON (self));

  g_set_object (&self->settings, settings);
}

gboolean
wt_show_button_get_shown (WtShowButton *self)
{
  g_return_val_if_fail (WT_IS_SHOW_BUTTON (self), FALSE);

  return self->shown;
}

void
wt_show_button_set_shown (WtShowButton *self,
                          gboolean      shown)
{
  guint seconds;

  g_return_if_fail (WT_IS_SHOW_BUTTON (self));

  if (self->shown == shown)
    return;

  self->shown = shown;
  update (self);

  g_clear_handle_id (&self->timer, g_source_remove);
  seconds = g_settings_get_uint (self->settings, "mask-timeout");
  if (shown && seconds > 0)
    self->timer = g_timeout_add_seconds (seconds, time_is_up_cb, self);

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOWN]);
}
