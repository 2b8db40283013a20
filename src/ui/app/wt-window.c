/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "wt-account-banners.h"
#include "wt-api-page.h"
#include "wt-cli-page.h"
#include "wt-confirm-dialog.h"
#include "wt-copying.h"
#include "wt-error.h"
#include "wt-number-key.h"
#include "wt-preferences-window.h"
#include "wt-sign-in-page.h"
#include "wt-toaster.h"
#include "wt-tokens-page.h"
#include "wt-window.h"

#define BUSY_AFTER_MS 500

/**
 * WtWindow:
 *
 * The frame around the pages: which one is seen, and what is wrong, derive from the account alone.
 */
struct _WtWindow
{
  AdwApplicationWindow  parent_instance;

  GSettings            *settings;
  WtAccounts           *accounts;
  WtAccount            *account; /* the one that is selected */
  GSignalGroup         *signals;
  WtClipboard          *clipboard;

  AdwToastOverlay      *toast_overlay;
  WtToaster            *toaster;
  GtkStack             *stack;
  GtkWidget            *sign_in_page; /* NULL until somebody signs in */
  AdwViewStack         *views;
  WtTokensPage         *tokens_page;
  AdwBin               *api_view; /* empty until it is looked at, as the next one */
  AdwBin               *cli_view;
  AdwViewSwitcherTitle *view_title;
  AdwViewSwitcherBar   *view_bar;
  WtAccountBanners     *banners;
  GtkWidget            *refresh_button;
  GtkStack             *refresh_stack;
  GtkSpinner           *refresh_spinner;
  GtkEventController   *keys;

  guint                 focus_idle;
  guint                 busy_timeout;
};

G_DEFINE_FINAL_TYPE (WtWindow, wt_window, ADW_TYPE_APPLICATION_WINDOW)

static void
show_toast_action (GtkWidget  *widget,
                   const char *action_name,
                   GVariant   *parameter)
{
  wt_toaster_show (WT_WINDOW (widget)->toaster, g_variant_get_string (parameter, NULL));
}

static void
refresh_action (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  wt_account_refresh (WT_WINDOW (widget)->account);
}

static void
signed_out_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (WtWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!wt_account_sign_out_finish (WT_ACCOUNT (source), result, &error) && error->domain == WT_ERROR)
    wt_toaster_show (self->toaster, error->message);
}

static void
sign_out_confirmed_cb (WtWindow *self)
{
  wt_clipboard_clear (self->clipboard);
  wt_account_sign_out_async (self->account, signed_out_cb, g_object_ref (self));
}

