/* SPDX-License-Identifier: GPL-3.0-or-later */

/* WtKeyring against a real gnome-keyring-daemon. The first part of a test's path says which session it needs; the list
 * is where the tests are registered. Warnings and criticals are fatal, those of libsecret too. */

#include "config.h"

#include "keyring-fixture.h"
#include "wt-error.h"

#define KEY WT_CREDENTIAL_API_KEY
#define TOKEN WT_CREDENTIAL_USER_TOKEN
#define OTHER_SERVER "https://workbench.import.io:8443"
#define DEADLINE_SECONDS 5 /* as in wt-keyring-call.c */

static void
test_nothing_stored (Fixture       *self,
                     gconstpointer  data)
{
  assert_lookup (self, self->server, NO_ERROR, NULL, NULL);
  assert_clear (self, self->server, KEY, NO_ERROR);
}

static void
test_both_kinds (Fixture       *self,
                 gconstpointer  data)
{
  assert_store (self, self->server, KEY, "key-1", NO_ERROR);
  assert_lookup (self, self->server, NO_ERROR, "key-1", NULL);
  assert_store (self, self->server, TOKEN, "token-1", NO_ERROR);
  assert_lookup (self, self->server, NO_ERROR, "key-1", "token-1");
}

static void
test_servers (Fixture       *self,
              gconstpointer  data)
{
  assert_store (self, self->server, KEY, "key-here", NO_ERROR);
  assert_lookup (self, OTHER_SERVER, NO_ERROR, NULL, NULL);
  assert_store (self, OTHER_SERVER, KEY, "key-there", NO_ERROR);
  assert_lookup (self, self->server, NO_ERROR, "key-here", NULL);
  assert_clear (self, OTHER_SERVER, KEY, NO_ERROR);
  assert_lookup (self, OTHER_SERVER, NO_ERROR, NULL, NULL);
  assert_lookup (self, self->server, NO_ERROR, "key-here", NULL);
}

static void
test_overwrite (Fixture       *self,
                gconstpointer  data)
{
  assert_store (self, self->server, KEY, "key-old", NO_ERROR);
  assert_store (self, self->server, TOKEN, "token-old", NO_ERROR);
  assert_store (self, self->server, KEY, "key-new", NO_ERROR);
  assert_lookup (self, self->server, NO_ERROR, "key-new", "token-old");
  assert_clear (self, self->server, KEY, NO_ERROR);
  assert_lookup (self, self->server, NO_ERROR, NULL, "token-old");
}

static void
test_clear (Fixture       *self,
            gconstpointer  data)
{
  assert_store (self, self->server, KEY, "key", NO_ERROR);
  assert_store (self, self->server, TOKEN, "token", NO_ERROR);
  assert_clear (self, self->server, TOKEN, NO_ERROR);
  assert_lookup (self, self->server, NO_ERROR, "key", NULL);
  assert_clear (self, self->server, TOKEN, NO_ERROR);
  assert_clear (self, self->server, KEY, NO_ERROR);
  assert_lookup (self, self->server, NO_ERROR, NULL, NULL);
}

static void
test_values (Fixture       *self,
             gconstpointer  data)
{
  g_autofree char *text = g_strnfill (4096, 'x');

  assert_store (self, self->server, KEY, "ključ-鍵-🔑-%s", NO_ERROR);
  assert_store (self, self->server, TOKEN, text, NO_ERROR);
  assert_lookup (self, self->server, NO_ERROR, "ključ-鍵-🔑-%s", text);
}

