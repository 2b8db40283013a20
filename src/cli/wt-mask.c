/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "wt-mask.h"

#define INSTEAD "[hidden]"
#define MAX_HARMLESS 3

/**
 * WtMask:
 *
 * Takes a secret out of a stream that may be cut anywhere, also in the middle of the secret.
 */
struct _WtMask
{
  const char *secret; /* whoever made the mask has it */
  gsize       length;
  gsize       n_matched;
};

/**
 * wt_mask_new:
 * @secret: what is to be taken out, not empty; it is not copied, and must outlive the mask
 *
 * Returns: (transfer full): a mask
 */
WtMask *
wt_mask_new (const char *secret)
{
  WtMask *self = g_new0 (WtMask, 1);

  g_assert (*secret != '\0');
  self->secret = secret;
  self->length = strlen (secret);

  return self;
}

void
wt_mask_free (WtMask *self)
{
  g_free (self);
}

/* The first one that can still become the secret begins later: gives free what is before it. */
static void
give_up_first (WtMask  *self,
               GString *masked)
{
  gsize n_free = 1;

  while (strncmp (self->secret + n_free, self->secret, self->n_matched - n_free) != 0)
    n_free++;

  g_string_append_len (masked, self->secret, n_free);
  self->n_matched -= n_free;
}

/**
 * wt_mask_feed:
 * @self: a mask
 * @output: a part of the stream
 * @length: the number of bytes
 * @masked: what may be shown is added to it; an end that may be the secret's beginning is kept back
 */
void
wt_mask_feed (WtMask     *self,
              const char *output,
              gsize       length,
              GString    *masked)
{
  for (const char *p = output; p < output + length; p++)
    {
      while (self->n_matched > 0 && self->secret[self->n_matched] != *p)
        give_up_first (self, masked);

      if (self->secret[self->n_matched] != *p)
        g_string_append_c (masked, *p);
      else if (++self->n_matched == self->length)
        {
          g_string_append (masked, INSTEAD);
          self->n_matched = 0;
        }
    }
}

/**
 * wt_mask_flush:
 * @self: a mask
 * @masked: what was kept back is added to it
 *
 * To be called when nothing follows for a while. Only a few characters that happen to be the secret's first ones are
 * given free; more of them may be the secret itself.
 */
void
wt_mask_flush (WtMask  *self,
               GString *masked)
{
  if (self->n_matched > MAX_HARMLESS)
    return;

  g_string_append_len (masked, self->secret, self->n_matched);
  self->n_matched = 0;
}
