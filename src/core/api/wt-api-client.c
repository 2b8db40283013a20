/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-api-call.h"
#include "wt-error.h"
#include "wt-http-try.h"
#include "wt-proxy-resolver.h"
#include "wt-server.h"
#include "wt-wire.h"

#define MAX_CONNECTIONS 2
#define LET_GO_SECONDS 1

/* Closes a connection of HTTP/2 that is dead. The requests on it have an earlier deadline of their own: where the clock
 * reads the very microsecond of a GSocket's, GLib 2.74 lets it pass, and that time begins anew. */
#define DEAD_SECONDS (WT_HTTP_SILENCE_SECONDS + 5)

G_DEFINE_FINAL_TYPE (WtApiClient, wt_api_client, G_TYPE_OBJECT)

static gboolean
let_go_cb (gpointer session)
{
  return G_SOURCE_REMOVE;
}

/* What was cancelled over HTTP/2 is told to the server a moment later, and libsoup complains of a session that does not
 * wait for it. */
static void
let_go (SoupSession *session)
{
  g_autoptr (GSource) source = g_timeout_source_new_seconds (LET_GO_SECONDS);

  soup_session_abort (session);
  g_source_set_priority (source, G_PRIORITY_LOW);
  g_source_set_callback (source, let_go_cb, session, g_object_unref);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static void
wt_api_client_dispose (GObject *object)
{
  WtApiClient *self = WT_API_CLIENT (object);

  g_clear_pointer (&self->session, let_go);

  G_OBJECT_CLASS (wt_api_client_parent_class)->dispose (object);
}

static void
wt_api_client_finalize (GObject *object)
{
  WtApiClient *self = WT_API_CLIENT (object);

  g_free (self->server);
  g_free (self->host);
  g_free (self->value_member);
  g_free (self->shape);
  wt_api_client_forget_list (self);

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
 * Makes a client; nothing is connected yet. Proxies are those of the environment, and otherwise of the
 * desktop; there is none to this machine, which a key would otherwise leave.
 *
 * Returns: (transfer full): a new client
 */
WtApiClient *
wt_api_client_new (const char   *server,
                   GTlsDatabase *tls_database)
{
  g_autoptr (GProxyResolver) resolver = NULL;
  WtApiClient *self;

  g_return_val_if_fail (server != NULL, NULL);

  self = g_object_new (WT_TYPE_API_CLIENT, NULL);
  self->server = g_strdup (server);
  self->host = wt_server_dup_host (server);
  self->session = soup_session_new_with_options ("user-agent", "workbench-tokens/" PACKAGE_VERSION,
                                                 "timeout", DEAD_SECONDS,
                                                 "max-conns-per-host", MAX_CONNECTIONS,
                                                 NULL);
  if (tls_database != NULL)
    soup_session_set_tls_database (self->session, tls_database);
  if (!wt_server_is_loopback (server))
    resolver = G_PROXY_RESOLVER (wt_proxy_resolver_new ());
  soup_session_set_proxy_resolver (self->session, resolver);

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
 * wt_api_client_dup_details:
 * @self: a client
 *
 * Returns: (transfer full): what the last answer that could not be used looked like, and which version says so: names,
 *   types and lengths, never a value. For whoever maintains the program
 */
char *
wt_api_client_dup_details (WtApiClient *self)
{
  g_return_val_if_fail (WT_IS_API_CLIENT (self), NULL);

  return g_strdup_printf ("Workbench Tokens %s\n%s", PACKAGE_VERSION, self->shape != NULL ? self->shape : "no answer\n");
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

  if (g_strcmp0 (self->value_member, value_member) == 0)
    return;

  wt_api_client_forget_list (self);
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
    user = wt_wire_read_user (body->document, &error);

  if (user != NULL)
    {
      g_task_return_pointer (task, user, g_object_unref);
      return;
    }

  if (body != NULL)
    wt_api_call_keep (task, body);
  wt_api_call_fail (task, error);
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

  task = wt_api_call_new (self, credential, wt_api_client_get_user_async, cancellable, callback, user_data);
  wt_api_call_send (task, SOUP_METHOD_GET, WT_SERVER_API_USER, NULL, user_cb);
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
      token = wt_wire_read_token (body->document, self->value_member, &error);
      if (token == NULL)
        {
          wt_api_call_keep (task, body);
          error->code = WT_ERROR_OUTCOME_UNKNOWN;
        }
    }

  if (token != NULL)
    g_task_return_pointer (task, token, g_object_unref);
  else
    wt_api_call_fail (task, error);
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

  wt_api_client_forget_list (self);
  task = wt_api_call_new (self, api_key, wt_api_client_create_token_async, cancellable, callback, user_data);
  body = wt_wire_write_token_request (name, user_id);
  wt_api_call_send (task, SOUP_METHOD_POST, WT_SERVER_API_TOKENS, body, created_cb);
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

static void
revoked_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (WtHttpBody) body = NULL;
  GError *error = NULL;

  body = wt_http_send_finish (SOUP_SESSION (source), result, &error);
  if (body != NULL)
    g_task_return_boolean (task, TRUE);
  else
    wt_api_call_fail (task, error);
}

/**
 * wt_api_client_revoke_token_async:
 * @self: a client
 * @credential: what authenticates the request
 * @id: the token's id
 * @cancellable: (nullable): what ends it early
 * @callback: called when done
 * @user_data: for @callback
 *
 * Revokes a token. Takes at most 60 s.
 */
void
wt_api_client_revoke_token_async (WtApiClient         *self,
                                  WtCredential        *credential,
                                  const char          *id,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GString) target = g_string_new (WT_SERVER_API_TOKENS "/");

  g_return_if_fail (WT_IS_API_CLIENT (self));
  g_return_if_fail (credential != NULL);
  g_return_if_fail (id != NULL && *id != '\0');

  g_string_append_uri_escaped (target, id, NULL, FALSE);
  wt_api_client_forget_list (self);
  task = wt_api_call_new (self, credential, wt_api_client_revoke_token_async, cancellable, callback, user_data);
  wt_api_call_send (task, SOUP_METHOD_DELETE, target->str, NULL, revoked_cb);
}

/**
 * wt_api_client_revoke_token_finish:
 * @self: a client
 * @result: what the callback got
 * @error: return location for a #WtError or %G_IO_ERROR_CANCELLED
 *
 * %WT_ERROR_NOT_SUPPORTED means that this server cannot revoke. %WT_ERROR_NOT_WORKBENCH, a 404, may mean that, or that
 * the token was gone: list the tokens to find out.
 *
 * Returns: %TRUE if the token was revoked, else %FALSE with @error set
 */
gboolean
wt_api_client_revoke_token_finish (WtApiClient   *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
