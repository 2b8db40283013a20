/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#include "wt-credential.h"
#include "wt-masked-label.h"

/* Of a line. Without it GTK looks how high the label were with one character in each, which takes long where it has many. */
#define FEWEST_CHARS 10

/**
 * WtMaskedLabel:
 *
 * A text that may have masks in it. A screen reader would read them bullet by bullet: to assistive technology, the text
 * is a name with words in their place, and the bullets are in no label that it can see.
 */
struct _WtMaskedLabel
{
  GtkWidget  parent_instance;

  GtkLabel  *plain_label;
  GtkWidget *mask;
  GtkLabel  *mask_label;
};

typedef enum
{
  PROP_TEXT = 1,
} WtMaskedLabelProperty;

static GParamSpec *properties[PROP_TEXT + 1];

G_DEFINE_FINAL_TYPE (WtMaskedLabel, wt_masked_label, GTK_TYPE_WIDGET)

static GtkLabel *
label_new (GtkAccessibleRole role)
{
  GtkLabel *label = g_object_new (GTK_TYPE_LABEL,
                                  "accessible-role", role,
                                  "wrap", TRUE,
                                  "wrap-mode", PANGO_WRAP_WORD_CHAR,
                                  "width-chars", FEWEST_CHARS,
                                  "xalign", 0.0f,
                                  NULL);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  /* What is copied by eye must not gain a character. */
  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  gtk_label_set_attributes (label, attributes);

  return label;
}

static void
wt_masked_label_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  switch ((WtMaskedLabelProperty) prop_id)
    {
    case PROP_TEXT:
      wt_masked_label_set_text (WT_MASKED_LABEL (object), g_value_get_string (value));
      return;
    }

  G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
wt_masked_label_dispose (GObject *object)
{
  WtMaskedLabel *self = WT_MASKED_LABEL (object);

  if (self->plain_label != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->plain_label));
  self->plain_label = NULL;
  g_clear_pointer (&self->mask, gtk_widget_unparent);

  G_OBJECT_CLASS (wt_masked_label_parent_class)->dispose (object);
}

static void
wt_masked_label_class_init (WtMaskedLabelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = wt_masked_label_dispose;
  object_class->set_property = wt_masked_label_set_property;

  properties[PROP_TEXT] =
    g_param_spec_string ("text", NULL, NULL, "", G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_css_name (widget_class, "label");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
wt_masked_label_init (WtMaskedLabel *self)
{
  self->plain_label = label_new (GTK_ACCESSIBLE_ROLE_LABEL);
  gtk_widget_set_parent (GTK_WIDGET (self->plain_label), GTK_WIDGET (self));

  self->mask_label = label_new (GTK_ACCESSIBLE_ROLE_PRESENTATION);
  self->mask = g_object_new (ADW_TYPE_BIN,
                             "accessible-role", GTK_ACCESSIBLE_ROLE_LABEL,
                             "child", self->mask_label,
                             "visible", FALSE,
                             NULL);
  gtk_widget_set_parent (self->mask, GTK_WIDGET (self));
}

const char *
wt_masked_label_get_text (WtMaskedLabel *self)
{
  g_return_val_if_fail (WT_IS_MASKED_LABEL (self), NULL);

  return gtk_label_get_label (gtk_widget_get_visible (self->mask) ? self->mask_label : self->plain_label);
}

void
wt_masked_label_set_text (WtMaskedLabel *self,
                          const char    *text)
{
  gboolean is_masked = strstr (text, WT_CREDENTIAL_MASK) != NULL;
  g_autoptr (GString) spoken = g_string_new (is_masked ? text : "");

  g_return_if_fail (WT_IS_MASKED_LABEL (self));

  /* Translators: what a screen reader says where the bullets are that hide a token, also within a longer text */
  g_string_replace (spoken, WT_CREDENTIAL_MASK, _("Hidden token"), 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->mask), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken->str, -1);

  gtk_label_set_label (self->plain_label, is_masked ? "" : text);
  gtk_label_set_label (self->mask_label, is_masked ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->plain_label), !is_masked);
  gtk_widget_set_visible (self->mask, is_masked);
}

/* In each language, whatever the lines begin with. */
void
wt_masked_label_write_left_to_right (WtMaskedLabel *self)
{
  g_return_if_fail (WT_IS_MASKED_LABEL (self));

  gtk_widget_set_direction (GTK_WIDGET (self->plain_label), GTK_TEXT_DIR_LTR);
  gtk_widget_set_direction (GTK_WIDGET (self->mask_label), GTK_TEXT_DIR_LTR);
}
