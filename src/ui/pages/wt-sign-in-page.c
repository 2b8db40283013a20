/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "wt-error.h"
#include "wt-server.h"
#include "wt-announce.h"
#include "wt-sign-in-page.h"

#define PASTE_SECONDS 5

/**
 * WtSignInPage:
 *
 * Where an API key or a User Token is pasted. What is typed stays until it was accepted.
 */
struct _WtSignInPage
{
  GtkWidget    parent_instance;

  WtAccounts  *accounts;

  GtkWidget   *content;
  GtkWidget   *key_choice;
  GtkWidget   *token_choice;
  GtkLabel    *secret_label;
  GtkWidget   *key_link;
  GtkEditable *secret_entry;
  GtkWidget   *paste_button;
  GtkExpander *advanced;
  GtkEditable *server_entry;
  GtkLabel    *error_label;
  GtkWidget   *details_button;
  GtkWidget   *connect_button;
  GtkWidget   *cancel_button;
  GtkWidget   *spinner;

  guint        paste_timer;
  guint        scroll_idle;
};

G_DEFINE_FINAL_TYPE (WtSignInPage, wt_sign_in_page, GTK_TYPE_WIDGET)

static WtCredentialKind
get_kind (WtSignInPage *self)
{
  gboolean is_key = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->key_choice));

  return is_key ? WT_CREDENTIAL_API_KEY : WT_CREDENTIAL_USER_TOKEN;
}

static void
set_checked (GtkWidget *choice)
{
  gboolean is_active = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (choice));

  gtk_accessible_update_state (GTK_ACCESSIBLE (choice), GTK_ACCESSIBLE_STATE_CHECKED,
                               is_active ? GTK_ACCESSIBLE_TRISTATE_TRUE : GTK_ACCESSIBLE_TRISTATE_FALSE, -1);
}

static void
choice_cb (WtSignInPage *self)
{
  gboolean is_key = get_kind (self) == WT_CREDENTIAL_API_KEY;
  const char *label = is_key ? _("API Key") : _("User Token");

  gtk_label_set_label (self->secret_label, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->secret_entry), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_set_visible (self->key_link, is_key);
  set_checked (self->key_choice);
  set_checked (self->token_choice);
}

static void
connect_cb (WtSignInPage *self)
{
  if (wt_sign_in_get_busy (wt_accounts_get_sign_in (self->accounts)))
    return;

  /* What comes from the clipboard now would be in the way. */
  g_clear_handle_id (&self->paste_timer, g_source_remove);

  /* The button goes away meanwhile, and would take the focus with it. */
  gtk_widget_grab_focus (GTK_WIDGET (self->secret_entry));
  wt_accounts_sign_in (self->accounts,
                       gtk_editable_get_text (self->server_entry),
                       get_kind (self),
                       gtk_editable_get_text (self->secret_entry));
}

/* What is copied from a web page often has a line break at its end. */
static void
end_paste (WtSignInPage *self,
           char         *text)
{
  gboolean has_text = text != NULL && *g_strstrip (text) != '\0';

  g_clear_handle_id (&self->paste_timer, g_source_remove);
  gtk_widget_set_sensitive (self->paste_button, TRUE);
  if (has_text)
    gtk_editable_set_text (self->secret_entry, text);
  gtk_widget_grab_focus (has_text ? self->connect_button : GTK_WIDGET (self->secret_entry));
  if (!has_text)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-toast", "s",
                                _("There is no text on the clipboard. Copy your API key or token first."));
}

static void
pasted_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (WtSignInPage) self = user_data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
  gsize size = text != NULL ? strlen (text) : 0;

  /* It came too late, or nobody waits for it any more. */
  if (self->paste_timer != 0)
    end_paste (self, text);
  if (text != NULL)
    explicit_bzero (text, size);
}

