/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <fcntl.h>

#include <gio/gio.h>

/* A module of GIO's with a file system that goes before GLib's own, as that of gvfs does. When GLib makes it, which is when
 * gvfs connects to the bus, it looks for a file that is nowhere, so that whoever watches the program sees it. */

typedef GVfs OtherVfs;
typedef GVfsClass OtherVfsClass;

static GType other_vfs_get_type (void);

G_DEFINE_DYNAMIC_TYPE (OtherVfs, other_vfs, G_TYPE_VFS)

static gboolean
other_vfs_is_active (GVfs *vfs)
{
  return FALSE;
}

static void
other_vfs_class_init (OtherVfsClass *klass)
{
  klass->is_active = other_vfs_is_active;
}

static void
other_vfs_class_finalize (OtherVfsClass *klass)
{
}

static void
other_vfs_init (OtherVfs *self)
{
  open ("/other-vfs-is-started", O_RDONLY);
}

G_MODULE_EXPORT void
g_io_module_load (GIOModule *module)
{
  other_vfs_register_type (G_TYPE_MODULE (module));
  g_io_extension_point_implement (G_VFS_EXTENSION_POINT_NAME, other_vfs_get_type (), "other", 10);
}

G_MODULE_EXPORT void
g_io_module_unload (GIOModule *module)
{
}
