/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "keyring-fixture.h"
#include "wt-error.h"
#include "wt-keyring-file.h"
#include "wt-keyring-request.h"
#include "wt-vault.h"

/* The portal's file, without the portal: libsecret takes its secret, and where the file is, from the environment. */

#define OTHER "https://other.example.com"
#define SALT_SIZE 32
#define IN_USE "in-use-"
#define HEADER "GnomeKeyring\n\r\0\n\1\0"
#define HEADER_SIZE (sizeof HEADER - 1)
#define TYPE "(uayutua(a{say}ay))"

typedef struct
{
  Fixture base;
  char   *folder;
  char   *path;
} FileFixture;

static void
use_secret (const char *secret)
{
  g_setenv ("SECRET_FILE_TEST_PASSWORD", secret, TRUE);
  secret_service_disconnect ();
}

static void
use_path (FileFixture *self,
          const char  *path)
{
  g_setenv ("SECRET_FILE_TEST_PATH", path, TRUE);
  g_free (self->path);
  self->path = g_strdup (path);
  secret_service_disconnect ();
}

static void
set_up_file (FileFixture   *self,
             gconstpointer  data)
{
  g_autofree char *path = NULL;

  /* In memory: a disk would be waited for each time. */
  self->folder = g_mkdtemp (g_build_filename (g_get_user_runtime_dir (), "keyring-XXXXXX", NULL));
  path = g_build_filename (self->folder, "default.keyring", NULL);
  use_path (self, path);
  use_secret ("test");
  set_up (&self->base, data);
}

static void
remove_all (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        remove_all (path);
      else
        g_unlink (path);
    }
  g_rmdir (folder);
}

static void
tear_down_file (FileFixture   *self,
                gconstpointer  data)
{
  g_chmod (self->folder, 0700);
  remove_all (self->folder);
  g_free (self->folder);
  g_free (self->path);
  tear_down (&self->base, data);
}

static GBytes *
read_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *contents;
  gsize size;

  g_file_get_contents (path, &contents, &size, &error);
  g_assert_no_error (error);

  return g_bytes_new_take (contents, size);
}

static void
write_file (const char *path,
            const void *contents,
            gsize       size)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, contents, size, &error);
  g_assert_no_error (error);
}

static gboolean
is_sound (const void *contents,
          gsize       size,
          guint      *n_items)
{
  g_autoptr (GBytes) bytes = g_bytes_new (contents, size);

  return wt_keyring_file_parse (bytes, n_items);
}

/* As libsecret writes it, with a key that takes no time to derive. */
static GBytes *
build_empty (guint32 salt_size,
             guint32 n_iterations,
             guint64 modified)
{
  guint8 salt[SALT_SIZE];
  GByteArray *array = g_byte_array_new ();
  g_autoptr (GVariant) variant = NULL;

  memset (salt, 's', sizeof salt);
  variant = g_variant_ref_sink (g_variant_new ("(u@ayutu@a(a{say}ay))", GUINT32_TO_LE (salt_size),
                                               g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, salt, sizeof salt, 1),
                                               GUINT32_TO_LE (n_iterations), GUINT64_TO_LE (modified), 0,
                                               g_variant_new_array (G_VARIANT_TYPE ("(a{say}ay)"), NULL, 0)));
  g_byte_array_append (array, (const guint8 *) HEADER, HEADER_SIZE);
  g_byte_array_append (array, g_variant_get_data (variant), g_variant_get_size (variant));

  return g_byte_array_free_to_bytes (array);
}

/* A file with two items that libsecret has made. */
static GBytes *
make_file (FileFixture *self)
{
  g_autoptr (GBytes) empty = build_empty (SALT_SIZE, 1, 1);

  write_file (self->path, g_bytes_get_data (empty, NULL), g_bytes_get_size (empty));
  secret_service_disconnect ();
  assert_store (&self->base, self->base.server, WT_CREDENTIAL_API_KEY, "the-key", NO_ERROR);
  assert_store (&self->base, self->base.server, WT_CREDENTIAL_USER_TOKEN, "the-token", NO_ERROR);

  return read_file (self->path);
}

