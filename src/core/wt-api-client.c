/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <libsoup/soup.h>

#include "wt-api-client.h"
#include "wt-deadline.h"
#include "wt-error.h"
#include "wt-http-error.h"
#include "wt-http.h"
#include "wt-server.h"
#include "wt-wire.h"

#define IDLE_IO_SECONDS 20
#define OPERATION_SECONDS 60
#define MAX_CONNECTIONS 2
#define PAGE_LIMIT "1000"
#define MAX_PAGES 1000
#define MAX_TOKENS 10000

#define PATH_USER "/api/whoami"
#define PATH_TOKENS "/api/usertokens"

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
};

/* A call, which may be more than one request; owned by its task. */
typedef struct
{
  WtDeadline   *deadline;
  WtCredential *credential;
  GPtrArray    *tokens;
  GHashTable   *cursors;
  guint         n_skipped;
} Call;

G_DEFINE_FINAL_TYPE (WtApiClient, wt_api_client, G_TYPE_OBJECT)

static void
call_free (Call *call)
{
  wt_deadline_free (call->deadline);
  wt_credential_unref (call->credential);
  g_clear_pointer (&call->tokens, g_ptr_array_unref);
  g_clear_pointer (&call->cursors, g_hash_table_unref);
  g_free (call);
}

static GTask *
call_new (WtApiClient         *self,
          WtCredential        *credential,
          gpointer             source_tag,
          GCancellable        *cancellable,
          GAsyncReadyCallback  callback,
          gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Call *call = g_new0 (Call, 1);

  call->deadline = wt_deadline_new (OPERATION_SECONDS, cancellable);
  call->credential = wt_credential_ref (credential);

  g_task_set_source_tag (task, source_tag);
  g_task_set_task_data (task, call, (GDestroyNotify) call_free);
  g_task_set_check_cancellable (task, FALSE);

  return task;
}

static void
call_send (GTask               *task,
           const char          *method,
           const char          *target,
           const char          *body,
           GAsyncReadyCallback  callback)
{
  WtApiClient *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);

  wt_http_send_async (self->session,
                      wt_http_request_new (method, self->server, target, call->credential, body),
                      wt_deadline_get_cancellable (call->deadline),
                      callback,
                      g_object_ref (task));
}

/* Ends the call. Takes @error, which is "cancelled" also when the call took too long. */
static void
call_fail (GTask  *task,
           GError *error)
{
  WtApiClient *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) && wt_deadline_has_passed (call->deadline))
    {
      g_error_free (error);
      error = wt_http_error_new_time_out (self->host);
      if (g_task_get_source_tag (task) == wt_api_client_create_token_async)
        error->code = WT_ERROR_OUTCOME_UNKNOWN;
    }

  g_task_return_error (task, error);
}

static void
wt_api_client_dispose (GObject *object)
{
  WtApiClient *self = WT_API_CLIENT (object);

  if (self->session != NULL)
    soup_session_abort (self->session);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (wt_api_client_parent_class)->dispose (object);
}

static void
wt_api_client_finalize (GObject *object)
{
  WtApiClient *self = WT_API_CLIENT (object);

  g_free (self->server);
  g_free (self->host);
  g_free (self->value_member);

  G_OBJECT_CLASS (wt_api_client_parent_class)->finalize (object);
}

static void
wt_api_client_class_init (WtApiClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = wt_api_client_dispose;
  object_class->finalize = wt_api_client_finalize;
}

static void
wt_api_client_init (WtApiClient *self)
{
}

/**
 * wt_api_client_new:
 * @server: a normalised server address, from wt_server_parse()
 * @tls_database: (nullable): the authorities to trust instead of the system's
 *
 * Makes a client; nothing is connected yet. Proxies are those of GLib's default resolver, but for this machine, where
 * a key would otherwise leave it.
 *
 * Returns: (transfer full): a new client
 */
WtApiClient *
wt_api_client_new (const char   *server,
                   GTlsDatabase *tls_database)
{
  WtApiClient *self;

  g_return_val_if_fail (server != NULL, NULL);

  self = g_object_new (WT_TYPE_API_CLIENT, NULL);
  self->server = g_strdup (server);
  self->host = wt_server_dup_host (server);
  self->session = soup_session_new_with_options ("user-agent", "workbench-tokens/" PACKAGE_VERSION,
                                                 "timeout", IDLE_IO_SECONDS,
                                                 "max-conns-per-host", MAX_CONNECTIONS,
                                                 NULL);
  if (tls_database != NULL)
    soup_session_set_tls_database (self->session, tls_database);
  if (wt_server_is_loopback (server))
    soup_session_set_proxy_resolver (self->session, NULL);

  return self;
}

