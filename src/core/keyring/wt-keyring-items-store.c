/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-keyring-error.h"
#include "wt-keyring-items.h"
#include "wt-secret-error.h"

/* After an attempt whose outcome is not known. */
static gboolean
is_stored (WtKeyringItems *self,
           const char     *item)
{
  g_autoptr (SecretValue) value = wt_secret_service_get_secret (self->service, item, NULL);
  g_autoptr (WtCredential) stored = value != NULL ? wt_credential_new (self->request->kind, value) : NULL;

  return wt_credential_equal (stored, self->request->credential);
}

/* Replaces the secret of the newest item that takes it, where it lies; @stored is whether there was one. */
static gboolean
replace (WtKeyringItems    *self,
         WtKeyringAttempt  *attempt,
         GPtrArray         *items,
         gboolean          *stored,
         GError           **error)
{
  const char *locked = NULL;

  for (guint i = 0; i < items->len && !*stored; i++)
    {
      g_autoptr (GError) problem = NULL;

      if (!wt_keyring_attempt_check (attempt, error))
        return FALSE;

      *stored = (wt_keyring_attempt_is_second (attempt) && is_stored (self, items->pdata[i])) ||
                wt_secret_service_set_secret (self->service, items->pdata[i],
                                              wt_credential_get_value (self->request->credential), &problem);

      if (wt_secret_error_is_locked (problem))
        locked = locked != NULL ? locked : items->pdata[i];
      else if (problem != NULL && !wt_secret_error_is_gone (problem))
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
    }

  if (*stored || locked == NULL)
    return TRUE;

  g_propagate_error (error, wt_keyring_items_explain_lock (self, locked));

  return FALSE;
}

/* KeePassXC has a prompt for each new item, and nothing to ask in it as long as its database is open. */
static gboolean
create (WtKeyringItems    *self,
        WtKeyringAttempt  *attempt,
        const char        *collection,
        GError           **error)
{
  WtKeyringRequest *request = self->request;
  g_autoptr (GHashTable) attributes = wt_keyring_items_build_attributes (self, request->kind);
  g_autofree char *label = wt_keyring_request_make_label (request, request->kind);
  g_autofree char *prompt = NULL;
  gboolean is_agreed = FALSE;

  if (!wt_keyring_attempt_check (attempt, error))
    return FALSE;

  prompt = wt_secret_service_create_item (self->service, collection, label, attributes,
                                          wt_credential_get_value (request->credential), error);
  if (!wt_keyring_items_settle (self, attempt, prompt, NULL, &is_agreed, error))
    return FALSE;

  if (!is_agreed)
    g_propagate_error (error, wt_keyring_error_new (WT_ERROR_KEYRING_NOT_ALLOWED));

  return is_agreed;
}

/* A second item of the same kind would be made where the first one is in a collection that hides it. */
static gboolean
add (WtKeyringItems    *self,
     WtKeyringAttempt  *attempt,
     GError           **error)
{
  g_autofree char *collection = NULL;

  return wt_keyring_items_check_default (self, &collection, error) && wt_keyring_items_check_seen (self, error) &&
         create (self, attempt, collection, error);
}

/**
 * wt_keyring_items_store:
 * @data: a #WtKeyringRequest
 * @attempt: the attempt that it is for
 * @error: return location for a keyring code of #WtError, or what libsecret or D-Bus reported
 *
 * Stores a secret in the item that has it, wherever that lies, or in a new one in the default collection. The second
 * attempt looks first whether the first one has done it. A #WtKeyringWork.
 *
 * Returns: %NULL, with @error set if it is not stored
 */
gpointer
wt_keyring_items_store (gpointer           data,
                        WtKeyringAttempt  *attempt,
                        GError           **error)
{
  WtKeyringRequest *request = data;
  g_autoptr (WtKeyringItems) self = wt_keyring_items_open (request, attempt, TRUE, error);
  g_autoptr (GPtrArray) items = NULL;
  gboolean stored = FALSE;

  if (self != NULL)
    items = wt_keyring_items_find (self, request->kind, FALSE, error);
  if (items != NULL && replace (self, attempt, items, &stored, error) && !stored)
    add (self, attempt, error);

  return NULL;
}
