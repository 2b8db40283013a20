#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the window has loaded once it is there, and what it leaves to programs that it starts."""

import os
import sys

sys.dont_write_bytecode = True

from desktop import Workbench  # noqa: E402
from driver import wait  # noqa: E402
from simulator_harness import expect, run, test  # noqa: E402
from steps import show_view  # noqa: E402
from views import Browser, write_program  # noqa: E402

DRIVERS = ('libLLVM', 'libGLX_mesa', 'libEGL_mesa', 'libgallium', '/dri/')


def find_drivers(app):
    with open(f'/proc/{app.process.pid}/maps', encoding='utf-8') as maps:
        text = maps.read()
    return [driver for driver in DRIVERS if driver in text]


@test
def no_graphics_driver_is_loaded_for_nothing():
    with Workbench('--tokens=1') as workbench, workbench.start_signed_in(GDK_DEBUG='', GSK_RENDERER='cairo') as app:
        app.find_row('My User Token')
        expect(find_drivers(app), [])


@test
def what_the_user_chose_is_kept():
    for choice in ({'GDK_DEBUG': 'no-vsync'}, {'GDK_DEBUG': '', 'GSK_RENDERER': 'gl'}):
        with Workbench('--tokens=1') as workbench, workbench.start_signed_in(**choice) as app:
            app.find_row('My User Token')
            assert find_drivers(app), choice


@test
def a_program_that_is_started_has_the_users_environment():
    browser = Browser()
    told = browser.folder.name + '/told'
    write_program(browser.folder.name, 'browser', f'printf "%s\\n" "${{GDK_DEBUG-none}}" >{told}.new; mv {told}.new {told}\n')
    with Workbench('--tokens=1') as workbench, workbench.start_signed_in(GDK_DEBUG='', GSK_RENDERER='cairo') as app:
        app.find_row('My User Token')
        show_view(app, 'API')
        app.click('push button', 'Open API Documentation')
        wait('the browser', lambda: os.path.exists(told))
        with open(told, encoding='ascii') as file:
            assert file.read().strip() in ('', 'none')


if __name__ == '__main__':
    sys.exit(run())