/* What other programs see, and a later version of this one has to find. */
static void
test_item (Fixture       *self,
           gconstpointer  data)
{
  g_autoptr (GHashTable) wanted = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) attributes = NULL;
  g_autoptr (SecretService) service = NULL;
  g_autolist (SecretItem) items = NULL;
  g_autofree char *label = NULL;
  g_autofree char *host = g_strdup (self->server + strlen ("https://"));
  g_autofree char *expected = g_strdup_printf ("Workbench API key (%s)", host);

  assert_store (self, self->server, KEY, "key", NO_ERROR);

  service = secret_service_get_sync (SECRET_SERVICE_NONE, NULL, NULL);
  g_hash_table_insert (wanted, (char *) "xdg:schema", (char *) "io.import.WorkbenchTokens");
  g_hash_table_insert (wanted, (char *) "kind", (char *) "api-key");
  g_hash_table_insert (wanted, (char *) "server", self->server);
  items = secret_service_search_sync (service, NULL, wanted, SECRET_SEARCH_ALL, NULL, NULL);
  g_assert_cmpuint (g_list_length (items), ==, 1);

  label = secret_item_get_label (items->data);
  g_assert_cmpstr (label, ==, expected);
  attributes = secret_item_get_attributes (items->data);
  g_assert_cmpuint (g_hash_table_size (attributes), ==, 3);
  g_assert_true (g_str_has_prefix (g_dbus_proxy_get_object_path (items->data),
                                   "/org/freedesktop/secrets/collection/login/"));
}

/* Another program changes the one item of this kind. */
static void
edit_item (Fixture     *self,
           const char  *kind,
           SecretValue *value)
{
  g_autoptr (GHashTable) wanted = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (SecretService) service = secret_service_get_sync (SECRET_SERVICE_NONE, NULL, NULL);
  g_autolist (SecretItem) items = NULL;

  g_hash_table_insert (wanted, (char *) "kind", (char *) kind);
  g_hash_table_insert (wanted, (char *) "server", self->server);
  items = secret_service_search_sync (service, NULL, wanted, SECRET_SEARCH_ALL, NULL, NULL);
  g_assert_cmpuint (g_list_length (items), ==, 1);
  g_assert_true (secret_item_set_secret_sync (items->data, value, NULL, NULL));
}

/* An item of ours that somebody edited: no secret that could be used. */
static void
test_not_text (Fixture       *self,
               gconstpointer  data)
{
  g_autoptr (SecretValue) value = secret_value_new ("\xff\0x", 3, "application/octet-stream");

  assert_store (self, self->server, KEY, "key", NO_ERROR);
  assert_store (self, self->server, TOKEN, "token", NO_ERROR);

  edit_item (self, "user-token", value);
  assert_lookup (self, self->server, NO_ERROR, "key", NULL);
  assert_store (self, self->server, TOKEN, "token", NO_ERROR);
  edit_item (self, "api-key", value);
  assert_lookup (self, self->server, NO_ERROR, NULL, "token");
}

/* Somebody made a second one: which is taken does not depend on how it is looked for. */
static void
test_two_tokens (Fixture       *self,
                 gconstpointer  data)
{
  g_autoptr (GHashTable) attributes = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (SecretValue) value = secret_value_new ("token-2", -1, "text/plain");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (WtKeyringFound) found = NULL;
  g_autoptr (WtKeyringFound) same = NULL;

  assert_store (self, self->server, KEY, "key", NO_ERROR);
  assert_store (self, self->server, TOKEN, "token-1", NO_ERROR);
  g_hash_table_insert (attributes, (char *) "xdg:schema", (char *) APP_ID);
  g_hash_table_insert (attributes, (char *) "kind", (char *) "user-token");
  g_hash_table_insert (attributes, (char *) "server", self->server);
  g_hash_table_insert (attributes, (char *) "more", (char *) "of them");
  g_assert_true (secret_service_store_sync (NULL, NULL, attributes, NULL, "Second", value, NULL, NULL));

  wt_keyring_lookup_async (self->keyring, self->server, NULL, ready_cb, &result);
  wait_until (&result);
  found = wt_keyring_lookup_finish (self->keyring, result, NULL);
  g_clear_object (&result);

  wt_keyring_lookup_token_async (self->keyring, self->server, NULL, ready_cb, &result);
  wait_until (&result);
  same = wt_keyring_lookup_finish (self->keyring, result, NULL);
  g_assert_nonnull (found);
  g_assert_nonnull (same);
  g_assert_true (wt_credential_equal (found->secrets[TOKEN].credential, same->secrets[TOKEN].credential));
}

