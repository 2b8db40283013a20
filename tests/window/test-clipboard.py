#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A copied token: what is on the clipboard, for how long, and how the program ends while it is there. All this with an
X server, and with a Wayland compositor."""

import sys
import time

sys.dont_write_bytecode = True

from desktop import (  # noqa: E402
    Workbench, find_windows, list_clipboard_types, press_key, read_clipboard, wait_clipboard, wait_clipboard_cleared,
    write_clipboard)
from driver import CEILING, SHORT, stays, wait  # noqa: E402
from simulator_harness import USER_ID, expect, run, test  # noqa: E402
from steps import click_awake, copy, start_again  # noqa: E402

HINTS = {'x-kde-passwordManagerHint', 'text/x-kde-passwordManagerHint'}
SOON = {'clipboard_timeout': f'uint32 {SHORT}'}


def close(app):
    app.close()
    wait('the window to go', lambda: not find_windows(app))


@test
def a_copy_is_exact_marked_as_a_secret_and_told():
    with Workbench('--tokens=2') as workbench, workbench.start_signed_in() as app:
        write_clipboard('selected before', selection='primary')
        for name in workbench.values():
            copy(app, workbench, name)
        app.find('alert', 'Token copied, clears in 45 seconds')
        types = list_clipboard_types()
        assert HINTS <= types, types
        expect(read_clipboard('text/x-kde-passwordManagerHint'), 'secret')
        expect(read_clipboard(selection='primary'), 'selected before')
    wait_clipboard_cleared()


@test
def of_many_copies_only_the_last_one_is_told():
    with Workbench('--tokens=2') as workbench, workbench.start_signed_in() as app:
        for name in 2 * list(workbench.values()):
            copy(app, workbench, name)
        app.find('alert')
        app.wait_gone('alert')  # one is there for 5 s


@test
def a_copy_is_cleared_after_its_time():
    with Workbench('--tokens=1', **SOON) as workbench, workbench.start_signed_in() as app:
        start = time.monotonic()
        copy(app, workbench, 'My User Token')
        app.find('alert', f'Token copied, clears in {SHORT} seconds')
        wait_clipboard_cleared()
        assert SHORT <= time.monotonic() - start < SHORT + CEILING, time.monotonic() - start


@test
def a_second_copy_has_its_full_time():
    with Workbench('--tokens=2', **SOON) as workbench, workbench.start_signed_in() as app:
        copy(app, workbench, 'My User Token')
        stays('there', lambda: read_clipboard() is not None, 1)
        start = time.monotonic()
        copy(app, workbench, 'Laptop CLI')
        wait_clipboard_cleared()
        assert SHORT <= time.monotonic() - start < SHORT + CEILING, time.monotonic() - start


@test
def what_somebody_else_copied_meanwhile_stays():
    with Workbench('--tokens=2', **SOON) as workbench, workbench.start_signed_in() as app:
        copy(app, workbench)
        write_clipboard('of somebody else')
        stays('of somebody else', lambda: read_clipboard() == 'of somebody else', SHORT + 1)
    expect(read_clipboard(), 'of somebody else')


@test
def with_no_time_set_a_copy_is_not_cleared():
    with Workbench('--tokens=2', clipboard_timeout='uint32 0') as workbench, workbench.start_signed_in() as app:
        copy(app, workbench)
        app.find('alert', 'Token copied')
        stays('on the clipboard', lambda: read_clipboard() is not None, 1.5)


@test
def the_user_id_is_copied_as_plain_text():
    with Workbench('--tokens=1', **SOON) as workbench, workbench.start_signed_in() as app:
        click_awake(app, 'push button', 'Copy User ID')
        wait_clipboard(USER_ID)
        app.find('alert', 'User ID copied')
        assert not HINTS & list_clipboard_types()
        stays('on the clipboard', lambda: read_clipboard() == USER_ID, SHORT + 0.5)


@test
def a_closed_window_leaves_the_copy_for_its_time():
    with Workbench('--tokens=2', **SOON) as workbench, workbench.start_signed_in() as app:
        copy(app, workbench)
        close(app)
        assert app.is_running()
        expect(read_clipboard(), workbench.values()['Laptop CLI'])
        app.wait_end()
        expect(read_clipboard(), None)


@test
def a_closed_window_ends_when_somebody_else_copies():
    with Workbench('--tokens=2') as workbench, workbench.start_signed_in() as app:
        copy(app, workbench)
        close(app)
        write_clipboard('of somebody else')
        app.wait_end()
        expect(read_clipboard(), 'of somebody else')


@test
def a_closed_window_with_nothing_copied_ends():
    with Workbench('--tokens=2') as workbench, workbench.start_signed_in() as app:
        app.close()
        app.wait_end()


@test
def a_second_start_shows_the_closed_window_again():
    with Workbench('--tokens=2') as workbench, workbench.start_signed_in() as app:
        copy(app, workbench)
        close(app)
        expect(start_again(app), 0)
        wait('the window', lambda: find_windows(app))
        app.find_row('Laptop CLI')
        copy(app, workbench, 'My User Token')


@test
def each_way_to_end_clears_the_copy_at_once():
    for end in (lambda app: app.process.terminate(), lambda app: app.menu('Quit'), lambda app: press_key('ctrl+q')):
        with Workbench('--tokens=2') as workbench, workbench.start_signed_in() as app:
            copy(app, workbench)
            end(app)
            app.wait_end()
            expect(read_clipboard(), None)


@test
def a_signal_ends_a_closed_window_at_once():
    with Workbench('--tokens=2') as workbench, workbench.start_signed_in() as app:
        copy(app, workbench)
        close(app)
        app.end()
        expect(read_clipboard(), None)


@test
def signing_out_clears_the_copy():
    with Workbench('--tokens=2') as workbench, workbench.start_signed_in() as app:
        copy(app, workbench)
        app.sign_out()
        wait_clipboard_cleared()
        app.find('password text', 'API Key')


if __name__ == '__main__':
    sys.exit(run())
