/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "wt-error.h"
#include "wt-http-error.h"
#include "wt-secrets.h"

/* The contract's table "Errors", in the user's words. No text of libsoup, GIO or a TLS library is passed on: they are
 * not written for users, and some of them quote the URL. */

/* What a host is shown with: a name in another script is in ASCII once it was parsed; the colon is an IPv6 address's. */
#define HOST_CHARACTERS G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS ".-_:"
#define MAX_HOST_LENGTH 253 /* a longer one has no address */
#define MAX_LABEL_LENGTH 31

#define NEW_ERROR(code, ...) g_error_new (WT_ERROR, (code), __VA_ARGS__)

/**
 * wt_http_status_is_refusal:
 * @status: the status of an answer
 *
 * Returns: whether it says that what was asked for was not carried out, and nothing else. A redirect does not: it is what a
 *   server answers that carried it out, too
 */
gboolean
wt_http_status_is_refusal (guint status)
{
  switch (status)
    {
    case SOUP_STATUS_NOT_IMPLEMENTED:
      return TRUE;
    case SOUP_STATUS_PROXY_AUTHENTICATION_REQUIRED:
    case SOUP_STATUS_REQUEST_TIMEOUT:
    case SOUP_STATUS_MISDIRECTED_REQUEST:
    case 499: /* a proxy's, for a connection that was closed meanwhile */
      return FALSE;
    default:
      return SOUP_STATUS_IS_CLIENT_ERROR (status);
    }
}

static GError *
error_from_certificate (GTlsCertificateFlags  flags,
                        const char           *host)
{
  if (flags & G_TLS_CERTIFICATE_BAD_IDENTITY)
    return NEW_ERROR (WT_ERROR_TLS,
                      /* Translators: %s is a server, for example workbench.import.io */
                      _("The certificate of %s was made for another address, so nothing was sent. Check the server address."),
                      host);
  if (flags & G_TLS_CERTIFICATE_EXPIRED)
    return NEW_ERROR (WT_ERROR_TLS,
                      /* Translators: %s is a server, for example workbench.import.io */
                      _("The certificate of %s has expired, so nothing was sent. Check this computer’s clock, or tell whoever runs the server."),
                      host);
  if (flags & G_TLS_CERTIFICATE_NOT_ACTIVATED)
    return NEW_ERROR (WT_ERROR_TLS,
                      /* Translators: %s is a server, for example workbench.import.io */
                      _("The certificate of %s is not valid yet, so nothing was sent. Check this computer’s clock."),
                      host);
  if (flags & G_TLS_CERTIFICATE_REVOKED)
    return NEW_ERROR (WT_ERROR_TLS,
                      /* Translators: %s is a server, for example workbench.import.io */
                      _("The certificate of %s was revoked, so nothing was sent. Tell whoever runs the server."),
                      host);
  if (flags & G_TLS_CERTIFICATE_UNKNOWN_CA)
    return NEW_ERROR (WT_ERROR_TLS,
                      /* Translators: %s is a server, for example workbench.import.io */
                      _("The certificate of %s is not from an authority that this computer trusts, so nothing was sent. Check the server address and your network."),
                      host);

  return NEW_ERROR (WT_ERROR_TLS,
                    /* Translators: %s is a server, for example workbench.import.io */
                    _("No secure connection to %s could be made, so nothing was sent. Check the server address."),
                    host);
}

/* Where the authorities that a computer trusts are kept, on all that this program is made for. */
static const char * const authorities[] = {
  "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/pki/ca-trust/extracted",
  "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem", "/etc/ca-certificates/extracted",
};

static gboolean
has_authorities (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (authorities); i++)
    if (g_file_test (authorities[i], G_FILE_TEST_EXISTS))
      return TRUE;

  return FALSE;
}

