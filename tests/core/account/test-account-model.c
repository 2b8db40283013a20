/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What each thing that is learned makes of an account: a table, and then every state that can be reached, with what has
 * to be true in each of them. Nothing is asked of anybody. */

#include "config.h"

#include "wt-account-model.h"
#include "wt-error.h"
#include "wt-pending.h"

#define SERVER "https://workbench.import.io"

typedef enum
{
  LOADED_NOTHING,
  LOADED_LOCKED,
  LOADED_KEY,
  LOADED_TOKEN,
  LOADED_BOTH,
  CONNECTING,
  CONNECTED_EMPTY,
  CONNECTED_ONE,
  CONNECTED_TWO,
  CONNECTED_OTHER,
  CONNECTED_SKIPPED,
  CONNECTED_REFUSED,
  CONNECTED_REFUSED_EMPTY,
  UNREACHABLE,
  UNAUTHORIZED,
  FORBIDDEN,
  BROKEN,
  STOPPED,
  SIGNED_IN_KEY,
  SIGNED_IN_KEY_EMPTY,
  SIGNED_IN_TOKEN,
  CHOSEN,
  CHOSEN_FOREIGN,
  VERIFIED,
  VERIFIED_BY_USER,
  VERIFIED_UNKNOWN,
  VERIFIED_REFUSED,
  CREATED,
  DOUBTED,
  REVOKED_ACTIVE,
  REVOKED_FIRST,
  CANNOT_REVOKE,
  CLEARED,
  CHANGED_ELSEWHERE,
  CREATING,
  N_EVENTS,
} Event;

static WtCredential *key;

static WtCredential *
new_credential (WtCredentialKind  kind,
                const char       *text)
{
  return wt_credential_parse (kind, text, NULL);
}

/* Each has an id and a value of this one letter. */
static WtUserToken *
new_token (const char *letter)
{
  g_autoptr (WtCredential) value = new_credential (WT_CREDENTIAL_USER_TOKEN, letter);

  return wt_user_token_new (letter, letter, value);
}

static WtCredentialSet
new_set (gboolean    has_key,
         const char *token)
{
  WtCredentialSet set = { { NULL } };

  if (has_key)
    wt_credential_set_put (&set, key);
  if (token != NULL)
    {
      g_autoptr (WtCredential) value = new_credential (WT_CREDENTIAL_USER_TOKEN, token);

      wt_credential_set_put (&set, value);
    }

  return set;
}

static WtConnection *
new_connection (const char *letters,
                guint       n_skipped,
                gboolean    is_refused)
{
  WtConnection *connection = g_new0 (WtConnection, 1);

  connection->tokens = g_ptr_array_new_with_free_func (g_object_unref);
  for (const char *p = letters; *p != '\0'; p++)
    g_ptr_array_add (connection->tokens, new_token ((char[]){ *p, '\0' }));
  connection->n_skipped = n_skipped;
  if (is_refused)
    connection->refusal = g_error_new_literal (WT_ERROR, WT_ERROR_UNAUTHORIZED, "refused");

  return connection;
}

static WtNeeds
load (WtAccountModel *model,
      gboolean        has_key,
      const char     *token,
      gboolean        is_certain)
{
  g_auto (WtCredentialSet) set = new_set (has_key, token);

  return wt_account_model_loaded (model, &set, is_certain);
}

static WtNeeds
answer (WtAccountModel *model,
         const char     *letters,
         guint           n_skipped,
         gboolean        is_refused)
{
  g_autoptr (WtConnection) connection = new_connection (letters, n_skipped, is_refused);

  return wt_account_model_connected (model, connection);
}

static void
fail (WtAccountModel *model,
      int             code)
{
  g_autoptr (GError) error = g_error_new_literal (WT_ERROR, code, "failed");

  wt_account_model_failed (model, error, NULL);
}

static WtNeeds
sign_in (WtAccountModel   *model,
         WtCredentialKind  kind,
         const char       *letters)
{
  g_auto (WtCredentialSet) stored = new_set (FALSE, "A");
  g_autoptr (WtCredential) value = new_credential (kind, "B");
  g_autoptr (WtConnection) connection = new_connection (letters, 0, FALSE);

  return wt_account_model_signed_in (model, &stored, value, connection);
}

static WtNeeds
verify (WtAccountModel *model,
        gboolean        by_user,
        int             code)
{
  g_autoptr (GError) error = code >= 0 ? g_error_new_literal (WT_ERROR, code, "failed") : NULL;
  g_autoptr (WtUserToken) token = g_object_ref (wt_account_model_get (model)->active_token);

  return wt_account_model_verified (model, token, by_user, error, "details");
}

