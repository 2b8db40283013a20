/* SPDX-License-Identifier: GPL-3.0-or-later */

#define _GNU_SOURCE

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <libsecret/secret.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "wt-error.h"
#include "wt-keyring-file.h"

/* The file that libsecret keeps secrets in, in a Flatpak whose desktop has a Secret portal. It trusts what is in it, and
 * ends the program where that cannot be: of a file that was cut off nearly every length does so. So it is looked at
 * before. */

/* A header, and a GVariant: the length of the salt, the salt, the number of iterations, when it was changed, how often,
 * and the items: their attributes, of which the values are hashed, and the rest, which is encrypted. Numbers are little
 * endian on each machine. */
#define HEADER "GnomeKeyring\n\r\0\n\1\0"
#define HEADER_SIZE (sizeof HEADER - 1)
#define TYPE "(uayutua(a{say}ay))"

/* The key is derived with them, in the main thread. libsecret has always had 100,000, which take 0.05 s. */
#define MAX_ITERATIONS 1000000

/* Some thousand times more than two secrets of each of a hundred accounts. */
#define MAX_SIZE (64 * 1024 * 1024)

#define MAX_NAMES 1000

/**
 * wt_keyring_file_dup_path:
 *
 * Returns: (transfer full): where libsecret has its file
 */
char *
wt_keyring_file_dup_path (void)
{
  const char *path = g_getenv ("SECRET_FILE_TEST_PATH");

  if (path != NULL && *path != '\0')
    return g_strdup (path);

  return g_build_filename (g_get_user_data_dir (), "keyrings", "default.keyring", NULL);
}

static gboolean
is_date (guint64 time)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc ((gint64) time);

  return date != NULL;
}

/**
 * wt_keyring_file_parse:
 * @contents: what is in the file
 * @n_items: (out): the number of items in it; not set on failure
 *
 * Whether the secret that there is opens it, and whether one of its items is damaged, is not seen without that secret.
 *
 * Returns: whether libsecret can take it
 */
gboolean
wt_keyring_file_parse (GBytes *contents,
                       guint  *n_items)
{
  g_autoptr (GBytes) rest = NULL;
  g_autoptr (GVariant) variant = NULL;
  g_autoptr (GVariant) salt = NULL;
  g_autoptr (GVariant) items = NULL;
  gsize size;
  const char *data = g_bytes_get_data (contents, &size);
  guint32 salt_size;
  guint32 n_iterations;
  guint64 modified;

  if (size < HEADER_SIZE || memcmp (data, HEADER, HEADER_SIZE) != 0)
    return FALSE;

  rest = g_bytes_new (data + HEADER_SIZE, size - HEADER_SIZE);
  variant = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (TYPE), rest, FALSE));
  if (!g_variant_is_normal_form (variant))
    return FALSE;

  g_variant_get (variant, "(u@ayutu@a(a{say}ay))", &salt_size, &salt, &n_iterations, &modified, NULL, &items);
  salt_size = GUINT32_FROM_LE (salt_size);
  n_iterations = GUINT32_FROM_LE (n_iterations);
  if (salt_size == 0 || salt_size != g_variant_get_size (salt) || n_iterations == 0 || n_iterations > MAX_ITERATIONS ||
      !is_date (GUINT64_FROM_LE (modified)))
    return FALSE;

  *n_items = g_variant_n_children (items);

  return TRUE;
}

/**
 * wt_keyring_file_error_damaged:
 *
 * Returns: (transfer full): a %WT_ERROR_KEYRING_DAMAGED, which names the file
 */
GError *
wt_keyring_file_error_damaged (void)
{
  g_autofree char *path = wt_keyring_file_dup_path ();
  g_autofree char *name = g_filename_display_name (path);

  return g_error_new (WT_ERROR, WT_ERROR_KEYRING_DAMAGED,
                      /* Translators: %s is the name of a file */
                      _("The file %s, which your credentials are kept in, is damaged. Restore it from a backup, or begin anew."),
                      name);
}

static GError *
error_unreadable (int code)
{
  g_autofree char *path = wt_keyring_file_dup_path ();
  g_autofree char *name = g_filename_display_name (path);

  return g_error_new (WT_ERROR, WT_ERROR_KEYRING_FAILED,
                      /* Translators: the first %s is the name of a file, the second one what the system says */
                      _("The file %s, which your credentials are kept in, cannot be read (%s). Check who may read it, and try again."),
                      name, g_strerror (code));
}

static GError *
error_unwritable (void)
{
  g_autofree char *path = wt_keyring_file_dup_path ();
  g_autofree char *name = g_filename_display_name (path);

  return g_error_new (WT_ERROR, WT_ERROR_KEYRING_FAILED,
                      /* Translators: %s is the name of a file */
                      _("The file %s, which your credentials are kept in, cannot be written. Check that its folder may be changed and that the disk is not full, and try again."),
                      name);
}

static gboolean
is_of_disk (const GError *cause)
{
  return g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED) ||
         g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_READ_ONLY) ||
         g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_NO_SPACE) ||
         g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY) ||
         g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY) ||
         g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANT_CREATE_BACKUP);
}

/**
 * wt_keyring_file_error_from:
 * @cause: what libsecret reported of a file that can be read, and that the secret opens
 *
 * Returns: (transfer full) (nullable): the same in this program's terms, or %NULL if it is not about the file
 */
GError *
wt_keyring_file_error_from (const GError *cause)
{
  /* An item that was changed, or a file that has been damaged since it was looked at. */
  if (g_error_matches (cause, SECRET_ERROR, SECRET_ERROR_PROTOCOL) ||
      g_error_matches (cause, SECRET_ERROR, SECRET_ERROR_INVALID_FILE_FORMAT))
    return wt_keyring_file_error_damaged ();
  if (is_of_disk (cause))
    return error_unwritable ();

  return NULL;
}

