/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-error.h"

G_DEFINE_QUARK (wt-error-quark, wt_error)

/**
 * wt_error_is_refusal:
 * @error: (nullable): an error
 *
 * Returns: whether @error says that the credential was not accepted (401, 403)
 */
gboolean
wt_error_is_refusal (const GError *error)
{
  return g_error_matches (error, WT_ERROR, WT_ERROR_UNAUTHORIZED) ||
         g_error_matches (error, WT_ERROR, WT_ERROR_FORBIDDEN);
}
