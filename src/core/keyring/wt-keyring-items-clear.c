/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-keyring-error.h"
#include "wt-keyring-items.h"
#include "wt-secret-error.h"

/* Removes it. What is locked is left alone, because to remove it could ask for a password. */
static gboolean
remove_item (WtKeyringItems    *self,
             WtKeyringAttempt  *attempt,
             const char        *item,
             GError           **error)
{
  g_autoptr (GError) problem = NULL;
  g_autofree char *around = wt_keyring_items_find_locked_around (self, item);
  g_autofree char *prompt = NULL;
  gboolean is_agreed = FALSE;

  if (around != NULL)
    {
      g_propagate_error (error, wt_keyring_error_new (WT_ERROR_KEYRING_LOCKED));
      return FALSE;
    }

  if (!wt_keyring_attempt_check (attempt, error))
    return FALSE;

  prompt = wt_secret_service_delete_item (self->service, item, &problem);
  if (wt_secret_error_is_gone (problem))
    return TRUE;
  if (wt_secret_error_is_locked (problem))
    {
      g_propagate_error (error, wt_keyring_items_explain_lock (self, item));
      return FALSE;
    }
  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }

  if (self->request->asks_nobody && !g_str_equal (prompt, WT_SECRET_NO_PATH))
    {
      g_propagate_error (error, wt_keyring_error_new (WT_ERROR_KEYRING_NOT_ALLOWED));
      return FALSE;
    }

  if (!wt_keyring_items_settle (self, attempt, prompt, NULL, &is_agreed, error))
    return FALSE;

  if (!is_agreed)
    g_propagate_error (error, wt_keyring_error_new (WT_ERROR_KEYRING_KEPT));

  return is_agreed;
}

/* Nothing to remove is no error, and neither is no keyring. But one that hides what it has may have it. */
static gboolean
check_gone (WtKeyringItems  *self,
            GError         **error)
{
  g_autoptr (GPtrArray) left = wt_keyring_items_find (self, self->request->kind, TRUE, error);
  g_autoptr (GError) problem = NULL;

  if (left == NULL)
    return FALSE;

  if (left->len > 0)
    problem = wt_keyring_error_new (WT_ERROR_KEYRING_KEPT);
  else if (wt_keyring_items_check_seen (self, &problem))
    wt_keyring_items_check_default (self, NULL, &problem);

  if (problem == NULL || g_error_matches (problem, WT_ERROR, WT_ERROR_KEYRING_ABSENT))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&problem));

  return FALSE;
}

/**
 * wt_keyring_items_clear:
 * @data: a #WtKeyringRequest
 * @attempt: the attempt that it is for
 * @error: return location for a keyring code of #WtError, or what libsecret or D-Bus reported
 *
 * Removes a secret, wherever it lies. The service may ask its user before it does so. A #WtKeyringWork.
 *
 * Returns: %NULL, with @error set if it is not known to be gone everywhere
 */
gpointer
wt_keyring_items_clear (gpointer           data,
                        WtKeyringAttempt  *attempt,
                        GError           **error)
{
  WtKeyringRequest *request = data;
  g_autoptr (WtKeyringItems) self = wt_keyring_items_open (request, attempt, FALSE, error);
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (GError) kept = NULL;

  if (self != NULL)
    items = wt_keyring_items_find (self, request->kind, TRUE, error);
  if (items == NULL)
    return NULL;

  /* One that stays is no reason to leave the others. */
  for (guint i = 0; i < items->len; i++)
    {
      g_autoptr (GError) problem = NULL;

      remove_item (self, attempt, items->pdata[i], &problem);
      if (problem != NULL && kept == NULL)
        kept = g_steal_pointer (&problem);
    }

  if (kept != NULL)
    g_propagate_error (error, g_steal_pointer (&kept));
  else
    check_gone (self, error);

  return NULL;
}
