/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The contract's table "Fields", row by row, and the lists around the tokens. */

#include "config.h"

#include <string.h>

#include "document.h"
#include "json.h"
#include "wt-error.h"
#include "wt-wire.h"

typedef struct
{
  const char *json;
  const char *value_member;
  const char *value; /* NULL if there is no token in it */
} ValueRow;

static const ValueRow values[] = {
  { JSON ({"token": "v"}), NULL, "v" },
  { JSON ({"token": "v"}), "", "v" },
  { JSON ({"token": " v\n"}), NULL, "v" },
  { JSON ({"id": "i", "token": "v"}), NULL, "v" },
  { JSON ({"userToken": "a", "token": "v"}), NULL, "v" },
  { JSON ({"id": "i", "tokenValue": "v"}), NULL, "v" },
  { JSON ({"id": "i", "apiToken": "v"}), NULL, "v" },
  { JSON ({"id": "i", "API_KEY": "v"}), NULL, "v" },
  { JSON ({"id": "i", "clientSecret": "v"}), NULL, "v" },
  { JSON ({"id": "i", "Value": "v"}), NULL, "v" },
  { JSON ({"id": "i", "theKey": "v", "theToken": "w"}), NULL, "v" },
  { JSON ({"id": "i", "theKey": "", "theToken": "w"}), NULL, "w" },
  { JSON ({"id": "i", "theKey": 5, "theToken": "w"}), NULL, "w" },
  { JSON ({"id": "i", "tokens": "v", "keyring": "w"}), NULL, "i" },
  { JSON ({"id": "i", "token": ""}), NULL, "i" },
  { JSON ({"id": "i", "token": null}), NULL, "i" },
  { JSON ({"id": "i", "token": 17}), NULL, "i" },
  { JSON ({"id": "i", "token": true}), NULL, "i" },
  { JSON ({"id": "i", "token": {"token": "v"}}), NULL, "i" },
  { JSON ({"id": "i", "token": ["v"]}), NULL, "i" },
  { JSON ({"id": "i"}), NULL, "i" },
  { JSON ({"guid": "g"}), NULL, "g" },
  { JSON ({"id": 17}), NULL, "17" },

  { JSON ({"id": "i", "token": "a", "other": "v"}), "other", "v" },
  { JSON ({"id": "i", "token": "v", "other": ""}), "other", "v" },
  { JSON ({"id": "i", "token": "v", "other": 5}), "other", "v" },
  { JSON ({"id": "i", "token": "v"}), "other", "v" },
  { JSON ({"id": "i", "other": "v"}), "id", "i" },

  { JSON ({}), NULL, NULL },
  { JSON ({"name": "n", "userId": "u"}), NULL, NULL },
  { JSON ({"id": ""}), NULL, NULL },
  { JSON ({"id": null}), NULL, NULL },
  { JSON ({"id": {}}), NULL, NULL },
  { JSON ({"id": -1}), NULL, NULL },
  { JSON ({"id": 12345678901234567890123}), NULL, NULL },
  { JSON ({"id": "i", "token": "two words"}), NULL, NULL },
  { JSON ({"id": "i", "token": "two\u0001"}), NULL, NULL },
  { JSON ([]), NULL, NULL },
  { JSON ([{"token": "v"}]), NULL, NULL },
};

typedef struct
{
  const char *json;
  const char *id;
  const char *name;
} NameRow;

static const NameRow tokens[] = {
  { JSON ({"token": "v", "id": "i", "name": "n"}), "i", "n" },
  { JSON ({"token": "v", "guid": "g"}), "g", NULL },
  { JSON ({"token": "v", "guid": "g", "id": "i"}), "i", NULL },
  { JSON ({"token": "v", "guid": "g", "id": ""}), "g", NULL },
  { JSON ({"token": "v", "guid": "g", "id": null}), "g", NULL },
  { JSON ({"token": "v", "id": 17}), "17", NULL },
  { JSON ({"token": "v", "id": 0}), "0", NULL },
  { JSON ({"token": "v", "id": 9223372036854775806}), "9223372036854775806", NULL },
  { JSON ({"token": "v", "id": 9223372036854775807}), NULL, NULL }, /* it stands for all that are larger, too */
  { JSON ({"token": "v", "id": 9223372036854775808}), NULL, NULL },
  { JSON ({"token": "v", "id": 12345678901234567890123, "guid": "g"}), "g", NULL },
  { JSON ({"token": "v", "id": 1.5}), NULL, NULL },
  { JSON ({"token": "v", "id": true}), NULL, NULL },
  { JSON ({"token": "v"}), NULL, NULL },
  { JSON ({"token": "v", "name": ""}), NULL, NULL },
  { JSON ({"token": "v", "name": 5}), NULL, NULL },
  { JSON ({"token": "v", "name": null}), NULL, NULL },
  { JSON ({"token": "v", "name": "<b>\u00e9\"\ud83d\ude00\n鍵"}), NULL, "<b>é\"😀\n鍵" },
};