/* A certificate is looked at before anything is sent. */
static GError *
error_from_tls (const GError         *cause,
                GTlsCertificateFlags  flags,
                const WtHttpWay      *way,
                const char           *host)
{
  if (g_error_matches (cause, G_TLS_ERROR, G_TLS_ERROR_UNAVAILABLE))
    return NEW_ERROR (WT_ERROR_TLS,
                      _("This computer lacks what secure connections need, so nothing was sent. Install the package glib-networking."));
  if ((flags & G_TLS_CERTIFICATE_UNKNOWN_CA) && way->trusts_system && !has_authorities ())
    return NEW_ERROR (WT_ERROR_TLS,
                      /* Translators: %s is a server, for example workbench.import.io */
                      _("This computer has nothing to check the certificate of %s with, so nothing was sent. Install the package ca-certificates."),
                      host);
  if (flags != 0)
    return error_from_certificate (flags, host);
  if (way->wants_certificate || g_error_matches (cause, G_TLS_ERROR, G_TLS_ERROR_CERTIFICATE_REQUIRED))
    return NEW_ERROR (WT_ERROR_TLS,
                      /* Translators: %s is a server, for example workbench.import.io */
                      _("%s wants a certificate from this computer, which this program cannot show. Ask whoever runs the server."),
                      host);
  if (wt_http_way_was_cut (way))
    return NEW_ERROR (WT_ERROR_UNREACHABLE,
                      /* Translators: %s is a server, for example workbench.import.io */
                      _("The connection to %s was cut before it was secure, so nothing was sent. Check your network: a firewall or a VPN may be in the way."),
                      host);
  if (way->stage == WT_HTTP_STAGE_SENT)
    return wt_http_error_new_unreadable (host);

  return error_from_certificate (flags, host);
}

static GError *
new_proxy_unreachable (const char *proxy)
{
  return NEW_ERROR (WT_ERROR_UNREACHABLE,
                    /* Translators: %s is the address of a proxy */
                    _("No connection to the proxy %s. Check your network connection and your proxy settings."), proxy);
}

static GError *
new_proxy_wants_password (const char *proxy)
{
  return NEW_ERROR (WT_ERROR_PROXY,
                    /* Translators: %s is the address of a proxy */
                    _("The proxy %s wants a user name and a password. Add them to your proxy settings."), proxy);
}

static GError *
new_proxy_refuses (const char *proxy,
                   const char *host)
{
  return NEW_ERROR (WT_ERROR_PROXY,
                    /* Translators: the first %s is the address of a proxy, the second one is a server's name */
                    _("The proxy %s does not let this program through to %s. Check your proxy settings, or ask whoever runs the proxy."),
                    proxy, host);
}

static GError *
new_proxy_failed (const char *proxy,
                  const char *host)
{
  return NEW_ERROR (WT_ERROR_UNREACHABLE,
                    /* Translators: the first %s is the address of a proxy, the second one is a server's name */
                    _("The proxy %s could not reach %s. Try again; if it stays like this, check your proxy settings."),
                    proxy, host);
}

/**
 * wt_http_error_from_proxy:
 * @status: what a proxy answered when it was asked for a connection to @host
 * @proxy: the proxy's name
 * @host: the server's name
 *
 * Returns: (transfer full): what that means to the user, which says nothing of their account
 */
GError *
wt_http_error_from_proxy (guint       status,
                          const char *proxy,
                          const char *host)
{
  if (status == SOUP_STATUS_PROXY_AUTHENTICATION_REQUIRED)
    return new_proxy_wants_password (proxy);
  if (SOUP_STATUS_IS_SERVER_ERROR (status))
    return new_proxy_failed (proxy, host);

  return new_proxy_refuses (proxy, host);
}

static GError *
error_from_way_to_proxy (const GError    *cause,
                         const WtHttpWay *way,
                         const char      *host)
{
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PROXY_NEED_AUTH) ||
      g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PROXY_AUTH_FAILED))
    return new_proxy_wants_password (way->proxy);
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PROXY_NOT_ALLOWED))
    return new_proxy_refuses (way->proxy, host);
  if (way->stage == WT_HTTP_STAGE_PROXY)
    return new_proxy_failed (way->proxy, host);

  return new_proxy_unreachable (way->proxy);
}

/**
 * wt_http_error_new_time_out:
 * @way: how far it came
 * @host: the server's name
 *
 * Returns: (transfer full): a %WT_ERROR_UNREACHABLE for a server, or a proxy, that did not answer in time
 */
GError *
wt_http_error_new_time_out (const WtHttpWay *way,
                            const char      *host)
{
  if (wt_http_way_is_proxys (way))
    return way->stage == WT_HTTP_STAGE_PROXY ? new_proxy_failed (way->proxy, host) : new_proxy_unreachable (way->proxy);

  return NEW_ERROR (WT_ERROR_UNREACHABLE,
                    /* Translators: %s is a server, for example workbench.import.io */
                    _("%s did not answer in time. Check your network connection and try again."), host);
}

