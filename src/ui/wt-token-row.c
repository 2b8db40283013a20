/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "wt-token-row.h"

/**
 * WtTokenRow:
 *
 * One token: which it is, whether it is the active one, and its value, masked until the user asks for it. The value is
 * in no widget while it is masked, so that nothing can read it there.
 */
struct _WtTokenRow
{
  GtkListBoxRow    parent_instance;

  WtAccount       *account;
  WtClipboard     *clipboard;
  WtUserToken     *token;

  GtkToggleButton *use_button;
  GtkImage        *use_image;
  GtkLabel        *name_label;
  GtkLabel        *facts_label;
  GtkStack        *value_stack;
  GtkLabel        *value_label;
  GtkButton       *show_button;
  GtkWidget       *copy_button;
};

G_DEFINE_FINAL_TYPE (WtTokenRow, wt_token_row, GTK_TYPE_LIST_BOX_ROW)

static void
set_shown (WtTokenRow *self,
           gboolean    shown)
{
  const char *label = shown ? _("Hide Token") : _("Show Token");
  WtCredential *credential = wt_user_token_get_credential (self->token);

  gtk_label_set_label (self->value_label, shown ? wt_credential_get_text (credential) : "");
  gtk_stack_set_visible_child_name (self->value_stack, shown ? "shown" : "masked");

  gtk_button_set_icon_name (self->show_button, shown ? "view-conceal-symbolic" : "view-reveal-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->show_button), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->show_button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
show_cb (WtTokenRow *self)
{
  set_shown (self, g_str_equal (gtk_stack_get_visible_child_name (self->value_stack), "masked"));
}

static void
copy_cb (WtTokenRow *self)
{
  g_autofree char *notice = NULL;

  if (wt_clipboard_copy_secret (self->clipboard, wt_user_token_get_credential (self->token)))
    notice = wt_clipboard_dup_notice (self->clipboard);
  else
    notice = g_strdup (_("The clipboard could not be used. Try again."));

  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-toast", "s", notice);
}

static void
update_active (WtTokenRow *self)
{
  gboolean is_active = wt_account_get_active_token (self->account) == self->token;

  /* The account decides: a press on the active one must not switch it off. */
  gtk_toggle_button_set_active (self->use_button, is_active);
  gtk_image_set_from_icon_name (self->use_image, is_active ? "radio-checked-symbolic" : "radio-symbolic");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->use_button), GTK_ACCESSIBLE_STATE_CHECKED,
                               is_active ? GTK_ACCESSIBLE_TRISTATE_TRUE : GTK_ACCESSIBLE_TRISTATE_FALSE, -1);
}

static void
use_cb (WtTokenRow *self)
{
  wt_account_use_token (self->account, self->token);
  update_active (self);
}

static char *
format_date (GDateTime *date)
{
  g_autoptr (GDateTime) local = g_date_time_to_local (date);

  /* Translators: a date, see strftime(3) */
  return g_date_time_format (local, _("%-d %B %Y"));
}

static char *
describe (WtUserToken *token)
{
  GDateTime *created = wt_user_token_get_created (token);
  GDateTime *last_used = wt_user_token_get_last_used (token);
  GDateTime *expires = wt_user_token_get_expires (token);
  g_autofree char *created_day = created != NULL ? format_date (created) : NULL;
  g_autofree char *last_used_day = last_used != NULL ? format_date (last_used) : NULL;
  g_autofree char *expires_day = expires != NULL ? format_date (expires) : NULL;
  g_autoptr (GPtrArray) facts = g_ptr_array_new_with_free_func (g_free);

  if (created_day != NULL)
    g_ptr_array_add (facts, g_strdup_printf (_("Created %s"), created_day));
  if (last_used_day != NULL)
    g_ptr_array_add (facts, g_strdup_printf (_("Last used %s"), last_used_day));
  if (expires_day != NULL)
    g_ptr_array_add (facts, g_strdup_printf (_("Expires %s"), expires_day));
  g_ptr_array_add (facts, NULL);

  return g_strjoinv (" · ", (char **) facts->pdata);
}

static void
fill (WtTokenRow *self)
{
  g_autofree char *facts = describe (self->token);
  const char *name = wt_user_token_get_name (self->token);
  gboolean has_value = wt_user_token_get_credential (self->token) != NULL;

  gtk_label_set_label (self->name_label, name != NULL ? name : _("Unnamed token"));

  gtk_label_set_label (self->facts_label, facts);
  gtk_widget_set_visible (GTK_WIDGET (self->facts_label), *facts != '\0');

  gtk_widget_set_sensitive (GTK_WIDGET (self->use_button), has_value);
  gtk_widget_set_sensitive (GTK_WIDGET (self->show_button), has_value);
  gtk_widget_set_sensitive (self->copy_button, has_value);
  set_shown (self, FALSE);
}

static void
wt_token_row_dispose (GObject *object)
{
  WtTokenRow *self = WT_TOKEN_ROW (object);

  g_clear_object (&self->account);
  g_clear_object (&self->clipboard);
  g_clear_object (&self->token);

  G_OBJECT_CLASS (wt_token_row_parent_class)->dispose (object);
}

static void
wt_token_row_class_init (WtTokenRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = wt_token_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/import/WorkbenchTokens/wt-token-row.ui");
  gtk_widget_class_bind_template_child (widget_class, WtTokenRow, use_button);
  gtk_widget_class_bind_template_child (widget_class, WtTokenRow, use_image);
  gtk_widget_class_bind_template_child (widget_class, WtTokenRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, WtTokenRow, facts_label);
  gtk_widget_class_bind_template_child (widget_class, WtTokenRow, value_stack);
  gtk_widget_class_bind_template_child (widget_class, WtTokenRow, value_label);
  gtk_widget_class_bind_template_child (widget_class, WtTokenRow, show_button);
  gtk_widget_class_bind_template_child (widget_class, WtTokenRow, copy_button);
  gtk_widget_class_bind_template_callback (widget_class, use_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
}

static void
wt_token_row_init (WtTokenRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
wt_token_row_new (WtAccount   *account,
                  WtClipboard *clipboard,
                  WtUserToken *token)
{
  WtTokenRow *self = g_object_new (WT_TYPE_TOKEN_ROW, NULL);

  self->account = g_object_ref (account);
  self->clipboard = g_object_ref (clipboard);
  self->token = g_object_ref (token);

  fill (self);
  g_signal_connect_object (account, "notify::active-token", G_CALLBACK (update_active), self, G_CONNECT_SWAPPED);
  update_active (self);

  return GTK_WIDGET (self);
}

WtUserToken *
wt_token_row_get_token (WtTokenRow *self)
{
  g_return_val_if_fail (WT_IS_TOKEN_ROW (self), NULL);

  return self->token;
}

gboolean
wt_token_row_focus_copy (WtTokenRow *self)
{
  g_return_val_if_fail (WT_IS_TOKEN_ROW (self), FALSE);

  return gtk_widget_grab_focus (self->copy_button);
}