static const NameRow users[] = {
  { JSON ({"id": "i", "name": "n"}), "i", "n" },
  { JSON ({"userId": "u", "displayName": "d"}), "u", "d" },
  { JSON ({"guid": "g", "username": "s"}), "g", "s" },
  { JSON ({"user": {"id": "i"}, "email": "e"}), "i", "e" },
  { JSON ({"user": {"id": 17}}), "17", NULL },
  { JSON ({"user": {"id": "x"}, "guid": "g", "userId": "u", "id": "i"}), "i", NULL },
  { JSON ({"user": {"id": "x"}, "guid": "g", "userId": "u"}), "u", NULL },
  { JSON ({"user": {"id": "x"}, "guid": "g", "userId": ""}), "g", NULL },
  { JSON ({"email": "e", "username": "s", "displayName": "d", "name": "n"}), NULL, "n" },
  { JSON ({"email": "e", "username": "s", "displayName": "d", "name": ""}), NULL, "d" },
  { JSON ({"email": "e", "username": "s", "name": 5}), NULL, "s" },
  { JSON ({"email": "e"}), NULL, "e" },
  { JSON ({"id": 42}), "42", NULL },
  { JSON ({"user": "i"}), NULL, NULL },
  { JSON ({"user": null}), NULL, NULL },
  { JSON ({}), NULL, NULL },
};

typedef struct
{
  const char *text;
  const char *utc; /* NULL if it is unknown */
} DateRow;

static const DateRow dates[] = {
  { "2024-01-02T03:04:05Z", "2024-01-02T03:04:05.000000" },
  { "2024-01-02T03:04:05.678Z", "2024-01-02T03:04:05.678000" },
  { "2024-01-02T03:04:05.678912Z", "2024-01-02T03:04:05.678912" },
  { "2024-01-02T03:04:05", "2024-01-02T03:04:05.000000" },
  { "2024-01-02T03:04:05.678", "2024-01-02T03:04:05.678000" },
  { "2024-01-02T03:04:05+01:00", "2024-01-02T02:04:05.000000" },
  { "2024-01-02T03:04:05+0100", "2024-01-02T02:04:05.000000" },
  { "2024-01-02T03:04:05-08", "2024-01-02T11:04:05.000000" },
  { "2024-01-01T23:30:00-01:00", "2024-01-02T00:30:00.000000" },
  { "20240102T030405Z", "2024-01-02T03:04:05.000000" },
  { "2024-01-02", NULL },
  { "2024-13-02T03:04:05Z", NULL },
  { "2024-02-30T03:04:05Z", NULL },
  { "2024-01-02T25:04:05Z", NULL },
  { "1704164645", NULL },
  { "yesterday", NULL },
  { "Tue, 02 Jan 2024 03:04:05 GMT", NULL },
  { "T", NULL },
  { "", NULL },
};

static WtUserToken *
read_token (const char *json,
            const char *value_member)
{
  g_autoptr (GError) error = NULL;
  WtUserToken *token;

  g_test_message ("%s", json);
  token = wt_wire_read_token (parse_text (json, strlen (json)), value_member, &error);
  if (token == NULL)
    g_assert_error (error, WT_ERROR, WT_ERROR_UNREADABLE);
  else
    g_assert_no_error (error);

  return token;
}

static const char *
get_value (WtUserToken *token)
{
  return wt_credential_get_text (wt_user_token_get_credential (token));
}

static void
test_value (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autoptr (WtUserToken) token = read_token (values[i].json, values[i].value_member);

      g_assert_cmpstr (token != NULL ? get_value (token) : NULL, ==, values[i].value);
      if (token != NULL)
        g_assert_cmpint (wt_credential_get_kind (wt_user_token_get_credential (token)), ==, WT_CREDENTIAL_USER_TOKEN);
    }
}

static void
test_token (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (tokens); i++)
    {
      g_autoptr (WtUserToken) token = read_token (tokens[i].json, NULL);

      g_assert_cmpstr (wt_user_token_get_id (token), ==, tokens[i].id);
      g_assert_cmpstr (wt_user_token_get_name (token), ==, tokens[i].name);
    }
}