/**
 * wt_http_error_new_too_large:
 * @host: the server's name
 *
 * Returns: (transfer full): a %WT_ERROR_UNREADABLE for an answer over the limit
 */
GError *
wt_http_error_new_too_large (const char *host)
{
  return NEW_ERROR (WT_ERROR_UNREADABLE,
                    /* Translators: %s is a server, for example workbench.import.io */
                    _("The answer of %s is too large to be a list of tokens. Check the server address."), host);
}

/**
 * wt_http_error_new_unreadable:
 * @host: the server's name
 *
 * Returns: (transfer full): a %WT_ERROR_UNREADABLE for an answer that is not as HTTP has it
 */
GError *
wt_http_error_new_unreadable (const char *host)
{
  return NEW_ERROR (WT_ERROR_UNREADABLE,
                    /* Translators: %s is a server, for example workbench.import.io */
                    _("The answer of %s could not be read or was cut off. Try again; if it stays like this, check the server address."),
                    host);
}

/**
 * wt_http_error_new_unreachable:
 * @host: the server's name
 *
 * Returns: (transfer full): a %WT_ERROR_UNREACHABLE for a server that there is no connection to
 */
GError *
wt_http_error_new_unreachable (const char *host)
{
  return NEW_ERROR (WT_ERROR_UNREACHABLE,
                    /* Translators: %s is a server, for example workbench.import.io */
                    _("No connection to %s. Check your network connection and try again."), host);
}

/* A connection that ended before a byte of the answer came was given up by the server, which says nothing of the server. */
static gboolean
has_answer_begun (SoupMessage *message)
{
  SoupMessageMetrics *metrics = soup_message_get_metrics (message);

  return soup_message_get_status (message) != SOUP_STATUS_NONE || metrics == NULL ||
         soup_message_metrics_get_response_header_bytes_received (metrics) > 0;
}

/**
 * wt_http_error_from_transport:
 * @cause: what libsoup or GIO reported
 * @message: the request
 * @way: how far it came
 * @host: the server's name
 *
 * Returns: (transfer full): the same in this program's terms; a cancellation stays one
 */
GError *
wt_http_error_from_transport (const GError    *cause,
                              SoupMessage     *message,
                              const WtHttpWay *way,
                              const char      *host)
{
  GTlsCertificateFlags flags = soup_message_get_tls_peer_certificate_errors (message);

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED) || cause->domain == WT_ERROR)
    return g_error_copy (cause);
  if (wt_http_way_is_proxys (way))
    return error_from_way_to_proxy (cause, way, host);
  if (flags != 0 || cause->domain == G_TLS_ERROR || wt_http_way_was_cut (way))
    return error_from_tls (cause, flags, way, host);
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return wt_http_error_new_time_out (way, host);
  if (cause->domain == G_RESOLVER_ERROR || g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_HOST_NOT_FOUND))
    return NEW_ERROR (WT_ERROR_UNREACHABLE,
                      /* Translators: %s is a server, for example workbench.import.io */
                      _("%s was not found. Check your network connection and the server address."), host);
  if (has_answer_begun (message) &&
      (cause->domain == SOUP_SESSION_ERROR ||
       g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_INVALID_DATA) ||
       g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT)))
    return wt_http_error_new_unreadable (host);

  return wt_http_error_new_unreachable (host);
}

/* Returns (transfer full): a secret as it can be in a host. */
static char *
dup_as_host (const char *secret)
{
  char *lower = g_ascii_strdown (secret, -1);
  char *end = lower;

  for (const char *p = lower; *p != '\0'; p++)
    {
      if (strchr (HOST_CHARACTERS, *p) != NULL)
        *end++ = *p;
    }
  *end = '\0';

  return lower;
}

static gboolean
has_secret (const char   *host,
            WtCredential *credential)
{
  g_autoptr (WtSecrets) secrets = wt_secrets_new ();
  g_autofree char *lower_host = g_ascii_strdown (host, -1);
  char *secret = dup_as_host (wt_credential_get_text (credential));

  wt_secrets_add_known (secrets, secret);
  explicit_bzero (secret, strlen (secret));
  g_free (secret);

  return wt_secrets_are_in (secrets, lower_host);
}

