/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-user.h"

/**
 * WtUser:
 *
 * The user that a credential belongs to, as whoami tells. Immutable.
 */
struct _WtUser
{
  GObject  parent_instance;

  char    *id;
  char    *name;
};

G_DEFINE_FINAL_TYPE (WtUser, wt_user, G_TYPE_OBJECT)

static void
wt_user_finalize (GObject *object)
{
  WtUser *self = WT_USER (object);

  g_free (self->id);
  g_free (self->name);

  G_OBJECT_CLASS (wt_user_parent_class)->finalize (object);
}

static void
wt_user_class_init (WtUserClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = wt_user_finalize;
}

static void
wt_user_init (WtUser *self)
{
}

/**
 * wt_user_new:
 * @id: (nullable): the user ID
 * @name: (nullable): a name to show
 *
 * Returns: (transfer full): a new user
 */
WtUser *
wt_user_new (const char *id,
             const char *name)
{
  WtUser *self = g_object_new (WT_TYPE_USER, NULL);

  self->id = g_strdup (id);
  self->name = g_strdup (name);

  return self;
}

/**
 * wt_user_get_id:
 * @self: a user
 *
 * Returns: (transfer none) (nullable): the user ID that creating a token needs; %NULL if the server did not tell
 */
const char *
wt_user_get_id (WtUser *self)
{
  g_return_val_if_fail (WT_IS_USER (self), NULL);

  return self->id;
}

/**
 * wt_user_get_name:
 * @self: a user
 *
 * Returns: (transfer none) (nullable): the name to show; %NULL if the server did not tell
 */
const char *
wt_user_get_name (WtUser *self)
{
  g_return_val_if_fail (WT_IS_USER (self), NULL);

  return self->name;
}
