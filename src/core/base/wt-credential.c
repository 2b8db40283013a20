/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "wt-credential.h"
#include "wt-error.h"
#include "wt-text.h"

/* No server takes a longer header. */
#define MAX_LENGTH 65536

/**
 * WtCredential:
 *
 * What authenticates a request: an API key or a User Token, with its text in libsecret's locked and wiped memory.
 * Immutable.
 */
struct _WtCredential
{
  SecretValue      *value;
  WtCredentialKind  kind;
  gatomicrefcount   ref_count;
};

G_DEFINE_BOXED_TYPE (WtCredential, wt_credential, wt_credential_ref, wt_credential_unref)

/**
 * wt_credential_new:
 * @kind: what @value is
 * @value: the secret, text; a reference is taken
 *
 * Returns: (transfer full): a new credential
 */
WtCredential *
wt_credential_new (WtCredentialKind  kind,
                   SecretValue      *value)
{
  WtCredential *self;

  g_return_val_if_fail (value != NULL, NULL);

  self = g_new0 (WtCredential, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->kind = kind;
  self->value = secret_value_ref (value);

  return self;
}

static gboolean
is_white (gunichar c)
{
  /* Invisible characters come along when a key is copied from a page or a document. */
  return g_unichar_isspace (c) || g_unichar_type (c) == G_UNICODE_FORMAT;
}

static void
set_invalid (WtCredentialKind   kind,
             GError           **error,
             const char        *key_message,
             const char        *token_message)
{
  switch (kind)
    {
    case WT_CREDENTIAL_API_KEY:
      g_set_error_literal (error, WT_ERROR, WT_ERROR_INVALID_INPUT, key_message);
      break;
    case WT_CREDENTIAL_USER_TOKEN:
      g_set_error_literal (error, WT_ERROR, WT_ERROR_INVALID_INPUT, token_message);
      break;
    }
}

/* What is left of @text without the white space around it; @end is where it ends. NULL if nothing is left. */
static const char *
trim (const char  *text,
      gsize        length,
      const char **end)
{
  const char *start = NULL;

  for (const char *p = text; p < text + length; p = g_utf8_next_char (p))
    {
      if (is_white (g_utf8_get_char (p)))
        continue;
      if (start == NULL)
        start = p;
      *end = g_utf8_next_char (p);
    }

  return start;
}

static gboolean
is_one_word (const char *start,
             const char *end)
{
  for (const char *p = start; p < end; p = g_utf8_next_char (p))
    {
      if (is_white (g_utf8_get_char (p)) || wt_text_is_invisible (g_utf8_get_char (p)))
        return FALSE;
    }

  return TRUE;
}

static WtCredential *
parse (WtCredentialKind   kind,
       const char        *text,
       gsize              length,
       GError           **error)
{
  g_autoptr (SecretValue) value = NULL;
  const char *start;
  const char *end = NULL;

  if (!g_utf8_validate_len (text, length, NULL))
    {
      set_invalid (kind, error,
                   _("This API key has characters that cannot be read. Copy it again from your account settings."),
                   _("This User Token has characters that cannot be read. Copy it again."));
      return NULL;
    }

  start = trim (text, length, &end);
  if (start == NULL)
    {
      set_invalid (kind, error, _("Enter your API key."), _("Enter your User Token."));
      return NULL;
    }

  if (!is_one_word (start, end))
    {
      set_invalid (kind, error,
                   _("An API key has no spaces or line breaks inside. Copy it again from your account settings."),
                   _("A User Token has no spaces or line breaks inside. Copy it again."));
      return NULL;
    }

  if (end - start > MAX_LENGTH)
    {
      set_invalid (kind, error,
                   _("This is too long to be an API key. Copy it again from your account settings."),
                   _("This is too long to be a User Token. Copy it again."));
      return NULL;
    }

  value = secret_value_new (start, end - start, "text/plain");

  return wt_credential_new (kind, value);
}

/**
 * wt_credential_parse:
 * @kind: what @text is meant to be
 * @text: what the user typed or pasted
 * @error: return location for a %WT_ERROR_INVALID_INPUT
 *
 * Takes a secret from text as people paste it: white space around it is dropped, and nothing else is assumed of its
 * alphabet (shared contract, "shape of an API key"). White space or control characters inside it, and text that is not
 * UTF-8, empty, or longer than any header of a request may be, are refused. Pure; does not block.
 *
 * Returns: (transfer full) (nullable): the credential, or %NULL with @error set
 */
WtCredential *
wt_credential_parse (WtCredentialKind   kind,
                     const char        *text,
                     GError           **error)
{
  g_return_val_if_fail (text != NULL, NULL);

  return parse (kind, text, strlen (text), error);
}

/**
 * wt_credential_parse_value:
 * @kind: what @value is meant to be
 * @value: what was stored, of any content type
 * @error: return location for a %WT_ERROR_INVALID_INPUT
 *
 * The same for what comes out of a keyring.
 *
 * Returns: (transfer full) (nullable): the credential, or %NULL with @error set
 */
WtCredential *
wt_credential_parse_value (WtCredentialKind   kind,
                           SecretValue       *value,
                           GError           **error)
{
  const char *text;
  gsize length;

  g_return_val_if_fail (value != NULL, NULL);

  text = secret_value_get (value, &length);

  return parse (kind, text, length, error);
}

/**
 * wt_credential_ref:
 * @self: a credential
 *
 * Returns: (transfer full): @self, with one more reference
 */
WtCredential *
wt_credential_ref (WtCredential *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * wt_credential_unref:
 * @self: (transfer full): a credential
 *
 * Drops a reference; with the last one the secret is wiped, unless somebody else holds its #SecretValue.
 */
void
wt_credential_unref (WtCredential *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  secret_value_unref (self->value);
  g_free (self);
}

/**
 * wt_credential_get_kind:
 * @self: a credential
 *
 * Returns: what @self is
 */
WtCredentialKind
wt_credential_get_kind (const WtCredential *self)
{
  g_return_val_if_fail (self != NULL, WT_CREDENTIAL_API_KEY);

  return self->kind;
}

/**
 * wt_credential_get_value:
 * @self: a credential
 *
 * Returns: (transfer none): the secret
 */
SecretValue *
wt_credential_get_value (const WtCredential *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->value;
}

/**
 * wt_credential_get_text:
 * @self: a credential
 *
 * Returns: (transfer none): the secret's text, in memory that libsecret owns. Do not copy it to live longer than the
 *   call that needs it.
 */
const char *
wt_credential_get_text (const WtCredential *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return secret_value_get_text (self->value);
}

/**
 * wt_credential_equal:
 * @self: (nullable): a credential
 * @other: (nullable): another one, or the same
 *
 * Returns: whether both are the same secret of the same kind, or both are %NULL
 */
gboolean
wt_credential_equal (const WtCredential *self,
                     const WtCredential *other)
{
  if (self == NULL || other == NULL)
    return self == other;

  return self->kind == other->kind && g_str_equal (wt_credential_get_text (self), wt_credential_get_text (other));
}
