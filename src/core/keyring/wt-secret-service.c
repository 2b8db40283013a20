/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

/* What goes over the bus is encrypted by libsecret, and named by paths. */
#define SECRET_API_SUBJECT_TO_CHANGE

#include "wt-secret-service.h"

#define TIMEOUT_MILLISECONDS 5000

/**
 * WtSecretService:
 *
 * The Secret Service as its specification has it, item by item: libsecret's own functions fail as a whole where one
 * item cannot be read, say nothing of what they left alone, and search in a way that makes some services prompt.
 *
 * Each function blocks, for 5 s at most, and is for a thread. None makes the service prompt; what it would have to ask
 * about is returned as the path of a prompt, or %WT_SECRET_NO_PATH.
 */
struct _WtSecretService
{
  GDBusConnection *bus;
  GMutex           session_mutex; /* held while libsecret waits for the service */
  SecretService   *session;       /* has the key that secrets are encrypted with; NULL until it is opened */
};

/* Libsecret's proxy, for its session alone, and deaf to what the service tells: once the name has another owner, what
 * libsecret does with a new collection ends the process. */
typedef struct
{
  SecretService parent_instance;
} Session;

typedef struct
{
  SecretServiceClass parent_class;
} SessionClass;

static GType session_get_type (void);

G_DEFINE_TYPE (Session, session, SECRET_TYPE_SERVICE)

/* Libsecret chooses the flags where it is constructed. */
static GObject *
session_constructor (GType                  type,
                     guint                  n_properties,
                     GObjectConstructParam *properties)
{
  GObject *object = G_OBJECT_CLASS (session_parent_class)->constructor (type, n_properties, properties);

  g_object_set (object, "g-flags", G_DBUS_PROXY_FLAGS_DO_NOT_LOAD_PROPERTIES | G_DBUS_PROXY_FLAGS_DO_NOT_CONNECT_SIGNALS,
                NULL);

  return object;
}

static void
session_class_init (SessionClass *klass)
{
  G_OBJECT_CLASS (klass)->constructor = session_constructor;
}

static void
session_init (Session *self)
{
}

/* The one that was connected to last, for whoever asks next. */
static WtSecretService *shared;
static GMutex shared_mutex;

static void
service_clear (gpointer data)
{
  WtSecretService *self = data;

  g_clear_object (&self->session);
  g_clear_object (&self->bus);
  g_mutex_clear (&self->session_mutex);
}

/**
 * wt_secret_service_unref:
 * @self: (transfer full): a service
 *
 * Drops a reference.
 */
void
wt_secret_service_unref (WtSecretService *self)
{
  g_atomic_rc_box_release_full (self, service_clear);
}

static WtSecretService *
connect_to_service (GError **error)
{
  GDBusConnection *bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, error);
  WtSecretService *self;

  if (bus == NULL)
    return NULL;

  self = g_atomic_rc_box_new0 (WtSecretService);
  self->bus = bus;
  g_mutex_init (&self->session_mutex);

  return self;
}

/**
 * wt_secret_service_connect:
 * @anew: whether what was connected before is of no use any more
 * @error: return location for what libsecret or D-Bus reported
 *
 * Makes a new connection, or takes the one that was made before. The service is not asked for anything yet.
 *
 * Returns: (transfer full) (nullable): the service, or %NULL with @error set
 */
WtSecretService *
wt_secret_service_connect (gboolean   anew,
                           GError   **error)
{
  WtSecretService *self = NULL;
  WtSecretService *former = NULL;

  g_mutex_lock (&shared_mutex);
  if (shared != NULL && !anew)
    self = g_atomic_rc_box_acquire (shared);
  g_mutex_unlock (&shared_mutex);
  if (self != NULL)
    return self;

  self = connect_to_service (error);

  g_mutex_lock (&shared_mutex);
  former = shared;
  shared = self != NULL ? g_atomic_rc_box_acquire (self) : NULL;
  g_mutex_unlock (&shared_mutex);
  g_clear_pointer (&former, wt_secret_service_unref);

  return self;
}

/* Libsecret 0.21.8 complains of itself if it is to open a session where there is no service. */
static SecretService *
open_session (GError **error)
{
  g_autoptr (SecretService) session = g_initable_new (session_get_type (), NULL, error, NULL);
  g_autofree char *owner = NULL;

  if (session == NULL)
    return NULL;

  owner = g_dbus_proxy_get_name_owner (G_DBUS_PROXY (session));
  if (owner == NULL)
    g_set_error_literal (error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER, "There is no service");
  if (owner == NULL || !secret_service_ensure_session_sync (session, NULL, error))
    return NULL;

  return g_steal_pointer (&session);
}

