/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The limits of time, with the real ones: 10 s to connect, 20 s without a byte, 60 s for all of it. All of them are
 * waited for side by side. */

#include "config.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "api-fixture.h"
#include "waiting.h"
#include "wt-error.h"

#define LONGEST_SECONDS 75
#define NO_ERROR (-1)

typedef struct
{
  const char *name;
  CallKind    kind;
  const char *fault; /* NULL for a server that takes no connection */
  int         code; /* of WtError, or NO_ERROR */
  double      least;
  double      most;
  guint       n_requests;
} Row;

static const Row rows[] = {
  { "drip, GET", CALL_LIST, JSON ({"times": 0, "action": "drip", "bodyRepeat": {"text": " ", "count": 500}}),
    WT_ERROR_UNREACHABLE, 59, 62, 1 },
  { "drip, POST", CALL_CREATE, JSON ({"times": 0, "action": "drip", "bodyRepeat": {"text": " ", "count": 500}}),
    WT_ERROR_OUTCOME_UNKNOWN, 59, 62, 1 },
  { "hang, GET", CALL_USER, JSON ({"times": 0, "action": "hang"}), WT_ERROR_UNREACHABLE, 59, 62, 3 },
  { "hang, POST", CALL_CREATE, JSON ({"times": 0, "action": "hang", "when": "after"}), WT_ERROR_OUTCOME_UNKNOWN,
    19, 23, 1 },
  { "hang, DELETE", CALL_REVOKE, JSON ({"times": 0, "action": "hang"}), WT_ERROR_UNREACHABLE, 19, 23, 1 },
  { "late, GET", CALL_LIST,
    JSON ({"times": 0, "action": "delay", "delayMs": 300000}), WT_ERROR_UNREACHABLE, 59, 62, 3 },
  { "hang on the second page, GET", CALL_LIST, JSON ({"times": 0, "action": "hang", "skip": 1}),
    WT_ERROR_UNREACHABLE, 59, 62, 4 },
  { "hang before the POST", CALL_GENERATE, JSON ({"method": "GET", "times": 0, "action": "hang"}),
    WT_ERROR_UNREACHABLE, 59, 62, 3 },
  { "hang after the POST", CALL_GENERATE, JSON ({"method": "POST", "action": "hang", "when": "after"}), NO_ERROR,
    19, 23, 3 },
  { "hang instead of the POST", CALL_GENERATE, JSON ({"method": "POST", "action": "hang"}), WT_ERROR_OUTCOME_UNKNOWN,
    19, 23, 3 },
  { "no connection, GET", CALL_LIST, NULL, WT_ERROR_UNREACHABLE, 30, 36, 0 },
  { "no connection, POST", CALL_CREATE, NULL, WT_ERROR_UNREACHABLE, 9, 12, 0 },
};

/* A call whose end is taken down. */
typedef struct
{
  const Row    *row;
  Simulator    *simulator;
  WtApiClient  *client;
  WtCredential *key;
  Call         *call;
  double        seconds;
} Trial;

/* A socket whose queue is full: who else wants to connect is neither taken nor refused. */
typedef struct
{
  int   listening;
  int   waiting[4];
  char *address;
} FullQueue;

static int
open_socket (void)
{
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

  g_assert_cmpint (fd, >=, 0);

  return fd;
}

static void
full_queue_init (FullQueue *self)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t length = sizeof address;

  self->listening = open_socket ();
  g_assert_cmpint (bind (self->listening, (struct sockaddr *) &address, length), ==, 0);
  g_assert_cmpint (listen (self->listening, 0), ==, 0);
  g_assert_cmpint (getsockname (self->listening, (struct sockaddr *) &address, &length), ==, 0);
  self->address = g_strdup_printf ("http://127.0.0.1:%u", ntohs (address.sin_port));

  for (guint i = 0; i < G_N_ELEMENTS (self->waiting); i++)
    {
      self->waiting[i] = open_socket ();
      (void) !connect (self->waiting[i], (struct sockaddr *) &address, length);
    }
}

static void
full_queue_clear (FullQueue *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->waiting); i++)
    close (self->waiting[i]);
  close (self->listening);
  g_free (self->address);
}

static void
begin (Trial      *self,
       const Row  *row,
       const char *full_address)
{
  self->row = row;
  if (row->fault != NULL)
    {
      self->simulator = simulator_start (row->kind == CALL_GENERATE ? "--tokens=0" : "--tokens=3",
                                         "--page-size=1", NULL);
      simulator_add_fault (self->simulator, row->fault);
    }

  self->client = wt_api_client_new (row->fault != NULL ? simulator_get_address (self->simulator) : full_address, NULL);
  self->key = wt_credential_parse (WT_CREDENTIAL_API_KEY, self->simulator != NULL ? simulator_get_key (self->simulator)
                                                                                   : "the-key", NULL);
  self->call = call_begin (row->kind, self->client, self->key, NULL);
}

static void
end (Trial *self)
{
  const char *server = wt_api_client_get_server (self->client);

  g_test_message ("%s: %.1f s", self->row->name, self->seconds);
  call_end (self->call);
  if (self->row->code == NO_ERROR)
    {
      g_assert_no_error (self->call->error);
    }
  else
    {
      g_assert_error (self->call->error, WT_ERROR, self->row->code);
      assert_message (self->call->error, server + strlen ("http://"), NULL);
    }
  g_assert_cmpfloat (self->seconds, >=, self->row->least);
  g_assert_cmpfloat (self->seconds, <=, self->row->most);

  if (self->simulator != NULL)
    g_assert_cmpuint (simulator_count (self->simulator, NULL), ==, self->row->n_requests);

  call_free (self->call);
  g_assert_finalize_object (self->client);
  wt_credential_unref (self->key);
  g_clear_pointer (&self->simulator, simulator_stop);
}

typedef struct
{
  Trial   trials[G_N_ELEMENTS (rows)];
  GTimer *timer;
} Trials;

static gboolean
have_all_ended (gpointer user_data)
{
  Trials *self = user_data;
  gboolean all = TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Trial *trial = &self->trials[i];

      if (trial->call->result == NULL)
        all = FALSE;
      else if (trial->seconds == 0)
        trial->seconds = g_timer_elapsed (self->timer, NULL);
    }

  return all;
}

static void
test_limits (void)
{
  Trials trials = { 0 };
  FullQueue queue;

  full_queue_init (&queue);
  trials.timer = g_timer_new ();
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    begin (&trials.trials[i], &rows[i], queue.address);

  wait_within (LONGEST_SECONDS, have_all_ended, &trials);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    end (&trials.trials[i]);

  g_timer_destroy (trials.timer);
  full_queue_clear (&queue);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/api/slow/limits", test_limits);

  return g_test_run ();
}
