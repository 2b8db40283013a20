/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sim-http.h"
#include "sim-store.h"

typedef enum
{
  SIM_ENVELOPE_ITEMS,
  SIM_ENVELOPE_ARRAY,
  SIM_ENVELOPE_DATA,
} SimEnvelope;

/* The Workbench API, and in which of its known or assumed manners it answers. */
typedef struct
{
  SimStore    *store;
  SimEnvelope  envelope;
  guint        page_size;
  gboolean     can_revoke;
  gboolean     has_etag;
} SimApi;

SimAnswer *sim_api_answer (const SimApi     *api,
                           const SimRequest *request);
