/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-pending.h"

/**
 * WtPending:
 *
 * What is under way, a counter a kind, and who waits until nothing is. What is under way in a part is under way in the
 * whole.
 */
struct _WtPending
{
  GObject    parent_instance;

  WtPending *all; /* NULL for the whole */
  guint      counts[WT_PENDING_N_KINDS];
  GPtrArray *waiting;
  guint      idle;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WtPending, wt_pending, G_TYPE_OBJECT)

static gboolean
settled_cb (gpointer user_data)
{
  WtPending *self = user_data;
  g_autoptr (GPtrArray) tasks = NULL;

  self->idle = 0;
  if (wt_pending_get_kinds (self) != 0)
    return G_SOURCE_REMOVE;

  tasks = g_steal_pointer (&self->waiting);
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < tasks->len; i++)
    g_task_return_boolean (g_ptr_array_index (tasks, i), TRUE);

  return G_SOURCE_REMOVE;
}

/* What follows from an end begins before this looks. */
static void
look_later (WtPending *self)
{
  if (self->waiting->len > 0 && self->idle == 0 && wt_pending_get_kinds (self) == 0)
    self->idle = g_idle_add (settled_cb, self);
}

static void
wt_pending_finalize (GObject *object)
{
  WtPending *self = WT_PENDING (object);

  g_clear_handle_id (&self->idle, g_source_remove);
  g_ptr_array_unref (self->waiting);
  g_clear_object (&self->all);

  G_OBJECT_CLASS (wt_pending_parent_class)->finalize (object);
}

static void
wt_pending_class_init (WtPendingClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = wt_pending_finalize;

  /**
   * WtPending::changed:
   * @self: what is under way
   * @kind: of which #WtPendingKind
   *
   * Emitted when the first of a kind began, or the last one ended.
   */
  signals[CHANGED] = g_signal_new ("changed", WT_TYPE_PENDING, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                   1, G_TYPE_UINT);
}

static void
wt_pending_init (WtPending *self)
{
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * wt_pending_new:
 * @all: (nullable): the whole that this is a part of
 *
 * Returns: (transfer full): nothing under way
 */
WtPending *
wt_pending_new (WtPending *all)
{
  WtPending *self = g_object_new (WT_TYPE_PENDING, NULL);

  g_set_object (&self->all, all);

  return self;
}

/**
 * wt_pending_begin:
 * @self: what is under way
 * @kind: what begins; each beginning has an end, however it ends
 */
void
wt_pending_begin (WtPending     *self,
                  WtPendingKind  kind)
{
  g_return_if_fail (WT_IS_PENDING (self));

  if (self->all != NULL)
    wt_pending_begin (self->all, kind);
  if (self->counts[g_bit_nth_lsf (kind, -1)]++ == 0)
    g_signal_emit (self, signals[CHANGED], 0, kind);
}

/**
 * wt_pending_end:
 * @self: what is under way
 * @kind: what ends. To be called before anything else is done about it, so that this can begin what follows
 */
void
wt_pending_end (WtPending     *self,
                WtPendingKind  kind)
{
  g_return_if_fail (WT_IS_PENDING (self));
  g_return_if_fail (self->counts[g_bit_nth_lsf (kind, -1)] > 0);

  if (--self->counts[g_bit_nth_lsf (kind, -1)] == 0)
    g_signal_emit (self, signals[CHANGED], 0, kind);
  look_later (self);
  if (self->all != NULL)
    wt_pending_end (self->all, kind);
}

/**
 * wt_pending_get_kinds:
 * @self: what is under way
 *
 * Returns: the set of #WtPendingKind of which at least one is under way
 */
guint
wt_pending_get_kinds (WtPending *self)
{
  guint kinds = 0;

  g_return_val_if_fail (WT_IS_PENDING (self), 0);

  for (guint i = 0; i < WT_PENDING_N_KINDS; i++)
    if (self->counts[i] > 0)
      kinds |= 1u << i;

  return kinds;
}

/**
 * wt_pending_wait_async:
 * @self: what is under way
 * @callback: called when nothing is
 * @user_data: for @callback
 *
 * Waits for the end of all that is under way, and of all that follows from it. What has a deadline has one of its own,
 * and this has none: a person may be typing a password.
 */
void
wt_pending_wait_async (WtPending           *self,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (WT_IS_PENDING (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, wt_pending_wait_async);
  g_ptr_array_add (self->waiting, task);
  look_later (self);
}

/**
 * wt_pending_wait_finish:
 * @self: what is under way
 * @result: what the callback got
 * @error: return location for an error; there is none so far
 *
 * Returns: %TRUE
 */
gboolean
wt_pending_wait_finish (WtPending     *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
