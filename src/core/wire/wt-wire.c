/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "wt-error.h"
#include "wt-wire-json.h"
#include "wt-wire.h"

/* In characters, and in bytes. To lay out a name of a megabyte keeps the window busy for seconds. */
#define MAX_NAME_LENGTH 1000
#define MAX_ID_SIZE 4096

/* The least certain things of the contract, each in one place: where a value may stand, first that is there. */
static const char * const token_ids[] = { "id", "guid", NULL };
static const char * const token_created[] = { "addedAt", "createdAt", NULL };
static const char * const token_value_suffixes[] = { "token", "value", "key", "secret", NULL };
static const char * const user_ids[] = { "id", "userId", "guid", NULL };
static const char * const nested_ids[] = { "id", NULL };
static const char * const user_names[] = { "name", "displayName", "username", "email", NULL };
static const char * const list_envelopes[] = { "items", "data", NULL };

static void
set_unreadable (GError     **error,
                const char  *message)
{
  g_set_error_literal (error, WT_ERROR, WT_ERROR_UNREADABLE, message);
}

static char *
dup_first_id (JsonObject         *object,
              const char * const *names)
{
  for (; *names != NULL; names++)
    {
      char *id = wt_wire_dup_id_member (object, *names);

      if (id != NULL && strlen (id) <= MAX_ID_SIZE)
        return id;
      g_free (id);
    }

  return NULL;
}

/* What is too long for a name is cut, and what must not be shown is left out. */
static char *
dup_name (const char *name,
          WtSecrets  *secrets)
{
  gboolean is_long = name != NULL && g_utf8_strlen (name, -1) > MAX_NAME_LENGTH;
  g_autofree char *beginning = is_long ? g_utf8_substring (name, 0, MAX_NAME_LENGTH) : g_strdup (name);
  g_autofree char *masked = name != NULL ? wt_secrets_mask (secrets, beginning) : NULL;

  return is_long ? g_strconcat (masked, "…", NULL) : g_steal_pointer (&masked);
}

static const char *
get_first_string (JsonObject         *object,
                  const char * const *names)
{
  for (; *names != NULL; names++)
    {
      const char *string = wt_wire_get_string_member (object, *names);

      if (string != NULL)
        return string;
    }

  return NULL;
}

static GDateTime *
read_date (JsonObject         *object,
           const char * const *names)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  const char *string = get_first_string (object, names);

  return string != NULL ? g_date_time_new_from_iso8601 (string, utc) : NULL;
}

/**
 * wt_wire_is_value_name:
 * @name: a member's name
 *
 * Returns: whether a member with that name holds a token's value, or another secret
 */
gboolean
wt_wire_is_value_name (const char *name)
{
  gsize length = strlen (name);

  for (guint i = 0; token_value_suffixes[i] != NULL; i++)
    {
      gsize suffix_length = strlen (token_value_suffixes[i]);

      if (length >= suffix_length &&
          g_ascii_strcasecmp (name + length - suffix_length, token_value_suffixes[i]) == 0)
        return TRUE;
    }

  return FALSE;
}

static const char *
find_value_by_suffix (JsonObject *object)
{
  JsonObjectIter iter;
  const char *name;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, NULL))
    {
      const char *string = wt_wire_is_value_name (name) ? wt_wire_get_string_member (object, name) : NULL;

      if (string != NULL)
        return string;
    }

  return NULL;
}

static const char *
find_value (JsonObject *object,
            const char *value_member)
{
  const char *string = NULL;

  if (value_member != NULL && *value_member != '\0')
    string = wt_wire_get_string_member (object, value_member);
  if (string == NULL)
    string = wt_wire_get_string_member (object, "token");
  if (string == NULL)
    string = find_value_by_suffix (object);

  return string;
}

/* Returns (transfer full) (nullable): what wt_credential_parse() leaves of a value. */
static char *
dup_trimmed (const char *value)
{
  const char *start = NULL;
  const char *end = NULL;

  for (const char *p = value; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isspace (c) || g_unichar_type (c) == G_UNICODE_FORMAT)
        continue;
      if (start == NULL)
        start = p;
      end = g_utf8_next_char (p);
    }

  return start != NULL ? g_strndup (start, end - start) : NULL;
}

