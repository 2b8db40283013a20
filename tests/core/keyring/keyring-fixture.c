/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "keyring-fixture.h"
#include "wt-error.h"

#define CEILING_SECONDS 20

static GSubprocess *prompter;

static char *
source_path (const char *name)
{
  const char *folder = g_getenv ("WT_TEST_SOURCE_DIR");

  g_assert_nonnull (folder);

  return g_build_filename (folder, name, NULL);
}

/* Runs tests/tools/keyring-control. */
void
control (const char *action,
         const char *argument)
{
  g_autofree char *program = source_path ("tools/keyring-control");
  const char *argv[] = { program, action, argument, NULL };
  g_autoptr (GError) error = NULL;
  int status;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_spawn_check_wait_status (status, &error);
  g_assert_no_error (error);
}

static char *
prompt_log (void)
{
  return g_build_filename (g_get_user_runtime_dir (), "prompts.log", NULL);
}

void
stop_prompter (void)
{
  if (prompter == NULL)
    return;

  g_subprocess_force_exit (prompter);
  g_subprocess_wait (prompter, NULL, NULL);
  g_clear_object (&prompter);
}

/* Puts a person before the prompts, who does as @mode of tests/tools/keyring-prompter says. */
void
start_prompter (const char *mode)
{
  g_autofree char *program = source_path ("tools/keyring-prompter");
  g_autofree char *log = prompt_log ();
  g_autoptr (GError) error = NULL;
  char ready[6] = "";

  stop_prompter ();
  prompter = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, log, mode, "test", NULL);
  g_assert_no_error (error);
  g_input_stream_read_all (g_subprocess_get_stdout_pipe (prompter), ready, 5, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (ready, ==, "ready");
}

guint
count_prompts (void)
{
  g_autofree char *log = prompt_log ();
  g_autofree char *text = NULL;
  guint count = 0;

  g_file_get_contents (log, &text, NULL, NULL);
  for (const char *c = text; c != NULL && *c != '\0'; c++)
    count += *c == '\n';

  return count;
}

void
set_up (Fixture       *self,
        gconstpointer  data)
{
  static guint n_servers;

  if (prompter == NULL)
    start_prompter ("dismiss");

  self->keyring = wt_keyring_new ();
  self->server = g_strdup_printf ("https://workbench-%u.example", ++n_servers);
  self->n_prompts = count_prompts ();
}

static gboolean
too_late_cb (gpointer user_data)
{
  g_error ("Waited for more than %d s", CEILING_SECONDS);

  return G_SOURCE_REMOVE;
}

void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  guint ceiling = g_timeout_add_seconds (CEILING_SECONDS, too_late_cb, NULL);

  if (self->keyring != NULL)
    {
      g_object_add_weak_pointer (G_OBJECT (self->keyring), (gpointer *) &self->keyring);
      g_object_unref (self->keyring);
      while (self->keyring != NULL)
        g_main_context_iteration (NULL, TRUE);
    }

  g_source_remove (ceiling);
  g_assert_cmpuint (count_prompts (), ==, self->n_prompts);
  g_free (self->server);
}

void
ready_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  GAsyncResult **results = user_data;

  /* At most once. */
  g_assert_null (*results);
  *results = g_object_ref (result);
}

void
wait_until (GAsyncResult **result)
{
  guint ceiling = g_timeout_add_seconds (CEILING_SECONDS, too_late_cb, NULL);

  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (ceiling);
}

static void
check_error (GError *error,
              int     code)
{
  if (code < 0)
    {
      g_assert_no_error (error);
      return;
    }

  g_assert_error (error, WT_ERROR, code);
  g_assert_true (g_str_has_suffix (error->message, "."));
  g_assert_null (strstr (error->message, "ollection"));
  g_assert_null (strstr (error->message, "org."));
  g_error_free (error);
}

