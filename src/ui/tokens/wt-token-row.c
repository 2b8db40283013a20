/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "wt-announce.h"
#include "wt-confirm-dialog.h"
#include "wt-copying.h"
#include "wt-masked-label.h"
#include "wt-show-button.h"
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
  GtkWidget       *mask_label;
  GtkLabel        *value_label;
  WtShowButton    *show_button;
  GtkWidget       *copy_button;
  GtkWidget       *menu_button;
  GMenuModel      *menu;
};

G_DEFINE_FINAL_TYPE (WtTokenRow, wt_token_row, GTK_TYPE_LIST_BOX_ROW)

/* Each row has the same buttons, so each of them says which token it is for. */
static void
describe_button (WtTokenRow *self,
                 GtkWidget  *button)
{
  wt_widget_describe (button, gtk_label_get_label (self->name_label));
}

static void
update_value (WtTokenRow *self)
{
  gboolean shown = wt_show_button_get_shown (self->show_button);

  gtk_label_set_label (self->value_label,
                       shown ? wt_credential_get_text (wt_user_token_get_credential (self->token)) : "");
  gtk_widget_set_visible (GTK_WIDGET (self->value_label), shown);
  gtk_widget_set_visible (self->mask_label, !shown);
  describe_button (self, GTK_WIDGET (self->show_button));
}

static void
copy_cb (WtTokenRow *self)
{
  wt_widget_copy_secret (GTK_WIDGET (self), self->clipboard,
                         wt_credential_get_value (wt_user_token_get_credential (self->token)), WT_COPIED_TOKEN);
}

static void
revoked_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GtkWidget) window = user_data;
  g_autoptr (GError) error = NULL;
  gboolean revoked = wt_account_revoke_finish (WT_ACCOUNT (source), result, &error);

  gtk_widget_activate_action (window, "win.show-toast", "s", revoked ? _("Token revoked") : error->message);
}

/* The row may have been made anew while the dialog was open, and goes with its token; the window stays to tell. */
static void
revoke_confirmed_cb (WtTokenRow *self,
                     GtkWindow  *dialog)
{
  wt_account_revoke_async (self->account, self->token, NULL, revoked_cb,
                           g_object_ref (gtk_window_get_transient_for (dialog)));
}

static void
release_row (gpointer  row,
             GClosure *closure)
{
  g_object_unref (row);
}

static void
revoke_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  WtTokenRow *self = WT_TOKEN_ROW (widget);
  g_autofree char *name = wt_user_token_dup_display_name (self->token);
  g_autofree char *body = NULL;
  GtkWidget *dialog;

  /* Translators: %s is the name of a token */
  body = g_strdup_printf (_("After that, programs that use “%s” are refused. This cannot be undone."), name);
  dialog = wt_confirm_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)), self->account,
                                  _("Revoke Token?"), body, _("Revoke"));
  g_signal_connect_data (dialog, "confirmed", G_CALLBACK (revoke_confirmed_cb), g_object_ref (self), release_row,
                         G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* When it is opened for the first time: it is as much work as the rest of a row. */
static void
create_menu_cb (GtkMenuButton *button,
                gpointer       menu)
{
  if (gtk_menu_button_get_popover (button) == NULL)
    gtk_menu_button_set_menu_model (button, menu);
}

static void
update_menu (WtTokenRow *self)
{
  gtk_widget_set_visible (self->menu_button,
                          wt_account_get_can_revoke (self->account) && wt_user_token_get_id (self->token) != NULL);
}

static void
update_active (WtTokenRow *self)
{
  gboolean is_active = wt_account_get_active_token (self->account) == self->token;

  /* The account decides which one is active, and the image says so: a radio button has no pressed look. */
  gtk_toggle_button_set_active (self->use_button, FALSE);
  gtk_image_set_from_icon_name (self->use_image, is_active ? "wt-active-symbolic" : "wt-inactive-symbolic");
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
  return local != NULL ? g_date_time_format (local, _("%-d %B %Y")) : NULL;
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
    /* Translators: %s is a date */
    g_ptr_array_add (facts, g_strdup_printf (_("Created %s"), created_day));
  if (last_used_day != NULL)
    /* Translators: %s is a date */
    g_ptr_array_add (facts, g_strdup_printf (_("Last used %s"), last_used_day));
  if (expires_day != NULL)
    /* Translators: %s is a date */
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
  describe_button (self, GTK_WIDGET (self->use_button));
  describe_button (self, self->copy_button);
  describe_button (self, self->menu_button);

  gtk_label_set_label (self->facts_label, facts);
  gtk_widget_set_visible (GTK_WIDGET (self->facts_label), *facts != '\0');

  gtk_widget_set_sensitive (GTK_WIDGET (self->use_button), has_value);
  gtk_widget_set_sensitive (GTK_WIDGET (self->show_button), has_value);
  gtk_widget_set_sensitive (self->copy_button, has_value);
  gtk_widget_set_sensitive (self->menu_button, has_value);
  wt_show_button_set_shown (self->show_button, FALSE);
  update_value (self);
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

  g_type_ensure (WT_TYPE_MASKED_LABEL);
  g_type_ensure (WT_TYPE_SHOW_BUTTON);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/import/WorkbenchTokens/wt-token-row.ui");
  gtk_widget_class_bind_template_child (widget_class, WtTokenRow, use_button);
  gtk_widget_class_bind_template_child (widget_class, WtTokenRow, use_image);
  gtk_widget_class_bind_template_child (widget_class, WtTokenRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, WtTokenRow, facts_label);
  gtk_widget_class_bind_template_child (widget_class, WtTokenRow, mask_label);
  gtk_widget_class_bind_template_child (widget_class, WtTokenRow, value_label);
  gtk_widget_class_bind_template_child (widget_class, WtTokenRow, show_button);
  gtk_widget_class_bind_template_child (widget_class, WtTokenRow, copy_button);
  gtk_widget_class_bind_template_child (widget_class, WtTokenRow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, WtTokenRow, menu);
  gtk_widget_class_bind_template_callback (widget_class, use_cb);
  gtk_widget_class_bind_template_callback (widget_class, update_value);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);

  gtk_widget_class_install_action (widget_class, "token.revoke", NULL, revoke_action);
}

static void
wt_token_row_init (WtTokenRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->menu_button), create_menu_cb, self->menu, NULL);
}

GtkWidget *
wt_token_row_new (GSettings   *settings,
                  WtAccount   *account,
                  WtClipboard *clipboard,
                  WtUserToken *token)
{
  WtTokenRow *self = g_object_new (WT_TYPE_TOKEN_ROW, NULL);

  self->account = g_object_ref (account);
  self->clipboard = g_object_ref (clipboard);
  self->token = g_object_ref (token);
  wt_show_button_set_settings (self->show_button, settings);

  fill (self);
  g_signal_connect_object (account, "notify::active-token", G_CALLBACK (update_active), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (account, "notify::can-revoke", G_CALLBACK (update_menu), self, G_CONNECT_SWAPPED);
  update_active (self);
  update_menu (self);

  return GTK_WIDGET (self);
}

gboolean
wt_token_row_focus_copy (WtTokenRow *self)
{
  g_return_val_if_fail (WT_IS_TOKEN_ROW (self), FALSE);

  return gtk_widget_grab_focus (self->copy_button);
}
