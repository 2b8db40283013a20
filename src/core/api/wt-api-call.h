/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wt-api-client.h"
#include "wt-deadline.h"
#include "wt-http.h"

/* What the files of WtApiClient share; nobody else includes this. */

G_BEGIN_DECLS

/**
 * WtApiClient:
 *
 * The requests of the Workbench API, one asynchronous function each. It holds a connection and no state of an account:
 * which credential goes on a request is the caller's choice.
 */
struct _WtApiClient
{
  GObject      parent_instance;

  SoupSession *session;
  char        *server;
  char        *host;
  char        *value_member;
  char        *shape;

  /* The last list, if the server told which version of it that was, and for whom. */
  char         *list_etag;
  WtCredential *list_credential;
  GPtrArray    *list;
};

/* A call, which may be more than one request; owned by its task. */
typedef struct
{
  WtDeadline   *deadline;
  WtCredential *credential;
  GPtrArray    *tokens;
  GPtrArray    *known;
  GHashTable   *cursors;
  guint         n_skipped;
  gboolean      is_post;
} WtApiCall;

GTask *wt_api_call_new  (WtApiClient         *self,
                         WtCredential        *credential,
                         gpointer             source_tag,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data);
void   wt_api_call_send (GTask               *task,
                         const char          *method,
                         const char          *target,
                         const char          *body,
                         GAsyncReadyCallback  callback);
void   wt_api_call_ask  (GTask               *task,
                         const char          *target,
                         const char          *known,
                         GAsyncReadyCallback  callback);
void   wt_api_call_fail (GTask               *task,
                         GError              *error);
void   wt_api_call_keep (GTask               *task,
                         WtHttpBody          *body);

void   wt_api_client_forget_list (WtApiClient *self);

G_END_DECLS
