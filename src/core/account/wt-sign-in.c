/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-error.h"
#include "wt-sign-in-private.h"

typedef enum
{
  PROP_BUSY = 1,
  PROP_ERROR,
  PROP_DETAILS,
} WtSignInProperty;

static GParamSpec *properties[PROP_DETAILS + 1];

enum
{
  ACCEPTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/**
 * WtSignIn:
 *
 * The user's attempt to sign in, one at a time, and why the last one failed. No account is touched by one that fails.
 */
struct _WtSignIn
{
  GObject       parent_instance;

  WtPending    *pending;
  GCancellable *running; /* NULL while there is no attempt */
  GError       *error;
  char         *details;
};

G_DEFINE_FINAL_TYPE (WtSignIn, wt_sign_in, G_TYPE_OBJECT)

static void
wt_attempt_free (WtAttempt *self)
{
  g_clear_object (&self->client);
  g_clear_object (&self->vault);
  g_clear_pointer (&self->credential, wt_credential_unref);
  g_clear_pointer (&self->connection, wt_connection_free);
  g_free (self);
}

/* Takes @details. */
static void
set (WtSignIn     *self,
     GCancellable *running,
     const GError *error,
     char         *details)
{
  gboolean changes_error = self->error != NULL || error != NULL;

  g_object_freeze_notify (G_OBJECT (self));

  if (g_set_object (&self->running, running))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);

  g_clear_error (&self->error);
  self->error = error != NULL ? g_error_copy (error) : NULL;
  g_free (self->details);
  self->details = details;
  if (changes_error)
    {
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DETAILS]);
    }

  g_object_thaw_notify (G_OBJECT (self));
}

static gboolean
was_cancelled (GTask *task)
{
  return g_cancellable_is_cancelled (g_task_get_cancellable (task));
}

static void
accept (GTask *task)
{
  WtSignIn *self = g_task_get_source_object (task);

  if (!was_cancelled (task))
    {
      g_signal_emit (self, signals[ACCEPTED], 0, g_task_get_task_data (task));
      set (self, NULL, NULL, NULL);
    }
  wt_pending_end (self->pending, WT_PENDING_SIGNING_IN);
  g_task_return_boolean (task, TRUE);
}

static void
looked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;

  /* What cannot be looked into is as if nothing were there. */
  wt_vault_load_finish (WT_VAULT (source), result, NULL, NULL);
  accept (task);
}

static void
connected_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  WtSignIn *self = g_task_get_source_object (task);
  WtAttempt *attempt = g_task_get_task_data (task);
  gboolean is_unreadable;

  attempt->connection = wt_connection_open_finish (WT_API_CLIENT (source), result, &error);
  if (attempt->connection == NULL)
    {
      is_unreadable = g_error_matches (error, WT_ERROR, WT_ERROR_UNREADABLE);
      if (!was_cancelled (task))
        set (self, NULL, error, is_unreadable ? wt_api_client_dup_details (WT_API_CLIENT (source)) : NULL);
      wt_pending_end (self->pending, WT_PENDING_SIGNING_IN);
      g_task_return_boolean (task, FALSE);
    }
  else if (attempt->is_current)
    {
      accept (task);
    }
  else
    {
      /* Which token its user has picked there still counts, whoever picked it and when. */
      wt_vault_reload_async (attempt->vault, looked_cb, g_steal_pointer (&task));
    }
}

static void
wt_sign_in_dispose (GObject *object)
{
  WtSignIn *self = WT_SIGN_IN (object);

  g_cancellable_cancel (self->running);
  g_clear_object (&self->running);

  G_OBJECT_CLASS (wt_sign_in_parent_class)->dispose (object);
}

static void
wt_sign_in_finalize (GObject *object)
{
  WtSignIn *self = WT_SIGN_IN (object);

  g_clear_object (&self->pending);
  g_clear_error (&self->error);
  g_free (self->details);

  G_OBJECT_CLASS (wt_sign_in_parent_class)->finalize (object);
}

