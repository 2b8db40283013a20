/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-keyring-call.h"
#include "wt-keyring-default.h"
#include "wt-keyring-error.h"
#include "wt-keyring-items.h"
#include "wt-keyring-single.h"

/* A look-up that is under way: the items whose secrets are still to be read, and the rest. Owned by its task. */
typedef struct
{
  WtKeyringRequest  *request;
  SecretRetrievable *items[WT_CREDENTIAL_N_KINDS];
  WtKeyringFound    *found;
} LookUp;

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

static void
return_found (GTask *task)
{
  LookUp *look_up = g_task_get_task_data (task);

  g_task_return_pointer (task, g_steal_pointer (&look_up->found), wt_keyring_found_free);
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

  return_found (task);
  g_object_unref (task);
}

static void
nothing_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (wt_keyring_default_finish (result, &error))
    return_found (task);
  else
    g_task_return_error (task, error);
}

/* Picks the newest unlocked item of each kind. %FALSE if there is a kind that has locked ones only. */
static gboolean
pick_items (LookUp *look_up,
            GList  *items)
{
  gboolean has_locked[WT_CREDENTIAL_N_KINDS] = { FALSE };

  for (GList *l = items; l != NULL; l = l->next)
    {
      SecretRetrievable *item = l->data;
      g_autoptr (GHashTable) attributes = secret_retrievable_get_attributes (item);
      WtCredentialKind kind;

      if (!wt_keyring_attributes_get_kind (attributes, &kind))
        continue;

      if (SECRET_IS_ITEM (item) && secret_item_get_locked (SECRET_ITEM (item)))
        has_locked[kind] = TRUE;
      else if (look_up->items[kind] == NULL ||
               secret_retrievable_get_modified (look_up->items[kind]) < secret_retrievable_get_modified (item))
        g_set_object (&look_up->items[kind], item);
    }

  for (guint kind = 0; kind < WT_CREDENTIAL_N_KINDS; kind++)
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

static void
look_for_both (GTask *task)
{
  LookUp *look_up = g_task_get_task_data (task);
  g_autoptr (GHashTable) attributes = wt_keyring_request_build_server_attributes (look_up->request);

  secret_password_searchv (&wt_keyring_schema, attributes, SECRET_SEARCH_ALL | SECRET_SEARCH_LOAD_SECRETS, NULL,
                           search_cb, task);
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
    return_found (task);
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
  GTask *task = wt_keyring_try_new (wt_keyring_items_look_up_async, stop, callback, user_data);
  g_autoptr (GHashTable) attributes = NULL;

  look_up->request = g_rc_box_acquire (request);
  look_up->found = g_new0 (WtKeyringFound, 1);
  g_task_set_task_data (task, look_up, look_up_free);

  if (request->token_first)
    {
      attributes = wt_keyring_request_build_attributes (request, WT_CREDENTIAL_USER_TOKEN);
      wt_keyring_single_look_async (&wt_keyring_schema, attributes, token_cb, task);
    }
  else
    look_for_both (task);
}
