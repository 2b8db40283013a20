/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "simulator-fixture.h"
#include "wt-api-client.h"

G_BEGIN_DECLS

/* A simulator, and a client of it, which trusts @database if there is one. */
typedef struct
{
  Simulator    *simulator;
  GTlsDatabase *database;
  WtApiClient  *client;
  WtCredential *key;
} Api;

void  api_set_up      (Api               *self,
                       gconstpointer      option);
void  api_tear_down   (Api               *self,
                       gconstpointer      option);
void  api_renew       (Api               *self);

typedef enum
{
  CALL_USER,
  CALL_LIST,
  CALL_CREATE,
  CALL_REVOKE,
  CALL_GENERATE,
} CallKind;

/* A call of a client, and what came of it: one of the answers, or an error. */
typedef struct
{
  CallKind      kind;
  WtApiClient  *client;
  GAsyncResult *result;
  WtUser       *user;
  GPtrArray    *tokens;
  guint         n_skipped;
  WtUserToken  *token;
  gboolean      revoked;
  GError       *error;
} Call;

Call *call_begin      (CallKind           kind,
                       WtApiClient       *client,
                       WtCredential      *credential,
                       GCancellable      *cancellable);
void  call_end        (Call              *self);
Call *call            (CallKind           kind,
                       WtApiClient       *client,
                       WtCredential      *credential);
void  call_free       (Call              *self);

void  assert_message  (const GError      *error,
                       const char        *host,
                       const char        *said);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

G_END_DECLS
