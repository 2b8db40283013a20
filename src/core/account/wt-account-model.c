/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "wt-account-model.h"
#include "wt-error.h"
#include "wt-pending.h"
#include "wt-server.h"
#include "wt-token-list.h"

/**
 * WtAccountModel:
 *
 * What is known of one account, and what each thing that is learned of it changes. It asks nobody: no server, no
 * keyring, no settings, no clock.
 *
 *   learned            | state afterwards            | needs
 *   -------------------|-----------------------------|------------------------------------------
 *   loaded, something  | as before                   | CONNECT; nothing if the user was faster
 *   loaded, nothing    | SIGNED_OUT, if LOADING      | FORGET_FACTS
 *   connecting         | CONNECTING, or READY still  |
 *   connected          | READY                       | SAVE_FACTS, VERIFY for a token not stored
 *   failed             | OFFLINE, REFUSED or FAILED  |
 *   stopped            | READY, if CONNECTING        |
 *   signed in          | READY                       | DROP what is another user's, STORE, SAVE, VERIFY
 *   chosen             | as before                   | VERIFY_CHOICE
 *   verified           | as before                   | STORE_ACTIVE, SAVE_FACTS
 *   verified, refused  | READY, if it was            | SAVE_FACTS
 *   created            | as before                   | STORE_ACTIVE, SAVE_FACTS, VERIFY_CHOICE
 *   doubted            | FAILED                      |
 *   revoked            | as before                   | DROP_TOKEN, SAVE_FACTS, VERIFY_CHOICE the next
 *   cleared            | SIGNED_OUT                  | FORGET_FACTS
 *   changed elsewhere  | as before                   | CONNECT, ASK_USER
 */
struct _WtAccountModel
{
  GObject        parent_instance;

  char          *server;
  WtKnown        known;
  WtKnown        shown;   /* as it was when the changes were last taken; of its errors only whether they are */
  WtKnownChanges changes; /* of what is compared as it is set */
};

G_DEFINE_FINAL_TYPE (WtAccountModel, wt_account_model, G_TYPE_OBJECT)

static WtCredential *
get_stored (WtAccountModel *self)
{
  return self->known.credentials.held[WT_CREDENTIAL_USER_TOKEN];
}

static gboolean
is_stored (WtAccountModel *self,
           WtUserToken    *token)
{
  return get_stored (self) != NULL && wt_credential_equal (get_stored (self), wt_user_token_get_credential (token));
}

/**
 * wt_account_model_find:
 * @self: a model
 * @credential: (nullable): the value of a token
 *
 * Returns: (transfer full) (nullable): the token of the list that has it, or %NULL
 */
WtUserToken *
wt_account_model_find (WtAccountModel *self,
                       WtCredential   *credential)
{
  g_autoptr (WtUserToken) wanted = NULL;

  if (credential == NULL)
    return NULL;

  wanted = wt_user_token_new (NULL, NULL, credential);

  return wt_token_list_find (self->known.tokens, wanted);
}

/* Returns (transfer full) (nullable): the token of the list that is the stored one. */
static WtUserToken *
find_stored (WtAccountModel *self)
{
  return wt_account_model_find (self, get_stored (self));
}

static void
set_error (WtAccountModel *self,
           GError        **place,
           const GError   *error,
           WtKnownChanges  change)
{
  if (*place == NULL && error == NULL)
    return;

  g_clear_error (place);
  *place = error != NULL ? g_error_copy (error) : NULL;
  self->changes |= change;
}

static void
set_details (WtAccountModel *self,
             const char     *details)
{
  if (g_strcmp0 (self->known.details, details) == 0)
    return;

  g_free (self->known.details);
  self->known.details = g_strdup (details);
  self->changes |= WT_CHANGED_DETAILS;
}

/* A refused token is told of while all else is well; any other trouble comes first. */
static void
set_state (WtAccountModel *self,
           WtAccountState  state,
           const GError   *error)
{
  self->known.state = state;
  set_error (self, &self->known.error, error, WT_CHANGED_ERROR);
  if (state != WT_ACCOUNT_READY)
    set_error (self, &self->known.refusal, NULL, WT_CHANGED_REFUSAL);
  set_details (self, NULL);
}

