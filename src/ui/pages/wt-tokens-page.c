/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "wt-account-tokens.h"
#include "wt-copying.h"
#include "wt-server.h"
#include "wt-tokens-page.h"

/* Fewer are seen at a glance. */
#define FEWEST_TO_SEARCH 10

/**
 * WtTokensPage:
 *
 * The document's Account Settings page: who is signed in where, and the Account Tokens widget.
 */
struct _WtTokensPage
{
  GtkWidget        parent_instance;

  WtAccount       *account;
  GSignalGroup    *signals;
  GSignalGroup    *list_signals;
  WtClipboard     *clipboard;

  GtkWidget       *content;
  GtkWidget       *search_clamp;
  GtkWidget       *search_entry;
  GtkWidget       *account_group;
  AdwActionRow    *user_row;
  AdwActionRow    *server_row;
  GtkWidget       *copy_user_id_button;
  WtAccountTokens *account_tokens;
  guint            show_idle;
};

G_DEFINE_FINAL_TYPE (WtTokensPage, wt_tokens_page, GTK_TYPE_WIDGET)

static const char *
get_user_id (WtTokensPage *self)
{
  WtUser *user = wt_account_get_user (self->account);

  return user != NULL ? wt_user_get_id (user) : NULL;
}

static void
copy_user_id_cb (WtTokensPage *self)
{
  wt_widget_copy_text (GTK_WIDGET (self), self->clipboard, get_user_id (self), _("User ID copied"));
}

static void
update_user (WtTokensPage *self)
{
  WtUser *user = wt_account_get_user (self->account);
  const char *name = user != NULL ? wt_user_get_name (user) : NULL;
  const char *id = get_user_id (self);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->user_row), name != NULL ? name : _("User"));
  adw_action_row_set_subtitle (self->user_row, id != NULL ? id : _("User ID unknown"));
  gtk_widget_set_sensitive (self->copy_user_id_button, id != NULL);
}

static void
update_server (WtTokensPage *self)
{
  g_autofree char *host = wt_server_dup_host (wt_account_get_server (self->account));

  adw_action_row_set_subtitle (self->server_row, host);
}

static void
search_cb (WtTokensPage *self)
{
  wt_account_tokens_search (self->account_tokens, gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
}

static void
stop_search_cb (WtTokensPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  gtk_widget_grab_focus (GTK_WIDGET (self->account_tokens));
}

static void
focus_first_cb (WtTokensPage *self)
{
  wt_account_tokens_focus_first (self->account_tokens);
}

static void
search_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  GtkWidget *entry = WT_TOKENS_PAGE (widget)->search_entry;

  /* GTK gives the focus to what cannot be seen, too. */
  if (gtk_widget_get_mapped (entry))
    gtk_widget_grab_focus (entry);
}

/* To type anywhere on the page is to search. */
static void
update_search (WtTokensPage *self)
{
  guint n_tokens = g_list_model_get_n_items (wt_account_get_tokens (self->account));
  gboolean can_search = n_tokens >= FEWEST_TO_SEARCH;

  if (gtk_widget_get_visible (self->search_clamp) == can_search)
    return;

  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  gtk_widget_set_visible (self->search_clamp, can_search);
  gtk_search_entry_set_key_capture_widget (GTK_SEARCH_ENTRY (self->search_entry), can_search ? GTK_WIDGET (self) : NULL);
}

static gboolean
wt_tokens_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (WT_TOKENS_PAGE (widget)->account_tokens));
}

/* What is below the tokens need not be in the first picture of the window, which is there the sooner. */
static gboolean
show_account_cb (gpointer user_data)
{
  WtTokensPage *self = user_data;

  self->show_idle = 0;
  gtk_widget_set_visible (self->account_group, TRUE);

  return G_SOURCE_REMOVE;
}

static void
wt_tokens_page_dispose (GObject *object)
{
  WtTokensPage *self = WT_TOKENS_PAGE (object);

  g_clear_handle_id (&self->show_idle, g_source_remove);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->signals);
  g_clear_object (&self->list_signals);
  g_clear_object (&self->account);
  g_clear_object (&self->clipboard);

  G_OBJECT_CLASS (wt_tokens_page_parent_class)->dispose (object);
}

static void
wt_tokens_page_class_init (WtTokensPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = wt_tokens_page_dispose;
  widget_class->grab_focus = wt_tokens_page_grab_focus;

  g_type_ensure (WT_TYPE_ACCOUNT_TOKENS);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/import/WorkbenchTokens/wt-tokens-page.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, WtTokensPage, content);
  gtk_widget_class_bind_template_child (widget_class, WtTokensPage, search_clamp);
  gtk_widget_class_bind_template_child (widget_class, WtTokensPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, WtTokensPage, account_group);
  gtk_widget_class_bind_template_child (widget_class, WtTokensPage, user_row);
  gtk_widget_class_bind_template_child (widget_class, WtTokensPage, server_row);
  gtk_widget_class_bind_template_child (widget_class, WtTokensPage, copy_user_id_button);
  gtk_widget_class_bind_template_child (widget_class, WtTokensPage, account_tokens);
  gtk_widget_class_bind_template_callback (widget_class, copy_user_id_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, focus_first_cb);

  gtk_widget_class_install_action (widget_class, "tokens.search", NULL, search_action);
}

static void
wt_tokens_page_init (WtTokensPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->show_idle = g_idle_add (show_account_cb, self);

  self->signals = g_signal_group_new (WT_TYPE_ACCOUNT);
  g_signal_group_connect_swapped (self->signals, "notify::user", G_CALLBACK (update_user), self);
  self->list_signals = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_swapped (self->list_signals, "items-changed", G_CALLBACK (update_search), self);
}

/* Shows this account from now on. */
void
wt_tokens_page_set_account (WtTokensPage *self,
                            GSettings    *settings,
                            WtAccount    *account,
                            WtClipboard  *clipboard)
{
  g_return_if_fail (WT_IS_TOKENS_PAGE (self));

  g_set_object (&self->account, account);
  g_set_object (&self->clipboard, clipboard);
  wt_account_tokens_set_account (self->account_tokens, settings, account, clipboard);
  g_signal_group_set_target (self->signals, account);
  g_signal_group_set_target (self->list_signals, wt_account_get_tokens (account));
  update_user (self);
  update_server (self);
  update_search (self);
}

void
wt_tokens_page_copy_active_token (WtTokensPage *self)
{
  g_return_if_fail (WT_IS_TOKENS_PAGE (self));

  wt_account_tokens_copy_active_token (self->account_tokens);
}

void
wt_tokens_page_generate (WtTokensPage *self)
{
  g_return_if_fail (WT_IS_TOKENS_PAGE (self));

  wt_account_tokens_generate (self->account_tokens);
}
