/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "wt-snippet.h"
#include "wt-server.h"
#include "wt-wire.h"

/* The placeholders are part of a command and not of a sentence: they are the document's, and not translated. */
#define KEY_PLACEHOLDER "<API key>"
#define USER_ID_PLACEHOLDER "<user ID>"

/* What no shell takes for anything but itself. */
#define PLAIN_CHARACTERS G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "_-./:@%+,"

static char *
dup_word (const char *text)
{
  gboolean is_plain = *text != '\0' && strspn (text, PLAIN_CHARACTERS) == strlen (text);

  return is_plain ? g_strdup (text) : g_shell_quote (text);
}

/* Takes @text, which is wiped. */
static SecretValue *
take_secret (char *text)
{
  SecretValue *value = secret_value_new (text, -1, "text/plain");

  explicit_bzero (text, strlen (text));
  g_free (text);

  return value;
}

/**
 * wt_snippet_dup_wbtoken:
 * @arguments: wbtoken's command and its options, as they are typed
 * @server: (nullable): a normalised server address; %NULL where wbtoken uses the right one by itself
 * @in_sandbox: whether wbtoken is inside a Flatpak, seen from the shell that the command is for
 *
 * Returns: (transfer full): a call of wbtoken for a shell. Pure; does not block.
 */
char *
wt_snippet_dup_wbtoken (const char *arguments,
                        const char *server,
                        gboolean    in_sandbox)
{
  const char *program = in_sandbox ? "flatpak run --command=wbtoken " APP_ID : "wbtoken";
  g_autofree char *word = NULL;

  g_return_val_if_fail (arguments != NULL, NULL);

  if (server == NULL)
    return g_strconcat (program, " ", arguments, NULL);

  word = dup_word (server);

  return g_strconcat (program, " ", arguments, " --server ", word, NULL);
}

/**
 * wt_snippet_dup_request:
 * @server: the normalised address of the server to ask
 * @in_sandbox: whether wbtoken is inside a Flatpak
 *
 * Returns: (transfer full): a request with cURL for bash, which takes the token from the keyring: it is in no argument
 *   list and in no history. Both programs are told the server: wbtoken may use another one by itself by the time that
 *   the command is run. Pure; does not block.
 */
char *
wt_snippet_dup_request (const char *server,
                        gboolean    in_sandbox)
{
  g_autofree char *header = wt_snippet_dup_wbtoken ("header", server, in_sandbox);
  g_autofree char *url = g_strconcat (server, WT_SERVER_API_USER, NULL);
  g_autofree char *word = dup_word (url);

  return g_strconcat ("curl -H @<(", header, ") ", word, NULL);
}

/* An address and an escaped key have no quote in them. g_strconcat() makes one block of the right size, so that nothing
 * of the key is left behind. */
static char *
dup_create (const char *address,
            const char *key,
            const char *name,
            const char *user_id)
{
  g_autofree char *body = wt_wire_write_token_request (name, user_id != NULL ? user_id : USER_ID_PLACEHOLDER);
  g_autofree char *word = g_shell_quote (body);

  return g_strconcat ("curl -X POST '", address, WT_SERVER_API_TOKENS "?_apikey=", key, "' \\\n"
                      "-H 'accept: application/json' -H 'Content-Type: application/json' \\\n"
                      "-d ", word, NULL);
}

/**
 * wt_snippet_dup_create:
 * @address: a normalised server address
 * @name: the new token's name, any text
 * @user_id: (nullable): whose token it will be; %NULL for a placeholder
 *
 * Returns: (transfer full): the document's command that creates a token, with a placeholder for the API key. Quoted for
 *   any POSIX shell. Pure; does not block.
 */
char *
wt_snippet_dup_create (const char *address,
                       const char *name,
                       const char *user_id)
{
  g_return_val_if_fail (name != NULL, NULL);

  return dup_create (address, KEY_PLACEHOLDER, name, user_id);
}

/**
 * wt_snippet_dup_create_keyed:
 * @address: a normalised server address
 * @api_key: the API key
 * @name: the new token's name, any text
 * @user_id: (nullable): whose token it will be; %NULL for a placeholder
 *
 * Returns: (transfer full): the same command with the API key in it. Pure; does not block.
 */
SecretValue *
wt_snippet_dup_create_keyed (const char   *address,
                             WtCredential *api_key,
                             const char   *name,
                             const char   *user_id)
{
  GString *escaped;
  char *command;

  g_return_val_if_fail (api_key != NULL && wt_credential_get_kind (api_key) == WT_CREDENTIAL_API_KEY, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  escaped = g_string_sized_new (3 * strlen (wt_credential_get_text (api_key)) + 1);
  g_string_append_uri_escaped (escaped, wt_credential_get_text (api_key), NULL, FALSE);
  command = dup_create (address, escaped->str, name, user_id);
  explicit_bzero (escaped->str, escaped->len);
  g_string_free (escaped, TRUE);

  return take_secret (command);
}

/**
 * wt_snippet_dup_header:
 * @token: a User Token
 *
 * Returns: (transfer full): the header that authenticates a request with @token
 */
SecretValue *
wt_snippet_dup_header (WtCredential *token)
{
  char *header;

  g_return_val_if_fail (token != NULL && wt_credential_get_kind (token) == WT_CREDENTIAL_USER_TOKEN, NULL);

  header = g_strconcat ("Authorization: UserToken ", wt_credential_get_text (token), NULL);

  return take_secret (header);
}
