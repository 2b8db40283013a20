#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each picture that the window names is its own: themes have other pictures under the same names, or none. The widgets of
GTK have some without being told; those are there whatever the theme is."""

import os
import re
import sys
import xml.etree.ElementTree as ET

import gi

gi.require_version('Adw', '1')
gi.require_version('GdkPixbuf', '2.0')
gi.require_version('Gtk', '4.0')
from gi.repository import Adw, GdkPixbuf, Gio, Gtk  # noqa: E402

SOURCES = os.path.join(os.path.dirname(os.path.realpath(__file__)), os.pardir, os.pardir, 'src', 'ui')
RESOURCES = os.path.join(SOURCES, 'workbench-tokens.gresource.xml')
DRAWINGS, PICTURES = 'icons/scalable/actions/', 'icons/16x16/actions/'
OF_PROGRAM = 'io.import.WorkbenchTokens'
SVG = '{http://www.w3.org/2000/svg}'
SIZE = 16
# Of GTK's widgets that are in our windows: the buttons of a window, a menu that opens, an entry that is searched or has the
# Caps Lock key on, and what is chosen of several.
OF_TOOLKIT = ('caps-lock', 'edit-clear', 'edit-find', 'go-previous', 'object-select', 'pan-down', 'pan-end', 'system-search',
              'value-decrease', 'value-increase', 'window-close', 'window-maximize', 'window-minimize', 'window-restore')
TEMPLATES = {'adw-about-window.ui', 'adw-entry-row.ui', 'adw-preferences-window.ui', 'adw-toast-widget.ui'}
# What widgets of an older libadwaita name and neither of the two has, for themes without it.
OF_WIDGETS = {'document-edit-symbolic'}
NAMED = [
    re.compile(r'([\w-]+-symbolic)\b'),
    re.compile(r'name="[\w-]*icon(?:-name)?"[^>]*>([^<]+)<'),
    re.compile(r'icon_name \([^;]*?"([^"]+)"'),
    re.compile(r'-gtk-icontheme ?\(["\']([^"\']+)'),
]


def find_named():
    for folder, _, names in os.walk(SOURCES):
        for name in filter(lambda name: name.endswith(('.c', '.css', '.ui')), names):
            with open(os.path.join(folder, name), encoding='utf-8') as file:
                text = file.read()
            for pattern in NAMED:
                yield from pattern.findall(text)


def find_resources(folder, ending):
    files = [element.text for element in ET.parse(RESOURCES).iter('file')]
    return {file[len(folder):-len(ending)] for file in files if file.startswith(folder) and file.endswith(ending)}


def every_icon_that_is_named_is_ours():
    named, ours = set(find_named()), find_resources(DRAWINGS, '.svg') - OF_WIDGETS
    assert named, 'no icon was found in the source'
    foreign = named - ours - {OF_PROGRAM}
    assert not foreign, sorted(foreign)


def every_icon_of_ours_is_named():
    named = set(find_named()) | OF_WIDGETS
    unused = {name for name in find_resources(DRAWINGS, '.svg') if name.removesuffix('-rtl') not in named}
    assert not unused, sorted(unused)


def no_icon_has_a_name_that_a_theme_has():
    """The name that the theme has would win."""
    theme = Gtk.IconTheme()
    theme.set_theme_name('Adwaita')
    ours = find_resources(DRAWINGS, '.svg') - OF_WIDGETS
    taken = [name for name in ours if theme.has_icon(name) or not name.startswith('wt-')]
    assert not taken, taken


def every_icon_is_a_drawing_that_takes_the_colour_of_the_text():
    for name in find_resources(DRAWINGS, '.svg'):
        drawing = ET.parse(os.path.join(SOURCES, DRAWINGS, name + '.svg')).getroot()
        shape = [drawing.get(key) for key in ('width', 'height', 'viewBox')]
        assert shape == [f'{SIZE}', f'{SIZE}', f'0 0 {SIZE} {SIZE}'], (name, shape)
        assert {path.tag for path in drawing} == {SVG + 'path'}, name
        assert {path.get('fill') for path in drawing} == {'#222222'}, name
        assert not any(path.get(key) for path in drawing for key in ('class', 'style', 'stroke', 'transform')), name


def read_opacities(pixbuf):
    assert (pixbuf.get_width(), pixbuf.get_height(), pixbuf.get_n_channels()) == (SIZE, SIZE, 4)
    return pixbuf.get_pixels()[3::4]


def every_picture_is_its_drawing():
    """A picture for the usual screens, because what draws takes time and memory to load."""
    names = find_resources(DRAWINGS, '.svg')
    assert find_resources(PICTURES, '.symbolic.png') == names
    for name in names:
        picture = GdkPixbuf.Pixbuf.new_from_file(os.path.join(SOURCES, PICTURES, name + '.symbolic.png'))
        drawing = GdkPixbuf.Pixbuf.new_from_file_at_size(os.path.join(SOURCES, DRAWINGS, name + '.svg'), SIZE, SIZE)
        pairs = list(zip(read_opacities(picture), read_opacities(drawing), strict=True))
        assert max(abs(a - b) for a, b in pairs) < 32, name
        assert not any(picture.get_pixels()[color::4].strip(b'\0') for color in range(3)), f'{name} has a colour'


def walk(folder):
    """The resources in it, as paths."""
    for name in Gio.resources_enumerate_children(folder, 0):
        if name.endswith('/'):
            yield from walk(folder + name)
        else:
            yield folder + name


def read_own_of_toolkit():
    for folder in ('/org/gtk/libgtk/icons/', '/org/gnome/Adwaita/icons/'):
        yield from (path.rpartition('/')[2].split('.')[0] for path in walk(folder))


def read_named_by_widgets():
    """In GTK's widgets, and in the templates of libadwaita's."""
    yield from (name + '-symbolic' for name in OF_TOOLKIT)
    for path in walk('/org/gnome/Adwaita/ui/'):
        if path.rpartition('/')[2] in TEMPLATES:
            yield from NAMED[0].findall(Gio.resources_lookup_data(path, 0).get_data().decode())


def what_widgets_of_libraries_show_is_in_the_libraries_or_ours():
    named = set(read_named_by_widgets())
    assert 'adw-entry-apply-symbolic' in named, 'the templates of libadwaita are not where they were'
    missing = named - set(read_own_of_toolkit()) - find_resources(DRAWINGS, '.svg')
    assert not missing, sorted(missing)


def main(checks):
    Adw.get_major_version()  # brings in the library, and so what it has
    failed = 0
    print(f'1..{len(checks)}')
    for number, check in enumerate(checks, 1):
        try:
            check()
        except AssertionError as error:
            failed += 1
            print(f'# {error!r}\nnot', end=' ')
        print(f'ok {number} - {check.__name__.replace("_", " ")}')
    return 1 if failed else 0


sys.exit(main([every_icon_that_is_named_is_ours, every_icon_of_ours_is_named, no_icon_has_a_name_that_a_theme_has,
               every_icon_is_a_drawing_that_takes_the_colour_of_the_text, every_picture_is_its_drawing,
               what_widgets_of_libraries_show_is_in_the_libraries_or_ours]))
