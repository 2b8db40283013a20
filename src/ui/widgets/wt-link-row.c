/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-link-row.h"

/**
 * WtLinkRow:
 *
 * A page that opens in the browser. Its address is shown as it is opened, and holds no secret.
 */
struct _WtLinkRow
{
  AdwActionRow  parent_instance;

  char         *uri;
  GtkWidget    *button;
};

typedef enum
{
  PROP_URI = 1,
  PROP_OPEN_LABEL,
} WtLinkRowProperty;

static GParamSpec *properties[PROP_OPEN_LABEL + 1];

G_DEFINE_FINAL_TYPE (WtLinkRow, wt_link_row, ADW_TYPE_ACTION_ROW)

static void
open_cb (WtLinkRow *self)
{
  gtk_show_uri (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->uri, GDK_CURRENT_TIME);
}

static void
set_open_label (WtLinkRow  *self,
                const char *label)
{
  gtk_widget_set_tooltip_text (self->button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
wt_link_row_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  WtLinkRow *self = WT_LINK_ROW (object);

  switch ((WtLinkRowProperty) prop_id)
    {
    case PROP_URI:
      wt_link_row_set_uri (self, g_value_get_string (value));
      return;
    case PROP_OPEN_LABEL:
      set_open_label (self, g_value_get_string (value));
      return;
    }

  G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
wt_link_row_finalize (GObject *object)
{
  g_free (WT_LINK_ROW (object)->uri);

  G_OBJECT_CLASS (wt_link_row_parent_class)->finalize (object);
}

static void
wt_link_row_class_init (WtLinkRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = wt_link_row_finalize;
  object_class->set_property = wt_link_row_set_property;

  properties[PROP_URI] = g_param_spec_string ("uri", NULL, NULL, NULL, flags);
  properties[PROP_OPEN_LABEL] = g_param_spec_string ("open-label", NULL, NULL, "", flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/import/WorkbenchTokens/wt-link-row.ui");
  gtk_widget_class_bind_template_child (widget_class, WtLinkRow, button);
  gtk_widget_class_bind_template_callback (widget_class, open_cb);
}

static void
wt_link_row_init (WtLinkRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
wt_link_row_set_uri (WtLinkRow  *self,
                     const char *uri)
{
  g_return_if_fail (WT_IS_LINK_ROW (self));

  g_free (self->uri);
  self->uri = g_strdup (uri);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), uri);
}
