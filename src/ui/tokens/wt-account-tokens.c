/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "wt-account-tokens.h"
#include "wt-copying.h"
#include "wt-generate-dialog.h"
#include "wt-row-window.h"
#include "wt-token-filter.h"
#include "wt-token-row.h"

/* That Page Up and Page Down go on. */
#define PAGE_ROWS 5

/**
 * WtAccountTokens:
 *
 * The Account Tokens widget of the Account Settings page: the tokens, and Generate Token while there is none.
 */
struct _WtAccountTokens
{
  GtkWidget    parent_instance;

  GSettings     *settings;
  WtAccount     *account;
  GSignalGroup  *signals;
  GSignalGroup  *list_signals;
  WtClipboard   *clipboard;
  WtTokenFilter *filter;
  GListModel    *found;

  GtkWidget   *group;
  GtkLabel    *found_label;
  WtRowWindow *row_window;
  GtkWidget   *list;
  GtkWidget   *none_found;
  GtkWidget   *empty;
  GtkLabel    *empty_label;
  GtkWidget   *generate_button;
  GtkWidget   *sign_in_button;
  GtkWidget   *enough_label;
  GtkLabel    *skipped_label;
  WtUserToken *next_token;
  guint        next_place;
  gboolean     owes_focus;
  gboolean     owes_copy;
  guint        next_frame;
};

G_DEFINE_FINAL_TYPE (WtAccountTokens, wt_account_tokens, GTK_TYPE_WIDGET)

static gboolean focus_token (WtAccountTokens *self,
                             WtUserToken     *token);

static gboolean
next_frame_cb (GtkWidget     *widget,
               GdkFrameClock *clock,
               gpointer       user_data)
{
  WtAccountTokens *self = WT_ACCOUNT_TOKENS (widget);
  g_autoptr (WtUserToken) token = g_steal_pointer (&self->next_token);

  self->next_frame = 0;
  if (self->owes_focus)
    gtk_widget_grab_focus (widget);
  else
    focus_token (self, token);

  return G_SOURCE_REMOVE;
}

/* What has no place yet cannot be scrolled to when it gets the focus, so a new row is left for the next frame. */
static gboolean
focus_token (WtAccountTokens *self,
             WtUserToken     *token)
{
  GtkListBoxRow *row = token != NULL ? wt_row_window_get_row (self->row_window, token) : NULL;

  g_clear_object (&self->next_token);
  if (row != NULL && gtk_widget_get_height (GTK_WIDGET (row)) > 0)
    return wt_token_row_focus_copy (WT_TOKEN_ROW (row));

  if (row == NULL && (token == NULL || !wt_row_window_reveal (self->row_window, token)))
    return FALSE;

  self->next_token = g_object_ref (token);
  if (self->next_frame == 0)
    self->next_frame = gtk_widget_add_tick_callback (GTK_WIDGET (self), next_frame_cb, NULL, NULL);

  return FALSE;
}

static void
move_cursor_cb (WtAccountTokens *self,
                GtkMovementStep  step,
                int              count)
{
  int n_found = g_list_model_get_n_items (self->found);
  g_autoptr (WtUserToken) token = NULL;

  /* Keys can be faster than frames. */
  if (self->next_token == NULL)
    self->next_place = wt_row_window_get_focused (self->row_window);
  if (self->next_place == G_MAXUINT)
    return;

  if (step == GTK_MOVEMENT_BUFFER_ENDS)
    count *= n_found;
  else if (step == GTK_MOVEMENT_PAGES)
    count *= PAGE_ROWS;

  self->next_place = CLAMP ((int) self->next_place + count, 0, n_found - 1);
  token = g_list_model_get_item (self->found, self->next_place);
  focus_token (self, token);
}

static void
generate_cb (WtAccountTokens *self)
{
  GtkWidget *dialog = wt_generate_dialog_new (self->account, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))));

  g_signal_connect_object (dialog, "generated", G_CALLBACK (gtk_widget_grab_focus), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static GtkWidget *
create_row_cb (gpointer item,
               gpointer user_data)
{
  WtAccountTokens *self = user_data;

  return wt_token_row_new (self->settings, self->account, self->clipboard, item);
}

static void
sign_in_cb (WtAccountTokens *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.sign-in", NULL);
}

static const char *
get_empty_text (WtAccountTokens *self)
{
  if (wt_account_get_needs_api_key (self->account))
    return _("You have no user token. Generating one needs your API key.");

  switch (wt_account_get_state (self->account))
    {
    case WT_ACCOUNT_READY:
    case WT_ACCOUNT_REFUSED:
      return _("You have no user token yet.");
    case WT_ACCOUNT_LOADING:
    case WT_ACCOUNT_SIGNED_OUT:
    case WT_ACCOUNT_CONNECTING:
      return _("Your tokens will appear here.");
    case WT_ACCOUNT_OFFLINE:
    case WT_ACCOUNT_FAILED:
      return _("Your tokens could not be read yet.");
    }

  g_assert_not_reached ();
}

static void
update_found (WtAccountTokens *self)
{
  gboolean is_searching = wt_token_filter_is_set (self->filter);
  guint n_found = g_list_model_get_n_items (self->found);
  g_autofree char *text = g_strdup_printf (ngettext ("%u token matches.", "%u tokens match.", n_found), n_found);

  gtk_label_set_label (self->found_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->found_label), is_searching && n_found > 0);
  gtk_widget_set_visible (self->none_found, is_searching && n_found == 0);
  gtk_widget_set_visible (GTK_WIDGET (self->row_window), n_found > 0);
  gtk_widget_set_visible (self->list, n_found > 0);
}

