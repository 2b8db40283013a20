/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-sign-in-page.h"

/**
 * WtSignInPage:
 *
 * Where an API key is pasted. What is typed stays until it was accepted.
 */
struct _WtSignInPage
{
  GtkWidget    parent_instance;

  WtAccount   *account;

  GtkWidget   *content;
  GtkEditable *key_entry;
  GtkEditable *server_entry;
  GtkLabel    *error_label;
  GtkWidget   *connect_button;
  GtkWidget   *cancel_button;
};

G_DEFINE_FINAL_TYPE (WtSignInPage, wt_sign_in_page, GTK_TYPE_WIDGET)

static gboolean
is_connecting (WtSignInPage *self)
{
  return wt_account_get_state (self->account) == WT_ACCOUNT_CONNECTING;
}

static void
connect_cb (WtSignInPage *self)
{
  if (!is_connecting (self))
    wt_account_sign_in (self->account,
                        gtk_editable_get_text (self->server_entry),
                        gtk_editable_get_text (self->key_entry));
}

static void
cancel_cb (WtSignInPage *self)
{
  wt_account_cancel_sign_in (self->account);
  gtk_widget_grab_focus (GTK_WIDGET (self->key_entry));
}

static void
set_error (WtSignInPage *self,
           const GError *error)
{
  gboolean is_visible = error != NULL;

  gtk_label_set_label (self->error_label, is_visible ? error->message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), is_visible);
  if (is_visible)
    gtk_widget_add_css_class (GTK_WIDGET (self->key_entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->key_entry), "error");
}

static void
update (WtSignInPage *self)
{
  WtAccountState state = wt_account_get_state (self->account);
  gboolean had_focus = gtk_widget_get_focus_child (self->content) != NULL;

  gtk_widget_set_visible (self->connect_button, state != WT_ACCOUNT_CONNECTING);
  gtk_widget_set_visible (self->cancel_button, state == WT_ACCOUNT_CONNECTING);
  gtk_editable_set_editable (self->key_entry, state != WT_ACCOUNT_CONNECTING);
  gtk_editable_set_editable (self->server_entry, state != WT_ACCOUNT_CONNECTING);

  set_error (self, state == WT_ACCOUNT_SIGNED_OUT ? wt_account_get_error (self->account) : NULL);
  if (state == WT_ACCOUNT_SIGNED_OUT && wt_account_get_error (self->account) != NULL && had_focus)
    gtk_widget_grab_focus (GTK_WIDGET (self->key_entry));
}

/* The key is in the keyring now, or not wanted any more. */
static void
signed_in_cb (WtSignInPage *self)
{
  if (wt_account_get_signed_in (self->account))
    gtk_editable_set_text (self->key_entry, "");
}

static void
server_cb (WtSignInPage *self)
{
  gtk_editable_set_text (self->server_entry, wt_account_get_server (self->account));
}

static gboolean
wt_sign_in_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (WT_SIGN_IN_PAGE (widget)->key_entry));
}

static void
wt_sign_in_page_dispose (GObject *object)
{
  WtSignInPage *self = WT_SIGN_IN_PAGE (object);

  g_clear_object (&self->account);
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
  gtk_widget_class_bind_template_child (widget_class, WtSignInPage, key_entry);
  gtk_widget_class_bind_template_child (widget_class, WtSignInPage, server_entry);
  gtk_widget_class_bind_template_child (widget_class, WtSignInPage, error_label);
  gtk_widget_class_bind_template_child (widget_class, WtSignInPage, connect_button);
  gtk_widget_class_bind_template_child (widget_class, WtSignInPage, cancel_button);
  gtk_widget_class_bind_template_callback (widget_class, connect_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
}

static void
wt_sign_in_page_init (WtSignInPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
wt_sign_in_page_set_account (WtSignInPage *self,
                             WtAccount    *account)
{
  g_return_if_fail (WT_IS_SIGN_IN_PAGE (self));
  g_return_if_fail (self->account == NULL);

  self->account = g_object_ref (account);
  g_signal_connect_object (account, "notify::state", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (account, "notify::error", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (account, "notify::signed-in", G_CALLBACK (signed_in_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (account, "notify::server", G_CALLBACK (server_cb), self, G_CONNECT_SWAPPED);
  server_cb (self);
  update (self);
}
