/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sim-http.h"
#include "sim-log.h"
#include "sim-store.h"

#define SIM_CONTROL_PREFIX "/simulator/"

SimAnswer *sim_control_answer (SimStore         *store,
                               GPtrArray        *faults,
                               SimLog           *log,
                               const SimRequest *request);
