/* SPDX-License-Identifier: GPL-3.0-or-later */

/* On its way to the keyring and back a secret is in locked memory only, and in none when it is not needed any more; nor
 * does anything of it stay behind when it was put into a longer text. The whole memory of this process is looked through;
 * so that it does not hold the secret because of the looking, what is looked for is never written there as it is. */

#define _GNU_SOURCE

#include "config.h"

#include <stdio.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "keyring-fixture.h"
#include "wt-snippet.h"

#define LENGTH 96
#define MASK 0x55

/* What is looked for: a part is bad enough. Memory that was freed has something else in its first bytes. */
#define PART_START 20
#define PART_LENGTH 32

static char masked[PART_LENGTH];

typedef struct
{
  guint n_locked;
  guint n_open;
} Found;

static guint
count_in (const char *start,
          const char *end)
{
  guint n_found = 0;

  for (const char *p = start; p + PART_LENGTH <= end; p++)
    {
      guint i = 0;

      while (i < PART_LENGTH && (p[i] ^ MASK) == masked[i])
        i++;
      if (i == PART_LENGTH)
        n_found++;
    }

  return n_found;
}

/* The kernel is asked, because it says so where we would be killed. */
static gboolean
is_readable (const char *page)
{
  char byte;
  struct iovec to = { &byte, 1 };
  struct iovec from = { (char *) page, 1 };

  return process_vm_readv (getpid (), &to, 1, &from, 1, 0) == 1;
}

/* glibc 2.42 guards a thread's stack with pages that are in its mapping and cannot be read. */
static guint
count_in_readable (const char *start,
                   const char *end)
{
  gsize page_size = sysconf (_SC_PAGESIZE);
  guint n_found = 0;

  while (start < end)
    {
      const char *stop = start;

      while (stop < end && is_readable (stop))
        stop += page_size;
      n_found += count_in (start, stop);
      start = stop + page_size;
    }

  return n_found;
}

/* Each mapping is a line with its range and rights, and lines about it, the last of which has "lo" if it is locked. */
static Found
look (void)
{
  g_autofree char *maps = NULL;
  g_auto (GStrv) lines = NULL;
  Found found = { 0 };
  const char *mapping = "";

  g_assert_true (g_file_get_contents ("/proc/self/smaps", &maps, NULL, NULL));
  lines = g_strsplit (maps, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      guint64 start;
      guint64 end;

      if (strchr (lines[i], '-') != NULL && strchr (lines[i], ':') > strchr (lines[i], '-'))
        mapping = lines[i];
      if (!g_str_has_prefix (lines[i], "VmFlags:") || strstr (mapping, " rw-p ") == NULL)
        continue;

      g_assert_cmpint (sscanf (mapping, "%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x", &start, &end), ==, 2);

      *(strstr (lines[i], " lo") != NULL ? &found.n_locked : &found.n_open) +=
        count_in_readable (GSIZE_TO_POINTER (start), GSIZE_TO_POINTER (end));
    }

  g_test_message ("%u in locked memory, %u elsewhere", found.n_locked, found.n_open);

  return found;
}

static WtCredential *
make_secret (WtCredentialKind kind)
{
  char text[LENGTH + 1] = "";
  WtCredential *credential;

  for (guint i = 0; i < LENGTH; i++)
    text[i] = g_random_int_range ('a', 'z' + 1);
  for (guint i = 0; i < PART_LENGTH; i++)
    masked[i] = text[PART_START + i] ^ MASK;
  credential = wt_credential_parse (kind, text, NULL);
  explicit_bzero (text, sizeof text);

  return credential;
}

static void
assert_nowhere (void)
{
  Found found = look ();

  g_assert_cmpuint (found.n_locked, ==, 0);
  g_assert_cmpuint (found.n_open, ==, 0);
}

static void
assert_locked (void)
{
  Found found = look ();

  g_assert_cmpuint (found.n_locked, >, 0);
  g_assert_cmpuint (found.n_open, ==, 0);
}

/* As the window and as a command asks for it. */
typedef void (*LookUp) (WtKeyring            *keyring,
                        const char           *server,
                        GCancellable         *cancellable,
                        GAsyncReadyCallback   callback,
                        gpointer              user_data);

static void
check_look_up (Fixture *self,
               LookUp   look_up)
{
  g_autoptr (GAsyncResult) found = NULL;
  WtKeyringFound *answer;

  look_up (self->keyring, self->server, NULL, ready_cb, &found);
  wait_until (&found);
  answer = wt_keyring_lookup_finish (self->keyring, found, NULL);
  g_clear_object (&found);
  g_assert_nonnull (answer);
  g_assert_nonnull (answer->secrets[WT_CREDENTIAL_USER_TOKEN].credential);
  assert_locked ();
  wt_keyring_found_free (answer);
  assert_nowhere ();
}

static void
test_keyring (Fixture       *self,
              gconstpointer  data)
{
  g_autoptr (GAsyncResult) stored = NULL;
  WtCredential *credential = make_secret (WT_CREDENTIAL_USER_TOKEN);

  assert_locked ();
  wt_keyring_store_async (self->keyring, self->server, credential, NULL, ready_cb, &stored);
  wait_until (&stored);
  g_assert_true (wt_keyring_store_finish (self->keyring, stored, NULL));
  g_clear_object (&stored);
  assert_locked ();
  g_clear_pointer (&credential, wt_credential_unref);
  assert_nowhere ();

  check_look_up (self, wt_keyring_lookup_async);
  check_look_up (self, wt_keyring_lookup_token_async);
}

/* A text that grows around a secret would leave what it held before behind. */
static void
test_snippet (void)
{
  WtCredential *key = make_secret (WT_CREDENTIAL_API_KEY);
  SecretValue *command = wt_snippet_dup_create_keyed ("https://workbench.import.io", key, "My User Token", NULL);

  assert_locked ();
  g_clear_pointer (&command, secret_value_unref);
  g_clear_pointer (&key, wt_credential_unref);
  assert_nowhere ();
}

static void
test_header (void)
{
  WtCredential *token = make_secret (WT_CREDENTIAL_USER_TOKEN);
  SecretValue *header = wt_snippet_dup_header (token);

  assert_locked ();
  g_clear_pointer (&header, secret_value_unref);
  g_clear_pointer (&token, wt_credential_unref);
  assert_nowhere ();
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/memory/keyring", Fixture, NULL, set_up, test_keyring, tear_down);
  g_test_add_func ("/memory/snippet", test_snippet);
  g_test_add_func ("/memory/header", test_header);

  return g_test_run ();
}
