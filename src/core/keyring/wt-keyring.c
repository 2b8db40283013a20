/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-error.h"
#include "wt-keyring-call.h"
#include "wt-keyring-file-items.h"
#include "wt-keyring-items.h"
#include "wt-keyring.h"

static const WtKeyringOperation look_up = {
  wt_keyring_items_look_up, wt_keyring_file_items_look_up_async, wt_keyring_found_free
};
static const WtKeyringOperation store = { wt_keyring_items_store, wt_keyring_file_items_store_async, NULL };
static const WtKeyringOperation clear = { wt_keyring_items_clear, wt_keyring_file_items_clear_async, NULL };
static const WtKeyringOperation unlock = { wt_keyring_items_unlock, NULL, NULL };
static const WtKeyringOperation create = { wt_keyring_items_create, NULL, NULL };

/**
 * WtKeyring:
 *
 * Keeps the two secrets of an account in the desktop's keyring: where they lie already, else in the default one; or, in
 * a Flatpak, in what libsecret has instead. Only wt_keyring_unlock_async() and wt_keyring_create_async() prompt; but a
 * service may ask its user also before something is stored or removed. It may go away at any time; what
 * was asked before is still answered.
 *
 * Secrets stay in libsecret's locked and wiped memory.
 */
struct _WtKeyring
{
  GObject  parent_instance;

  gboolean asks_nobody;
};

G_DEFINE_FINAL_TYPE (WtKeyring, wt_keyring, G_TYPE_OBJECT)

static void
wt_keyring_class_init (WtKeyringClass *klass)
{
}

static void
wt_keyring_init (WtKeyring *self)
{
}

static GTask *
task_new (WtKeyring           *self,
          gpointer             source_tag,
          GCancellable        *cancellable,
          GAsyncReadyCallback  callback,
          gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, source_tag);

  return task;
}

/* For the calls that answer with nothing. @source_tag tells which of them @result has to be of. */
static gboolean
finish (gpointer       self,
        GAsyncResult  *result,
        gpointer       source_tag,
        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == source_tag, FALSE);

  g_task_propagate_pointer (G_TASK (result), error);

  return !g_task_had_error (G_TASK (result));
}

/**
 * wt_keyring_new:
 *
 * Does not block, and asks nothing yet.
 *
 * Returns: (transfer full): a new keyring
 */
WtKeyring *
wt_keyring_new (void)
{
  return g_object_new (WT_TYPE_KEYRING, NULL);
}

/**
 * wt_keyring_set_asks_nobody:
 * @self: a keyring
 * @asks_nobody: whether nobody is there, or wants to be asked
 *
 * What a service would have to ask its user about before it is removed is kept then.
 */
void
wt_keyring_set_asks_nobody (WtKeyring *self,
                            gboolean   asks_nobody)
{
  g_return_if_fail (WT_IS_KEYRING (self));

  self->asks_nobody = asks_nobody;
}

static void
lookup (WtKeyring           *self,
        const char          *server,
        gboolean             token_first,
        GCancellable        *cancellable,
        GAsyncReadyCallback  callback,
        gpointer             user_data)
{
  WtKeyringRequest *request = wt_keyring_request_new (server, WT_CREDENTIAL_API_KEY, NULL);

  request->token_first = token_first;
  wt_keyring_call (task_new (self, lookup, cancellable, callback, user_data), &look_up, request);
}

/**
 * wt_keyring_lookup_async:
 * @self: a keyring
 * @server: a normalised server address, from wt_server_parse()
 * @cancellable: (nullable): ends the wait; what was asked goes on unheard
 * @callback: called when done
 * @user_data: for @callback
 *
 * Looks both secrets of @server up. Never prompts, does not block, takes at most 5 s.
 */
void
wt_keyring_lookup_async (WtKeyring           *self,
                         const char          *server,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_return_if_fail (WT_IS_KEYRING (self));
  g_return_if_fail (server != NULL);

  lookup (self, server, FALSE, cancellable, callback, user_data);
}

/**
 * wt_keyring_lookup_token_async:
 * @self: a keyring
 * @server: a normalised server address, from wt_server_parse()
 * @cancellable: (nullable): ends the wait; what was asked goes on unheard
 * @callback: called when done
 * @user_data: for @callback
 *
 * The same for who wants the User Token alone. Only if there is none, the API key is looked up too. To be ended with
 * wt_keyring_lookup_finish().
 */
void
wt_keyring_lookup_token_async (WtKeyring           *self,
                               const char          *server,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_return_if_fail (WT_IS_KEYRING (self));
  g_return_if_fail (server != NULL);

  lookup (self, server, TRUE, cancellable, callback, user_data);
}

/**
 * wt_keyring_lookup_finish:
 * @self: a keyring
 * @result: what the callback got
 * @error: return location for a keyring code of #WtError, or %G_IO_ERROR_CANCELLED
 *
 * %WT_ERROR_KEYRING_LOCKED does not tell whether there is something stored, %WT_ERROR_KEYRING_NOT_ALLOWED means that
 * there is, and that the service asks first. %WT_ERROR_KEYRING_UNREADABLE names what is no credential.
 * %WT_ERROR_KEYRING_ABSENT means that there
 * is nothing, and no keyring to store it in; %WT_ERROR_KEYRING_UNAVAILABLE that there is no service, or that it did
 * not answer in time.
 *
 * Returns: (transfer full) (nullable): what was found, which may be nothing; or %NULL with @error set
 */