static WtNeeds
lose (WtAccountModel *model,
        WtUserToken    *token)
{
  g_autoptr (WtUserToken) held = g_object_ref (token);

  return wt_account_model_revoked (model, held);
}

static WtUserToken *
get_first (const WtKnown *known)
{
  g_autoptr (WtUserToken) token = g_list_model_get_item (G_LIST_MODEL (known->tokens), 0);

  return token;
}

static gboolean
has_credential (const WtKnown *known)
{
  return !wt_credential_set_is_empty (&known->credentials);
}

static gboolean
has_value (const WtKnown *known)
{
  return known->active_token != NULL && wt_user_token_get_credential (known->active_token) != NULL;
}

static gboolean
is_fresh (const WtKnown *known)
{
  return known->state == WT_ACCOUNT_LOADING && !wt_known_is_signed_in (known);
}

/* Whether an account can hear of it at all. */
static gboolean
can_happen (const WtKnown *known,
            Event          event)
{
  switch (event)
    {
    case LOADED_NOTHING:
    case LOADED_LOCKED:
    case LOADED_KEY:
    case LOADED_TOKEN:
    case LOADED_BOTH:
      return !has_credential (known) && (known->state == WT_ACCOUNT_LOADING || known->state == WT_ACCOUNT_SIGNED_OUT);
    case CONNECTING:
    case CONNECTED_EMPTY:
    case CONNECTED_ONE:
    case CONNECTED_TWO:
    case CONNECTED_OTHER:
    case CONNECTED_SKIPPED:
    case UNREACHABLE:
    case UNAUTHORIZED:
    case FORBIDDEN:
    case BROKEN:
      return has_credential (known);
    case CONNECTED_REFUSED:
    case CONNECTED_REFUSED_EMPTY:
      return known->credentials.held[WT_CREDENTIAL_API_KEY] != NULL &&
             known->credentials.held[WT_CREDENTIAL_USER_TOKEN] != NULL;
    case SIGNED_IN_KEY:
    case SIGNED_IN_KEY_EMPTY:
    case SIGNED_IN_TOKEN:
      return is_fresh (known);
    case VERIFIED:
    case VERIFIED_BY_USER:
    case VERIFIED_UNKNOWN:
    case VERIFIED_REFUSED:
    case REVOKED_ACTIVE:
      return has_value (known);
    case CHOSEN:
    case REVOKED_FIRST:
      return g_list_model_get_n_items (G_LIST_MODEL (known->tokens)) > 0;
    case CREATED:
    case DOUBTED:
      return known->credentials.held[WT_CREDENTIAL_API_KEY] != NULL && known->state != WT_ACCOUNT_LOADING;
    case CHANGED_ELSEWHERE:
      return has_credential (known);
    case STOPPED:
    case CHOSEN_FOREIGN:
    case CANNOT_REVOKE:
    case CLEARED:
    case CREATING:
    case N_EVENTS:
      break;
    }

  return TRUE;
}

