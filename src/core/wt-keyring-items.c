/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "wt-keyring-default.h"
#include "wt-keyring-error.h"
#include "wt-keyring-items.h"
#include "wt-keyring-single.h"
#include "wt-server.h"

#define ATTRIBUTE_SERVER "server"
#define ATTRIBUTE_KIND "kind"

/* A look-up that is under way: the items whose secrets are still to be read, and the rest. Owned by its task. */
typedef struct
{
  WtKeyringRequest  *request;
  SecretRetrievable *items[WT_CREDENTIAL_N_KINDS];
  WtKeyringFound    *found;
} LookUp;

static const SecretSchema schema = {
  APP_ID,
  SECRET_SCHEMA_NONE,
  {
    { ATTRIBUTE_SERVER, SECRET_SCHEMA_ATTRIBUTE_STRING },
    { ATTRIBUTE_KIND, SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 },
  },
};

static const char *const kind_names[WT_CREDENTIAL_N_KINDS] = { "api-key", "user-token" };

/**
 * wt_keyring_request_new:
 * @server: a normalised server address, from wt_server_parse()
 * @kind: which of its secrets; a look-up wants both
 * @credential: (nullable): what to store
 *
 * Returns: (transfer full): a request, with one reference
 */
WtKeyringRequest *
wt_keyring_request_new (const char       *server,
                        WtCredentialKind  kind,
                        WtCredential     *credential)
{
  WtKeyringRequest *request = g_rc_box_new0 (WtKeyringRequest);

  request->server = g_strdup (server);
  request->kind = kind;
  request->credential = credential != NULL ? wt_credential_ref (credential) : NULL;

  return request;
}

static void
request_clear (gpointer data)
{
  WtKeyringRequest *request = data;

  g_free (request->server);
  g_clear_pointer (&request->credential, wt_credential_unref);
}

/**
 * wt_keyring_request_unref:
 * @request: (transfer full): a request
 *
 * Drops a reference.
 */
void
wt_keyring_request_unref (gpointer request)
{
  g_rc_box_release_full (request, request_clear);
}

/**
 * wt_keyring_found_free:
 * @data: (transfer full): a #WtKeyringFound
 *
 * Frees the answer to a look-up, with what it still holds.
 */
void
wt_keyring_found_free (gpointer data)
{
  WtKeyringFound *found = data;

  for (guint kind = 0; kind < WT_CREDENTIAL_N_KINDS; kind++)
    g_clear_pointer (&found->credentials[kind], wt_credential_unref);
  g_free (found);
}

static void
look_up_free (gpointer data)
{
  LookUp *look_up = data;

  for (guint kind = 0; kind < WT_CREDENTIAL_N_KINDS; kind++)
    g_clear_object (&look_up->items[kind]);
  g_clear_pointer (&look_up->found, wt_keyring_found_free);
  wt_keyring_request_unref (look_up->request);
  g_free (look_up);
}

/* Not to be cancelled by @stop, which only the steps look at: an answer counts even if it comes late. */
static GTask *
try_new (gpointer             source_tag,
         GCancellable        *stop,
         GAsyncReadyCallback  callback,
         gpointer             user_data)
{
  GTask *task = g_task_new (NULL, stop, callback, user_data);

  g_task_set_source_tag (task, source_tag);
  g_task_set_check_cancellable (task, FALSE);

  return task;
}

/* A secret is text here. Some services give it another name than "text/plain", which libsecret takes for no text. */
static WtCredential *
credential_from_value (WtCredentialKind  kind,
                       SecretValue      *value)
{
  g_autoptr (SecretValue) text = NULL;
  gsize length;
  const char *data = secret_value_get (value, &length);

  if (length == 0 || !g_utf8_validate_len (data, length, NULL))
    return NULL;

  text = secret_value_new (data, length, "text/plain");

  return wt_credential_new (kind, text);
}

static void read_next (GTask *task);

