/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_SETTINGS_ENABLE_BACKEND

#include "config.h"

#include "account-fixture.h"

#include <gio/gsettingsbackend.h>

#include "waiting.h"

static const char state_letters[] = "LSCROXF";

WtAccount *
get_account (Fixture *self)
{
  return wt_accounts_get_selected (self->accounts);
}

static void
state_cb (Fixture *self)
{
  g_string_append_c (self->history, state_letters[wt_account_get_state (get_account (self))]);
}

/* Another account is another object. */
static void
selected_cb (Fixture *self)
{
  if (self->watched != NULL)
    g_signal_handlers_disconnect_by_data (self->watched, self);
  g_set_object (&self->watched, get_account (self));
  g_signal_connect_swapped (self->watched, "notify::state", G_CALLBACK (state_cb), self);
}

static void
other_selected_cb (Fixture *self)
{
  selected_cb (self);
  state_cb (self);
}

static GSettings *
new_settings (void)
{
  g_autoptr (GSettingsBackend) backend = g_memory_settings_backend_new ();

  return g_settings_new_with_backend (APP_ID, backend);
}

/* Makes an account for the simulator, which is not started yet. */
void
open_account (Fixture *self)
{
  g_string_truncate (self->history, 0);
  self->watched = NULL;
  self->accounts = wt_accounts_new (self->settings, self->address);
  g_signal_connect_swapped (self->accounts, "notify::selected", G_CALLBACK (other_selected_cb), self);
  selected_cb (self);
}

static gboolean
is_gone (gpointer user_data)
{
  Fixture *self = user_data;

  return self->accounts == NULL && self->watched == NULL;
}

/* From here on only what is still under way holds it. */
void
let_account_go (Fixture *self)
{
  g_signal_handlers_disconnect_by_data (self->accounts, self);
  g_signal_handlers_disconnect_by_data (self->watched, self);
  g_object_unref (self->watched);
  g_object_add_weak_pointer (G_OBJECT (self->watched), (gpointer *) &self->watched);
  g_object_add_weak_pointer (G_OBJECT (self->accounts), (gpointer *) &self->accounts);
  g_object_unref (self->accounts);
}

/* Not for ever. */
void
wait_until_account_gone (Fixture *self)
{
  wait_until (is_gone, self);
}

void
close_account (Fixture *self)
{
  if (self->accounts == NULL)
    return;

  let_account_go (self);
  wait_until_account_gone (self);
}

void
restart_account (Fixture *self)
{
  close_account (self);
  simulator_clear_log (self->simulator);
  open_account (self);
  wt_accounts_start (self->accounts);
}

void
fixture_set_up (Fixture       *self,
                gconstpointer  option)
{
  self->simulator = simulator_start (option, NULL);
  self->address = g_strdup (simulator_get_address (self->simulator));
  self->settings = new_settings ();
  self->history = g_string_new (NULL);
  open_account (self);
}

static gboolean
is_held_once (gpointer object)
{
  return G_OBJECT (object)->ref_count == 1;
}

/* What is under way in an account that is not selected any more ends a little later, and holds the settings until then. */
void
fixture_tear_down (Fixture       *self,
                   gconstpointer  option)
{
  close_account (self);
  wait_until (is_held_once, self->settings);
  g_clear_pointer (&self->simulator, simulator_stop);
  g_assert_finalize_object (self->settings);
  g_string_free (self->history, TRUE);
  g_free (self->address);
}

void
stop_server (Fixture *self)
{
  g_clear_pointer (&self->simulator, simulator_stop);
}

/* Again at the same address, and with the same API key. */
void
start_server (Fixture *self)
{
  g_autofree char *option = g_strconcat ("--port=", strrchr (self->address, ':') + 1, NULL);

  self->simulator = simulator_start (option, "--tokens=2", NULL);
}

/* Runs tests/tools/keyring-control. */
void
control_keyring (const char *action,
                 const char *argument)
{
  g_autofree char *program = g_build_filename (g_getenv ("WT_TEST_SOURCE_DIR"), "tools", "keyring-control", NULL);
  const char *argv[] = { program, action, argument, NULL };
  g_autoptr (GError) error = NULL;
  int status;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_spawn_check_wait_status (status, &error);
  g_assert_no_error (error);
}

typedef struct
{
  Fixture          *fixture;
  int               state;
  WtCredentialKind  kind;
  const char       *value;
} Wish;

static gboolean
has_state (gpointer user_data)
{
  Wish *wish = user_data;

  return (int) wt_account_get_state (get_account (wish->fixture)) == wish->state;
}

void
wait_for_state (Fixture        *self,
                WtAccountState  state)
{
  Wish wish = { self, .state = state };

  wait_until (has_state, &wish);
}

static gboolean
has_keyring_state (gpointer user_data)
{
  Wish *wish = user_data;

  return (int) wt_account_get_keyring_state (get_account (wish->fixture)) == wish->state;
}

void
wait_for_keyring_state (Fixture        *self,
                        WtKeyringState  state)
{
  Wish wish = { self, .state = state };

  wait_until (has_keyring_state, &wish);
}

