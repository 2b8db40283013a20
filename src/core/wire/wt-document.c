/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "wt-document.h"
#include "wt-error.h"
#include "wt-json-syntax.h"

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

/* json-glib keeps strings in ordinary memory, and any of them may be a token. */
static void
wipe_strings (JsonNode *node)
{
  switch (json_node_get_node_type (node))
    {
    case JSON_NODE_OBJECT:
      {
        JsonObjectIter iter;
        JsonNode *member;

        json_object_iter_init (&iter, json_node_get_object (node));
        while (json_object_iter_next (&iter, NULL, &member))
          wipe_strings (member);
        break;
      }
    case JSON_NODE_ARRAY:
      {
        JsonArray *array = json_node_get_array (node);

        for (guint i = 0; i < json_array_get_length (array); i++)
          wipe_strings (json_array_get_element (array, i));
        break;
      }
    case JSON_NODE_VALUE:
      if (json_node_get_value_type (node) == G_TYPE_STRING)
        {
          char *string = (char *) json_node_get_string (node);

          explicit_bzero (string, strlen (string));
        }
      break;
    case JSON_NODE_NULL:
      break;
    }
}

/* No part of JSON, but some programs write it before each text (RFC 8259, 8.1: it may be ignored). */
static gboolean
has_byte_order_mark (const char *text,
                     gsize       length)
{
  return length >= strlen (BYTE_ORDER_MARK) && memcmp (text, BYTE_ORDER_MARK, strlen (BYTE_ORDER_MARK)) == 0;
}

/**
 * wt_document_new:
 * @text: (array length=length): bytes from a server, which have to stay as long as the document
 * @length: their number
 *
 * Parses an object or an array of at most %WT_DOCUMENT_MAX_SIZE bytes and %WT_DOCUMENT_MAX_DEPTH levels, strictly,
 * also after a byte order mark. Pure; may be called in any thread, and takes about a second for each 100 MB.
 *
 * Returns: (transfer full): the document, also where it is not JSON
 */
WtDocument *
wt_document_new (const char *text,
                 gsize       length)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  WtDocument *self = g_new0 (WtDocument, 1);
  gsize mark = has_byte_order_mark (text, length) ? strlen (BYTE_ORDER_MARK) : 0;

  self->text = mark > 0 ? text + mark : text;
  self->length = length - mark;
  if (length <= WT_DOCUMENT_MAX_SIZE && wt_json_syntax_is_document (self->text, self->length) &&
      json_parser_load_from_data (parser, self->text, self->length, NULL))
    self->root = json_parser_steal_root (parser);

  return self;
}

/**
 * wt_document_free:
 * @self: (transfer full): a document of which all that is needed was copied
 *
 * Overwrites each string of it, and frees it.
 */
void
wt_document_free (WtDocument *self)
{
  if (self->root != NULL)
    {
      wipe_strings (self->root);
      json_node_unref (self->root);
    }
  g_free (self);
}

/**
 * wt_document_get_root:
 * @self: a document
 * @error: return location for a %WT_ERROR_UNREADABLE
 *
 * Returns: (transfer none) (nullable): the root, or %NULL with @error set if it is not JSON
 */
JsonNode *
wt_document_get_root (WtDocument  *self,
                      GError     **error)
{
  /* A message of json-glib quotes the document, which holds tokens. */
  if (self->root == NULL)
    g_set_error_literal (error, WT_ERROR, WT_ERROR_UNREADABLE,
                         _("The server’s answer could not be read. Try again; if it stays like this, check the server address."));

  return self->root;
}
