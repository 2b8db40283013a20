/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-secret-prompt.h"

/* A prompt that is waited for. It lives on its thread's stack. */
typedef struct
{
  const char *collection; /* which it is to unlock, if any */
  gboolean    is_over;
  gboolean    is_accepted;
  gboolean    is_gone;
  gboolean    has_changed;
} Prompt;

static void
completed_cb (GDBusConnection *bus,
              const char      *sender,
              const char      *path,
              const char      *interface_name,
              const char      *signal,
              GVariant        *parameters,
              gpointer         user_data)
{
  Prompt *prompt = user_data;
  gboolean is_dismissed = TRUE;

  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(bv)")))
    g_variant_get (parameters, "(bv)", &is_dismissed, NULL);
  prompt->is_accepted = !is_dismissed;
  prompt->is_over = TRUE;
}

static void
owner_cb (GDBusConnection *bus,
          const char      *sender,
          const char      *path,
          const char      *interface_name,
          const char      *signal,
          GVariant        *parameters,
          gpointer         user_data)
{
  Prompt *prompt = user_data;

  prompt->is_gone = TRUE;
  prompt->is_over = TRUE;
}

static void
changed_cb (GDBusConnection *bus,
            const char      *sender,
            const char      *path,
            const char      *interface_name,
            const char      *signal,
            GVariant        *parameters,
            gpointer         user_data)
{
  Prompt *prompt = user_data;

  prompt->has_changed = TRUE;
}

/* A dialog of KeePassXC's stays open, and unanswered for ever, where its database is opened in another way. */
static void
look_at_collection (WtSecretService *service,
                    Prompt          *prompt)
{
  gboolean is_locked = TRUE;

  prompt->has_changed = FALSE;
  if (wt_secret_service_get_locked (service, prompt->collection, WT_SECRET_COLLECTION_INTERFACE, &is_locked, NULL) &&
      !is_locked)
    {
      prompt->is_accepted = TRUE;
      prompt->is_over = TRUE;
    }
}

/* Asks, and waits as long as it takes. */
static gboolean
ask (WtSecretService  *service,
     const char       *path,
     Prompt           *prompt,
     GError          **error)
{
  g_autoptr (GVariant) answer = wt_secret_service_call (service, path, WT_SECRET_PROMPT_INTERFACE, "Prompt",
                                                        g_variant_new ("(s)", ""), NULL, error);

  if (answer == NULL)
    return FALSE;

  while (!prompt->is_over)
    {
      if (prompt->has_changed && prompt->collection != NULL)
        look_at_collection (service, prompt);
      else
        g_main_context_iteration (g_main_context_get_thread_default (), TRUE);
    }

  if (prompt->is_gone)
    g_set_error_literal (error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER, "The service went away");

  return !prompt->is_gone;
}

/**
 * wt_secret_prompt:
 * @service: the service that has it
 * @prompt: the path of a prompt
 * @collection: (nullable): the path of a collection that it is to unlock; once that is unlocked in any way, the prompt
 *   is not waited for any more
 * @error: return location for what D-Bus reported; not set if the user dismissed the prompt
 *
 * Lets the service ask the user. Takes as long as they take.
 *
 * Returns: %TRUE if they agreed
 */
gboolean
wt_secret_prompt (WtSecretService  *service,
                  const char       *prompt,
                  const char       *collection,
                  GError          **error)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  GDBusConnection *bus = wt_secret_service_get_bus (service);
  Prompt asked = { .collection = collection };
  guint completed, owner, changed;
  gboolean is_answered;

  g_main_context_push_thread_default (context);
  completed = g_dbus_connection_signal_subscribe (bus, WT_SECRET_SERVICE_NAME, WT_SECRET_PROMPT_INTERFACE,
                                                  "Completed", prompt, NULL, G_DBUS_SIGNAL_FLAGS_NONE, completed_cb,
                                                  &asked, NULL);
  owner = g_dbus_connection_signal_subscribe (bus, "org.freedesktop.DBus", "org.freedesktop.DBus",
                                              "NameOwnerChanged", "/org/freedesktop/DBus", WT_SECRET_SERVICE_NAME,
                                              G_DBUS_SIGNAL_FLAGS_NONE, owner_cb, &asked, NULL);
  changed = g_dbus_connection_signal_subscribe (bus, WT_SECRET_SERVICE_NAME, WT_SECRET_SERVICE_INTERFACE,
                                                "CollectionChanged", WT_SECRET_SERVICE_PATH, NULL,
                                                G_DBUS_SIGNAL_FLAGS_NONE, changed_cb, &asked, NULL);

  is_answered = ask (service, prompt, &asked, error);

  g_dbus_connection_signal_unsubscribe (bus, completed);
  g_dbus_connection_signal_unsubscribe (bus, owner);
  g_dbus_connection_signal_unsubscribe (bus, changed);
  /* What was on its way to these is let go of. */
  while (g_main_context_iteration (context, FALSE))
    continue;
  g_main_context_pop_thread_default (context);

  return is_answered && asked.is_accepted;
}
