/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "wt-http-reply.h"
#include "wt-wire.h"

/* What tells something about the answer. Cookies and what authenticates are none of it. */
static const char * const shown_headers[] = {
  "Content-Type", "Date", "Retry-After", "Location", "Allow", "ETag", "X-Request-Id",
};

/* How much of a header, and of what the status is called, is shown, in characters. */
#define MAX_SHOWN 300

static char *
describe_headers (SoupMessageHeaders *headers,
                  WtSecrets          *secrets)
{
  g_autoptr (GString) lines = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (shown_headers); i++)
    {
      const char *value = soup_message_headers_get_list (headers, shown_headers[i]);
      g_autofree char *masked = value != NULL ? wt_wire_mask_line (value, strlen (value), secrets, MAX_SHOWN) : NULL;

      if (masked != NULL && *masked != '\0')
        g_string_append_printf (lines, "%s%s: %s", lines->len > 0 ? "\n" : "", shown_headers[i], masked);
    }

  return g_string_free (g_steal_pointer (&lines), FALSE);
}

static void
set_text (WtReply          *self,
          const WtHttpBody *body,
          WtSecrets        *secrets)
{
  char *full = wt_wire_indent (body->document);

  self->text = wt_wire_mask (body->document, secrets);
  if (full == NULL)
    return;

  /* What is not JSON may be a value all the same, where the server says that all went well. */
  if (SOUP_STATUS_IS_SUCCESSFUL (self->status) && *full != '\0' && body->document->root == NULL)
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
 * May be called in any thread, and should be where the body is large.
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
  g_autoptr (WtSecrets) secrets = wt_wire_find_secrets (body->document, value_member);
  const char *reason = body->reason != NULL ? body->reason : "";

  wt_secrets_add_known (secrets, wt_credential_get_text (credential));
  if (other != NULL)
    wt_secrets_add_known (secrets, wt_credential_get_text (other));

  self->status = body->status;
  self->reason = wt_wire_mask_line (reason, strlen (reason), secrets, MAX_SHOWN);
  self->milliseconds = (guint) (microseconds / 1000);
  self->headers = describe_headers (body->headers, secrets);
  set_text (self, body, secrets);

  return self;
}
