/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim-store.h"

#define DEFAULT_USER_ID "8f1c0e7a-5b64-4d0e-9a41-3f7f6c2f9d10"

struct _SimStore
{
  char      *api_key;
  char      *value_member;
  JsonNode  *user;
  JsonArray *tokens;
  guint      n_created;
};

static const struct
{
  const char *name;
  const char *added_at;
} first_tokens[] = {
  { "My User Token", "2023-02-14T09:26:53.589Z" },
  { "Laptop CLI", "2023-06-01T16:05:07.120Z" },
  { "Build server", "2023-11-20T07:42:18.004Z" },
  { "CI", "2024-01-29T13:30:00.961Z" },
};

/* Text that looks random and is the same in each run, so that pictures and expectations can be compared. */
static char *
dup_digest (GChecksumType  type,
            const char    *purpose,
            guint          index)
{
  g_autofree char *seed = g_strdup_printf ("simulator %s %u", purpose, index);

  return g_compute_checksum_for_string (type, seed, -1);
}

static char *
dup_guid (const char *purpose,
          guint       index)
{
  g_autofree char *digits = dup_digest (G_CHECKSUM_SHA256, purpose, index);

  return g_strdup_printf ("%.8s-%.4s-4%.3s-a%.3s-%.12s", digits, digits + 8, digits + 12, digits + 15, digits + 18);
}

/* 48 bytes of digest are 64 characters, with the "+" and "/" that show whether a client quotes what it should. */
static char *
dup_value (const char *purpose,
           guint       index)
{
  g_autofree char *digits = dup_digest (G_CHECKSUM_SHA384, purpose, index);
  guint8 bytes[48];

  for (guint i = 0; i < sizeof bytes; i++)
    bytes[i] = g_ascii_xdigit_value (digits[2 * i]) * 16 + g_ascii_xdigit_value (digits[2 * i + 1]);

  return g_base64_encode (bytes, sizeof bytes);
}

static char *
dup_default_api_key (void)
{
  g_autoptr (GString) key = g_string_new (NULL);

  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *digits = dup_digest (G_CHECKSUM_SHA256, "API key", i);

      g_string_append (key, digits);
    }

  return g_string_free (g_steal_pointer (&key), FALSE);
}

static JsonNode *
new_default_user (gboolean has_id)
{
  JsonObject *user = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  if (has_id)
    json_object_set_string_member (user, "id", DEFAULT_USER_ID);
  json_object_set_string_member (user, "name", "Ada Lovelace");
  json_object_set_string_member (user, "email", "ada@example.com");
  json_node_take_object (node, user);

  return node;
}

/* The API key may be NULL for the default one. */
SimStore *
sim_store_new (const char *api_key,
               const char *value_member,
               gboolean    has_user_id)
{
  SimStore *store = g_new0 (SimStore, 1);

  store->api_key = api_key != NULL ? g_strdup (api_key) : dup_default_api_key ();
  store->value_member = g_strdup (value_member);
  store->user = new_default_user (has_user_id);
  store->tokens = json_array_new ();

  return store;
}

void
sim_store_free (SimStore *store)
{
  g_free (store->api_key);
  g_free (store->value_member);
  json_node_unref (store->user);
  json_array_unref (store->tokens);
  g_free (store);
}

const char *
sim_store_get_api_key (SimStore *store)
{
  return store->api_key;
}

void
sim_store_set_api_key (SimStore   *store,
                       const char *api_key)
{
  g_free (store->api_key);
  store->api_key = g_strdup (api_key);
}

JsonNode *
sim_store_get_user (SimStore *store)
{
  return store->user;
}

/* Takes user. */
void
sim_store_set_user (SimStore *store,
                    JsonNode *user)
{
  json_node_unref (store->user);
  store->user = user;
}

static const char *
get_text (JsonObject *object,
          const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || json_node_get_value_type (node) != G_TYPE_STRING || *json_node_get_string (node) == '\0')
    return NULL;

  return json_node_get_string (node);
}

static char *
dup_text_or_number (JsonObject *object,
                    const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node != NULL && json_node_get_value_type (node) == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));

  return g_strdup (get_text (object, name));
}

/*
 * Returns (transfer full): the user's ID, by the same rule as a client finds it in what whoami answers. A user whose
 * object does not tell still has one: the default.
 */
char *
sim_store_dup_user_id (SimStore *store)
{
  static const char *const names[] = { "id", "userId", "guid" };
  JsonObject *user = json_node_get_object (store->user);
  JsonNode *inner = json_object_get_member (user, "user");
  char *id = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names) && id == NULL; i++)
    id = dup_text_or_number (user, names[i]);

  if (id == NULL && inner != NULL && JSON_NODE_HOLDS_OBJECT (inner))
    id = dup_text_or_number (json_node_get_object (inner), "id");

  return id != NULL ? id : g_strdup (DEFAULT_USER_ID);
}