/* Returns (transfer full) (nullable): what is in the file; %NULL without @error if that is nothing that libsecret takes. */
static GBytes *
read_all (int      file,
          GError **error)
{
  g_autofree char *contents = NULL;
  struct stat status;
  gsize size = 0;

  if (fstat (file, &status) != 0)
    {
      g_propagate_error (error, error_unreadable (errno));
      return NULL;
    }
  if (!S_ISREG (status.st_mode) || status.st_size > MAX_SIZE)
    return NULL;

  contents = g_malloc (status.st_size + 1);
  while (size < (gsize) status.st_size)
    {
      gssize n_read = read (file, contents + size, status.st_size - size);

      if (n_read == 0)
        break;
      if (n_read > 0)
        {
          size += n_read;
        }
      else if (errno != EINTR)
        {
          g_propagate_error (error, error_unreadable (errno));
          return NULL;
        }
    }

  return g_bytes_new_take (g_steal_pointer (&contents), size);
}

static void
read_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  g_autofree char *path = wt_keyring_file_dup_path ();
  g_autoptr (GBytes) contents = NULL;
  GError *error = NULL;
  guint n_items;
  /* What is no file is not waited for. */
  int file = g_open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC, 0);

  if (file < 0 && errno == ENOENT)
    {
      g_task_return_int (task, 0);
      return;
    }
  if (file < 0)
    {
      g_task_return_error (task, error_unreadable (errno));
      return;
    }

  contents = read_all (file, &error);
  close (file);
  if (error != NULL)
    g_task_return_error (task, error);
  else if (contents != NULL && wt_keyring_file_parse (contents, &n_items))
    g_task_return_int (task, n_items);
  else
    g_task_return_error (task, wt_keyring_file_error_damaged ());
}

/**
 * wt_keyring_file_read_async:
 * @callback: called when done
 * @user_data: for @callback
 *
 * Looks whether the file is one that libsecret can take. No file is one, too: it makes it. Does not block.
 */
void
wt_keyring_file_read_async (GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, wt_keyring_file_read_async);
  g_task_run_in_thread (task, read_in_thread);
}

/**
 * wt_keyring_file_read_finish:
 * @result: what the callback got
 * @n_items: (out): the number of items in it; not set on failure
 * @error: return location for a %WT_ERROR_KEYRING_DAMAGED, or a %WT_ERROR_KEYRING_FAILED if it cannot be read
 *
 * Returns: %TRUE if libsecret can take it, else %FALSE with @error set
 */
gboolean
wt_keyring_file_read_finish (GAsyncResult  *result,
                             guint         *n_items,
                             GError       **error)
{
  gssize answer;

  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  answer = g_task_propagate_int (G_TASK (result), error);
  if (answer < 0)
    return FALSE;

  *n_items = answer;

  return TRUE;
}

/* Unlike rename(), this replaces nothing. */
static int
move_file (const char *from,
           const char *to)
{
#ifdef RENAME_NOREPLACE
  if (renameat2 (AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
    return 0;
  if (errno != EINVAL && errno != ENOSYS)
    return -1;
#endif

  /* Not each file system can do that. */
  if (g_file_test (to, G_FILE_TEST_EXISTS) || g_file_test (to, G_FILE_TEST_IS_SYMLINK))
    {
      errno = EEXIST;
      return -1;
    }

  return g_rename (from, to);
}

/* libsecret keeps the file of before, which may be the last that was sound, and would replace that, too. */
static void
move_backup (const char *path,
             const char *name)
{
  g_autofree char *from = g_strconcat (path, "~", NULL);
  g_autofree char *to = g_strconcat (name, "~", NULL);

  move_file (from, to);
}

static void
set_aside_in_thread (GTask        *task,
                     gpointer      source,
                     gpointer      task_data,
                     GCancellable *cancellable)
{
  g_autofree char *path = wt_keyring_file_dup_path ();
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *day = g_date_time_format (now, "%Y-%m-%d");
  g_autofree char *name = g_strdup_printf ("%s.damaged-%s", path, day);

  for (guint i = 2; move_file (path, name) != 0; i++)
    {
      if (errno != EEXIST || i > MAX_NAMES)
        {
          g_task_return_error (task, error_unwritable ());
          return;
        }
      g_free (name);
      name = g_strdup_printf ("%s.damaged-%s-%u", path, day, i);
    }

  move_backup (path, name);
  g_task_return_pointer (task, g_steal_pointer (&name), g_free);
}

/**
 * wt_keyring_file_set_aside_async:
 * @callback: called when done
 * @user_data: for @callback
 *
 * Gives the file another name in its folder, which no other one has, and the same to libsecret's backup of it, which
 * ends with "~". Does not block.
 */
void
wt_keyring_file_set_aside_async (GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, wt_keyring_file_set_aside_async);
  g_task_run_in_thread (task, set_aside_in_thread);
}

/**
 * wt_keyring_file_set_aside_finish:
 * @result: what the callback got
 * @error: return location for a %WT_ERROR_KEYRING_FAILED
 *
 * Returns: (transfer full) (nullable): what it is called now, or %NULL with @error set
 */
char *
wt_keyring_file_set_aside_finish (GAsyncResult  *result,
                                  GError       **error)
{
  char *name;

  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  name = g_task_propagate_pointer (G_TASK (result), error);

  /* libsecret remembers what was in it. */
  if (name != NULL)
    secret_service_disconnect ();

  return name;
}
