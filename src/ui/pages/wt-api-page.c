/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "wt-answer-view.h"
#include "wt-announce.h"
#include "wt-api-page.h"
#include "wt-confirm-dialog.h"
#include "wt-copy-row.h"
#include "wt-copying.h"
#include "wt-link-row.h"
#include "wt-server.h"
#include "wt-try-it-out.h"

/**
 * WtApiPage:
 *
 * How to use a token over the API, and the document's other ways to see and create one.
 */
struct _WtApiPage
{
  GtkWidget     parent_instance;

  WtAccount    *account;
  GSignalGroup *signals;
  WtClipboard  *clipboard;

  GtkWidget    *content;
  GtkWidget    *sections;
  WtCopyRow    *header_row;
  WtCopyRow    *address_row;
  WtCopyRow    *request_row;
  WtLinkRow    *tokens_row;
  GtkWidget    *list_spinner;
  WtAnswerView *answer_view;
  GtkLabel     *list_error_label;
  GtkEditable  *name_row;
  WtCopyRow    *create_row;
  GtkWidget    *keyed_row;
  WtTryItOut   *try_it_out;
  WtLinkRow    *api_row;
  WtLinkRow    *users_row;
};

G_DEFINE_FINAL_TYPE (WtApiPage, wt_api_page, GTK_TYPE_WIDGET)

static void
copy_header_cb (WtApiPage *self)
{
  SecretValue *header = wt_account_dup_header (self->account);

  wt_widget_copy_secret (GTK_WIDGET (self), self->clipboard, header, WT_COPIED_HEADER);
  secret_value_unref (header);
}

static void
copy_address_cb (WtApiPage *self)
{
  wt_widget_copy_text (GTK_WIDGET (self), self->clipboard, wt_account_get_server (self->account), _("Address copied"));
}

static void
copy_command_cb (WtApiPage *self)
{
  wt_widget_copy_text (GTK_WIDGET (self), self->clipboard, wt_copy_row_get_text (self->request_row), _("Command copied"));
}

static void
copy_create_cb (WtApiPage *self)
{
  wt_widget_copy_text (GTK_WIDGET (self), self->clipboard, wt_copy_row_get_text (self->create_row), _("Command copied"));
}

static void
keyed_confirmed_cb (WtApiPage *self)
{
  SecretValue *command = wt_account_dup_keyed_command (self->account, gtk_editable_get_text (self->name_row));

  /* The user may have signed out meanwhile. */
  if (command == NULL)
    return;

  wt_widget_copy_secret (GTK_WIDGET (self), self->clipboard, command, WT_COPIED_COMMAND);
  secret_value_unref (command);
}