static void
set_active (WtAccountModel *self,
            WtUserToken    *token)
{
  g_set_object (&self->known.active_token, token);
}

static void
show_nothing (WtAccountModel *self)
{
  g_list_store_remove_all (self->known.tokens);
  set_active (self, NULL);
  g_clear_object (&self->known.user);
  self->known.n_skipped = 0;
  self->known.list = WT_LIST_UNREAD;
}

/* The token that the keyring has is the active one, and the only one that is known of. */
static void
show_stored (WtAccountModel *self)
{
  WtUserToken *active = self->known.active_token;
  g_autoptr (GPtrArray) tokens = g_ptr_array_new_with_free_func (g_object_unref);
  WtUserToken *token;

  if (get_stored (self) == NULL)
    return;

  token = wt_user_token_new (active != NULL ? wt_user_token_get_id (active) : NULL,
                             active != NULL ? wt_user_token_get_name (active) : NULL,
                             get_stored (self));
  g_ptr_array_add (tokens, token);
  wt_token_list_update (self->known.tokens, tokens);
  set_active (self, token);
}

/* The stored one, or the one that is remembered, or the default. */
static WtUserToken *
choose_active (WtAccountModel *self)
{
  g_autoptr (WtUserToken) token = NULL;

  if (self->known.active_token != NULL)
    token = wt_token_list_find (self->known.tokens, self->known.active_token);
  if (token == NULL)
    token = find_stored (self);

  return token != NULL ? g_steal_pointer (&token) : wt_token_list_find_default (self->known.tokens);
}

static gboolean
is_among (GPtrArray    *tokens,
          WtCredential *credential)
{
  g_autoptr (WtUserToken) wanted = wt_user_token_new (NULL, NULL, credential);

  return g_ptr_array_find_with_equal_func (tokens, wanted, (GEqualFunc) wt_user_token_is_same, NULL);
}

/* A stored one that works although the list does not have it is shown above the others. */
static WtNeeds
adopt_list (WtAccountModel *self,
            WtConnection   *connection)
{
  WtUserToken *before = self->known.active_token;
  g_autoptr (WtUserToken) active = NULL;

  self->known.list = connection->tokens->len == 0 && connection->n_skipped == 0 ? WT_LIST_EMPTY : WT_LIST_NOT_EMPTY;
  self->known.n_skipped = connection->n_skipped;

  if (before != NULL && connection->refusal == NULL && is_stored (self, before) &&
      !g_ptr_array_find_with_equal_func (connection->tokens, before, (GEqualFunc) wt_user_token_is_same, NULL))
    g_ptr_array_insert (connection->tokens, 0, g_object_ref (before));
  wt_token_list_update (self->known.tokens, connection->tokens);

  active = choose_active (self);
  set_active (self, active);

  return active != NULL && !is_stored (self, active) ? WT_NEED_VERIFY : WT_NEED_NOTHING;
}

/* What to say when the stored token was refused, but the API key told the rest. */
static GError *
describe_refusal (WtAccountModel *self)
{
  g_autofree char *host = wt_server_dup_host (self->server);

  if (self->known.active_token == NULL)
    return g_error_new (WT_ERROR, WT_ERROR_TOKEN_REFUSED,
                        /* Translators: %s is a server, for example workbench.import.io */
                        _("%s no longer accepts the stored User Token. It may have been revoked: generate a new one."),
                        host);
  if (is_stored (self, self->known.active_token))
    return g_error_new (WT_ERROR, WT_ERROR_TOKEN_REFUSED,
                        /* Translators: %s is a server, for example workbench.import.io */
                        _("%s does not accept the active User Token, although it is in your list. Use another one."),
                        host);

  return g_error_new (WT_ERROR, WT_ERROR_TOKEN_REFUSED,
                      /* Translators: %s is a server, for example workbench.import.io */
                      _("%s no longer accepts the stored User Token. Another one of yours is active now: give it to the programs that used the old one."),
                      host);
}

