/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gstdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "wt-session-bus.h"

#define SOMEBODY 4321

typedef struct
{
  char *folder;
  int   listener; /* at FOLDER/bus */
  int   abstract; /* and at an abstract address of the same name */
} Fixture;

static int
listen_at (const char *path,
           gboolean    is_abstract)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int listener = socket (AF_UNIX, SOCK_STREAM, 0);
  gsize length = strlen (path);

  g_assert_cmpuint (length, <, sizeof address.sun_path - 1);
  memcpy (address.sun_path + is_abstract, path, length);
  g_assert_cmpint (bind (listener, (struct sockaddr *) &address,
                         G_STRUCT_OFFSET (struct sockaddr_un, sun_path) + is_abstract + length), ==, 0);
  g_assert_cmpint (listen (listener, 1), ==, 0);

  return listener;
}

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  g_autofree char *path = NULL;

  self->folder = g_dir_make_tmp ("wt bus-XXXXXX", NULL);
  path = g_build_filename (self->folder, "bus", NULL);
  self->listener = listen_at (path, FALSE);
  self->abstract = listen_at (path, TRUE);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  g_autofree char *path = g_build_filename (self->folder, "bus", NULL);
  g_autofree char *file = g_build_filename (self->folder, "file", NULL);

  close (self->listener);
  close (self->abstract);
  g_unlink (path);
  g_unlink (file);
  g_rmdir (self->folder);
  g_free (self->folder);
}

/* @format has FOLDER in the place of the folder, which has a blank in its name. */
static gboolean
is_at (Fixture    *self,
       const char *format,
       gboolean    connects)
{
  g_autofree char *folder = g_uri_escape_string (self->folder, "/", FALSE);
  g_auto (GStrv) parts = g_strsplit (format, "FOLDER", -1);
  g_autofree char *address = g_strjoinv (folder, parts);

  return wt_session_bus_is_at (address, "/nonexistent", connects);
}

static void
test_addresses (Fixture       *self,
                gconstpointer  data)
{
  static const char *const there[] = {
    "unix:path=FOLDER/bus",
    "unix:path=FOLDER/bus,guid=0123456789abcdef0123456789abcdef",
    "unix:guid=0123456789abcdef0123456789abcdef,path=FOLDER/bus",
    "unix:abstract=FOLDER/bus",
    "unix:path=/nonexistent;unix:path=FOLDER/bus",
    "autolaunch:;unix:path=FOLDER/bus",
    "tcp:host=192.0.2.1,port=1",
  };
  static const char *const missing[] = {
    "",
    ";",
    ":",
    "unix",
    "unix:",
    "unix:path",
    "unix:path=",
    "unix:path=%",
    "unix:tmpdir=FOLDER",
    "unix:path=FOLDER",
    "unix:path=FOLDER/file",
    "unix:path=/nonexistent",
    "unix:path=FOLDER/bus,abstract=FOLDER/bus",
    "autolaunch:",
    "autolaunch:;unix:path=/nonexistent",
    "disabled:",
    "disabled:path=FOLDER/bus",
    "FOLDER/bus",
  };
  g_autofree char *file = g_build_filename (self->folder, "file", NULL);

  g_assert_true (g_file_set_contents (file, "no socket", -1, NULL));

  for (guint i = 0; i < G_N_ELEMENTS (there); i++)
    for (int connects = FALSE; connects <= TRUE; connects++)
      {
        g_test_message ("%s", there[i]);
        g_assert_true (is_at (self, there[i], connects));
      }

  for (guint i = 0; i < G_N_ELEMENTS (missing); i++)
    for (int connects = FALSE; connects <= TRUE; connects++)
      {
        g_test_message ("%s", missing[i]);
        g_assert_false (is_at (self, missing[i], connects));
      }
}

static void
test_nobody_listens (Fixture       *self,
                     gconstpointer  data)
{
  g_assert_true (is_at (self, "unix:path=FOLDER/bus", TRUE));
  close (self->listener);
  close (self->abstract);
  self->listener = self->abstract = -1;

  g_assert_true (is_at (self, "unix:path=FOLDER/bus", FALSE));
  g_assert_false (is_at (self, "unix:path=FOLDER/bus", TRUE));
  g_assert_false (is_at (self, "unix:abstract=FOLDER/bus", TRUE));
}

/* It is there, although it takes nobody more, and it is not waited for. */
static void
test_busy (Fixture       *self,
           gconstpointer  data)
{
  for (guint i = 0; i < 5; i++)
    g_assert_true (is_at (self, "unix:path=FOLDER/bus", TRUE));
}

static void
test_folder (Fixture       *self,
             gconstpointer  data)
{
  g_assert_true (wt_session_bus_is_at (NULL, self->folder, FALSE));
  g_assert_true (wt_session_bus_is_at (NULL, self->folder, TRUE));
  g_assert_false (wt_session_bus_is_at ("", self->folder, FALSE));
  g_assert_false (wt_session_bus_is_at (NULL, "/nonexistent", FALSE));

  close (self->listener);
  self->listener = -1;
  g_assert_true (wt_session_bus_is_at (NULL, self->folder, FALSE));
  g_assert_false (wt_session_bus_is_at (NULL, self->folder, TRUE));

  if (geteuid () == 0)
    {
      g_autofree char *path = g_build_filename (self->folder, "bus", NULL);

      g_assert_cmpint (chown (path, SOMEBODY, SOMEBODY), ==, 0);
      g_assert_false (wt_session_bus_is_at (NULL, self->folder, FALSE));
    }
}

/* Where this is not run by root, the folder is another user's to root. */
static void
test_root (Fixture       *self,
           gconstpointer  data)
{
  if (geteuid () == 0)
    {
      g_assert_false (wt_session_bus_is_anothers (0, self->folder));
      g_assert_cmpint (chown (self->folder, SOMEBODY, SOMEBODY), ==, 0);
    }

  g_assert_true (wt_session_bus_is_anothers (0, self->folder));
  g_assert_false (wt_session_bus_is_anothers (SOMEBODY, self->folder));
  g_assert_false (wt_session_bus_is_anothers (SOMEBODY + 1, self->folder));
  g_assert_false (wt_session_bus_is_anothers (0, NULL));
  g_assert_false (wt_session_bus_is_anothers (0, ""));
  g_assert_false (wt_session_bus_is_anothers (0, "/nonexistent"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add ("/session-bus/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("addresses", test_addresses);
  ADD ("nobody-listens", test_nobody_listens);
  ADD ("busy", test_busy);
  ADD ("folder", test_folder);
  ADD ("root", test_root);

  return g_test_run ();
}