JsonArray *
sim_store_get_tokens (SimStore *store)
{
  return store->tokens;
}

/* Takes tokens. */
void
sim_store_set_tokens (SimStore  *store,
                      JsonArray *tokens)
{
  json_array_unref (store->tokens);
  store->tokens = tokens;
}

static JsonObject *
append_token (SimStore   *store,
              const char *purpose,
              guint       index,
              const char *name,
              const char *added_at)
{
  JsonObject *token = json_object_new ();
  g_autofree char *guid = dup_guid (purpose, index);
  g_autofree char *value = dup_value (purpose, index);
  g_autofree char *user_id = sim_store_dup_user_id (store);

  json_object_set_string_member (token, "id", guid);
  json_object_set_string_member (token, "guid", guid);
  json_object_set_string_member (token, "name", name);
  json_object_set_string_member (token, "userId", user_id);
  json_object_set_string_member (token, "addedAt", added_at);
  json_object_set_string_member (token, store->value_member, value);
  json_array_add_object_element (store->tokens, token);

  return token;
}

static char *
dup_date_text (GDateTime *date)
{
  g_autofree char *seconds = g_date_time_format (date, "%Y-%m-%dT%H:%M:%S");

  return g_strdup_printf ("%s.%03dZ", seconds, g_date_time_get_microsecond (date) / 1000);
}

/* The later ones follow each other so closely that even ten thousand of them are in the past. */
static char *
dup_default_date (guint index)
{
  g_autoptr (GDateTime) start = NULL;
  g_autoptr (GDateTime) date = NULL;

  if (index < G_N_ELEMENTS (first_tokens))
    return g_strdup (first_tokens[index].added_at);

  start = g_date_time_new_utc (2024, 2, 5, 8, 15, 42.375);
  date = g_date_time_add_seconds (start, (index - G_N_ELEMENTS (first_tokens)) * 267.0);

  return dup_date_text (date);
}

/* Replaces the tokens by the first count default ones, oldest first. */
void
sim_store_fill (SimStore *store,
                guint     count)
{
  sim_store_set_tokens (store, json_array_new ());

  for (guint i = 0; i < count; i++)
    {
      g_autofree char *name = NULL;
      g_autofree char *added_at = dup_default_date (i);

      name = i < G_N_ELEMENTS (first_tokens) ? g_strdup (first_tokens[i].name) : g_strdup_printf ("Token %u", i + 1);
      append_token (store, "default token", i, name, added_at);
    }
}

/* Returns (transfer none): a new token of the user, created now. */
JsonObject *
sim_store_add_token (SimStore   *store,
                     const char *name)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *added_at = dup_date_text (now);

  return append_token (store, "created token", store->n_created++, name, added_at);
}

static JsonObject *
get_token (SimStore *store,
           guint     index)
{
  JsonNode *node = json_array_get_element (store->tokens, index);

  return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

gboolean
sim_store_remove_token (SimStore   *store,
                        const char *id)
{
  for (guint i = 0; i < json_array_get_length (store->tokens); i++)
    {
      JsonObject *token = get_token (store, i);
      g_autofree char *token_id = NULL;

      if (token == NULL)
        continue;

      token_id = dup_text_or_number (token, "id");
      if (token_id == NULL)
        token_id = dup_text_or_number (token, "guid");
      if (g_strcmp0 (token_id, id) != 0)
        continue;

      json_array_remove_element (store->tokens, i);
      return TRUE;
    }

  return FALSE;
}

static gboolean
ends_like_a_value (const char *name)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);

  return g_str_has_suffix (lower, "token") || g_str_has_suffix (lower, "value") || g_str_has_suffix (lower, "key") ||
         g_str_has_suffix (lower, "secret");
}

/* A test may put in tokens of any shape, so the value is looked for in the places where a client would look. */
static const char *
get_value (SimStore   *store,
           JsonObject *token)
{
  const char *value = get_text (token, store->value_member);
  JsonObjectIter iter;
  const char *name;

  if (value == NULL)
    value = get_text (token, "token");

  json_object_iter_init_ordered (&iter, token);
  while (value == NULL && json_object_iter_next_ordered (&iter, &name, NULL))
    if (ends_like_a_value (name))
      value = get_text (token, name);

  return value != NULL ? value : get_text (token, "id");
}

gboolean
sim_store_accepts_token (SimStore   *store,
                         const char *value)
{
  for (guint i = 0; i < json_array_get_length (store->tokens); i++)
    {
      JsonObject *token = get_token (store, i);

      if (token != NULL && g_strcmp0 (get_value (store, token), value) == 0)
        return TRUE;
    }

  return FALSE;
}
