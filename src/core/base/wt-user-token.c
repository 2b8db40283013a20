/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "wt-user-token.h"

/**
 * WtUserToken:
 *
 * One of a user's tokens. Its value is a #WtCredential; it is %NULL for a token that is only remembered, as long as the
 * keyring has not answered.
 */
struct _WtUserToken
{
  GObject       parent_instance;

  char         *id;
  char         *name;
  WtCredential *credential;
  GDateTime    *created;
  GDateTime    *last_used;
  GDateTime    *expires;
};

G_DEFINE_FINAL_TYPE (WtUserToken, wt_user_token, G_TYPE_OBJECT)

static gboolean
same_time (GDateTime *a,
           GDateTime *b)
{
  return a == b || (a != NULL && b != NULL && g_date_time_equal (a, b));
}

/* What a row shows of it. It changes with each of our own requests, which is no reason to draw the row anew. */
static gboolean
same_day (GDateTime *a,
          GDateTime *b)
{
  return a == b || (a != NULL && b != NULL &&
                    g_date_time_get_year (a) == g_date_time_get_year (b) &&
                    g_date_time_get_day_of_year (a) == g_date_time_get_day_of_year (b));
}

static void
wt_user_token_finalize (GObject *object)
{
  WtUserToken *self = WT_USER_TOKEN (object);

  g_free (self->id);
  g_free (self->name);
  g_clear_pointer (&self->credential, wt_credential_unref);
  g_clear_pointer (&self->created, g_date_time_unref);
  g_clear_pointer (&self->last_used, g_date_time_unref);
  g_clear_pointer (&self->expires, g_date_time_unref);

  G_OBJECT_CLASS (wt_user_token_parent_class)->finalize (object);
}

static void
wt_user_token_class_init (WtUserTokenClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = wt_user_token_finalize;
}

static void
wt_user_token_init (WtUserToken *self)
{
}

/**
 * wt_user_token_new:
 * @id: (nullable): what the server calls the token
 * @name: (nullable): what the user calls it
 * @credential: (nullable): its value
 *
 * Returns: (transfer full): a new token, its dates unknown
 */
WtUserToken *
wt_user_token_new (const char   *id,
                   const char   *name,
                   WtCredential *credential)
{
  WtUserToken *self = g_object_new (WT_TYPE_USER_TOKEN, NULL);

  self->id = g_strdup (id);
  self->name = g_strdup (name);
  if (credential != NULL)
    self->credential = wt_credential_ref (credential);

  return self;
}

/**
 * wt_user_token_get_id:
 * @self: a token
 *
 * Returns: (transfer none) (nullable): the server's name for the token; %NULL if unknown
 */
const char *
wt_user_token_get_id (WtUserToken *self)
{
  g_return_val_if_fail (WT_IS_USER_TOKEN (self), NULL);

  return self->id;
}

/**
 * wt_user_token_get_public_id:
 * @self: a token
 *
 * Where a server calls the token itself its identifier, the id is the secret.
 *
 * Returns: (transfer none) (nullable): the id that may be shown and remembered; %NULL if there is none
 */
const char *
wt_user_token_get_public_id (WtUserToken *self)
{
  g_return_val_if_fail (WT_IS_USER_TOKEN (self), NULL);

  if (self->credential != NULL && self->id != NULL && strstr (self->id, wt_credential_get_text (self->credential)))
    return NULL;

  return self->id;
}

/**
 * wt_user_token_get_name:
 * @self: a token
 *
 * Returns: (transfer none) (nullable): the user's name for the token; %NULL if it has none
 */
const char *
wt_user_token_get_name (WtUserToken *self)
{
  g_return_val_if_fail (WT_IS_USER_TOKEN (self), NULL);

  return self->name;
}

/**
 * wt_user_token_dup_display_name:
 * @self: a token
 *
 * Returns: (transfer full): the name to be shown within a sentence: a translated "Unnamed token" if it has none, and
 *   isolated (Unicode UAX #9), so that a name in another direction does not turn the words around it
 */
