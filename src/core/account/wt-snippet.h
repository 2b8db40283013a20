/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wt-credential.h"

G_BEGIN_DECLS

char        *wt_snippet_dup_wbtoken      (const char   *arguments,
                                          const char   *server,
                                          gboolean      in_sandbox);
char        *wt_snippet_dup_request      (const char   *server,
                                          gboolean      in_sandbox);
char        *wt_snippet_dup_create       (const char   *address,
                                          const char   *name,
                                          const char   *user_id);
SecretValue *wt_snippet_dup_create_keyed (const char   *address,
                                          WtCredential *api_key,
                                          const char   *name,
                                          const char   *user_id);
SecretValue *wt_snippet_dup_header       (WtCredential *token);

G_END_DECLS
