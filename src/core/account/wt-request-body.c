/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "wt-json-syntax.h"
#include "wt-request-body.h"
#include "wt-wire-json.h"
#include "wt-wire.h"

/* How the document's own example explains where the user ID is. */
#define NOTE "// Found at"

/* What the document's own example has for a name and a user ID. */
#define EXAMPLE_NAME "My User Token"
#define EXAMPLE_USER_ID "<your workbench user id>"

static const char *
describe (WtJsonFault fault)
{
  switch (fault)
    {
    case WT_JSON_FINE:
      return NULL;
    case WT_JSON_UNFINISHED:
      return _("Something is not finished here: a quote or a bracket is missing.");
    case WT_JSON_UNEXPECTED:
      return _("This is not JSON. Check the quotes, commas and colons around it.");
    case WT_JSON_COMMENT:
      return _("JSON has no comments. Remove it.");
    case WT_JSON_WRONG_QUOTE:
      return _("JSON has straight double quotes only. Replace this one.");
    case WT_JSON_TRAILING_COMMA:
      return _("There is nothing after this comma. Remove it.");
    case WT_JSON_BAD_STRING:
      return _("This character cannot stand in a text as it is. Remove it, or write it as JSON does.");
    case WT_JSON_BAD_NUMBER:
      return _("This is not a number that JSON has, or it is too large.");
    case WT_JSON_TOO_DEEP:
    case WT_JSON_TOO_MUCH:
      return _("There are too many levels.");
    }

  g_assert_not_reached ();
}

static void
set_place (WtRequestBody *self,
           const char    *text,
           const char    *position)
{
  const char *line_start = text;

  self->line = 1;
  for (const char *p = text; p < position; p++)
    {
      if (*p != '\n')
        continue;
      self->line++;
      line_start = p + 1;
    }

  self->column = g_utf8_strlen (line_start, position - line_start) + 1;
}

static void
add_notice (WtRequestBody *self,
            const char    *sentence)
{
  char *notice = self->notice != NULL ? g_strconcat (self->notice, "\n", sentence, NULL) : g_strdup (sentence);

  g_free (self->notice);
  self->notice = notice;
}

static void
check_user_id (WtRequestBody *self,
               JsonObject    *object,
               const char    *user_id)
{
  const char *given = wt_wire_get_string_member (object, "userId");
  g_autofree char *sentence = NULL;

  self->is_for_user = given != NULL && (user_id == NULL || g_str_equal (given, user_id));
  if (self->is_for_user && !g_str_equal (given, EXAMPLE_USER_ID))
    return;

  if (user_id == NULL)
    sentence = g_strdup (_("“userId” must be your user ID. You find it on the users page of Workbench."));
  else if (given == NULL)
    /* Translators: “userId” is a name in the request, %s an ID */
    sentence = g_strdup_printf (_("“userId” is missing. Yours is %s."), user_id);
  else
    /* Translators: “userId” is a name in the request, %s an ID */
    sentence = g_strdup_printf (_("This “userId” is not yours. Yours is %s."), user_id);
  add_notice (self, sentence);
}

static void
check_members (WtRequestBody *self,
               JsonNode      *root,
               const char    *user_id)
{
  JsonObject *object = json_node_get_object (root);

  if (wt_wire_get_string_member (object, "name") == NULL)
    add_notice (self, _("“name” is missing. Workbench wants one for each token."));
  check_user_id (self, object, user_id);
  self->json = json_to_string (root, FALSE);
}

/**
 * wt_request_body_read:
 * @text: what a person typed
 * @user_id: (nullable): the user's own ID, if it is known
 *
 * Checks what was typed, and writes anew what is to be sent: the typed text itself is never sent. The comment that the
 * document's own example has is left out; any other one is an error. A missing or wrong name or user ID is told, and
 * may be sent all the same, because the server decides. Pure; does not block.
 *
 * Returns: (transfer full): what came of it
 */
WtRequestBody *
wt_request_body_read (const char *text,
                      const char *user_id)
{
  WtRequestBody *self = g_new0 (WtRequestBody, 1);
  g_autofree char *clean = g_strdup (text);
  g_autoptr (WtDocument) document = NULL;
  JsonNode *root;
  const char *position;
  gboolean has_note;
  WtJsonFault fault;

  g_return_val_if_fail (text != NULL, NULL);

  fault = wt_json_syntax_check (clean, NOTE, &position, &has_note);
  document = wt_document_new (clean, strlen (clean));
  root = fault == WT_JSON_FINE ? document->root : NULL;
  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    {
      if (has_note)
        add_notice (self, _("“// Found at …” is the documentation’s explanation and not JSON. It is not sent."));
      check_members (self, root, user_id);
      return self;
    }

  if (fault == WT_JSON_FINE)
    {
      position = clean;
      add_notice (self, _("A request body is a JSON object, in braces."));
    }
  else
    add_notice (self, describe (fault));
  set_place (self, clean, position);

  return self;
}

/**
 * wt_request_body_free:
 * @self: (transfer full): a body
 */
void
wt_request_body_free (WtRequestBody *self)
{
  g_free (self->json);
  g_free (self->notice);
  g_free (self);
}

/**
 * wt_request_body_dup_template:
 * @user_id: (nullable): the user's own ID; %NULL for the document's placeholder
 *
 * Returns: (transfer full): the document's example, for a person to edit
 */
char *
wt_request_body_dup_template (const char *user_id)
{
  g_autofree char *json = wt_wire_write_token_request (EXAMPLE_NAME, user_id != NULL ? user_id : EXAMPLE_USER_ID);
  g_autoptr (WtDocument) document = wt_document_new (json, strlen (json));

  return json_to_string (document->root, TRUE);
}
