/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-keyring-request.h"

#define ATTRIBUTE_SERVER "server"
#define ATTRIBUTE_KIND "kind"

/* What is asked of the keyring, what is found there, and how an item is told from others. */

const SecretSchema wt_keyring_schema = {
  APP_ID,
  SECRET_SCHEMA_NONE,
  {
    { ATTRIBUTE_SERVER, SECRET_SCHEMA_ATTRIBUTE_STRING },
    { ATTRIBUTE_KIND, SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 },
  },
};

static const char *const kind_names[WT_CREDENTIAL_N_KINDS] = { "api-key", "user-token" };

/**
 * wt_keyring_request_new:
 * @server: a normalised server address, from wt_server_parse()
 * @kind: which of its secrets; a look-up wants both
 * @credential: (nullable): what to store
 *
 * Returns: (transfer full): a request, with one reference
 */
WtKeyringRequest *
wt_keyring_request_new (const char       *server,
                        WtCredentialKind  kind,
                        WtCredential     *credential)
{
  WtKeyringRequest *request = g_rc_box_new0 (WtKeyringRequest);

  request->server = g_strdup (server);
  request->kind = kind;
  request->credential = credential != NULL ? wt_credential_ref (credential) : NULL;

  return request;
}

static void
request_clear (gpointer data)
{
  WtKeyringRequest *request = data;

  g_free (request->server);
  g_clear_pointer (&request->credential, wt_credential_unref);
}

/**
 * wt_keyring_request_unref:
 * @request: (transfer full): a request
 *
 * Drops a reference.
 */
void
wt_keyring_request_unref (gpointer request)
{
  g_rc_box_release_full (request, request_clear);
}

/**
 * wt_keyring_found_free:
 * @data: (transfer full): a #WtKeyringFound
 *
 * Frees the answer to a look-up, with what it still holds.
 */
void
wt_keyring_found_free (gpointer data)
{
  WtKeyringFound *found = data;

  for (guint kind = 0; kind < WT_CREDENTIAL_N_KINDS; kind++)
    g_clear_pointer (&found->credentials[kind], wt_credential_unref);
  g_free (found);
}

/**
 * wt_keyring_request_build_server_attributes:
 * @request: a request
 *
 * Returns: (transfer full): the attributes that the items of both kinds have
 */
GHashTable *
wt_keyring_request_build_server_attributes (WtKeyringRequest *request)
{
  return secret_attributes_build (&wt_keyring_schema, ATTRIBUTE_SERVER, request->server, NULL);
}

/**
 * wt_keyring_request_build_attributes:
 * @request: a request
 * @kind: which of the server's secrets
 *
 * Returns: (transfer full): the attributes of the item that has it
 */
GHashTable *
wt_keyring_request_build_attributes (WtKeyringRequest *request,
                                     WtCredentialKind  kind)
{
  return secret_attributes_build (&wt_keyring_schema,
                                  ATTRIBUTE_SERVER, request->server,
                                  ATTRIBUTE_KIND, kind_names[kind],
                                  NULL);
}

/**
 * wt_keyring_attributes_get_kind:
 * @attributes: the attributes of an item
 * @kind: (out): the kind of its secret; not set on failure
 *
 * Returns: %TRUE if it is one of ours
 */
gboolean
wt_keyring_attributes_get_kind (GHashTable       *attributes,
                                WtCredentialKind *kind)
{
  const char *name = g_hash_table_lookup (attributes, ATTRIBUTE_KIND);

  for (guint i = 0; i < WT_CREDENTIAL_N_KINDS; i++)
    if (g_strcmp0 (name, kind_names[i]) == 0)
      {
        *kind = i;
        return TRUE;
      }

  return FALSE;
}
