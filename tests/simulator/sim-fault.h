/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sim-http.h"

typedef enum
{
  SIM_ACTION_ANSWER,
  SIM_ACTION_DELAY,
  SIM_ACTION_RESET,
  SIM_ACTION_CUT_OFF,
  SIM_ACTION_DRIP,
  SIM_ACTION_REDIRECT,
  SIM_ACTION_HANG,
  SIM_ACTION_RAW,
} SimAction;

/* One way to spoil answers, and which requests it is for. Reference counted; the answer may be NULL: the normal one. */
typedef struct
{
  SimAction  action;
  SimAnswer *answer;
  gboolean   carries_out_first;
  guint      delay_ms;
  guint      bytes_per_second;

  char      *method;
  char      *path;
  guint      skip;
  guint      times;
} SimFault;

SimFault *sim_fault_new_from_json (JsonObject       *object,
                                   GError          **error);
void      sim_fault_unref         (SimFault         *fault);

/* An array of faults, in the order in which they were added. */
SimFault *sim_faults_take         (GPtrArray        *faults,
                                   const SimRequest *request);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimFault, sim_fault_unref)
