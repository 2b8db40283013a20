#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ten thousand tokens are as easily used as ten: they are there as soon, each is reached, and the window listens."""

import contextlib
import statistics
import sys
import time

sys.dont_write_bytecode = True

from desktop import Workbench, find_windows, press_key, wait_clipboard  # noqa: E402
from desktop import run as run_tool  # noqa: E402
from driver import text_of, wait  # noqa: E402
from loop import Loop  # noqa: E402
from simulator_harness import expect, run, test  # noqa: E402
from steps import COPY, extents  # noqa: E402

MANY = 10000
FIRST = 'My User Token'
LAST = f'Token {MANY}'
MOST_ROWS = 60  # that are built, of which a few are seen
ROUNDS = 3
SLOWER = 1.3  # at most, than with ten tokens
KIB = 1.5  # of memory, for each token
SEARCH = ('entry', 'Search Tokens')


def rows(app):
    """The names of those that are in the tree."""
    return [text_of(app.find_all('label', under=row)[0])
            for row in app.find_all('list item', under=app.find('list', 'Account Tokens'))]


def wait_focus_on(app, name):
    """And it is where it can be seen."""
    def seen():
        row = next(app.search_row(name), None)
        if row is None or not app.has_focus(*COPY, row):
            return False
        top, height = extents(row)[1], extents(row)[3]
        return 0 < top and top + height < extents(app.find('frame', 'Workbench Tokens'))[3]
    wait(f'the focus on {name!r}, in sight', seen)


def turn_wheel(app, button, times):
    middle = [str(length // 2) for length in extents(app.find('frame', 'Workbench Tokens'))[2:]]
    expect(run_tool('xdotool', 'mousemove', '--window', find_windows(app)[0], *middle, 'click', '--repeat', str(times),
                    '--delay', '5', str(button)).returncode, 0)


@contextlib.contextmanager
def many(active=LAST):
    """The window, with the token of this name as the active one; it listens all the time."""
    loop = Loop()
    with Workbench(f'--tokens={MANY}') as workbench:
        workbench.store_account(active)
        with workbench.start(**loop.environment) as app:
            wait_focus_on(app, active)
            yield workbench, app
            loop.expect_no_freeze()
