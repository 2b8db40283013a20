/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-keyring-portal.h"
#include "wt-keyring-watch.h"
#include "wt-secret-service.h"

/* One change comes as several signals. */
#define PAUSE_MILLISECONDS 100

/**
 * WtKeyringWatch:
 *
 * Tells when the Secret Service is not as it was any more: started, unlocked or locked, by anybody. It asks nothing, and
 * starts no service.
 */
struct _WtKeyringWatch
{
  GObject          parent_instance;

  GCancellable    *cancellable; /* of what finds out what there is to watch */
  GDBusConnection *bus;         /* NULL as long as nothing is watched */
  guint            watch;
  guint            subscription;
  guint            pause;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WtKeyringWatch, wt_keyring_watch, G_TYPE_OBJECT)

static gboolean
pause_cb (gpointer user_data)
{
  WtKeyringWatch *self = user_data;

  self->pause = 0;
  g_signal_emit (self, signals[CHANGED], 0);

  return G_SOURCE_REMOVE;
}

static void
changed (WtKeyringWatch *self)
{
  if (self->pause == 0)
    self->pause = g_timeout_add (PAUSE_MILLISECONDS, pause_cb, self);
}

/* gnome-keyring and KeePassXC have only these in common. */
static void
signal_cb (GDBusConnection *bus,
           const char      *sender,
           const char      *path,
           const char      *interface_name,
           const char      *signal,
           GVariant        *parameters,
           gpointer         user_data)
{
  if (g_str_has_prefix (signal, "Collection"))
    changed (user_data);
}

static void
appeared_cb (GDBusConnection *bus,
             const char      *name,
             const char      *owner,
             gpointer         user_data)
{
  changed (user_data);
}

static void
watch (WtKeyringWatch *self)
{
  self->watch = g_bus_watch_name_on_connection (self->bus, WT_SECRET_SERVICE_NAME, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                                appeared_cb, NULL, self, NULL);
  self->subscription = g_dbus_connection_signal_subscribe (self->bus, WT_SECRET_SERVICE_NAME,
                                                           WT_SECRET_SERVICE_INTERFACE, NULL, WT_SECRET_SERVICE_PATH,
                                                           NULL, G_DBUS_SIGNAL_FLAGS_NONE, signal_cb, self, NULL);
}

static void
bus_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, &error);
  WtKeyringWatch *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self = user_data;
  g_set_object (&self->bus, bus);
  if (bus != NULL)
    watch (self);
}

static void
store_found_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (WtKeyringWatch) self = user_data;
  g_autoptr (GError) error = NULL;

  if (self->cancellable == NULL)
    return;

  /* A portal that does not answer may be none. */
  if (wt_keyring_portal_finish (result, &error) == WT_KEYRING_STORE_SERVICE || error != NULL)
    g_bus_get (G_BUS_TYPE_SESSION, self->cancellable, bus_cb, self);
}

static void
wt_keyring_watch_dispose (GObject *object)
{
  WtKeyringWatch *self = WT_KEYRING_WATCH (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->bus != NULL)
    {
      g_bus_unwatch_name (self->watch);
      g_dbus_connection_signal_unsubscribe (self->bus, self->subscription);
    }
  g_clear_object (&self->bus);
  g_clear_handle_id (&self->pause, g_source_remove);

  G_OBJECT_CLASS (wt_keyring_watch_parent_class)->dispose (object);
}

static void
wt_keyring_watch_class_init (WtKeyringWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = wt_keyring_watch_dispose;

  /**
   * WtKeyringWatch::changed:
   * @self: a watch
   *
   * Emitted when the service appeared, or one of its collections is not as it was.
   */
  signals[CHANGED] = g_signal_new ("changed", WT_TYPE_KEYRING_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
wt_keyring_watch_init (WtKeyringWatch *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * wt_keyring_watch_new:
 *
 * Does not block.
 *
 * Returns: (transfer full): a watch over the service that there is, and any that comes after it
 */
WtKeyringWatch *
wt_keyring_watch_new (void)
{
  WtKeyringWatch *self = g_object_new (WT_TYPE_KEYRING_WATCH, NULL);

  wt_keyring_portal_look_async (store_found_cb, g_object_ref (self));

  return self;
}