/**
 * wt_api_client_get_server:
 * @self: a client
 *
 * Returns: (transfer none): the server's normalised address
 */
const char *
wt_api_client_get_server (WtApiClient *self)
{
  g_return_val_if_fail (WT_IS_API_CLIENT (self), NULL);

  return self->server;
}

/**
 * wt_api_client_set_value_member:
 * @self: a client
 * @value_member: (nullable): the member of an answer that holds a token's value; %NULL or empty to find it
 *
 * Corrects the least certain thing of the contract, for the answers that are still to come.
 */
void
wt_api_client_set_value_member (WtApiClient *self,
                                const char  *value_member)
{
  g_return_if_fail (WT_IS_API_CLIENT (self));

  g_free (self->value_member);
  self->value_member = g_strdup (value_member);
}

static void
user_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (WtHttpBody) body = NULL;
  GError *error = NULL;
  WtUser *user = NULL;

  body = wt_http_send_finish (SOUP_SESSION (source), result, &error);
  if (body != NULL)
    user = wt_wire_read_user (body->data, body->length, &error);

  if (user != NULL)
    g_task_return_pointer (task, user, g_object_unref);
  else
    call_fail (task, error);
}

/**
 * wt_api_client_get_user_async:
 * @self: a client
 * @credential: what authenticates the request
 * @cancellable: (nullable): what ends it early
 * @callback: called when done
 * @user_data: for @callback
 *
 * Asks whoami. Takes at most 60 s, its tries included.
 */
void
wt_api_client_get_user_async (WtApiClient         *self,
                              WtCredential        *credential,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (WT_IS_API_CLIENT (self));
  g_return_if_fail (credential != NULL);

  task = call_new (self, credential, wt_api_client_get_user_async, cancellable, callback, user_data);
  call_send (task, SOUP_METHOD_GET, PATH_USER, NULL, user_cb);
}

/**
 * wt_api_client_get_user_finish:
 * @self: a client
 * @result: what the callback got
 * @error: return location for a #WtError or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the user, whose id may be unknown, or %NULL with @error set
 */
WtUser *
wt_api_client_get_user_finish (WtApiClient   *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void page_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data);

static void
request_page (GTask      *task,
              const char *cursor)
{
  g_autoptr (GString) target = g_string_new (PATH_TOKENS "?limit=" PAGE_LIMIT);

  if (cursor != NULL)
    {
      g_string_append (target, "&cursor=");
      g_string_append_uri_escaped (target, cursor, NULL, FALSE);
    }

  call_send (task, SOUP_METHOD_GET, target->str, NULL, page_cb);
}

static GError *
check_page (WtApiClient *self,
            Call        *call,
            const char  *cursor)
{
  if (call->tokens->len > MAX_TOKENS || g_hash_table_size (call->cursors) >= MAX_PAGES ||
      (cursor != NULL && g_hash_table_contains (call->cursors, cursor)))
    return g_error_new (WT_ERROR, WT_ERROR_UNREADABLE,
                        _("The list of tokens on %s does not end, so it was not read. Tell whoever runs the server."),
                        self->host);

  if (cursor == NULL && call->tokens->len == 0 && call->n_skipped > 0)
    return g_error_new (WT_ERROR, WT_ERROR_UNREADABLE,
                        ngettext ("The %u token that %s has for you could not be read.",
                                  "None of the %u tokens that %s has for you could be read.", call->n_skipped),
                        call->n_skipped, self->host);

  return NULL;
}