/* A program that has the clipboard may never answer, and GDK goes on waiting even when it is told not to. */
static gboolean
paste_late_cb (gpointer user_data)
{
  WtSignInPage *self = user_data;

  end_paste (self, NULL);

  return G_SOURCE_REMOVE;
}

static void
paste_cb (WtSignInPage *self)
{
  gtk_widget_set_sensitive (self->paste_button, FALSE);
  self->paste_timer = g_timeout_add_seconds (PASTE_SECONDS, paste_late_cb, self);
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (self)), NULL, pasted_cb, g_object_ref (self));
}

static void
cancel_cb (WtSignInPage *self)
{
  wt_accounts_cancel_sign_in (self->accounts);
  gtk_widget_grab_focus (GTK_WIDGET (self->secret_entry));
}

static void
details_cb (WtSignInPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.copy-details", NULL);
}

static void
mark (GtkEditable *entry,
      gboolean     is_wrong)
{
  if (is_wrong)
    gtk_widget_add_css_class (GTK_WIDGET (entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (entry), "error");

  gtk_accessible_update_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID,
                               is_wrong ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

/* Says what is wrong, and leads to the entry that it is about. */
static void
show_error (WtSignInPage *self,
            const GError *error)
{
  gboolean is_address = g_error_matches (error, WT_ERROR, WT_ERROR_INVALID_ADDRESS);
  gboolean had_focus = gtk_widget_get_focus_child (self->content) != NULL;

  mark (self->secret_entry, error != NULL && !is_address);
  mark (self->server_entry, is_address);

  if (is_address)
    gtk_expander_set_expanded (self->advanced, TRUE);
  if (error != NULL && had_focus)
    gtk_widget_grab_focus (GTK_WIDGET (is_address ? self->server_entry : self->secret_entry));
  wt_label_show_alert (self->error_label, error != NULL ? error->message : NULL);
}

static void
update (WtSignInPage *self)
{
  WtSignIn *sign_in = wt_accounts_get_sign_in (self->accounts);
  gboolean busy = wt_sign_in_get_busy (sign_in);
  gboolean may_go_back = wt_account_get_signed_in (wt_accounts_get_selected (self->accounts));

  gtk_widget_set_visible (self->connect_button, !busy);
  gtk_widget_set_visible (self->cancel_button, busy || may_go_back);
  gtk_widget_set_visible (self->spinner, busy);
  gtk_editable_set_editable (self->secret_entry, !busy);
  gtk_widget_set_sensitive (self->paste_button, !busy && self->paste_timer == 0);
  gtk_editable_set_editable (self->server_entry, !busy);
  gtk_widget_set_visible (self->details_button, wt_sign_in_get_details (sign_in) != NULL);
  show_error (self, wt_sign_in_get_error (sign_in));
}

/* The secret is in the keyring now, or not wanted any more. Who comes back is most likely to need an API key. */
static void
signing_in_cb (WtSignInPage *self)
{
  if (!wt_accounts_get_signing_in (self->accounts))
    {
      g_clear_handle_id (&self->paste_timer, g_source_remove);
      gtk_editable_set_text (self->secret_entry, "");
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->key_choice), TRUE);
    }
  update (self);
}

static void
selected_cb (WtSignInPage *self)
{
  const char *server = wt_account_get_server (wt_accounts_get_selected (self->accounts));

  /* What was typed for another one is not for this one. */
  gtk_editable_set_text (self->secret_entry, "");
  gtk_editable_set_text (self->server_entry, server);

  /* Where it is not the public one, the user should see whom the key goes to. */
  gtk_expander_set_expanded (self->advanced, !g_str_equal (server, WT_SERVER_DEFAULT));
  update (self);
}

