/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "wt-error.h"

G_BEGIN_DECLS

GError *wt_keyring_error_new       (WtError       code);
GError *wt_keyring_error_from      (const GError *cause,
                                    const char   *secret);

G_END_DECLS
