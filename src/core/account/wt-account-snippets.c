/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-account-private.h"
#include "wt-remembered.h"
#include "wt-sandbox.h"
#include "wt-snippet.h"

/* What an account offers to be copied, for use elsewhere. */

static const char *
get_user_id (WtAccount *self)
{
  return self->known->user != NULL ? wt_user_get_id (self->known->user) : NULL;
}

/**
 * wt_account_dup_wbtoken_command:
 * @self: an account
 * @arguments: wbtoken's command and its options
 *
 * Returns: (transfer full): a call of wbtoken for this account, for the person's own shell
 */
char *
wt_account_dup_wbtoken_command (WtAccount  *self,
                                const char *arguments)
{
  gboolean is_remembered;

  g_return_val_if_fail (WT_IS_ACCOUNT (self), NULL);

  is_remembered = wt_remembered_is_server (self->settings, self->server);

  return wt_snippet_dup_wbtoken (arguments, is_remembered ? NULL : self->server, wt_sandbox_is_around_us ());
}

/**
 * wt_account_dup_request_command:
 * @self: an account
 *
 * Returns: (transfer full): a request with cURL for bash, with no secret in it
 */
char *
wt_account_dup_request_command (WtAccount *self)
{
  g_return_val_if_fail (WT_IS_ACCOUNT (self), NULL);

  return wt_snippet_dup_request (self->server, wt_sandbox_is_around_us ());
}

/**
 * wt_account_dup_create_command:
 * @self: an account
 * @name: the new token's name
 *
 * Returns: (transfer full): the document's command that creates a token, with a placeholder for the API key
 */
char *
wt_account_dup_create_command (WtAccount  *self,
                               const char *name)
{
  g_return_val_if_fail (WT_IS_ACCOUNT (self), NULL);

  return wt_snippet_dup_create (self->server, name, get_user_id (self));
}

/**
 * wt_account_dup_keyed_command:
 * @self: an account
 * @name: the new token's name
 *
 * Returns: (transfer full) (nullable): the same command with the API key in it; %NULL if there is no API key
 */
SecretValue *
wt_account_dup_keyed_command (WtAccount  *self,
                              const char *name)
{
  WtCredential *key;

  g_return_val_if_fail (WT_IS_ACCOUNT (self), NULL);

  key = self->known->credentials.held[WT_CREDENTIAL_API_KEY];

  return key != NULL ? wt_snippet_dup_create_keyed (self->server, key, name, get_user_id (self)) : NULL;
}

/**
 * wt_account_dup_header:
 * @self: an account
 *
 * Returns: (transfer full) (nullable): the header with the active token; %NULL while its value is not known
 */
SecretValue *
wt_account_dup_header (WtAccount *self)
{
  WtCredential *token;

  g_return_val_if_fail (WT_IS_ACCOUNT (self), NULL);

  token = self->known->active_token != NULL ? wt_user_token_get_credential (self->known->active_token) : NULL;

  return token != NULL ? wt_snippet_dup_header (token) : NULL;
}
