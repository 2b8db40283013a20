#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The times in Preferences, and a shown token that does not stay in sight of nobody. In a session with a window
manager, because nothing else can minimise a window."""

import sys

sys.dont_write_bytecode = True

from desktop import (Workbench, find_window, find_windows, run as run_command, test_on_x11, wait_clipboard,  # noqa: E402
                     wait_clipboard_cleared)
from driver import SHORT, stays, wait  # noqa: E402
from simulator_harness import expect, run, test  # noqa: E402
from steps import COPY, SHOW, click_awake, start_again  # noqa: E402

NAME = 'My User Token'
CLIPBOARD_TIME = ('spin button', 'Clear the Clipboard')
MASK_TIME = ('spin button', 'Hide a Shown Token')


def open_preferences(app):
    app.menu('Preferences')
    return app.find('frame', 'Preferences')


def set_time(app, spin, seconds):
    app.find(*spin).set_value(seconds)


def time_of(app, spin):
    return app.find(*spin).value()


def is_shown(app, workbench):
    return workbench.values()[NAME] in app.read_all()


def show(app, workbench):
    app.click(*SHOW, app.find_row(NAME))
    wait('the value', lambda: is_shown(app, workbench))


def wait_masked(app, workbench):
    wait('the value to be masked', lambda: not is_shown(app, workbench))
    app.find(*SHOW, app.find_row(NAME))


@test
def the_times_are_45_and_30_seconds_until_they_are_changed():
    with Workbench('--tokens=1') as workbench, workbench.start_signed_in() as app:
        open_preferences(app)
        expect((time_of(app, CLIPBOARD_TIME), time_of(app, MASK_TIME)), (45, 30))
        set_time(app, CLIPBOARD_TIME, 10)
        set_time(app, MASK_TIME, 20)
        wait('the settings', lambda: {'clipboard-timeout=10', 'mask-timeout=20'} <=
             set(workbench.read_settings().splitlines()))


@test
def a_changed_time_counts_at_once():
    with Workbench('--tokens=1') as workbench, workbench.start_signed_in() as app:
        preferences = open_preferences(app)
        set_time(app, CLIPBOARD_TIME, 1)
        app.click('push button', 'Close', preferences)
        app.wait_gone('frame', 'Preferences')
        click_awake(app, *COPY, app.find_row(NAME))
        app.find('alert', 'Token copied, clears in 1 second')
        wait_clipboard_cleared()


@test_on_x11
def a_shown_value_is_masked_again_after_its_time():
    with Workbench('--tokens=1', mask_timeout=f'uint32 {SHORT}') as workbench, workbench.start_signed_in() as app:
        show(app, workbench)
        wait_masked(app, workbench)


@test_on_x11
def with_no_time_set_it_stays():
    with Workbench('--tokens=1', mask_timeout='uint32 0') as workbench, workbench.start_signed_in() as app:
        show(app, workbench)
        stays('shown', lambda: is_shown(app, workbench), 2)


@test_on_x11
def a_minimised_window_masks_at_once():
    with Workbench('--tokens=1') as workbench, workbench.start_signed_in() as app:
        show(app, workbench)
        assert run_command('xdotool', 'windowminimize', '--sync', find_window(app)).returncode == 0
        wait('the value to be masked', lambda: not is_shown(app, workbench))


@test
def a_window_that_was_closed_comes_back_masked():
    with Workbench('--tokens=1') as workbench, workbench.start_signed_in() as app:
        click_awake(app, *COPY, app.find_row(NAME))
        wait_clipboard(workbench.values()[NAME])
        show(app, workbench)
        app.close()
        wait('the window to be hidden', lambda: not find_windows(app))
        wait('the value to be masked', lambda: not is_shown(app, workbench))
        expect(start_again(app), 0)
        wait('the window', lambda: find_windows(app))
        wait_masked(app, workbench)
        wait_clipboard(workbench.values()[NAME])


if __name__ == '__main__':
    sys.exit(run())
