/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib-unix.h>
#include <glib/gi18n.h>

#include "wt-accounts.h"
#include "wt-application.h"
#include "wt-arguments.h"
#include "wt-clipboard.h"
#include "wt-error.h"
#include "wt-kept.h"
#include "wt-server.h"
#include "wt-session-bus.h"
#include "wt-settings.h"
#include "wt-window.h"

#define EXIT_USAGE 2

/**
 * WtApplication:
 *
 * One instance a session. It owns what outlives a window: the settings, the accounts and the clipboard.
 */
struct _WtApplication
{
  AdwApplication  parent_instance;

  GSettings      *settings;
  WtAccounts     *accounts;
  WtClipboard    *clipboard;
  char           *server;
  guint           sigterm;
  guint           quitting; /* the source that ends it, once it is to quit and is still saving */
  guint           waiting;  /* the same, where its last window was closed and it is still saving */
};

#define SAVES_MS 2000 /* at most, in which no window is seen any more */
#define ANSWERS_MS 30000 /* at most, in which somebody may answer a dialog of the keyring's whose window is gone */

G_DEFINE_FINAL_TYPE (WtApplication, wt_application, ADW_TYPE_APPLICATION)

static const GOptionEntry entries[] = {
  { "server", 0, 0, G_OPTION_ARG_STRING, NULL, N_("Use this server"), N_("URL") },
  { "copy-active-token", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Copy the active token"), NULL },
  { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Print the version and exit"), NULL },
  { G_OPTION_REMAINING, 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_FILENAME_ARRAY, NULL, NULL, NULL },
  { NULL }
};

/* A dialog may be in front of it, or it may be hidden. */
static GtkWidget *
get_window (WtApplication *self)
{
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (self));

  return windows != NULL ? g_list_last (windows)->data : NULL;
}

static void
quit_cb (gpointer user_data)
{
  WtApplication *self = user_data;

  self->quitting = 0;
  g_application_quit (G_APPLICATION (self));
}

/* GTK hands the clipboard over to a manager when it ends; a secret of ours must be gone by then. What is on its way to
 * the keyring gets a moment to arrive there: it may be a token that is nowhere else. */
static void
quit (WtApplication *self)
{
  if (self->quitting != 0)
    return;

  if (self->clipboard != NULL)
    wt_clipboard_clear (self->clipboard);

  if (self->accounts == NULL || !wt_accounts_get_saving (self->accounts))
    {
      g_application_quit (G_APPLICATION (self));
      return;
    }

  self->quitting = g_timeout_add_once (SAVES_MS, quit_cb, self);
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    gtk_widget_set_visible (l->data, FALSE);
}

static void
quit_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  quit (user_data);
}

static gboolean
sigterm_cb (gpointer user_data)
{
  WtApplication *self = user_data;

  self->sigterm = 0;
  quit (self);

  return G_SOURCE_REMOVE;
}

/* From the launcher, where this may be what starts the program, or from the window. */
static void
copy_active_token_action (GSimpleAction *action,
                          GVariant      *parameter,
                          gpointer       user_data)
{
  WtApplication *self = user_data;

  g_application_activate (G_APPLICATION (self));
  wt_window_copy_active_token (WT_WINDOW (get_window (self)));
}

/* Sent by a second start, with an address that it has checked, or by any other program. */
static void
use_server_action (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       user_data)
{
  g_autofree char *server = wt_server_parse (g_variant_get_string (parameter, NULL), NULL);

  if (server != NULL)
    wt_accounts_select (WT_APPLICATION (user_data)->accounts, server);
}

/* A window that is as its file has it. */
static void
show_window (WtApplication *self,
             const char    *name)
{
  g_autofree char *path = g_strdup_printf ("/io/import/WorkbenchTokens/wt-%s-window.ui", name);
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource (path);
  GtkWindow *window = GTK_WINDOW (gtk_builder_get_object (builder, "window"));

  gtk_window_set_transient_for (window, gtk_application_get_active_window (GTK_APPLICATION (self)));
  gtk_window_present (window);
}

