/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-changes.h"

#define KEY_CHANGES "changes"
#define MAX_STEP 65536

/**
 * WtChanges:
 *
 * How the window and the command line notice each other. Whoever changed what the keyring has moves a counter in the
 * settings, and the other one looks.
 */
struct _WtChanges
{
  GObject    parent_instance;

  GSettings *settings;
  guint      seen;
};

enum
{
  MADE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WtChanges, wt_changes, G_TYPE_OBJECT)

static void
counter_cb (WtChanges *self)
{
  guint counter = g_settings_get_uint (self->settings, KEY_CHANGES);

  if (counter == self->seen)
    return;

  self->seen = counter;
  g_signal_emit (self, signals[MADE], 0);
}

static void
wt_changes_finalize (GObject *object)
{
  g_clear_object (&WT_CHANGES (object)->settings);

  G_OBJECT_CLASS (wt_changes_parent_class)->finalize (object);
}

static void
wt_changes_class_init (WtChangesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = wt_changes_finalize;

  /**
   * WtChanges::made:
   * @self: the changes
   *
   * Emitted when another program has changed what the keyring has, or which server is remembered.
   */
  signals[MADE] = g_signal_new ("made", WT_TYPE_CHANGES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
wt_changes_init (WtChanges *self)
{
}

/**
 * wt_changes_new:
 * @settings: the application's settings
 *
 * Returns: (transfer full): what tells of changes, and does not watch yet
 */
WtChanges *
wt_changes_new (GSettings *settings)
{
  WtChanges *self = g_object_new (WT_TYPE_CHANGES, NULL);

  self->settings = g_object_ref (settings);

  return self;
}

/**
 * wt_changes_watch:
 * @self: the changes
 *
 * Has #WtChanges::made emitted from now on. The system tells; nothing is polled.
 */
void
wt_changes_watch (WtChanges *self)
{
  g_return_if_fail (WT_IS_CHANGES (self));

  g_signal_connect_object (self->settings, "changed::" KEY_CHANGES, G_CALLBACK (counter_cb), self, G_CONNECT_SWAPPED);

  /* A key that was never read is not watched. */
  self->seen = g_settings_get_uint (self->settings, KEY_CHANGES);
}

/**
 * wt_changes_tell:
 * @self: the changes
 *
 * Tells other programs that this one has made a change. Two that do so at once must not arrive at the same number, so the
 * step is any.
 */
void
wt_changes_tell (WtChanges *self)
{
  g_return_if_fail (WT_IS_CHANGES (self));

  self->seen = g_settings_get_uint (self->settings, KEY_CHANGES) + (guint) g_random_int_range (1, MAX_STEP);
  g_settings_set_uint (self->settings, KEY_CHANGES, self->seen);
}
