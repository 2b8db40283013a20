/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

/* What the simulated server knows: one user, the API key that it accepts, the user's tokens. */
typedef struct _SimStore SimStore;

SimStore   *sim_store_new           (const char *api_key,
                                     const char *value_member,
                                     gboolean    has_user_id);
void        sim_store_free          (SimStore   *store);

const char *sim_store_get_api_key   (SimStore   *store);
void        sim_store_set_api_key   (SimStore   *store,
                                     const char *api_key);

JsonNode   *sim_store_get_user      (SimStore   *store);
void        sim_store_set_user      (SimStore   *store,
                                     JsonNode   *user);
char       *sim_store_dup_user_id   (SimStore   *store);

JsonArray  *sim_store_get_tokens    (SimStore   *store);
void        sim_store_set_tokens    (SimStore   *store,
                                     JsonArray  *tokens);
void        sim_store_fill          (SimStore   *store,
                                     guint       count);
JsonObject *sim_store_add_token     (SimStore   *store,
                                     const char *name);
gboolean    sim_store_remove_token  (SimStore   *store,
                                     const char *id);
gboolean    sim_store_accepts_token (SimStore   *store,
                                     const char *value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimStore, sim_store_free)