static void
update (WtAccountTokens *self)
{
  gboolean is_empty = g_list_model_get_n_items (wt_account_get_tokens (self->account)) == 0;
  guint n_skipped = wt_account_get_n_skipped (self->account);
  g_autofree char *skipped = NULL;

  skipped = g_strdup_printf (ngettext ("%u token could not be read.", "%u tokens could not be read.", n_skipped),
                             n_skipped);

  gtk_widget_set_visible (self->empty, is_empty);
  gtk_label_set_label (self->empty_label, get_empty_text (self));
  gtk_widget_set_visible (self->generate_button, wt_account_get_can_generate (self->account));
  gtk_widget_set_visible (self->sign_in_button, wt_account_get_needs_api_key (self->account));
  gtk_widget_set_visible (self->enough_label, !is_empty);
  gtk_label_set_label (self->skipped_label, skipped);
  gtk_widget_set_visible (GTK_WIDGET (self->skipped_label), n_skipped > 0);
  update_found (self);
}

/* GTK gives the focus to what cannot be seen, too. */
static gboolean
focus_if_visible (GtkWidget *widget)
{
  return gtk_widget_get_visible (widget) && gtk_widget_grab_focus (widget);
}

/* What is wanted most: to copy the active token, or to generate the first one. As long as neither can be done, the focus
 * is owed. */
static gboolean
wt_account_tokens_grab_focus (GtkWidget *widget)
{
  WtAccountTokens *self = WT_ACCOUNT_TOKENS (widget);

  self->owes_focus = !focus_token (self, wt_account_get_active_token (self->account)) &&
                     !focus_if_visible (self->generate_button);

  return !self->owes_focus;
}

/* Until the next frame, in which GTK chooses anything else, what went away is still what has the focus. */
static gboolean
has_focus (GtkRoot *root)
{
  GtkWidget *focus = gtk_root_get_focus (root);

  return focus != NULL && gtk_widget_get_root (focus) == root;
}

/* A row that went away took the focus with it, or could not take it yet. */
static void
keep_focus (WtAccountTokens *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (root != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)) && (self->owes_focus || !has_focus (root)))
    gtk_widget_grab_focus (GTK_WIDGET (self));
}

/* Nothing more of it is to come where the keyring is not open, or the server is not being asked. */
static gboolean
is_waiting_for_value (WtAccountTokens *self)
{
  switch (wt_account_get_state (self->account))
    {
    case WT_ACCOUNT_LOADING:
    case WT_ACCOUNT_CONNECTING:
      return wt_account_get_keyring_state (self->account) == WT_KEYRING_OPEN;
    case WT_ACCOUNT_SIGNED_OUT:
    case WT_ACCOUNT_READY:
    case WT_ACCOUNT_OFFLINE:
    case WT_ACCOUNT_REFUSED:
    case WT_ACCOUNT_FAILED:
      return FALSE;
    }

  g_assert_not_reached ();
}

static void
pay_copy (WtAccountTokens *self)
{
  WtUserToken *token = wt_account_get_active_token (self->account);
  WtCredential *credential = token != NULL ? wt_user_token_get_credential (token) : NULL;
  gboolean has_value = credential != NULL;

  if (!self->owes_copy)
    return;

  self->owes_copy = !has_value && is_waiting_for_value (self);
  if (!has_value)
    return;

  if (wt_clipboard_can_copy (self->clipboard))
    wt_widget_copy_secret (GTK_WIDGET (self), self->clipboard, wt_credential_get_value (credential), WT_COPIED_TOKEN);
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-toast", "s", _("Press Enter to copy"));
}

static void
wt_account_tokens_dispose (GObject *object)
{
  WtAccountTokens *self = WT_ACCOUNT_TOKENS (object);

  g_clear_pointer (&self->group, gtk_widget_unparent);
  g_clear_object (&self->signals);
  g_clear_object (&self->list_signals);
  g_clear_object (&self->settings);
  g_clear_object (&self->account);
  g_clear_object (&self->clipboard);
  g_clear_object (&self->found);
  g_clear_object (&self->next_token);
  g_clear_object (&self->filter);

  G_OBJECT_CLASS (wt_account_tokens_parent_class)->dispose (object);
}

