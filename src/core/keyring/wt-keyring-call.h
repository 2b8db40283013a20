/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "wt-keyring-request.h"

G_BEGIN_DECLS

typedef struct _WtKeyringAttempt WtKeyringAttempt;

/**
 * WtKeyringWork:
 * @request: what is asked, as given to wt_keyring_call()
 * @attempt: the attempt that it is
 * @error: return location for an error
 *
 * Asks the Secret Service once. Blocks, in a thread.
 *
 * Returns: (transfer full) (nullable): the answer; %NULL, with @error set or not, where there is none
 */
typedef gpointer (*WtKeyringWork) (gpointer           request,
                                   WtKeyringAttempt  *attempt,
                                   GError           **error);

/**
 * WtKeyringTry:
 * @request: what is asked, as given to wt_keyring_call()
 * @attempt: the attempt that it is
 * @callback: called when the try ended
 * @user_data: for @callback
 *
 * The same of the portal's file: an asynchronous function that tries once, and always calls back, with a #GTask that
 * holds a pointer or an error.
 */
typedef void (*WtKeyringTry) (gpointer             request,
                              WtKeyringAttempt    *attempt,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data);

/**
 * WtKeyringOperation:
 * @work: how the Secret Service is asked
 * @try_file: (nullable): how the portal's file is asked; %NULL if there is nothing to ask it
 * @free_answer: (nullable): frees what either returns
 *
 * Something to do with what is stored.
 */
typedef struct
{
  WtKeyringWork  work;
  WtKeyringTry   try_file;
  GDestroyNotify free_answer;
} WtKeyringOperation;

void     wt_keyring_call              (GTask                     *task,
                                       const WtKeyringOperation  *operation,
                                       WtKeyringRequest          *request);

gboolean wt_keyring_attempt_is_second (WtKeyringAttempt          *self);
gboolean wt_keyring_attempt_check     (WtKeyringAttempt          *self,
                                       GError                   **error);
gboolean wt_keyring_attempt_ask       (WtKeyringAttempt          *self,
                                       GError                   **error);

G_END_DECLS
