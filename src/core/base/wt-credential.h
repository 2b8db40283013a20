/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libsecret/secret.h>

G_BEGIN_DECLS

typedef enum
{
  WT_CREDENTIAL_API_KEY,
  WT_CREDENTIAL_USER_TOKEN,
} WtCredentialKind;

#define WT_CREDENTIAL_N_KINDS 2

/* What is seen in the place of a secret. */
#define WT_CREDENTIAL_MASK "••••••••"

#define WT_TYPE_CREDENTIAL (wt_credential_get_type ())

typedef struct _WtCredential WtCredential;

GType            wt_credential_get_type  (void);

WtCredential    *wt_credential_new       (WtCredentialKind     kind,
                                          SecretValue         *value);
WtCredential    *wt_credential_parse     (WtCredentialKind     kind,
                                          const char          *text,
                                          GError             **error);
WtCredential     *wt_credential_parse_value
                                          (WtCredentialKind     kind,
                                           SecretValue         *value,
                                           GError             **error);
WtCredential    *wt_credential_ref       (WtCredential        *self);
void             wt_credential_unref     (WtCredential        *self);

WtCredentialKind wt_credential_get_kind  (const WtCredential  *self);
SecretValue     *wt_credential_get_value (const WtCredential  *self);
const char      *wt_credential_get_text  (const WtCredential  *self);
gboolean         wt_credential_equal     (const WtCredential  *self,
                                          const WtCredential  *other);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WtCredential, wt_credential_unref)

G_END_DECLS