static WtNeeds
adopt_connection (WtAccountModel *self,
                  WtConnection   *connection)
{
  WtNeeds needs = WT_NEED_SAVE_FACTS;
  g_autoptr (GError) refusal = NULL;

  if (connection->user != NULL)
    g_set_object (&self->known.user, connection->user);
  needs |= adopt_list (self, connection);
  if (connection->refusal != NULL)
    refusal = describe_refusal (self);
  set_state (self, WT_ACCOUNT_READY, NULL);
  set_error (self, &self->known.refusal, refusal, WT_CHANGED_REFUSAL);

  return needs;
}

static void
wt_account_model_finalize (GObject *object)
{
  WtAccountModel *self = WT_ACCOUNT_MODEL (object);

  wt_known_clear (&self->known);
  wt_known_clear (&self->shown);
  g_free (self->server);

  G_OBJECT_CLASS (wt_account_model_parent_class)->finalize (object);
}

static void
wt_account_model_class_init (WtAccountModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = wt_account_model_finalize;
}

static void
wt_account_model_init (WtAccountModel *self)
{
  self->known.tokens = g_list_store_new (WT_TYPE_USER_TOKEN);
  self->known.can_revoke = TRUE;
  self->shown.can_revoke = TRUE;
}

/**
 * wt_account_model_new:
 * @server: the normalised address of its server
 *
 * Returns: (transfer full): an account of which nothing is known, %WT_ACCOUNT_LOADING
 */
WtAccountModel *
wt_account_model_new (const char *server)
{
  WtAccountModel *self = g_object_new (WT_TYPE_ACCOUNT_MODEL, NULL);

  self->server = g_strdup (server);

  return self;
}

/**
 * wt_account_model_get:
 * @self: a model
 *
 * Returns: (transfer none): what is known; the same place for the model's whole life
 */
const WtKnown *
wt_account_model_get (WtAccountModel *self)
{
  g_return_val_if_fail (WT_IS_ACCOUNT_MODEL (self), NULL);

  return &self->known;
}

/**
 * wt_account_model_take_changes:
 * @self: a model
 *
 * Returns: what is not any more as it was when this was last called; what came back to what it was is none of it
 */
WtKnownChanges
wt_account_model_take_changes (WtAccountModel *self)
{
  WtKnownChanges changes = self->changes;

  g_return_val_if_fail (WT_IS_ACCOUNT_MODEL (self), 0);

  self->changes = 0;

  return changes | wt_known_show (&self->shown, &self->known);
}

/**
 * wt_account_model_lists:
 * @self: a model
 * @token: a token, perhaps seen at another time
 *
 * Returns: whether it is one of this account's, as far as is known
 */
gboolean
wt_account_model_lists (WtAccountModel *self,
                        WtUserToken    *token)
{
  g_autoptr (WtUserToken) listed = NULL;

  g_return_val_if_fail (WT_IS_ACCOUNT_MODEL (self), FALSE);

  listed = wt_token_list_find (self->known.tokens, token);

  return listed != NULL;
}

/**
 * wt_account_model_is_of_other_user:
 * @self: a model
 * @connection: what the server answered
 *
 * Returns: whether the answer is about another user than the one that is known. Then it is another account's
 */
gboolean
wt_account_model_is_of_other_user (WtAccountModel *self,
                                   WtConnection   *connection)
{
  const char *id = self->known.user != NULL ? wt_user_get_id (self->known.user) : NULL;
  const char *other = connection->user != NULL ? wt_user_get_id (connection->user) : NULL;

  return id != NULL && other != NULL && !g_str_equal (id, other);
}

/**
 * wt_account_model_remember:
 * @self: a model of which nothing is known yet
 * @user: (nullable): who was last signed in
 * @token: (nullable): which token was active then, without its value
 *
 * What there is to show before anything answered.
 */
void
wt_account_model_remember (WtAccountModel *self,
                           WtUser         *user,
                           WtUserToken    *token)
{
  g_set_object (&self->known.user, user);
  if (token != NULL)
    g_list_store_append (self->known.tokens, token);
  set_active (self, token);
}

/**
 * wt_account_model_loaded:
 * @self: a model
 * @stored: what the keyring has, as far as it let itself be looked into
 * @is_certain: whether there is no more than that
 *
 * A user who was faster, and has signed in, is not interrupted. After a sign-in that failed, what is stored still counts.
 *
 * Returns: what is needed
 */