static void
shortcuts_action (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  show_window (user_data, "shortcuts");
}

static void
help_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  show_window (user_data, "help");
}

static void
about_action (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  GtkApplication *application = user_data;

  adw_show_about_window (gtk_application_get_active_window (application),
                         "application-name", _("Workbench Tokens"),
                         "application-icon", APP_ID,
                         "version", PACKAGE_VERSION,
                         "comments", _("Manage your import.io Workbench user tokens. An unofficial client."),
                         "developer-name", _("The Workbench Tokens contributors"),
                         "license-type", GTK_LICENSE_GPL_3_0,
                         NULL);
}

static void
kept_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (WtApplication) self = user_data;
  g_autoptr (GError) error = NULL;
  GtkWidget *window = get_window (self);

  if (!wt_kept_check_server_finish (G_SETTINGS (source), result, &error) && window != NULL)
    gtk_widget_activate_action (window, "win.show-toast", "s", error->message);
}

/* Somebody has signed in. */
static void
accepted_cb (WtApplication *self)
{
  wt_kept_check_server_async (self->settings, wt_account_get_server (wt_accounts_get_selected (self->accounts)), kept_cb,
                              g_object_ref (self));
}

static void
tell_not_stored (WtApplication *self)
{
  g_autoptr (GNotification) notification = g_notification_new (_("The keyring did not answer"));

  g_notification_set_body (notification, _("What you did last may not be stored. Open the app to see."));
  g_application_send_notification (G_APPLICATION (self), "not-stored", notification);
}

/* A window that is closed at once must not take along what is still on its way to the keyring. */
static void
saving_cb (WtApplication *self)
{
  if (wt_accounts_get_saving (self->accounts))
    {
      g_application_hold (G_APPLICATION (self));
      return;
    }

  if (get_window (self) == NULL && wt_account_get_has_unsaved (wt_accounts_get_selected (self->accounts)))
    tell_not_stored (self);

  g_application_release (G_APPLICATION (self));
  if (self->quitting != 0)
    g_application_quit (G_APPLICATION (self));
}

/* Some keyrings have a dialog that nothing but an answer closes. */
static void
waited_cb (gpointer user_data)
{
  WtApplication *self = user_data;

  self->waiting = 0;
  tell_not_stored (self);
  g_application_quit (G_APPLICATION (self));
}

static void
wt_application_window_removed (GtkApplication *application,
                               GtkWindow      *window)
{
  WtApplication *self = WT_APPLICATION (application);

  GTK_APPLICATION_CLASS (wt_application_parent_class)->window_removed (application, window);

  if (get_window (self) == NULL && self->accounts != NULL && self->waiting == 0 &&
      wt_accounts_get_saving (self->accounts))
    self->waiting = g_timeout_add_once (ANSWERS_MS, waited_cb, self);
}

/* Returns @status. */
static int
fail (const GError *error,
      int           status)
{
  g_printerr ("workbench-tokens: %s\n", error->message);

  return status;
}

/* Returns an exit status, or -1 to go on with a window. */
static int
send_options (WtApplication *self,
              gboolean       copies)
{
  GApplication *application = G_APPLICATION (self);
  GActionGroup *actions = G_ACTION_GROUP (self);
  gboolean is_remote;

  if (!g_application_register (application, NULL, NULL))
    return -1;

  /* A window that is open already switches to the server. */
  is_remote = g_application_get_is_remote (application);
  if (is_remote && self->server != NULL)
    g_action_group_activate_action (actions, "use-server", g_variant_new_string (self->server));

  if (!copies)
    return -1;

  /* This shows the window that is open. */
  g_action_group_activate_action (actions, "copy-active-token", NULL);

  return is_remote ? EXIT_SUCCESS : -1;
}

/* As GTK would, but with a sentence. */
G_NORETURN static void
end_without_display (void)
{
  g_printerr ("workbench-tokens: %s\n", _("There is no display to show a window on. In a terminal, use wbtoken."));
  exit (EXIT_FAILURE);
}

