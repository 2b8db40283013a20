/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-account-private.h"
#include "wt-accounts.h"
#include "wt-keyring-watch.h"
#include "wt-remembered.h"
#include "wt-server.h"
#include "wt-sign-in-private.h"

typedef enum
{
  PROP_SELECTED = 1,
  PROP_SIGNING_IN,
  PROP_SAVING,
} WtAccountsProperty;

static GParamSpec *properties[PROP_SAVING + 1];

/**
 * WtAccounts:
 *
 * The accounts of a user, and the one that is looked at. They never become another one: to switch is to select another
 * object, so that what comes late goes where it belongs.
 */
struct _WtAccounts
{
  GObject         parent_instance;

  GSettings      *settings;
  WtKeyring      *keyring;
  WtKeyringWatch *watch;          /* NULL before the start */
  WtChanges      *changes;
  WtPending      *pending;        /* in all of them */
  GHashTable     *accounts;       /* for each server that was looked at in this run */
  WtAccount      *selected;
  WtSignIn       *sign_in;
  gboolean        wants_sign_in;
  gboolean        is_started;
  gboolean        is_behind;      /* the keyring may not be as it was when it was looked into */
  gboolean        is_told;        /* because another program tells that it made a change */
  gboolean        is_overruled;   /* and what was chosen here has given way to it */
  gboolean        was_remembered; /* whether the selected server was, when it was selected */
  gboolean        signing_in;     /* as last notified */
};

enum
{
  OVERRULED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WtAccounts, wt_accounts, G_TYPE_OBJECT)

static void catch_up (WtAccounts *self);

static void
update_signing_in (WtAccounts *self)
{
  gboolean signing_in = self->wants_sign_in || wt_sign_in_get_busy (self->sign_in) ||
                        !wt_account_get_signed_in (self->selected);

  if (self->signing_in == signing_in)
    return;

  self->signing_in = signing_in;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SIGNING_IN]);
}

/* What the keyring has may have come meanwhile, and takes no page away before the user has seen what is wrong. */
static void
sign_in_cb (WtAccounts *self)
{
  if (wt_sign_in_get_error (self->sign_in) != NULL && wt_account_get_signed_in (self->selected))
    self->wants_sign_in = TRUE;
  update_signing_in (self);
}

static void
pending_cb (WtAccounts *self,
            guint       kind)
{
  if (kind == WT_PENDING_SAVING)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SAVING]);
  catch_up (self);
}

static gboolean
holds_what_was_stored (WtAccount *account)
{
  return account->vault != NULL && !wt_account_get_has_unsaved (account) &&
         !wt_credential_set_is_empty (wt_vault_get_credentials (account->vault));
}

static void
watch_cb (WtAccounts *self)
{
  GHashTableIter iter;
  gpointer account;

  self->is_behind = TRUE;
  catch_up (self);

  g_hash_table_iter_init (&iter, self->accounts);
  while (g_hash_table_iter_next (&iter, NULL, &account))
    if (account != self->selected && wt_account_get_has_unsaved (account))
      wt_account_look_again (account);
}

static void
changed_cb (WtAccounts *self)
{
  self->is_behind = TRUE;
  self->is_told = TRUE;
  catch_up (self);
}

static void
overruled_cb (WtAccounts *self)
{
  self->is_overruled = TRUE;
  changed_cb (self);
}

/* What the keyring did not take of accounts that were left is offered to it again. */
static void
keyring_state_cb (WtAccounts *self)
{
  GHashTableIter iter;
  gpointer account;

  if (wt_account_get_keyring_state (self->selected) != WT_KEYRING_OPEN)
    return;

  g_hash_table_iter_init (&iter, self->accounts);
  while (g_hash_table_iter_next (&iter, NULL, &account))
    wt_vault_save (WT_ACCOUNT (account)->vault);
}

/* There is no attempt to sign in any more. */
static void
end_sign_in (WtAccounts *self)
{
  self->wants_sign_in = FALSE;
  wt_sign_in_cancel (self->sign_in);
}

