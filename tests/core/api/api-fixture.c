/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "api-fixture.h"

#include "waiting.h"
#include "wt-error.h"
#include "wt-user-token-generate.h"

/* Starts a simulator with @option, which may be NULL. */
void
api_set_up (Api           *self,
            gconstpointer  option)
{
  self->simulator = simulator_start (option, NULL);
  self->client = wt_api_client_new (simulator_get_address (self->simulator), self->database);
  self->key = simulator_dup_key (self->simulator);
}

/* Nobody holds the client any more, and the simulator ends well. */
static void
drop_client (Api *self)
{
  g_object_add_weak_pointer (G_OBJECT (self->client), (gpointer *) &self->client);
  g_object_unref (self->client);
  g_assert_null (self->client);
}

void
api_tear_down (Api           *self,
               gconstpointer  option)
{
  drop_client (self);
  wt_credential_unref (self->key);
  simulator_stop (self->simulator);
}

/* A client with no connection yet, and a log with no requests. */
void
api_renew (Api *self)
{
  drop_client (self);
  self->client = wt_api_client_new (simulator_get_address (self->simulator), self->database);
  simulator_clear_log (self->simulator);
  simulator_clear_faults (self->simulator);
}

Call *
call_begin (CallKind      kind,
            WtApiClient  *client,
            WtCredential *credential,
            GCancellable *cancellable)
{
  Call *self = g_new0 (Call, 1);

  self->kind = kind;
  self->client = client;
  switch (kind)
    {
    case CALL_USER:
      wt_api_client_get_user_async (client, credential, cancellable, keep_result_cb, &self->result);
      break;
    case CALL_LIST:
      wt_api_client_list_tokens_async (client, credential, cancellable, keep_result_cb, &self->result);
      break;
    case CALL_CREATE:
      wt_api_client_create_token_async (client, credential, "New", SIMULATOR_USER_ID, cancellable,
                                        keep_result_cb, &self->result);
      break;
    case CALL_REVOKE:
      wt_api_client_revoke_token_async (client, credential, "a/b?c", cancellable, keep_result_cb, &self->result);
      break;
    case CALL_GENERATE:
      wt_user_token_generate_async (client, credential, "New", SIMULATOR_USER_ID, cancellable, keep_result_cb, &self->result);
      break;
    }

  return self;
}

static void
finish (Call *self)
{
  switch (self->kind)
    {
    case CALL_USER:
      self->user = wt_api_client_get_user_finish (self->client, self->result, &self->error);
      break;
    case CALL_LIST:
      self->tokens = wt_api_client_list_tokens_finish (self->client, self->result, &self->n_skipped, &self->error);
      break;
    case CALL_CREATE:
      self->token = wt_api_client_create_token_finish (self->client, self->result, &self->error);
      break;
    case CALL_REVOKE:
      self->revoked = wt_api_client_revoke_token_finish (self->client, self->result, &self->error);
      break;
    case CALL_GENERATE:
      self->token = wt_user_token_generate_finish (self->client, self->result, &self->error);
      break;
    }

  g_clear_object (&self->result);
}

/* Waits for what comes of it. It is an answer or an error, and never both. */
void
call_end (Call *self)
{
  wait_for_result (&self->result);
  finish (self);
  g_assert_cmpint (self->user != NULL || self->tokens != NULL || self->token != NULL || self->revoked, ==,
                   self->error == NULL);
}

Call *
call (CallKind      kind,
      WtApiClient  *client,
      WtCredential *credential)
{
  Call *self = call_begin (kind, client, credential, NULL);

  call_end (self);

  return self;
}

void
call_free (Call *self)
{
  g_clear_object (&self->result);
  g_clear_object (&self->user);
  g_clear_pointer (&self->tokens, g_ptr_array_unref);
  g_clear_object (&self->token);
  g_clear_error (&self->error);
  g_free (self);
}

/* A sentence for people that names the host and says @said, and nothing that only a programmer understands. */
void
assert_message (const GError *error,
                const char   *host,
                const char   *said)
{
  g_test_message ("%s", error->message);
  g_assert_true (g_str_has_suffix (error->message, ".") || g_str_has_suffix (error->message, "”"));
  g_assert_nonnull (strstr (error->message, host));
  g_assert_null (strstr (error->message, "_apikey"));
  g_assert_null (strstr (error->message, "/api/"));
  if (said != NULL)
    g_assert_nonnull (strstr (error->message, said));
}