static void
wt_account_tokens_class_init (WtAccountTokensClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = wt_account_tokens_dispose;
  widget_class->grab_focus = wt_account_tokens_grab_focus;

  g_type_ensure (WT_TYPE_ROW_WINDOW);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/import/WorkbenchTokens/wt-account-tokens.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, WtAccountTokens, group);
  gtk_widget_class_bind_template_child (widget_class, WtAccountTokens, found_label);
  gtk_widget_class_bind_template_child (widget_class, WtAccountTokens, row_window);
  gtk_widget_class_bind_template_child (widget_class, WtAccountTokens, list);
  gtk_widget_class_bind_template_child (widget_class, WtAccountTokens, none_found);
  gtk_widget_class_bind_template_child (widget_class, WtAccountTokens, empty);
  gtk_widget_class_bind_template_child (widget_class, WtAccountTokens, empty_label);
  gtk_widget_class_bind_template_child (widget_class, WtAccountTokens, generate_button);
  gtk_widget_class_bind_template_child (widget_class, WtAccountTokens, sign_in_button);
  gtk_widget_class_bind_template_child (widget_class, WtAccountTokens, enough_label);
  gtk_widget_class_bind_template_child (widget_class, WtAccountTokens, skipped_label);
  gtk_widget_class_bind_template_callback (widget_class, generate_cb);
  gtk_widget_class_bind_template_callback (widget_class, move_cursor_cb);
  gtk_widget_class_bind_template_callback (widget_class, sign_in_cb);
}

static void
wt_account_tokens_init (WtAccountTokens *self)
{
  static const struct
  {
    const char *signal;
    void (*update) (WtAccountTokens *);
  } updates[] = {
    { "notify::state", update },
    { "notify::can-generate", update },
    { "notify::needs-api-key", update },
    { "notify::n-skipped", update },
    { "notify::active-token", keep_focus },
    { "notify::can-generate", keep_focus },
    { "notify::active-token", pay_copy },
    { "notify::keyring-state", pay_copy },
    { "notify::state", pay_copy },
  };

  gtk_widget_init_template (GTK_WIDGET (self));

  self->filter = wt_token_filter_new ();
  self->found = G_LIST_MODEL (gtk_filter_list_model_new (NULL, g_object_ref (GTK_FILTER (self->filter))));
  g_signal_connect_object (self->found, "items-changed", G_CALLBACK (keep_focus), self, G_CONNECT_SWAPPED);

  self->signals = g_signal_group_new (WT_TYPE_ACCOUNT);
  for (gsize i = 0; i < G_N_ELEMENTS (updates); i++)
    g_signal_group_connect_swapped (self->signals, updates[i].signal, G_CALLBACK (updates[i].update), self);
  self->list_signals = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_swapped (self->list_signals, "items-changed", G_CALLBACK (update), self);
}

/* Shows this account's tokens from now on. A copy that is owed is owed of the one before. */
void
wt_account_tokens_set_account (WtAccountTokens *self,
                               GSettings       *settings,
                               WtAccount       *account,
                               WtClipboard     *clipboard)
{
  gboolean is_first = self->account == NULL;

  g_return_if_fail (WT_IS_ACCOUNT_TOKENS (self));

  g_set_object (&self->settings, settings);
  g_set_object (&self->account, account);
  g_set_object (&self->clipboard, clipboard);
  self->owes_copy = FALSE;

  if (is_first)
    wt_row_window_bind_model (self->row_window, self->found, create_row_cb, self);
  gtk_filter_list_model_set_model (GTK_FILTER_LIST_MODEL (self->found), wt_account_get_tokens (account));
  g_signal_group_set_target (self->signals, account);
  g_signal_group_set_target (self->list_signals, wt_account_get_tokens (account));
  update (self);
}

/* Shows only the tokens that @text is found in, from the first one on; all of them if it is empty. What was found is an
 * alert, which is read out when it appears, so it appears anew each time. */
void
wt_account_tokens_search (WtAccountTokens *self,
                          const char      *text)
{
  g_autoptr (WtUserToken) first = NULL;

  g_return_if_fail (WT_IS_ACCOUNT_TOKENS (self));
  g_return_if_fail (text != NULL);

  gtk_widget_set_visible (GTK_WIDGET (self->found_label), FALSE);
  gtk_widget_set_visible (self->none_found, FALSE);
  wt_token_filter_set_text (self->filter, text);
  update_found (self);

  first = g_list_model_get_item (self->found, 0);
  if (first != NULL)
    wt_row_window_reveal (self->row_window, first);
}

/* The first of those that are shown. */
void
wt_account_tokens_focus_first (WtAccountTokens *self)
{
  g_autoptr (WtUserToken) token = NULL;

  g_return_if_fail (WT_IS_ACCOUNT_TOKENS (self));

  token = g_list_model_get_item (self->found, 0);
  if (token != NULL)
    focus_token (self, token);
}

/* As soon as its value is there. */
void
wt_account_tokens_copy_active_token (WtAccountTokens *self)
{
  g_return_if_fail (WT_IS_ACCOUNT_TOKENS (self));

  self->owes_copy = TRUE;
  pay_copy (self);
}

/* As the button does. There is none where no token may be generated. */
void
wt_account_tokens_generate (WtAccountTokens *self)
{
  g_return_if_fail (WT_IS_ACCOUNT_TOKENS (self));

  if (gtk_widget_get_visible (self->generate_button))
    generate_cb (self);
}