static void
ask_keyed_cb (WtApiPage *self)
{
  GtkWidget *dialog;

  dialog = wt_confirm_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->account,
                                  _("Copy with Your API Key?"),
                                  _("Your API key will be part of the command. A shell keeps it in its history, and others on the same computer can see it while the command runs."),
                                  C_("button", "Copy"));
  g_signal_connect_object (dialog, "confirmed", G_CALLBACK (keyed_confirmed_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
show_list (WtApiPage  *self,
           WtReply   *answer,
           const char *error)
{
  wt_answer_view_show (self->answer_view, answer);
  wt_label_show_alert (self->list_error_label, error);
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (WtApiPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (WtReply) answer = wt_account_try_finish (WT_ACCOUNT (source), result, &error);

  /* Another account is looked at meanwhile, or the whole window went away. */
  if (WT_ACCOUNT (source) != self->account)
    return;

  gtk_widget_set_visible (self->list_spinner, FALSE);
  show_list (self, g_steal_pointer (&answer), error != NULL ? error->message : NULL);
}

/* The button stays sensitive while it waits: it would lose the focus. */
static void
list_cb (WtApiPage *self)
{
  if (gtk_widget_get_visible (self->list_spinner))
    return;

  gtk_widget_set_visible (self->list_spinner, TRUE);
  wt_account_try_async (self->account, NULL, NULL, listed_cb, g_object_ref (self));
}

static void
update_commands (WtApiPage *self)
{
  g_autofree char *request = NULL;
  g_autofree char *create = NULL;

  if (self->account == NULL)
    return;

  request = wt_account_dup_request_command (self->account);
  create = wt_account_dup_create_command (self->account, gtk_editable_get_text (self->name_row));
  wt_copy_row_set_text (self->request_row, request);
  wt_copy_row_set_text (self->create_row, create);
}

static void
update_server (WtApiPage *self)
{
  const char *server = wt_account_get_server (self->account);
  g_autofree char *tokens = g_strconcat (server, WT_SERVER_API_TOKENS, NULL);
  g_autofree char *api = g_strconcat (server, WT_SERVER_PAGE_API, NULL);
  g_autofree char *users = g_strconcat (server, WT_SERVER_PAGE_USERS, NULL);

  /* What was asked for one account is not shown with another. */
  show_list (self, NULL, NULL);
  gtk_widget_set_visible (self->list_spinner, FALSE);

  wt_copy_row_set_text (self->address_row, server);
  wt_link_row_set_uri (self->tokens_row, tokens);
  wt_link_row_set_uri (self->api_row, api);
  wt_link_row_set_uri (self->users_row, users);
}

static void
update_credentials (WtApiPage *self)
{
  WtUserToken *token = wt_account_get_active_token (self->account);

  wt_copy_row_set_can_copy (self->header_row, token != NULL && wt_user_token_get_credential (token) != NULL);
  gtk_widget_set_visible (self->keyed_row, wt_account_get_has_api_key (self->account));
  if (!wt_account_get_signed_in (self->account))
    show_list (self, NULL, NULL);
}

/* GTK lays a label that wraps out for many widths before it has one, so that all sections at once would freeze the window. */
static gboolean
show_section_cb (GtkWidget     *sections,
                 GdkFrameClock *clock,
                 gpointer       user_data)
{
  GtkWidget *section = gtk_widget_get_first_child (sections);

  while (section != NULL && gtk_widget_get_visible (section))
    section = gtk_widget_get_next_sibling (section);
  if (section == NULL)
    return G_SOURCE_REMOVE;

  gtk_widget_set_visible (section, TRUE);

  return G_SOURCE_CONTINUE;
}

/* The first one at once, as the focus goes there, and then one in each frame. */
static void
show_sections (WtApiPage *self)
{
  GtkWidget *section = gtk_widget_get_first_child (self->sections);

  while ((section = gtk_widget_get_next_sibling (section)) != NULL)
    gtk_widget_set_visible (section, FALSE);

  gtk_widget_add_tick_callback (self->sections, show_section_cb, NULL, NULL);
}

static gboolean
wt_api_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (WT_API_PAGE (widget)->request_row));
}

static void
wt_api_page_dispose (GObject *object)
{
  WtApiPage *self = WT_API_PAGE (object);

  g_clear_object (&self->signals);
  g_clear_object (&self->account);
  g_clear_object (&self->clipboard);
  g_clear_pointer (&self->content, gtk_widget_unparent);

  G_OBJECT_CLASS (wt_api_page_parent_class)->dispose (object);
}

static void
wt_api_page_class_init (WtApiPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = wt_api_page_dispose;
  widget_class->grab_focus = wt_api_page_grab_focus;

  g_type_ensure (WT_TYPE_ANSWER_VIEW);
  g_type_ensure (WT_TYPE_COPY_ROW);
  g_type_ensure (WT_TYPE_LINK_ROW);
  g_type_ensure (WT_TYPE_TRY_IT_OUT);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/import/WorkbenchTokens/wt-api-page.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, WtApiPage, content);
  gtk_widget_class_bind_template_child (widget_class, WtApiPage, sections);
  gtk_widget_class_bind_template_child (widget_class, WtApiPage, header_row);
  gtk_widget_class_bind_template_child (widget_class, WtApiPage, address_row);
  gtk_widget_class_bind_template_child (widget_class, WtApiPage, request_row);
  gtk_widget_class_bind_template_child (widget_class, WtApiPage, tokens_row);
  gtk_widget_class_bind_template_child (widget_class, WtApiPage, list_spinner);
  gtk_widget_class_bind_template_child (widget_class, WtApiPage, answer_view);
  gtk_widget_class_bind_template_child (widget_class, WtApiPage, list_error_label);
  gtk_widget_class_bind_template_child (widget_class, WtApiPage, name_row);
  gtk_widget_class_bind_template_child (widget_class, WtApiPage, create_row);
  gtk_widget_class_bind_template_child (widget_class, WtApiPage, keyed_row);
  gtk_widget_class_bind_template_child (widget_class, WtApiPage, try_it_out);
  gtk_widget_class_bind_template_child (widget_class, WtApiPage, api_row);
  gtk_widget_class_bind_template_child (widget_class, WtApiPage, users_row);
  gtk_widget_class_bind_template_callback (widget_class, copy_header_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_address_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_command_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_create_cb);
  gtk_widget_class_bind_template_callback (widget_class, ask_keyed_cb);
  gtk_widget_class_bind_template_callback (widget_class, list_cb);
  gtk_widget_class_bind_template_callback (widget_class, update_commands);
}

static void
wt_api_page_init (WtApiPage *self)
{
  static const struct
  {
    const char *signal;
    void (*update) (WtApiPage *);
  } updates[] = {
    { "notify::user", update_commands },
    { "notify::active-token", update_credentials },
    { "notify::has-api-key", update_credentials },
    { "notify::signed-in", update_credentials },
  };

  gtk_widget_init_template (GTK_WIDGET (self));
  show_sections (self);

  self->signals = g_signal_group_new (WT_TYPE_ACCOUNT);
  for (gsize i = 0; i < G_N_ELEMENTS (updates); i++)
    g_signal_group_connect_swapped (self->signals, updates[i].signal, G_CALLBACK (updates[i].update), self);
}

/* Shows this account from now on. */
void
wt_api_page_set_account (WtApiPage   *self,
                         GSettings   *settings,
                         WtAccount   *account,
                         WtClipboard *clipboard)
{
  g_return_if_fail (WT_IS_API_PAGE (self));

  if (self->account == NULL)
    wt_answer_view_set_up (self->answer_view, settings, clipboard);

  g_set_object (&self->account, account);
  g_set_object (&self->clipboard, clipboard);
  g_signal_group_set_target (self->signals, account);
  wt_try_it_out_set_account (self->try_it_out, settings, account, clipboard);
  update_server (self);
  update_commands (self);
  update_credentials (self);
}