char *
wt_user_token_dup_display_name (WtUserToken *self)
{
  g_return_val_if_fail (WT_IS_USER_TOKEN (self), NULL);

  return g_strconcat ("\u2068", self->name != NULL ? self->name : _("Unnamed token"), "\u2069", NULL);
}

/**
 * wt_user_token_get_credential:
 * @self: a token
 *
 * Returns: (transfer none) (nullable): the token's value; %NULL while it is only remembered
 */
WtCredential *
wt_user_token_get_credential (WtUserToken *self)
{
  g_return_val_if_fail (WT_IS_USER_TOKEN (self), NULL);

  return self->credential;
}

/**
 * wt_user_token_get_created:
 * @self: a token
 *
 * Returns: (transfer none) (nullable): when the token was created; %NULL if unknown
 */
GDateTime *
wt_user_token_get_created (WtUserToken *self)
{
  g_return_val_if_fail (WT_IS_USER_TOKEN (self), NULL);

  return self->created;
}

/**
 * wt_user_token_get_last_used:
 * @self: a token
 *
 * Returns: (transfer none) (nullable): when the token was last used; %NULL if unknown
 */
GDateTime *
wt_user_token_get_last_used (WtUserToken *self)
{
  g_return_val_if_fail (WT_IS_USER_TOKEN (self), NULL);

  return self->last_used;
}

/**
 * wt_user_token_get_expires:
 * @self: a token
 *
 * Returns: (transfer none) (nullable): when the token expires; %NULL if never or unknown
 */
GDateTime *
wt_user_token_get_expires (WtUserToken *self)
{
  g_return_val_if_fail (WT_IS_USER_TOKEN (self), NULL);

  return self->expires;
}

/**
 * wt_user_token_set_dates:
 * @self: a token that nobody else has seen yet
 * @created: (nullable): when it was created
 * @last_used: (nullable): when it was last used
 * @expires: (nullable): when it expires
 *
 * Completes a token while it is being read; afterwards it does not change.
 */
void
wt_user_token_set_dates (WtUserToken *self,
                         GDateTime   *created,
                         GDateTime   *last_used,
                         GDateTime   *expires)
{
  g_return_if_fail (WT_IS_USER_TOKEN (self));
  g_return_if_fail (self->created == NULL && self->last_used == NULL && self->expires == NULL);

  self->created = created != NULL ? g_date_time_ref (created) : NULL;
  self->last_used = last_used != NULL ? g_date_time_ref (last_used) : NULL;
  self->expires = expires != NULL ? g_date_time_ref (expires) : NULL;
}

/**
 * wt_user_token_is_same:
 * @self: a token
 * @other: another token
 *
 * Tells whether both are the same token of the server, seen at different times: by value where both have one, because
 * what works is the value; else by id.
 *
 * Returns: whether @self and @other are the same token
 */
gboolean
wt_user_token_is_same (WtUserToken *self,
                       WtUserToken *other)
{
  g_return_val_if_fail (WT_IS_USER_TOKEN (self), FALSE);
  g_return_val_if_fail (WT_IS_USER_TOKEN (other), FALSE);

  if (self->credential != NULL && other->credential != NULL)
    return wt_credential_equal (self->credential, other->credential);

  return self->id != NULL && g_strcmp0 (self->id, other->id) == 0;
}

/**
 * wt_user_token_equal:
 * @self: a token
 * @other: another token
 *
 * Returns: whether a row that shows @self would look and act the same with @other
 */
gboolean
wt_user_token_equal (WtUserToken *self,
                     WtUserToken *other)
{
  g_return_val_if_fail (WT_IS_USER_TOKEN (self), FALSE);
  g_return_val_if_fail (WT_IS_USER_TOKEN (other), FALSE);

  return g_strcmp0 (self->id, other->id) == 0 &&
         g_strcmp0 (self->name, other->name) == 0 &&
         wt_credential_equal (self->credential, other->credential) &&
         same_time (self->created, other->created) &&
         same_day (self->last_used, other->last_used) &&
         same_time (self->expires, other->expires);
}
