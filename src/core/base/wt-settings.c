/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "wt-settings.h"

/* Returns (transfer full) (nullable): the schema, as long as it lies where this program was installed. */
static GSettingsSchema *
look_up_installed (GSettingsSchemaSource *system)
{
  g_autoptr (GSettingsSchemaSource) source = NULL;

  source = g_settings_schema_source_new_from_directory (DATADIR "/glib-2.0/schemas", system, TRUE, NULL);

  return source != NULL ? g_settings_schema_source_lookup (source, APP_ID, FALSE) : NULL;
}

/**
 * wt_settings_new:
 * @error: return location for a %G_IO_ERROR_NOT_FOUND, whose message may be shown
 *
 * Opens the program's settings. Their schema may lie where the environment does not point to, as for a service or in a
 * container, where g_settings_new() would end the process.
 *
 * Returns: (transfer full) (nullable): the settings, or %NULL with @error set if there is no schema
 */
GSettings *
wt_settings_new (GError **error)
{
  GSettingsSchemaSource *system = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = NULL;

  if (system != NULL)
    schema = g_settings_schema_source_lookup (system, APP_ID, TRUE);
  if (schema == NULL)
    schema = look_up_installed (system);
  if (schema != NULL)
    return g_settings_new_full (schema, NULL, NULL);

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                       _("A file of this program is missing: the schema of its settings. Install the program again."));

  return NULL;
}
