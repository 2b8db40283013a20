/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-keyring-error.h"
#include "wt-keyring-items.h"
#include "wt-secret-error.h"
#include "wt-secret-prompt.h"

/**
 * wt_keyring_items_open:
 * @request: what is looked for
 * @attempt: the attempt that it is for; a second one gets a new session
 * @has_secrets: whether secrets are to be read or stored, and not only items to be found
 * @error: return location for what libsecret or D-Bus reported
 *
 * Returns: (transfer full) (nullable): the items, or %NULL with @error set
 */
WtKeyringItems *
wt_keyring_items_open (WtKeyringRequest  *request,
                       WtKeyringAttempt  *attempt,
                       gboolean           has_secrets,
                       GError           **error)
{
  g_autoptr (WtSecretService) service = wt_secret_service_connect (wt_keyring_attempt_is_second (attempt), error);
  WtKeyringItems *self;

  if (service == NULL)
    return NULL;

  self = g_new0 (WtKeyringItems, 1);
  self->request = g_atomic_rc_box_acquire (request);
  self->service = g_steal_pointer (&service);
  if (has_secrets)
    self->opening = wt_secret_service_prepare_session (self->service);
  self->collections = wt_secret_service_get_collections (self->service, error);
  if (self->collections == NULL)
    g_clear_pointer (&self, wt_keyring_items_close);

  return self;
}

/**
 * wt_keyring_items_close:
 * @self: (transfer full): items
 *
 * Frees @self.
 */
void
wt_keyring_items_close (WtKeyringItems *self)
{
  g_clear_pointer (&self->opening, g_thread_join);
  wt_secret_service_unref (self->service);
  g_strfreev (self->collections);
  wt_keyring_request_unref (self->request);
  g_free (self);
}

/* Adds what @collection has and is not in @found yet. It can be removed at any time. */
static gboolean
search (WtKeyringItems  *self,
        const char      *collection,
        GHashTable      *attributes,
        GPtrArray       *found,
        GError         **error)
{
  g_autoptr (GError) problem = NULL;
  g_autofree char **paths = wt_secret_service_search (self->service, collection, attributes, &problem);

  for (guint i = 0; paths != NULL && paths[i] != NULL; i++)
    if (g_ptr_array_find_with_equal_func (found, paths[i], g_str_equal, NULL))
      g_free (paths[i]);
    else
      g_ptr_array_add (found, paths[i]);

  if (problem == NULL || wt_secret_error_is_gone (problem))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&problem));

  return FALSE;
}

/* A collection that gnome-keyring has never opened knows the attributes of an item only as hashes, and its schema not
 * at all. */
static gboolean
search_never_opened (WtKeyringItems    *self,
                     WtCredentialKind   kind,
                     GPtrArray         *found,
                     GError           **error)
{
  g_autoptr (GHashTable) attributes = wt_keyring_request_build_attributes (self->request, kind);

  for (guint i = 0; self->collections[i] != NULL; i++)
    {
      gboolean is_locked = FALSE;

      wt_secret_service_get_locked (self->service, self->collections[i], WT_SECRET_COLLECTION_INTERFACE, &is_locked,
                                    NULL);
      if (is_locked && !search (self, self->collections[i], attributes, found, error))
        return FALSE;
    }

  return TRUE;
}

typedef struct
{
  char    *path;
  guint64  modified;
} Dated;

static int
compare_newest_first (gconstpointer a,
                      gconstpointer b,
                      gpointer      user_data)
{
  const Dated *first = a;
  const Dated *second = b;

  return (first->modified < second->modified) - (first->modified > second->modified);
}

/* The order of the service decides between items of the same second. */
static void
sort_newest_first (WtKeyringItems *self,
                   GPtrArray      *paths)
{
  g_autofree Dated *dated = g_new (Dated, paths->len);

  for (guint i = 0; i < paths->len; i++)
    {
      dated[i].path = paths->pdata[i];
      dated[i].modified = wt_secret_service_get_modified (self->service, dated[i].path);
    }

  g_qsort_with_data (dated, paths->len, sizeof *dated, compare_newest_first, NULL);
  for (guint i = 0; i < paths->len; i++)
    paths->pdata[i] = dated[i].path;
}

/**
 * wt_keyring_items_build_attributes:
 * @self: items
 * @kind: which secret
 *
 * Returns: (transfer full): the attributes of the item that has it, and of those the one that is the schema's name
 */
GHashTable *
wt_keyring_items_build_attributes (WtKeyringItems   *self,
                                   WtCredentialKind  kind)
{
  GHashTable *attributes = wt_keyring_request_build_attributes (self->request, kind);

  g_hash_table_replace (attributes, g_strdup (WT_SECRET_SCHEMA), g_strdup (wt_keyring_schema.name));

  return attributes;
}

/**
 * wt_keyring_items_find:
 * @self: items
 * @kind: which secret
 * @is_thorough: whether what was never opened matters where something is found elsewhere
 * @error: return location for what D-Bus reported
 *
 * Returns: (transfer container) (element-type utf8) (nullable): the paths of the items that may have it, the newest
 *   first, locked or not; or %NULL with @error set
 */
GPtrArray *
wt_keyring_items_find (WtKeyringItems    *self,
                       WtCredentialKind   kind,
                       gboolean           is_thorough,
                       GError           **error)
{
  g_autoptr (GHashTable) attributes = wt_keyring_items_build_attributes (self, kind);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; self->collections[i] != NULL; i++)
    if (!search (self, self->collections[i], attributes, found, error))
      return NULL;

  if ((is_thorough || found->len == 0) && !search_never_opened (self, kind, found, error))
    return NULL;

  if (found->len > 1)
    sort_newest_first (self, found);

  return g_steal_pointer (&found);
}

