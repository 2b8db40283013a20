#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each icon that the window names is one that the desktop of this system has: of the theme Adwaita, GTK or libadwaita.
What has no icon is drawn as a broken picture."""

import os
import re
import sys

import gi

gi.require_version('Adw', '1')
gi.require_version('Gtk', '4.0')
from gi.repository import Adw, Gio, Gtk  # noqa: E402

TOP = os.path.join(os.path.dirname(os.path.realpath(__file__)), os.pardir, os.pardir)
NAME = re.compile(r'[\w-]+-symbolic')
OF_LIBADWAITA = '/org/gnome/Adwaita/icons/scalable/actions'


def icons_of_window():
    for folder, _, names in os.walk(os.path.join(TOP, 'src', 'ui')):
        for name in filter(lambda name: name.endswith(('.c', '.ui')), names):
            with open(os.path.join(folder, name), encoding='utf-8') as file:
                yield from NAME.findall(file.read())


def main():
    theme = Gtk.IconTheme()
    theme.set_theme_name('Adwaita')
    Adw.get_major_version()  # brings in the library, and so its icons
    own = {name.removesuffix('.svg') for name in Gio.resources_enumerate_children(OF_LIBADWAITA, 0)}
    names = sorted(set(icons_of_window()))
    assert names, 'no icon was found in the source'
    print(f'1..{len(names)}')
    missing = 0
    for number, name in enumerate(names, 1):
        is_there = theme.has_icon(name) or name in own
        missing += not is_there
        print(f'{"ok" if is_there else "not ok"} {number} - {name}')
    return 1 if missing else 0


sys.exit(main())
