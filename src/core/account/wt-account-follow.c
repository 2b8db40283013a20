/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-account-private.h"
#include "wt-error.h"
#include "wt-facts.h"

#define KEY_CHANGES "changes"
#define MAX_STEP 65536

/* The window and the command line have the same account. Whoever changed what the keyring has moves a counter in the
 * settings, and the other one looks. */

/* What is known of an account while it is looked at again. */
typedef struct
{
  WtAccount    *account;
  WtCredential *key_before;
} Following;

/* Two that move it at once must not arrive at the same number, so the step is any. */
void
wt_account_tell_change (WtAccount *self)
{
  self->changes = g_settings_get_uint (self->settings, KEY_CHANGES) + g_random_int_range (1, MAX_STEP);
  g_settings_set_uint (self->settings, KEY_CHANGES, self->changes);
}

/* What the user does here ends first; it is newer. */
static gboolean
is_occupied (WtAccount *self)
{
  return self->n_loading > 0 || self->is_generating || self->is_signing_out || self->candidate != NULL;
}

/* The stored token is the active one. A list that does not have it is somebody else's, or out of date. */
static void
follow_token (WtAccount *self)
{
  g_autoptr (WtUserToken) remembered = wt_facts_load_token (self->settings, self->server);
  g_autoptr (WtUserToken) listed = wt_account_find_stored (self);

  wt_account_set_active_token (self, listed != NULL ? listed : remembered);
  if (listed == NULL)
    wt_account_show_stored (self);
}

/* Another key may be another user's. */
static void
follow_key (WtAccount *self)
{
  g_autoptr (WtUser) user = wt_facts_load_user (self->settings, self->server);

  self->wants_sign_in = FALSE;
  self->sign_in_failed = FALSE;
  wt_account_set_user (self, user);
}

static void
following_free (Following *following)
{
  g_object_unref (following->account);
  g_clear_pointer (&following->key_before, wt_credential_unref);
  g_free (following);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Following, following_free)

static void
follow (WtAccount    *self,
        WtCredential *key_before,
        const GError *error)
{
  WtCredential *key = wt_vault_get (self->vault, WT_CREDENTIAL_API_KEY);
  g_autoptr (WtUserToken) listed = NULL;

  if (key == NULL && wt_vault_get (self->vault, WT_CREDENTIAL_USER_TOKEN) == NULL)
    {
      if (error != NULL)
        return;

      wt_account_stop_connecting (self);
      wt_account_forget (self);
      return;
    }

  listed = wt_account_find_stored (self);
  if (key != key_before || listed == NULL)
    wt_account_leave (self);
  if (key != key_before)
    follow_key (self);
  follow_token (self);
  wt_account_connect_anew (self);
}

static void
reloaded_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (Following) following = user_data;
  g_autoptr (GError) error = NULL;
  WtAccount *self = following->account;

  wt_vault_load_finish (WT_VAULT (source), result, &error);
  self->n_loading--;

  g_object_freeze_notify (G_OBJECT (self));

  if (self->vault == WT_VAULT (source) && is_occupied (self))
    self->is_behind = TRUE;
  else if (self->vault == WT_VAULT (source))
    follow (self, following->key_before, error);
  wt_account_update_derived (self);

  g_object_thaw_notify (G_OBJECT (self));
}

/* Looks at what another program changed, as soon as nothing is in the way. */
void
wt_account_catch_up (WtAccount *self)
{
  g_autofree char *remembered = NULL;
  Following *following;
  WtCredential *key;

  if (!self->is_behind || is_occupied (self))
    return;

  self->is_behind = FALSE;

  /* Who was signed in to the remembered server follows to the one that is remembered now. */
  remembered = wt_account_dup_remembered_server (self);
  if (self->was_remembered && !g_str_equal (remembered, self->server))
    {
      wt_account_use_server (self, remembered);
      return;
    }

  key = wt_vault_get (self->vault, WT_CREDENTIAL_API_KEY);
  following = g_new0 (Following, 1);
  following->account = g_object_ref (self);
  following->key_before = key != NULL ? wt_credential_ref (key) : NULL;
  self->n_loading++;
  wt_vault_reload_async (self->vault, reloaded_cb, following);
}

static void
changed_cb (WtAccount *self)
{
  guint changes = g_settings_get_uint (self->settings, KEY_CHANGES);

  if (changes == self->changes)
    return;

  self->changes = changes;
  self->is_behind = TRUE;
  wt_account_catch_up (self);
}

/* The system tells when the settings change; nothing is polled. */
void
wt_account_watch_changes (WtAccount *self)
{
  g_signal_connect_object (self->settings, "changed::" KEY_CHANGES, G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);

  /* A key that was never read is not watched. */
  self->changes = g_settings_get_uint (self->settings, KEY_CHANGES);
}
