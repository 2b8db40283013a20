/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-sandbox.h"

/**
 * wt_sandbox_is_around_us:
 *
 * Inside a Flatpak neither the PATH nor the programs of the person's own shell can be seen, and wbtoken has another
 * name outside.
 *
 * Returns: whether this program runs in a Flatpak sandbox
 */
gboolean
wt_sandbox_is_around_us (void)
{
  return g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS);
}
