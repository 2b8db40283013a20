/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libsecret/secret.h>

G_BEGIN_DECLS

#define WT_SECRET_SERVICE_NAME "org.freedesktop.secrets"
#define WT_SECRET_SERVICE_PATH "/org/freedesktop/secrets"
#define WT_SECRET_SERVICE_INTERFACE "org.freedesktop.Secret.Service"
#define WT_SECRET_COLLECTION_INTERFACE "org.freedesktop.Secret.Collection"
#define WT_SECRET_ITEM_INTERFACE "org.freedesktop.Secret.Item"
#define WT_SECRET_PROMPT_INTERFACE "org.freedesktop.Secret.Prompt"

/* The attribute that is the name of a schema; what sees no other one has not seen what an item is found by. */
#define WT_SECRET_SCHEMA "xdg:schema"

/* Where there is none of what was asked for, the path of it. */
#define WT_SECRET_NO_PATH "/"

typedef struct _WtSecretService WtSecretService;

WtSecretService *wt_secret_service_connect         (gboolean             anew,
                                                    GError             **error);
GThread         *wt_secret_service_prepare_session (WtSecretService     *self);
void             wt_secret_service_unref           (WtSecretService     *self);
GDBusConnection *wt_secret_service_get_bus         (WtSecretService     *self);
GVariant        *wt_secret_service_call            (WtSecretService     *self,
                                                    const char          *path,
                                                    const char          *interface_name,
                                                    const char          *method,
                                                    GVariant            *arguments,
                                                    const GVariantType  *type,
                                                    GError             **error);

GStrv            wt_secret_service_get_collections (WtSecretService     *self,
                                                    GError             **error);
char            *wt_secret_service_get_default     (WtSecretService     *self,
                                                    GError             **error);
GStrv            wt_secret_service_search          (WtSecretService     *self,
                                                    const char          *collection,
                                                    GHashTable          *attributes,
                                                    GError             **error);
gboolean         wt_secret_service_get_locked      (WtSecretService     *self,
                                                    const char          *path,
                                                    const char          *interface_name,
                                                    gboolean            *locked,
                                                    GError             **error);
guint64          wt_secret_service_get_modified    (WtSecretService     *self,
                                                    const char          *item);
gboolean         wt_secret_service_get_hides       (WtSecretService     *self,
                                                    const char          *collection,
                                                    gboolean            *hides,
                                                    GError             **error);

SecretValue     *wt_secret_service_get_secret      (WtSecretService     *self,
                                                    const char          *item,
                                                    GError             **error);
gboolean         wt_secret_service_set_secret      (WtSecretService     *self,
                                                    const char          *item,
                                                    SecretValue         *value,
                                                    GError             **error);
char            *wt_secret_service_create_item     (WtSecretService     *self,
                                                    const char          *collection,
                                                    const char          *label,
                                                    GHashTable          *attributes,
                                                    SecretValue         *value,
                                                    GError             **error);
char            *wt_secret_service_delete_item     (WtSecretService     *self,
                                                    const char          *item,
                                                    GError             **error);
char            *wt_secret_service_unlock          (WtSecretService     *self,
                                                    const char *const   *paths,
                                                    GError             **error);
char            *wt_secret_service_create_default  (WtSecretService     *self,
                                                    const char          *label,
                                                    GError             **error);

char            *wt_secret_service_dup_program     (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WtSecretService, wt_secret_service_unref)

G_END_DECLS
