/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-credential-set.h"

/**
 * wt_credential_set_clear:
 * @self: a set
 *
 * Empties @self. Pure, as all of these are.
 */
void
wt_credential_set_clear (WtCredentialSet *self)
{
  for (guint kind = 0; kind < WT_CREDENTIAL_N_KINDS; kind++)
    g_clear_pointer (&self->held[kind], wt_credential_unref);
}

/**
 * wt_credential_set_assign:
 * @self: a set
 * @other: another one, or the same
 *
 * Makes @self hold what @other holds, the same objects.
 */
void
wt_credential_set_assign (WtCredentialSet       *self,
                          const WtCredentialSet *other)
{
  for (guint kind = 0; kind < WT_CREDENTIAL_N_KINDS; kind++)
    {
      if (other->held[kind] != NULL)
        wt_credential_set_put (self, other->held[kind]);
      else
        wt_credential_set_remove (self, kind);
    }
}

/**
 * wt_credential_set_put:
 * @self: a set
 * @credential: what takes the place of the one of its kind
 */
void
wt_credential_set_put (WtCredentialSet *self,
                       WtCredential    *credential)
{
  WtCredential **held = &self->held[wt_credential_get_kind (credential)];

  wt_credential_ref (credential);
  g_clear_pointer (held, wt_credential_unref);
  *held = credential;
}

/**
 * wt_credential_set_remove:
 * @self: a set
 * @kind: which one goes, if it is there
 */
void
wt_credential_set_remove (WtCredentialSet  *self,
                          WtCredentialKind  kind)
{
  g_clear_pointer (&self->held[kind], wt_credential_unref);
}

/**
 * wt_credential_set_is_empty:
 * @self: a set
 *
 * Returns: whether there is nothing to authenticate with
 */
gboolean
wt_credential_set_is_empty (const WtCredentialSet *self)
{
  return self->held[WT_CREDENTIAL_API_KEY] == NULL && self->held[WT_CREDENTIAL_USER_TOKEN] == NULL;
}

/**
 * wt_credential_set_equal:
 * @self: a set
 * @other: another one
 *
 * Returns: whether both hold the same values
 */
gboolean
wt_credential_set_equal (const WtCredentialSet *self,
                         const WtCredentialSet *other)
{
  for (guint kind = 0; kind < WT_CREDENTIAL_N_KINDS; kind++)
    if (!wt_credential_equal (self->held[kind], other->held[kind]))
      return FALSE;

  return TRUE;
}
