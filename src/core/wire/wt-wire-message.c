/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "wt-text.h"
#include "wt-wire-json.h"
#include "wt-wire.h"

#define MAX_MESSAGE_LENGTH 200

/* A larger body is no message, and would take its time. */
#define MAX_BODY_SIZE (64 * 1024)

/* Lines as Unicode has them: a label would break at these, too. */
static gboolean
is_line_end (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  return c == '\n' || c == '\r' || type == G_UNICODE_LINE_SEPARATOR || type == G_UNICODE_PARAGRAPH_SEPARATOR;
}

static gsize
get_line_size (const char *text)
{
  const char *end = text;

  while (*end != '\0' && !is_line_end (g_utf8_get_char (end)))
    end = g_utf8_next_char (end);

  return end - text;
}

/* Returns (transfer full) (nullable): the first line, unless it begins with one of @unwanted, or is no sentence. */
static char *
clean_message (const char *message,
               WtSecrets  *secrets,
               const char *unwanted)
{
  g_autofree char *line = wt_wire_mask_line (message, get_line_size (message), secrets, MAX_MESSAGE_LENGTH + 1);

  g_strstrip (line);
  if (*line == '\0' || strchr (unwanted, *line) != NULL || wt_wire_has_document (line) ||
      g_utf8_strlen (line, -1) > MAX_MESSAGE_LENGTH)
    return NULL;

  return g_steal_pointer (&line);
}

static const char *
find_message (JsonObject *object)
{
  const char *message = wt_wire_get_string_member (object, "message");
  JsonObject *nested = wt_wire_get_object_member (object, "error");
  JsonArray *errors = wt_wire_get_array_member (object, "errors");

  if (message == NULL)
    message = wt_wire_get_string_member (object, "error");
  if (message == NULL && nested != NULL)
    message = wt_wire_get_string_member (nested, "message");
  if (message == NULL && errors != NULL && json_array_get_length (errors) > 0 &&
      JSON_NODE_HOLDS_OBJECT (json_array_get_element (errors, 0)))
    message = wt_wire_get_string_member (json_array_get_object_element (errors, 0), "message");

  return message;
}

/* Returns (transfer full) (nullable): what is text, without what is around it. */
static char *
dup_plain (WtDocument *document)
{
  if (document->length == 0 || !g_utf8_validate_len (document->text, document->length, NULL))
    return NULL;

  return g_strstrip (g_strndup (document->text, document->length));
}

/**
 * wt_wire_read_error_message:
 * @document: the body of an answer that is an error
 * @secret: (nullable): the secret that was sent, which must not be shown
 *
 * Finds what the server says about an error, in the shapes that the contract names. Only a short plain text is worth
 * showing: its first line, at most 200 characters, without what is not seen, and without @secret or another one of
 * @document. Pure; does not block.
 *
 * Returns: (transfer full) (nullable): the message, or %NULL if there is none to show
 */
char *
wt_wire_read_error_message (WtDocument *document,
                            const char *secret)
{
  JsonNode *root = document->root;
  g_autoptr (WtSecrets) secrets = NULL;
  char *plain;
  char *message;

  if (document->length > MAX_BODY_SIZE)
    return NULL;

  secrets = wt_wire_find_secrets (document, NULL);
  if (secret != NULL)
    wt_secrets_add_known (secrets, secret);

  if (root != NULL)
    {
      const char *said = JSON_NODE_HOLDS_OBJECT (root) ? find_message (json_node_get_object (root)) : NULL;

      return said != NULL ? clean_message (said, secrets, "<") : NULL;
    }

  plain = dup_plain (document);
  if (plain == NULL)
    return NULL;

  /* A document that could not be parsed, or a page, is not a sentence. */
  message = clean_message (plain, secrets, "{[<\"");
  explicit_bzero (plain, strlen (plain));
  g_free (plain);

  return message;
}
