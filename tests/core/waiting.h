/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* No wait of a test takes longer: it fails. */
#define CEILING_SECONDS 60

typedef gboolean (*Condition) (gpointer user_data);

/* How late things happen in this process, from the one call to the other. */
typedef struct
{
  guint  source;
  gint64 last;
  gint64 longest;
} Lateness;

void   lateness_start (Lateness *self);
double lateness_stop  (Lateness *self);

void keep_result_cb  (GObject       *source,
                      GAsyncResult  *result,
                      gpointer       user_data);

void wait_for_result (GAsyncResult **result);
void wait_until      (Condition      condition,
                      gpointer       user_data);
void wait_within     (guint          seconds,
                      Condition      condition,
                      gpointer       user_data);

G_END_DECLS