static void
test_user (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (users); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (WtUser) user = wt_wire_read_user (parse_text (users[i].json, strlen (users[i].json)), &error);

      g_test_message ("%s", users[i].json);
      g_assert_no_error (error);
      g_assert_cmpstr (wt_user_get_id (user), ==, users[i].id);
      g_assert_cmpstr (wt_user_get_name (user), ==, users[i].name);
    }
}

static void
test_no_user (void)
{
  static const char *const texts[] = { "[]", "[{\"id\":\"i\"}]", "null", "", "<html></html>" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (wt_wire_read_user (parse_text (texts[i], strlen (texts[i])), &error));
      g_assert_error (error, WT_ERROR, WT_ERROR_UNREADABLE);
    }
}

typedef GDateTime *(*GetDate) (WtUserToken *token);

static void
check_date (const DateRow *row,
            const char    *member,
            GetDate        get)
{
  g_autofree char *json = g_strdup_printf ("{\"token\":\"v\",\"%s\":\"%s\"}", member, row->text);
  g_autoptr (WtUserToken) token = read_token (json, NULL);
  g_autoptr (GDateTime) utc = get (token) != NULL ? g_date_time_to_utc (get (token)) : NULL;
  g_autofree char *text = utc != NULL ? g_date_time_format (utc, "%Y-%m-%dT%H:%M:%S.%f") : NULL;

  g_assert_cmpstr (text, ==, row->utc);
}

static void
test_dates (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (dates); i++)
    {
      check_date (&dates[i], "addedAt", wt_user_token_get_created);
      check_date (&dates[i], "createdAt", wt_user_token_get_created);
      check_date (&dates[i], "lastUsedAt", wt_user_token_get_last_used);
      check_date (&dates[i], "expiresAt", wt_user_token_get_expires);
    }
}

static void
test_date_members (void)
{
  const char *both = JSON ({"token": "v", "createdAt": "2020-01-01T00:00:00Z", "addedAt": "2021-01-01T00:00:00Z"});
  const char *number = JSON ({"token": "v", "addedAt": 1704164645, "createdAt": "2020-01-01T00:00:00Z"});
  g_autoptr (WtUserToken) token = read_token (both, NULL);
  g_autoptr (WtUserToken) second = read_token (number, NULL);

  g_assert_cmpint (g_date_time_get_year (wt_user_token_get_created (token)), ==, 2021);
  g_assert_null (wt_user_token_get_last_used (token));
  g_assert_null (wt_user_token_get_expires (token));
  g_assert_cmpint (g_date_time_get_year (wt_user_token_get_created (second)), ==, 2020);
}

static char *
write_long (const char *member,
            const char *letter,
            gsize       count)
{
  GString *json = g_string_new (NULL);

  g_string_printf (json, "{\"token\": \"v\", \"%s\": \"", member);
  for (gsize i = 0; i < count; i++)
    g_string_append (json, letter);
  g_string_append (json, "\"}");

  return g_string_free (json, FALSE);
}

static void
check_name (gsize count,
            glong length)
{
  g_autofree char *json = write_long ("name", "ü", count);
  g_autoptr (WtUserToken) token = wt_wire_read_token (parse_text (json, strlen (json)), NULL, NULL);
  g_autoptr (WtUser) user = wt_wire_read_user (parse_text (json, strlen (json)), NULL);

  g_assert_cmpint (g_utf8_strlen (wt_user_token_get_name (token), -1), ==, length);
  g_assert_cmpint (g_utf8_strlen (wt_user_get_name (user), -1), ==, length);
  g_assert_cmpint (g_str_has_suffix (wt_user_get_name (user), "…"), ==, count > 1000);
}

static void
test_long (void)
{
  g_autofree char *longest = write_long ("id", "i", 4096);
  g_autofree char *too_long = write_long ("id", "i", 4097);
  g_autoptr (WtUserToken) with_id = wt_wire_read_token (parse_text (longest, strlen (longest)), NULL, NULL);
  g_autoptr (WtUserToken) without = wt_wire_read_token (parse_text (too_long, strlen (too_long)), NULL, NULL);

  check_name (200, 200);
  check_name (1000, 1000);
  check_name (1001, 1001);
  check_name (1024 * 1024, 1001);

  g_assert_cmpuint (strlen (wt_user_token_get_id (with_id)), ==, 4096);
  g_assert_null (wt_user_token_get_id (without));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/wire/fields/value", test_value);
  g_test_add_func ("/wire/fields/token", test_token);
  g_test_add_func ("/wire/fields/user", test_user);
  g_test_add_func ("/wire/fields/no-user", test_no_user);
  g_test_add_func ("/wire/fields/dates", test_dates);
  g_test_add_func ("/wire/fields/date-members", test_date_members);
  g_test_add_func ("/wire/fields/long", test_long);

  return g_test_run ();
}
