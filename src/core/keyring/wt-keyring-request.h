/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wt-keyring-found.h"

G_BEGIN_DECLS

/* What is asked for; @credential is what to store. A look-up may want the User Token first, and the API key only if
 * there is none. Not changed while tries are under way. */
typedef struct
{
  char             *server;
  WtCredentialKind  kind;
  WtCredential     *credential;
  gboolean          token_first;
  gboolean          asks_nobody; /* what the service would have to ask about is kept */
} WtKeyringRequest;

extern const SecretSchema wt_keyring_schema;

WtKeyringRequest *wt_keyring_request_new                     (const char       *server,
                                                              WtCredentialKind  kind,
                                                              WtCredential     *credential);
void              wt_keyring_request_unref                   (gpointer          request);
GHashTable       *wt_keyring_request_build_server_attributes (WtKeyringRequest *request);
GHashTable       *wt_keyring_request_build_attributes        (WtKeyringRequest *request,
                                                              WtCredentialKind  kind);

char             *wt_keyring_request_make_label              (WtKeyringRequest *request,
                                                              WtCredentialKind  kind);
gboolean          wt_keyring_request_read                    (WtKeyringRequest *request,
                                                              WtCredentialKind  kind,
                                                              SecretValue      *value,
                                                              WtKeyringFound   *found);

gboolean          wt_keyring_attributes_get_kind             (GHashTable       *attributes,
                                                              WtCredentialKind *kind);


G_END_DECLS
