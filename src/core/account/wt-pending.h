/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * WtPendingKind:
 * @WT_PENDING_LOADING: the keyring is being looked into
 * @WT_PENDING_OPENING: it is being opened, perhaps by a person who is typing a password
 * @WT_PENDING_SAVING: it is being handed a secret, or a removal
 * @WT_PENDING_SIGNING_IN: a credential is being checked
 * @WT_PENDING_SIGNING_OUT: the secrets are being removed
 * @WT_PENDING_CONNECTING: the server is being asked who the user is, and for the list
 * @WT_PENDING_VERIFYING: it is being asked whether it accepts a token
 * @WT_PENDING_CREATING: it is being asked for a token
 *
 * What can be under way. They are flags, so that several can be asked for at once.
 */
typedef enum
{
  WT_PENDING_LOADING = 1 << 0,
  WT_PENDING_OPENING = 1 << 1,
  WT_PENDING_SAVING = 1 << 2,
  WT_PENDING_SIGNING_IN = 1 << 3,
  WT_PENDING_SIGNING_OUT = 1 << 4,
  WT_PENDING_CONNECTING = 1 << 5,
  WT_PENDING_VERIFYING = 1 << 6,
  WT_PENDING_CREATING = 1 << 7,
} WtPendingKind;

#define WT_PENDING_N_KINDS 8

#define WT_TYPE_PENDING (wt_pending_get_type ())

G_DECLARE_FINAL_TYPE (WtPending, wt_pending, WT, PENDING, GObject)

WtPending *wt_pending_new         (WtPending            *all);
void       wt_pending_begin       (WtPending            *self,
                                   WtPendingKind         kind);
void       wt_pending_end         (WtPending            *self,
                                   WtPendingKind         kind);
guint      wt_pending_get_kinds   (WtPending            *self);

void       wt_pending_wait_async  (WtPending            *self,
                                   GAsyncReadyCallback   callback,
                                   gpointer              user_data);
gboolean   wt_pending_wait_finish (WtPending            *self,
                                   GAsyncResult         *result,
                                   GError              **error);

G_END_DECLS
