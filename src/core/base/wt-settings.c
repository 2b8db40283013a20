/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "wt-settings.h"

/* GLib ends a process that asks for a key that is not there. */
static const char *const keys[] = {
  "server",
  "user-id",
  "user-name",
  "token-id",
  "token-name",
  "clipboard-timeout",
  "mask-timeout",
  "window-width",
  "window-height",
  "window-maximized",
  "changes",
  "token-value-member",
};

/* An older version of this program, installed elsewhere, may have left another one. */
static gboolean
is_complete (GSettingsSchema *schema)
{
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (!g_settings_schema_has_key (schema, keys[i]))
      return FALSE;

  return TRUE;
}

/* Returns (transfer full) (nullable): the schema, if @source has it as it is needed. */
static GSettingsSchema *
look_up (GSettingsSchemaSource *source,
         gboolean               recursive)
{
  g_autoptr (GSettingsSchema) schema = source != NULL ? g_settings_schema_source_lookup (source, APP_ID, recursive) : NULL;

  return schema != NULL && is_complete (schema) ? g_steal_pointer (&schema) : NULL;
}

/* Returns (transfer full) (nullable): the schema, as long as it lies where this program was installed. */
static GSettingsSchema *
look_up_installed (GSettingsSchemaSource *system)
{
  g_autoptr (GSettingsSchemaSource) source = NULL;

  source = g_settings_schema_source_new_from_directory (DATADIR "/glib-2.0/schemas", system, TRUE, NULL);

  return look_up (source, FALSE);
}

/**
 * wt_settings_new:
 * @error: return location for a %G_IO_ERROR_NOT_FOUND, whose message may be shown
 *
 * Opens the program's settings. Their schema may lie where the environment does not point to, as for a service or in a
 * container, or the environment may point to that of another version; there g_settings_new() would end the process.
 *
 * Returns: (transfer full) (nullable): the settings, or %NULL with @error set if there is no schema
 */
GSettings *
wt_settings_new (GError **error)
{
  GSettingsSchemaSource *system = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = look_up (system, TRUE);

  if (schema == NULL)
    schema = look_up_installed (system);
  if (schema != NULL)
    return g_settings_new_full (schema, NULL, NULL);

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                       _("A file of this program is missing: the schema of its settings. Install the program again."));

  return NULL;
}
