/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "wt-menu.h"

/* Menus that are built when they are opened for the first time. GTK builds those of a template with it, and a popover is
 * as much work as the rest of a row. */

static void
create_cb (GtkMenuButton *button,
           gpointer       menu)
{
  if (gtk_menu_button_get_popover (button) == NULL)
    gtk_menu_button_set_menu_model (button, menu);
}

void
wt_menu_set_up (GtkMenuButton *button,
                GMenuModel    *menu)
{
  gtk_menu_button_set_create_popup_func (button, create_cb, g_object_ref (menu), g_object_unref);
}
