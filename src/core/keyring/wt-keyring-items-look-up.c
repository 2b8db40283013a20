/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-keyring-error.h"
#include "wt-keyring-items.h"
#include "wt-secret-error.h"

/* What is locked counts only if there is nothing else. */
static gboolean
report_locked (WtKeyringItems  *self,
               const char      *locked,
               GError         **error)
{
  if (locked != NULL)
    g_propagate_error (error, wt_keyring_items_explain_lock (self, locked));

  return locked == NULL;
}

/* Takes the newest one that can be read. */
static gboolean
read_newest (WtKeyringItems    *self,
             WtCredentialKind   kind,
             WtKeyringFound    *found,
             GError           **error)
{
  g_autoptr (GPtrArray) items = wt_keyring_items_find (self, kind, FALSE, error);
  const char *locked = NULL;

  if (items == NULL)
    return FALSE;

  for (guint i = 0; i < items->len; i++)
    {
      g_autoptr (GError) problem = NULL;
      g_autoptr (SecretValue) value = wt_secret_service_get_secret (self->service, items->pdata[i], &problem);

      if (value != NULL && wt_keyring_request_read (self->request, kind, value, found))
        {
          if (!self->request->token_first)
            found->secrets[kind].modified = wt_secret_service_get_modified (self->service, items->pdata[i]);
          return TRUE;
        }
      if (wt_secret_error_is_locked (problem))
        locked = locked != NULL ? locked : items->pdata[i];
      else if (problem != NULL && !wt_secret_error_is_gone (problem))
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
    }

  return report_locked (self, locked, error);
}

/**
 * wt_keyring_items_look_up:
 * @data: a #WtKeyringRequest
 * @attempt: the attempt that it is for
 * @error: return location for a keyring code of #WtError, or what libsecret or D-Bus reported
 *
 * Fetches both secrets of a server; if the User Token is wanted first, the API key only if there is none. A
 * #WtKeyringWork.
 *
 * Returns: (transfer full) (nullable): a #WtKeyringFound, or %NULL with @error set
 */
gpointer
wt_keyring_items_look_up (gpointer           data,
                          WtKeyringAttempt  *attempt,
                          GError           **error)
{
  WtKeyringRequest *request = data;
  g_autoptr (WtKeyringItems) self = wt_keyring_items_open (request, attempt, TRUE, error);
  g_autoptr (WtKeyringFound) found = wt_keyring_found_new ();
  const WtKeyringSecret *token = &found->secrets[WT_CREDENTIAL_USER_TOKEN];
  const WtKeyringSecret *key = &found->secrets[WT_CREDENTIAL_API_KEY];

  if (self == NULL || !read_newest (self, WT_CREDENTIAL_USER_TOKEN, found, error))
    return NULL;
  if (token->credential != NULL && request->token_first)
    return g_steal_pointer (&found);

  if (!read_newest (self, WT_CREDENTIAL_API_KEY, found, error) || !wt_keyring_found_check (found, error))
    return NULL;
  if (token->credential == NULL && key->credential == NULL &&
      (!wt_keyring_items_check_seen (self, error) || !wt_keyring_items_check_default (self, NULL, error)))
    return NULL;

  return g_steal_pointer (&found);
}