/**
 * wt_keyring_items_find_locked_around:
 * @self: items
 * @item: the path of one
 *
 * Returns: (transfer full) (nullable): the path of its collection if that is known to be locked, else %NULL
 */
char *
wt_keyring_items_find_locked_around (WtKeyringItems *self,
                                     const char     *item)
{
  g_autofree char *collection = g_path_get_dirname (item);
  gboolean is_locked = FALSE;

  wt_secret_service_get_locked (self->service, collection, WT_SECRET_COLLECTION_INTERFACE, &is_locked, NULL);

  return is_locked ? g_steal_pointer (&collection) : NULL;
}

/**
 * wt_keyring_items_explain_lock:
 * @self: items
 * @item: the path of one that is locked
 *
 * Returns: (transfer full): a %WT_ERROR_KEYRING_LOCKED if its collection is locked too, else a
 *   %WT_ERROR_KEYRING_NOT_ALLOWED
 */
GError *
wt_keyring_items_explain_lock (WtKeyringItems *self,
                               const char     *item)
{
  g_autofree char *collection = g_path_get_dirname (item);
  gboolean is_locked = TRUE;

  wt_secret_service_get_locked (self->service, collection, WT_SECRET_COLLECTION_INTERFACE, &is_locked, NULL);

  return wt_keyring_error_new (is_locked ? WT_ERROR_KEYRING_LOCKED : WT_ERROR_KEYRING_NOT_ALLOWED);
}

/**
 * wt_keyring_items_find_hiding:
 * @self: items
 * @error: return location for what D-Bus reported
 *
 * Returns: (transfer full) (nullable): the path of a locked collection that may have items which are not found, or
 *   %NULL if there is none, or with @error set
 */
char *
wt_keyring_items_find_hiding (WtKeyringItems  *self,
                              GError         **error)
{
  for (guint i = 0; self->collections[i] != NULL; i++)
    {
      g_autoptr (GError) problem = NULL;
      gboolean hides = FALSE;

      if (!wt_secret_service_get_hides (self->service, self->collections[i], &hides, &problem) &&
          !wt_secret_error_is_gone (problem))
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return NULL;
        }
      if (hides)
        return g_strdup (self->collections[i]);
    }

  return NULL;
}

/**
 * wt_keyring_items_check_seen:
 * @self: items
 * @error: return location for a %WT_ERROR_KEYRING_LOCKED, or what D-Bus reported
 *
 * Returns: %TRUE if a search finds all that there is, %FALSE with @error set if a collection may have more
 */
gboolean
wt_keyring_items_check_seen (WtKeyringItems  *self,
                             GError         **error)
{
  g_autoptr (GError) problem = NULL;
  g_autofree char *hiding = wt_keyring_items_find_hiding (self, &problem);

  if (hiding != NULL)
    problem = wt_keyring_error_new (WT_ERROR_KEYRING_LOCKED);
  if (problem == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&problem));

  return FALSE;
}

/**
 * wt_keyring_items_check_default:
 * @self: items
 * @collection: (out) (optional) (transfer full): the path of the default collection, if there is one, open or not
 * @error: return location for a %WT_ERROR_KEYRING_LOCKED, a %WT_ERROR_KEYRING_ABSENT, or what D-Bus reported
 *
 * Returns: %TRUE if the default collection is open, else %FALSE with @error set
 */
gboolean
wt_keyring_items_check_default (WtKeyringItems  *self,
                                char           **collection,
                                GError         **error)
{
  g_autofree char *path = wt_secret_service_get_default (self->service, error);
  gboolean is_locked;

  if (path == NULL)
    return FALSE;

  if (g_str_equal (path, WT_SECRET_NO_PATH))
    {
      g_propagate_error (error, wt_keyring_error_new (WT_ERROR_KEYRING_ABSENT));
      return FALSE;
    }

  if (!wt_secret_service_get_locked (self->service, path, WT_SECRET_COLLECTION_INTERFACE, &is_locked, error))
    return FALSE;

  if (is_locked)
    g_propagate_error (error, wt_keyring_error_new (WT_ERROR_KEYRING_LOCKED));
  if (collection != NULL)
    *collection = g_steal_pointer (&path);

  return !is_locked;
}

/**
 * wt_keyring_items_settle:
 * @self: items
 * @attempt: the attempt that asked for it
 * @prompt: (nullable): what the service returned: the path of a prompt, %WT_SECRET_NO_PATH if it has nothing to ask, or
 *   %NULL if it failed
 * @collection: (nullable): the path of a collection that the prompt is to unlock
 * @is_agreed: (out): whether the user agreed, or was not asked
 * @error: return location for what D-Bus reported
 *
 * Lets the service ask the user what it has to ask, unless the attempt was given up. Takes as long as they take.
 *
 * Returns: %FALSE with @error set if that is not known, or where @prompt is %NULL
 */
gboolean
wt_keyring_items_settle (WtKeyringItems    *self,
                         WtKeyringAttempt  *attempt,
                         const char        *prompt,
                         const char        *collection,
                         gboolean          *is_agreed,
                         GError           **error)
{
  g_autoptr (GError) problem = NULL;

  if (prompt == NULL)
    return FALSE;

  if (g_str_equal (prompt, WT_SECRET_NO_PATH))
    {
      *is_agreed = TRUE;
      return TRUE;
    }

  if (!wt_keyring_attempt_ask (attempt, error))
    return FALSE;

  *is_agreed = wt_secret_prompt (self->service, prompt, collection, &problem);
  if (problem == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&problem));

  return FALSE;
}
