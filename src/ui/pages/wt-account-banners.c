/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "wt-account-banners.h"
#include "wt-banner.h"
#include "wt-confirm-dialog.h"
#include "wt-error.h"
#include "wt-session-bus.h"

/**
 * WtAccountBanners:
 *
 * What is wrong with the account, and what with its keyring, and for each a button that helps.
 */
struct _WtAccountBanners
{
  GtkWidget  parent_instance;

  WtAccount    *account;
  GSignalGroup *signals;
  gboolean      signing_in;

  GtkWidget *content;
  WtBanner  *keyring_banner;
  WtBanner  *account_banner;
};

G_DEFINE_FINAL_TYPE (WtAccountBanners, wt_account_banners, GTK_TYPE_WIDGET)

/* Another credential is wanted only where none of those that there are was accepted, or is good for this. */
static gboolean
needs_credential (WtAccountBanners *self)
{
  return wt_error_is_refusal (wt_account_get_error (self->account));
}

/* To retry would be to generate again, where it is not known whether a token was generated. */
static const char *
get_button_label (WtAccountBanners *self)
{
  if (needs_credential (self))
    return _("Sign In Again");
  if (g_error_matches (wt_account_get_error (self->account), WT_ERROR, WT_ERROR_OUTCOME_UNKNOWN))
    return _("Check Again");

  return _("Retry");
}

static void
account_banner_cb (WtAccountBanners *self)
{
  if (needs_credential (self))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.sign-in", NULL);
  else
    wt_account_refresh (self->account);
}

static void
begun_anew_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (WtAccountBanners) self = user_data;
  g_autofree char *path = wt_account_begin_anew_finish (WT_ACCOUNT (source), result, NULL);
  g_autofree char *name = path != NULL ? g_filename_display_basename (path) : NULL;
  g_autofree char *text = NULL;

  /* What did not work is told by the banner. */
  if (name == NULL)
    return;

  /* Translators: %s is the name of a file */
  text = g_strdup_printf (_("The old file is kept as %s"), name);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-toast", "s", text);
}

static void
begin_anew_cb (WtAccountBanners *self)
{
  wt_account_begin_anew_async (self->account, begun_anew_cb, g_object_ref (self));
}

