/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

/* A request as the rooms of the simulator see it; the headers are the message's own. */
typedef struct
{
  SoupServerMessage  *message;
  SoupMessageHeaders *headers;
  GBytes             *body;
  GHashTable         *query;
  char               *path;
  const char         *method;
} SimRequest;

/* An answer that is not sent yet, so that a fault can still spoil it. */
typedef struct
{
  guint               status;
  SoupMessageHeaders *headers;
  GBytes             *body;
} SimAnswer;

SimRequest *sim_request_new          (SoupServerMessage *message,
                                      const char        *path,
                                      GHashTable        *query);
void        sim_request_free         (SimRequest        *request);
gboolean    sim_request_is           (const SimRequest  *request,
                                      const char        *method);
const char *sim_request_get_query    (const SimRequest  *request,
                                      const char        *name);
gboolean    sim_request_accepts_gzip (const SimRequest  *request);
JsonNode   *sim_request_parse_json   (const SimRequest  *request,
                                      JsonNodeType       type,
                                      GError           **error);

SimAnswer  *sim_answer_new           (guint              status,
                                      const char        *content_type,
                                      GBytes            *body);
SimAnswer  *sim_answer_new_json      (guint              status,
                                      JsonNode          *root);
SimAnswer  *sim_answer_new_message   (guint              status,
                                      const char        *message);
SimAnswer  *sim_answer_new_not_found (void);
void        sim_answer_free          (SimAnswer         *answer);
void        sim_answer_compress      (SimAnswer         *answer);
char       *sim_answer_dup_head      (const SimAnswer   *answer,
                                      gsize              content_length,
                                      gboolean           announces_close);
void        sim_answer_send          (const SimAnswer   *answer,
                                      SoupServerMessage *message);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimRequest, sim_request_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimAnswer, sim_answer_free)
