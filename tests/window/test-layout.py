#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where things are: long lists scroll, long names stay in their row, and nothing jumps. In a session with a window
manager, which is what gives a window the size that it asks for."""

import os
import sys

sys.dont_write_bytecode = True

from desktop import TOKENS, Workbench, find_window, press_key, run as run_command  # noqa: E402
from driver import wait  # noqa: E402
from simulator_harness import expect, run, test  # noqa: E402
from steps import COPY, KEY, expect_banner, window_size, wait_no_banner  # noqa: E402

NARROW = {'window_width': '360', 'window_height': '600'}
NAMES = ('W' * 200, 'many words ' * 18, 'رمز المستخدم ' * 15, '\u202eoverride', '<b>bold</b> & co.', 'Short')
REFRESH = ('push button', 'Refresh')


def places(app):
    """Where the list, its rows and their buttons are."""
    tokens = app.find('list', 'Account Tokens')
    return [widget.extents() for widget in (tokens, *app.find_all('list item', under=tokens), app.find(*REFRESH),
                                           *app.find_all(*COPY, tokens))]


def is_in_sight(app, row):
    y = app.find(*COPY, row).extents()[1]
    return app.find(*REFRESH).extents()[1] < y < window_size(app)[1]


def settle(app):
    """Waits until nothing moves any more, and returns where all is."""
    last = []

    def at_rest():
        last.append(places(app))
        return len(last) > 3 and last[-1] == last[-4]
    wait('the window to be at rest', at_rest)
    return last[-1]


def write_gtk_settings(workbench, *lines):
    os.makedirs(workbench.folder.name + '/gtk-4.0', exist_ok=True)
    with open(workbench.folder.name + '/gtk-4.0/settings.ini', 'w', encoding='ascii') as file:
        file.write('\n'.join(('[Settings]', *lines, '')))


@test
def fifty_tokens_scroll_and_the_focus_is_followed():
    with Workbench('--tokens=50', **NARROW) as workbench, workbench.start_signed_in() as app:
        first, newest = app.find_row('My User Token'), app.find_row('Token 50')
        app.wait_focus(*COPY, newest)  # it is the active one, and wanted first
        wait('the focus to be in sight', lambda: is_in_sight(app, newest))
        assert not is_in_sight(app, first)
        window = find_window(app)
        run_command('xdotool', 'mousemove', '--window', window, '180', '300')
        run_command('xdotool', 'click', '--repeat', '100', '--delay', '1', '4')
        wait('the first one to be in sight', lambda: is_in_sight(app, first))


@test
def a_name_of_any_kind_stays_in_its_row():
    with Workbench(**NARROW) as workbench:
        for name in NAMES:
            workbench.create(name)
        with workbench.start_signed_in() as app:
            app.find_row('Short')
            settle(app)
            expect(window_size(app)[0], 360)
            rows = [app.find_row(name) for name in NAMES]
            expect({row.extents()[2] for row in rows}, {rows[-1].extents()[2]})
            for role, name in (COPY, ('push button', 'Show Token'), ('radio button', 'Use This Token')):
                expect(len({app.find(role, name, row).extents()[0] for row in rows}), 1)
            for row in rows:
                x, _, width, _ = app.find_all('label', under=row)[0].extents()
                assert x + width <= app.find('push button', 'Show Token', row).extents()[0], 'a name over a button'
            assert max(row.extents()[3] for row in rows) < 2 * rows[-1].extents()[3], 'a row like a tower'


@test
def the_window_has_the_size_that_it_was_left_with():
    with Workbench('--tokens=1') as workbench:
        with workbench.start_signed_in() as app:
            run_command('xdotool', 'windowsize', '--sync', find_window(app), '700', '500')
            wait('the settings', lambda: 'window-width=700' in workbench.read_settings())
        with workbench.start_signed_in() as app:
            wait('the size', lambda: window_size(app) == (700, 500))
            app.find_row('My User Token')
            expect(window_size(app), (700, 500))


@test
def a_refresh_moves_nothing():
    with Workbench('--tokens=3') as workbench, workbench.start_signed_in() as app:
        app.find_row('My User Token')
        before = settle(app)
        workbench.hold(path=TOKENS)
        n_asked = workbench.count('GET', TOKENS)
        press_key('ctrl+r')
        wait('the request', lambda: workbench.count('GET', TOKENS) > n_asked)
        expect(places(app), before)
        workbench.release()
        wait('the answer', lambda: (press_key('ctrl+r'), workbench.count('GET', TOKENS) > n_asked + 1)[1])
        expect(settle(app), before)


@test
def a_banner_keeps_its_place_while_it_is_tried_again():
    with Workbench('--tokens=3') as workbench, workbench.start_signed_in() as app:
        app.find_row('My User Token')
        before = settle(app)
        workbench.fault(status=400, body='{"message": "Not now"}', path=TOKENS)
        press_key('ctrl+r')
        expect_banner(app, 'Retry', 'Not now')
        with_banner = settle(app)
        workbench.hold(path=TOKENS)
        n_asked = workbench.count('GET', TOKENS)
        app.click('push button', 'Retry')
        wait('the request', lambda: workbench.count('GET', TOKENS) > n_asked)
        expect(places(app), with_banner)
        workbench.release()
        wait_no_banner(app)
        expect(settle(app), before)


@test
def without_animations_a_banner_is_in_its_place_at_once():
    with Workbench('--tokens=1') as workbench:
        write_gtk_settings(workbench, 'gtk-enable-animations=false')
        with workbench.start_signed_in() as app:
            app.find_row('My User Token')
            settle(app)
            workbench.fault(status=400, path=TOKENS)
            press_key('ctrl+r')
            expect_banner(app, 'Retry', 'refused the request')
            expect(places(app), settle(app))


@test
def in_the_smallest_window_the_entry_is_in_sight():
    with Workbench(window_width='360', window_height='294') as workbench, workbench.start() as app:
        app.wait_focus(*KEY)
        expect(window_size(app), (360, 294))

        def is_seen():
            _, y, _, height = app.find(*KEY).extents()
            return 0 < y and y + height <= 294
        wait('the entry to be in sight', is_seen)


if __name__ == '__main__':
    sys.exit(run())
