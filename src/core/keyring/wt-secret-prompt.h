/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wt-secret-service.h"

G_BEGIN_DECLS

gboolean wt_secret_prompt (WtSecretService  *service,
                           const char       *prompt,
                           const char       *collection,
                           GError          **error);

G_END_DECLS
