/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <libsecret/secret.h>

#include "wt-deadline.h"
#include "wt-keyring-call.h"
#include "wt-keyring-error.h"
#include "wt-keyring-file-check.h"
#include "wt-keyring-portal.h"

#define DEADLINE_SECONDS 5
#define FIRST_TRY_MILLISECONDS 2500

/* What no thread may change any more, or what its user has been asked for, is not given up. */
enum
{
  CURRENT,
  ASKING,
  GIVEN_UP
};

/* A call is never cancelled, because gnome-keyring-daemon was seen to end on it, and libsecret's callback not to come.
 * It is abandoned instead: the caller gets an error, and the answer is taken whenever it comes. */
typedef struct
{
  GTask                    *task; /* NULL once the caller was answered */
  const WtKeyringOperation *operation;
  WtKeyringRequest         *request;
  WtKeyringAttempt         *current; /* not referenced: it has a reference to this */
  WtDeadline               *deadline;
  GSource                  *deadline_source;
  GSource                  *second_source;
} Call;

/* One that is under way, and that may outlive the interest in it. */
struct _WtKeyringAttempt
{
  Call     *call;
  gboolean  is_second;
  int       state;
};

static void
call_clear (gpointer data)
{
  Call *call = data;

  g_assert (call->task == NULL);

  wt_keyring_request_unref (call->request);
}

static void
attempt_free (WtKeyringAttempt *self)
{
  if (self->call->current == self)
    self->call->current = NULL;
  g_rc_box_release_full (self->call, call_clear);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WtKeyringAttempt, attempt_free)

/**
 * wt_keyring_attempt_is_second:
 * @self: an attempt
 *
 * Returns: whether there was one before, of which it is not known what it did
 */
gboolean
wt_keyring_attempt_is_second (WtKeyringAttempt *self)
{
  return self->is_second;
}

/**
 * wt_keyring_attempt_check:
 * @self: an attempt
 * @error: return location for a %G_IO_ERROR_CANCELLED
 *
 * To be asked before each step that changes something, from any thread.
 *
 * Returns: %TRUE if it is to go on, %FALSE with @error set if the caller was told that it was not done
 */
gboolean
wt_keyring_attempt_check (WtKeyringAttempt  *self,
                          GError           **error)
{
  if (g_atomic_int_get (&self->state) != GIVEN_UP)
    return TRUE;

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The attempt was given up");

  return FALSE;
}

/**
 * wt_keyring_attempt_ask:
 * @self: an attempt
 * @error: return location for a %G_IO_ERROR_CANCELLED
 *
 * The same before the service asks the user, for which they have all the time that they need: from here on there is no
 * deadline, and no second attempt.
 *
 * Returns: %TRUE if they may be asked, else %FALSE with @error set
 */
gboolean
wt_keyring_attempt_ask (WtKeyringAttempt  *self,
                        GError           **error)
{
  g_atomic_int_compare_and_exchange (&self->state, CURRENT, ASKING);

  return wt_keyring_attempt_check (self, error);
}

/* Returns: whether it is given up, which is too late if the user is being asked. */
static gboolean
attempt_give_up (WtKeyringAttempt *self)
{
  return self == NULL || g_atomic_int_compare_and_exchange (&self->state, CURRENT, GIVEN_UP) ||
         g_atomic_int_get (&self->state) == GIVEN_UP;
}

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
call_clear_sources (Call *call)
{
  clear_source (&call->deadline_source);
  clear_source (&call->second_source);
  g_clear_pointer (&call->deadline, wt_deadline_free);
}

/* Gives back the task to answer, once. */
static GTask *
call_end (Call *call)
{
  call_clear_sources (call);

  return g_steal_pointer (&call->task);
}

static void call_try_again (Call *call);

/* Returns (nullable): what must not be seen in an error. */
static const char *
request_get_secret (WtKeyringRequest *request)
{
  return request->credential != NULL ? wt_credential_get_text (request->credential) : NULL;
}

/* What an attempt came to, unless the caller was answered before. Takes @answer. */
static void
attempt_end (WtKeyringAttempt *self,
             gpointer          answer,
             const GError     *error)
{
  Call *call = self->call;
  gboolean was_asking = g_atomic_int_get (&self->state) == ASKING;
  g_autoptr (GTask) task = NULL;

  if (call->task == NULL)
    {
      if (answer != NULL)
        call->operation->free_answer (answer);
    }
  else if (error == NULL)
    {
      task = call_end (call);
      g_task_return_pointer (task, answer, call->operation->free_answer);
    }
  else if (error->domain == WT_ERROR || self->is_second || was_asking)
    {
      task = call_end (call);
      g_task_return_error (task, wt_keyring_error_from (error, request_get_secret (call->request)));
    }
  else if (call->current == self)
    call_try_again (call);
}

static void
tried_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (WtKeyringAttempt) self = user_data;
  g_autoptr (GError) error = NULL;
  gpointer answer = g_task_propagate_pointer (G_TASK (result), &error);

  attempt_end (self, answer, error);
}

