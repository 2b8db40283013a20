/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "simulator-fixture.h"

#include <libsoup/soup.h>
#include <signal.h>

#include "waiting.h"

struct _Simulator
{
  GSubprocess *process;
  SoupSession *session;
  char        *address;
  char        *key;
};

typedef struct
{
  Simulator *simulator;
  guint      n_requests;
} Expectation;

static char *
read_line (GDataInputStream *lines,
           const char       *prefix)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *line = g_data_input_stream_read_line (lines, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (line);
  g_assert_true (g_str_has_prefix (line, prefix));

  return g_strdup (line + strlen (prefix));
}

static char **
collect_options (const char *first_option,
                 va_list     options)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_assert_nonnull (g_getenv ("WT_TEST_SIMULATOR"));
  g_strv_builder_add (builder, g_getenv ("WT_TEST_SIMULATOR"));
  for (const char *option = first_option; option != NULL; option = va_arg (options, const char *))
    g_strv_builder_add (builder, option);

  return g_strv_builder_end (builder);
}

Simulator *
simulator_start (const char *first_option,
                 ...)
{
  Simulator *self = g_new0 (Simulator, 1);
  g_autoptr (GDataInputStream) lines = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) argv = NULL;
  va_list options;

  va_start (options, first_option);
  argv = collect_options (first_option, options);
  va_end (options);

  self->process = g_subprocess_newv ((const char *const *) argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);

  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  self->address = read_line (lines, "Address: ");
  self->key = read_line (lines, "API key: ");

  /* A session of our own: what the product does with its one is what is tested. */
  self->session = soup_session_new ();
  soup_session_set_proxy_resolver (self->session, NULL);

  return self;
}

void
simulator_stop (Simulator *self)
{
  g_subprocess_send_signal (self->process, SIGTERM);
  g_assert_true (g_subprocess_wait_check (self->process, NULL, NULL));

  g_object_unref (self->process);
  g_object_unref (self->session);
  g_free (self->address);
  g_free (self->key);
  g_free (self);
}

const char *
simulator_get_address (Simulator *self)
{
  return self->address;
}

/* The host and port that an error text names. */
const char *
simulator_get_host (Simulator *self)
{
  return strstr (self->address, "://") + strlen ("://");
}

const char *
simulator_get_key (Simulator *self)
{
  return self->key;
}

WtCredential *
simulator_dup_key (Simulator *self)
{
  return wt_credential_parse (WT_CREDENTIAL_API_KEY, self->key, NULL);
}

static gboolean
accept_certificate_cb (SoupMessage          *message,
                       GTlsCertificate      *certificate,
                       GTlsCertificateFlags  errors,
                       gpointer              user_data)
{
  return TRUE;
}

static GBytes *
control (Simulator  *self,
         const char *method,
         const char *path,
         const char *body)
{
  g_autofree char *uri = g_strconcat (self->address, "/simulator/", path, NULL);
  g_autoptr (SoupMessage) message = soup_message_new (method, uri);
  g_autoptr (GError) error = NULL;
  GBytes *answer;

  g_signal_connect (message, "accept-certificate", G_CALLBACK (accept_certificate_cb), NULL);
  if (body != NULL)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

      soup_message_set_request_body_from_bytes (message, "application/json", bytes);
    }

  answer = soup_session_send_and_read (self->session, message, NULL, &error);
  g_assert_no_error (error);
  if (!SOUP_STATUS_IS_SUCCESSFUL (soup_message_get_status (message)))
    g_error ("The simulator refused %s %s", path, body);

  return answer;
}

static char *
get_text (Simulator  *self,
          const char *path)
{
  g_autoptr (GBytes) answer = control (self, SOUP_METHOD_GET, path, NULL);

  return g_strndup (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer));
}

static JsonArray *
get_array (Simulator  *self,
           const char *path)
{
  g_autofree char *text = get_text (self, path);
  g_autoptr (JsonNode) root = json_from_string (text, NULL);

  g_assert_nonnull (root);

  return json_node_dup_array (root);
}

guint
simulator_count_tokens (Simulator *self)
{
  g_autoptr (JsonArray) tokens = get_array (self, "tokens");

  return json_array_get_length (tokens);
}

char *
simulator_dup_value (Simulator *self,
                     guint      index)
{
  g_autoptr (JsonArray) tokens = get_array (self, "tokens");

  g_assert_cmpuint (index, <, json_array_get_length (tokens));

  return g_strdup (json_object_get_string_member (json_array_get_object_element (tokens, index), "token"));
}

WtCredential *
simulator_dup_token (Simulator *self,
                     guint      index)
{
  g_autofree char *value = simulator_dup_value (self, index);

  return wt_credential_parse (WT_CREDENTIAL_USER_TOKEN, value, NULL);
}

/* One of those that the simulator's documentation names, as JSON. */
void
simulator_add_fault (Simulator  *self,
                     const char *fault)
{
  g_bytes_unref (control (self, SOUP_METHOD_POST, "faults", fault));
}

void
simulator_clear_faults (Simulator *self)
{
  g_bytes_unref (control (self, SOUP_METHOD_DELETE, "faults", NULL));
}

/* What was delayed is answered now. */
void
simulator_release (Simulator *self)
{
  g_bytes_unref (control (self, SOUP_METHOD_POST, "release", NULL));
}

/* Replaces "tokens", "tokens?count=N", "user" or "api-key". */
void
simulator_put (Simulator  *self,
               const char *what,
               const char *body)
{
  g_bytes_unref (control (self, SOUP_METHOD_PUT, what, body != NULL ? body : ""));
}

void
simulator_clear_log (Simulator *self)
{
  g_bytes_unref (control (self, SOUP_METHOD_DELETE, "log", NULL));
}

JsonArray *
simulator_dup_log (Simulator *self)
{
  return get_array (self, "log");
}

char *
simulator_dup_log_text (Simulator *self)
{
  return get_text (self, "log");
}

/* How many requests there were since the log was cleared, of all methods if it is NULL. */
guint
simulator_count (Simulator  *self,
                 const char *method)
{
  g_autoptr (JsonArray) log = simulator_dup_log (self);
  guint count = 0;

  for (guint i = 0; i < json_array_get_length (log); i++)
    count += method == NULL || g_str_equal (log_get_text (log, i, "method"), method);

  return count;
}

static gboolean
has_come (gpointer user_data)
{
  Expectation *expectation = user_data;

  return simulator_count (expectation->simulator, NULL) >= expectation->n_requests;
}

void
simulator_wait_for (Simulator *self,
                    guint      n_requests)
{
  Expectation expectation = { self, n_requests };

  wait_until (has_come, &expectation);
}

JsonObject *
log_get (JsonArray *log,
         guint      index)
{
  g_assert_cmpuint (index, <, json_array_get_length (log));

  return json_array_get_object_element (log, index);
}

const char *
log_get_text (JsonArray  *log,
              guint       index,
              const char *member)
{
  return json_object_get_string_member (log_get (log, index), member);
}

const char *
log_get_header (JsonArray  *log,
                guint       index,
                const char *name)
{
  JsonObject *headers = json_object_get_object_member (log_get (log, index), "headers");

  return json_object_get_string_member_with_default (headers, name, NULL);
}

const char *
log_get_query (JsonArray  *log,
               guint       index,
               const char *name)
{
  JsonObject *query = json_object_get_object_member (log_get (log, index), "query");

  return json_object_get_string_member_with_default (query, name, NULL);
}
