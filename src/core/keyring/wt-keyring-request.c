/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "wt-error.h"
#include "wt-keyring-request.h"
#include "wt-server.h"

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
  WtKeyringRequest *request = g_atomic_rc_box_new0 (WtKeyringRequest);

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
  g_atomic_rc_box_release_full (request, request_clear);
}

/**
 * wt_keyring_found_new:
 *
 * Returns: (transfer full): an answer that says that nothing was found
 */
WtKeyringFound *
wt_keyring_found_new (void)
{
  return g_new0 (WtKeyringFound, 1);
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
    {
      g_clear_pointer (&found->secrets[kind].credential, wt_credential_unref);
      g_clear_error (&found->secrets[kind].problem);
    }
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
 * wt_keyring_request_make_label:
 * @request: a request
 * @kind: which of the server's secrets
 *
 * Returns: (transfer full): what a person sees of the item that has it
 */
char *
wt_keyring_request_make_label (WtKeyringRequest *request,
                               WtCredentialKind  kind)
{
  g_autofree char *host = wt_server_dup_host (request->server);

  switch (kind)
    {
    case WT_CREDENTIAL_API_KEY:
      /* Translators: the name of an item in the keyring; %s is a server, for example workbench.import.io */
      return g_strdup_printf (_("Workbench API key (%s)"), host);
    case WT_CREDENTIAL_USER_TOKEN:
      /* Translators: the name of an item in the keyring; %s is a server, for example workbench.import.io */
      return g_strdup_printf (_("Workbench User Token (%s)"), host);
    }

  g_assert_not_reached ();
}

/**
 * wt_keyring_request_read:
 * @request: a request
 * @kind: which of the server's secrets
 * @value: what was stored as that
 * @found: where it goes, or, if it is no credential, that; a credential takes the place of such a problem
 *
 * Reads it like what was pasted, because any program may have stored it.
 *
 * Returns: whether it is a credential
 */
gboolean
wt_keyring_request_read (WtKeyringRequest *request,
                         WtCredentialKind  kind,
                         SecretValue      *value,
                         WtKeyringFound   *found)
{
  WtKeyringSecret *secret = &found->secrets[kind];
  g_autofree char *label = NULL;

  secret->credential = wt_credential_parse_value (kind, value, NULL);
  g_clear_error (&secret->problem);
  if (secret->credential != NULL)
    return TRUE;

  label = wt_keyring_request_make_label (request, kind);
  /* Translators: %s is the name of an item in the keyring, for example: Workbench API key (workbench.import.io) */
  secret->problem = g_error_new (WT_ERROR, WT_ERROR_KEYRING_UNREADABLE,
                                 _("What the keyring has as “%s” is something else. Sign in again to replace it."),
                                 label);

  return FALSE;
}

/**
 * wt_keyring_found_get_problem:
 * @found: an answer
 *
 * Returns: (transfer none) (nullable): a %WT_ERROR_KEYRING_UNREADABLE, if one of them is no credential
 */
const GError *
wt_keyring_found_get_problem (const WtKeyringFound *found)
{
  for (guint kind = 0; kind < WT_CREDENTIAL_N_KINDS; kind++)
    if (found->secrets[kind].problem != NULL)
      return found->secrets[kind].problem;

  return NULL;
}

/**
 * wt_keyring_found_check:
 * @found: an answer
 * @error: return location for its problem
 *
 * Returns: %FALSE with @error set if what cannot be read is all that there is
 */
gboolean
wt_keyring_found_check (const WtKeyringFound  *found,
                        GError               **error)
{
  const GError *problem = wt_keyring_found_get_problem (found);

  for (guint kind = 0; kind < WT_CREDENTIAL_N_KINDS; kind++)
    if (found->secrets[kind].credential != NULL)
      return TRUE;

  if (problem != NULL)
    g_propagate_error (error, g_error_copy (problem));

  return problem == NULL;
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
