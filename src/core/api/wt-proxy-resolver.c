/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "wt-error.h"
#include "wt-proxy-resolver.h"

#define SOCKS_PORT 1080

/* The colon is an IPv6 address's. */
#define HOST_CHARACTERS G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS ".-_:"

/**
 * WtProxyResolver:
 *
 * Which proxy is between us and a server that is asked with https. What the environment asks for, as other programs read
 * it, comes before what the desktop's settings say; GLib's own resolver passes over some of it in silence, and the
 * request would pass by the proxy. It remembers which one it found, so that its troubles can be told as its own.
 */
struct _WtProxyResolver
{
  GObject         parent_instance;

  GProxyResolver *inner;
  GError         *fault; /* of the environment */
  char           *proxy;
};

static void wt_proxy_resolver_iface_init (GProxyResolverInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (WtProxyResolver, wt_proxy_resolver, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_PROXY_RESOLVER, wt_proxy_resolver_iface_init))

/* In the order in which they count. */
static const char * const variables[] = { "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY" };

/* The names that are in use, and what GIO calls the same. It leaves the server's name to the proxy in each case. */
static const struct
{
  const char *name;
  const char *gio_name;
} schemes[] = {
  { "http", "http" },     { "https", "https" },     { "socks", "socks5" },   { "socks4", "socks4a" },
  { "socks4a", "socks4a" }, { "socks5", "socks5" }, { "socks5h", "socks5" },
};

static const char *
find_scheme (GUri *uri)
{
  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_ascii_strcasecmp (schemes[i].name, g_uri_get_scheme (uri)) == 0)
      return schemes[i].gio_name;

  return NULL;
}

static gboolean
has_host (GUri *uri)
{
  const char *host = g_uri_get_host (uri);

  return host != NULL && *host != '\0' && strspn (host, HOST_CHARACTERS) == strlen (host);
}

/* Returns (transfer full) (nullable): the proxy as GIO takes it, or NULL if that is none. */
static char *
parse_proxy (const char *value)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (value));
  g_autofree char *address = g_strconcat (strstr (trimmed, "://") != NULL ? "" : "http://", trimmed, NULL);
  g_autoptr (GUri) uri = g_uri_parse (address, G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_ENCODED_PATH, NULL);
  const char *scheme = uri != NULL ? find_scheme (uri) : NULL;
  int port;

  if (scheme == NULL || !has_host (uri))
    return NULL;

  port = g_uri_get_port (uri);
  if (port == -1 && g_str_has_prefix (scheme, "socks"))
    port = SOCKS_PORT;

  return g_uri_join_with_user (G_URI_FLAGS_NONE, scheme, g_uri_get_user (uri), g_uri_get_password (uri), NULL,
                               g_uri_get_host (uri), port, "", NULL, NULL);
}

/* Returns (transfer full) (nullable): the servers that are asked without a proxy; NULL if all are. */
static char **
read_exceptions (void)
{
  const char *value = g_getenv ("no_proxy") != NULL ? g_getenv ("no_proxy") : g_getenv ("NO_PROXY");
  g_auto (GStrv) parts = g_strsplit_set (value != NULL ? value : "", ", \t", -1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; parts[i] != NULL; i++)
    {
      if (g_str_equal (parts[i], "*"))
        return NULL;
      if (*parts[i] != '\0')
        g_strv_builder_add (builder, parts[i]);
    }

  return g_strv_builder_end (builder);
}

/* Returns (nullable): the first variable that asks for something. */
static const char *
find_variable (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (variables); i++)
    {
      const char *value = g_getenv (variables[i]);

      if (value != NULL && *value != '\0')
        return variables[i];
    }

  return NULL;
}

static void
read_environment (WtProxyResolver *self)
{
  const char *variable = find_variable ();
  g_autofree char *proxy = variable != NULL ? parse_proxy (g_getenv (variable)) : NULL;
  g_auto (GStrv) exceptions = variable != NULL ? read_exceptions () : NULL;

  if (variable == NULL)
    self->inner = g_object_ref (g_proxy_resolver_get_default ());
  else if (exceptions == NULL)
    self->inner = g_simple_proxy_resolver_new ("direct://", NULL);
  else if (proxy != NULL)
    self->inner = g_simple_proxy_resolver_new (proxy, exceptions);
  else
    self->fault = g_error_new (WT_ERROR, WT_ERROR_PROXY,
                               /* Translators: %s is the name of an environment variable */
                               _("The proxy that %s names cannot be used, so nothing was sent. Write it like http://host:port or socks5://host:port."),
                               variable);
}