static void
sign_out_action (GtkWidget  *widget,
                 const char *action_name,
                 GVariant   *parameter)
{
  WtWindow *self = WT_WINDOW (widget);
  GtkWidget *dialog;

  dialog = wt_confirm_dialog_new (GTK_WINDOW (self), self->account,
                                  _("Sign Out?"),
                                  _("Your API key and the active token are removed from your keyring. Your tokens stay valid: programs that have one can go on using it."),
                                  _("Sign Out"));
  g_signal_connect_object (dialog, "confirmed", G_CALLBACK (sign_out_confirmed_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
sign_in_action (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  wt_accounts_ask_sign_in (WT_WINDOW (widget)->accounts);
}

static void
preferences_action (GtkWidget  *widget,
                    const char *action_name,
                    GVariant   *parameter)
{
  gtk_window_present (GTK_WINDOW (wt_preferences_window_new (GTK_WINDOW (widget), WT_WINDOW (widget)->settings)));
}

static void
copy_details_action (GtkWidget  *widget,
                     const char *action_name,
                     GVariant   *parameter)
{
  WtWindow *self = WT_WINDOW (widget);
  gboolean signing_in = wt_accounts_get_signing_in (self->accounts);
  const char *details = signing_in ? wt_sign_in_get_details (wt_accounts_get_sign_in (self->accounts))
                                   : wt_account_get_details (self->account);

  wt_widget_copy_text (GTK_WIDGET (self), self->clipboard, details, _("Details copied, without any secret"));
}

/* What the page that is seen wants to be done first. */
static void
grab_focus (WtWindow *self)
{
  GtkWidget *view = adw_view_stack_get_visible_child (self->views);
  GtkWidget *page = wt_accounts_get_signing_in (self->accounts) ? self->sign_in_page : adw_bin_get_child (ADW_BIN (view));

  gtk_widget_grab_focus (page);
}

/* The switcher is in the header bar where there is room for it, else at the bottom; and nowhere while signing in. */
static void
update_switcher (WtWindow *self)
{
  gboolean signing_in = self->accounts == NULL || wt_accounts_get_signing_in (self->accounts);
  gboolean is_narrow = adw_view_switcher_title_get_title_visible (self->view_title);

  adw_view_switcher_title_set_stack (self->view_title, signing_in ? NULL : self->views);
  adw_view_switcher_bar_set_stack (self->view_bar, !signing_in && is_narrow ? self->views : NULL);
  adw_view_switcher_bar_set_reveal (self->view_bar, !signing_in && is_narrow);
  gtk_widget_set_visible (GTK_WIDGET (self->view_bar), !signing_in && is_narrow);
  wt_account_banners_set_narrow (self->banners, is_narrow);
}

/* Of one of those that are built when they are looked at. */
static void
set_account_of_page (WtWindow  *self,
                     GtkWidget *page)
{
  if (WT_IS_API_PAGE (page))
    wt_api_page_set_account (WT_API_PAGE (page), self->settings, self->account, self->clipboard);
  else if (WT_IS_CLI_PAGE (page))
    wt_cli_page_set_account (WT_CLI_PAGE (page), self->account, self->clipboard);
}

static void
create_page (WtWindow *self,
             AdwBin   *view)
{
  GtkWidget *page = g_object_new (view == self->api_view ? WT_TYPE_API_PAGE : WT_TYPE_CLI_PAGE, NULL);

  adw_bin_set_child (view, page);
  set_account_of_page (self, page);
}

/* A page is built when it is looked at, because it takes as long as the rest of the window. What is not seen is hidden, or
 * assistive technology would still find it. */
static void
update_view (WtWindow *self)
{
  AdwBin *views[] = { ADW_BIN (gtk_widget_get_parent (GTK_WIDGET (self->tokens_page))), self->api_view, self->cli_view };
  GtkWidget *visible = adw_view_stack_get_visible_child (self->views);

  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    {
      gboolean is_visible = GTK_WIDGET (views[i]) == visible;

      if (is_visible && adw_bin_get_child (views[i]) == NULL)
        create_page (self, views[i]);
      if (adw_bin_get_child (views[i]) != NULL)
        gtk_widget_set_visible (adw_bin_get_child (views[i]), is_visible);
    }
}

static gboolean
focus_lost_cb (gpointer user_data)
{
  WtWindow *self = user_data;

  self->focus_idle = 0;
  if (gtk_window_get_focus (GTK_WINDOW (self)) == NULL)
    grab_focus (self);

  return G_SOURCE_REMOVE;
}

/* What had the focus went away, or cannot be used for now. It may be somebody's turn already to take it; but not after the
 * next frame, in which GTK would give it to what is first in the window. */
static void
focus_cb (WtWindow *self)
{
  if (gtk_window_get_focus (GTK_WINDOW (self)) == NULL && self->accounts != NULL && self->focus_idle == 0)
    self->focus_idle = g_idle_add_full (G_PRIORITY_HIGH_IDLE, focus_lost_cb, self, NULL);
}

static void
show_view (WtWindow   *self,
           const char *name)
{
  adw_view_stack_set_visible_child_name (self->views, name);
  grab_focus (self);
}

static void
show_view_action (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *parameter)
{
  show_view (WT_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

/* Accelerators know a digit only as what a key gives without Shift. */
static gboolean
key_pressed_cb (WtWindow *self)
{
  static const char *const views[] = { "tokens", "api", "cli" };
  int digit = wt_number_key_get_digit (gtk_event_controller_get_current_event (self->keys));

  if (digit < 1 || digit > (int) G_N_ELEMENTS (views))
    return GDK_EVENT_PROPAGATE;

  return gtk_widget_activate_action (GTK_WIDGET (self), "win.show-view", "s", views[digit - 1]);
}

static void
generate_action (GtkWidget  *widget,
                 const char *action_name,
                 GVariant   *parameter)
{
  WtWindow *self = WT_WINDOW (widget);

  show_view (self, "tokens");
  wt_tokens_page_generate (self->tokens_page);
}

/* Where nothing had the focus meanwhile, the button that appears is what is wanted first. */
static void
update_can_generate (WtWindow *self)
{
  focus_cb (self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.generate", wt_account_get_can_generate (self->account));
}

static GtkWidget *
ensure_sign_in_page (WtWindow *self)
{
  if (self->sign_in_page == NULL)
    {
      self->sign_in_page = g_object_new (WT_TYPE_SIGN_IN_PAGE, NULL);
      wt_sign_in_page_set_accounts (WT_SIGN_IN_PAGE (self->sign_in_page), self->accounts);
      gtk_stack_add_child (self->stack, self->sign_in_page);
    }

  return self->sign_in_page;
}

static void
update_page (WtWindow *self)
{
  gboolean signed_in = wt_account_get_signed_in (self->account);
  gboolean signing_in = wt_accounts_get_signing_in (self->accounts);
  GtkWidget *page = signing_in ? ensure_sign_in_page (self) : GTK_WIDGET (self->views);

  gtk_widget_set_visible (self->refresh_button, !signing_in);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.refresh", !signing_in);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.show-view", !signing_in);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.sign-in", !signing_in);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.sign-out", signed_in);
  wt_account_banners_set_signing_in (self->banners, signing_in);
  update_switcher (self);
  if (!signed_in)
    adw_view_stack_set_visible_child_name (self->views, "tokens");

  /* Another program may have signed out. */
  if (!signed_in)
    wt_clipboard_clear (self->clipboard);

  if (gtk_stack_get_visible_child (self->stack) == page)
    return;

  gtk_widget_set_visible (page, TRUE);
  gtk_stack_set_visible_child (self->stack, page);
  if (self->sign_in_page != NULL)
    gtk_widget_set_visible (self->sign_in_page, signing_in);
  gtk_widget_set_visible (GTK_WIDGET (self->views), !signing_in);
  grab_focus (self);
}

/* A spinner that is not seen, but spins, keeps the whole window drawing. */
static void
show_busy (WtWindow *self,
           gboolean  is_busy)
{
  gtk_spinner_set_spinning (self->refresh_spinner, is_busy);
  gtk_stack_set_visible_child_name (self->refresh_stack, is_busy ? "busy" : "idle");
}

static gboolean
busy_cb (gpointer user_data)
{
  WtWindow *self = user_data;

  self->busy_timeout = 0;
  show_busy (self, TRUE);

  return G_SOURCE_REMOVE;
}

/* What is over before one has looked is not worth a spinner. */
static void
update_busy (WtWindow *self)
{
  g_clear_handle_id (&self->busy_timeout, g_source_remove);
  if (wt_account_get_busy (self->account))
    self->busy_timeout = g_timeout_add (BUSY_AFTER_MS, busy_cb, self);
  else
    show_busy (self, FALSE);
}

/* Copy, close, paste is the commonest way of all: the process stays, out of sight, as long as it serves the paste. */
static gboolean
wt_window_close_request (GtkWindow *window)
{
  WtWindow *self = WT_WINDOW (window);

  if (!wt_clipboard_holds_secret (self->clipboard))
    return GTK_WINDOW_CLASS (wt_window_parent_class)->close_request (window);

  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);

  return GDK_EVENT_STOP;
}

static void
holds_secret_cb (WtWindow *self)
{
  if (!wt_clipboard_holds_secret (self->clipboard) && !gtk_widget_get_visible (GTK_WIDGET (self)))
    gtk_window_destroy (GTK_WINDOW (self));
}

static void
wt_window_dispose (GObject *object)
{
  WtWindow *self = WT_WINDOW (object);

  g_clear_handle_id (&self->focus_idle, g_source_remove);
  g_clear_handle_id (&self->busy_timeout, g_source_remove);
  g_clear_object (&self->toaster);
  g_clear_object (&self->settings);
  g_clear_object (&self->signals);
  g_clear_object (&self->account);
  g_clear_object (&self->accounts);
  g_clear_object (&self->clipboard);

  G_OBJECT_CLASS (wt_window_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.refresh", NULL, refresh_action);
  gtk_widget_class_install_action (widget_class, "win.generate", NULL, generate_action);
  gtk_widget_class_install_action (widget_class, "win.sign-out", NULL, sign_out_action);
  gtk_widget_class_install_action (widget_class, "win.sign-in", NULL, sign_in_action);
  gtk_widget_class_install_action (widget_class, "win.preferences", NULL, preferences_action);
  gtk_widget_class_install_action (widget_class, "win.copy-details", NULL, copy_details_action);
  gtk_widget_class_install_action (widget_class, "win.show-toast", "s", show_toast_action);
  gtk_widget_class_install_action (widget_class, "win.show-view", "s", show_view_action);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_r, GDK_CONTROL_MASK, "win.refresh", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F5, 0, "win.refresh", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_n, GDK_CONTROL_MASK, "win.generate", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_comma, GDK_CONTROL_MASK, "win.preferences", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                       "app.copy-active-token", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_1, GDK_ALT_MASK, "win.show-view", "s", "tokens");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_2, GDK_ALT_MASK, "win.show-view", "s", "api");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_3, GDK_ALT_MASK, "win.show-view", "s", "cli");
}

static void
wt_window_class_init (WtWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = wt_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = wt_window_close_request;

  g_type_ensure (WT_TYPE_ACCOUNT_BANNERS);
  g_type_ensure (WT_TYPE_TOKENS_PAGE);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/import/WorkbenchTokens/wt-window.ui");
  gtk_widget_class_bind_template_child (widget_class, WtWindow, toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, WtWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, WtWindow, views);
  gtk_widget_class_bind_template_child (widget_class, WtWindow, tokens_page);
  gtk_widget_class_bind_template_child (widget_class, WtWindow, api_view);
  gtk_widget_class_bind_template_child (widget_class, WtWindow, cli_view);
  gtk_widget_class_bind_template_child (widget_class, WtWindow, view_title);
  gtk_widget_class_bind_template_child (widget_class, WtWindow, view_bar);
  gtk_widget_class_bind_template_child (widget_class, WtWindow, banners);
  gtk_widget_class_bind_template_child (widget_class, WtWindow, refresh_button);
  gtk_widget_class_bind_template_child (widget_class, WtWindow, refresh_stack);
  gtk_widget_class_bind_template_child (widget_class, WtWindow, refresh_spinner);
  gtk_widget_class_bind_template_callback (widget_class, update_switcher);
  gtk_widget_class_bind_template_callback (widget_class, update_view);

  install_actions (widget_class);
}

static void
wt_window_init (WtWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->signals = g_signal_group_new (WT_TYPE_ACCOUNT);
  g_signal_group_connect_swapped (self->signals, "notify::signed-in", G_CALLBACK (update_page), self);
  g_signal_group_connect_swapped (self->signals, "notify::busy", G_CALLBACK (update_busy), self);
  g_signal_group_connect_swapped (self->signals, "notify::can-generate", G_CALLBACK (update_can_generate), self);
  self->toaster = wt_toaster_new (self->toast_overlay);
  self->keys = gtk_event_controller_key_new ();
  g_signal_connect_swapped (self->keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), self->keys);
  update_view (self);
}