static void
take_value (LookUp           *look_up,
            WtCredentialKind  kind,
            SecretValue      *value)
{
  g_clear_object (&look_up->items[kind]);
  if (value != NULL)
    look_up->found->credentials[kind] = credential_from_value (kind, value);
}

static void
secret_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (SecretValue) value = NULL;
  LookUp *look_up = g_task_get_task_data (task);
  gboolean is_key = source == G_OBJECT (look_up->items[WT_CREDENTIAL_API_KEY]);
  GError *error = NULL;

  value = secret_retrievable_retrieve_secret_finish (SECRET_RETRIEVABLE (source), result, &error);
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  take_value (look_up, is_key ? WT_CREDENTIAL_API_KEY : WT_CREDENTIAL_USER_TOKEN, value);
  read_next (g_steal_pointer (&task));
}

/* Takes the secrets that came with the items, and asks for those that did not. */
static void
read_next (GTask *task)
{
  LookUp *look_up = g_task_get_task_data (task);

  for (guint kind = 0; kind < WT_CREDENTIAL_N_KINDS; kind++)
    {
      SecretRetrievable *item = look_up->items[kind];
      g_autoptr (SecretValue) value = NULL;

      if (item == NULL)
        continue;

      if (SECRET_IS_ITEM (item))
        value = secret_item_get_secret (SECRET_ITEM (item));
      if (value == NULL)
        {
          secret_retrievable_retrieve_secret (item, NULL, secret_cb, task);
          return;
        }
      take_value (look_up, kind, value);
    }

  g_task_return_pointer (task, g_steal_pointer (&look_up->found), wt_keyring_found_free);
  g_object_unref (task);
}

static void
nothing_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  LookUp *look_up = g_task_get_task_data (task);
  GError *error = NULL;

  if (wt_keyring_default_finish (result, &error))
    g_task_return_pointer (task, g_steal_pointer (&look_up->found), wt_keyring_found_free);
  else
    g_task_return_error (task, error);
}

static gboolean
get_kind (SecretRetrievable *item,
          guint             *kind)
{
  g_autoptr (GHashTable) attributes = secret_retrievable_get_attributes (item);
  const char *name = g_hash_table_lookup (attributes, ATTRIBUTE_KIND);

  for (*kind = 0; *kind < WT_CREDENTIAL_N_KINDS; (*kind)++)
    if (g_strcmp0 (name, kind_names[*kind]) == 0)
      return TRUE;

  return FALSE;
}

/* Picks the newest unlocked item of each kind. %FALSE if there is a kind that has locked ones only. */
static gboolean
pick_items (LookUp *look_up,
            GList  *items)
{
  gboolean has_locked[WT_CREDENTIAL_N_KINDS] = { FALSE };
  guint kind;

  for (GList *l = items; l != NULL; l = l->next)
    {
      SecretRetrievable *item = l->data;

      if (!get_kind (item, &kind))
        continue;

      if (SECRET_IS_ITEM (item) && secret_item_get_locked (SECRET_ITEM (item)))
        has_locked[kind] = TRUE;
      else if (look_up->items[kind] == NULL ||
               secret_retrievable_get_modified (look_up->items[kind]) < secret_retrievable_get_modified (item))
        g_set_object (&look_up->items[kind], item);
    }

  for (kind = 0; kind < WT_CREDENTIAL_N_KINDS; kind++)
    if (has_locked[kind] && look_up->items[kind] == NULL)
      return FALSE;

  return TRUE;
}

static void
search_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autolist (SecretRetrievable) items = NULL;
  LookUp *look_up = g_task_get_task_data (task);
  GError *error = NULL;

  items = secret_password_search_finish (result, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else if (!pick_items (look_up, items))
    g_task_return_error (task, wt_keyring_error_new (WT_ERROR_KEYRING_LOCKED));
  else if (look_up->items[WT_CREDENTIAL_API_KEY] == NULL && look_up->items[WT_CREDENTIAL_USER_TOKEN] == NULL)
    /* A keyring that was never unlocked hides its items. */
    wt_keyring_default_look_async (nothing_cb, g_steal_pointer (&task));
  else
    read_next (g_steal_pointer (&task));
}

