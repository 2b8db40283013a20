/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "wt-wire-json.h"

#define LONGEST_WORD 16

/* A name that is so short is no secret. */
#define LONGEST_ABBREVIATION 3

/* What names of members are made of, in the order of their bytes. */
static const char * const words[] = {
  "access", "account", "accounts", "active", "added", "address", "admin", "all", "api", "app", "application",
  "array", "at", "attributes", "auth", "avatar", "body", "by", "can", "client", "code", "config", "content",
  "count", "create", "created", "creation", "credential", "credentials", "current", "cursor", "data", "date",
  "deleted", "description", "detail", "details", "disabled", "display", "domain", "email", "enabled", "end",
  "error", "errors", "etag", "expiration", "expire", "expired", "expires", "expiry", "failed", "field", "fields",
  "first", "flag", "flags", "format", "from", "full", "generated", "group", "groups", "guid", "has", "header",
  "headers", "href", "icon", "id", "identifier", "ids", "image", "index", "info", "is", "issued", "item", "items",
  "key", "keys", "kind", "label", "language", "last", "length", "level", "limit", "link", "links", "list", "locale",
  "login", "max", "message", "messages", "meta", "metadata", "method", "mode", "modified", "more", "name", "names",
  "next", "nick", "note", "notes", "number", "object", "of", "offset", "on", "order", "org", "organisation",
  "organization", "origin", "owner", "page", "pages", "parent", "password", "path", "payload", "permission",
  "permissions", "phone", "plan", "prefix", "previous", "private", "profile", "public", "query", "read", "reason",
  "records", "ref", "refresh", "region", "request", "resource", "response", "result", "results", "revoked", "role",
  "roles", "root", "scope", "scopes", "secret", "secrets", "self", "sequence", "server", "service", "session",
  "size", "sort", "source", "stack", "start", "state", "status", "string", "subject", "success", "suffix", "system",
  "tag", "tags", "team", "tenant", "text", "time", "timestamp", "title", "to", "token", "tokens", "total", "trace",
  "type", "types", "unique", "until", "updated", "uri", "url", "usage", "use", "used", "user", "username", "users",
  "uuid", "valid", "value", "values", "verified", "version", "visible", "was", "workspace", "write", "zone",
};

static gboolean
is_known (const char *start,
          gsize       length)
{
  char word[LONGEST_WORD + 1] = { 0 };
  int low = 0;
  int high = G_N_ELEMENTS (words);

  if (length > LONGEST_WORD)
    return FALSE;

  for (gsize i = 0; i < length; i++)
    word[i] = g_ascii_tolower (start[i]);

  while (low < high)
    {
      int middle = (low + high) / 2;
      int order = strcmp (word, words[middle]);

      if (order == 0)
        return TRUE;
      if (order < 0)
        high = middle;
      else
        low = middle + 1;
    }

  return FALSE;
}

/* "createdAt", "CREATED_AT", "APIKey": a capital begins a word, unless it is among others. */
static gsize
get_word_length (const char *start)
{
  gsize length = 1;

  while (g_ascii_isalpha (start[length]) &&
         !(g_ascii_isupper (start[length]) && (g_ascii_islower (start[length - 1]) || g_ascii_islower (start[length + 1]))))
    length++;

  return length;
}

/**
 * wt_wire_is_word:
 * @name: a member's name
 *
 * A name can be a value: of a token in a list that has its tokens by their values. What is made of words that a program
 * has for things is none. Pure; does not block.
 *
 * Returns: whether @name may be shown whatever it is the name of
 */
gboolean
wt_wire_is_word (const char *name)
{
  gsize length = strlen (name);

  if (length <= LONGEST_ABBREVIATION && length > 0 && strspn (name, G_CSET_a_2_z G_CSET_A_2_Z) == length)
    return TRUE;
  if (!g_ascii_isalpha (*name))
    return FALSE;

  while (*name != '\0')
    {
      if (!g_ascii_isalpha (*name))
        return FALSE;
      length = get_word_length (name);
      if (!is_known (name, length))
        return FALSE;
      name += length;
      name += *name == '_' || *name == '-' || *name == '.';
    }

  return TRUE;
}
