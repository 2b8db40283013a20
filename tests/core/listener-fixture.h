/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A server in this process that takes connections and never says a word; or, with an @answer, says that to the first
 * thing that it hears, and hangs up unless it @stays. */
typedef struct
{
  GSocketService *service;
  char           *address;
  const char     *answer;
  gboolean        stays;
  guint           n_answered;
  guint           n_taken;
  guint           n_open;
  GString        *heard;
} Listener;

Listener *listener_new           (void);
Listener *listener_new_on        (const char *host);
void      listener_free          (Listener   *self);

void      listener_wait_taken    (Listener   *self,
                                  guint       n_taken);
void      listener_wait_answered (Listener   *self);
void      listener_wait_closed   (Listener   *self);
void      listener_assert_alone  (Listener   *self);
gboolean  listener_has_heard     (Listener   *self,
                                  const char *text);

char     *find_unused_address    (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Listener, listener_free)

G_END_DECLS
