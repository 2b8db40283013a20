/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define WT_ERROR (wt_error_quark ())

/**
 * WtError:
 * @WT_ERROR_INVALID_INPUT: what the user typed cannot be used
 * @WT_ERROR_INVALID_ADDRESS: the server address that the user typed cannot be used
 * @WT_ERROR_REJECTED: the server refused what was asked (400, 422)
 * @WT_ERROR_UNAUTHORIZED: the credential is wrong or revoked (401)
 * @WT_ERROR_FORBIDDEN: the credential may not do that (403)
 * @WT_ERROR_TOKEN_REFUSED: a User Token is not accepted, but the API key is
 * @WT_ERROR_NOT_WORKBENCH: the address is not a Workbench, or an older one (404)
 * @WT_ERROR_NOT_SUPPORTED: this server cannot do that (405, 501)
 * @WT_ERROR_CONFLICT: a token exists already (409, or seen in the list)
 * @WT_ERROR_RATE_LIMITED: the server asked to slow down (429)
 * @WT_ERROR_SERVER: the server has a problem (5xx)
 * @WT_ERROR_REDIRECTED: the server pointed elsewhere (3xx)
 * @WT_ERROR_UNREACHABLE: no connection, or no answer in time
 * @WT_ERROR_PROXY: a proxy is in the way
 * @WT_ERROR_TLS: the server's certificate was refused
 * @WT_ERROR_UNREADABLE: the answer could not be understood
 * @WT_ERROR_OUTCOME_UNKNOWN: it is not known whether a token was created
 * @WT_ERROR_NOTHING_STORED: there is no credential for what was asked
 * @WT_ERROR_KEYRING_LOCKED: the keyring is locked
 * @WT_ERROR_KEYRING_NOT_ALLOWED: the keyring is open, and asks its user before it gives this program what it has
 * @WT_ERROR_KEYRING_ABSENT: there is no default keyring
 * @WT_ERROR_KEYRING_UNAVAILABLE: no session bus, no keyring service, or it did not answer in time
 * @WT_ERROR_KEYRING_FAILED: the keyring answered that it could not, or refused
 * @WT_ERROR_KEYRING_DAMAGED: the file that is the keyring cannot be used any more
 * @WT_ERROR_KEYRING_KEPT: what was to be removed is still there
 * @WT_ERROR_KEYRING_MISSING: what was stored is not there any more
 * @WT_ERROR_KEYRING_UNREADABLE: what the keyring has is no credential
 * @WT_ERROR_WRONG_USER: this program runs as root in the session of another user
 * @WT_ERROR_NOT_KEPT: the settings did not keep which server and which user it is
 *
 * What went wrong, by what it means to the user. The message of an error in this domain is a translated text that may
 * be shown as it is: it says what happened and what to do, and holds no secret.
 *
 * Cancellation is reported as %G_IO_ERROR_CANCELLED.
 */
typedef enum
{
  WT_ERROR_INVALID_INPUT,
  WT_ERROR_INVALID_ADDRESS,
  WT_ERROR_REJECTED,
  WT_ERROR_UNAUTHORIZED,
  WT_ERROR_FORBIDDEN,
  WT_ERROR_TOKEN_REFUSED,
  WT_ERROR_NOT_WORKBENCH,
  WT_ERROR_NOT_SUPPORTED,
  WT_ERROR_CONFLICT,
  WT_ERROR_RATE_LIMITED,
  WT_ERROR_SERVER,
  WT_ERROR_REDIRECTED,
  WT_ERROR_UNREACHABLE,
  WT_ERROR_PROXY,
  WT_ERROR_TLS,
  WT_ERROR_UNREADABLE,
  WT_ERROR_OUTCOME_UNKNOWN,
  WT_ERROR_NOTHING_STORED,
  WT_ERROR_KEYRING_LOCKED,
  WT_ERROR_KEYRING_NOT_ALLOWED,
  WT_ERROR_KEYRING_ABSENT,
  WT_ERROR_KEYRING_UNAVAILABLE,
  WT_ERROR_KEYRING_FAILED,
  WT_ERROR_KEYRING_DAMAGED,
  WT_ERROR_KEYRING_KEPT,
  WT_ERROR_KEYRING_MISSING,
  WT_ERROR_KEYRING_UNREADABLE,
  WT_ERROR_WRONG_USER,
  WT_ERROR_NOT_KEPT,
} WtError;

GQuark   wt_error_quark      (void);
gboolean wt_error_is_refusal (const GError *error);

G_END_DECLS
