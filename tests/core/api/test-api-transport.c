/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What goes wrong below HTTP. */

#include "config.h"

#include <libsoup/soup.h>

#include "api-fixture.h"
#include "listener-fixture.h"
#include "wt-error.h"

/* A resolver that knows no host, so that the test depends on no network. */
typedef GResolver      NoResolver;
typedef GResolverClass NoResolverClass;

static guint n_lookups;

GType no_resolver_get_type (void);
G_DEFINE_TYPE (NoResolver, no_resolver, G_TYPE_RESOLVER)

static void
lookup_async (GResolver                *resolver,
              const char               *hostname,
              GResolverNameLookupFlags  flags,
              GCancellable             *cancellable,
              GAsyncReadyCallback       callback,
              gpointer                  user_data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, user_data);

  n_lookups += flags != G_RESOLVER_NAME_LOOKUP_FLAGS_IPV6_ONLY;
  g_task_return_new_error (task, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "no-resolver says no");
}

static void
lookup_plain_async (GResolver           *resolver,
                    const char          *hostname,
                    GCancellable        *cancellable,
                    GAsyncReadyCallback  callback,
                    gpointer             user_data)
{
  lookup_async (resolver, hostname, G_RESOLVER_NAME_LOOKUP_FLAGS_DEFAULT, cancellable, callback, user_data);
}