static void
add_value (WtSecrets  *secrets,
           JsonNode   *node,
           const char *value_member)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *value = object != NULL ? find_value (object, value_member) : NULL;
  g_autofree char *id = object != NULL && value == NULL ? dup_first_id (object, token_ids) : NULL;
  char *trimmed = value != NULL || id != NULL ? dup_trimmed (value != NULL ? value : id) : NULL;

  if (trimmed == NULL)
    return;

  wt_secrets_add (secrets, trimmed);
  explicit_bzero (trimmed, strlen (trimmed));
  g_free (trimmed);
}

static void
read_dates (JsonObject  *object,
            WtUserToken *token)
{
  static const char * const last_used_names[] = { "lastUsedAt", NULL };
  static const char * const expires_names[] = { "expiresAt", NULL };
  g_autoptr (GDateTime) created = read_date (object, token_created);
  g_autoptr (GDateTime) last_used = read_date (object, last_used_names);
  g_autoptr (GDateTime) expires = read_date (object, expires_names);

  wt_user_token_set_dates (token, created, last_used, expires);
}

static WtUserToken *
read_token (JsonNode   *node,
            const char *value_member,
            WtSecrets  *secrets)
{
  g_autoptr (WtCredential) credential = NULL;
  g_autofree char *id = NULL;
  g_autofree char *name = NULL;
  const char *value;
  JsonObject *object;
  WtUserToken *token;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return NULL;

  object = json_node_get_object (node);
  id = dup_first_id (object, token_ids);
  value = find_value (object, value_member);
  if (value == NULL)
    value = id;
  if (value != NULL)
    credential = wt_credential_parse (WT_CREDENTIAL_USER_TOKEN, value, NULL);
  if (credential == NULL)
    return NULL;

  name = dup_name (wt_wire_get_string_member (object, "name"), secrets);
  token = wt_user_token_new (id, name, credential);
  read_dates (object, token);

  return token;
}

static JsonArray *
find_items (JsonNode *root)
{
  if (JSON_NODE_HOLDS_ARRAY (root))
    return json_node_get_array (root);

  for (guint i = 0; list_envelopes[i] != NULL; i++)
    {
      JsonArray *array = wt_wire_get_array_member (json_node_get_object (root), list_envelopes[i]);

      if (array != NULL)
        return array;
    }

  return NULL;
}

static char *
read_cursor (JsonNode *root)
{
  JsonObject *metadata = NULL;

  if (JSON_NODE_HOLDS_OBJECT (root))
    metadata = wt_wire_get_object_member (json_node_get_object (root), "metadata");

  return metadata != NULL ? wt_wire_dup_id_member (metadata, "cursor") : NULL;
}

static void
add_values (WtSecrets  *secrets,
            JsonArray  *items,
            const char *value_member)
{
  for (guint i = 0; i < json_array_get_length (items); i++)
    add_value (secrets, json_array_get_element (items, i), value_member);
}

/**
 * wt_wire_add_values:
 * @secrets: secrets
 * @root: an answer
 * @value_member: (nullable): the member that holds a token's value; %NULL or empty to find it
 *
 * Adds the values of all tokens in an answer, as they are read elsewhere, to @secrets.
 */
void
wt_wire_add_values (WtSecrets  *secrets,
                    JsonNode   *root,
                    const char *value_member)
{
  JsonArray *items = find_items (root);

  add_value (secrets, root, value_member);
  if (items != NULL)
    add_values (secrets, items, value_member);
}

static void
read_items (WtTokenPage *page,
            JsonArray   *items,
            const char  *value_member)
{
  g_autoptr (WtSecrets) values = wt_secrets_new ();
  guint n_items = MIN (json_array_get_length (items), WT_WIRE_MAX_ITEMS);

  add_values (values, items, value_member);
  for (guint i = 0; i < n_items; i++)
    {
      WtUserToken *token = read_token (json_array_get_element (items, i), value_member, values);

      if (token != NULL)
        g_ptr_array_add (page->tokens, token);
      else
        page->n_skipped++;
    }
}

/**
 * wt_token_page_free:
 * @page: (transfer full): a page
 *
 * Frees a page and drops its tokens.
 */
void
wt_token_page_free (WtTokenPage *page)
{
  g_clear_pointer (&page->tokens, g_ptr_array_unref);
  g_free (page->shape);
  g_free (page->cursor);
  g_free (page);
}

/**
 * wt_wire_read_user:
 * @document: the answer to whoami
 * @error: return location for a %WT_ERROR_UNREADABLE
 *
 * Reads a user, with the members that the contract's table "Fields" names. Pure; does not block.
 *
 * Returns: (transfer full) (nullable): the user, whose id and name may be unknown, or %NULL with @error set
 */