static void
test_parse (FileFixture   *self,
            gconstpointer  data)
{
  static const struct
  {
    const char *contents;
    gsize       size;
  } damaged[] = {
    { "", 0 },
    { "\n", 1 },
    { "not a keyring at all, but long enough for one", 45 },
    { HEADER, HEADER_SIZE - 2 }, /* no version */
    { HEADER, HEADER_SIZE },     /* nothing else */
    { "GnomeKeyring\n\r\0\n\0\0", HEADER_SIZE }, /* GNOME Keyring's own */
    { "GnomeKeyring\n\r\0\n\2\0", HEADER_SIZE },
  };
  g_autoptr (GBytes) file = make_file (self);
  g_autoptr (GBytes) empty = build_empty (SALT_SIZE, 100000, 1764000000);
  g_autoptr (GBytes) salts = build_empty (SALT_SIZE + 1, 100000, 1764000000);
  g_autoptr (GBytes) none = build_empty (SALT_SIZE, 0, 1764000000);
  g_autoptr (GBytes) endless = build_empty (SALT_SIZE, G_MAXUINT32, 1764000000);
  g_autoptr (GBytes) undated = build_empty (SALT_SIZE, 100000, G_MAXINT64);
  guint n_items = 99;

  for (guint i = 0; i < G_N_ELEMENTS (damaged); i++)
    g_assert_false (is_sound (damaged[i].contents, damaged[i].size, &n_items));
  g_assert_false (wt_keyring_file_parse (salts, &n_items));
  g_assert_false (wt_keyring_file_parse (none, &n_items));
  g_assert_false (wt_keyring_file_parse (endless, &n_items));
  g_assert_false (wt_keyring_file_parse (undated, &n_items));
  g_assert_cmpuint (n_items, ==, 99);

  g_assert_true (wt_keyring_file_parse (file, &n_items));
  g_assert_cmpuint (n_items, ==, 2);
  g_assert_true (wt_keyring_file_parse (empty, &n_items));
  g_assert_cmpuint (n_items, ==, 0);
}

/* What libsecret itself makes, with nothing there before. */
static void
test_made_by_libsecret (FileFixture   *self,
                        gconstpointer  data)
{
  g_autoptr (GBytes) file = NULL;
  guint n_items;

  assert_lookup (&self->base, self->base.server, NO_ERROR, NULL, NULL);
  assert_store (&self->base, self->base.server, WT_CREDENTIAL_API_KEY, "the-key", NO_ERROR);
  file = read_file (self->path);
  g_assert_true (wt_keyring_file_parse (file, &n_items));
  g_assert_cmpuint (n_items, ==, 1);
  assert_clear (&self->base, self->base.server, WT_CREDENTIAL_API_KEY, NO_ERROR);
  g_bytes_unref (file);
  file = read_file (self->path);
  g_assert_true (wt_keyring_file_parse (file, &n_items));
  g_assert_cmpuint (n_items, ==, 0);
}

static void
test_cut_off (FileFixture   *self,
              gconstpointer  data)
{
  g_autoptr (GBytes) file = make_file (self);
  gsize size;
  const char *contents = g_bytes_get_data (file, &size);
  guint n_items;

  for (gsize length = 0; length < size; length++)
    {
      g_test_message ("%" G_GSIZE_FORMAT, length);
      g_assert_false (is_sound (contents, length, &n_items));
    }
}

/* What a program does with its file: in another process, which libsecret may end. */
static void
use_file (const char *path)
{
  WtKeyringRequest *request = wt_keyring_request_new (g_getenv ("WT_TEST_SERVER"), WT_CREDENTIAL_API_KEY, NULL);
  g_autoptr (GHashTable) of_server = wt_keyring_request_build_server_attributes (request);
  g_autoptr (GHashTable) of_key = wt_keyring_request_build_attributes (request, WT_CREDENTIAL_API_KEY);
  g_autoptr (GHashTable) of_token = wt_keyring_request_build_attributes (request, WT_CREDENTIAL_USER_TOKEN);

  g_setenv ("SECRET_FILE_TEST_PATH", path, TRUE);
  secret_service_disconnect ();
  g_list_free_full (secret_password_searchv_sync (&wt_keyring_schema, of_server,
                                                  SECRET_SEARCH_ALL | SECRET_SEARCH_LOAD_SECRETS, NULL, NULL),
                    g_object_unref);
  secret_password_storev_sync (&wt_keyring_schema, of_key, NULL, "label", "other", NULL, NULL);
  secret_password_clearv_sync (&wt_keyring_schema, of_token, NULL, NULL);
  wt_keyring_request_unref (request);
}

static void
test_child (void)
{
  const char *folder = g_getenv ("WT_TEST_FOLDER");
  g_autoptr (GDir) dir = NULL;
  const char *name;

  if (folder == NULL)
    return;

  dir = g_dir_open (folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *in_use = g_strdup_printf ("%s-" IN_USE "%s", folder, name);

      g_rename (path, in_use);
      use_file (in_use);
      g_unlink (in_use);
    }
}

