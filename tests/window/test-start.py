#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the window has loaded and does once it is there, and what it leaves to programs that it starts."""

import ctypes
import glob
import os
import sys
import time

sys.dont_write_bytecode = True

import gi  # noqa: E402

gi.require_version('GdkPixbuf', '2.0')
from gi.repository import GdkPixbuf  # noqa: E402

from desktop import FOLDER, SCHEMA, Workbench, core_dumps, find_window, run as run_command  # noqa: E402
from driver import STEP, wait  # noqa: E402
from simulator_harness import expect, run, test  # noqa: E402
from steps import show_view  # noqa: E402
from views import Browser, write_program  # noqa: E402

# What draws with GL had the one name in GTK 4.8, and has only the other in 4.18.
GL_RENDERER = 'gl' if ctypes.CDLL('libgtk-4.so.1').gtk_get_minor_version() < 14 else 'ngl'
DRIVERS = ('libLLVM', 'libGLX_mesa', 'libEGL_mesa', 'libgallium', '/dri/')
FOR_DRAWINGS = ('librsvg', 'libxml2', 'libicudata')
ICONS = os.path.join(FOLDER, os.pardir, os.pardir, 'data', 'icons', 'hicolor')


def read_cpu(app):
    with open(f'/proc/{app.process.pid}/stat', encoding='utf-8') as stat:
        fields = stat.read().rpartition(')')[2].split()
    return int(fields[11]) + int(fields[12])


def find_loaded(app, libraries):
    with open(f'/proc/{app.process.pid}/maps', encoding='utf-8') as maps:
        text = maps.read()
    return [library for library in libraries if library in text]


@test
def no_graphics_driver_is_loaded_for_nothing():
    with Workbench('--tokens=1') as workbench, workbench.start_signed_in(GDK_DEBUG='', GSK_RENDERER='cairo') as app:
        app.find_row('My User Token')
        expect(find_loaded(app, DRIVERS), [])


@test
def its_icon_is_there_and_nothing_was_drawn_for_it():
    with Workbench('--tokens=1') as workbench:
        workbench.store_account('My User Token')
        with workbench.start() as app:
            app.find_row('My User Token')
            window = find_window(app)
            wait('its icon', lambda: 'Icon (48 x 48)' in run_command('xprop', '-id', window, '_NET_WM_ICON').stdout)
            if not glob.glob('/usr/share/icons/Adwaita/*/actions/*.symbolic.png'):
                return 'this theme has nothing but drawings'
            expect(find_loaded(app, FOR_DRAWINGS), [])
    return None


@test
def the_picture_of_the_icon_is_the_drawing():
    picture = GdkPixbuf.Pixbuf.new_from_file(f'{ICONS}/48x48/apps/{SCHEMA}.png')
    drawing = GdkPixbuf.Pixbuf.new_from_file_at_size(f'{ICONS}/scalable/apps/{SCHEMA}.svg', 48, 48)
    differences = [abs(a - b) for a, b in zip(picture.get_pixels(), drawing.get_pixels(), strict=True)]
    assert max(differences) < 64 and sum(differences) < 2 * len(differences), (max(differences), sum(differences))


def is_at_rest(app, seconds=3):
    """It uses no processor for so long."""
    begin = read_cpu(app)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if read_cpu(app) != begin:
            return False
        time.sleep(STEP)
    return True


@test
def at_rest_it_computes_nothing():
    with Workbench('--tokens=8') as workbench:
        workbench.store_account('My User Token')
        with workbench.start() as app:
            app.find_row('Laptop CLI')
            wait('rest', lambda: is_at_rest(app), 20)


@test
def what_the_user_chose_is_kept():
    for choice in ({'GDK_DEBUG': 'no-vsync'}, {'GDK_DEBUG': '', 'GSK_RENDERER': GL_RENDERER}):
        with Workbench('--tokens=1') as workbench, workbench.start_signed_in(**choice) as app:
            app.find_row('My User Token')
            assert find_loaded(app, DRIVERS), choice


def ask_browser(app, script):
    """What it prints in the place of a browser that is opened from the window."""
    browser = Browser()
    told = browser.folder.name + '/told'
    write_program(browser.folder.name, 'browser', f'{{ {script}; }} >{told}.new; mv {told}.new {told}\n')
    app.find_row('My User Token')
    show_view(app, 'API')
    app.click('push button', 'Open API Documentation')
    wait('the browser', lambda: os.path.exists(told))
    with open(told, encoding='ascii') as file:
        return file.read().split()


@test
def a_program_that_is_started_has_the_users_environment():
    with Workbench('--tokens=1') as workbench, workbench.start_signed_in(GDK_DEBUG='', GSK_RENDERER='cairo') as app:
        expect(ask_browser(app, 'echo "${GDK_DEBUG-}${GDK_DISABLE-}"'), [])


@test
def a_program_that_is_started_has_the_users_core_dumps():
    with core_dumps() as facts, Workbench('--tokens=1') as workbench, workbench.start_signed_in() as app:
        expect(ask_browser(app, 'ulimit -Sc; cat /proc/$$/coredump_filter'), facts)


if __name__ == '__main__':
    sys.exit(run())
