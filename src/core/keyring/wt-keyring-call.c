/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <libsecret/secret.h>

#include "wt-deadline.h"
#include "wt-keyring-call.h"
#include "wt-keyring-error.h"
#include "wt-keyring-portal.h"

#define DEADLINE_SECONDS 5
#define FIRST_TRY_MILLISECONDS 2500

/* A call of libsecret cannot be cancelled without harm: gnome-keyring-daemon was seen to end on it, and the callback
 * not to come. So a call is abandoned instead. The caller gets an error, and the answer is taken whenever it comes. */
typedef struct
{
  GTask          *task; /* NULL once the caller was answered */
  WtKeyringTry    try_once;
  gpointer        request;
  GDestroyNotify  free_request;
  GDestroyNotify  free_answer;
  gboolean        is_second;
  GCancellable   *stop;
  WtDeadline     *deadline;
  GSource        *deadline_source;
  GSource        *second_source;
} Call;

/* A try that is under way, and that may outlive the interest in it. */
typedef struct
{
  Call     *call;
  gboolean  is_second;
} Try;

static void
call_clear (gpointer data)
{
  Call *call = data;

  g_assert (call->task == NULL);

  call->free_request (call->request);
  g_object_unref (call->stop);
}

static void
try_free (Try *self)
{
  g_rc_box_release_full (self->call, call_clear);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Try, try_free)

static void
clear_source (GSource **source)
{
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

/* Gives back the task to answer, once. What is still under way goes on, as far as it would change nothing. */
static GTask *
call_end (Call *call)
{
  clear_source (&call->deadline_source);
  clear_source (&call->second_source);
  g_clear_pointer (&call->deadline, wt_deadline_free);
  g_cancellable_cancel (call->stop);

  return g_steal_pointer (&call->task);
}

static void call_try_again (Call *call);

/* What a try came to, unless the caller was answered before. Takes @answer. */
static void
try_end (Try          *attempt,
         gpointer      answer,
         const GError *error)
{
  Call *call = attempt->call;
  g_autoptr (GTask) task = NULL;

  if (call->task == NULL)
    {
      if (answer != NULL)
        call->free_answer (answer);
    }
  else if (error == NULL)
    {
      task = call_end (call);
      g_task_return_pointer (task, answer, call->free_answer);
    }
  else if (error->domain == WT_ERROR || attempt->is_second)
    {
      task = call_end (call);
      g_task_return_error (task, wt_keyring_error_from (error));
    }
  else if (!call->is_second)
    call_try_again (call);
}

static void
try_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr (Try) attempt = user_data;
  g_autoptr (GError) error = NULL;
  gpointer answer = g_task_propagate_pointer (G_TASK (result), &error);

  try_end (attempt, answer, error);
}

static void
portal_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (Try) attempt = user_data;
  g_autoptr (GError) error = NULL;
  Call *call = attempt->call;

  if (!wt_keyring_portal_finish (result, &error))
    try_end (attempt, NULL, error);
  else if (call->task != NULL && attempt->is_second == call->is_second)
    call->try_once (call->request, call->is_second, call->stop, try_cb, g_steal_pointer (&attempt));
}

static void
call_try (Call *call)
{
  Try *attempt = g_new0 (Try, 1);

  attempt->call = g_rc_box_acquire (call);
  attempt->is_second = call->is_second;

  wt_keyring_portal_look_async (portal_cb, attempt);
}

static void
call_try_again (Call *call)
{
  call->is_second = TRUE;
  g_cancellable_cancel (call->stop);
  g_object_unref (call->stop);
  call->stop = g_cancellable_new ();

  /* libsecret keeps the address of a service that has gone away, and the session that it had with it. */
  secret_service_disconnect ();
  call_try (call);
}

static gboolean
second_cb (gpointer user_data)
{
  Call *call = user_data;

  if (!call->is_second)
    call_try_again (call);

  return G_SOURCE_REMOVE;
}

static gboolean
deadline_cb (GCancellable *cancellable,
             gpointer      user_data)
{
  Call *call = user_data;
  gboolean has_passed = wt_deadline_has_passed (call->deadline);
  g_autoptr (GTask) task = call_end (call);

  if (has_passed)
    g_task_return_error (task, wt_keyring_error_new (WT_ERROR_KEYRING_UNAVAILABLE));
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The call was abandoned");

  return G_SOURCE_REMOVE;
}

/**
 * wt_keyring_call:
 * @task: (transfer full): what is returned: the pointer of a try or its error, a %WT_ERROR_KEYRING_UNAVAILABLE after
 *   5 s, or, when its cancellable fires, %G_IO_ERROR_CANCELLED
 * @try_once: does what is asked, once
 * @request: (transfer full): what is asked, for @try_once; kept until its last try has ended
 * @free_request: frees @request
 * @free_answer: frees the pointer of a try
 *
 * Tries up to twice, in 5 s together. The second try comes at once when the first one fails, unless it found out what
 * is the matter (a #WtError), and after half the time when there is no answer; it has a new connection to the service.
 * An answer to the first try counts even then.
 *
 * Does not block.
 */
void
wt_keyring_call (GTask          *task,
                 WtKeyringTry    try_once,
                 gpointer        request,
                 GDestroyNotify  free_request,
                 GDestroyNotify  free_answer)
{
  Call *call;

  if (g_task_return_error_if_cancelled (task))
    {
      free_request (request);
      g_object_unref (task);
      return;
    }

  call = g_rc_box_new0 (Call);
  call->task = task;
  call->try_once = try_once;
  call->request = request;
  call->free_request = free_request;
  call->free_answer = free_answer;
  call->stop = g_cancellable_new ();

  /* The sources hold no reference: a call that waits has a try, which does. */
  call->deadline = wt_deadline_new (DEADLINE_SECONDS, g_task_get_cancellable (task));
  call->deadline_source = g_cancellable_source_new (wt_deadline_get_cancellable (call->deadline));
  g_source_set_callback (call->deadline_source, G_SOURCE_FUNC (deadline_cb), call, NULL);
  g_source_attach (call->deadline_source, g_task_get_context (task));

  call->second_source = g_timeout_source_new (FIRST_TRY_MILLISECONDS);
  g_source_set_callback (call->second_source, second_cb, call, NULL);
  g_source_attach (call->second_source, g_task_get_context (task));

  call_try (call);
  g_rc_box_release_full (call, call_clear);
}

/**
 * wt_keyring_try_new:
 * @source_tag: the #WtKeyringTry
 * @stop: tells it when to go no further
 * @callback: called when it ended
 * @user_data: for @callback
 *
 * Only the steps of the try look at @stop, it does not cancel the task: an answer counts even if it comes late.
 *
 * Returns: (transfer full): the task of a #WtKeyringTry
 */
GTask *
wt_keyring_try_new (gpointer             source_tag,
                    GCancellable        *stop,
                    GAsyncReadyCallback  callback,
                    gpointer             user_data)
{
  GTask *task = g_task_new (NULL, stop, callback, user_data);

  g_task_set_source_tag (task, source_tag);
  g_task_set_check_cancellable (task, FALSE);

  return task;
}