WtKeyringFound *
wt_keyring_lookup_finish (WtKeyring     *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == lookup, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * wt_keyring_store_async:
 * @self: a keyring
 * @server: a normalised server address, from wt_server_parse()
 * @credential: what to store; a reference is kept until the keyring answered
 * @cancellable: (nullable): ends the wait; what was already handed over may be stored all the same
 * @callback: called when done
 * @user_data: for @callback
 *
 * Stores @credential in the place of what @server has of its kind. Does not block; takes at most 5 s, unless the service
 * asks its user.
 */
void
wt_keyring_store_async (WtKeyring           *self,
                        const char          *server,
                        WtCredential        *credential,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_return_if_fail (WT_IS_KEYRING (self));
  g_return_if_fail (server != NULL);
  g_return_if_fail (credential != NULL);

  wt_keyring_call (task_new (self, wt_keyring_store_async, cancellable, callback, user_data),
                   &store, wt_keyring_request_new (server, wt_credential_get_kind (credential), credential));
}

/**
 * wt_keyring_store_finish:
 * @self: a keyring
 * @result: what the callback got
 * @error: return location for a keyring code of #WtError, or %G_IO_ERROR_CANCELLED
 *
 * %WT_ERROR_KEYRING_LOCKED and %WT_ERROR_KEYRING_ABSENT mean that nothing was stored. After a
 * %WT_ERROR_KEYRING_UNAVAILABLE or a cancellation it may have been, or may still be.
 *
 * Returns: %TRUE if it is stored, else %FALSE with @error set
 */
gboolean
wt_keyring_store_finish (WtKeyring     *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  return finish (self, result, wt_keyring_store_async, error);
}

/**
 * wt_keyring_clear_async:
 * @self: a keyring
 * @server: a normalised server address, from wt_server_parse()
 * @kind: which of its secrets
 * @cancellable: (nullable): ends the wait; the secret may be removed all the same
 * @callback: called when done
 * @user_data: for @callback
 *
 * Removes a secret, wherever it lies. Does not block; takes at most 5 s, unless the service asks its user.
 */
void
wt_keyring_clear_async (WtKeyring           *self,
                        const char          *server,
                        WtCredentialKind     kind,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  WtKeyringRequest *request;

  g_return_if_fail (WT_IS_KEYRING (self));
  g_return_if_fail (server != NULL);

  request = wt_keyring_request_new (server, kind, NULL);
  request->asks_nobody = self->asks_nobody;
  wt_keyring_call (task_new (self, wt_keyring_clear_async, cancellable, callback, user_data), &clear, request);
}

/**
 * wt_keyring_clear_finish:
 * @self: a keyring
 * @result: what the callback got
 * @error: return location for a keyring code of #WtError, or %G_IO_ERROR_CANCELLED
 *
 * Nothing to remove is no error, and neither is no keyring. A locked one is: what it holds cannot be removed. After a
 * %WT_ERROR_KEYRING_KEPT it is there still.
 *
 * Returns: %TRUE if no such secret is stored any more, else %FALSE with @error set
 */
gboolean
wt_keyring_clear_finish (WtKeyring     *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  return finish (self, result, wt_keyring_clear_async, error);
}

/**
 * wt_keyring_unlock_async:
 * @self: a keyring
 * @server: a normalised server address, from wt_server_parse()
 * @callback: called when done
 * @user_data: for @callback
 *
 * Unlocks what is in the way of @server's secrets: the items, the default keyring, or another one that hides them. The
 * keyring prompts the user, so only a button of the user's may lead here, and it takes as long as they take. It cannot
 * be cancelled. Does not block.
 */
void
wt_keyring_unlock_async (WtKeyring           *self,
                         const char          *server,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_return_if_fail (WT_IS_KEYRING (self));
  g_return_if_fail (server != NULL);

  wt_keyring_call (task_new (self, wt_keyring_unlock_async, NULL, callback, user_data),
                   &unlock, wt_keyring_request_new (server, WT_CREDENTIAL_API_KEY, NULL));
}

/**
 * wt_keyring_unlock_finish:
 * @self: a keyring
 * @result: what the callback got
 * @error: return location for a keyring code of #WtError
 *
 * A prompt that was dismissed, or that nothing could show, leaves a %WT_ERROR_KEYRING_LOCKED or a
 * %WT_ERROR_KEYRING_NOT_ALLOWED.
 *
 * Returns: %TRUE if nothing is in the way, also if nothing was before, else %FALSE with @error set
 */
gboolean
wt_keyring_unlock_finish (WtKeyring     *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  return finish (self, result, wt_keyring_unlock_async, error);
}

/**
 * wt_keyring_create_async:
 * @self: a keyring
 * @server: a normalised server address, from wt_server_parse()
 * @callback: called when done
 * @user_data: for @callback
 *
 * Creates the default keyring. The keyring prompts the user for a password, so only a button of the user's may lead
 * here, and it takes as long as they take. It cannot be cancelled. Does not block.
 */
void
wt_keyring_create_async (WtKeyring           *self,
                         const char          *server,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_return_if_fail (WT_IS_KEYRING (self));
  g_return_if_fail (server != NULL);

  wt_keyring_call (task_new (self, wt_keyring_create_async, NULL, callback, user_data),
                   &create, wt_keyring_request_new (server, WT_CREDENTIAL_API_KEY, NULL));
}

/**
 * wt_keyring_create_finish:
 * @self: a keyring
 * @result: what the callback got
 * @error: return location for a keyring code of #WtError
 *
 * A prompt that was dismissed, or that nothing could show, leaves a %WT_ERROR_KEYRING_ABSENT. A keyring that is there
 * already but locked is a %WT_ERROR_KEYRING_LOCKED.
 *
 * Returns: %TRUE if there is a default keyring and it is unlocked, also if it was before, else %FALSE with @error set
 */
gboolean
wt_keyring_create_finish (WtKeyring     *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  return finish (self, result, wt_keyring_create_async, error);
}
