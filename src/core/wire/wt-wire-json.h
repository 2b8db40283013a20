/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The root of one, which is wiped when it is freed: any string of it may be a token. */
typedef JsonNode WtWireDocument;

JsonNode   *wt_wire_parse_json         (const char      *text,
                                        gsize            length,
                                        GError         **error);
void        wt_wire_wipe_strings       (JsonNode        *node);
void        wt_wire_document_free      (WtWireDocument  *root);

JsonObject *wt_wire_get_object_member  (JsonObject      *object,
                                        const char      *name);
JsonArray  *wt_wire_get_array_member   (JsonObject      *object,
                                        const char      *name);
const char *wt_wire_get_string_member  (JsonObject      *object,
                                        const char      *name);
char       *wt_wire_dup_id_member      (JsonObject      *object,
                                        const char      *name);

gboolean    wt_wire_is_value_name      (const char      *name);
void        wt_wire_hide_secret        (GString         *text,
                                        const char      *secret);

char       *wt_wire_describe_json      (JsonNode        *root);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WtWireDocument, wt_wire_document_free)

G_END_DECLS
