# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives a GTK window as assistive technology does: finds a widget by role and name, presses it, types, reads.

A press reaches the program a while after it was sent, and nothing tells when, so each effect is waited for, with a
ceiling, and no time is ever slept through.
"""

import os
import re
import signal
import subprocess
import tempfile
import time

from gi.repository import GLib

import accessibility
from language import LANGUAGE, spell

SLOWNESS = float(os.environ.get('WT_TEST_SLOWNESS', 1))  # of a sanitized program, which looks for leaks at its end
CEILING = 60  # seconds that nothing here takes, whatever else the machine does
SHORT = 5  # seconds that are over soon, but not before one has looked
STEP = 0.2
USUAL_STATES = {'sensitive', 'visible', 'focusable'}
END_SECONDS = 4 + SLOWNESS / 2  # that the program may take to end: less than any answer that it could wait for

accessibility.call.ceiling_ms = 1000 * CEILING


def run(*command, text=None):
    return subprocess.run(command, input=text, text=True, capture_output=True, timeout=CEILING, check=False)


def wait(what, condition, ceiling=CEILING):
    """Waits until condition() is something, and returns that. Widgets vanish while they are looked at: that is no
    answer, so they are looked at again."""
    end = time.monotonic() + ceiling
    problem = ''
    while True:
        try:
            if value := condition():
                return value
        except GLib.Error as error:
            problem = f' ({error.message})'
        assert time.monotonic() < end, f'waited {ceiling} s for {what}{problem}'
        accessibility.pause(STEP)


def stays(what, condition, seconds):
    """For what must not happen: condition() holds all the time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        assert condition(), f'not {what} any more'
        accessibility.pause(STEP)


def press(widget, action='click'):
    """A window that is in the tree already, and not yet on the screen, refuses it. A program that is told to quit may do so
    before it answers."""
    def taken():
        try:
            return widget.act(action)
        except GLib.Error:
            if accessibility.has_left(widget):
                return True
            raise
    wait(f'{action} to be taken', taken)


def middle_of(widget):
    """Where it is in its window."""
    left, top, width, height = widget.extents()
    return left + width // 2, top + height // 2


def select(tree, role, name=None):
    """What has the role and the name, in what was looked at."""
    names = spell(name)
    for widget, _ in tree.walk():
        if widget.role == role and (name is None or widget.name in names):
            yield widget