static gboolean
ensure_session (WtSecretService  *self,
                GError          **error)
{
  gboolean is_open;

  g_mutex_lock (&self->session_mutex);
  if (self->session == NULL)
    self->session = open_session (error);
  is_open = self->session != NULL;
  g_mutex_unlock (&self->session_mutex);

  return is_open;
}

static gpointer
ensure_session_thread (gpointer data)
{
  g_autoptr (WtSecretService) self = data;
  g_autoptr (GError) error = NULL;

  /* Libsecret 0.21.8 looks at the error of a service that does not encrypt, and crashes where nobody wants it. */
  ensure_session (self, &error);

  return NULL;
}

/* Whether somebody waits for it counts as open: whoever uses it waits, too. */
static gboolean
has_session (WtSecretService *self)
{
  gboolean is_open = TRUE;

  if (g_mutex_trylock (&self->session_mutex))
    {
      is_open = self->session != NULL;
      g_mutex_unlock (&self->session_mutex);
    }

  return is_open;
}

/**
 * wt_secret_service_prepare_session:
 * @self: a service
 *
 * Begins to open the session while something else is asked: to make its keys takes as long as all of that. Does not
 * block; what goes wrong is reported where the session is used.
 *
 * Returns: (transfer full) (nullable): the thread that does it, to be joined before the program may end; %NULL if the
 *   session is open
 */
GThread *
wt_secret_service_prepare_session (WtSecretService *self)
{
  if (has_session (self))
    return NULL;

  return g_thread_new ("session", ensure_session_thread, g_atomic_rc_box_acquire (self));
}

/**
 * wt_secret_service_get_bus:
 * @self: a service
 *
 * Returns: (transfer none): the bus that it is on
 */
GDBusConnection *
wt_secret_service_get_bus (WtSecretService *self)
{
  return self->bus;
}

/**
 * wt_secret_service_call:
 * @self: a service
 * @path: the path of what is called
 * @interface_name: an interface that it has
 * @method: a method of that
 * @arguments: (nullable): a tuple, which is sunk
 * @type: (nullable): the type of the answer, if that matters
 * @error: return location for what D-Bus reported
 *
 * Returns: (transfer full) (nullable): the answer, or %NULL with @error set
 */
GVariant *
wt_secret_service_call (WtSecretService     *self,
                        const char          *path,
                        const char          *interface_name,
                        const char          *method,
                        GVariant            *arguments,
                        const GVariantType  *type,
                        GError             **error)
{
  return g_dbus_connection_call_sync (self->bus, WT_SECRET_SERVICE_NAME, path, interface_name, method, arguments, type,
                                      G_DBUS_CALL_FLAGS_NONE, TIMEOUT_MILLISECONDS, NULL, error);
}

/* Returns (transfer full) (nullable): the value of a property. */
static GVariant *
get_property (WtSecretService     *self,
              const char          *path,
              const char          *interface_name,
              const char          *property,
              const GVariantType  *type,
              GError             **error)
{
  g_autoptr (GVariant) answer = NULL;
  g_autoptr (GVariant) value = NULL;

  answer = wt_secret_service_call (self, path, "org.freedesktop.DBus.Properties", "Get",
                                   g_variant_new ("(ss)", interface_name, property), G_VARIANT_TYPE ("(v)"), error);
  if (answer == NULL)
    return NULL;

  g_variant_get (answer, "(v)", &value);
  if (!g_variant_is_of_type (value, type))
    {
      g_set_error (error, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_SIGNATURE, "%s is no %.*s", property,
                   (int) g_variant_type_get_string_length (type), g_variant_type_peek_string (type));
      return NULL;
    }

  return g_steal_pointer (&value);
}

/**
 * wt_secret_service_get_collections:
 * @self: a service
 * @error: return location for what D-Bus reported
 *
 * Returns: (transfer full) (nullable): the paths of all collections, or %NULL with @error set
 */
GStrv
wt_secret_service_get_collections (WtSecretService  *self,
                                   GError          **error)
{
  g_autoptr (GVariant) paths = get_property (self, WT_SECRET_SERVICE_PATH, WT_SECRET_SERVICE_INTERFACE, "Collections",
                                             G_VARIANT_TYPE_OBJECT_PATH_ARRAY, error);

  return paths != NULL ? g_variant_dup_objv (paths, NULL) : NULL;
}

