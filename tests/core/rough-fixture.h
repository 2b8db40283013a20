/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _Rough Rough;

/* What a server does with a connection, in a thread of its own; @number counts them from 0. The connection is closed
 * afterwards. */
typedef void (*RoughFunc) (Rough             *self,
                           GIOStream         *stream,
                           GSocketConnection *connection,
                           guint              number);

/* A server in this process that does to a connection what no library for servers does. With a certificate it speaks TLS,
 * and with protocols it offers them. */
struct _Rough
{
  GSocketListener        *listener;
  GTlsCertificate        *certificate;
  const char * const     *protocols;
  GTlsAuthenticationMode  authentication;
  GCancellable           *cancellable;
  GThread                *thread;
  RoughFunc               serve;
  const void             *data;
  char                   *address;
  GMutex                  mutex;
  GPtrArray              *connections;
  int                     n_active;
  int                     n_gets;
  int                     n_posts;
};

Rough *rough_new               (RoughFunc           serve,
                                const void         *data);
void   rough_use_tls           (Rough              *self,
                                const char         *certificate,
                                const char * const *protocols);
void   rough_start             (Rough              *self);
void   rough_free              (Rough              *self);

guint  rough_count_connections (Rough              *self);
char  *rough_read_head         (GIOStream          *stream);
void   rough_write             (GIOStream          *stream,
                                const char         *text);
void   rough_reset             (GSocketConnection  *connection);
void   rough_reset_all         (Rough              *self,
                                gulong              pause);
void   rough_serve_http2       (Rough              *self,
                                GIOStream          *stream,
                                guint               number);

/* What is done with the first POST, or with a GET, over HTTP/2. */
typedef struct
{
  guint32     reset_code; /* 0 to answer */
  const char *status;     /* three digits */
  int         goes_away;  /* at this GET; 0 never */
  gboolean    stays;      /* and does not hang up */
  gboolean    promises;   /* an answer to it, which does not come */
} Http2Plan;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Rough, rough_free)

G_END_DECLS
