/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim-server.h"

#include "sim-control.h"
#include "sim-fault.h"
#include "sim-stream.h"

struct _SimServer
{
  const SimApi *api;
  SimLog       *log;
  GPtrArray    *faults;
  GPtrArray    *delayed; /* exchanges */
  SoupServer   *soup;
};

/* A request on its way through a fault. */
typedef struct
{
  SimServer  *server;
  SimRequest *request;
  JsonObject *entry;
  SimFault   *fault;
  SimAnswer  *carried_out;
  guint       timer;
} Exchange;

static void
exchange_free (Exchange *self)
{
  sim_request_free (self->request);
  json_object_unref (self->entry);
  sim_fault_unref (self->fault);
  g_clear_pointer (&self->carried_out, sim_answer_free);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Exchange, exchange_free)

static void
carry_out (Exchange *self)
{
  if (self->carried_out == NULL)
    self->carried_out = sim_api_answer (self->server->api, self->request);
}

/* Returns (transfer none): what is to be sent, before it is spoilt. */
static const SimAnswer *
exchange_get_answer (Exchange *self)
{
  if (self->fault->answer != NULL)
    return self->fault->answer;

  carry_out (self);

  return self->carried_out;
}

static void
exchange_log (Exchange *self,
              guint     status)
{
  sim_log_end_entry (self->server->log, self->entry, status);
}

static void
exchange_send (Exchange *self)
{
  const SimAnswer *answer = exchange_get_answer (self);

  exchange_log (self, answer->status);
  sim_answer_send (answer, self->request->message);
  soup_server_message_unpause (self->request->message);
}

static void
exchange_spoil (Exchange *self)
{
  SoupServerMessage *message = self->request->message;
  const SimAnswer *answer;

  switch (self->fault->action)
    {
    case SIM_ACTION_ANSWER:
    case SIM_ACTION_DELAY:
    case SIM_ACTION_REDIRECT:
      exchange_send (self);
      break;

    case SIM_ACTION_RESET:
      exchange_log (self, 0);
      sim_stream_reset (message);
      break;

    case SIM_ACTION_HANG:
      exchange_log (self, 0);
      sim_stream_hang (message);
      break;

    case SIM_ACTION_RAW:
      exchange_log (self, 0);
      sim_stream_raw (message, self->fault->answer);
      break;

    case SIM_ACTION_CUT_OFF:
      answer = exchange_get_answer (self);
      exchange_log (self, answer->status);
      sim_stream_cut_off (message, answer);
      break;

    case SIM_ACTION_DRIP:
      answer = exchange_get_answer (self);
      exchange_log (self, answer->status);
      sim_stream_drip (message, answer, self->fault->bytes_per_second);
      break;
    }
}

static gboolean
fault_is_due_cb (gpointer user_data)
{
  g_autoptr (Exchange) self = user_data;

  g_ptr_array_remove (self->server->delayed, self);
  exchange_spoil (self);

  return G_SOURCE_REMOVE;
}

/* Nobody waits any longer, in the order in which they came. */
static SimAnswer *
release (SimServer *server)
{
  while (server->delayed->len > 0)
    {
      Exchange *first = g_ptr_array_index (server->delayed, 0);

      g_source_remove (first->timer);
      fault_is_due_cb (first);
    }

  return sim_answer_new (SOUP_STATUS_NO_CONTENT, NULL, NULL);
}

/* Takes request, entry and fault. */
static void
start_fault (SimServer  *server,
             SimRequest *request,
             JsonObject *entry,
             SimFault   *fault)
{
  Exchange *self = g_new0 (Exchange, 1);

  self->server = server;
  self->request = request;
  self->entry = entry;
  self->fault = fault;

  if (fault->carries_out_first)
    carry_out (self);

  /* Even without a delay: libsoup is still in the middle of reading, when its connection must not be taken away. */
  soup_server_message_pause (request->message);
  self->timer = g_timeout_add (fault->delay_ms, fault_is_due_cb, self);
  g_ptr_array_add (server->delayed, self);
}

static SimAnswer *
answer_control (SimServer        *server,
                const SimRequest *request)
{
  if (g_str_equal (request->path, SIM_CONTROL_PREFIX "release"))
    return release (server);

  return sim_control_answer (server->api->store, server->faults, server->log, request);
}

static void
request_cb (SoupServer        *soup,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  SimServer *server = user_data;
  g_autoptr (SimRequest) request = sim_request_new (message, path, query);
  g_autoptr (SimAnswer) answer = NULL;
  g_autoptr (JsonObject) entry = NULL;
  SimFault *fault;

  if (g_str_has_prefix (path, SIM_CONTROL_PREFIX))
    {
      answer = answer_control (server, request);
      sim_answer_send (answer, message);
      return;
    }

  entry = sim_log_begin_entry (server->log, request);
  fault = sim_faults_take (server->faults, request);
  if (fault != NULL)
    {
      start_fault (server, g_steal_pointer (&request), g_steal_pointer (&entry), fault);
      return;
    }

  answer = sim_api_answer (server->api, request);
  sim_log_end_entry (server->log, entry, answer->status);
  sim_answer_send (answer, message);
}

/* Borrows both, which have to live longer. */
SimServer *
sim_server_new (const SimApi *api,
                SimLog       *log)
{
  SimServer *server = g_new0 (SimServer, 1);

  server->api = api;
  server->log = log;
  server->faults = g_ptr_array_new_with_free_func ((GDestroyNotify) sim_fault_unref);
  server->delayed = g_ptr_array_new ();
  server->soup = soup_server_new ("server-header", "simulator", NULL);
  soup_server_add_handler (server->soup, NULL, request_cb, server, NULL);

  return server;
}

void
sim_server_free (SimServer *server)
{
  soup_server_disconnect (server->soup);
  g_object_unref (server->soup);
  g_ptr_array_unref (server->faults);
  g_ptr_array_unref (server->delayed);
  g_free (server);
}

/* On the loopback address only: nobody else has any business here. The certificate may be NULL: then plain HTTP. */
gboolean
sim_server_listen (SimServer        *server,
                   guint             port,
                   GTlsCertificate  *certificate,
                   GError          **error)
{
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", port);

  if (certificate != NULL)
    soup_server_set_tls_certificate (server->soup, certificate);

  return soup_server_listen (server->soup, address, certificate != NULL ? SOUP_SERVER_LISTEN_HTTPS : 0, error);
}

/*
 * Returns (transfer full): scheme, host and port, without a slash at the end. Not by way of soup_server_get_uris, which
 * leaks an address in libsoup 3.2 and would be in the way of whoever looks for leaks of ours.
 */
char *
sim_server_dup_address (SimServer *server)
{
  GSList *listeners = soup_server_get_listeners (server->soup);
  g_autoptr (GSocketAddress) address = g_socket_get_local_address (listeners->data, NULL);
  const char *scheme = soup_server_is_https (server->soup) ? "https" : "http";

  g_slist_free (listeners);

  return g_strdup_printf ("%s://127.0.0.1:%u", scheme,
                          g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)));
}
