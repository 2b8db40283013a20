/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wt-keyring-call.h"

G_BEGIN_DECLS

/* Each of these is a WtKeyringTry. */
void wt_keyring_file_items_look_up_async (gpointer             request,
                                          WtKeyringAttempt    *attempt,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
void wt_keyring_file_items_store_async   (gpointer             request,
                                          WtKeyringAttempt    *attempt,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);
void wt_keyring_file_items_clear_async   (gpointer             request,
                                          WtKeyringAttempt    *attempt,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data);

G_END_DECLS