static void
work_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  WtKeyringAttempt *self = task_data;
  GError *error = NULL;
  gpointer answer = self->call->operation->work (self->call->request, self, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, answer, self->call->operation->free_answer);
}

/* Takes @self, which the task does not free: the callback does, in the thread that the call belongs to. */
static void
work (WtKeyringAttempt *self)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, tried_cb, self);

  g_task_set_source_tag (task, work);
  g_task_set_task_data (task, self, NULL);
  g_task_run_in_thread (task, work_in_thread);
}

static void
file_checked_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  WtKeyringAttempt *attempt = user_data;
  g_autoptr (WtKeyringAttempt) self = attempt;
  g_autoptr (GError) error = NULL;
  Call *call = self->call;
  WtKeyringTry try_file = call->operation->try_file;

  if (!wt_keyring_file_check_finish (result, &error))
    attempt_end (self, NULL, error);
  else if (call->task == NULL || call->current != self)
    return;
  else if (try_file != NULL)
    try_file (call->request, attempt, tried_cb, g_steal_pointer (&self));
  else
    attempt_end (self, NULL, NULL);
}

static void
store_found_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (WtKeyringAttempt) self = user_data;
  g_autoptr (GError) error = NULL;
  Call *call = self->call;
  gboolean is_second = self->is_second;
  WtKeyringStore store = wt_keyring_portal_finish (result, &error);

  if (error != NULL)
    attempt_end (self, NULL, error);
  else if (call->task == NULL || call->current != self)
    return;
  else if (store == WT_KEYRING_STORE_SERVICE)
    work (g_steal_pointer (&self));
  else
    wt_keyring_file_check_async (is_second, file_checked_cb, g_steal_pointer (&self));
}

static void
call_try (Call     *call,
          gboolean  is_second)
{
  WtKeyringAttempt *attempt = g_new0 (WtKeyringAttempt, 1);

  attempt->call = g_rc_box_acquire (call);
  attempt->is_second = is_second;
  attempt->state = CURRENT;
  call->current = attempt;

  wt_keyring_portal_look_async (store_found_cb, attempt);
}

static void
call_try_again (Call *call)
{
  clear_source (&call->second_source);
  call_try (call, TRUE);
}

static gboolean
second_cb (gpointer user_data)
{
  Call *call = user_data;

  clear_source (&call->second_source);
  if (attempt_give_up (call->current))
    call_try_again (call);

  return G_SOURCE_REMOVE;
}

static gboolean
deadline_cb (GCancellable *cancellable,
             gpointer      user_data)
{
  Call *call = user_data;
  gboolean has_passed = wt_deadline_has_passed (call->deadline);
  g_autoptr (GTask) task = NULL;

  if (!attempt_give_up (call->current) && has_passed)
    {
      call_clear_sources (call);
      return G_SOURCE_REMOVE;
    }

  task = call_end (call);
  if (has_passed)
    g_task_return_error (task, wt_keyring_error_new (WT_ERROR_KEYRING_UNAVAILABLE));
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The call was abandoned");

  return G_SOURCE_REMOVE;
}

/**
 * wt_keyring_call:
 * @task: (transfer full): what is returned: the answer of an attempt or its error, a %WT_ERROR_KEYRING_UNAVAILABLE
 *   after 5 s, or, when its cancellable fires, %G_IO_ERROR_CANCELLED
 * @operation: (transfer none): what to do; static
 * @request: (transfer full): what is asked; kept until its last attempt has ended
 *
 * Tries up to twice, in 5 s together. The second attempt comes at once when the first one fails, unless that found out
 * what is the matter (a #WtError), and after half the time when there is no answer; it has a new connection to the
 * service. An answer to the first one counts even then. Both end where the service asks its user: that is done once,
 * and takes as long as they take.
 *
 * Does not block.
 */
void
wt_keyring_call (GTask                    *task,
                 const WtKeyringOperation *operation,
                 WtKeyringRequest         *request)
{
  Call *call;

  if (g_task_return_error_if_cancelled (task))
    {
      wt_keyring_request_unref (request);
      g_object_unref (task);
      return;
    }

  call = g_rc_box_new0 (Call);
  call->task = task;
  call->operation = operation;
  call->request = request;

  /* The sources hold no reference: a call that waits has an attempt, which does. */
  call->deadline = wt_deadline_new (DEADLINE_SECONDS, g_task_get_cancellable (task));
  call->deadline_source = g_cancellable_source_new (wt_deadline_get_cancellable (call->deadline));
  g_source_set_callback (call->deadline_source, G_SOURCE_FUNC (deadline_cb), call, NULL);
  g_source_attach (call->deadline_source, g_task_get_context (task));

  call->second_source = g_timeout_source_new (FIRST_TRY_MILLISECONDS);
  g_source_set_callback (call->second_source, second_cb, call, NULL);
  g_source_attach (call->second_source, g_task_get_context (task));

  call_try (call, FALSE);
  g_rc_box_release_full (call, call_clear);
}
