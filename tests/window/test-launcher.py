#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Copy Active Token, which the launcher offers, and Ctrl+Shift+C: at any time, whatever is open."""

import sys

sys.dont_write_bytecode = True

from desktop import (Workbench, control_keyring, find_windows, press_key, read_clipboard, wait_clipboard,  # noqa: E402
                     write_clipboard)
from driver import stays, wait  # noqa: E402
from simulator_harness import expect, run, test  # noqa: E402
from steps import COPY, KEY, choose, keyring, show_view, sign_in, start_again, wait_active, wait_rows  # noqa: E402

FIRST, SECOND = 'My User Token', 'Laptop CLI'
OPTION = '--copy-active-token'
OTHER = 'of somebody else'


def expect_copied(app, workbench, name):
    """It is told, and the row shows which one it was."""
    wait_clipboard(workbench.values()[name])
    app.find('alert', 'Token copied, clears in 45 seconds')
    app.wait_focus(*COPY, app.find_row(name))


@test
def from_any_view_the_active_token_is_copied():
    with Workbench('--tokens=2') as workbench, workbench.start_signed_in() as app:
        wait_active(app, SECOND)
        for view, button, name in ((None, 'Copy Token', SECOND), ('API', 'Copy Command', FIRST),
                                   ('CLI', 'Copy Config Command', SECOND)):
            choose(app, name)
            wait_active(app, name)
            if view:
                show_view(app, view)
            app.find('push button', button)
            write_clipboard(OTHER)
            press_key('ctrl+shift+c')
            expect_copied(app, workbench, name)


@test
def a_second_start_asks_the_window_that_is_open():
    with Workbench('--tokens=2') as workbench, workbench.start_signed_in() as app:
        wait_active(app, SECOND)
        show_view(app, 'CLI')
        app.find('push button', 'Copy Config Command')
        expect(start_again(app, OPTION), 0)
        expect_copied(app, workbench, SECOND)


@test
def a_closed_window_that_keeps_the_copy_is_shown_again():
    with Workbench('--tokens=2') as workbench, workbench.start_signed_in() as app:
        wait_active(app, SECOND)
        press_key('ctrl+shift+c')
        expect_copied(app, workbench, SECOND)
        app.close()
        wait('the window to go', lambda: not find_windows(app))
        expect(start_again(app, OPTION), 0)
        wait('the window', lambda: find_windows(app))
        expect_copied(app, workbench, SECOND)


@test
def a_start_waits_for_the_keyring():
    with Workbench('--tokens=2') as workbench:
        workbench.store_account(FIRST)
        workbench.fault(path='/api/*', action='hang', times=0)
        with keyring('freeze'), workbench.start(OPTION) as app:
            app.find_row(FIRST)
            expect(read_clipboard(), None)
            control_keyring('thaw')
            expect_copied(app, workbench, FIRST)


@test
def a_start_waits_for_the_list_where_no_token_is_stored():
    with Workbench('--tokens=2') as workbench:
        workbench.store('api-key', workbench.key)
        with workbench.start(OPTION) as app:
            expect_copied(app, workbench, SECOND)


@test
def with_a_locked_keyring_its_page_is_shown_and_nothing_copied():
    with Workbench('--tokens=2') as workbench:
        workbench.store_account(SECOND)
        with keyring('lock'), workbench.start(OPTION) as app:
            app.find('push button', 'Unlock')
            control_keyring('unlock')
            wait_rows(app, [FIRST, SECOND])
            expect(read_clipboard(), None)
            press_key('ctrl+shift+c')
            expect_copied(app, workbench, SECOND)


@test
def signed_out_the_sign_in_page_is_shown_and_nothing_copied():
    with Workbench('--tokens=2') as workbench, workbench.start(OPTION) as app:
        app.wait_focus(*KEY)
        press_key('ctrl+shift+c')
        sign_in(app, KEY, workbench.key)
        wait_rows(app, [FIRST, SECOND])
        expect(read_clipboard(), None)


@test
def without_a_token_it_is_not_kept_for_the_first_one():
    with Workbench() as workbench, workbench.start_signed_in() as app:
        app.find('push button', 'Generate Token')
        press_key('ctrl+shift+c')
        app.wait_focus('push button', 'Generate Token')
        workbench.create(FIRST)
        press_key('F5')
        wait_active(app, FIRST)
        stays('without a copy', lambda: read_clipboard() is None, 0.5)


if __name__ == '__main__':
    sys.exit(run())