WtUser *
wt_wire_read_user (WtDocument  *document,
                   GError     **error)
{
  JsonNode *root = wt_document_get_root (document, error);
  g_autoptr (WtSecrets) secrets = wt_secrets_new ();
  g_autofree char *id = NULL;
  g_autofree char *name = NULL;
  JsonObject *object;
  JsonObject *nested;

  if (root == NULL)
    return NULL;

  if (!JSON_NODE_HOLDS_OBJECT (root))
    {
      set_unreadable (error, _("The server’s answer about the user could not be read."));
      return NULL;
    }

  object = json_node_get_object (root);
  id = dup_first_id (object, user_ids);
  nested = wt_wire_get_object_member (object, "user");
  if (id == NULL && nested != NULL)
    id = dup_first_id (nested, nested_ids);

  name = dup_name (get_first_string (object, user_names), secrets);

  return wt_user_new (id, name);
}

/**
 * wt_wire_read_token_page:
 * @document: the answer to the list of tokens
 * @value_member: (nullable): the member that holds a token's value; %NULL or empty to find it
 * @error: return location for a %WT_ERROR_UNREADABLE
 *
 * Reads one page, in any of the three envelopes that the contract names, up to %WT_WIRE_MAX_ITEMS. An item that is no
 * object or has no value is counted and left out; the value of one is not shown in the name of any. Pure; does not block.
 *
 * Returns: (transfer full) (nullable): the page, or %NULL with @error set
 */
WtTokenPage *
wt_wire_read_token_page (WtDocument  *document,
                         const char  *value_member,
                         GError     **error)
{
  JsonNode *root = wt_document_get_root (document, error);
  g_autoptr (WtTokenPage) page = NULL;
  g_autofree char *cursor = NULL;
  JsonArray *items;

  if (root == NULL)
    return NULL;

  items = find_items (root);
  if (items == NULL)
    {
      set_unreadable (error, _("The server’s answer is not a list of tokens. Check the server address."));
      return NULL;
    }

  /* Without it the list would seem to end here. */
  cursor = read_cursor (root);
  if (cursor != NULL && strlen (cursor) > MAX_ID_SIZE)
    {
      set_unreadable (error, _("The server’s answer could not be read. Try again; if it stays like this, check the server address."));
      return NULL;
    }

  page = g_new0 (WtTokenPage, 1);
  page->tokens = g_ptr_array_new_with_free_func (g_object_unref);
  page->shape = wt_wire_describe_json (root);
  page->cursor = g_steal_pointer (&cursor);
  read_items (page, items, value_member);

  return g_steal_pointer (&page);
}

/**
 * wt_wire_read_token:
 * @document: the answer to the creation of a token
 * @value_member: (nullable): the member that holds a token's value; %NULL or empty to find it
 * @error: return location for a %WT_ERROR_UNREADABLE
 *
 * Reads one token. Pure; does not block.
 *
 * Returns: (transfer full) (nullable): the token, or %NULL with @error set
 */
WtUserToken *
wt_wire_read_token (WtDocument  *document,
                    const char  *value_member,
                    GError     **error)
{
  JsonNode *root = wt_document_get_root (document, error);
  g_autoptr (WtSecrets) value = NULL;
  WtUserToken *token;

  if (root == NULL)
    return NULL;

  value = wt_secrets_new ();
  add_value (value, root, value_member);
  token = read_token (root, value_member, value);
  if (token == NULL)
    set_unreadable (error, _("The server’s answer holds no token that could be read."));

  return token;
}

/**
 * wt_wire_write_token_request:
 * @name: the new token's name
 * @user_id: whose token it will be
 *
 * Returns: (transfer full): the body of the request that creates a token, JSON text
 */
char *
wt_wire_write_token_request (const char *name,
                             const char *user_id)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;
  g_autoptr (GString) body = NULL;

  json_object_set_string_member (object, "name", name);
  json_object_set_string_member (object, "userId", user_id);
  json_node_set_object (root, object);

  text = json_to_string (root, FALSE);
  body = g_string_new (text);
  g_string_replace (body, "\x1f", "\\u001f", 0); /* the only control character that json-glib 1.6 leaves as it is */

  return g_string_free (g_steal_pointer (&body), FALSE);
}
