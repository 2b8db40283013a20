/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "wt-api-call.h"
#include "wt-error.h"
#include "wt-server.h"
#include "wt-wire.h"

#define PAGE_LIMIT "1000"
#define MAX_PAGES 1000
#define MAX_TOKENS 10000

static void page_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data);

static gpointer
ref_token (gconstpointer token,
           gpointer      user_data)
{
  return g_object_ref ((gpointer) token);
}

/* What is changed through this client is asked for anew, whatever the server calls it. */
void
wt_api_client_forget_list (WtApiClient *self)
{
  g_clear_pointer (&self->list_etag, g_free);
  g_clear_pointer (&self->list_credential, wt_credential_unref);
  g_clear_pointer (&self->list, g_ptr_array_unref);
}

/* Only of a list in one page is it known that all of it is unchanged. In memory it stays as the account has it, too. */
static void
keep_list (WtApiClient *self,
           WtApiCall   *call,
           WtHttpBody  *body)
{
  const char *etag = soup_message_headers_get_one (body->headers, "ETag");

  wt_api_client_forget_list (self);
  if (etag == NULL || g_hash_table_size (call->cursors) > 0 || call->n_skipped > 0)
    return;

  self->list_etag = g_strdup (etag);
  self->list_credential = wt_credential_ref (call->credential);
  self->list = g_ptr_array_copy (call->tokens, ref_token, NULL);
}

static void
return_list (GTask *task)
{
  WtApiCall *call = g_task_get_task_data (task);

  g_task_return_pointer (task, g_ptr_array_ref (call->tokens), (GDestroyNotify) g_ptr_array_unref);
}

/* Returns the entity tag of the list that is known, which the call holds from now on, or NULL. Another credential may be
 * another user's. */
static const char *
hold_known (WtApiClient *self,
            WtApiCall   *call)
{
  if (!wt_credential_equal (self->list_credential, call->credential))
    return NULL;

  call->known = g_ptr_array_ref (self->list);

  return self->list_etag;
}

static void
request_page (GTask      *task,
              const char *cursor)
{
  WtApiClient *self = g_task_get_source_object (task);
  g_autoptr (GString) target = g_string_new (WT_SERVER_API_TOKENS "?limit=" PAGE_LIMIT);

  if (cursor != NULL)
    {
      g_string_append (target, "&cursor=");
      g_string_append_uri_escaped (target, cursor, NULL, FALSE);
    }

  wt_api_call_ask (task, target->str, cursor == NULL ? hold_known (self, g_task_get_task_data (task)) : NULL, page_cb);
}

static GError *
check_page (WtApiClient *self,
            WtApiCall   *call,
            const char  *cursor)
{
  if (call->tokens->len > MAX_TOKENS || g_hash_table_size (call->cursors) >= MAX_PAGES ||
      (cursor != NULL && g_hash_table_contains (call->cursors, cursor)))
    return g_error_new (WT_ERROR, WT_ERROR_UNREADABLE,
                        /* Translators: %s is a server, for example workbench.import.io */
                        _("The list of tokens on %s does not end, so it was not read. Tell whoever runs the server."),
                        self->host);

  if (cursor == NULL && call->tokens->len == 0 && call->n_skipped > 0)
    return g_error_new (WT_ERROR, WT_ERROR_UNREADABLE,
                        /* Translators: %s is a server, for example workbench.import.io */
                        ngettext ("%u token on %s could not be read. Tell whoever runs the server.",
                                  "%u tokens on %s could not be read. Tell whoever runs the server.", call->n_skipped),
                        call->n_skipped, self->host);

  return NULL;
}

static void
take_page (GTask       *task,
           WtHttpBody  *body,
           WtTokenPage *page)
{
  WtApiClient *self = g_task_get_source_object (task);
  WtApiCall *call = g_task_get_task_data (task);
  GError *error = NULL;

  g_free (self->shape);
  self->shape = g_steal_pointer (&page->shape);
  g_ptr_array_extend_and_steal (call->tokens, g_steal_pointer (&page->tokens));
  call->n_skipped += page->n_skipped;

  error = check_page (self, call, page->cursor);
  if (error != NULL)
    wt_api_call_fail (task, error);
  else if (page->cursor == NULL)
    {
      keep_list (self, call, body);
      return_list (task);
    }
  else
    {
      request_page (task, page->cursor);
      g_hash_table_add (call->cursors, g_steal_pointer (&page->cursor));
    }
}

