/* SPDX-License-Identifier: GPL-3.0-or-later */

/* No redirect is followed, wherever it points to: whoever listens there is not even visited. */

#include "config.h"

#include "api-fixture.h"
#include "certificates.h"
#include "listener-fixture.h"
#include "wt-error.h"

static char *folder;

static char *
keep (char *text)
{
  g_test_queue_free (text);

  return text;
}

static void
check_call (CallKind      kind,
            Api          *self,
            WtCredential *credential,
            const char   *said)
{
  g_autoptr (Call) one = call (kind, self->client, credential);
  int code = kind == CALL_CREATE ? WT_ERROR_OUTCOME_UNKNOWN : WT_ERROR_REDIRECTED;

  g_assert_error (one->error, WT_ERROR, code);
  assert_message (one->error, simulator_get_host (self->simulator), said);
  g_assert_null (strstr (one->error->message, "secret-path"));
}

/* Each call is made once, with the key, and with a token where there is one for it. */
static void
check_redirect (Api        *self,
                guint       status,
                const char *location,
                const char *said)
{
  g_autofree char *fault = g_strdup_printf (JSON ({"action": "redirect", "status": %u, "times": 0, "location": "%s"}),
                                            status, location);
  g_autoptr (WtCredential) token = wt_credential_parse (WT_CREDENTIAL_USER_TOKEN, "the-token", NULL);

  g_test_message ("%s", fault);
  api_renew (self);
  simulator_add_fault (self->simulator, fault);
  for (CallKind kind = CALL_USER; kind <= CALL_REVOKE; kind++)
    {
      check_call (kind, self, self->key, said);
      if (kind != CALL_CREATE)
        check_call (kind, self, token, said);
    }

  g_assert_cmpuint (simulator_count (self->simulator, NULL), ==, 7);
}

static void
check_redirects (Api        *self,
                 const char *location,
                 const char *said)
{
  static const guint statuses[] = { 300, 301, 302, 303, 305, 307, 308 };

  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    check_redirect (self, statuses[i], location, said);
}

/* To a port of this host, or to another host. */
static void
test_elsewhere (Api           *self,
                gconstpointer  data)
{
  static const char *const hosts[] = { "127.0.0.1", "127.0.0.2" };

  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      g_autoptr (Listener) other = listener_new_on (hosts[i]);
      g_autofree char *absolute = g_strconcat (other->address, "/api/usertokens?secret-path", NULL);
      g_autofree char *relative = g_strconcat (other->address + strlen ("http:"), "/secret-path", NULL);
      g_autofree char *said = g_strconcat ("pointed to ", hosts[i], NULL);

      check_redirects (self, absolute, said);
      check_redirects (self, relative, said);
      listener_assert_alone (other);
    }
}

static void
test_from_https_to_http (void)
{
  g_autoptr (Listener) other = listener_new ();
  g_autofree char *path = certificates_path (folder, "good.pem");
  g_autofree char *option = g_strconcat ("--tls-certificate=", path, NULL);
  g_autofree char *location = g_strconcat (other->address, "/secret-path", NULL);
  g_autoptr (GTlsDatabase) database = certificates_dup_authority (folder);
  Api api = { .database = database };

  api_set_up (&api, option);
  check_redirects (&api, location, "pointed to 127.0.0.1");
  listener_assert_alone (other);
  api_tear_down (&api, NULL);
}

static void
test_said (Api           *self,
           gconstpointer  data)
{
  check_redirects (self, "/secret-path", "pointed to 127.0.0.1");
  check_redirects (self, "https://login.example.com/secret-path", "login.example.com");
  check_redirects (self, "mailto:secret-path", "not followed");
  check_redirects (self, "http://[", "not followed");
}

/* Whoever writes the address writes into our sentence. */
static void
test_hostile (Api           *self,
              gconstpointer  data)
{
  g_autofree char *key = g_ascii_strdown (simulator_get_key (self->simulator), -1);
  g_autofree char *long_host = g_strnfill (60000, 'x');
  g_autofree char *many_labels = g_strnfill (300, '.');
  const char *const locations[] = {
    keep (g_strconcat ("https://x%0A", simulator_get_key (self->simulator), "/", NULL)),
    keep (g_strconcat ("https://", simulator_get_key (self->simulator), "/", NULL)),
    keep (g_strconcat ("https://a.", key, ".example.com/", NULL)),
    keep (g_strconcat ("https://", long_host, "/", NULL)),
    keep (g_strconcat ("https://x", many_labels, "/", NULL)),
    "https://x%20and%20more/",
    "https://x%E2%80%AEmoc/",
    "https://x%22%3Cb%3E/",
    "https://c2b7a5d8-52c5-4c1c-9a93-0f9b6a1f7d11.example.com/",
  };

  for (guint i = 0; i < G_N_ELEMENTS (locations); i++)
    check_redirect (self, 302, locations[i], "pointed to another address");
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = certificates_make ();

  g_test_add ("/api/redirect/elsewhere", Api, NULL, api_set_up, test_elsewhere, api_tear_down);
  g_test_add_func ("/api/redirect/from-https-to-http", test_from_https_to_http);
  g_test_add ("/api/redirect/hostile", Api, NULL, api_set_up, test_hostile, api_tear_down);
  g_test_add ("/api/redirect/said", Api, NULL, api_set_up, test_said, api_tear_down);

  status = g_test_run ();
  certificates_remove (folder);

  return status;
}