/* Names that people know have short parts. What has a long one may be a secret that this request did not have. */
static gboolean
has_long_label (const char *host)
{
  g_auto (GStrv) labels = g_strsplit (host, ".", -1);

  for (guint i = 0; labels[i] != NULL; i++)
    {
      if (strlen (labels[i]) > MAX_LABEL_LENGTH)
        return TRUE;
    }

  return FALSE;
}

/* A server can write what it likes into an address. */
static gboolean
can_be_shown (const char   *host,
              WtCredential *credential)
{
  return host != NULL && *host != '\0' && strspn (host, HOST_CHARACTERS) == strlen (host) &&
         strlen (host) <= MAX_HOST_LENGTH && !has_long_label (host) && !has_secret (host, credential);
}

static GError *
error_from_redirect (SoupMessage  *message,
                     WtCredential *credential,
                     const char   *host)
{
  const char *location = soup_message_headers_get_one (soup_message_get_response_headers (message), "Location");
  g_autoptr (GUri) target = NULL;

  if (location != NULL)
    target = g_uri_parse_relative (soup_message_get_uri (message), location, SOUP_HTTP_URI_FLAGS, NULL);

  if (target == NULL || !can_be_shown (g_uri_get_host (target), credential))
    return NEW_ERROR (WT_ERROR_REDIRECTED,
                      /* Translators: %s is a server, for example workbench.import.io */
                      _("%s pointed to another address, which was not followed. Check the server address."), host);

  return NEW_ERROR (WT_ERROR_REDIRECTED,
                    /* Translators: both %s are servers, for example workbench.import.io */
                    _("%s pointed to %s, and nothing was sent there. If that is your server, sign in with its address."),
                    host, g_uri_get_host (target));
}

static GError *
error_from_unauthorized (WtCredentialKind  kind,
                         const char       *host)
{
  switch (kind)
    {
    case WT_CREDENTIAL_API_KEY:
      return NEW_ERROR (WT_ERROR_UNAUTHORIZED,
                        /* Translators: %s is a server, for example workbench.import.io */
                        _("%s does not accept this API key. It may be incomplete or revoked: copy it again from your account settings."),
                        host);
    case WT_CREDENTIAL_USER_TOKEN:
      return NEW_ERROR (WT_ERROR_UNAUTHORIZED,
                        /* Translators: %s is a server, for example workbench.import.io */
                        _("%s does not accept this User Token. It may be incomplete or revoked: sign in with your API key to get another one."),
                        host);
    }

  g_assert_not_reached ();
}

static GError *
error_from_forbidden (WtCredentialKind  kind,
                      const char       *host)
{
  switch (kind)
    {
    case WT_CREDENTIAL_API_KEY:
      return NEW_ERROR (WT_ERROR_FORBIDDEN,
                        /* Translators: %s is a server, for example workbench.import.io */
                        _("%s does not allow this with your API key. Check your account settings, or use another API key."),
                        host);
    case WT_CREDENTIAL_USER_TOKEN:
      return NEW_ERROR (WT_ERROR_FORBIDDEN,
                        /* Translators: %s is a server, for example workbench.import.io */
                        _("%s does not allow this with your User Token. Sign in with your API key instead."),
                        host);
    }

  g_assert_not_reached ();
}

static GError *
error_from_rate_limit (SoupMessage *message,
                       const char  *host)
{
  guint seconds = wt_http_error_read_retry_after (message);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) then = g_date_time_add_seconds (now, seconds);
  g_autofree char *time = then != NULL ? g_date_time_format (then, "%X") : NULL;

  if (seconds == 0 || time == NULL)
    return NEW_ERROR (WT_ERROR_RATE_LIMITED,
                      /* Translators: %s is a server, for example workbench.import.io */
                      _("%s asks to slow down. Wait a minute and try again."), host);

  return NEW_ERROR (WT_ERROR_RATE_LIMITED,
                    /* Translators: the first %s is a server's name, the second one a time of day */
                    _("%s asks to slow down. Try again at %s."), host, time);
}

/* For @text to be followed by another sentence. */
static char *
end_sentence (const char *text)
{
  const char *end = text + strlen (text);
  gunichar last = *text != '\0' ? g_utf8_get_char (g_utf8_prev_char (end)) : 0;

  return g_strconcat (text, g_unichar_type (last) == G_UNICODE_OTHER_PUNCTUATION ? NULL : ".", NULL);
}

