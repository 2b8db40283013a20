/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "wt-cli-page.h"
#include "wt-copy-row.h"
#include "wt-copying.h"
#include "wt-sandbox.h"

#define PROGRAM "import-io"
#define CONFIG_COMMAND PROGRAM " config"

/**
 * WtCliPage:
 *
 * How to give the token to Extractor Studio CLI. Inside a sandbox some of it cannot work, and is not offered.
 */
struct _WtCliPage
{
  GtkWidget     parent_instance;

  WtAccount    *account;
  GSignalGroup *signals;
  WtClipboard  *clipboard;

  GtkWidget    *content;
  AdwActionRow *program_row;
  GtkImage     *program_image;
  GtkWidget    *sandbox_row;
  WtCopyRow    *config_row;
  WtCopyRow    *token_row;
  GtkWidget    *setup_group;
  WtCopyRow    *setup_row;
  GtkWidget    *variable_group;
  WtCopyRow    *variable_row;
};

G_DEFINE_FINAL_TYPE (WtCliPage, wt_cli_page, GTK_TYPE_WIDGET)

static void
copy_config_cb (WtCliPage *self)
{
  wt_widget_copy_text (GTK_WIDGET (self), self->clipboard, CONFIG_COMMAND, _("Command copied"));
}

static void
copy_token_cb (WtCliPage *self)
{
  WtUserToken *token = wt_account_get_active_token (self->account);

  wt_widget_copy_secret (GTK_WIDGET (self), self->clipboard, wt_credential_get_value (wt_user_token_get_credential (token)),
                         WT_COPIED_TOKEN);
}

static void
copy_setup_cb (WtCliPage *self)
{
  wt_widget_copy_text (GTK_WIDGET (self), self->clipboard, wt_copy_row_get_text (self->setup_row), _("Command copied"));
}

static void
copy_variable_cb (WtCliPage *self)
{
  wt_widget_copy_text (GTK_WIDGET (self), self->clipboard, wt_copy_row_get_text (self->variable_row), _("Command copied"));
}

static void
update_token (WtCliPage *self)
{
  WtUserToken *token = wt_account_get_active_token (self->account);

  wt_copy_row_set_can_copy (self->token_row, token != NULL && wt_user_token_get_credential (token) != NULL);
}

static void
update_commands (WtCliPage *self)
{
  g_autofree char *setup = wt_account_dup_wbtoken_command (self->account, "configure-cli");
  g_autofree char *print = wt_account_dup_wbtoken_command (self->account, "print");
  g_autofree char *variable = g_strconcat ("USERTOKEN=$(", print, ") COMMAND", NULL);

  wt_copy_row_set_text (self->setup_row, setup);
  wt_copy_row_set_text (self->variable_row, variable);
}

static void
update_program (WtCliPage *self)
{
  gboolean in_sandbox = wt_sandbox_is_around_us ();
  g_autofree char *path = in_sandbox ? NULL : g_find_program_in_path (PROGRAM);
  /* Translators: %s is the path of a program */
  g_autofree char *found = path != NULL ? g_strdup_printf (_("Found: %s"), path) : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->program_row), !in_sandbox);
  gtk_widget_set_visible (self->setup_group, !in_sandbox);
  gtk_widget_set_visible (self->sandbox_row, in_sandbox);
  gtk_widget_set_visible (self->variable_group, in_sandbox);

  adw_action_row_set_subtitle (self->program_row,
                               found != NULL ? found : _("Not found on your PATH. Install Extractor Studio CLI first."));
  gtk_image_set_from_icon_name (self->program_image, found != NULL ? "wt-done-symbolic" : "wt-warning-symbolic");
}

/* It may have been installed since the page was last looked at. */
static void
wt_cli_page_map (GtkWidget *widget)
{
  update_program (WT_CLI_PAGE (widget));

  GTK_WIDGET_CLASS (wt_cli_page_parent_class)->map (widget);
}

static gboolean
wt_cli_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (WT_CLI_PAGE (widget)->config_row));
}

static void
wt_cli_page_dispose (GObject *object)
{
  WtCliPage *self = WT_CLI_PAGE (object);

  g_clear_object (&self->signals);
  g_clear_object (&self->account);
  g_clear_object (&self->clipboard);
  g_clear_pointer (&self->content, gtk_widget_unparent);

  G_OBJECT_CLASS (wt_cli_page_parent_class)->dispose (object);
}

static void
wt_cli_page_class_init (WtCliPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = wt_cli_page_dispose;
  widget_class->grab_focus = wt_cli_page_grab_focus;
  widget_class->map = wt_cli_page_map;

  g_type_ensure (WT_TYPE_COPY_ROW);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/import/WorkbenchTokens/wt-cli-page.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, WtCliPage, content);
  gtk_widget_class_bind_template_child (widget_class, WtCliPage, program_row);
  gtk_widget_class_bind_template_child (widget_class, WtCliPage, program_image);
  gtk_widget_class_bind_template_child (widget_class, WtCliPage, sandbox_row);
  gtk_widget_class_bind_template_child (widget_class, WtCliPage, config_row);
  gtk_widget_class_bind_template_child (widget_class, WtCliPage, token_row);
  gtk_widget_class_bind_template_child (widget_class, WtCliPage, setup_group);
  gtk_widget_class_bind_template_child (widget_class, WtCliPage, setup_row);
  gtk_widget_class_bind_template_child (widget_class, WtCliPage, variable_group);
  gtk_widget_class_bind_template_child (widget_class, WtCliPage, variable_row);
  gtk_widget_class_bind_template_callback (widget_class, copy_config_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_token_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_variable_cb);
}

static void
wt_cli_page_init (WtCliPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->signals = g_signal_group_new (WT_TYPE_ACCOUNT);
  g_signal_group_connect_swapped (self->signals, "notify::active-token", G_CALLBACK (update_token), self);
}

/* Shows this account from now on. */
void
wt_cli_page_set_account (WtCliPage   *self,
                         WtAccount   *account,
                         WtClipboard *clipboard)
{
  g_return_if_fail (WT_IS_CLI_PAGE (self));

  g_set_object (&self->account, account);
  g_set_object (&self->clipboard, clipboard);
  g_signal_group_set_target (self->signals, account);
  update_token (self);
  update_commands (self);
}