static GHashTable *
build_attributes (WtKeyringRequest *request,
                  WtCredentialKind  kind)
{
  return secret_attributes_build (&schema,
                                  ATTRIBUTE_SERVER, request->server,
                                  ATTRIBUTE_KIND, kind_names[kind],
                                  NULL);
}

static void
look_for_both (GTask *task)
{
  LookUp *look_up = g_task_get_task_data (task);
  g_autoptr (GHashTable) attributes =
    secret_attributes_build (&schema, ATTRIBUTE_SERVER, look_up->request->server, NULL);

  secret_password_searchv (&schema, attributes, SECRET_SEARCH_ALL | SECRET_SEARCH_LOAD_SECRETS, NULL, search_cb, task);
}

static void
token_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (SecretValue) value = NULL;
  LookUp *look_up = g_task_get_task_data (task);
  GError *error = NULL;

  value = wt_keyring_single_finish (result, &error);
  take_value (look_up, WT_CREDENTIAL_USER_TOKEN, value);

  if (error != NULL)
    g_task_return_error (task, error);
  else if (look_up->found->credentials[WT_CREDENTIAL_USER_TOKEN] != NULL)
    g_task_return_pointer (task, g_steal_pointer (&look_up->found), wt_keyring_found_free);
  else
    look_for_both (g_steal_pointer (&task));
}

/**
 * wt_keyring_items_look_up_async:
 * @data: a #WtKeyringRequest
 * @is_second: whether this is the second try
 * @stop: tells when to go no further
 * @callback: called when done
 * @user_data: for @callback
 *
 * Fetches both secrets of a server, in the manner of #WtKeyringTry; if the User Token is wanted first, it alone where
 * that is enough. Never prompts: a locked item, or no item while the default keyring is locked, is a
 * %WT_ERROR_KEYRING_LOCKED; no item and no keyring is a %WT_ERROR_KEYRING_ABSENT. The answer is a #WtKeyringFound.
 */
void
wt_keyring_items_look_up_async (gpointer             data,
                                gboolean             is_second,
                                GCancellable        *stop,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  WtKeyringRequest *request = data;
  LookUp *look_up = g_new0 (LookUp, 1);
  GTask *task = try_new (wt_keyring_items_look_up_async, stop, callback, user_data);
  g_autoptr (GHashTable) attributes = NULL;

  look_up->request = g_rc_box_acquire (request);
  look_up->found = g_new0 (WtKeyringFound, 1);
  g_task_set_task_data (task, look_up, look_up_free);

  if (request->token_first)
    {
      attributes = build_attributes (request, WT_CREDENTIAL_USER_TOKEN);
      wt_keyring_single_look_async (&schema, attributes, token_cb, task);
    }
  else
    look_for_both (task);
}

static void
stored_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (secret_password_store_finish (result, &error))
    g_task_return_pointer (task, NULL, NULL);
  else
    g_task_return_error (task, error);
}

static char *
make_label (WtKeyringRequest *request)
{
  g_autofree char *host = wt_server_dup_host (request->server);

  switch (request->kind)
    {
    case WT_CREDENTIAL_API_KEY:
      /* Translators: the name of an item in the keyring; %s is a server, for example workbench.import.io */
      return g_strdup_printf (_("Workbench API key (%s)"), host);
    case WT_CREDENTIAL_USER_TOKEN:
      /* Translators: the name of an item in the keyring; %s is a server, for example workbench.import.io */
      return g_strdup_printf (_("Workbench User Token (%s)"), host);
    }

  g_assert_not_reached ();
}