/* The window is as large as it was when it was last used. */
static void
restore_size (WtWindow *self)
{
  GSettingsBindFlags flags = G_SETTINGS_BIND_DEFAULT;

  g_settings_bind (self->settings, "window-width", self, "default-width", flags);
  g_settings_bind (self->settings, "window-height", self, "default-height", flags);
  g_settings_bind (self->settings, "window-maximized", self, "maximized", flags);
}

/* Another account is looked at from now on, or the first one. */
static void
selected_cb (WtWindow *self)
{
  g_set_object (&self->account, wt_accounts_get_selected (self->accounts));

  wt_tokens_page_set_account (self->tokens_page, self->settings, self->account, self->clipboard);
  set_account_of_page (self, adw_bin_get_child (self->api_view));
  set_account_of_page (self, adw_bin_get_child (self->cli_view));
  wt_account_banners_set_account (self->banners, self->account);
  g_signal_group_set_target (self->signals, self->account);
  update_page (self);
  update_busy (self);
  update_can_generate (self);
}

/* What was chosen here is not what programs get. */
static void
overruled_cb (WtWindow *self)
{
  WtUserToken *token = wt_account_get_active_token (wt_accounts_get_selected (self->accounts));
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;

  if (token == NULL)
    return;

  name = wt_user_token_dup_display_name (token);
  /* Translators: %s is the name of a token */
  text = g_strdup_printf (_("Another program chose “%s”. It is the active token now."), name);
  wt_toaster_show (self->toaster, text);
}