WtNeeds
wt_account_model_loaded (WtAccountModel        *self,
                         const WtCredentialSet *stored,
                         gboolean               is_certain)
{
  WtAccountState state = self->known.state;
  WtNeeds needs = WT_NEED_NOTHING;

  wt_credential_set_assign (&self->known.credentials, stored);
  if (state == WT_ACCOUNT_LOADING || state == WT_ACCOUNT_SIGNED_OUT)
    {
      if (!wt_credential_set_is_empty (stored))
        {
          show_stored (self);
          set_state (self, WT_ACCOUNT_LOADING, NULL);
          needs = WT_NEED_CONNECT;
        }
      else if (is_certain && state == WT_ACCOUNT_LOADING)
        return wt_account_model_cleared (self);
    }

  return needs;
}

/**
 * wt_account_model_connecting:
 * @self: a model
 *
 * The server is being asked. A list that was read stays as good as it was.
 */
void
wt_account_model_connecting (WtAccountModel *self)
{
  if (self->known.state != WT_ACCOUNT_READY)
    set_state (self, WT_ACCOUNT_CONNECTING, NULL);
}

/**
 * wt_account_model_connected:
 * @self: a model
 * @connection: what the server answered, about this account's user; its list is taken
 *
 * Shows the list, and chooses the active token: the stored one, and only without one the default.
 *
 * Returns: what is needed
 */
WtNeeds
wt_account_model_connected (WtAccountModel *self,
                            WtConnection   *connection)
{
  WtNeeds needs = adopt_connection (self, connection);


  return needs;
}

static WtAccountState
state_from_error (const GError *error)
{
  if (g_error_matches (error, WT_ERROR, WT_ERROR_UNAUTHORIZED))
    return WT_ACCOUNT_REFUSED;
  if (g_error_matches (error, WT_ERROR, WT_ERROR_UNREACHABLE))
    return WT_ACCOUNT_OFFLINE;

  return WT_ACCOUNT_FAILED;
}

/**
 * wt_account_model_failed:
 * @self: a model
 * @error: why the server could not be asked
 * @details: (nullable): what its answer looked like
 *
 * Changes no token: what was known is shown still, and can be copied.
 */
void
wt_account_model_failed (WtAccountModel *self,
                         const GError   *error,
                         const char     *details)
{
  set_state (self, state_from_error (error), error);
  set_details (self, details);
}

/**
 * wt_account_model_stopped:
 * @self: a model
 *
 * The server is not asked any more, because what it would have told is known, or there is nothing to ask with.
 */
void
wt_account_model_stopped (WtAccountModel *self)
{
  if (self->known.state == WT_ACCOUNT_CONNECTING)
    set_state (self, WT_ACCOUNT_READY, NULL);
}

/**
 * wt_account_model_signed_in:
 * @self: a model of which nothing is known yet
 * @stored: what the keyring has for its server
 * @credential: what the user signed in with
 * @connection: what the server answered to it; its list is taken
 *
 * Begins the account of whoever @credential belongs to. A token that was picked before still counts if it is in the list;
 * one that is somebody else's, or gone, does not.
 *
 * Returns: what is needed, besides storing @credential
 */
WtNeeds
wt_account_model_signed_in (WtAccountModel        *self,
                            const WtCredentialSet *stored,
                            WtCredential          *credential,
                            WtConnection          *connection)
{
  WtCredentialSet *held = &self->known.credentials;
  WtNeeds needs = WT_NEED_NOTHING;
  g_autoptr (WtUserToken) token = NULL;

  wt_credential_set_assign (held, stored);
  wt_credential_set_put (held, credential);

  switch (wt_credential_get_kind (credential))
    {
    case WT_CREDENTIAL_API_KEY:
      if (get_stored (self) == NULL || !is_among (connection->tokens, get_stored (self)))
        {
          wt_credential_set_remove (held, WT_CREDENTIAL_USER_TOKEN);
          needs |= WT_NEED_DROP_TOKEN;
        }
      break;
    case WT_CREDENTIAL_USER_TOKEN:
      wt_credential_set_remove (held, WT_CREDENTIAL_API_KEY);
      token = wt_user_token_new (NULL, NULL, credential);
      set_active (self, token);
      needs |= WT_NEED_DROP_KEY;
      break;
    }

  needs |= adopt_connection (self, connection);

  return needs;
}