static void
wt_sign_in_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  WtSignIn *self = WT_SIGN_IN (object);

  switch ((WtSignInProperty) prop_id)
    {
    case PROP_BUSY:
      g_value_set_boolean (value, self->running != NULL);
      return;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      return;
    case PROP_DETAILS:
      g_value_set_string (value, self->details);
      return;
    }

  G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
wt_sign_in_class_init (WtSignInClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = wt_sign_in_dispose;
  object_class->finalize = wt_sign_in_finalize;
  object_class->get_property = wt_sign_in_get_property;

  /**
   * WtSignIn::accepted:
   * @self: the sign-in
   * @attempt: (type gpointer): the #WtAttempt that the server accepted, until the signal ends
   *
   * Emitted when there is an account to be made of it.
   */
  signals[ACCEPTED] = g_signal_new ("accepted", WT_TYPE_SIGN_IN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                    1, G_TYPE_POINTER);

  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  properties[PROP_DETAILS] = g_param_spec_string ("details", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
wt_sign_in_init (WtSignIn *self)
{
}

/* Returns (transfer full). */
WtSignIn *
wt_sign_in_new (WtPending *pending)
{
  WtSignIn *self = g_object_new (WT_TYPE_SIGN_IN, NULL);

  self->pending = g_object_ref (pending);

  return self;
}

/* Checks @credential with @client's server. What comes of it is in the properties, or in WtSignIn::accepted. An attempt
 * that is under way is given up. */
void
wt_sign_in_start (WtSignIn     *self,
                  WtApiClient  *client,
                  WtVault      *vault,
                  gboolean      is_current,
                  WtCredential *credential)
{
  gboolean is_key = wt_credential_get_kind (credential) == WT_CREDENTIAL_API_KEY;
  g_autoptr (GCancellable) running = g_cancellable_new ();
  WtAttempt *attempt = g_new0 (WtAttempt, 1);
  GTask *task = g_task_new (self, running, NULL, NULL);

  attempt->client = g_object_ref (client);
  attempt->vault = g_object_ref (vault);
  attempt->is_current = is_current;
  attempt->credential = wt_credential_ref (credential);
  g_task_set_source_tag (task, wt_sign_in_start);
  g_task_set_task_data (task, attempt, (GDestroyNotify) wt_attempt_free);

  g_cancellable_cancel (self->running);
  wt_pending_begin (self->pending, WT_PENDING_SIGNING_IN);
  set (self, running, NULL, NULL);
  wt_connection_open_async (client, is_key ? credential : NULL, is_key ? NULL : credential, TRUE, running, connected_cb, task);
}

/* There is no attempt, because of @error. */
void
wt_sign_in_fail (WtSignIn     *self,
                 const GError *error)
{
  g_cancellable_cancel (self->running);
  set (self, NULL, error, NULL);
}

/* Gives the attempt up, if there is one, and forgets why the last one failed. */
void
wt_sign_in_cancel (WtSignIn *self)
{
  wt_sign_in_fail (self, NULL);
}

/**
 * wt_sign_in_get_busy:
 * @self: the sign-in
 *
 * Returns: whether an attempt is under way
 */
gboolean
wt_sign_in_get_busy (WtSignIn *self)
{
  g_return_val_if_fail (WT_IS_SIGN_IN (self), FALSE);

  return self->running != NULL;
}

/**
 * wt_sign_in_get_error:
 * @self: the sign-in
 *
 * Returns: (transfer none) (nullable): why the last attempt failed; its message may be shown
 */
const GError *
wt_sign_in_get_error (WtSignIn *self)
{
  g_return_val_if_fail (WT_IS_SIGN_IN (self), NULL);

  return self->error;
}

/**
 * wt_sign_in_get_details:
 * @self: the sign-in
 *
 * Returns: (transfer none) (nullable): what to send to whoever maintains the program when an answer could not be used:
 *   names, types and lengths, never a value
 */
const char *
wt_sign_in_get_details (WtSignIn *self)
{
  g_return_val_if_fail (WT_IS_SIGN_IN (self), NULL);

  return self->details;
}