static WtNeeds
happen (WtAccountModel *model,
        Event           event)
{
  const WtKnown *known = wt_account_model_get (model);
  g_autoptr (WtUserToken) token = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (WtCredentialSet) set = { { NULL } };

  switch (event)
    {
    case LOADED_NOTHING:
      return load (model, FALSE, NULL, TRUE);
    case LOADED_LOCKED:
      return load (model, FALSE, NULL, FALSE);
    case LOADED_KEY:
      return load (model, TRUE, NULL, TRUE);
    case LOADED_TOKEN:
      return load (model, FALSE, "A", TRUE);
    case LOADED_BOTH:
      return load (model, TRUE, "A", TRUE);
    case CONNECTING:
      wt_account_model_connecting (model);
      break;
    case CONNECTED_EMPTY:
      return answer (model, "", 0, FALSE);
    case CONNECTED_ONE:
      return answer (model, "A", 0, FALSE);
    case CONNECTED_TWO:
      return answer (model, "AB", 0, FALSE);
    case CONNECTED_OTHER:
      return answer (model, "B", 0, FALSE);
    case CONNECTED_SKIPPED:
      return answer (model, "", 1, FALSE);
    case CONNECTED_REFUSED:
      return answer (model, "B", 0, TRUE);
    case CONNECTED_REFUSED_EMPTY:
      return answer (model, "", 0, TRUE);
    case UNREACHABLE:
      fail (model, WT_ERROR_UNREACHABLE);
      break;
    case UNAUTHORIZED:
      fail (model, WT_ERROR_UNAUTHORIZED);
      break;
    case FORBIDDEN:
      fail (model, WT_ERROR_FORBIDDEN);
      break;
    case BROKEN:
      fail (model, WT_ERROR_UNREADABLE);
      break;
    case STOPPED:
      wt_account_model_stopped (model);
      break;
    case SIGNED_IN_KEY:
      return sign_in (model, WT_CREDENTIAL_API_KEY, "AB");
    case SIGNED_IN_KEY_EMPTY:
      return sign_in (model, WT_CREDENTIAL_API_KEY, "");
    case SIGNED_IN_TOKEN:
      return sign_in (model, WT_CREDENTIAL_USER_TOKEN, "AB");
    case CHOSEN:
      return wt_account_model_chosen (model, get_first (known));
    case CHOSEN_FOREIGN:
      token = new_token ("X");
      return wt_account_model_chosen (model, token);
    case VERIFIED:
      return verify (model, FALSE, -1);
    case VERIFIED_BY_USER:
      return verify (model, TRUE, -1);
    case VERIFIED_UNKNOWN:
      return verify (model, TRUE, WT_ERROR_UNREACHABLE);
    case VERIFIED_REFUSED:
      return verify (model, TRUE, WT_ERROR_UNAUTHORIZED);
    case CREATED:
      token = new_token ("C");
      return wt_account_model_created (model, token);
    case DOUBTED:
      error = g_error_new_literal (WT_ERROR, WT_ERROR_OUTCOME_UNKNOWN, "unknown");
      wt_account_model_doubted (model, error);
      break;
    case REVOKED_ACTIVE:
      return lose (model, known->active_token);
    case REVOKED_FIRST:
      return lose (model, get_first (known));
    case CANNOT_REVOKE:
      wt_account_model_cannot_revoke (model);
      break;
    case CLEARED:
      return wt_account_model_cleared (model);
    case CHANGED_ELSEWHERE:
      set = new_set (known->credentials.held[WT_CREDENTIAL_API_KEY] != NULL, "B");
      return wt_account_model_changed_elsewhere (model, &set, NULL);
    case CREATING:
      wt_account_model_under_way (model, WT_PENDING_CREATING);
      break;
    case N_EVENTS:
      break;
    }

  return WT_NEED_NOTHING;
}

/* All that is known, as text: two that are the same are one state. */
static char *
describe (const WtKnown *known)
{
  WtCredential *stored = known->credentials.held[WT_CREDENTIAL_USER_TOKEN];
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "state %d error %d refusal %d details %d skipped %u list %d key %d stored %s creating %d "
                                "revokes %d active %s tokens ",
                          known->state, known->error != NULL ? known->error->code : -1, known->refusal != NULL,
                          known->details != NULL, known->n_skipped, known->list,
                          known->credentials.held[WT_CREDENTIAL_API_KEY] != NULL,
                          stored != NULL ? wt_credential_get_text (stored) : "-",
                          (known->under_way & WT_PENDING_CREATING) != 0, known->can_revoke,
                          has_value (known) ? wt_credential_get_text (wt_user_token_get_credential (known->active_token))
                                            : "-");
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (known->tokens)); i++)
    {
      g_autoptr (WtUserToken) token = g_list_model_get_item (G_LIST_MODEL (known->tokens), i);

      g_string_append (text, wt_credential_get_text (wt_user_token_get_credential (token)));
    }

  return g_string_free (text, FALSE);
}

/* What is true of any account, whatever was heard of it. */
static void
assert_consistent (WtAccountModel *model)
{
  const WtKnown *known = wt_account_model_get (model);
  gboolean has_key = known->credentials.held[WT_CREDENTIAL_API_KEY] != NULL;
  gboolean knows_nothing = !has_credential (known) && known->user == NULL && known->active_token == NULL;

  if (wt_known_can_generate (known))
    g_assert_true (known->state == WT_ACCOUNT_READY && known->list == WT_LIST_EMPTY && has_key &&
                   (known->under_way & WT_PENDING_CREATING) == 0);
  if (wt_known_needs_api_key (known))
    g_assert_true (known->state == WT_ACCOUNT_READY && known->list == WT_LIST_EMPTY && !has_key);

  g_assert_cmpint (wt_known_is_signed_in (known), ==, !knows_nothing);
  if (known->state == WT_ACCOUNT_SIGNED_OUT)
    g_assert_true (knows_nothing);
  else if (known->state != WT_ACCOUNT_LOADING)
    g_assert_false (knows_nothing);

  g_assert_cmpint (known->error != NULL, ==, known->state == WT_ACCOUNT_OFFLINE ||
                                             known->state == WT_ACCOUNT_REFUSED || known->state == WT_ACCOUNT_FAILED);
  if (known->refusal != NULL)
    g_assert_cmpint (known->state, ==, WT_ACCOUNT_READY);
  if (known->active_token != NULL)
    g_assert_true (wt_account_model_lists (model, known->active_token));
  if (known->list == WT_LIST_EMPTY)
    g_assert_cmpuint (known->n_skipped, ==, 0);
}