/**
 * wt_account_model_chosen:
 * @self: a model
 * @token: one of its tokens, which the user wants to be the active one
 *
 * Returns: what is needed; nothing if it is the active one, or is another account's, or its value is not known
 */
WtNeeds
wt_account_model_chosen (WtAccountModel *self,
                         WtUserToken    *token)
{
  if (token == self->known.active_token || wt_user_token_get_credential (token) == NULL ||
      !wt_account_model_lists (self, token))
    return WT_NEED_NOTHING;

  set_active (self, token);

  return WT_NEED_VERIFY_CHOICE;
}

static GError *
describe_refused_choice (WtAccountModel *self,
                         WtUserToken    *token)
{
  g_autofree char *name = wt_user_token_dup_display_name (token);

  if (is_stored (self, token))
    return g_error_new (WT_ERROR, WT_ERROR_TOKEN_REFUSED,
                        /* Translators: %s is the name of a token */
                        _("Workbench does not accept the value of “%s”, although it was just generated. It stays in your keyring."),
                        name);

  return g_error_new (WT_ERROR, WT_ERROR_TOKEN_REFUSED,
                      /* Translators: %s is the name of a token */
                      _("Workbench does not accept the value of “%s”, although it is in your list. It was not stored."),
                      name);
}

/* What programs get is what the keyring has. */
static void
refuse_choice (WtAccountModel *self,
               WtUserToken    *token,
               const char     *details)
{
  g_autoptr (GError) refusal = describe_refused_choice (self, token);
  g_autoptr (WtUserToken) stored = find_stored (self);

  if (stored != NULL)
    set_active (self, stored);
  if (self->known.state != WT_ACCOUNT_READY)
    return;

  set_error (self, &self->known.refusal, refusal, WT_CHANGED_REFUSAL);
  set_details (self, details);
}

/**
 * wt_account_model_verified:
 * @self: a model
 * @token: the token that was tried
 * @by_user: whether the user had done something about the active token, so that what was said of it is out of date
 * @error: (nullable): why it does not work, or why that is not known
 * @details: (nullable): what the answer looked like
 *
 * A token is stored unless it is known not to work. If another one became the active one meanwhile nothing is learned.
 *
 * Returns: what is needed
 */
WtNeeds
wt_account_model_verified (WtAccountModel *self,
                           WtUserToken    *token,
                           gboolean        by_user,
                           const GError   *error,
                           const char     *details)
{
  WtNeeds needs = WT_NEED_SAVE_FACTS;

  if (token != self->known.active_token)
    return WT_NEED_NOTHING;

  if (wt_error_is_refusal (error))
    {
      refuse_choice (self, token, details);
    }
  else
    {
      wt_credential_set_put (&self->known.credentials, wt_user_token_get_credential (token));
      needs |= WT_NEED_STORE_ACTIVE;
      if (by_user && error == NULL)
        set_error (self, &self->known.refusal, NULL, WT_CHANGED_REFUSAL);
    }

  return needs;
}

/**
 * wt_account_model_created:
 * @self: a model
 * @token: a token that was just created for its user
 *
 * Shows it, and makes it the active one. It is stored before it is verified: it must not get lost, whatever happens next.
 *
 * Returns: what is needed
 */
WtNeeds
wt_account_model_created (WtAccountModel *self,
                          WtUserToken    *token)
{
  g_autoptr (WtUserToken) shown = wt_token_list_find (self->known.tokens, token);

  if (shown == NULL)
    {
      shown = g_object_ref (token);
      g_list_store_append (self->known.tokens, shown);
    }
  self->known.list = WT_LIST_NOT_EMPTY;
  set_active (self, shown);
  wt_credential_set_put (&self->known.credentials, wt_user_token_get_credential (token));

  return WT_NEED_STORE_ACTIVE | WT_NEED_SAVE_FACTS | WT_NEED_VERIFY_CHOICE;
}

