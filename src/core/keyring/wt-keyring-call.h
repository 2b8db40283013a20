/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * WtKeyringTry:
 * @request: what is asked, as given to wt_keyring_call()
 * @is_second: whether this is the second try
 * @stop: tells when the try must not go on
 * @callback: called when the try ended
 * @user_data: for @callback
 *
 * An asynchronous function that tries once, and always calls back. Its result is a #GTask that holds a pointer or an
 * error.
 *
 * @stop is looked at between the steps of a try, before one that changes something. It is never handed to libsecret.
 */
typedef void (*WtKeyringTry) (gpointer             request,
                              gboolean             is_second,
                              GCancellable        *stop,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data);

void   wt_keyring_call    (GTask               *task,
                           WtKeyringTry         try_once,
                           gpointer             request,
                           GDestroyNotify       free_request,
                           GDestroyNotify       free_answer);
GTask *wt_keyring_try_new (gpointer             source_tag,
                           GCancellable        *stop,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data);

G_END_DECLS