static gboolean
has_variable (const char *name)
{
  const char *value = g_getenv (name);

  return value != NULL && *value != '\0';
}

/* On X11 GTK starts a GL driver at once where it will draw with cairo, and that takes as long and as much memory as all the
 * rest of this window. Before 4.14 it does so everywhere, and needs it for nothing; newer ones draw with it if they were
 * not told otherwise. There is no function for it; what the user chose goes before, and programs that are started from
 * here must not find it. Where there is no display the program ends. */
static void
open_display_without_gl (void)
{
  const char *renderer = g_getenv ("GSK_RENDERER");
  gboolean is_old = gtk_get_major_version () == 4 && gtk_get_minor_version () < 14;
  gboolean draws_without = renderer != NULL ? g_str_equal (renderer, "cairo") : is_old;
  gboolean disables = draws_without && !has_variable ("GDK_DEBUG") && !has_variable ("GDK_DISABLE");
  const char *variable = is_old ? "GDK_DEBUG" : "GDK_DISABLE";

  if (disables)
    g_setenv (variable, is_old ? "gl-disable" : "gl", TRUE);
  if (!gtk_init_check ())
    end_without_display ();
  if (disables)
    g_unsetenv (variable);
}

/* What was typed is not repeated. */
static int
fail_with_argument (void)
{
  g_printerr ("workbench-tokens: ");
  /* Translators: the first %s is a program, the second one a command to type */
  g_printerr (_("“%s” takes no arguments. Next: %s"), "workbench-tokens", "workbench-tokens --help");
  g_printerr ("\n");

  return EXIT_USAGE;
}

static gboolean
wt_application_local_command_line (GApplication   *application,
                                   char         ***arguments,
                                   int            *status)
{
  g_auto (GStrv) typed = g_strdupv (*arguments + (**arguments != NULL ? 1 : 0));
  gboolean is_done;

  wt_arguments_begin (typed);
  is_done = G_APPLICATION_CLASS (wt_application_parent_class)->local_command_line (application, arguments, status);
  if (wt_arguments_end ())
    *status = EXIT_USAGE;

  return is_done;
}

static int
wt_application_handle_local_options (GApplication *application,
                                     GVariantDict *options)
{
  WtApplication *self = WT_APPLICATION (application);
  g_autoptr (GError) error = NULL;
  gboolean copies = g_variant_dict_contains (options, "copy-active-token");
  const char *server;

  wt_arguments_end ();
  if (g_variant_dict_contains (options, G_OPTION_REMAINING))
    return fail_with_argument ();

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("workbench-tokens %s\n", PACKAGE_VERSION);
      return EXIT_SUCCESS;
    }

  if (g_variant_dict_lookup (options, "server", "&s", &server))
    {
      self->server = wt_server_parse (server, &error);
      if (self->server == NULL)
        return fail (error, EXIT_USAGE);
    }

  /* Without a session bus nothing is stored and there may be more than one instance, and all else works. */
  if (!wt_session_bus_check (&error) && g_error_matches (error, WT_ERROR, WT_ERROR_WRONG_USER))
    return fail (error, EXIT_FAILURE);

  g_clear_error (&error);
  self->settings = wt_settings_new (&error);
  if (self->settings == NULL)
    return fail (error, EXIT_FAILURE);

  /* The bus may know of no display. A start from where there is one must not find the name taken by what ends at once. */
  if (g_application_get_flags (application) & G_APPLICATION_IS_SERVICE)
    open_display_without_gl ();

  return self->server != NULL || copies ? send_options (self, copies) : -1;
}

/* Before 4.14 GTK has no paths for what it shows assistive technology where there is no session bus, and complains of
 * each. There is no function for it either. */
static void
start_without_bus (void)
{
  if (gtk_get_major_version () == 4 && gtk_get_minor_version () < 14)
    g_setenv ("GTK_A11Y", "none", TRUE);
}