static void
page_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (WtHttpBody) body = NULL;
  g_autoptr (WtTokenPage) page = NULL;
  GError *error = NULL;
  WtApiClient *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);

  body = wt_http_send_finish (SOUP_SESSION (source), result, &error);
  if (body != NULL)
    page = wt_wire_read_token_page (body->data, body->length, self->value_member, &error);
  if (page == NULL)
    {
      call_fail (task, error);
      return;
    }

  g_ptr_array_extend_and_steal (call->tokens, g_steal_pointer (&page->tokens));
  call->n_skipped += page->n_skipped;

  error = check_page (self, call, page->cursor);
  if (error != NULL)
    call_fail (task, error);
  else if (page->cursor == NULL)
    g_task_return_pointer (task, g_ptr_array_ref (call->tokens), (GDestroyNotify) g_ptr_array_unref);
  else
    {
      request_page (task, page->cursor);
      g_hash_table_add (call->cursors, g_steal_pointer (&page->cursor));
    }
}

/**
 * wt_api_client_list_tokens_async:
 * @self: a client
 * @credential: what authenticates the requests
 * @cancellable: (nullable): what ends it early
 * @callback: called when done
 * @user_data: for @callback
 *
 * Reads the complete list of the user's tokens, page by page. Takes at most 60 s in all. A list that does not end (a
 * cursor comes again, over 1,000 pages, over 10,000 tokens) is a %WT_ERROR_UNREADABLE, and so is one of which no item
 * can be read.
 */
void
wt_api_client_list_tokens_async (WtApiClient         *self,
                                 WtCredential        *credential,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  Call *call;

  g_return_if_fail (WT_IS_API_CLIENT (self));
  g_return_if_fail (credential != NULL);

  task = call_new (self, credential, wt_api_client_list_tokens_async, cancellable, callback, user_data);
  call = g_task_get_task_data (task);
  call->tokens = g_ptr_array_new_with_free_func (g_object_unref);
  call->cursors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  request_page (task, NULL);
}

/**
 * wt_api_client_list_tokens_finish:
 * @self: a client
 * @result: what the callback got
 * @n_skipped: (out) (optional): how many items could not be read
 * @error: return location for a #WtError or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable) (element-type WtUserToken): the tokens in the server's order, or %NULL with
 *   @error set
 */
GPtrArray *
wt_api_client_list_tokens_finish (WtApiClient   *self,
                                  GAsyncResult  *result,
                                  guint         *n_skipped,
                                  GError       **error)
{
  Call *call;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  call = g_task_get_task_data (G_TASK (result));
  if (n_skipped != NULL)
    *n_skipped = call->n_skipped;

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
created_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (WtHttpBody) body = NULL;
  GError *error = NULL;
  WtApiClient *self = g_task_get_source_object (task);
  WtUserToken *token = NULL;

  body = wt_http_send_finish (SOUP_SESSION (source), result, &error);
  if (body != NULL)
    {
      token = wt_wire_read_token (body->data, body->length, self->value_member, &error);
      if (token == NULL)
        error->code = WT_ERROR_OUTCOME_UNKNOWN;
    }

  if (token != NULL)
    g_task_return_pointer (task, token, g_object_unref);
  else
    call_fail (task, error);
}

/**
 * wt_api_client_create_token_async:
 * @self: a client
 * @api_key: an API key; a User Token cannot create another one
 * @name: the new token's name
 * @user_id: whose token it will be
 * @cancellable: (nullable): what ends it early
 * @callback: called when done
 * @user_data: for @callback
 *
 * Creates a token, with one POST that is never repeated. Takes at most 60 s.
 */
void
wt_api_client_create_token_async (WtApiClient         *self,
                                  WtCredential        *api_key,
                                  const char          *name,
                                  const char          *user_id,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *body = NULL;

  g_return_if_fail (WT_IS_API_CLIENT (self));
  g_return_if_fail (api_key != NULL && wt_credential_get_kind (api_key) == WT_CREDENTIAL_API_KEY);
  g_return_if_fail (name != NULL && user_id != NULL);

  task = call_new (self, api_key, wt_api_client_create_token_async, cancellable, callback, user_data);
  body = wt_wire_write_token_request (name, user_id);
  call_send (task, SOUP_METHOD_POST, PATH_TOKENS, body, created_cb);
}

/**
 * wt_api_client_create_token_finish:
 * @self: a client
 * @result: what the callback got
 * @error: return location for a #WtError or %G_IO_ERROR_CANCELLED
 *
 * %WT_ERROR_OUTCOME_UNKNOWN means that a token may have been created: list the tokens to find out.
 *
 * Returns: (transfer full) (nullable): the new token, or %NULL with @error set
 */
WtUserToken *
wt_api_client_create_token_finish (WtApiClient   *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
