/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "wt-clipboard.h"

#ifdef GDK_WINDOWING_WAYLAND
#include <gdk/wayland/gdkwayland.h>
#endif

#define HINT "secret"

/**
 * WtClipboard:
 *
 * Puts a secret on the clipboard for a while. Clipboard histories that know the convention leave it out, and it is
 * taken off again after its time, unless somebody else's text has taken its place.
 */
struct _WtClipboard
{
  GObject             parent_instance;

  GdkClipboard       *clipboard;
  GSettings          *settings;
  GdkContentProvider *secret;
  guint               timer;

  /* Of Wayland only. */
  gulong              input_hook;
  gboolean            has_input;
};

typedef enum
{
  PROP_HOLDS_SECRET = 1,
} WtClipboardProperty;

static GParamSpec *properties[PROP_HOLDS_SECRET + 1];

G_DEFINE_FINAL_TYPE (WtClipboard, wt_clipboard, G_TYPE_OBJECT)

static void
wipe (gpointer data)
{
  char *text = data;

  explicit_bzero (text, strlen (text));
  g_free (text);
}

static GdkContentProvider *
provider_new (const char *mime_type,
              const char *text)
{
  char *copy = g_strdup (text);
  g_autoptr (GBytes) bytes = g_bytes_new_with_free_func (copy, strlen (copy), wipe, copy);

  /* cppcheck-suppress memleak ; version 2.22 overlooks who frees it */
  return gdk_content_provider_new_for_bytes (mime_type, bytes);
}

static GdkContentProvider *
secret_provider_new (const char *text)
{
  GdkContentProvider *providers[] = {
    /* Bytes and not a string value, so that our copy can be wiped. */
    provider_new ("text/plain;charset=utf-8", text),
    provider_new ("text/plain", text),
    provider_new ("x-kde-passwordManagerHint", HINT),
    /* GTK delivers only what has a slash in its name (GTK issue 4087), and looks for it in lower case. */
    provider_new ("text/x-kde-passwordManagerHint", HINT),
    provider_new ("text/x-kde-passwordmanagerhint", HINT),
  };

  return gdk_content_provider_new_union (providers, G_N_ELEMENTS (providers));
}

static void
forget (WtClipboard *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->secret == NULL)
    return;

  g_clear_object (&self->secret);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HOLDS_SECRET]);
}

static guint
get_event_signal (void)
{
  return g_signal_lookup ("event", GDK_TYPE_SURFACE);
}

/* The user did something in a window of ours, whichever it is. */
static gboolean
event_cb (GSignalInvocationHint *hint,
          guint                  n_values,
          const GValue          *values,
          gpointer               user_data)
{
  WtClipboard *self = user_data;
  GdkEventType type = gdk_event_get_event_type (g_value_peek_pointer (&values[1]));

  if (type == GDK_KEY_PRESS || type == GDK_KEY_RELEASE || type == GDK_BUTTON_PRESS || type == GDK_BUTTON_RELEASE
      || type == GDK_TOUCH_BEGIN || type == GDK_TOUCH_END)
    self->has_input = TRUE;

  return TRUE;
}

static void
watch_input (WtClipboard *self,
             GdkDisplay  *display)
{
#ifdef GDK_WINDOWING_WAYLAND
  if (GDK_IS_WAYLAND_DISPLAY (display))
    {
      /* Until then it has no signals. */
      g_autoptr (GTypeClass) surface_class = g_type_class_ref (GDK_TYPE_SURFACE);

      self->input_hook = g_signal_add_emission_hook (get_event_signal (), 0, event_cb, self, NULL);
    }
#endif
}

static void
changed_cb (WtClipboard *self)
{
  if (!gdk_clipboard_is_local (self->clipboard))
    self->has_input = FALSE;
  if (self->secret != NULL && gdk_clipboard_get_content (self->clipboard) != self->secret)
    forget (self);
}

static gboolean
time_is_up_cb (gpointer user_data)
{
  WtClipboard *self = user_data;

  self->timer = 0;
  wt_clipboard_clear (self);

  return G_SOURCE_REMOVE;
}