static void
ready_to_store_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GHashTable) attributes = NULL;
  g_autofree char *label = NULL;
  WtKeyringRequest *request = g_task_get_task_data (task);
  GError *error = NULL;

  /* Nothing is stored for a caller who was told that it was not. */
  if (!wt_keyring_default_finish (result, &error) ||
      g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), &error))
    {
      g_task_return_error (task, error);
      return;
    }

  attributes = build_attributes (request, request->kind);
  label = make_label (request);
  secret_password_storev_binary (&schema, attributes, SECRET_COLLECTION_DEFAULT, label,
                                 wt_credential_get_value (request->credential), NULL,
                                 stored_cb, g_steal_pointer (&task));
}

/* After a first try whose outcome is not known. */
static void
looked_up_to_store_cb (GObject      *source,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  WtKeyringRequest *request = g_task_get_task_data (task);
  WtKeyringFound *found = g_task_propagate_pointer (G_TASK (result), &error);
  WtCredential *stored = found != NULL ? found->credentials[request->kind] : NULL;

  if (error != NULL)
    g_task_return_error (task, error);
  else if (stored != NULL &&
           g_str_equal (wt_credential_get_text (stored), wt_credential_get_text (request->credential)))
    g_task_return_pointer (task, NULL, NULL);
  else
    wt_keyring_default_look_async (ready_to_store_cb, g_steal_pointer (&task));

  g_clear_pointer (&found, wt_keyring_found_free);
}

/**
 * wt_keyring_items_store_async:
 * @data: a #WtKeyringRequest
 * @is_second: whether this is the second try
 * @stop: tells when to go no further
 * @callback: called when done
 * @user_data: for @callback
 *
 * Stores a secret, in the manner of #WtKeyringTry; the second try looks first whether the first one has done it. Never
 * prompts: if the default keyring is not open this ends with a %WT_ERROR_KEYRING_LOCKED or a %WT_ERROR_KEYRING_ABSENT.
 * The answer is %NULL.
 */
void
wt_keyring_items_store_async (gpointer             data,
                              gboolean             is_second,
                              GCancellable        *stop,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  GTask *task = try_new (wt_keyring_items_store_async, stop, callback, user_data);

  g_task_set_task_data (task, g_rc_box_acquire (data), wt_keyring_request_unref);

  if (is_second)
    wt_keyring_items_look_up_async (data, is_second, stop, looked_up_to_store_cb, task);
  else
    wt_keyring_default_look_async (ready_to_store_cb, task);
}

static void
nothing_cleared_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  /* No keyring, nothing in it. */
  if (wt_keyring_default_finish (result, &error) || g_error_matches (error, WT_ERROR, WT_ERROR_KEYRING_ABSENT))
    g_task_return_pointer (task, NULL, NULL);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
cleared_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (secret_password_clear_finish (result, &error))
    g_task_return_pointer (task, NULL, NULL);
  else if (error != NULL)
    g_task_return_error (task, error);
  else
    wt_keyring_default_look_async (nothing_cleared_cb, g_steal_pointer (&task));
}

/**
 * wt_keyring_items_clear_async:
 * @data: a #WtKeyringRequest
 * @is_second: whether this is the second try
 * @stop: tells when to go no further
 * @callback: called when done
 * @user_data: for @callback
 *
 * Removes a secret, in the manner of #WtKeyringTry. Never prompts: nothing to remove while the default keyring is
 * locked is a %WT_ERROR_KEYRING_LOCKED, because it may be in there. The answer is %NULL.
 */
void
wt_keyring_items_clear_async (gpointer             data,
                              gboolean             is_second,
                              GCancellable        *stop,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  WtKeyringRequest *request = data;
  g_autoptr (GHashTable) attributes = build_attributes (request, request->kind);

  secret_password_clearv (&schema, attributes, NULL, cleared_cb,
                          try_new (wt_keyring_items_clear_async, stop, callback, user_data));
}
