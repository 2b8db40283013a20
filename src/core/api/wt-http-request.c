/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "wt-http-request.h"

/* The text has its room from the beginning: one that grows leaves what it held behind, where nobody wipes it. */
static GUri *
build_uri (WtHttpRequest *request)
{
  gsize room = strlen (request->server) + strlen (request->target) + strlen ("?_apikey=") +
               3 * strlen (wt_credential_get_text (request->credential));
  g_autoptr (GString) text = g_string_sized_new (room);
  GUri *uri;

  g_string_append (text, request->server);
  g_string_append (text, request->target);
  if (wt_credential_get_kind (request->credential) == WT_CREDENTIAL_API_KEY)
    {
      g_string_append (text, strchr (request->target, '?') != NULL ? "&_apikey=" : "?_apikey=");
      g_string_append_uri_escaped (text, wt_credential_get_text (request->credential), NULL, FALSE);
    }

  uri = g_uri_parse (text->str, SOUP_HTTP_URI_FLAGS, NULL);
  explicit_bzero (text->str, text->allocated_len);

  return uri;
}

static void
add_authorization (SoupMessage  *message,
                   WtCredential *credential)
{
  char *value = g_strconcat ("UserToken ", wt_credential_get_text (credential), NULL);

  soup_message_headers_replace (soup_message_get_request_headers (message), "Authorization", value);
  explicit_bzero (value, strlen (value));
  g_free (value);
}

/**
 * wt_http_request_new:
 * @method: the HTTP method, a static string
 * @server: a normalised server address
 * @target: path and query, percent-encoded
 * @credential: what authenticates the request: an API key goes into the query, a User Token into the header
 * @body: (nullable): a JSON document to send
 *
 * Returns: (transfer full): a new request
 */
WtHttpRequest *
wt_http_request_new (const char   *method,
                     const char   *server,
                     const char   *target,
                     WtCredential *credential,
                     const char   *body)
{
  WtHttpRequest *request = g_new0 (WtHttpRequest, 1);

  request->method = method;
  request->server = g_strdup (server);
  request->target = g_strdup (target);
  request->credential = wt_credential_ref (credential);
  request->body = g_strdup (body);

  return request;
}

/**
 * wt_http_request_set_any_status:
 * @request: a request
 *
 * From now on an answer with any status is an answer, and not an error: a redirect too, which is not followed.
 */
void
wt_http_request_set_any_status (WtHttpRequest *request)
{
  request->any_status = TRUE;
}

/**
 * wt_http_request_set_known:
 * @request: a request
 * @etag: (nullable): the entity tag of what is known already, as the server gave it; %NULL if nothing is
 *
 * Makes the request conditional (RFC 9110, 13.1.2): that nothing changed, a 304 without a body, is an answer then.
 */
void
wt_http_request_set_known (WtHttpRequest *request,
                           const char    *etag)
{
  g_free (request->known);
  request->known = g_strdup (etag);
}

/**
 * wt_http_request_build_message:
 * @request: a request
 *
 * Returns: (transfer full): a message that can be sent once, with the credential in it
 */
SoupMessage *
wt_http_request_build_message (WtHttpRequest *request)
{
  g_autoptr (GUri) uri = build_uri (request);
  SoupMessage *message = soup_message_new_from_uri (request->method, uri);

  /* Libsoup would read what a 401 has to say to its end, however much that is, and has no other credential to try. */
  soup_message_disable_feature (message, SOUP_TYPE_AUTH_MANAGER);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT | SOUP_MESSAGE_COLLECT_METRICS);
  /* What was kept may have died, and then libsoup sends once more what must not be sent twice. */
  if (!g_str_equal (request->method, SOUP_METHOD_GET))
    soup_message_add_flags (message, SOUP_MESSAGE_NEW_CONNECTION);
  soup_message_headers_replace (soup_message_get_request_headers (message), "Accept", "application/json");
  if (wt_credential_get_kind (request->credential) == WT_CREDENTIAL_USER_TOKEN)
    add_authorization (message, request->credential);
  if (request->known != NULL)
    soup_message_headers_replace (soup_message_get_request_headers (message), "If-None-Match", request->known);
  if (request->body != NULL)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (request->body, strlen (request->body));

      soup_message_set_request_body_from_bytes (message, "application/json", bytes);
    }

  return message;
}

/**
 * wt_http_request_free:
 * @request: (transfer full): a request
 */
void
wt_http_request_free (WtHttpRequest *request)
{
  wt_credential_unref (request->credential);
  g_free (request->server);
  g_free (request->target);
  g_free (request->body);
  g_free (request->known);
  g_free (request);
}