/* Asks the keyring in another process, with nothing but what is agreed on: the attributes. */
static char *
look_up (Fixture          *self,
         WtCredentialKind  kind)
{
  const char *argv[] = {
    "secret-tool", "lookup", "xdg:schema", APP_ID, "server", self->address,
    "kind", kind == WT_CREDENTIAL_API_KEY ? "api-key" : "user-token", NULL,
  };
  g_auto (GStrv) environment = g_environ_unsetenv (g_get_environ (), "G_MESSAGES_DEBUG");
  g_autoptr (GError) error = NULL;
  char *value = NULL;

  g_spawn_sync (NULL, (char **) argv, environment, G_SPAWN_SEARCH_PATH, NULL, NULL, &value, NULL, NULL, &error);
  g_assert_no_error (error);

  return value;
}

static gboolean
has_secret (gpointer user_data)
{
  Wish *wish = user_data;
  g_autofree char *value = look_up (wish->fixture, wish->kind);

  return g_strcmp0 (value, wish->value) == 0;
}

/* @value is empty for none. */
void
wait_for_secret (Fixture          *self,
                 WtCredentialKind  kind,
                 const char       *value)
{
  Wish wish = { self, .kind = kind, .value = value };

  wait_until (has_secret, &wish);
}

static gboolean
is_saved (gpointer user_data)
{
  return !wt_account_get_has_unsaved (get_account (user_data));
}

void
wait_for_saved (Fixture *self)
{
  wait_until (is_saved, self);
}

static gboolean
is_idle (gpointer user_data)
{
  Fixture *self = user_data;

  return !wt_account_get_busy (get_account (self)) && !wt_sign_in_get_busy (wt_accounts_get_sign_in (self->accounts));
}

/* Until the server is not being asked any more. */
void
wait_until_idle (Fixture *self)
{
  wait_until (is_idle, self);
}

static gboolean
has_refusal (gpointer user_data)
{
  return wt_account_get_refusal (get_account (user_data)) != NULL;
}

/* Until it is known that the stored token, or the one that was chosen, is of no use. All else is well. */
void
wait_for_refusal (Fixture *self)
{
  wait_until (has_refusal, self);
  g_assert_cmpint (wt_account_get_state (get_account (self)), ==, WT_ACCOUNT_READY);
}

static gboolean
is_sign_in_over (gpointer user_data)
{
  return !wt_sign_in_get_busy (user_data);
}

/* Until the server has answered to the credential. */
void
wait_for_sign_in (Fixture *self)
{
  wait_until (is_sign_in_over, wt_accounts_get_sign_in (self->accounts));
}

const GError *
get_sign_in_error (Fixture *self)
{
  return wt_sign_in_get_error (wt_accounts_get_sign_in (self->accounts));
}

void
sign_in_with (Fixture          *self,
              WtCredentialKind  kind,
              const char       *secret)
{
  wt_accounts_sign_in (self->accounts, self->address, kind, secret);
}

/* With the right key, and until the server answered. */
void
sign_in (Fixture *self)
{
  wt_accounts_start (self->accounts);
  wait_for_state (self, WT_ACCOUNT_SIGNED_OUT);
  sign_in_with (self, WT_CREDENTIAL_API_KEY, simulator_get_key (self->simulator));
  wait_for_state (self, WT_ACCOUNT_READY);
}

/* And until the keyring has what it is to have. */
void
sign_in_and_save (Fixture *self)
{
  g_autofree char *value = NULL;

  sign_in (self);
  value = dup_active_value (self);
  wait_for_secret (self, WT_CREDENTIAL_API_KEY, simulator_get_key (self->simulator));
  wait_for_secret (self, WT_CREDENTIAL_USER_TOKEN, value);
  wait_for_saved (self);
}

WtUserToken *
generate_token (Fixture     *self,
                const char  *user_id,
                GError     **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  wt_account_generate_async (get_account (self), "New", user_id, NULL, keep_result_cb, &result);
  wait_for_result (&result);

  return wt_account_generate_finish (get_account (self), result, error);
}

gboolean
sign_out (Fixture  *self,
          GError  **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  wt_account_sign_out_async (get_account (self), keep_result_cb, &result);
  wait_for_result (&result);

  return wt_account_sign_out_finish (get_account (self), result, error);
}

guint
get_n_tokens (Fixture *self)
{
  return g_list_model_get_n_items (wt_account_get_tokens (get_account (self)));
}

/* Returns (transfer full): a token that is shown. */
WtUserToken *
get_token (Fixture *self,
           guint    index)
{
  WtUserToken *token = g_list_model_get_item (wt_account_get_tokens (get_account (self)), index);

  g_assert_nonnull (token);

  return token;
}

/* Returns (nullable): the value that programs get. */
const char *
get_active_value (Fixture *self)
{
  WtUserToken *token = wt_account_get_active_token (get_account (self));
  WtCredential *credential = token != NULL ? wt_user_token_get_credential (token) : NULL;

  return credential != NULL ? wt_credential_get_text (credential) : NULL;
}

/* The same; empty if there is none. */
char *
dup_active_value (Fixture *self)
{
  const char *value = get_active_value (self);

  return g_strdup (value != NULL ? value : "");
}

void
assert_nothing_stored (Fixture *self)
{
  g_autofree char *key = look_up (self, WT_CREDENTIAL_API_KEY);
  g_autofree char *token = look_up (self, WT_CREDENTIAL_USER_TOKEN);

  g_assert_cmpstr (key, ==, "");
  g_assert_cmpstr (token, ==, "");
}

/* Nobody is remembered. */
void
assert_no_facts (Fixture *self)
{
  static const char *const keys[] = { "user-id", "user-name", "token-id", "token-name" };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *fact = g_settings_get_string (self->settings, keys[i]);

      g_assert_cmpstr (fact, ==, "");
    }
}