static GList *
lookup_finish (GResolver     *resolver,
               GAsyncResult  *result,
               GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
no_resolver_class_init (NoResolverClass *klass)
{
  klass->lookup_by_name_async = lookup_plain_async;
  klass->lookup_by_name_finish = lookup_finish;
  klass->lookup_by_name_with_flags_async = lookup_async;
  klass->lookup_by_name_with_flags_finish = lookup_finish;
}

static void
no_resolver_init (NoResolver *self)
{
}

static void
check_unreachable (const char *server,
                   const char *host,
                   const char *said)
{
  g_autoptr (WtApiClient) client = wt_api_client_new (server, NULL);
  g_autoptr (WtCredential) key = wt_credential_parse (WT_CREDENTIAL_API_KEY, "the-key", NULL);
  g_autoptr (Call) create = call (CALL_CREATE, client, key);
  g_autoptr (Call) list = NULL;

  /* Nothing was sent, so nothing is unknown. */
  g_assert_error (create->error, WT_ERROR, WT_ERROR_UNREACHABLE);
  assert_message (create->error, host, said);

  list = call (CALL_LIST, client, key);
  g_assert_error (list->error, WT_ERROR, WT_ERROR_UNREACHABLE);
  assert_message (list->error, host, said);
  g_assert_null (strstr (list->error->message, "the-key"));
}

static void
test_refused (void)
{
  g_autofree char *address = find_unused_address ();

  check_unreachable (address, address + strlen ("http://"), "No connection");
}

static void
test_unknown_host (void)
{
  g_autoptr (GResolver) usual = g_resolver_get_default ();
  g_autoptr (GResolver) none = g_object_new (no_resolver_get_type (), NULL);

  n_lookups = 0;
  g_resolver_set_default (none);
  check_unreachable ("https://workbench.example", "workbench.example", "not found");
  g_resolver_set_default (usual);

  /* Once for the POST, three times for the list. */
  g_assert_cmpuint (n_lookups, ==, 4);
}

/* One header, or many, without an end to be seen. */
static void
test_header_flood (Api           *api,
                   gconstpointer  unused)
{
  g_autofree char *value = g_strnfill (1024 * 1024, 'a');
  g_autofree char *fault = g_strdup_printf ("{\"times\": 0, \"headers\": {\"X-Flood\": \"%s\"}}", value);
  g_autoptr (Call) list = NULL;

  simulator_add_fault (api->simulator, fault);
  list = call (CALL_LIST, api->client, api->key);
  g_assert_error (list->error, WT_ERROR, WT_ERROR_UNREADABLE);
  assert_message (list->error, simulator_get_host (api->simulator), NULL);
  g_assert_cmpuint (simulator_count (api->simulator, "GET"), ==, 1);
}

/* libsoup itself sends a GET again when a connection that it kept has died, but never a POST. */
static void
test_dead_connection (Api           *self,
                      gconstpointer  data)
{
  g_autoptr (Call) first = call (CALL_LIST, self->client, self->key);
  g_autoptr (Call) list = NULL;
  g_autoptr (Call) create = NULL;

  simulator_add_fault (self->simulator, JSON ({"method": "GET", "action": "reset"}));
  list = call (CALL_LIST, self->client, self->key);
  g_assert_no_error (list->error);

  simulator_add_fault (self->simulator, JSON ({"method": "POST", "action": "reset", "when": "after"}));
  create = call (CALL_CREATE, self->client, self->key);
  g_assert_error (create->error, WT_ERROR, WT_ERROR_OUTCOME_UNKNOWN);
  g_assert_cmpuint (simulator_count (self->simulator, "POST"), ==, 1);
  g_assert_cmpuint (simulator_count_tokens (self->simulator), ==, 1);
}

/* Nothing goes on in this process until the simulator has dealt with what was sent after the first two requests. */
static gboolean
wrote_body_cb (GSignalInvocationHint *hint,
               guint                  n_values,
               const GValue          *values,
               gpointer               user_data)
{
  Api *api = user_data;
  GUri *uri = soup_message_get_uri (g_value_get_object (values));

  if (!g_str_has_prefix (g_uri_get_path (uri), "/simulator/"))
    while (simulator_count (api->simulator, NULL) < 3)
      g_usleep (1000);

  return TRUE;
}

/* Lists the tokens on a connection that is there. What becomes of the request is there before libsoup looks for it. */
static Call *
list_at_once (Api          *api,
              GCancellable *cancellable)
{
  guint signal = g_signal_lookup ("wrote-body", SOUP_TYPE_MESSAGE);
  gulong hook = g_signal_add_emission_hook (signal, 0, wrote_body_cb, api, NULL);
  Call *list = call_begin (CALL_LIST, api->client, api->key, cancellable);

  if (cancellable != NULL)
    g_cancellable_cancel (cancellable);
  call_end (list);
  g_signal_remove_emission_hook (signal, hook);

  return list;
}

/* Two connections that wait for the next request. */
static void
connect_twice (Api *self)
{
  g_autoptr (Call) user = call_begin (CALL_USER, self->client, self->key, NULL);
  g_autoptr (Call) list = call_begin (CALL_LIST, self->client, self->key, NULL);

  call_end (user);
  call_end (list);
}

/* The reset is there before libsoup first looks for an answer, and another connection could be used at once. */
static void
test_reset_at_once (Api           *self,
                    gconstpointer  data)
{
  g_autoptr (Call) list = NULL;
  g_autoptr (Call) next = NULL;

  connect_twice (self);
  simulator_add_fault (self->simulator, JSON ({"action": "reset"}));
  list = list_at_once (self, NULL);
  g_assert_no_error (list->error);
  g_assert_cmpuint (simulator_count (self->simulator, NULL), ==, 4);

  next = call (CALL_LIST, self->client, self->key);
  g_assert_no_error (next->error);
}

/* The answer is there before libsoup first looks for it, and the request is cancelled before libsoup hands it out. */
static void
test_cancelled_at_once (Api           *self,
                        gconstpointer  data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (Call) list = NULL;
  g_autoptr (Call) next = NULL;

  connect_twice (self);
  list = list_at_once (self, cancellable);
  g_assert_error (list->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  next = call (CALL_LIST, self->client, self->key);
  g_assert_no_error (next->error);
}

/* The next one finds it well again. */
static void
test_recovers (Api           *self,
               gconstpointer  data)
{
  static const char *const faults[] = {
    JSON ({"action": "reset", "times": 2}), JSON ({"action": "cut-off", "status": 500}), JSON ({"status": 502}),
  };

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr (Call) list = NULL;

      simulator_add_fault (self->simulator, faults[i]);
      list = call (CALL_LIST, self->client, self->key);
      g_assert_no_error (list->error);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/api/transport/refused", test_refused);
  g_test_add_func ("/api/transport/unknown-host", test_unknown_host);
  g_test_add ("/api/transport/header-flood", Api, NULL, api_set_up, test_header_flood, api_tear_down);
  g_test_add ("/api/transport/dead-connection", Api, NULL, api_set_up, test_dead_connection, api_tear_down);
  g_test_add ("/api/transport/reset-at-once", Api, NULL, api_set_up, test_reset_at_once, api_tear_down);
  g_test_add ("/api/transport/cancelled-at-once", Api, NULL, api_set_up, test_cancelled_at_once, api_tear_down);
  g_test_add ("/api/transport/recovers", Api, NULL, api_set_up, test_recovers, api_tear_down);

  return g_test_run ();
}
