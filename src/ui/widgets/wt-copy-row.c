/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-copy-row.h"
#include "wt-masked-label.h"

/**
 * WtCopyRow:
 *
 * Something to be copied: what it is, its text, and a button. Of a secret the text is a mask; what the button copies is
 * for whoever handles "copy" to say.
 */
struct _WtCopyRow
{
  AdwPreferencesRow  parent_instance;

  WtMaskedLabel     *text_label;
  GtkWidget         *copy_button;
};

typedef enum
{
  PROP_TEXT = 1,
  PROP_COPY_LABEL,
} WtCopyRowProperty;

enum
{
  COPY,
  N_SIGNALS
};

static GParamSpec *properties[PROP_COPY_LABEL + 1];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WtCopyRow, wt_copy_row, ADW_TYPE_PREFERENCES_ROW)

static void
copy_cb (WtCopyRow *self)
{
  g_signal_emit (self, signals[COPY], 0);
}

static void
set_copy_label (WtCopyRow  *self,
                const char *label)
{
  gtk_widget_set_tooltip_text (self->copy_button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->copy_button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
wt_copy_row_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  WtCopyRow *self = WT_COPY_ROW (object);

  switch ((WtCopyRowProperty) prop_id)
    {
    case PROP_TEXT:
      wt_copy_row_set_text (self, g_value_get_string (value));
      return;
    case PROP_COPY_LABEL:
      set_copy_label (self, g_value_get_string (value));
      return;
    }

  G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

/* A row would take the focus back from its button, and hand it to the button again. */
static gboolean
wt_copy_row_focus (GtkWidget        *widget,
                   GtkDirectionType  direction)
{
  return gtk_widget_get_focus_child (widget) == NULL && gtk_widget_grab_focus (widget);
}

static gboolean
wt_copy_row_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (WT_COPY_ROW (widget)->copy_button);
}

static void
wt_copy_row_class_init (WtCopyRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS;

  object_class->set_property = wt_copy_row_set_property;
  widget_class->focus = wt_copy_row_focus;
  widget_class->grab_focus = wt_copy_row_grab_focus;

  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, "", flags);
  properties[PROP_COPY_LABEL] = g_param_spec_string ("copy-label", NULL, NULL, "", flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  signals[COPY] = g_signal_new ("copy", WT_TYPE_COPY_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (WT_TYPE_MASKED_LABEL);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/import/WorkbenchTokens/wt-copy-row.ui");
  gtk_widget_class_bind_template_child (widget_class, WtCopyRow, text_label);
  gtk_widget_class_bind_template_child (widget_class, WtCopyRow, copy_button);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
}

static void
wt_copy_row_init (WtCopyRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

const char *
wt_copy_row_get_text (WtCopyRow *self)
{
  g_return_val_if_fail (WT_IS_COPY_ROW (self), NULL);

  return wt_masked_label_get_text (self->text_label);
}

void
wt_copy_row_set_text (WtCopyRow  *self,
                      const char *text)
{
  g_return_if_fail (WT_IS_COPY_ROW (self));

  wt_masked_label_set_text (self->text_label, text);
}

void
wt_copy_row_set_can_copy (WtCopyRow *self,
                          gboolean   can_copy)
{
  g_return_if_fail (WT_IS_COPY_ROW (self));

  gtk_widget_set_sensitive (self->copy_button, can_copy);
}