static void
wt_application_startup (GApplication *application)
{
  WtApplication *self = WT_APPLICATION (application);
  const GActionEntry actions[] = {
    { .name = "about", .activate = about_action },
    { .name = "copy-active-token", .activate = copy_active_token_action },
    { .name = "help", .activate = help_action },
    { .name = "quit", .activate = quit_action },
    { .name = "shortcuts", .activate = shortcuts_action },
    { .name = "use-server", .activate = use_server_action, .parameter_type = "s" },
  };
  GDBusConnection *bus = g_application_get_dbus_connection (application);
  const struct
  {
    const char *action;
    const char *accels[2];
  } keys[] = {
    { "app.help", { "F1" } },
    { "app.quit", { "<Control>q" } },
    { "app.shortcuts", { "<Control>question" } },
    { "window.close", { "<Control>w" } },
  };

  if (bus == NULL)
    start_without_bus ();
  open_display_without_gl ();
  G_APPLICATION_CLASS (wt_application_parent_class)->startup (application);

  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), keys[i].action, keys[i].accels);
  self->sigterm = g_unix_signal_add (SIGTERM, sigterm_cb, self);

  self->accounts = wt_accounts_new (self->settings, self->server);
  g_signal_connect_object (self->accounts, "notify::saving", G_CALLBACK (saving_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (wt_accounts_get_sign_in (self->accounts), "accepted", G_CALLBACK (accepted_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  self->clipboard = wt_clipboard_new (gdk_display_get_default (), self->settings);
}

/* A window manager can wait for the icon until the window is painted. */
static void
set_icon_cb (gpointer user_data)
{
  GtkWidget *window = get_window (user_data);

  gtk_window_set_default_icon_name (APP_ID);
  if (window != NULL)
    gtk_window_set_icon_name (GTK_WINDOW (window), APP_ID);
}

static void
wt_application_activate (GApplication *application)
{
  WtApplication *self = WT_APPLICATION (application);
  GtkWidget *window = get_window (self);

  g_clear_handle_id (&self->waiting, g_source_remove);
  if (window == NULL)
    {
      window = wt_window_new (GTK_APPLICATION (self), self->settings, self->accounts, self->clipboard);
      wt_accounts_start (self->accounts);
      g_idle_add_once (set_icon_cb, self);
    }

  gtk_window_present (GTK_WINDOW (window));
}

static void
wt_application_shutdown (GApplication *application)
{
  WtApplication *self = WT_APPLICATION (application);

  /* Before the parent's, which is where GTK hands the clipboard over. */
  g_clear_object (&self->clipboard);
  g_clear_handle_id (&self->sigterm, g_source_remove);
  g_clear_handle_id (&self->quitting, g_source_remove);
  g_clear_handle_id (&self->waiting, g_source_remove);

  G_APPLICATION_CLASS (wt_application_parent_class)->shutdown (application);

  g_clear_object (&self->accounts);
  g_clear_object (&self->settings);
}

static void
wt_application_finalize (GObject *object)
{
  WtApplication *self = WT_APPLICATION (object);

  g_clear_object (&self->settings);
  g_free (self->server);

  G_OBJECT_CLASS (wt_application_parent_class)->finalize (object);
}

static void
wt_application_class_init (WtApplicationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  object_class->finalize = wt_application_finalize;
  application_class->local_command_line = wt_application_local_command_line;
  application_class->handle_local_options = wt_application_handle_local_options;
  application_class->startup = wt_application_startup;
  application_class->activate = wt_application_activate;
  application_class->shutdown = wt_application_shutdown;
  GTK_APPLICATION_CLASS (klass)->window_removed = wt_application_window_removed;
}

static void
wt_application_init (WtApplication *self)
{
  g_application_add_main_option_entries (G_APPLICATION (self), entries);
}

WtApplication *
wt_application_new (void)
{
  return g_object_new (WT_TYPE_APPLICATION,
                       "application-id", APP_ID,
                       "resource-base-path", "/io/import/WorkbenchTokens",
                       NULL);
}
