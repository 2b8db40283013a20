#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the pictures of the window mean does not depend on the theme of the desktop."""

import os
import sys

sys.dont_write_bytecode = True

import gi  # noqa: E402

gi.require_version('GdkPixbuf', '2.0')
gi.require_version('Gtk', '4.0')
from gi.repository import GdkPixbuf, Gtk  # noqa: E402

from desktop import Workbench, find_window  # noqa: E402
from driver import wait  # noqa: E402
from picture import take_picture  # noqa: E402
from simulator_harness import run, test  # noqa: E402
from steps import COPY, RADIO, SHOW, choose, show_view, wait_active  # noqa: E402
from x11 import border_of  # noqa: E402

FIRST, SECOND = 'My User Token', 'Laptop CLI'
HOSTILE, EMPTY = 'hostile', 'empty'
INDEX = '''[Icon Theme]
Name=Made up
Directories=16x16/actions
[16x16/actions]
Size=16
MinSize=8
MaxSize=64
Type=Scalable
'''


def make_theme(name):
    folder = f'{os.environ["XDG_DATA_HOME"]}/icons/{name}'
    os.makedirs(folder + '/16x16/actions')
    with open(folder + '/index.theme', 'w', encoding='ascii') as file:
        file.write(INDEX)
    return folder


def make_themes():
    """One has a black square for whatever icon the desktop knows, and one has nothing."""
    make_theme(EMPTY)
    folder = make_theme(HOSTILE)
    square = GdkPixbuf.Pixbuf.new(GdkPixbuf.Colorspace.RGB, True, 8, 16, 16)
    square.fill(0x000000ff)
    square.savev(folder + '/square.png', 'png', [], [])
    theme = Gtk.IconTheme()
    theme.set_theme_name('Adwaita')
    for name in {'radio-symbolic', 'radio-checked-symbolic', *theme.get_icon_names()}:
        os.link(folder + '/square.png', f'{folder}/16x16/actions/{name}.png')


def choose_theme(workbench, name):
    """Without the buttons in a corner of each window, which are the theme's."""
    os.makedirs(workbench.folder.name + '/gtk-4.0', exist_ok=True)
    with open(workbench.folder.name + '/gtk-4.0/settings.ini', 'w', encoding='ascii') as file:
        file.write(f'[Settings]\ngtk-icon-theme-name={name}\ngtk-decoration-layout=:\n')


def take(app, *area):
    return take_picture('-window', find_window(app), *area, '+repage')


def take_views(app):
    """Every picture that is on a page."""
    app.click(*SHOW, app.find_row(FIRST))
    app.wait_gone(*SHOW, app.find_row(FIRST))
    yield take(app)
    for view, button in (('API', 'Copy Command'), ('CLI', 'Copy Config Command')):
        show_view(app, view)
        app.find('push button', button)
        yield take(app)


@test
def with_each_theme_the_window_has_the_same_pictures():
    make_themes()
    with Workbench('--tokens=2') as workbench:
        workbench.store_account(SECOND)
        seen = {}
        for theme in (EMPTY, HOSTILE):
            choose_theme(workbench, theme)
            with workbench.start() as app:
                wait_active(app, SECOND)
                app.wait_focus(*COPY, app.find_row(SECOND))
                seen[theme] = list(take_views(app))
        pairs = zip(seen[EMPTY], seen[HOSTILE], strict=True)
        differing = [number for number, (without, with_it) in enumerate(pairs) if without != with_it]
        assert not differing, differing


def take_radio(app, name):
    """What stands before the token's name."""
    left, top, width, height = app.find(*RADIO, app.find_row(name)).extents()
    more_left, more_top = border_of(app)
    return take(app, '-crop', f'{width}x{height}+{left + more_left}+{top + more_top}')


@test
def which_token_is_the_active_one_is_seen_with_each_theme():
    with Workbench('--tokens=2') as workbench:
        workbench.store_account(SECOND)
        for theme in (EMPTY, HOSTILE):
            choose_theme(workbench, theme)
            with workbench.start() as app:
                for active, other in ((FIRST, SECOND), (SECOND, FIRST)):
                    choose(app, active)
                    wait_active(app, active)
                    wait('two pictures', lambda: take_radio(app, active) != take_radio(app, other))


if __name__ == '__main__':
    sys.exit(run())