/**
 * wt_secret_service_get_default:
 * @self: a service
 * @error: return location for what D-Bus reported
 *
 * Returns: (transfer full) (nullable): the path of the default collection, %WT_SECRET_NO_PATH if there is none, or
 *   %NULL with @error set
 */
char *
wt_secret_service_get_default (WtSecretService  *self,
                               GError          **error)
{
  g_autoptr (GVariant) answer = NULL;
  char *path = NULL;

  answer = wt_secret_service_call (self, WT_SECRET_SERVICE_PATH, WT_SECRET_SERVICE_INTERFACE, "ReadAlias",
                                   g_variant_new ("(s)", SECRET_COLLECTION_DEFAULT), G_VARIANT_TYPE ("(o)"), error);
  if (answer != NULL)
    g_variant_get (answer, "(o)", &path);

  return path;
}

/* Returns (transfer floating). */
static GVariant *
variant_from_attributes (GHashTable *attributes)
{
  GVariantBuilder builder;
  GHashTableIter iter;
  gpointer name, value;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  g_hash_table_iter_init (&iter, attributes);
  while (g_hash_table_iter_next (&iter, &name, &value))
    g_variant_builder_add (&builder, "{ss}", name, value);

  return g_variant_builder_end (&builder);
}

/**
 * wt_secret_service_search:
 * @self: a service
 * @collection: the path of a collection, which may be locked
 * @attributes: what an item has to have
 * @error: return location for what D-Bus reported
 *
 * Unlike a search in the whole service this one opens no dialog of KeePassXC's.
 *
 * Returns: (transfer full) (nullable): the paths of the items, or %NULL with @error set
 */
GStrv
wt_secret_service_search (WtSecretService  *self,
                          const char       *collection,
                          GHashTable       *attributes,
                          GError          **error)
{
  g_autoptr (GVariant) answer = NULL;
  GStrv paths = NULL;

  answer = wt_secret_service_call (self, collection, WT_SECRET_COLLECTION_INTERFACE, "SearchItems",
                                   g_variant_new ("(@a{ss})", variant_from_attributes (attributes)),
                                   G_VARIANT_TYPE ("(ao)"), error);
  if (answer != NULL)
    g_variant_get (answer, "(^ao)", &paths);

  return paths;
}

/**
 * wt_secret_service_get_locked:
 * @self: a service
 * @path: the path of a collection or an item
 * @interface_name: which of these
 * @locked: (out): whether it is locked
 * @error: return location for what D-Bus reported
 *
 * Returns: %FALSE with @error set if that cannot be told
 */
gboolean
wt_secret_service_get_locked (WtSecretService  *self,
                              const char       *path,
                              const char       *interface_name,
                              gboolean         *locked,
                              GError          **error)
{
  g_autoptr (GVariant) value = get_property (self, path, interface_name, "Locked", G_VARIANT_TYPE_BOOLEAN, error);

  if (value != NULL)
    *locked = g_variant_get_boolean (value);

  return value != NULL;
}

/**
 * wt_secret_service_get_modified:
 * @self: a service
 * @item: the path of an item
 *
 * Returns: when its secret was stored, in seconds since 1970; 0 if the service does not tell
 */
guint64
wt_secret_service_get_modified (WtSecretService *self,
                                const char      *item)
{
  g_autoptr (GVariant) value = get_property (self, item, WT_SECRET_ITEM_INTERFACE, "Modified", G_VARIANT_TYPE_UINT64,
                                             NULL);

  return value != NULL ? g_variant_get_uint64 (value) : 0;
}

/* An item that is not searched for by what it has: gnome-keyring shows no more of it than what it calls its schema. */
static gboolean
item_hides (WtSecretService *self,
            const char      *item)
{
  g_autoptr (GVariant) attributes = get_property (self, item, WT_SECRET_ITEM_INTERFACE, "Attributes",
                                                  G_VARIANT_TYPE ("a{ss}"), NULL);
  g_autoptr (GVariantIter) iter = NULL;
  const char *name;

  if (attributes == NULL)
    return TRUE;

  g_variant_get (attributes, "a{ss}", &iter);
  while (g_variant_iter_next (iter, "{&s&s}", &name, NULL))
    if (!g_str_equal (name, WT_SECRET_SCHEMA))
      return FALSE;

  return TRUE;
}

