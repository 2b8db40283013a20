/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wt-keyring.h"

G_BEGIN_DECLS

/* In the place of a code of WtError. */
#define NO_ERROR (-1)

typedef struct
{
  WtKeyring *keyring;
  char      *server;    /* one that no other test uses */
  guint      n_prompts; /* how many prompts there will have been; others fail the test */
} Fixture;

void  set_up         (Fixture           *self,
                      gconstpointer      data);
void  tear_down      (Fixture           *self,
                      gconstpointer      data);

void  control        (const char        *action,
                      const char        *argument);
void  start_prompter (const char        *mode);
void  stop_prompter  (void);
guint count_prompts  (void);

void  ready_cb       (GObject           *source,
                      GAsyncResult      *result,
                      gpointer           user_data);
void  wait_until     (GAsyncResult     **result);

void  begin_store    (Fixture           *self,
                      const char        *server,
                      WtCredentialKind   kind,
                      const char        *text,
                      GCancellable      *cancellable,
                      GAsyncResult     **result);

void  finish_lookup  (Fixture           *self,
                      GAsyncResult      *result,
                      int                code,
                      const char        *api_key,
                      const char        *user_token);
void  finish_store   (Fixture           *self,
                      GAsyncResult      *result,
                      int                code);
void  finish_clear   (Fixture           *self,
                      GAsyncResult      *result,
                      int                code);

void  assert_lookup  (Fixture           *self,
                      const char        *server,
                      int                code,
                      const char        *api_key,
                      const char        *user_token);
void  assert_store   (Fixture           *self,
                      const char        *server,
                      WtCredentialKind   kind,
                      const char        *text,
                      int                code);
void  assert_clear   (Fixture           *self,
                      const char        *server,
                      WtCredentialKind   kind,
                      int                code);
void  assert_unlock  (Fixture           *self,
                      int                code);
void  assert_create  (Fixture           *self,
                      int                code);

G_END_DECLS