static void
set_selected (WtAccounts *self,
              WtAccount  *account)
{
  g_autoptr (WtAccount) before = self->selected;

  if (before != NULL)
    g_signal_handlers_disconnect_by_data (before, self);

  self->selected = g_object_ref (account);
  self->was_remembered = wt_remembered_is_server (self->settings, account->server);
  g_signal_connect_object (account, "notify::signed-in", G_CALLBACK (update_signing_in), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (account, "notify::keyring-state", G_CALLBACK (keyring_state_cb), self, G_CONNECT_SWAPPED);

  g_object_freeze_notify (G_OBJECT (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTED]);
  update_signing_in (self);
  g_object_thaw_notify (G_OBJECT (self));

  if (before != NULL)
    wt_account_leave (before);
}

static void
superseded_cb (WtAccounts *self,
               WtAccount  *next,
               WtAccount  *account);

/* Returns (transfer none): an account that has the place of the one before. */
static WtAccount *
add (WtAccounts *self,
     WtAccount  *account)
{
  g_signal_connect_object (account, "superseded", G_CALLBACK (superseded_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (account, "overruled", G_CALLBACK (overruled_cb), self, G_CONNECT_SWAPPED);
  account->is_started = self->is_started;
  g_hash_table_replace (self->accounts, g_strdup (account->server), account);

  return account;
}

static WtAccount *
create (WtAccounts *self,
        const char *server,
        WtVault    *vault)
{
  return add (self, wt_account_new (self->settings, self->changes, self->pending, server, vault));
}

static void
superseded_cb (WtAccounts *self,
               WtAccount  *next,
               WtAccount  *account)
{
  gboolean was_selected = account == self->selected;

  add (self, g_object_ref (next));
  if (was_selected)
    set_selected (self, next);
}

/* Returns (transfer none): the account on a server, with what is remembered of it. */
static WtAccount *
ensure (WtAccounts *self,
        const char *server)
{
  WtAccount *account = g_hash_table_lookup (self->accounts, server);
  g_autoptr (WtVault) vault = NULL;

  if (account != NULL)
    return account;

  vault = wt_vault_new (self->keyring, server);
  account = create (self, server, vault);
  wt_account_remember (account);

  return account;
}

/* Returns (transfer none): an account of which nothing is known, in the place of the one on the same server. */
static WtAccount *
replace (WtAccounts *self,
         const char *server,
         WtVault    *vault)
{
  WtAccount *before = g_hash_table_lookup (self->accounts, server);
  g_autoptr (WtAccount) held = before != NULL ? g_object_ref (before) : NULL;
  WtAccount *account = create (self, server, vault);

  if (before != NULL)
    wt_account_retire (before);

  return account;
}

static void
accepted_cb (WtAccounts *self,
             WtAttempt  *attempt)
{
  WtAccount *account = replace (self, wt_api_client_get_server (attempt->client), attempt->vault);

  wt_account_enter (account, attempt->client, attempt->credential, attempt->connection);
  self->wants_sign_in = FALSE;
  set_selected (self, account);
}

/* What was known, while the keyring is looked into. */
typedef struct
{
  GWeakRef         accounts;
  WtAccount       *account;
  WtCredentialSet  before;
  gboolean         was_told;
} Following;

static void
following_free (Following *self)
{
  g_weak_ref_clear (&self->accounts);
  g_object_unref (self->account);
  wt_credential_set_clear (&self->before);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Following, following_free)

/* What the user does here ends first; it is newer. */
static gboolean
is_occupied (WtAccounts *self)
{
  return wt_sign_in_get_busy (self->sign_in) ||
         (wt_pending_get_kinds (self->selected->pending) &
          (WT_PENDING_LOADING | WT_PENDING_CREATING | WT_PENDING_SIGNING_OUT)) != 0;
}

/* Another key may be another user's, and so may a token that the list does not have. */
static gboolean
is_same_user (Following *following)
{
  WtCredential *key = wt_vault_get_credentials (following->account->vault)->held[WT_CREDENTIAL_API_KEY];

  return wt_credential_equal (key, following->before.held[WT_CREDENTIAL_API_KEY]) &&
         (key != NULL || wt_account_has_stored (following->account));
}

static gboolean
has_same_credentials (WtAccount *account)
{
  return wt_credential_set_equal (wt_vault_get_credentials (account->vault), &account->known->credentials);
}

static void
follow (WtAccounts   *self,
        Following    *following,
        const GError *error)
{
  WtAccount *account = following->account;
  g_autoptr (WtVault) vault = g_object_ref (account->vault);

  if (wt_credential_set_is_empty (wt_vault_get_credentials (vault)))
    {
      if (error != NULL)
        return;

      end_sign_in (self);
      wt_account_clear (account);
      update_signing_in (self);
    }
  else if (is_same_user (following))
    {
      wt_account_follow (account);
      if (self->is_overruled)
        g_signal_emit (self, signals[OVERRULED], 0);
    }
  else
    {
      end_sign_in (self);
      account = replace (self, account->server, vault);
      wt_account_remember (account);
      set_selected (self, account);
      wt_account_adopt_stored (account);
    }
  self->is_overruled = FALSE;
}

/* What changed meanwhile is looked at after this was followed, and not in the middle of it. */
static void
end_loading (WtAccounts *self,
             WtAccount  *account)
{
  gboolean is_behind = self->is_behind;

  self->is_behind = FALSE;
  wt_pending_end (account->pending, WT_PENDING_LOADING);
  self->is_behind = self->is_behind || is_behind;
}

static void
reloaded_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (Following) following = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (WtAccounts) self = g_weak_ref_get (&following->accounts);

  wt_vault_load_finish (WT_VAULT (source), result, NULL, &error);
  if (self == NULL)
    {
      wt_pending_end (following->account->pending, WT_PENDING_LOADING);
      return;
    }

  end_loading (self, following->account);
  if (following->account == self->selected && is_occupied (self))
    {
      self->is_behind = TRUE;
      self->is_told = self->is_told || following->was_told;
    }
  else if (following->account == self->selected && (following->was_told || !has_same_credentials (following->account)))
    {
      follow (self, following, error);
    }
  catch_up (self);
}

/* Looks into the keyring as soon as nothing is in the way. What is not there any more is dropped only if it is another
 * program of ours that took it out: else it may be in a database that was closed. */
static void
catch_up (WtAccounts *self)
{
  WtAccount *account = self->selected;
  gboolean was_told = self->is_told;
  g_autofree char *remembered = NULL;
  Following *following;

  if (!self->is_behind || account->vault == NULL || is_occupied (self))
    return;

  self->is_behind = FALSE;
  self->is_told = FALSE;

  /* Who was signed in to the remembered server follows to the one that is remembered now. */
  remembered = wt_remembered_dup_server (self->settings);
  if (was_told && self->was_remembered && !g_str_equal (remembered, account->server))
    {
      wt_accounts_select (self, remembered);
      return;
    }

  if (!was_told && !holds_what_was_stored (account))
    {
      wt_account_look_again (account);
      return;
    }

  following = g_new0 (Following, 1);
  g_weak_ref_init (&following->accounts, self);
  following->account = g_object_ref (account);
  following->was_told = was_told;
  wt_credential_set_assign (&following->before, &account->known->credentials);
  wt_pending_begin (account->pending, WT_PENDING_LOADING);
  if (was_told)
    wt_vault_reload_async (account->vault, reloaded_cb, following);
  else
    wt_vault_load_async (account->vault, reloaded_cb, following);
}

/* The system tells when the network comes back; nothing is polled. */
static void
network_changed_cb (WtAccounts *self)
{
  if (wt_account_get_state (self->selected) == WT_ACCOUNT_OFFLINE &&
      g_network_monitor_get_network_available (g_network_monitor_get_default ()))
    wt_account_refresh (self->selected);
}

/* Where NetworkManager is asked, only the properties tell (GNetworkMonitorNM); elsewhere the signal does, too. */
static void
watch_network (WtAccounts *self)
{
  const char * const details[] = { "network-changed", "notify::network-available", "notify::connectivity" };

  for (gsize i = 0; i < G_N_ELEMENTS (details); i++)
    g_signal_connect_object (g_network_monitor_get_default (), details[i], G_CALLBACK (network_changed_cb), self,
                             G_CONNECT_SWAPPED);
}

static void
wt_accounts_dispose (GObject *object)
{
  WtAccounts *self = WT_ACCOUNTS (object);

  wt_sign_in_cancel (self->sign_in);
  g_clear_object (&self->watch);
  if (self->selected != NULL)
    wt_account_stop (self->selected);
  g_hash_table_remove_all (self->accounts);
  g_clear_object (&self->selected);

  G_OBJECT_CLASS (wt_accounts_parent_class)->dispose (object);
}

static void
wt_accounts_finalize (GObject *object)
{
  WtAccounts *self = WT_ACCOUNTS (object);

  g_hash_table_unref (self->accounts);
  g_clear_object (&self->sign_in);
  g_clear_object (&self->pending);
  g_clear_object (&self->changes);
  g_clear_object (&self->keyring);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (wt_accounts_parent_class)->finalize (object);
}

static void
wt_accounts_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  WtAccounts *self = WT_ACCOUNTS (object);

  switch ((WtAccountsProperty) prop_id)
    {
    case PROP_SELECTED:
      g_value_set_object (value, self->selected);
      return;
    case PROP_SIGNING_IN:
      g_value_set_boolean (value, self->signing_in);
      return;
    case PROP_SAVING:
      g_value_set_boolean (value, wt_accounts_get_saving (self));
      return;
    }

  G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
wt_accounts_class_init (WtAccountsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = wt_accounts_dispose;
  object_class->finalize = wt_accounts_finalize;
  object_class->get_property = wt_accounts_get_property;

  /**
   * WtAccounts::overruled:
   * @self: the accounts
   *
   * Emitted when a token that was chosen here, and could not be stored, has given way to one that another program chose
   * after it. That one is the active token now.
   */
  signals[OVERRULED] = g_signal_new ("overruled", WT_TYPE_ACCOUNTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                     0);

  properties[PROP_SELECTED] = g_param_spec_object ("selected", NULL, NULL, WT_TYPE_ACCOUNT, flags);
  properties[PROP_SIGNING_IN] = g_param_spec_boolean ("signing-in", NULL, NULL, FALSE, flags);
  properties[PROP_SAVING] = g_param_spec_boolean ("saving", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
wt_accounts_init (WtAccounts *self)
{
  self->keyring = wt_keyring_new ();
  self->pending = wt_pending_new (NULL);
  self->sign_in = wt_sign_in_new (self->pending);
  self->accounts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

/**
 * wt_accounts_new:
 * @settings: the application's settings
 * @server: (nullable): a normalised server address; %NULL for the remembered one
 *
 * Makes the accounts, of which the one on @server is selected, with what is remembered of it. Nothing is asked yet.
 *
 * Returns: (transfer full): the accounts
 */
WtAccounts *
wt_accounts_new (GSettings  *settings,
                 const char *server)
{
  WtAccounts *self;
  g_autofree char *remembered = NULL;

  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (WT_TYPE_ACCOUNTS, NULL);
  self->settings = g_object_ref (settings);
  self->changes = wt_changes_new (settings);
  remembered = wt_remembered_dup_server (settings);
  set_selected (self, ensure (self, server != NULL ? server : remembered));

  g_signal_connect_object (self->changes, "made", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->pending, "changed", G_CALLBACK (pending_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sign_in, "accepted", G_CALLBACK (accepted_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sign_in, "notify::busy", G_CALLBACK (sign_in_cb), self, G_CONNECT_SWAPPED);

  return self;
}

/**
 * wt_accounts_set_asks_nobody:
 * @self: the accounts
 * @asks_nobody: whether nobody is there, or wants to be asked
 *
 * What the keyring would have to ask its user about before it is removed is kept then.
 */
void
wt_accounts_set_asks_nobody (WtAccounts *self,
                             gboolean    asks_nobody)
{
  g_return_if_fail (WT_IS_ACCOUNTS (self));

  wt_keyring_set_asks_nobody (self->keyring, asks_nobody);
}

/**
 * wt_accounts_start:
 * @self: the accounts
 *
 * Asks the keyring, and with what it has the server. From then on an account that is offline asks again by itself when
 * the network comes back, what another program changed is followed, and a keyring that was in the way is asked again
 * when it is not as it was.
 */
void
wt_accounts_start (WtAccounts *self)
{
  g_return_if_fail (WT_IS_ACCOUNTS (self));

  if (!self->is_started)
    {
      watch_network (self);
      wt_changes_watch (self->changes);
      self->watch = wt_keyring_watch_new ();
      g_signal_connect_object (self->watch, "changed", G_CALLBACK (watch_cb), self, G_CONNECT_SWAPPED);
    }
  self->is_started = TRUE;
  self->selected->is_started = TRUE;
  wt_account_load (self->selected);
}

/**
 * wt_accounts_get_selected:
 * @self: the accounts
 *
 * Returns: (transfer none): the account that is looked at, which another object takes the place of when another one is
 */
WtAccount *
wt_accounts_get_selected (WtAccounts *self)
{
  g_return_val_if_fail (WT_IS_ACCOUNTS (self), NULL);

  return self->selected;
}

/**
 * wt_accounts_get_sign_in:
 * @self: the accounts
 *
 * Returns: (transfer none): the user's attempts to sign in, the same object for the whole life of @self
 */
WtSignIn *
wt_accounts_get_sign_in (WtAccounts *self)
{
  g_return_val_if_fail (WT_IS_ACCOUNTS (self), NULL);

  return self->sign_in;
}

/**
 * wt_accounts_get_signing_in:
 * @self: the accounts
 *
 * Returns: whether a credential is wanted: there is no account to show, or the user asked to sign in, or is doing so
 */
gboolean
wt_accounts_get_signing_in (WtAccounts *self)
{
  g_return_val_if_fail (WT_IS_ACCOUNTS (self), FALSE);

  return self->signing_in;
}

/**
 * wt_accounts_get_saving:
 * @self: the accounts
 *
 * Returns: whether a secret, of any of them, is on its way to a keyring that is open
 */
gboolean
wt_accounts_get_saving (WtAccounts *self)
{
  g_return_val_if_fail (WT_IS_ACCOUNTS (self), FALSE);

  return (wt_pending_get_kinds (self->pending) & WT_PENDING_SAVING) != 0;
}

/**
 * wt_accounts_select:
 * @self: the accounts
 * @server: a normalised server address, from wt_server_parse()
 *
 * Looks at the account on another server: what is stored for it, if anything. The one that is left keeps its secrets;
 * which server is remembered changes only with a successful sign-in.
 */
void
wt_accounts_select (WtAccounts *self,
                    const char *server)
{
  gboolean was_known;

  g_return_if_fail (WT_IS_ACCOUNTS (self));
  g_return_if_fail (server != NULL);

  if (g_str_equal (server, self->selected->server))
    return;

  was_known = g_hash_table_contains (self->accounts, server);
  end_sign_in (self);
  set_selected (self, ensure (self, server));

  /* What was known of it may be out of date: another program may have changed it while it was not looked at. */
  self->is_behind = self->is_behind || was_known;
  self->is_told = self->is_behind;
  if (was_known)
    catch_up (self);
  else
    wt_account_load (self->selected);
}

/**
 * wt_accounts_sign_in:
 * @self: the accounts
 * @address: a server address as it was typed
 * @kind: what @secret is
 * @secret: an API key or a User Token as it was typed or pasted
 *
 * Checks the credential with the server. If it is accepted it is stored, @address becomes the remembered server, and
 * whoever the credential belongs to is selected; if not, nothing is stored or changed, and #WtSignIn says why.
 */
void
wt_accounts_sign_in (WtAccounts       *self,
                     const char       *address,
                     WtCredentialKind  kind,
                     const char       *secret)
{
  g_autoptr (WtCredential) credential = NULL;
  g_autoptr (WtApiClient) client = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *server = NULL;
  WtAccount *account;

  g_return_if_fail (WT_IS_ACCOUNTS (self));

  credential = wt_credential_parse (kind, secret, &error);
  if (credential != NULL)
    server = wt_server_parse (address, &error);
  if (server == NULL)
    {
      wt_sign_in_fail (self->sign_in, error);
      return;
    }

  client = wt_account_create_client (self->settings, server);

  /* Changes by other programs are followed where the user looks; elsewhere the keyring has to be asked. */
  account = ensure (self, server);
  wt_sign_in_start (self->sign_in, client, account->vault,
                    account == self->selected && wt_vault_is_loaded (account->vault), credential);
}

/**
 * wt_accounts_ask_sign_in:
 * @self: the accounts
 *
 * Lets the user sign in again, for example with a key that replaces one that was refused. What there is stays until the
 * new credential was accepted.
 */
void
wt_accounts_ask_sign_in (WtAccounts *self)
{
  g_return_if_fail (WT_IS_ACCOUNTS (self));

  self->wants_sign_in = TRUE;
  update_signing_in (self);
}

/**
 * wt_accounts_cancel_sign_in:
 * @self: the accounts
 *
 * Gives up the attempt that is under way; or if there is none, the wish to sign in.
 */
void
wt_accounts_cancel_sign_in (WtAccounts *self)
{
  g_return_if_fail (WT_IS_ACCOUNTS (self));

  if (!wt_sign_in_get_busy (self->sign_in))
    self->wants_sign_in = FALSE;
  wt_sign_in_cancel (self->sign_in);
  update_signing_in (self);
}