/**
 * wt_secret_service_get_hides:
 * @self: a service
 * @collection: the path of a collection
 * @hides: (out): whether it may have items that a search does not find
 * @error: return location for what D-Bus reported
 *
 * A collection that is locked may show all of its items but for their secrets, or some of them, or none.
 *
 * Returns: %FALSE with @error set if that cannot be told
 */
gboolean
wt_secret_service_get_hides (WtSecretService  *self,
                             const char       *collection,
                             gboolean         *hides,
                             GError          **error)
{
  g_autoptr (GVariant) paths = NULL;
  g_autofree const char **items = NULL;

  if (!wt_secret_service_get_locked (self, collection, WT_SECRET_COLLECTION_INTERFACE, hides, error))
    return FALSE;
  if (!*hides)
    return TRUE;

  paths = get_property (self, collection, WT_SECRET_COLLECTION_INTERFACE, "Items", G_VARIANT_TYPE_OBJECT_PATH_ARRAY,
                        error);
  if (paths == NULL)
    return FALSE;

  items = g_variant_get_objv (paths, NULL);
  *hides = items[0] == NULL;
  for (gsize i = 0; items[i] != NULL && !*hides; i++)
    *hides = item_hides (self, items[i]);

  return TRUE;
}

/**
 * wt_secret_service_get_secret:
 * @self: a service
 * @item: the path of an item
 * @error: return location for what D-Bus reported
 *
 * Returns: (transfer full) (nullable): its secret, or %NULL with @error set
 */
SecretValue *
wt_secret_service_get_secret (WtSecretService  *self,
                              const char       *item,
                              GError          **error)
{
  g_autoptr (GVariant) answer = NULL;
  g_autoptr (GVariant) secret = NULL;
  SecretValue *value;

  if (!ensure_session (self, error))
    return NULL;

  answer = wt_secret_service_call (self, item, WT_SECRET_ITEM_INTERFACE, "GetSecret",
                                   g_variant_new ("(o)", secret_service_get_session_dbus_path (self->session)),
                                   G_VARIANT_TYPE ("((oayays))"), error);
  if (answer == NULL)
    return NULL;

  secret = g_variant_get_child_value (answer, 0);
  value = secret_service_decode_dbus_secret (self->session, secret);
  if (value == NULL)
    g_set_error_literal (error, SECRET_ERROR, SECRET_ERROR_PROTOCOL, "The secret cannot be decrypted");

  return value;
}

/**
 * wt_secret_service_set_secret:
 * @self: a service
 * @item: the path of an item
 * @value: its secret from now on
 * @error: return location for what D-Bus reported
 *
 * Returns: %TRUE if it is stored, else %FALSE with @error set
 */
gboolean
wt_secret_service_set_secret (WtSecretService  *self,
                              const char       *item,
                              SecretValue      *value,
                              GError          **error)
{
  g_autoptr (GVariant) answer = NULL;

  if (!ensure_session (self, error))
    return FALSE;

  answer = wt_secret_service_call (self, item, WT_SECRET_ITEM_INTERFACE, "SetSecret",
                                   g_variant_new ("(@(oayays))",
                                                  secret_service_encode_dbus_secret (self->session, value)),
                                   NULL, error);

  return answer != NULL;
}

/* What was done at once has a path of its own before that of the prompt. */
static char *
get_prompt (GVariant *answer)
{
  char *prompt = NULL;

  if (answer != NULL)
    g_variant_get_child (answer, g_variant_n_children (answer) - 1, "o", &prompt);

  return prompt;
}

/**
 * wt_secret_service_create_item:
 * @self: a service
 * @collection: the path of a collection
 * @label: what a person sees
 * @attributes: what it is found by; an item that has the same is replaced
 * @value: its secret
 * @error: return location for what D-Bus reported
 *
 * Returns: (transfer full) (nullable): the path of a prompt that has to be made before it is stored,
 *   %WT_SECRET_NO_PATH if it is stored, or %NULL with @error set
 */