/* A page while it is read. */
typedef struct
{
  GTask       *task;
  WtHttpBody  *body;
  char        *value_member;
  WtTokenPage *page;
  GError      *error;
} Reading;

static void
reading_free (Reading *self)
{
  g_object_unref (self->task);
  wt_http_body_free (self->body);
  g_free (self->value_member);
  g_clear_pointer (&self->page, wt_token_page_free);
  g_clear_error (&self->error);
  g_free (self);
}

static void
read_page (Reading *self)
{
  self->page = wt_wire_read_token_page (self->body->document, self->value_member, &self->error);
}

static void
page_was_read (Reading *self)
{
  if (self->page != NULL)
    {
      take_page (self->task, self->body, self->page);
    }
  else
    {
      wt_api_call_keep (self->task, self->body);
      wt_api_call_fail (self->task, g_steal_pointer (&self->error));
    }
}

static void
read_in_thread (GTask        *reading,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  read_page (data);
  g_task_return_boolean (reading, TRUE);
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  page_was_read (user_data);
  reading_free (user_data);
}

/* Takes @body. Ten thousand tokens take longer than a window may be busy. */
static void
begin_reading (GTask      *task,
               WtHttpBody *body)
{
  WtApiClient *self = g_task_get_source_object (task);
  Reading *reading = g_new0 (Reading, 1);
  g_autoptr (GTask) in_thread = NULL;

  reading->task = g_object_ref (task);
  reading->body = body;
  reading->value_member = g_strdup (self->value_member);
  if (!wt_http_body_is_large (body))
    {
      read_page (reading);
      page_was_read (reading);
      reading_free (reading);
      return;
    }

  in_thread = g_task_new (NULL, NULL, read_cb, reading);
  g_task_set_source_tag (in_thread, begin_reading);
  g_task_set_task_data (in_thread, reading, NULL);
  g_task_run_in_thread (in_thread, read_in_thread);
}

static void
page_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (WtHttpBody) body = wt_http_send_finish (SOUP_SESSION (source), result, &error);
  WtApiCall *call = g_task_get_task_data (task);

  if (body == NULL)
    {
      wt_api_call_fail (task, error);
      return;
    }

  if (body->status != SOUP_STATUS_NOT_MODIFIED)
    {
      begin_reading (task, g_steal_pointer (&body));
      return;
    }

  g_ptr_array_extend (call->tokens, call->known, ref_token, NULL);
  return_list (task);
}

/**
 * wt_api_client_list_tokens_async:
 * @self: a client
 * @credential: what authenticates the requests
 * @cancellable: (nullable): what ends it early
 * @callback: called when done
 * @user_data: for @callback
 *
 * Reads the complete list of the user's tokens, page by page. Takes at most 60 s in all. A list that does not end (a
 * cursor comes again, over 1,000 pages, over 10,000 tokens) is a %WT_ERROR_UNREADABLE, and so is one of which no item
 * can be read. A list that the server says is unchanged (ETag) is not read again: the tokens are the same objects.
 */
void
wt_api_client_list_tokens_async (WtApiClient         *self,
                                 WtCredential        *credential,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  WtApiCall *call;

  g_return_if_fail (WT_IS_API_CLIENT (self));
  g_return_if_fail (credential != NULL);

  task = wt_api_call_new (self, credential, wt_api_client_list_tokens_async, cancellable, callback, user_data);
  call = g_task_get_task_data (task);
  call->tokens = g_ptr_array_new_with_free_func (g_object_unref);
  call->cursors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  request_page (task, NULL);
}

/**
 * wt_api_client_list_tokens_finish:
 * @self: a client
 * @result: what the callback got
 * @n_skipped: (out) (optional): how many items could not be read
 * @error: return location for a #WtError or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable) (element-type WtUserToken): the tokens in the server's order, or %NULL with
 *   @error set
 */
GPtrArray *
wt_api_client_list_tokens_finish (WtApiClient   *self,
                                  GAsyncResult  *result,
                                  guint         *n_skipped,
                                  GError       **error)
{
  WtApiCall *call;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  call = g_task_get_task_data (G_TASK (result));
  if (n_skipped != NULL)
    *n_skipped = call->n_skipped;

  return g_task_propagate_pointer (G_TASK (result), error);
}