/* What is true of what an event does. */
static void
assert_lawful (const WtKnown         *known,
               Event                  event,
               const WtCredentialSet *before,
               const char            *tokens_before,
               WtNeeds                needs)
{
  WtCredential *stored = known->credentials.held[WT_CREDENTIAL_USER_TOKEN];
  g_autofree char *text = describe (known);
  gboolean is_removal = event == SIGNED_IN_KEY || event == SIGNED_IN_KEY_EMPTY || event == SIGNED_IN_TOKEN ||
                        event == REVOKED_ACTIVE || event == REVOKED_FIRST;

  if (needs & (WT_NEED_DROP_TOKEN | WT_NEED_DROP_KEY))
    g_assert_true (is_removal);
  if (needs & WT_NEED_STORE_ACTIVE)
    g_assert_true (wt_credential_equal (stored, wt_user_token_get_credential (known->active_token)));
  if (needs & (WT_NEED_VERIFY | WT_NEED_VERIFY_CHOICE))
    g_assert_true (has_value (known));
  if (needs & WT_NEED_CONNECT)
    g_assert_true (has_credential (known));

  switch (event)
    {
    case UNREACHABLE:
    case UNAUTHORIZED:
    case FORBIDDEN:
    case BROKEN:
      g_assert_cmpstr (strstr (text, "active"), ==, tokens_before);
      break;
    case VERIFIED_REFUSED:
      g_assert_true (wt_credential_equal (stored, before->held[WT_CREDENTIAL_USER_TOKEN]));
      g_assert_false (needs & WT_NEED_STORE_ACTIVE);
      break;
    case CREATED:
      g_assert_cmpstr (wt_credential_get_text (stored), ==, "C");
      g_assert_true (needs & WT_NEED_STORE_ACTIVE);
      g_assert_cmpint (known->list, ==, WT_LIST_NOT_EMPTY);
      break;
    case CHOSEN_FOREIGN:
      g_assert_cmpint (needs, ==, WT_NEED_NOTHING);
      break;
    default:
      break;
    }
}

/* What is told of is what is another one, each once. */
static void
assert_told (const WtKnown  *known,
             const WtKnown  *before,
             gboolean        had_key,
             WtKnownChanges  changes)
{
  gboolean has_key = known->credentials.held[WT_CREDENTIAL_API_KEY] != NULL;

  g_assert_cmpint ((changes & WT_CHANGED_STATE) != 0, ==, known->state != before->state);
  g_assert_cmpint ((changes & WT_CHANGED_USER) != 0, ==, known->user != before->user);
  g_assert_cmpint ((changes & WT_CHANGED_ACTIVE_TOKEN) != 0, ==, known->active_token != before->active_token);
  g_assert_cmpint ((changes & WT_CHANGED_N_SKIPPED) != 0, ==, known->n_skipped != before->n_skipped);
  g_assert_cmpint ((changes & WT_CHANGED_BUSY) != 0, ==, wt_known_is_busy (known) != wt_known_is_busy (before));
  g_assert_cmpint ((changes & WT_CHANGED_CAN_REVOKE) != 0, ==, known->can_revoke != before->can_revoke);
  g_assert_cmpint ((changes & WT_CHANGED_SIGNED_IN) != 0, ==,
                   wt_known_is_signed_in (known) != wt_known_is_signed_in (before));
  g_assert_cmpint ((changes & WT_CHANGED_CAN_GENERATE) != 0, ==,
                   wt_known_can_generate (known) != wt_known_can_generate (before));
  g_assert_cmpint ((changes & WT_CHANGED_NEEDS_API_KEY) != 0, ==,
                   wt_known_needs_api_key (known) != wt_known_needs_api_key (before));
  g_assert_cmpint ((changes & WT_CHANGED_HAS_API_KEY) != 0, ==, has_key != had_key);
  if ((known->error != NULL) != (before->error != NULL))
    g_assert_true (changes & WT_CHANGED_ERROR);
  if ((known->refusal != NULL) != (before->refusal != NULL))
    g_assert_true (changes & WT_CHANGED_REFUSAL);
}

