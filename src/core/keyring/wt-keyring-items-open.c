/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "wt-keyring-error.h"
#include "wt-keyring-items.h"

static gboolean
add_locked (WtKeyringItems    *self,
            WtCredentialKind   kind,
            GStrvBuilder      *locked,
            GError           **error)
{
  g_autoptr (GPtrArray) items = wt_keyring_items_find (self, kind, TRUE, error);

  for (guint i = 0; items != NULL && i < items->len; i++)
    {
      gboolean is_locked = FALSE;

      if (wt_secret_service_get_locked (self->service, items->pdata[i], WT_SECRET_ITEM_INTERFACE, &is_locked, NULL) &&
          is_locked)
        g_strv_builder_add (locked, items->pdata[i]);
    }

  return items != NULL;
}

/* Returns (transfer full) (nullable): the default collection if that is locked, or one that hides what it has. */
static char *
find_locked_collection (WtKeyringItems  *self,
                        GError         **error)
{
  g_autoptr (GError) problem = NULL;
  g_autofree char *collection = NULL;

  if (wt_keyring_items_check_default (self, &collection, &problem))
    return wt_keyring_items_find_hiding (self, error);

  if (g_error_matches (problem, WT_ERROR, WT_ERROR_KEYRING_LOCKED))
    return g_steal_pointer (&collection);

  g_propagate_error (error, g_steal_pointer (&problem));

  return NULL;
}

/* Returns (transfer full) (nullable): what has to be unlocked next: the items, or else a collection. What is opened with
 * that is returned in @collection, if it is one. */
static GStrv
find_obstacles (WtKeyringItems  *self,
                char           **collection,
                GError         **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GError) problem = NULL;
  g_auto (GStrv) obstacles = NULL;

  *collection = NULL;
  if (!add_locked (self, WT_CREDENTIAL_API_KEY, builder, error) ||
      !add_locked (self, WT_CREDENTIAL_USER_TOKEN, builder, error))
    return NULL;

  obstacles = g_strv_builder_end (builder);
  if (obstacles[0] != NULL)
    {
      *collection = wt_keyring_items_find_locked_around (self, obstacles[0]);
      return g_steal_pointer (&obstacles);
    }

  *collection = find_locked_collection (self, &problem);
  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }

  if (*collection != NULL)
    g_strv_builder_add (builder, *collection);

  return g_strv_builder_end (builder);
}

/**
 * wt_keyring_items_unlock:
 * @data: a #WtKeyringRequest
 * @attempt: the attempt that it is for
 * @error: return location for a keyring code of #WtError, or what libsecret or D-Bus reported
 *
 * Unlocks what is in the way: the items, the default collection, one that hides what it has, until nothing is, or the
 * user does not go on. A #WtKeyringWork.
 *
 * Returns: %NULL, with @error set if something is in the way still
 */
gpointer
wt_keyring_items_unlock (gpointer           data,
                         WtKeyringAttempt  *attempt,
                         GError           **error)
{
  g_autoptr (WtKeyringItems) self = wt_keyring_items_open (data, attempt, FALSE, error);
  g_auto (GStrv) former = NULL;
  gboolean is_agreed = TRUE;

  while (self != NULL)
    {
      g_autofree char *collection = NULL;
      g_auto (GStrv) obstacles = find_obstacles (self, &collection, error);
      g_autofree char *prompt = NULL;

      if (obstacles == NULL || obstacles[0] == NULL)
        return NULL;

      if (!is_agreed || (former != NULL && g_strv_equal ((const char *const *) former, (const char *const *) obstacles)))
        {
          g_propagate_error (error, wt_keyring_items_explain_lock (self, obstacles[0]));
          return NULL;
        }

      prompt = wt_secret_service_unlock (self->service, (const char *const *) obstacles, error);
      if (!wt_keyring_items_settle (self, attempt, prompt, collection, &is_agreed, error))
        return NULL;
      g_clear_pointer (&former, g_strfreev);
      former = g_steal_pointer (&obstacles);
    }

  return NULL;
}

/**
 * wt_keyring_items_create:
 * @data: a #WtKeyringRequest
 * @attempt: the attempt that it is for
 * @error: return location for a keyring code of #WtError, or what libsecret or D-Bus reported
 *
 * Makes a default collection, if there is none. A #WtKeyringWork.
 *
 * Returns: %NULL, with @error set if there is no default collection that is open
 */
gpointer
wt_keyring_items_create (gpointer           data,
                         WtKeyringAttempt  *attempt,
                         GError           **error)
{
  g_autoptr (WtKeyringItems) self = wt_keyring_items_open (data, attempt, FALSE, error);
  g_autoptr (GError) problem = NULL;
  g_autofree char *prompt = NULL;
  gboolean is_agreed;

  if (self == NULL)
    return NULL;

  wt_keyring_items_check_default (self, NULL, &problem);
  if (g_error_matches (problem, WT_ERROR, WT_ERROR_KEYRING_ABSENT))
    {
      prompt = wt_secret_service_create_default (self->service, _("Default Keyring"), error);
      if (wt_keyring_items_settle (self, attempt, prompt, NULL, &is_agreed, error))
        wt_keyring_items_check_default (self, NULL, error);
    }
  else if (problem != NULL)
    g_propagate_error (error, g_steal_pointer (&problem));

  return NULL;
}
