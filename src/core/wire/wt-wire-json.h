/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "wt-secrets.h"

G_BEGIN_DECLS

JsonObject *wt_wire_get_object_member (JsonObject *object,
                                       const char *name);
JsonArray  *wt_wire_get_array_member  (JsonObject *object,
                                       const char *name);
const char *wt_wire_get_string_member (JsonObject *object,
                                       const char *name);
char       *wt_wire_dup_id_member     (JsonObject *object,
                                       const char *name);

char       *wt_wire_dup_number        (JsonNode   *node);

void        wt_wire_add_values        (WtSecrets  *secrets,
                                       JsonNode   *root,
                                       const char *value_member);
gboolean    wt_wire_is_value_name     (const char *name);
gboolean    wt_wire_is_word           (const char *name);
gboolean    wt_wire_has_document      (const char *text);

char       *wt_wire_describe_json     (JsonNode   *root);

G_END_DECLS