void
finish_lookup (Fixture      *self,
               GAsyncResult *result,
               int           code,
               const char   *api_key,
               const char   *user_token)
{
  GError *error = NULL;
  g_autoptr (WtKeyringFound) found = wt_keyring_lookup_finish (self->keyring, result, &error);
  WtCredential *key = found != NULL ? found->secrets[WT_CREDENTIAL_API_KEY].credential : NULL;
  WtCredential *token = found != NULL ? found->secrets[WT_CREDENTIAL_USER_TOKEN].credential : NULL;

  g_assert_cmpint (found != NULL, ==, code < 0);
  check_error (error, code);
  g_assert_cmpstr (key != NULL ? wt_credential_get_text (key) : NULL, ==, api_key);
  g_assert_cmpstr (token != NULL ? wt_credential_get_text (token) : NULL, ==, user_token);
  g_assert_true (key == NULL || wt_credential_get_kind (key) == WT_CREDENTIAL_API_KEY);
  g_assert_true (token == NULL || wt_credential_get_kind (token) == WT_CREDENTIAL_USER_TOKEN);
}

/* For who wants the token alone there is nothing besides, but where all secrets are read at once: in a file. */
static void
assert_lookup_token (Fixture    *self,
                     const char *server,
                     int         code,
                     const char *api_key,
                     const char *user_token)
{
  g_autoptr (GAsyncResult) result = NULL;
  gboolean is_single = user_token != NULL && g_getenv ("SECRET_BACKEND") == NULL;

  wt_keyring_lookup_token_async (self->keyring, server, NULL, ready_cb, &result);
  wait_until (&result);
  finish_lookup (self, result, code, is_single ? NULL : api_key, user_token);
}

/* In either way. */
void
assert_lookup (Fixture    *self,
               const char *server,
               int         code,
               const char *api_key,
               const char *user_token)
{
  g_autoptr (GAsyncResult) result = NULL;

  wt_keyring_lookup_async (self->keyring, server, NULL, ready_cb, &result);
  wait_until (&result);
  finish_lookup (self, result, code, api_key, user_token);
  assert_lookup_token (self, server, code, api_key, user_token);
}

void
begin_store (Fixture          *self,
             const char       *server,
             WtCredentialKind  kind,
             const char       *text,
             GCancellable     *cancellable,
             GAsyncResult    **result)
{
  g_autoptr (WtCredential) credential = wt_credential_parse (kind, text, NULL);

  wt_keyring_store_async (self->keyring, server, credential, cancellable, ready_cb, result);
}

void
finish_store (Fixture      *self,
              GAsyncResult *result,
              int           code)
{
  GError *error = NULL;

  g_assert_cmpint (wt_keyring_store_finish (self->keyring, result, &error), ==, code < 0);
  check_error (error, code);
}

void
assert_store (Fixture          *self,
              const char       *server,
              WtCredentialKind  kind,
              const char       *text,
              int               code)
{
  g_autoptr (GAsyncResult) result = NULL;

  begin_store (self, server, kind, text, NULL, &result);
  wait_until (&result);
  finish_store (self, result, code);
}

void
finish_clear (Fixture      *self,
              GAsyncResult *result,
              int           code)
{
  GError *error = NULL;

  g_assert_cmpint (wt_keyring_clear_finish (self->keyring, result, &error), ==, code < 0);
  check_error (error, code);
}

void
assert_clear (Fixture          *self,
              const char       *server,
              WtCredentialKind  kind,
              int               code)
{
  g_autoptr (GAsyncResult) result = NULL;

  wt_keyring_clear_async (self->keyring, server, kind, NULL, ready_cb, &result);
  wait_until (&result);
  finish_clear (self, result, code);
}

void
assert_unlock (Fixture *self,
               int      code)
{
  g_autoptr (GAsyncResult) result = NULL;
  GError *error = NULL;

  wt_keyring_unlock_async (self->keyring, self->server, ready_cb, &result);
  wait_until (&result);
  g_assert_cmpint (wt_keyring_unlock_finish (self->keyring, result, &error), ==, code < 0);
  check_error (error, code);
}

void
assert_create (Fixture *self,
               int      code)
{
  g_autoptr (GAsyncResult) result = NULL;
  GError *error = NULL;

  wt_keyring_create_async (self->keyring, self->server, ready_cb, &result);
  wait_until (&result);
  g_assert_cmpint (wt_keyring_create_finish (self->keyring, result, &error), ==, code < 0);
  check_error (error, code);
}