/* The file that ended the child is still there. */
static void
tell_which (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (strstr (name, IN_USE) != NULL)
      g_test_message ("%s", name);
}

/* Each byte of it changed in some ways: libsecret survives what is judged sound. */
static void
test_changed (FileFixture   *self,
              gconstpointer  data)
{
  static const guint8 changes[] = { 0x01, 0x80, 0xff };
  g_autoptr (GBytes) file = make_file (self);
  g_autofree char *folder = g_build_filename (self->folder, "changed", NULL);
  gsize size;
  const void *original = g_bytes_get_data (file, &size);
  g_autofree guint8 *contents = g_memdup2 (original, size);
  guint n_sound = 0;
  guint n_items;

  g_mkdir (folder, 0700);
  for (gsize i = 0; i < size; i++)
    for (guint j = 0; j < G_N_ELEMENTS (changes); j++)
      {
        g_autofree char *path = g_strdup_printf ("%s/%" G_GSIZE_FORMAT "-%02x", folder, i, changes[j]);

        contents[i] ^= changes[j];
        if (is_sound (contents, size, &n_items))
          {
            n_sound++;
            write_file (path, contents, size);
          }
        contents[i] ^= changes[j];
      }

  g_test_message ("%u of %" G_GSIZE_FORMAT " are sound", n_sound, size * G_N_ELEMENTS (changes));
  g_assert_cmpuint (n_sound, >, size);
  g_setenv ("WT_TEST_SERVER", self->base.server, TRUE);
  g_setenv ("WT_TEST_FOLDER", folder, TRUE);
  g_test_trap_subprocess ("/keyring/damaged/subprocess/child", 0, G_TEST_SUBPROCESS_DEFAULT);
  if (!g_test_trap_has_passed ())
    tell_which (self->folder);
  g_test_trap_assert_passed ();
  g_unsetenv ("WT_TEST_FOLDER");
  remove_all (folder);
}

static void
assert_damaged (FileFixture *self,
                const char  *words)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (WtKeyringFound) found = NULL;
  g_autoptr (GError) error = NULL;

  wt_keyring_lookup_async (self->base.keyring, self->base.server, NULL, ready_cb, &result);
  wait_until (&result);
  found = wt_keyring_lookup_finish (self->base.keyring, result, &error);
  g_assert_error (error, WT_ERROR, WT_ERROR_KEYRING_DAMAGED);
  g_assert_nonnull (strstr (error->message, self->path));
  g_assert_nonnull (strstr (error->message, words));
}

static void
test_each_call (FileFixture   *self,
                gconstpointer  data)
{
  g_autoptr (GBytes) file = make_file (self);
  gsize size;
  const char *contents = g_bytes_get_data (file, &size);
  const gsize lengths[] = { 0, 1, size / 2, size - 1 };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      write_file (self->path, contents, lengths[i]);
      assert_damaged (self, "is damaged");
      assert_lookup (&self->base, OTHER, WT_ERROR_KEYRING_DAMAGED, NULL, NULL);
      assert_store (&self->base, OTHER, WT_CREDENTIAL_API_KEY, "key", WT_ERROR_KEYRING_DAMAGED);
      assert_clear (&self->base, self->base.server, WT_CREDENTIAL_USER_TOKEN, WT_ERROR_KEYRING_DAMAGED);
      assert_unlock (&self->base, WT_ERROR_KEYRING_DAMAGED);
    }

  write_file (self->path, contents, size);
  assert_lookup (&self->base, self->base.server, NO_ERROR, "the-key", "the-token");
}

/* Only what is in the item that was changed is in the way. */
static void
test_changed_item (FileFixture   *self,
                   gconstpointer  data)
{
  g_autoptr (GBytes) file = NULL;
  g_autofree guint8 *contents = NULL;
  gsize size;

  g_bytes_unref (make_file (self));
  assert_store (&self->base, OTHER, WT_CREDENTIAL_API_KEY, "another-key", NO_ERROR);
  file = read_file (self->path);
  contents = g_memdup2 (g_bytes_get_data (file, &size), g_bytes_get_size (file));
  size = g_bytes_get_size (file);
  contents[size - 60] ^= 0x10; /* in the last item, which ends with what makes sure that it was not changed */
  write_file (self->path, contents, size);
  secret_service_disconnect ();

  assert_lookup (&self->base, self->base.server, NO_ERROR, "the-key", "the-token");
  assert_lookup (&self->base, OTHER, WT_ERROR_KEYRING_DAMAGED, NULL, NULL);
  assert_clear (&self->base, OTHER, WT_CREDENTIAL_API_KEY, NO_ERROR);
  assert_lookup (&self->base, OTHER, NO_ERROR, NULL, NULL);
}