static void
ask_to_begin_anew (WtAccountBanners *self)
{
  GtkWidget *dialog;

  dialog = wt_confirm_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->account,
                                  _("Begin Anew?"),
                                  _("The file gets another name, and stays in its folder. What is stored in it cannot be used until it is restored."),
                                  _("Begin Anew"));
  g_signal_connect_object (dialog, "confirmed", G_CALLBACK (begin_anew_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
retry_keyring_cb (WtAccountBanners *self)
{
  if (wt_account_get_keyring_state (self->account) == WT_KEYRING_DAMAGED)
    ask_to_begin_anew (self);
  else
    wt_account_retry_keyring (self->account);
}

/* While nobody refused the token, or what it is for, it still works. */
static gboolean
is_token_good (const GError *error)
{
  return !wt_error_is_refusal (error) && !g_error_matches (error, WT_ERROR, WT_ERROR_TOKEN_REFUSED);
}

static void
show_problem (WtAccountBanners *self,
              const GError     *error)
{
  WtUserToken *token = wt_account_get_active_token (self->account);
  gboolean has_value = token != NULL && wt_user_token_get_credential (token) != NULL;
  gboolean has_details = wt_account_get_details (self->account) != NULL;
  g_autofree char *text = NULL;

  if (has_value && is_token_good (error))
    text = g_strconcat (error->message, "\n", _("Your stored token still works and can be copied."), NULL);

  wt_banner_show (self->account_banner, text != NULL ? text : error->message, get_button_label (self), has_details);
}

static void
update_account_banner (WtAccountBanners *self)
{
  const GError *refusal = wt_account_get_refusal (self->account);

  /* Who signs in is about to change it. */
  if (self->signing_in)
    {
      wt_banner_hide (self->account_banner);
      return;
    }

  switch (wt_account_get_state (self->account))
    {
    case WT_ACCOUNT_OFFLINE:
    case WT_ACCOUNT_REFUSED:
    case WT_ACCOUNT_FAILED:
      show_problem (self, wt_account_get_error (self->account));
      break;
    case WT_ACCOUNT_CONNECTING:
      wt_banner_wait (self->account_banner);
      break;
    case WT_ACCOUNT_READY:
      if (refusal != NULL)
        show_problem (self, refusal);
      else
        wt_banner_hide (self->account_banner);
      break;
    case WT_ACCOUNT_LOADING:
    case WT_ACCOUNT_SIGNED_OUT:
      wt_banner_hide (self->account_banner);
      break;
    }
}

static const char *
describe_lock (WtAccountBanners *self,
               gboolean          has_unsaved)
{
  if (g_error_matches (wt_account_get_keyring_error (self->account), WT_ERROR, WT_ERROR_KEYRING_NOT_ALLOWED))
    return has_unsaved ? _("Your keyring asks you before this app may change what is stored in it.")
                       : _("Your keyring asks you before this app may use the token that is stored in it.");

  return has_unsaved ? _("Your keyring is locked. Unlock it to keep you signed in.")
                     : _("Your keyring is locked. Unlock it to use the token that is stored in it.");
}

/* To retry helps where there is a service that may answer. */
static void
show_unavailable (WtAccountBanners *self)
{
  gboolean has_unsaved = wt_account_get_has_unsaved (self->account);

  if (wt_session_bus_get_trouble () != NULL)
    wt_banner_show (self->keyring_banner,
                    has_unsaved ? _("There is no session bus, so nothing can be stored. You stay signed in until you quit.")
                                : _("There is no session bus, so your keyring cannot be read. Start this in a desktop session to use what is stored."),
                    NULL, FALSE);
  else
    wt_banner_show (self->keyring_banner,
                    has_unsaved ? _("The keyring service does not answer. You stay signed in until you quit.")
                                : _("The keyring service does not answer, so what is stored in it cannot be read."),
                    _("Retry"), FALSE);
}

static void
update_keyring_banner (WtAccountBanners *self)
{
  const GError *error = wt_account_get_keyring_error (self->account);
  gboolean has_unsaved = wt_account_get_has_unsaved (self->account);
  gboolean is_missing = g_error_matches (error, WT_ERROR, WT_ERROR_KEYRING_MISSING);

  switch (wt_account_get_keyring_state (self->account))
    {
    case WT_KEYRING_LOCKED:
      wt_banner_show (self->keyring_banner, describe_lock (self, has_unsaved), _("Unlock"), FALSE);
      break;
    case WT_KEYRING_ABSENT:
      wt_banner_show (self->keyring_banner,
                      _("You have no keyring yet. Create one to stay signed in."), _("Create Keyring"), FALSE);
      break;
    case WT_KEYRING_UNAVAILABLE:
      show_unavailable (self);
      break;
    case WT_KEYRING_FAILING:
      wt_banner_show (self->keyring_banner, error->message, is_missing ? _("Store Again") : _("Retry"), FALSE);
      break;
    case WT_KEYRING_DAMAGED:
      wt_banner_show (self->keyring_banner, error->message, _("Begin Anew…"), FALSE);
      break;
    case WT_KEYRING_OPEN:
      wt_banner_hide (self->keyring_banner);
      break;
    }

  if (wt_account_get_opening (self->account))
    wt_banner_wait (self->keyring_banner);
}

static void
details_cb (WtAccountBanners *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.copy-details", NULL);
}

static void
wt_account_banners_dispose (GObject *object)
{
  WtAccountBanners *self = WT_ACCOUNT_BANNERS (object);

  g_clear_object (&self->signals);
  g_clear_object (&self->account);
  g_clear_pointer (&self->content, gtk_widget_unparent);

  G_OBJECT_CLASS (wt_account_banners_parent_class)->dispose (object);
}

static void
wt_account_banners_class_init (WtAccountBannersClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wt_account_banners_dispose;

  g_type_ensure (WT_TYPE_BANNER);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/import/WorkbenchTokens/wt-account-banners.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, WtAccountBanners, content);
  gtk_widget_class_bind_template_child (widget_class, WtAccountBanners, keyring_banner);
  gtk_widget_class_bind_template_child (widget_class, WtAccountBanners, account_banner);
  gtk_widget_class_bind_template_callback (widget_class, account_banner_cb);
  gtk_widget_class_bind_template_callback (widget_class, details_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_keyring_cb);
}

static void
wt_account_banners_init (WtAccountBanners *self)
{
  static const struct
  {
    const char *signal;
    void (*update) (WtAccountBanners *);
  } updates[] = {
    { "notify::state", update_account_banner },
    { "notify::error", update_account_banner },
    { "notify::refusal", update_account_banner },
    { "notify::details", update_account_banner },
    { "notify::active-token", update_account_banner },
    { "notify::keyring-state", update_keyring_banner },
    { "notify::has-unsaved", update_keyring_banner },
    { "notify::opening", update_keyring_banner },
  };

  gtk_widget_init_template (GTK_WIDGET (self));

  self->signals = g_signal_group_new (WT_TYPE_ACCOUNT);
  for (gsize i = 0; i < G_N_ELEMENTS (updates); i++)
    g_signal_group_connect_swapped (self->signals, updates[i].signal, G_CALLBACK (updates[i].update), self);
}

/* Shows what is wrong with this account from now on. */
void
wt_account_banners_set_account (WtAccountBanners *self,
                                WtAccount        *account)
{
  g_return_if_fail (WT_IS_ACCOUNT_BANNERS (self));

  g_set_object (&self->account, account);
  g_signal_group_set_target (self->signals, account);
  update_account_banner (self);
  update_keyring_banner (self);
}

/* On the sign-in page only the keyring's troubles are shown. */
void
wt_account_banners_set_signing_in (WtAccountBanners *self,
                                   gboolean          signing_in)
{
  g_return_if_fail (WT_IS_ACCOUNT_BANNERS (self));

  self->signing_in = signing_in;
  update_account_banner (self);
}

void
wt_account_banners_set_narrow (WtAccountBanners *self,
                               gboolean          is_narrow)
{
  g_return_if_fail (WT_IS_ACCOUNT_BANNERS (self));

  wt_banner_set_narrow (self->keyring_banner, is_narrow);
  wt_banner_set_narrow (self->account_banner, is_narrow);
}