/**
 * wt_account_model_doubted:
 * @self: a model
 * @error: what happened to a request that may have created a token
 *
 * What the list said before is not sure any more: until it was read again, nothing may be generated.
 */
void
wt_account_model_doubted (WtAccountModel *self,
                          const GError   *error)
{
  self->known.list = WT_LIST_UNREAD;
  set_state (self, WT_ACCOUNT_FAILED, error);
}

/**
 * wt_account_model_revoked:
 * @self: a model
 * @token: a token that does not work any more
 *
 * If it was the active one, another one takes its place.
 *
 * Returns: what is needed
 */
WtNeeds
wt_account_model_revoked (WtAccountModel *self,
                          WtUserToken    *token)
{
  g_autoptr (WtUserToken) shown = wt_token_list_find (self->known.tokens, token);
  g_autoptr (WtUserToken) next = NULL;
  gboolean was_active = self->known.active_token != NULL && wt_user_token_is_same (self->known.active_token, token);
  WtNeeds needs = WT_NEED_SAVE_FACTS;
  guint position;

  /* A refresh may have made another object of the same token. */
  if (shown != NULL && g_list_store_find (self->known.tokens, shown, &position))
    g_list_store_remove (self->known.tokens, position);
  if (self->known.list != WT_LIST_UNREAD && g_list_model_get_n_items (G_LIST_MODEL (self->known.tokens)) == 0 &&
      self->known.n_skipped == 0)
    self->known.list = WT_LIST_EMPTY;

  if (is_stored (self, token))
    {
      wt_credential_set_remove (&self->known.credentials, WT_CREDENTIAL_USER_TOKEN);
      needs |= WT_NEED_DROP_TOKEN;
    }
  if (was_active)
    {
      set_active (self, NULL);
      next = choose_active (self);
      set_active (self, next);
      if (next == NULL)
        set_error (self, &self->known.refusal, NULL, WT_CHANGED_REFUSAL);
      else if (!is_stored (self, next))
        needs |= WT_NEED_VERIFY_CHOICE;
    }

  /* It was all that there was. */
  if (!wt_known_is_signed_in (&self->known))
    return WT_NEED_DROP_TOKEN | wt_account_model_cleared (self);

  return needs;
}

/**
 * wt_account_model_cannot_revoke:
 * @self: a model
 *
 * The server said that it cannot revoke.
 */
void
wt_account_model_cannot_revoke (WtAccountModel *self)
{
  self->known.can_revoke = FALSE;
}

/**
 * wt_account_model_cleared:
 * @self: a model
 *
 * Nothing is stored: what is remembered is out of date.
 *
 * Returns: what is needed
 */
WtNeeds
wt_account_model_cleared (WtAccountModel *self)
{
  show_nothing (self);
  wt_credential_set_clear (&self->known.credentials);
  set_state (self, WT_ACCOUNT_SIGNED_OUT, NULL);

  return WT_NEED_FORGET_FACTS;
}

/**
 * wt_account_model_changed_elsewhere:
 * @self: a model
 * @stored: what the keyring has now, for the same user
 * @remembered: (nullable): the token that another program made the active one, without its value
 *
 * The stored token is the active one. A list that does not have it is out of date.
 *
 * Returns: what is needed
 */
WtNeeds
wt_account_model_changed_elsewhere (WtAccountModel        *self,
                                    const WtCredentialSet *stored,
                                    WtUserToken           *remembered)
{
  g_autoptr (WtUserToken) listed = NULL;

  wt_credential_set_assign (&self->known.credentials, stored);
  listed = find_stored (self);
  if (listed != NULL)
    {
      set_active (self, listed);
    }
  else
    {
      set_active (self, remembered);
      show_stored (self);
      if (get_stored (self) != NULL)
        self->known.list = WT_LIST_NOT_EMPTY;
    }

  return WT_NEED_CONNECT | WT_NEED_ASK_USER;
}

/**
 * wt_account_model_under_way:
 * @self: a model
 * @kinds: the set of #WtPendingKind that is under way now
 */
void
wt_account_model_under_way (WtAccountModel *self,
                            guint           kinds)
{
  self->known.under_way = kinds;
}
