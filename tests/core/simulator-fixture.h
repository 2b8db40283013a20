/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "json.h"

#include "wt-credential.h"

G_BEGIN_DECLS

/* The user that the simulator knows. */
#define SIMULATOR_USER_ID "8f1c0e7a-5b64-4d0e-9a41-3f7f6c2f9d10"
#define SIMULATOR_USER_NAME "Ada Lovelace"


/* A simulator that runs as long as the test wants it to. */
typedef struct _Simulator Simulator;

Simulator    *simulator_start         (const char       *first_option,
                                       ...) G_GNUC_NULL_TERMINATED;
void          simulator_stop          (Simulator        *self);

const char   *simulator_get_address   (Simulator        *self);
const char   *simulator_get_host      (Simulator        *self);
const char   *simulator_get_key       (Simulator        *self);
WtCredential *simulator_dup_key       (Simulator        *self);
char         *simulator_dup_value     (Simulator        *self,
                                       guint             index);
WtCredential *simulator_dup_token     (Simulator        *self,
                                       guint             index);
guint         simulator_count_tokens  (Simulator        *self);

void          simulator_add_fault     (Simulator        *self,
                                       const char       *fault);
void          simulator_clear_faults  (Simulator        *self);
void          simulator_release       (Simulator        *self);
void          simulator_put           (Simulator        *self,
                                       const char       *what,
                                       const char       *body);

void          simulator_clear_log     (Simulator        *self);
JsonArray    *simulator_dup_log       (Simulator        *self);
char         *simulator_dup_log_text  (Simulator        *self);
guint         simulator_count         (Simulator        *self,
                                       const char       *method);
void          simulator_wait_for      (Simulator        *self,
                                       guint             n_requests);

JsonObject   *log_get                 (JsonArray        *log,
                                       guint             index);
const char   *log_get_text            (JsonArray        *log,
                                       guint             index,
                                       const char       *member);
const char   *log_get_header          (JsonArray        *log,
                                       guint             index,
                                       const char       *name);
const char   *log_get_query           (JsonArray        *log,
                                       guint             index,
                                       const char       *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Simulator, simulator_stop)

G_END_DECLS
