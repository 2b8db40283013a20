/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "wt-http-body.h"

#define READ_SIZE (16 * 1024)
#define LARGE_SIZE (32 * 1024)
#define MAX_SIZE (WT_DOCUMENT_MAX_SIZE + READ_SIZE)

static gpointer
body_free (gpointer data)
{
  WtHttpBody *body = data;

  g_clear_pointer (&body->document, wt_document_free);
  explicit_bzero (body->data, body->size);
  g_free (body->data);
  g_free (body->reason);
  g_free (body);

  return NULL;
}

/**
 * wt_http_body_reserve:
 * @body: a body of at most %WT_DOCUMENT_MAX_SIZE bytes
 *
 * Makes room for one more read. realloc() would leave the old bytes behind. Does not block.
 */
void
wt_http_body_reserve (WtHttpBody *body)
{
  gsize size = CLAMP (body->size * 2, READ_SIZE, MAX_SIZE);
  char *data;

  if (body->size - body->length >= READ_SIZE / 2)
    return;

  data = g_malloc (size);
  if (body->data != NULL)
    {
      memcpy (data, body->data, body->length);
      explicit_bzero (body->data, body->size);
      g_free (body->data);
    }

  body->data = data;
  body->size = size;
}

/**
 * wt_http_body_is_large:
 * @body: a body
 *
 * Returns: whether to do something with all of it takes so long that it has to be done in a thread
 */
gboolean
wt_http_body_is_large (const WtHttpBody *body)
{
  return body->length > LARGE_SIZE;
}

/**
 * wt_http_body_free:
 * @body: (transfer full): a body
 *
 * Wipes and frees it; in a thread where it is large, because it may be in a million pieces. Does not block.
 */
void
wt_http_body_free (WtHttpBody *body)
{
  g_clear_pointer (&body->headers, soup_message_headers_unref);
  if (wt_http_body_is_large (body))
    g_thread_unref (g_thread_new ("wt-http-body", body_free, body));
  else
    body_free (body);
}
