/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The commands that are offered to be copied: as text, and as a shell and cURL take them. */

#include "config.h"

#include "json.h"
#include "simulator-fixture.h"
#include "wt-snippet.h"

#define SERVER "https://workbench.import.io"

/* Each of these means something to a shell, to JSON or to cURL. */
static const char * const names[] = {
  "My User Token", "it's", "say \"hi\"", "$HOME ${HOME} $(id) `id`", "two\nlines\r\n", "🔑 Schlüssel رمز",
  "back\\slash\\\\n",
  "!! !$ !curl", "%s %20 {a,b} [1-3] * ?", "@/etc/passwd", "'; echo gone; '", "<API key>", "tab\tbell\a", "-d", "",
};

static void
test_wbtoken (void)
{
  static const struct
  {
    const char *server;
    gboolean    in_sandbox;
    const char *command;
  } rows[] = {
    { NULL, FALSE, "wbtoken header" },
    { SERVER, FALSE, "wbtoken header --server https://workbench.import.io" },
    { "http://[::1]:8080", FALSE, "wbtoken header --server 'http://[::1]:8080'" },
    { NULL, TRUE, "flatpak run --command=wbtoken io.import.WorkbenchTokens header" },
    { SERVER, TRUE,
      "flatpak run --command=wbtoken io.import.WorkbenchTokens header --server https://workbench.import.io" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *command = wt_snippet_dup_wbtoken ("header", rows[i].server, rows[i].in_sandbox);

      g_assert_cmpstr (command, ==, rows[i].command);
    }
}

static void
test_request (void)
{
  g_autofree char *usual = wt_snippet_dup_request (SERVER, FALSE);
  g_autofree char *sandboxed = wt_snippet_dup_request (SERVER, TRUE);

  g_assert_cmpstr (usual, ==, "curl -H @<(wbtoken header --server https://workbench.import.io) "
                              "https://workbench.import.io/api/whoami");
  g_assert_cmpstr (sandboxed, ==, "curl -H @<(flatpak run --command=wbtoken io.import.WorkbenchTokens header "
                                  "--server https://workbench.import.io) https://workbench.import.io/api/whoami");
}

static void
test_create (void)
{
  g_autofree char *known = wt_snippet_dup_create (SERVER, "My User Token", "8f1c");
  g_autofree char *unknown = wt_snippet_dup_create (SERVER, "it's", NULL);

  g_assert_cmpstr (known, ==,
                   "curl -X POST 'https://workbench.import.io/api/usertokens?_apikey=<API key>' \\\n"
                   "-H 'accept: application/json' -H 'Content-Type: application/json' \\\n"
                   "-d '{\"name\":\"My User Token\",\"userId\":\"8f1c\"}'");
  g_assert_nonnull (strstr (unknown, "-d '{\"name\":\"it'\\''s\",\"userId\":\"<user ID>\"}'"));
}

/* As it is pasted into bash, with the history that a terminal has. */
static void
paste (const char *command)
{
  g_autofree char *script = g_strconcat ("set -o history -o histexpand -o pipefail\n", command, "\n", NULL);
  g_autoptr (GSubprocess) bash = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *output = NULL;

  bash = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                           G_SUBPROCESS_FLAGS_STDERR_MERGE, &error, "bash", "--norc", NULL);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (bash, script, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  g_test_message ("%s", output);
  g_assert_true (g_subprocess_get_successful (bash));
}

/* Exactly one token was asked for: this one, with the headers that the document wants. */
static void
assert_created (Simulator  *simulator,
                const char *name)
{
  g_autoptr (JsonArray) log = simulator_dup_log (simulator);
  g_autoptr (JsonNode) body = NULL;

  g_assert_cmpuint (json_array_get_length (log), ==, 1);
  g_assert_cmpstr (log_get_text (log, 0, "method"), ==, "POST");
  g_assert_cmpstr (log_get_text (log, 0, "path"), ==, "/api/usertokens");
  g_assert_cmpstr (log_get_header (log, 0, "accept"), ==, "application/json");
  g_assert_cmpstr (log_get_header (log, 0, "content-type"), ==, "application/json");
  g_assert_cmpstr (log_get_query (log, 0, "_apikey"), ==, simulator_get_key (simulator));

  body = json_from_string (log_get_text (log, 0, "body"), NULL);
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (body), "name"), ==, name);
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (body), "userId"), ==, SIMULATOR_USER_ID);
}

/* As whoever copies the placeholder does. */
static char *
fill_in (const char *command,
         const char *key)
{
  const char *placeholder = strstr (command, "<API key>");
  g_autofree char *escaped = g_uri_escape_string (key, NULL, FALSE);

  g_assert_nonnull (placeholder);

  return g_strdup_printf ("%.*s%s%s", (int) (placeholder - command), command, escaped,
                          placeholder + strlen ("<API key>"));
}

static void
test_shell (void)
{
  g_autoptr (Simulator) simulator = simulator_start ("--api-key=it's$HOME&x=1+/%41#`!", NULL);
  g_autoptr (WtCredential) key = simulator_dup_key (simulator);
  const char *address = simulator_get_address (simulator);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *command = wt_snippet_dup_create (address, names[i], SIMULATOR_USER_ID);
      g_autofree char *filled = fill_in (command, simulator_get_key (simulator));
      SecretValue *keyed = wt_snippet_dup_create_keyed (address, key, names[i], SIMULATOR_USER_ID);

      g_assert_null (strstr (command, simulator_get_key (simulator)));
      simulator_clear_log (simulator);
      paste (filled);
      assert_created (simulator, names[i]);

      simulator_clear_log (simulator);
      paste (secret_value_get_text (keyed));
      assert_created (simulator, names[i]);
      secret_value_unref (keyed);
    }
}

static void
test_header (void)
{
  g_autoptr (WtCredential) token = wt_credential_parse (WT_CREDENTIAL_USER_TOKEN, "s/e+c=t", NULL);
  SecretValue *header = wt_snippet_dup_header (token);

  g_assert_cmpstr (secret_value_get_text (header), ==, "Authorization: UserToken s/e+c=t");
  secret_value_unref (header);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/command/wbtoken", test_wbtoken);
  g_test_add_func ("/command/request", test_request);
  g_test_add_func ("/command/create", test_create);
  g_test_add_func ("/command/header", test_header);
  g_test_add_func ("/command/shell", test_shell);

  return g_test_run ();
}