char *
wt_secret_service_create_item (WtSecretService  *self,
                               const char       *collection,
                               const char       *label,
                               GHashTable       *attributes,
                               SecretValue      *value,
                               GError          **error)
{
  g_autoptr (GVariant) answer = NULL;
  GVariantBuilder properties;

  if (!ensure_session (self, error))
    return NULL;

  g_variant_builder_init (&properties, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&properties, "{sv}", WT_SECRET_ITEM_INTERFACE ".Label", g_variant_new_string (label));
  g_variant_builder_add (&properties, "{sv}", WT_SECRET_ITEM_INTERFACE ".Attributes",
                         variant_from_attributes (attributes));
  answer = wt_secret_service_call (self, collection, WT_SECRET_COLLECTION_INTERFACE, "CreateItem",
                                   g_variant_new ("(a{sv}@(oayays)b)", &properties,
                                                  secret_service_encode_dbus_secret (self->session, value), TRUE),
                                   G_VARIANT_TYPE ("(oo)"), error);

  return get_prompt (answer);
}

/**
 * wt_secret_service_delete_item:
 * @self: a service
 * @item: the path of an item
 * @error: return location for what D-Bus reported
 *
 * Returns: (transfer full) (nullable): the path of a prompt that has to be made before it is removed,
 *   %WT_SECRET_NO_PATH if it is, or %NULL with @error set
 */
char *
wt_secret_service_delete_item (WtSecretService  *self,
                               const char       *item,
                               GError          **error)
{
  g_autoptr (GVariant) answer = wt_secret_service_call (self, item, WT_SECRET_ITEM_INTERFACE, "Delete", NULL,
                                                        G_VARIANT_TYPE ("(o)"), error);

  return get_prompt (answer);
}

/**
 * wt_secret_service_unlock:
 * @self: a service
 * @paths: the paths of collections or items
 * @error: return location for what D-Bus reported
 *
 * Returns: (transfer full) (nullable): the path of a prompt that has to be made before they are unlocked,
 *   %WT_SECRET_NO_PATH if they are, or %NULL with @error set
 */
char *
wt_secret_service_unlock (WtSecretService    *self,
                          const char *const  *paths,
                          GError            **error)
{
  g_autoptr (GVariant) answer = wt_secret_service_call (self, WT_SECRET_SERVICE_PATH, WT_SECRET_SERVICE_INTERFACE,
                                                        "Unlock", g_variant_new ("(^ao)", paths),
                                                        G_VARIANT_TYPE ("(aoo)"), error);

  return get_prompt (answer);
}

/**
 * wt_secret_service_create_default:
 * @self: a service
 * @label: what a person sees
 * @error: return location for what D-Bus reported
 *
 * Returns: (transfer full) (nullable): the path of a prompt that has to be made before there is a default collection,
 *   %WT_SECRET_NO_PATH if there is one, or %NULL with @error set
 */
char *
wt_secret_service_create_default (WtSecretService  *self,
                                  const char       *label,
                                  GError          **error)
{
  g_autoptr (GVariant) answer = NULL;
  GVariantBuilder properties;

  g_variant_builder_init (&properties, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&properties, "{sv}", WT_SECRET_COLLECTION_INTERFACE ".Label", g_variant_new_string (label));
  answer = wt_secret_service_call (self, WT_SECRET_SERVICE_PATH, WT_SECRET_SERVICE_INTERFACE, "CreateCollection",
                                   g_variant_new ("(a{sv}s)", &properties, SECRET_COLLECTION_DEFAULT),
                                   G_VARIANT_TYPE ("(oo)"), error);

  return get_prompt (answer);
}

/**
 * wt_secret_service_dup_program:
 *
 * Returns: (transfer full) (nullable): the name of the program that is the service, as the kernel has it, cut to 15
 *   bytes; %NULL if that cannot be found out, as in a sandbox
 */
char *
wt_secret_service_dup_program (void)
{
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GVariant) answer = NULL;
  g_autofree char *path = NULL;
  char *name = NULL;
  guint32 pid;

  if (bus != NULL)
    answer = g_dbus_connection_call_sync (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                          "GetConnectionUnixProcessID", g_variant_new ("(s)", WT_SECRET_SERVICE_NAME),
                                          G_VARIANT_TYPE ("(u)"), G_DBUS_CALL_FLAGS_NO_AUTO_START, TIMEOUT_MILLISECONDS,
                                          NULL, NULL);
  if (answer == NULL)
    return NULL;

  g_variant_get (answer, "(u)", &pid);
  path = g_strdup_printf ("/proc/%u/comm", pid);
  if (!g_file_get_contents (path, &name, NULL, NULL))
    return NULL;

  return g_strchomp (name);
}
