/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <fcntl.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <stddef.h>
#include <sys/socket.h>
#include <unistd.h>

#include "wt-http-way.h"

#define NO_SOCKET (-1)

/**
 * wt_http_way_init:
 * @way: a way of which nothing is known yet
 */
void
wt_http_way_init (WtHttpWay *way)
{
  *way = (WtHttpWay) { .socket = NO_SOCKET };
}

static void
leave_socket (WtHttpWay *way)
{
  if (way->socket != NO_SOCKET)
    close (way->socket);
  way->socket = NO_SOCKET;
  g_clear_object (&way->tls);
}

/**
 * wt_http_way_clear:
 * @way: a way
 *
 * Frees what it holds.
 */
void
wt_http_way_clear (WtHttpWay *way)
{
  leave_socket (way);
  g_clear_pointer (&way->proxy, g_free);
}

/* How many bytes came over the socket, the end of the connection counted as one; 0 if the system does not say. */
static guint64
count_heard (const WtHttpWay *way)
{
  struct tcp_info info = { 0 };
  socklen_t length = sizeof info;

  if (way->socket == NO_SOCKET || getsockopt (way->socket, IPPROTO_TCP, TCP_INFO, &info, &length) != 0 ||
      length < offsetof (struct tcp_info, tcpi_bytes_received) + sizeof info.tcpi_bytes_received)
    return 0;

  return info.tcpi_bytes_received;
}

/* The socket is closed by the time that the failure is told, so it is held by a second descriptor. */
static void
hold_socket (WtHttpWay *way,
             GIOStream *connection)
{
  g_autoptr (GIOStream) base = NULL;

  leave_socket (way);
  if (!G_IS_TLS_CONNECTION (connection))
    return;

  way->tls = G_TLS_CONNECTION (g_object_ref (connection));
  g_object_get (connection, "base-io-stream", &base, NULL);
  if (G_IS_SOCKET_CONNECTION (base))
    way->socket = fcntl (g_socket_get_fd (g_socket_connection_get_socket (G_SOCKET_CONNECTION (base))),
                         F_DUPFD_CLOEXEC, 0);
  way->n_heard = count_heard (way);
}

/**
 * wt_http_way_note:
 * @way: a way
 * @event: what happened
 * @connection: (nullable): on what
 *
 * Follows the connection as it is made.
 */
void
wt_http_way_note (WtHttpWay          *way,
                  GSocketClientEvent  event,
                  GIOStream          *connection)
{
  switch (event)
    {
    case G_SOCKET_CLIENT_RESOLVING:
    case G_SOCKET_CLIENT_RESOLVED:
    case G_SOCKET_CLIENT_CONNECTING:
      way->stage = WT_HTTP_STAGE_CONNECTING;
      break;
    case G_SOCKET_CLIENT_CONNECTED:
    case G_SOCKET_CLIENT_PROXY_NEGOTIATING:
      way->stage = WT_HTTP_STAGE_PROXY;
      break;
    case G_SOCKET_CLIENT_TLS_HANDSHAKING:
      way->stage = WT_HTTP_STAGE_TLS;
      hold_socket (way, connection);
      break;
    case G_SOCKET_CLIENT_TLS_HANDSHAKED:
      leave_socket (way);
      break;
    case G_SOCKET_CLIENT_PROXY_NEGOTIATED:
    case G_SOCKET_CLIENT_COMPLETE:
      break;
    }
}

/**
 * wt_http_way_is_proxys:
 * @way: a way
 *
 * Returns: whether it ended at a proxy, so that the server never heard of it
 */
gboolean
wt_http_way_is_proxys (const WtHttpWay *way)
{
  return way->proxy != NULL && way->stage < WT_HTTP_STAGE_TLS;
}

/**
 * wt_http_way_was_cut:
 * @way: a way that ended
 *
 * The TLS library calls both "not TLS": a connection that is cut before anything came, and an answer in another
 * language.
 *
 * Returns: whether the connection was cut while TLS was being agreed upon
 */
gboolean
wt_http_way_was_cut (const WtHttpWay *way)
{
  if (way->stage != WT_HTTP_STAGE_TLS || way->tls == NULL)
    return FALSE;

  return g_tls_connection_get_peer_certificate (way->tls) != NULL || count_heard (way) <= way->n_heard + 1;
}