static gboolean
scroll_cb (gpointer user_data)
{
  WtSignInPage *self = user_data;
  GtkScrolledWindow *window = GTK_SCROLLED_WINDOW (self->content);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (window);
  GtkWidget *entry = GTK_WIDGET (self->secret_entry);
  double top;

  self->scroll_idle = 0;
  if (gtk_widget_translate_coordinates (entry, self->content, 0, 0, NULL, &top))
    {
      top += gtk_adjustment_get_value (adjustment);
      gtk_adjustment_clamp_page (adjustment, top, top + gtk_widget_get_height (entry));
    }

  return G_SOURCE_REMOVE;
}

/* Where the window is too low for all of it, the entry is what has to be seen. The focus is there before the page has its
 * size, when GTK cannot scroll to it yet. */
static void
size_cb (WtSignInPage *self)
{
  if (self->scroll_idle == 0 && gtk_widget_get_focus_child (self->content) != NULL)
    self->scroll_idle = g_idle_add (scroll_cb, self);
}

static gboolean
wt_sign_in_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (WT_SIGN_IN_PAGE (widget)->secret_entry));
}

static void
wt_sign_in_page_dispose (GObject *object)
{
  WtSignInPage *self = WT_SIGN_IN_PAGE (object);

  g_clear_handle_id (&self->paste_timer, g_source_remove);
  g_clear_handle_id (&self->scroll_idle, g_source_remove);
  g_clear_object (&self->accounts);
  g_clear_pointer (&self->content, gtk_widget_unparent);

  G_OBJECT_CLASS (wt_sign_in_page_parent_class)->dispose (object);
}

static void
wt_sign_in_page_class_init (WtSignInPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = wt_sign_in_page_dispose;
  widget_class->grab_focus = wt_sign_in_page_grab_focus;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/import/WorkbenchTokens/wt-sign-in-page.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, WtSignInPage, content);
  gtk_widget_class_bind_template_child (widget_class, WtSignInPage, key_choice);
  gtk_widget_class_bind_template_child (widget_class, WtSignInPage, token_choice);
  gtk_widget_class_bind_template_child (widget_class, WtSignInPage, secret_label);
  gtk_widget_class_bind_template_child (widget_class, WtSignInPage, key_link);
  gtk_widget_class_bind_template_child (widget_class, WtSignInPage, details_button);
  gtk_widget_class_bind_template_child (widget_class, WtSignInPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, WtSignInPage, secret_entry);
  gtk_widget_class_bind_template_child (widget_class, WtSignInPage, paste_button);
  gtk_widget_class_bind_template_child (widget_class, WtSignInPage, advanced);
  gtk_widget_class_bind_template_child (widget_class, WtSignInPage, server_entry);
  gtk_widget_class_bind_template_child (widget_class, WtSignInPage, error_label);
  gtk_widget_class_bind_template_child (widget_class, WtSignInPage, connect_button);
  gtk_widget_class_bind_template_child (widget_class, WtSignInPage, cancel_button);
  gtk_widget_class_bind_template_callback (widget_class, connect_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
  gtk_widget_class_bind_template_callback (widget_class, choice_cb);
  gtk_widget_class_bind_template_callback (widget_class, details_cb);
  gtk_widget_class_bind_template_callback (widget_class, paste_cb);
}

static void
wt_sign_in_page_init (WtSignInPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->content)),
                           "notify::page-size", G_CALLBACK (size_cb), self, G_CONNECT_SWAPPED);
}

void
wt_sign_in_page_set_accounts (WtSignInPage *self,
                              WtAccounts   *accounts)
{
  WtSignIn *sign_in = wt_accounts_get_sign_in (accounts);

  g_return_if_fail (WT_IS_SIGN_IN_PAGE (self));
  g_return_if_fail (self->accounts == NULL);

  self->accounts = g_object_ref (accounts);
  g_signal_connect_object (sign_in, "notify::busy", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sign_in, "notify::error", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (accounts, "notify::signing-in", G_CALLBACK (signing_in_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (accounts, "notify::selected", G_CALLBACK (selected_cb), self, G_CONNECT_SWAPPED);
  selected_cb (self);
  choice_cb (self);
}
