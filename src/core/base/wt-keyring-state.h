/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * WtKeyringState:
 * @WT_KEYRING_OPEN: the keyring answers, as far as is known
 * @WT_KEYRING_LOCKED: it is locked, or asks its user before it gives this program what it has
 * @WT_KEYRING_ABSENT: there is no default keyring
 * @WT_KEYRING_UNAVAILABLE: there is no keyring service, or it does not answer
 * @WT_KEYRING_FAILING: it answered that it could not, or what it has cannot be used
 * @WT_KEYRING_DAMAGED: it is a file, and that cannot be used any more
 *
 * How the keyring is, beside any state of the account.
 */
typedef enum
{
  WT_KEYRING_OPEN,
  WT_KEYRING_LOCKED,
  WT_KEYRING_ABSENT,
  WT_KEYRING_UNAVAILABLE,
  WT_KEYRING_FAILING,
  WT_KEYRING_DAMAGED,
} WtKeyringState;

G_END_DECLS