static void
test_other_secret (FileFixture   *self,
                   gconstpointer  data)
{
  g_autoptr (GBytes) file = make_file (self);
  g_autoptr (GBytes) after = NULL;

  use_secret ("another secret");
  assert_damaged (self, "another secret");
  assert_store (&self->base, self->base.server, WT_CREDENTIAL_API_KEY, "key", WT_ERROR_KEYRING_DAMAGED);
  assert_clear (&self->base, self->base.server, WT_CREDENTIAL_API_KEY, WT_ERROR_KEYRING_DAMAGED);
  after = read_file (self->path);
  g_assert_true (g_bytes_equal (file, after));

  use_secret ("test");
  assert_lookup (&self->base, OTHER, NO_ERROR, NULL, NULL);
  assert_lookup (&self->base, self->base.server, NO_ERROR, "the-key", "the-token");
}

/* One without items is of no secret. */
static void
test_other_secret_of_nothing (FileFixture   *self,
                              gconstpointer  data)
{
  g_bytes_unref (make_file (self));
  assert_clear (&self->base, self->base.server, WT_CREDENTIAL_API_KEY, NO_ERROR);
  assert_clear (&self->base, self->base.server, WT_CREDENTIAL_USER_TOKEN, NO_ERROR);
  use_secret ("another secret");
  assert_store (&self->base, self->base.server, WT_CREDENTIAL_API_KEY, "key", NO_ERROR);
  assert_lookup (&self->base, self->base.server, NO_ERROR, "key", NULL);
}

/* libsecret 0.20 remembers what it has read. */
static void
test_changed_by_another_program (FileFixture   *self,
                                 gconstpointer  data)
{
  g_autofree char *kept = g_strconcat (self->path, ".kept", NULL);
  g_autoptr (GBytes) file = make_file (self);
  g_autoptr (GBytes) empty = build_empty (SALT_SIZE, 1, 1);

  write_file (self->path, g_bytes_get_data (empty, NULL), g_bytes_get_size (empty));
  secret_service_disconnect ();
  assert_lookup (&self->base, self->base.server, NO_ERROR, NULL, NULL);
  write_file (self->path, g_bytes_get_data (file, NULL), g_bytes_get_size (file));
  assert_lookup (&self->base, self->base.server, NO_ERROR, "the-key", "the-token");

  /* And what it writes then is not written over. */
  g_rename (self->path, kept);
  write_file (self->path, g_bytes_get_data (file, NULL), g_bytes_get_size (file));
  assert_store (&self->base, self->base.server, WT_CREDENTIAL_API_KEY, "new", NO_ERROR);
  assert_lookup (&self->base, self->base.server, NO_ERROR, "new", "the-token");
}

static void
test_no_file (FileFixture   *self,
              gconstpointer  data)
{
  g_autofree char *inside = g_build_filename (self->path, "default.keyring", NULL);

  g_assert_cmpint (g_mkdir (self->path, 0700), ==, 0);
  assert_damaged (self, "is damaged");
  g_assert_cmpint (g_rmdir (self->path), ==, 0);

  g_assert_cmpint (mkfifo (self->path, 0600), ==, 0);
  assert_damaged (self, "is damaged");
  g_assert_cmpint (g_unlink (self->path), ==, 0);

  /* What cannot be read may be sound. */
  g_assert_cmpint (symlink (self->path, self->path), ==, 0);
  assert_lookup (&self->base, self->base.server, WT_ERROR_KEYRING_FAILED, NULL, NULL);
  g_assert_cmpint (g_unlink (self->path), ==, 0);

  write_file (self->path, "", 0);
  use_path (self, inside);
  assert_lookup (&self->base, self->base.server, WT_ERROR_KEYRING_FAILED, NULL, NULL);
}

/* Root may read and write each file, but not make one in /sys. */
static void
test_no_permission (FileFixture   *self,
                    gconstpointer  data)
{
  if (geteuid () == 0)
    {
      use_path (self, "/sys/default.keyring");
    }
  else
    {
      g_bytes_unref (make_file (self));
      g_assert_cmpint (g_chmod (self->path, 0), ==, 0);
      assert_lookup (&self->base, self->base.server, WT_ERROR_KEYRING_FAILED, NULL, NULL);
      g_assert_cmpint (g_unlink (self->path), ==, 0);
      g_assert_cmpint (g_chmod (self->folder, 0500), ==, 0);
      secret_service_disconnect ();
    }

  assert_lookup (&self->base, self->base.server, NO_ERROR, NULL, NULL);
  assert_store (&self->base, self->base.server, WT_CREDENTIAL_API_KEY, "key", WT_ERROR_KEYRING_FAILED);
}