static void
wt_clipboard_dispose (GObject *object)
{
  WtClipboard *self = WT_CLIPBOARD (object);

  wt_clipboard_clear (self);
  g_clear_object (&self->settings);
  if (self->input_hook != 0)
    g_signal_remove_emission_hook (get_event_signal (), self->input_hook);
  self->input_hook = 0;

  G_OBJECT_CLASS (wt_clipboard_parent_class)->dispose (object);
}

static void
wt_clipboard_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  WtClipboard *self = WT_CLIPBOARD (object);

  switch ((WtClipboardProperty) prop_id)
    {
    case PROP_HOLDS_SECRET:
      g_value_set_boolean (value, wt_clipboard_holds_secret (self));
      return;
    }

  G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
wt_clipboard_class_init (WtClipboardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = wt_clipboard_dispose;
  object_class->get_property = wt_clipboard_get_property;

  properties[PROP_HOLDS_SECRET] =
    g_param_spec_boolean ("holds-secret", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
wt_clipboard_init (WtClipboard *self)
{
}

WtClipboard *
wt_clipboard_new (GdkDisplay *display,
                  GSettings  *settings)
{
  WtClipboard *self = g_object_new (WT_TYPE_CLIPBOARD, NULL);

  self->clipboard = gdk_display_get_clipboard (display);
  self->settings = g_object_ref (settings);
  g_signal_connect_object (self->clipboard, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  watch_input (self, display);

  return self;
}

/* Whether the clipboard would be ours after a copy. A Wayland compositor takes none from a program in whose windows the
 * user has done nothing since somebody else copied; a press through assistive technology is nothing. It does not tell,
 * so GDK would believe that the clipboard is ours, and would not hear of what others copy any more. */
gboolean
wt_clipboard_can_copy (WtClipboard *self)
{
  g_return_val_if_fail (WT_IS_CLIPBOARD (self), FALSE);

  return self->input_hook == 0 || self->has_input;
}

/* Seconds that a secret stays on the clipboard; 0 if it is not taken off. */
guint
wt_clipboard_get_timeout (WtClipboard *self)
{
  g_return_val_if_fail (WT_IS_CLIPBOARD (self), 0);

  return g_settings_get_uint (self->settings, "clipboard-timeout");
}

/* Returns whether the clipboard is ours now; a compositor may refuse it. */
gboolean
wt_clipboard_copy_secret (WtClipboard *self,
                          SecretValue *secret)
{
  g_autoptr (GdkContentProvider) provider = NULL;
  guint seconds = wt_clipboard_get_timeout (self);

  g_return_val_if_fail (WT_IS_CLIPBOARD (self), FALSE);

  if (!wt_clipboard_can_copy (self))
    return FALSE;

  provider = secret_provider_new (secret_value_get_text (secret));
  if (!gdk_clipboard_set_content (self->clipboard, provider))
    return FALSE;

  forget (self);
  g_set_object (&self->secret, provider);
  if (seconds > 0)
    self->timer = g_timeout_add_seconds (seconds, time_is_up_cb, self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HOLDS_SECRET]);

  return wt_clipboard_holds_secret (self);
}

gboolean
wt_clipboard_copy_text (WtClipboard *self,
                        const char  *text)
{
  g_return_val_if_fail (WT_IS_CLIPBOARD (self), FALSE);

  if (!wt_clipboard_can_copy (self))
    return FALSE;

  gdk_clipboard_set_text (self->clipboard, text);

  return gdk_clipboard_is_local (self->clipboard);
}

gboolean
wt_clipboard_holds_secret (WtClipboard *self)
{
  g_return_val_if_fail (WT_IS_CLIPBOARD (self), FALSE);

  return self->secret != NULL && gdk_clipboard_get_content (self->clipboard) == self->secret;
}

/* Takes the secret off the clipboard, if it is still there. */
void
wt_clipboard_clear (WtClipboard *self)
{
  g_return_if_fail (WT_IS_CLIPBOARD (self));

  if (wt_clipboard_holds_secret (self))
    gdk_clipboard_set_content (self->clipboard, NULL);
  forget (self);
}
