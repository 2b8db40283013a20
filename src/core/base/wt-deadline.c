/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-deadline.h"

/**
 * WtDeadline:
 *
 * A cancellable that also fires after a time, and that knows which of the two it was, so that a time-out is not
 * reported as "cancelled". Lives in the thread-default main context of its maker.
 */
struct _WtDeadline
{
  GCancellable   *cancellable;
  GSource        *timer;
  GSource        *parent;
  GSource        *hold;
  guint           n_turns; /* of the main loop since it is held */
  WtDeadlineFunc  func;
  gpointer        data;
  gboolean        is_due;
  gboolean        has_passed;
};

static void
cancel (WtDeadline *self)
{
  self->is_due = TRUE;
  if (self->hold == NULL)
    g_cancellable_cancel (self->cancellable);
}

/* The function may free the deadline. */
static void
come_due (WtDeadline *self)
{
  WtDeadlineFunc func = g_steal_pointer (&self->func);

  cancel (self);
  if (func != NULL)
    func (self->data);
}

static gboolean
timer_cb (gpointer user_data)
{
  WtDeadline *self = user_data;

  self->has_passed = TRUE;
  come_due (self);

  return G_SOURCE_REMOVE;
}

static void
start_timer (WtDeadline *self,
             guint       seconds)
{
  self->timer = g_timeout_source_new_seconds (seconds);
  g_source_set_callback (self->timer, timer_cb, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
}

static gboolean
parent_cancelled_cb (GCancellable *parent,
                     gpointer      user_data)
{
  come_due (user_data);

  return G_SOURCE_REMOVE;
}

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    {
      g_source_destroy (*source);
      g_clear_pointer (source, g_source_unref);
    }
}

static gboolean
hold_cb (gpointer user_data)
{
  WtDeadline *self = user_data;

  /* What was attached after this source gets its first turn after it. */
  if (self->n_turns++ == 0)
    return G_SOURCE_CONTINUE;

  clear_source (&self->hold);
  if (self->is_due)
    g_cancellable_cancel (self->cancellable);

  return G_SOURCE_REMOVE;
}

/**
 * wt_deadline_new:
 * @seconds: the time that is left
 * @parent: (nullable): a cancellable that ends the work earlier
 *
 * Returns: (transfer full): a deadline whose time runs
 */
WtDeadline *
wt_deadline_new (guint         seconds,
                 GCancellable *parent)
{
  WtDeadline *self = g_new0 (WtDeadline, 1);

  self->cancellable = g_cancellable_new ();

  start_timer (self, seconds);
  if (parent != NULL)
    {
      /* A source and not a handler: a handler could not be disconnected from within the cancellation. */
      self->parent = g_cancellable_source_new (parent);
      g_source_set_callback (self->parent, G_SOURCE_FUNC (parent_cancelled_cb), self, NULL);
      g_source_attach (self->parent, g_main_context_get_thread_default ());
    }

  return self;
}

/**
 * wt_deadline_set_func:
 * @self: a deadline
 * @func: (nullable): called once, when the time has passed or the parent is cancelled; it may free @self
 * @data: for @func
 *
 * A library that is told to cancel may never call back. Who has to end in time ends by this function.
 */
void
wt_deadline_set_func (WtDeadline     *self,
                      WtDeadlineFunc  func,
                      gpointer        data)
{
  g_return_if_fail (self != NULL);

  self->func = func;
  self->data = data;
}

/**
 * wt_deadline_cancel:
 * @self: a deadline
 *
 * Cancels the work now, as if its parent was cancelled, but calls no function.
 */
void
wt_deadline_cancel (WtDeadline *self)
{
  g_return_if_fail (self != NULL);

  self->func = NULL;
  cancel (self);
}

/**
 * wt_deadline_free:
 * @self: (transfer full): a deadline
 *
 * Stops the time. The cancellable is not cancelled by it.
 */
void
wt_deadline_free (WtDeadline *self)
{
  clear_source (&self->timer);
  clear_source (&self->parent);
  clear_source (&self->hold);
  g_object_unref (self->cancellable);
  g_free (self);
}

/**
 * wt_deadline_restart:
 * @self: a deadline
 * @seconds: the time that is left from now on
 *
 * Lets the time run anew. Does nothing once it has passed.
 */
void
wt_deadline_restart (WtDeadline *self,
                     guint       seconds)
{
  g_return_if_fail (self != NULL);

  clear_source (&self->timer);
  if (!self->has_passed)
    start_timer (self, seconds);
}

/**
 * wt_deadline_hold:
 * @self: a deadline
 *
 * Puts off what it would cancel until the main loop has dispatched all that is attached to it in this turn, with the
 * usual priority.
 */
void
wt_deadline_hold (WtDeadline *self)
{
  g_return_if_fail (self != NULL);

  clear_source (&self->hold);
  self->n_turns = 0;
  self->hold = g_idle_source_new ();
  g_source_set_priority (self->hold, G_PRIORITY_DEFAULT);
  g_source_set_callback (self->hold, hold_cb, self, NULL);
  g_source_attach (self->hold, g_main_context_get_thread_default ());
}

/**
 * wt_deadline_has_passed:
 * @self: a deadline
 *
 * Returns: whether it was the time that cancelled
 */
gboolean
wt_deadline_has_passed (WtDeadline *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->has_passed;
}

/**
 * wt_deadline_get_cancellable:
 * @self: a deadline
 *
 * Returns: (transfer none): what to hand to the work that must end in time
 */
GCancellable *
wt_deadline_get_cancellable (WtDeadline *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->cancellable;
}