static void
test_at_the_same_time (Fixture       *self,
                       gconstpointer  data)
{
  GAsyncResult *stores[8] = { NULL };
  GAsyncResult *lookups[8] = { NULL };

  assert_store (self, self->server, TOKEN, "token", NO_ERROR);

  for (guint i = 0; i < G_N_ELEMENTS (stores); i++)
    {
      begin_store (self, self->server, KEY, "key", NULL, &stores[i]);
      wt_keyring_lookup_async (self->keyring, OTHER_SERVER, NULL, ready_cb, &lookups[i]);
    }

  for (guint i = 0; i < G_N_ELEMENTS (stores); i++)
    {
      wait_until (&stores[i]);
      finish_store (self, stores[i], NO_ERROR);
      g_object_unref (stores[i]);
      wait_until (&lookups[i]);
      finish_lookup (self, lookups[i], NO_ERROR, NULL, NULL);
      g_object_unref (lookups[i]);
    }

  assert_lookup (self, self->server, NO_ERROR, "key", "token");
}

static void
test_cancel (Fixture       *self,
             gconstpointer  data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GAsyncResult *results[2] = { NULL };
  GError *error = NULL;

  assert_store (self, self->server, TOKEN, "token", NO_ERROR);

  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      /* The first one is cancelled while it is under way, the second one before it begins. */
      begin_store (self, self->server, KEY, "key", cancellable, &results[i]);
      g_cancellable_cancel (cancellable);
      g_assert_null (results[i]);
      wait_until (&results[i]);
      g_assert_false (wt_keyring_store_finish (self->keyring, results[i], &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_clear_error (&error);
      g_object_unref (results[i]);
    }

  /* Abandoned before anything was handed over: nothing is stored, now or later. The service is as well as before. */
  for (guint i = 0; i < 3; i++)
    assert_lookup (self, self->server, NO_ERROR, NULL, "token");
}

static void
test_freed (Fixture       *self,
            gconstpointer  data)
{
  g_autoptr (GAsyncResult) lookup = NULL;
  g_autoptr (GAsyncResult) store = NULL;
  WtKeyring *borrowed = self->keyring;

  assert_store (self, self->server, KEY, "key", NO_ERROR);

  wt_keyring_lookup_async (self->keyring, self->server, NULL, ready_cb, &lookup);
  begin_store (self, self->server, TOKEN, "token", NULL, &store);
  g_object_add_weak_pointer (G_OBJECT (borrowed), (gpointer *) &borrowed);
  g_object_unref (self->keyring);

  wait_until (&lookup);
  wait_until (&store);
  finish_lookup (self, lookup, NO_ERROR, "key", NULL);
  finish_store (self, store, NO_ERROR);

  g_clear_object (&lookup);
  g_clear_object (&store);
  while (borrowed != NULL)
    g_main_context_iteration (NULL, TRUE);

  self->keyring = wt_keyring_new ();
  assert_lookup (self, self->server, NO_ERROR, "key", "token");
}

static void
test_open_already (Fixture       *self,
                   gconstpointer  data)
{
  assert_unlock (self, NO_ERROR);
  assert_create (self, NO_ERROR);
}

static void
assert_locked (Fixture *self)
{
  assert_lookup (self, self->server, WT_ERROR_KEYRING_LOCKED, NULL, NULL);
  assert_lookup (self, OTHER_SERVER, WT_ERROR_KEYRING_LOCKED, NULL, NULL);
  assert_store (self, self->server, KEY, "key-new", WT_ERROR_KEYRING_LOCKED);
  assert_clear (self, self->server, KEY, WT_ERROR_KEYRING_LOCKED);
  assert_create (self, WT_ERROR_KEYRING_LOCKED);
}

static void
test_locked_again (Fixture       *self,
                   gconstpointer  data)
{
  assert_locked (self);

  control ("unlock", NULL);
  assert_store (self, self->server, KEY, "key", NO_ERROR);
  control ("lock", NULL);
  assert_locked (self);

  control ("unlock", NULL);
  assert_lookup (self, self->server, NO_ERROR, "key", NULL);
  control ("lock", NULL);
}

static void
test_never_unlocked (Fixture       *self,
                     gconstpointer  data)
{
  control ("unlock", NULL);
  assert_store (self, self->server, KEY, "key", NO_ERROR);
  control ("kill", NULL);
  control ("start", "locked");
  assert_locked (self);

  control ("unlock", NULL);
  assert_lookup (self, self->server, NO_ERROR, "key", NULL);
  control ("lock", NULL);
}

static void
test_absent (Fixture       *self,
             gconstpointer  data)
{
  assert_lookup (self, self->server, WT_ERROR_KEYRING_ABSENT, NULL, NULL);
  assert_store (self, self->server, KEY, "key", WT_ERROR_KEYRING_ABSENT);
  assert_clear (self, self->server, KEY, NO_ERROR);
  assert_unlock (self, WT_ERROR_KEYRING_ABSENT);
}

static void
test_none (Fixture       *self,
           gconstpointer  data)
{
  g_autoptr (GTimer) timer = g_timer_new ();

  assert_lookup (self, self->server, WT_ERROR_KEYRING_UNAVAILABLE, NULL, NULL);
  assert_store (self, self->server, KEY, "key", WT_ERROR_KEYRING_UNAVAILABLE);
  assert_clear (self, self->server, KEY, WT_ERROR_KEYRING_UNAVAILABLE);
  assert_unlock (self, WT_ERROR_KEYRING_UNAVAILABLE);
  assert_create (self, WT_ERROR_KEYRING_UNAVAILABLE);
  /* Nobody is waited for. */
  g_assert_cmpfloat (g_timer_elapsed (timer, NULL), <, DEADLINE_SECONDS);

  control ("start", "unlocked");
  assert_store (self, self->server, KEY, "key", NO_ERROR);
  assert_lookup (self, self->server, NO_ERROR, "key", NULL);
  control ("kill", NULL);
}

/* What a Flatpak has in the place of the Secret Service, without the portal that holds its password there. */
static void
test_file (Fixture       *self,
           gconstpointer  data)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "secrets.keyring", NULL);

  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", path, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "test", TRUE);

  test_nothing_stored (self, data);
  test_servers (self, data);
  test_clear (self, data);
  test_overwrite (self, data);
  test_values (self, data);
  test_open_already (self, data);

  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
}

#define ADD(path, function) g_test_add ("/keyring/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);

  ADD ("unlocked/nothing-stored", test_nothing_stored);
  ADD ("unlocked/both-kinds", test_both_kinds);
  ADD ("unlocked/servers", test_servers);
  ADD ("unlocked/overwrite", test_overwrite);
  ADD ("unlocked/clear", test_clear);
  ADD ("unlocked/values", test_values);
  ADD ("unlocked/item", test_item);
  ADD ("unlocked/not-text", test_not_text);
  ADD ("unlocked/two-tokens", test_two_tokens);
  ADD ("unlocked/at-the-same-time", test_at_the_same_time);
  ADD ("unlocked/cancel", test_cancel);
  ADD ("unlocked/freed", test_freed);
  ADD ("unlocked/open-already", test_open_already);
  ADD ("locked/again", test_locked_again);
  ADD ("locked/never-unlocked", test_never_unlocked);
  ADD ("absent/all", test_absent);
  ADD ("none/all", test_none);
  ADD ("file/all", test_file);

  status = g_test_run ();
  stop_prompter ();

  return status;
}