static char *
renew (WtVault *vault)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char *name;

  wt_vault_renew_async (vault, ready_cb, &result);
  wait_until (&result);
  name = wt_vault_renew_finish (vault, result, &error);
  g_assert_no_error (error);

  return name;
}

static void
assert_kept (const char *name,
             GBytes     *contents)
{
  g_autoptr (GBytes) kept = read_file (name);

  g_assert_true (g_bytes_equal (kept, contents));
}

/* Each damaged file stays, under a name of its own. */
static void
test_renew (FileFixture   *self,
            gconstpointer  data)
{
  g_autoptr (WtVault) vault = wt_vault_new (self->base.keyring, self->base.server);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *wanted = NULL;
  g_autoptr (GBytes) file = make_file (self);
  g_autoptr (GBytes) garbage = g_bytes_new_static ("garbage", 7);
  g_autoptr (GBytes) empty = g_bytes_new_static ("", 0);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;

  /* Of what can be used nothing is set aside. */
  g_assert_null (renew (vault));
  assert_kept (self->path, file);

  write_file (self->path, "garbage", 7);
  first = renew (vault);
  wanted = g_strdup_printf ("%s.damaged-", self->path);
  g_assert_true (g_str_has_prefix (first, wanted));
  assert_kept (first, garbage);
  g_assert_false (g_file_test (self->path, G_FILE_TEST_EXISTS));
  g_assert_null (renew (vault));

  write_file (self->path, "", 0);
  second = renew (vault);
  assert_kept (first, garbage);
  assert_kept (second, empty);

  assert_store (&self->base, self->base.server, WT_CREDENTIAL_API_KEY, "key", NO_ERROR);
  assert_lookup (&self->base, self->base.server, NO_ERROR, "key", NULL);

  write_file (self->path, g_bytes_get_data (file, NULL), g_bytes_get_size (file));
  use_secret ("another secret");
  third = renew (vault);
  assert_kept (third, file);
  assert_kept (second, empty);
  assert_store (&self->base, self->base.server, WT_CREDENTIAL_API_KEY, "new-key", NO_ERROR);
  assert_lookup (&self->base, self->base.server, NO_ERROR, "new-key", NULL);
}

/* What is in use is in the new file, too. */
static void
test_renew_stores (FileFixture   *self,
                   gconstpointer  data)
{
  g_autoptr (WtVault) vault = wt_vault_new (self->base.keyring, self->base.server);
  g_autoptr (GAsyncResult) result = NULL;

  g_bytes_unref (make_file (self));
  wt_vault_load_async (vault, ready_cb, &result);
  wait_until (&result);
  g_assert_true (wt_vault_load_finish (vault, result, NULL, NULL));

  g_assert_cmpint (g_unlink (self->path), ==, 0);
  g_assert_cmpint (g_mkdir (self->path, 0700), ==, 0);
  g_free (renew (vault));
  while (wt_vault_has_unsaved (vault))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (wt_vault_get_state (vault), ==, WT_KEYRING_OPEN);
  assert_lookup (&self->base, self->base.server, NO_ERROR, "the-key", "the-token");
}

#define ADD(path, function) \
  g_test_add ("/keyring/damaged/" path, FileFixture, NULL, set_up_file, function, tear_down_file)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_setenv ("SECRET_BACKEND", "file", TRUE);

  ADD ("parse", test_parse);
  ADD ("made-by-libsecret", test_made_by_libsecret);
  ADD ("cut-off", test_cut_off);
  ADD ("changed", test_changed);
  g_test_add_func ("/keyring/damaged/subprocess/child", test_child);
  ADD ("each-call", test_each_call);
  ADD ("changed-item", test_changed_item);
  ADD ("other-secret", test_other_secret);
  ADD ("other-secret-of-nothing", test_other_secret_of_nothing);
  ADD ("changed-by-another-program", test_changed_by_another_program);
  ADD ("no-file", test_no_file);
  ADD ("no-permission", test_no_permission);
  ADD ("renew", test_renew);
  ADD ("renew-stores", test_renew_stores);

  return g_test_run ();
}
