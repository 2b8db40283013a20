#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A window that is used all day long grows no larger."""

import contextlib
import os
import sys
import time

sys.dont_write_bytecode = True

from desktop import Workbench, find_window, read_clipboard  # noqa: E402
from desktop import run as run_tool  # noqa: E402
from driver import CEILING, wait  # noqa: E402
from simulator_harness import expect, run, test  # noqa: E402
from steps import COPY, SHOW, wait_rows  # noqa: E402
from x11 import PLACES, border_of, place_of  # noqa: E402

FIRST, SECOND = 'My User Token', 'Laptop CLI'
ROUNDS = 500
WARM_ROUNDS = 50  # caches fill, the heap finds its size
GROWTH_KIB = 2048
PATIENCE = 1  # seconds until the user tries again


class Size:
    """What the program takes."""

    def __init__(self, app):
        folder = f'/proc/{app.process.pid}'
        with open(folder + '/smaps_rollup', encoding='ascii') as file:
            memory = {line.split(':')[0]: int(line.split()[1]) for line in file if line.endswith('kB\n')}
        self.pss = memory['Pss']
        # A page of a library is divided by those who use it. They come and go, so here each counts whole.
        self.kib = memory['Pss_Anon'] + memory['Rss'] - memory['Anonymous']
        self.files = len(os.listdir(folder + '/fd'))
        self.threads = len(os.listdir(folder + '/task'))

    def __str__(self):
        return f'{self.kib} KiB (PSS {self.pss}), {self.files} files, {self.threads} threads'


class User:
    """Works with the mouse and the keys, which is ten times as fast as through assistive technology. What does not
    reach its target, because that moved or was busy, is done once more."""

    def __init__(self, workbench, app):
        self.workbench = workbench
        self.window = find_window(app)
        rows = [app.find_row(name) for name in (FIRST, SECOND)]
        self.values = [workbench.values()[name] for name in (FIRST, SECOND)]
        self.border = border_of(app)
        self.copy_buttons = [app.find(*COPY, row) for row in rows]
        self.show_button = app.find(*SHOW, rows[0])

    def do(self, condition, make_command):
        end = time.monotonic() + CEILING
        while not condition():
            command = make_command()
            assert time.monotonic() < end, f'{command} has no effect'
            expect(run_tool('xdotool', *command).returncode, 0)
            patience = time.monotonic() + PATIENCE
            while not condition() and time.monotonic() < patience:
                time.sleep(0.002)

    def click(self, condition, button):
        self.do(condition, lambda: ('mousemove', '--window', self.window, *map(str, place_of(button, self.border)),
                                    'click', '--delay', '0', '1'))

    def is_named(self, name):
        return self.show_button.current_name() == name

    def work(self, number):
        """Refreshes, copies the one value or the other, shows one and hides it."""
        copied = number % 2
        self.workbench.control('DELETE', 'log')
        self.do(self.workbench.log, lambda: ('key', PLACES['F5']))
        self.click(lambda: read_clipboard() == self.values[copied], self.copy_buttons[copied])
        self.click(lambda: self.is_named('Hide Token'), self.show_button)
        self.click(lambda: self.is_named('Show Token'), self.show_button)


def switch_animations_off(workbench):
    """A toast that shrinks away has its text drawn in another size in each frame, and cairo keeps glyphs of many sizes:
    some MiB that are not the program's."""
    os.mkdir(workbench.folder.name + '/gtk-4.0')
    with open(workbench.folder.name + '/gtk-4.0/settings.ini', 'w', encoding='ascii') as file:
        file.write('[Settings]\ngtk-enable-animations=false\n')


@test
def five_hundred_refreshes_reveals_and_copies_leave_no_trace():
    with Workbench('--tokens=2') as workbench, contextlib.ExitStack() as stack:
        switch_animations_off(workbench)
        app = stack.enter_context(workbench.start_signed_in())
        wait_rows(app, [FIRST, SECOND])
        user = User(workbench, app)
        for number in range(ROUNDS):
            if number == WARM_ROUNDS:
                before = Size(app)
            user.work(number)
        after = Size(app)
        print(f'# {before}, and {ROUNDS - WARM_ROUNDS} rounds later {after}')
        assert after.kib - before.kib < GROWTH_KIB, 'it grew'
        wait('no more files', lambda: Size(app).files <= before.files)
        wait('no more threads', lambda: Size(app).threads <= before.threads)


if __name__ == '__main__':
    sys.exit(run())
