/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-known.h"
#include "wt-pending.h"

/* The one place where it is decided what may be done. */

static gboolean
has_api_key (const WtKnown *known)
{
  return known->credentials.held[WT_CREDENTIAL_API_KEY] != NULL;
}

static gboolean
wants_first_token (const WtKnown *known)
{
  return known->state == WT_ACCOUNT_READY && known->list == WT_LIST_EMPTY;
}

/**
 * wt_known_is_signed_in:
 * @known: what is known of an account
 *
 * Returns: whether anything is known or remembered
 */
gboolean
wt_known_is_signed_in (const WtKnown *known)
{
  return !wt_credential_set_is_empty (&known->credentials) || known->user != NULL || known->active_token != NULL;
}

/**
 * wt_known_can_generate:
 * @known: what is known of an account
 *
 * Returns: whether a token may be generated
 */
gboolean
wt_known_can_generate (const WtKnown *known)
{
  return wants_first_token (known) && has_api_key (known) && (known->under_way & WT_PENDING_CREATING) == 0;
}

/**
 * wt_known_needs_api_key:
 * @known: what is known of an account
 *
 * Returns: whether one could be, with an API key
 */
gboolean
wt_known_needs_api_key (const WtKnown *known)
{
  return wants_first_token (known) && !has_api_key (known);
}

/**
 * wt_known_is_busy:
 * @known: what is known of an account
 *
 * Returns: whether the server is being asked, or the keyring to forget
 */
gboolean
wt_known_is_busy (const WtKnown *known)
{
  return (known->under_way & (WT_PENDING_CONNECTING | WT_PENDING_CREATING | WT_PENDING_SIGNING_OUT)) != 0;
}

/**
 * wt_known_is_opening:
 * @known: what is known of an account
 *
 * Returns: whether its keyring is being opened
 */
gboolean
wt_known_is_opening (const WtKnown *known)
{
  return (known->under_way & WT_PENDING_OPENING) != 0;
}

/**
 * wt_known_show:
 * @shown: as it was when this was last called
 * @known: as it is now; @shown becomes the same, but for its texts and errors
 *
 * Returns: what is not in @known as it was in @shown, texts and errors apart
 */
WtKnownChanges
wt_known_show (WtKnown       *shown,
               const WtKnown *known)
{
  WtKnownChanges changes = 0;

  changes |= known->state != shown->state ? WT_CHANGED_STATE : 0;
  changes |= known->n_skipped != shown->n_skipped ? WT_CHANGED_N_SKIPPED : 0;
  changes |= wt_known_is_busy (known) != wt_known_is_busy (shown) ? WT_CHANGED_BUSY : 0;
  changes |= wt_known_is_opening (known) != wt_known_is_opening (shown) ? WT_CHANGED_OPENING : 0;
  changes |= known->can_revoke != shown->can_revoke ? WT_CHANGED_CAN_REVOKE : 0;
  changes |= wt_known_is_signed_in (known) != wt_known_is_signed_in (shown) ? WT_CHANGED_SIGNED_IN : 0;
  changes |= wt_known_can_generate (known) != wt_known_can_generate (shown) ? WT_CHANGED_CAN_GENERATE : 0;
  changes |= wt_known_needs_api_key (known) != wt_known_needs_api_key (shown) ? WT_CHANGED_NEEDS_API_KEY : 0;
  changes |= has_api_key (known) != has_api_key (shown) ? WT_CHANGED_HAS_API_KEY : 0;
  changes |= g_set_object (&shown->user, known->user) ? WT_CHANGED_USER : 0;
  changes |= g_set_object (&shown->active_token, known->active_token) ? WT_CHANGED_ACTIVE_TOKEN : 0;

  shown->state = known->state;
  shown->list = known->list;
  shown->n_skipped = known->n_skipped;
  shown->under_way = known->under_way;
  shown->can_revoke = known->can_revoke;
  wt_credential_set_assign (&shown->credentials, &known->credentials);

  return changes;
}

/**
 * wt_known_clear:
 * @self: what is known of an account
 *
 * Frees what @self has, but not @self.
 */
void
wt_known_clear (WtKnown *self)
{
  g_clear_error (&self->error);
  g_clear_error (&self->refusal);
  g_clear_pointer (&self->details, g_free);
  g_clear_object (&self->user);
  g_clear_object (&self->tokens);
  g_clear_object (&self->active_token);
  wt_credential_set_clear (&self->credentials);
}