static GError *
error_from_server_problem (guint       status,
                           const char *said,
                           const char *host)
{
  g_autofree char *sentence = said != NULL ? end_sentence (said) : NULL;

  if (sentence != NULL)
    return NEW_ERROR (WT_ERROR_SERVER,
                      /* Translators: the first %s is a server's name, the second one is what the server says */
                      _("%s has a problem: “%s” Try again later."), host, sentence);

  return NEW_ERROR (WT_ERROR_SERVER,
                    /* Translators: %s is a server, for example workbench.import.io */
                    _("%s has a problem at the moment (error %u). Try again later."), host, status);
}

static GError *
error_from_rejection (guint       status,
                      const char *said,
                      const char *host)
{
  if (said != NULL)
    return NEW_ERROR (WT_ERROR_REJECTED,
                      /* Translators: the first %s is a server's name, the second one is what the server says */
                      _("%s refused the request: “%s”"), host, said);

  return NEW_ERROR (WT_ERROR_REJECTED,
                    /* Translators: %s is a server, for example workbench.import.io */
                    _("%s refused the request (error %u). Check what you entered and try again."), host, status);
}

/**
 * wt_http_error_from_status:
 * @message: a request that was answered with anything but 2xx
 * @said: (nullable): what the server says about it, safe to be shown
 * @credential: what was sent
 * @host: the server's name
 *
 * Returns: (transfer full): what the status means to the user
 */
GError *
wt_http_error_from_status (SoupMessage  *message,
                           const char   *said,
                           WtCredential *credential,
                           const char   *host)
{
  WtCredentialKind kind = wt_credential_get_kind (credential);
  guint status = soup_message_get_status (message);

  if (status == SOUP_STATUS_UNAUTHORIZED)
    return error_from_unauthorized (kind, host);
  if (status == SOUP_STATUS_FORBIDDEN)
    return error_from_forbidden (kind, host);
  if (status == SOUP_STATUS_NOT_FOUND)
    return NEW_ERROR (WT_ERROR_NOT_WORKBENCH,
                      /* Translators: %s is a server, for example workbench.import.io */
                      _("%s is not a Workbench server, or it is an older version. Check the server address."), host);
  if (status == SOUP_STATUS_METHOD_NOT_ALLOWED || status == SOUP_STATUS_NOT_IMPLEMENTED)
    return NEW_ERROR (WT_ERROR_NOT_SUPPORTED,
                      /* Translators: %s is a server, for example workbench.import.io */
                      _("%s cannot do that. Use the Workbench page in your browser instead."), host);
  if (status == SOUP_STATUS_CONFLICT)
    return NEW_ERROR (WT_ERROR_CONFLICT,
                      /* Translators: %s is a server, for example workbench.import.io */
                      _("%s says that you have a token already. Refresh the list to see it."), host);
  if (status == 429)
    return error_from_rate_limit (message, host);
  if (SOUP_STATUS_IS_REDIRECTION (status))
    return error_from_redirect (message, credential, host);
  if (SOUP_STATUS_IS_SERVER_ERROR (status))
    return error_from_server_problem (status, said, host);

  return error_from_rejection (status, said, host);
}

/**
 * wt_http_error_read_retry_after:
 * @message: an answered request
 *
 * Reads Retry-After (RFC 9110, 10.2.3), which is a number of seconds or a date.
 *
 * Returns: the seconds to wait; 0 if the server does not say, or says something that makes no sense
 */
guint
wt_http_error_read_retry_after (SoupMessage *message)
{
  const char *value = soup_message_headers_get_one (soup_message_get_response_headers (message), "Retry-After");
  g_autoptr (GDateTime) date = NULL;
  g_autoptr (GDateTime) now = NULL;
  guint64 seconds;

  if (value == NULL)
    return 0;

  if (g_ascii_string_to_unsigned (value, 10, 0, G_MAXINT, &seconds, NULL))
    return (guint) seconds;

  date = soup_date_time_new_from_http_string (value);
  if (date == NULL)
    return 0;

  now = g_date_time_new_now_utc ();

  return (guint) CLAMP (g_date_time_difference (date, now) / G_TIME_SPAN_SECOND + 1, 0, G_MAXINT);
}