class App:
    """A program that runs. Its output is kept, to be looked at when it has ended."""

    def __init__(self, command, environment):
        self.command = command
        self.environment = {**os.environ, **environment}
        self.log = tempfile.TemporaryFile()
        self.status = 0
        self.process = self.launch()
        try:
            self.root = wait('the program on the accessibility bus', self.find_root)
            wait('a window', lambda: self.look().children)
        except BaseException:
            self.process.kill()  # or the next one would only wake it
            raise

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        try:
            if kind is None:
                self.end()
            else:
                print('\n'.join('# ' + line for line in self.read_tree()))
        finally:
            self.process.kill()
            self.process.wait(CEILING)

    def launch(self):
        return subprocess.Popen(self.command, env=self.environment, stdout=self.log, stderr=self.log)

    def find_root(self):
        assert self.process.poll() is None, f'the program ended with {self.process.returncode}: {self.read_log()}'
        return next(filter(self.is_ours, accessibility.programs()), None)

    def is_ours(self, program):
        return accessibility.process_of(program) == self.process.pid

    def look(self, under=None):
        """All of its windows as they are now, or what is under a widget. A row is built anew when more is known of its
        token, and then stands for the old one."""
        widget = under or self.root
        try:
            return accessibility.look(widget.owner, widget.path)
        except GLib.Error:
            successor = widget.find_again()
            if successor is None:
                raise
            return accessibility.look(successor.owner, successor.path)

    def read_log(self):
        self.log.seek(0)
        return self.log.read().decode(errors='replace')

    def read_tree(self):
        """What has a name or a text in the tree, as lines for a person to read."""
        try:
            for widget, depth in self.look().walk():
                if widget.name or widget.text():
                    yield (f'{" " * depth}{widget.role} {widget.name!r} {widget.text()!r} '
                           f'{" ".join(sorted(widget.states - USUAL_STATES))}')
        except GLib.Error as error:
            yield f'(no more of it: {error.message})'
        if not self.is_running():
            yield f'(it ended with {self.process.returncode}, and complained: {self.read_complaints()})'

    def read_complaints(self):
        """What GLib writes of mistakes, and sanitizers: no line of it has a value of ours."""
        return re.findall(r'.*(?: \*\*: |ERROR: | #\d+ ).*', self.read_log())[-30:]

    def read_all(self):
        """Each text that can be read anywhere in the tree, in lines."""
        def read():
            for widget, _ in self.look().walk():
                yield from (widget.name, widget.description, widget.text())
                yield from (f'{name}={value}' for name, value in widget.attributes().items())
        return wait('all that can be read', lambda: '\n'.join(read()))

    def is_running(self):
        return self.process.poll() is None

    def search(self, role, name=None, under=None):
        yield from select(self.look(under), role, name)

    def find_all(self, role, name=None, under=None):
        return list(self.search(role, name, under))

    def find(self, role, name=None, under=None):
        return wait(f'{role} {name!r}', lambda: next(self.search(role, name, under), None))

    def find_saying(self, role, *words):
        """What has all these words in its text, or else its name, if it is in English."""
        words = [] if LANGUAGE else words
        return wait(f'{role} with {words}', lambda: next(
            (widget for widget in self.search(role)
             if all(word in (widget.text() or widget.name) for word in words)), None))

    def wait_gone(self, role, name=None, under=None):
        wait(f'{role} {name!r} to go', lambda: not self.find_all(role, name, under))

    def search_row(self, text):
        for rows in self.search('list', 'Account Tokens'):
            for row in select(rows, 'list item'):
                if any(label.own_name == text for label in select(row, 'label')):
                    yield row

    def find_row(self, text):
        """The token in whose row a label says text."""
        row = wait(f'a row with {text!r}', lambda: next(self.search_row(text), None))
        row.find_again = lambda: next(self.search_row(text), None)
        return row

    def search_pressable(self, role, name, under, action):
        for widget in self.search(role, name, under):
            if 'sensitive' in widget.states and action in widget.actions():
                yield widget

    def click(self, role, name, under=None, action='click'):
        """Some stand twice in the tree, and only one of the two can be pressed."""
        press(wait(f'{role} {name!r} to press', lambda: next(self.search_pressable(role, name, under, action), None)),
              action)

    def type(self, role, name, text):
        entry = self.find(role, name)
        assert entry.write(text), f'{role} {name!r} does not take text'

    def has_focus(self, role, name, under=None):
        return any('focused' in widget.states for widget in self.find_all(role, name, under))

    def wait_focus(self, role, name, under=None):
        wait(f'focus on {role} {name!r}', lambda: self.has_focus(role, name, under))

    def menu(self, item):
        self.click('push button', 'Main Menu')
        self.click('menu item', item)

    def sign_out(self):
        self.menu('Sign Out…')
        self.click('push button', 'Sign Out')

    def close(self):
        """As the window's own button does."""
        press(self.find('frame', 'Workbench Tokens'), 'window.close')

    def wait_end(self, seconds=CEILING):
        """Waits until it has ended by itself, as it should."""
        status = self.process.wait(seconds)
        assert status == self.status, f'the program ended with {status}: {self.read_log()[-2000:]}'

    def kill(self):
        """Ends it as a crash does, in the middle of whatever it does."""
        self.status = -signal.SIGKILL
        self.process.kill()
        self.wait_end()

    def end(self):
        if self.is_running():
            self.process.send_signal(signal.SIGTERM)
        self.wait_end(END_SECONDS)