static void
step (WtAccountModel *model,
      Event           event)
{
  const WtKnown *known = wt_account_model_get (model);
  WtKnown before = *known;
  gboolean had_key = known->credentials.held[WT_CREDENTIAL_API_KEY] != NULL;
  g_autoptr (WtUserToken) active = known->active_token != NULL ? g_object_ref (known->active_token) : NULL;
  g_autofree char *text = describe (known);
  g_auto (WtCredentialSet) credentials = { { NULL } };
  WtNeeds needs;

  wt_credential_set_assign (&credentials, &known->credentials);
  needs = happen (model, event);
  assert_consistent (model);
  assert_lawful (known, event, &credentials, strstr (text, "active"), needs);
  assert_told (known, &before, had_key, wt_account_model_take_changes (model));
  g_assert_cmpint (wt_account_model_take_changes (model), ==, 0);
}

static WtAccountModel *
replay (GByteArray *events)
{
  WtAccountModel *model = wt_account_model_new (SERVER);

  for (guint i = 0; i < events->len; i++)
    happen (model, events->data[i]);
  wt_account_model_take_changes (model);

  return model;
}

/* What these change changes nothing else, so that the states after them need not be gone through once more. */
static gboolean
is_apart (Event event)
{
  return event == CANNOT_REVOKE || event == CREATING;
}

/* From each state that was found, each event that can happen there; a state that is new is looked at later. */
static void
test_walk (void)
{
  g_autoptr (GHashTable) found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) ways = g_ptr_array_new_with_free_func ((GDestroyNotify) g_byte_array_unref);
  guint n_steps = 0;

  g_ptr_array_add (ways, g_byte_array_new ());
  for (guint i = 0; i < ways->len; i++)
    {
      for (Event event = 0; event < N_EVENTS; event++)
        {
          GByteArray *way = g_ptr_array_index (ways, i);
          g_autoptr (WtAccountModel) model = replay (way);
          g_autoptr (GByteArray) longer = NULL;
          guint8 last = event;

          if (!can_happen (wt_account_model_get (model), event))
            continue;

          step (model, event);
          n_steps++;
          if (!is_apart (event) && g_hash_table_add (found, describe (wt_account_model_get (model))))
            {
              longer = g_byte_array_append (g_byte_array_new (), way->data, way->len);
              g_byte_array_append (longer, &last, 1);
              g_ptr_array_add (ways, g_steal_pointer (&longer));
            }
        }
    }

  g_test_message ("%u states, %u steps", g_hash_table_size (found), n_steps);
  g_assert_cmpuint (g_hash_table_size (found), >, 300);
}

typedef struct
{
  const char     *name;
  Event           events[5]; /* LOADED_NOTHING ends them, besides as the first one */
  WtAccountState  state;
  WtNeeds         needs; /* of the last one */
  const char     *active;
} Row;