/* Without what signs in to it. */
static char *
dup_name (const char *proxy)
{
  g_autoptr (GUri) uri = g_uri_parse (proxy, G_URI_FLAGS_HAS_PASSWORD, NULL);

  if (uri == NULL || !has_host (uri))
    return NULL;

  return g_uri_get_port (uri) != -1 ? g_strdup_printf ("%s:%d", g_uri_get_host (uri), g_uri_get_port (uri))
                                    : g_strdup (g_uri_get_host (uri));
}

static char **
remember (WtProxyResolver  *self,
          char            **proxies)
{
  g_free (self->proxy);
  self->proxy = proxies != NULL && proxies[0] != NULL ? dup_name (proxies[0]) : NULL;

  return proxies;
}

static char **
wt_proxy_resolver_lookup (GProxyResolver  *resolver,
                          const char      *uri,
                          GCancellable    *cancellable,
                          GError         **error)
{
  WtProxyResolver *self = WT_PROXY_RESOLVER (resolver);

  if (self->fault != NULL)
    {
      g_propagate_error (error, g_error_copy (self->fault));
      return NULL;
    }

  return remember (self, g_proxy_resolver_lookup (self->inner, uri, cancellable, error));
}

static void
looked_up_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  char **proxies = g_proxy_resolver_lookup_finish (G_PROXY_RESOLVER (source), result, &error);

  if (proxies != NULL)
    g_task_return_pointer (task, remember (g_task_get_source_object (task), proxies), (GDestroyNotify) g_strfreev);
  else
    g_task_return_error (task, error);
}

static void
wt_proxy_resolver_lookup_async (GProxyResolver      *resolver,
                                const char          *uri,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  WtProxyResolver *self = WT_PROXY_RESOLVER (resolver);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, wt_proxy_resolver_lookup_async);
  if (self->fault != NULL)
    g_task_return_error (task, g_error_copy (self->fault));
  else
    g_proxy_resolver_lookup_async (self->inner, uri, cancellable, looked_up_cb, g_object_ref (task));
}

static char **
wt_proxy_resolver_lookup_finish (GProxyResolver  *resolver,
                                 GAsyncResult    *result,
                                 GError         **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
wt_proxy_resolver_iface_init (GProxyResolverInterface *iface)
{
  iface->lookup = wt_proxy_resolver_lookup;
  iface->lookup_async = wt_proxy_resolver_lookup_async;
  iface->lookup_finish = wt_proxy_resolver_lookup_finish;
}

static void
wt_proxy_resolver_finalize (GObject *object)
{
  WtProxyResolver *self = WT_PROXY_RESOLVER (object);

  g_clear_object (&self->inner);
  g_clear_error (&self->fault);
  g_free (self->proxy);

  G_OBJECT_CLASS (wt_proxy_resolver_parent_class)->finalize (object);
}

static void
wt_proxy_resolver_class_init (WtProxyResolverClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = wt_proxy_resolver_finalize;
}

static void
wt_proxy_resolver_init (WtProxyResolver *self)
{
  read_environment (self);
}

/**
 * wt_proxy_resolver_new:
 *
 * Reads the environment now. Does not block.
 *
 * Returns: (transfer full): a resolver for addresses with https
 */
WtProxyResolver *
wt_proxy_resolver_new (void)
{
  return g_object_new (WT_TYPE_PROXY_RESOLVER, NULL);
}

/**
 * wt_proxy_resolver_dup_proxy:
 * @self: a resolver
 *
 * Returns: (transfer full) (nullable): the proxy that was found last, as it is shown to people; %NULL if there is none
 */
char *
wt_proxy_resolver_dup_proxy (WtProxyResolver *self)
{
  g_return_val_if_fail (WT_IS_PROXY_RESOLVER (self), NULL);

  return g_strdup (self->proxy);
}
