/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wt-credential.h"

G_BEGIN_DECLS

/* What is asked for; @credential is what to store. A look-up may want the User Token first, and the API key only if
 * there is none. Not changed while tries are under way. */
typedef struct
{
  char             *server;
  WtCredentialKind  kind;
  WtCredential     *credential;
  gboolean          token_first;
} WtKeyringRequest;

/* What was found, each at its kind. */
typedef struct
{
  WtCredential *credentials[WT_CREDENTIAL_N_KINDS];
} WtKeyringFound;

WtKeyringRequest *wt_keyring_request_new         (const char           *server,
                                                  WtCredentialKind      kind,
                                                  WtCredential         *credential);
void              wt_keyring_request_unref       (gpointer              request);
void              wt_keyring_found_free          (gpointer              found);

/* Each of these is a WtKeyringTry. */
void              wt_keyring_items_look_up_async (gpointer              request,
                                                  gboolean              is_second,
                                                  GCancellable         *stop,
                                                  GAsyncReadyCallback   callback,
                                                  gpointer              user_data);
void              wt_keyring_items_store_async   (gpointer              request,
                                                  gboolean              is_second,
                                                  GCancellable         *stop,
                                                  GAsyncReadyCallback   callback,
                                                  gpointer              user_data);
void              wt_keyring_items_clear_async   (gpointer              request,
                                                  gboolean              is_second,
                                                  GCancellable         *stop,
                                                  GAsyncReadyCallback   callback,
                                                  gpointer              user_data);

G_END_DECLS
