/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "certificates.h"

#include <glib/gstdio.h>

#define REQUEST "openssl req -nodes -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -subj /CN=test "

static void
run (const char *folder,
     const char *format,
     ...) G_GNUC_PRINTF (2, 3);

static void
run (const char *folder,
     const char *format,
     ...)
{
  g_autofree char *command = NULL;
  g_auto (GStrv) argv = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *said = NULL;
  int status;
  va_list arguments;

  va_start (arguments, format);
  command = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_assert_true (g_shell_parse_argv (command, NULL, &argv, NULL));

  g_spawn_sync (folder, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, &said, &status, &error);
  g_assert_no_error (error);
  if (!g_spawn_check_wait_status (status, NULL))
    g_error ("%s: %s", command, said);
}

char *
certificates_path (const char *folder,
                   const char *name)
{
  return g_build_filename (folder, name, NULL);
}

/* A server wants certificate and key in one file. */
static void
join (const char *folder,
      const char *name)
{
  g_autofree char *certificate_name = g_strconcat (name, ".crt", NULL);
  g_autofree char *key_name = g_strconcat (name, ".key", NULL);
  g_autofree char *joined_name = g_strconcat (name, ".pem", NULL);
  g_autofree char *certificate_path = certificates_path (folder, certificate_name);
  g_autofree char *key_path = certificates_path (folder, key_name);
  g_autofree char *joined_path = certificates_path (folder, joined_name);
  g_autofree char *certificate = NULL;
  g_autofree char *key = NULL;
  g_autofree char *joined = NULL;

  g_assert_true (g_file_get_contents (certificate_path, &certificate, NULL, NULL));
  g_assert_true (g_file_get_contents (key_path, &key, NULL, NULL));
  joined = g_strconcat (certificate, key, NULL);
  g_assert_true (g_file_set_contents (joined_path, joined, -1, NULL));
}

static void
write_file (const char *folder,
            const char *name,
            const char *text)
{
  g_autofree char *path = certificates_path (folder, name);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
make_signed (const char *folder,
             const char *name,
             const char *alternative_name,
             const char *dates)
{
  g_autofree char *extensions_name = g_strconcat (name, ".ext", NULL);
  g_autofree char *extensions = g_strdup_printf ("subjectAltName=%s\n", alternative_name);

  write_file (folder, extensions_name, extensions);
  run (folder, REQUEST "-keyout %s.key -out %s.csr", name, name);
  run (folder, "openssl ca -batch -notext -create_serial -config authority.conf -in %s.csr %s -extfile %s -out %s.crt",
       name, dates, extensions_name, name);
  join (folder, name);
}

/* It has a command of its own, because that alone can be told in each version when a certificate begins: OpenSSL 3.6 makes
 * none that ended before it began. */
static void
make_authority (const char *folder)
{
  write_file (folder, "authority.conf",
              "[ca]\n"
              "default_ca = authority\n"
              "[authority]\n"
              "certificate = authority.pem\n"
              "private_key = authority.key\n"
              "new_certs_dir = .\n"
              "database = issued\n"
              "serial = serial\n"
              "unique_subject = no\n"
              "default_md = sha256\n"
              "policy = policy\n"
              "[policy]\n"
              "commonName = supplied\n");
  write_file (folder, "issued", "");
  run (folder, REQUEST "-x509 -days 2 -keyout authority.key -out authority.pem");
}

/* Returns (transfer full): the authority that signed the good ones. */
GTlsDatabase *
certificates_dup_authority (const char *folder)
{
  g_autofree char *path = certificates_path (folder, "authority.pem");
  g_autoptr (GError) error = NULL;
  GTlsDatabase *database = g_tls_file_database_new (path, &error);

  g_assert_no_error (error);

  return database;
}

/* Returns (transfer full): the folder that they are in. */
char *
certificates_make (void)
{
  char *folder = g_dir_make_tmp ("wt-certificates-XXXXXX", NULL);

  g_assert_nonnull (folder);
  make_authority (folder);
  make_signed (folder, "good", "IP:127.0.0.1", "-days 2");
  make_signed (folder, "expired", "IP:127.0.0.1", "-startdate 20200101000000Z -enddate 20200102000000Z");
  make_signed (folder, "other-name", "DNS:workbench.example", "-days 2");
  run (folder, REQUEST "-x509 -days 2 -keyout self-signed.key -out self-signed.crt "
       "-addext subjectAltName=IP:127.0.0.1");
  join (folder, "self-signed");

  return folder;
}

void
certificates_remove (char *folder)
{
  g_autoptr (GDir) files = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (files)) != NULL)
    {
      g_autofree char *path = certificates_path (folder, name);

      g_assert_cmpint (g_remove (path), ==, 0);
    }

  g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_free (folder);
}
