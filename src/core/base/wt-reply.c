/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-reply.h"

/**
 * wt_reply_free:
 * @self: (transfer full): an answer
 */
void
wt_reply_free (WtReply *self)
{
  g_free (self->reason);
  g_free (self->headers);
  g_free (self->text);
  g_clear_pointer (&self->full_text, secret_value_unref);
  g_clear_object (&self->token);
  g_free (self);
}
