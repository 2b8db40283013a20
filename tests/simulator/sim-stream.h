/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sim-http.h"

/* What libsoup does not do because it is wrong: each of these takes the connection away from it. */
void sim_stream_reset   (SoupServerMessage *message);
void sim_stream_hang    (SoupServerMessage *message);
void sim_stream_raw     (SoupServerMessage *message,
                         const SimAnswer   *answer);
void sim_stream_cut_off (SoupServerMessage *message,
                         const SimAnswer   *answer);
void sim_stream_drip    (SoupServerMessage *message,
                         const SimAnswer   *answer,
                         guint              bytes_per_second);
