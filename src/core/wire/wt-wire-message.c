/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "wt-text.h"
#include "wt-wire-json.h"
#include "wt-wire.h"

#define MAX_MESSAGE_LENGTH 200

/* Lines as Unicode has them: a label would break at these, too. */
static gboolean
is_line_end (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  return c == '\n' || c == '\r' || type == G_UNICODE_LINE_SEPARATOR || type == G_UNICODE_PARAGRAPH_SEPARATOR;
}

static char *
clean_message (const char *message,
               const char *secret)
{
  g_autoptr (GString) clean = g_string_new (NULL);
  gunichar c;

  for (const char *p = message; *p != '\0' && !is_line_end (c = g_utf8_get_char (p)); p = g_utf8_next_char (p))
    {
      if (!wt_text_is_invisible (c))
        g_string_append_unichar (clean, c);
    }

  g_strstrip (clean->str);
  g_string_set_size (clean, strlen (clean->str));
  if (secret != NULL && *secret != '\0')
    wt_wire_hide_secret (clean, secret);

  if (clean->len == 0 || clean->str[0] == '<' || g_utf8_strlen (clean->str, -1) > MAX_MESSAGE_LENGTH)
    return NULL;

  return g_string_free (g_steal_pointer (&clean), FALSE);
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

/**
 * wt_wire_read_error_message:
 * @document: the body of an answer that is an error
 * @secret: (nullable): the secret that was sent, which must not be shown
 *
 * Finds what the server says about an error, in the shapes that the contract names. Only a short plain text is worth
 * showing: its first line, at most 200 characters, without control characters and without @secret. Pure; does not
 * block.
 *
 * Returns: (transfer full) (nullable): the message, or %NULL if there is none to show
 */
char *
wt_wire_read_error_message (WtDocument *document,
                            const char *secret)
{
  JsonNode *root = document->root;
  g_autofree char *plain = NULL;
  char *message;

  if (root != NULL)
    {
      const char *said = JSON_NODE_HOLDS_OBJECT (root) ? find_message (json_node_get_object (root)) : NULL;

      return said != NULL ? clean_message (said, secret) : NULL;
    }

  if (document->length == 0 || !g_utf8_validate_len (document->text, document->length, NULL))
    return NULL;

  plain = g_strstrip (g_strndup (document->text, document->length));

  /* A document that could not be parsed, or a page, is not a sentence. */
  message = strchr ("{[<\"", *plain) == NULL ? clean_message (plain, secret) : NULL;
  explicit_bzero (plain, strlen (plain));

  return message;
}