GtkWidget *
wt_window_new (GtkApplication *application,
               GSettings      *settings,
               WtAccounts     *accounts,
               WtClipboard    *clipboard)
{
  WtWindow *self = g_object_new (WT_TYPE_WINDOW, "application", application, NULL);

  self->settings = g_object_ref (settings);
  self->accounts = g_object_ref (accounts);
  self->clipboard = g_object_ref (clipboard);
  restore_size (self);

  selected_cb (self);
  g_signal_connect_object (accounts, "notify::selected", G_CALLBACK (selected_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (accounts, "overruled", G_CALLBACK (overruled_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (accounts, "notify::signing-in", G_CALLBACK (update_page), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (clipboard, "notify::holds-secret", G_CALLBACK (holds_secret_cb), self, G_CONNECT_SWAPPED);
  grab_focus (self);
  g_signal_connect (self, "notify::focus-widget", G_CALLBACK (focus_cb), NULL);
  g_signal_connect (self, "notify::is-active", G_CALLBACK (focus_cb), NULL);

  return GTK_WIDGET (self);
}

/* Shows where the active token is, and copies it as soon as it is known. */
void
wt_window_copy_active_token (WtWindow *self)
{
  g_return_if_fail (WT_IS_WINDOW (self));

  if (!wt_accounts_get_signing_in (self->accounts))
    show_view (self, "tokens");
  wt_tokens_page_copy_active_token (self->tokens_page);
}
