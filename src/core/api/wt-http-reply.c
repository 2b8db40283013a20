/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "wt-http-reply.h"
#include "wt-wire.h"

/* What tells something about the answer. Cookies and what authenticates are none of it. */
static const char * const shown_headers[] = {
  "Content-Type", "Date", "Retry-After", "Location", "Allow", "ETag", "X-Request-Id",
};

static char *
describe_headers (SoupMessageHeaders *headers,
                  GPtrArray          *secrets)
{
  g_autoptr (GString) lines = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (shown_headers); i++)
    {
      const char *value = soup_message_headers_get_list (headers, shown_headers[i]);
      g_autofree char *masked = value != NULL ? wt_wire_mask_line (value, secrets) : NULL;

      if (masked != NULL && *masked != '\0')
        g_string_append_printf (lines, "%s%s: %s", lines->len > 0 ? "\n" : "", shown_headers[i], masked);
    }

  return g_string_free (g_steal_pointer (&lines), FALSE);
}

static void
set_text (WtReply          *self,
          const WtHttpBody *body,
          GPtrArray        *secrets)
{
  char *full = wt_wire_indent (body->document);

  self->text = wt_wire_mask (body->document, secrets);
  if (full == NULL)
    return;

  /* What is not JSON may be a value all the same, where the server says that all went well. */
  if (SOUP_STATUS_IS_SUCCESSFUL (self->status) && *full != '\0' && *full != '{' && *full != '[')
    {
      g_free (self->text);
      self->text = g_strdup (WT_CREDENTIAL_MASK);
    }
  if (!g_str_equal (full, self->text))
    self->full_text = secret_value_new (full, -1, "text/plain");
  explicit_bzero (full, strlen (full));
  g_free (full);
}

/**
 * wt_http_reply_new:
 * @body: what the server answered, with any status
 * @microseconds: how long it took
 * @value_member: (nullable): the member that holds a token's value; %NULL or empty to find it
 * @credential: what authenticated the request, which is not shown
 * @other: (nullable): another secret that is not shown
 *
 * Does not block.
 *
 * Returns: (transfer full): the answer, for a person to read
 */
WtReply *
wt_http_reply_new (const WtHttpBody *body,
                   gint64            microseconds,
                   const char       *value_member,
                   WtCredential     *credential,
                   WtCredential     *other)
{
  WtReply *self = g_new0 (WtReply, 1);
  g_autoptr (GPtrArray) secrets = wt_wire_find_secrets (body->document, value_member);

  wt_wire_add_secret (secrets, wt_credential_get_text (credential));
  if (other != NULL)
    wt_wire_add_secret (secrets, wt_credential_get_text (other));

  self->status = body->status;
  self->reason = wt_wire_mask_line (body->reason != NULL ? body->reason : "", secrets);
  self->milliseconds = (guint) (microseconds / 1000);
  self->headers = describe_headers (body->headers, secrets);
  set_text (self, body, secrets);

  return self;
}
