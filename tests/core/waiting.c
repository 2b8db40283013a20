/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "waiting.h"

/* What another process did is not told to the main context, so it is looked for this often. */
#define TICK_MS 5

static gboolean
tick_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* The beats of a request, its connection, its answer and its pause, here and in the simulator. */
#define N_BEATS 8

static gboolean
beat_cb (gpointer user_data)
{
  Lateness *self = user_data;
  gint64 now = g_get_monotonic_time ();

  self->longest = MAX (self->longest, now - self->last);
  self->last = now;

  return G_SOURCE_CONTINUE;
}

void
lateness_start (Lateness *self)
{
  self->last = g_get_monotonic_time ();
  self->longest = 0;
  self->source = g_timeout_add (TICK_MS, beat_cb, self);
}

/* Returns: the seconds that a pause may seem longer than it is, because of all else that this machine does. */
double
lateness_stop (Lateness *self)
{
  beat_cb (self);
  g_source_remove (self->source);

  return N_BEATS * self->longest / (double) G_TIME_SPAN_SECOND;
}

/* A callback that keeps the result in the variable that @user_data points to. */
void
keep_result_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  GAsyncResult **kept = user_data;

  /* No task returns twice. */
  g_assert_null (*kept);
  *kept = g_object_ref (result);
}

void
wait_within (guint     seconds,
             Condition condition,
             gpointer  user_data)
{
  gint64 end = g_get_monotonic_time () + seconds * G_TIME_SPAN_SECOND;
  guint ticks = g_timeout_add (TICK_MS, tick_cb, NULL);

  while (!condition (user_data))
    {
      if (g_get_monotonic_time () > end)
        g_error ("Waited for more than %u s", seconds);
      g_main_context_iteration (NULL, TRUE);
    }

  g_source_remove (ticks);
}

void
wait_until (Condition condition,
            gpointer  user_data)
{
  wait_within (CEILING_SECONDS, condition, user_data);
}

static gboolean
has_result (gpointer user_data)
{
  return *(GAsyncResult **) user_data != NULL;
}

void
wait_for_result (GAsyncResult **result)
{
  wait_until (has_result, result);
}