static const Row rows[] = {
  { "nothing", { LOADED_NOTHING }, WT_ACCOUNT_SIGNED_OUT, WT_NEED_FORGET_FACTS, "-" },
  { "locked", { LOADED_LOCKED }, WT_ACCOUNT_LOADING, WT_NEED_NOTHING, "-" },
  { "stored", { LOADED_BOTH }, WT_ACCOUNT_LOADING, WT_NEED_CONNECT, "A" },
  { "opened-later", { LOADED_LOCKED, LOADED_TOKEN }, WT_ACCOUNT_LOADING, WT_NEED_CONNECT, "A" },
  { "connecting", { LOADED_BOTH, CONNECTING }, WT_ACCOUNT_CONNECTING, WT_NEED_NOTHING, "A" },
  { "ready", { LOADED_BOTH, CONNECTING, CONNECTED_TWO }, WT_ACCOUNT_READY, WT_NEED_SAVE_FACTS, "A" },
  { "default", { LOADED_KEY, CONNECTED_TWO }, WT_ACCOUNT_READY, WT_NEED_SAVE_FACTS | WT_NEED_VERIFY, "A" },
  { "default-stored", { LOADED_KEY, CONNECTED_TWO, VERIFIED }, WT_ACCOUNT_READY,
    WT_NEED_SAVE_FACTS | WT_NEED_STORE_ACTIVE, "A" },
  { "refresh", { LOADED_BOTH, CONNECTED_TWO, CONNECTING }, WT_ACCOUNT_READY, WT_NEED_NOTHING, "A" },
  { "not-listed", { LOADED_TOKEN, CONNECTED_OTHER }, WT_ACCOUNT_READY, WT_NEED_SAVE_FACTS, "A" },
  { "offline", { LOADED_BOTH, UNREACHABLE }, WT_ACCOUNT_OFFLINE, WT_NEED_NOTHING, "A" },
  { "refused", { LOADED_BOTH, UNAUTHORIZED }, WT_ACCOUNT_REFUSED, WT_NEED_NOTHING, "A" },
  { "forbidden", { LOADED_BOTH, FORBIDDEN }, WT_ACCOUNT_FAILED, WT_NEED_NOTHING, "A" },
  { "broken", { LOADED_BOTH, BROKEN }, WT_ACCOUNT_FAILED, WT_NEED_NOTHING, "A" },
  { "token-refused", { LOADED_BOTH, CONNECTED_REFUSED }, WT_ACCOUNT_READY, WT_NEED_SAVE_FACTS | WT_NEED_VERIFY, "B" },
  { "signed-in", { SIGNED_IN_KEY }, WT_ACCOUNT_READY, WT_NEED_SAVE_FACTS, "A" },
  { "signed-in-other", { SIGNED_IN_KEY_EMPTY }, WT_ACCOUNT_READY, WT_NEED_DROP_TOKEN | WT_NEED_SAVE_FACTS, "-" },
  { "signed-in-token", { SIGNED_IN_TOKEN }, WT_ACCOUNT_READY, WT_NEED_DROP_KEY | WT_NEED_SAVE_FACTS, "B" },
  { "created", { LOADED_KEY, CONNECTED_EMPTY, CREATED }, WT_ACCOUNT_READY,
    WT_NEED_STORE_ACTIVE | WT_NEED_SAVE_FACTS | WT_NEED_VERIFY_CHOICE, "C" },
  { "created-refused", { LOADED_KEY, CONNECTED_EMPTY, CREATED, VERIFIED_REFUSED }, WT_ACCOUNT_READY,
    WT_NEED_SAVE_FACTS, "C" },
  { "doubted", { LOADED_KEY, CONNECTED_EMPTY, DOUBTED }, WT_ACCOUNT_FAILED, WT_NEED_NOTHING, "-" },
  { "revoked", { LOADED_BOTH, CONNECTED_TWO, REVOKED_ACTIVE }, WT_ACCOUNT_READY,
    WT_NEED_DROP_TOKEN | WT_NEED_SAVE_FACTS | WT_NEED_VERIFY_CHOICE, "B" },
  { "revoked-all", { LOADED_TOKEN, CONNECTED_ONE, REVOKED_ACTIVE }, WT_ACCOUNT_SIGNED_OUT,
    WT_NEED_DROP_TOKEN | WT_NEED_FORGET_FACTS, "-" },
  { "cleared", { LOADED_BOTH, CONNECTED_TWO, CLEARED }, WT_ACCOUNT_SIGNED_OUT, WT_NEED_FORGET_FACTS, "-" },
  { "elsewhere", { LOADED_BOTH, CONNECTED_TWO, CHANGED_ELSEWHERE }, WT_ACCOUNT_READY,
    WT_NEED_CONNECT | WT_NEED_ASK_USER, "B" },
};

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (WtAccountModel) model = wt_account_model_new (SERVER);
  const WtKnown *known = wt_account_model_get (model);
  WtNeeds needs = WT_NEED_NOTHING;
  g_autofree char *text = NULL;
  g_autofree char *active = g_strdup_printf ("active %s ", row->active);

  for (guint i = 0; i < G_N_ELEMENTS (row->events) && (i == 0 || row->events[i] != LOADED_NOTHING); i++)
    needs = happen (model, row->events[i]);

  text = describe (known);
  g_assert_cmpint (known->state, ==, row->state);
  g_assert_cmpint (needs, ==, row->needs);
  g_assert_nonnull (strstr (text, active));
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  key = new_credential (WT_CREDENTIAL_API_KEY, "the-key");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/account-model/", rows[i].name, NULL);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  g_test_add_func ("/account-model/walk", test_walk);

  status = g_test_run ();
  wt_credential_unref (key);

  return status;
}
