# SPDX-License-Identifier: GPL-3.0-or-later
"""What a user does and sees in the window, in more than one test."""

import contextlib
import os
import subprocess
import sys
import tempfile
import time

from desktop import (FOLDER, KEYRING_CONTROL, TOKENS, control_keyring, find_process, find_window, press_key, run,
                     wait_clipboard)
from driver import CEILING, select, wait

KEY = ('password text', 'API Key')
TOKEN = ('password text', 'User Token')
RADIO = ('radio button', 'Use This Token')
COPY = ('push button', 'Copy Token')
SHOW = ('push button', 'Show Token')
MENU = ('push button', 'Token Menu')
GENERATE = ('push button', 'Generate Token')
MOST_TABS = 100
# Dialogs of KeePassXC, by words of their titles, which differ from version to version.
ACCESS, UNLOCK, MOVE = ['Access Request'], ['Unlock Database'], ['Move entry to recycle bin', 'Confirm Recycle Entry']
KEEPASSXC_CONTROL = os.path.join(FOLDER, os.pardir, 'tools', 'keepassxc-control')
KEYRING_MOCK = os.path.join(FOLDER, os.pardir, 'tools', 'keyring-mock')
KEYRING_PROMPTER = os.path.join(FOLDER, os.pardir, 'tools', 'keyring-prompter')
PORTAL = os.path.join(FOLDER, os.pardir, 'tools', 'secret-portal')


def expect_sentence(widget):
    """What happened and what to do, for people: no bare code, no half of a sentence."""
    text = widget.text()
    assert text.endswith(('.', '”')) and len(text.split()) > 5, text


def expect_banner(app, button, *words):
    """A sentence, and a button that helps."""
    expect_sentence(app.find_saying('status bar', *words))
    wait(f'{button!r} to press', lambda: 'sensitive' in app.find('push button', button).states)


def wait_no_banner(app):
    app.wait_gone('status bar')


def sign_in(app, entry, secret):
    app.type(*entry, secret)
    app.click('push button', 'Connect')


def sign_in_with_token(app, token):
    app.click('radio button', 'User Token')
    sign_in(app, TOKEN, token)


def choose(app, name):
    app.click(*RADIO, app.find_row(name))


def wait_active(app, name):
    """The token of this name is the only one that is in use."""
    def active():
        return [row for row in select(app.find('list', 'Account Tokens'), 'list item')
                if any('checked' in radio.states for radio in select(row, *RADIO))]
    wait(f'{name!r} to be the active one', lambda: [True] == [any(select(row, 'label', name)) for row in active()])


def wait_rows(app, names):
    """Exactly these tokens, in this order."""
    def shown():
        return [[label.name for label in select(row, 'label')]
                for row in select(app.find('list', 'Account Tokens'), 'list item')]

    def are(rows):
        return len(rows) == len(names) and all(name in row for name, row in zip(names, rows, strict=True))
    wait(f'the rows {names}', lambda: are(shown()))


def click_awake(app, role, name, under=None):
    """A compositor lets a window have the clipboard only after the user did something in it, and does not see what is
    pressed through assistive technology. So a key is touched, too."""
    press_key('Shift_L')
    app.click(role, name, under)


def copy(app, workbench, name='Laptop CLI'):
    """The token can be used as ever."""
    click_awake(app, *COPY, app.find_row(name))
    wait_clipboard(workbench.values()[name])


def open_revoke(app, name):
    """The dialog that asks, for the row's token."""
    row = app.find_row(name)
    app.click(*MENU, row)
    app.click('menu item', 'Revoke Token…')
    return app.find('frame', 'Revoke Token?')


def revoke(app, name):
    dialog = open_revoke(app, name)
    app.click('push button', 'Revoke', dialog)
    app.wait_gone('frame', 'Revoke Token?')


def count_revoked(workbench):
    """How often it was asked to revoke something."""
    return len([entry for entry in workbench.log()
                if entry['method'] == 'DELETE' and entry['path'].startswith(TOKENS + '/')])


def show_view(app, name):
    """Presses what stands for the view, in the header bar or at the bottom."""
    app.click('page tab', name)


def tab_to(app, role, name):
    """With the Tab key, as far as it takes; what is under the focus is scrolled into sight. Before it is pressed again the
    focus has gone on, or a second is over: in an entry row nothing tells that it has the focus."""
    def focused():
        return {widget.path for widget, _ in app.look().walk() if 'focused' in widget.states}
    for _ in range(MOST_TABS):
        if app.has_focus(role, name):
            return
        before = focused()
        press_key('Tab')
        with contextlib.suppress(AssertionError):
            wait('the focus to go on', lambda: focused() != before, 1)
    raise AssertionError(f'the focus does not come to {name!r}')


def start_again(app, *arguments):
    """A second start, while the first one runs. Returns its exit status."""
    return subprocess.run([*app.command, *arguments], env=app.environment, stdout=app.log, stderr=app.log,
                          timeout=CEILING, check=False).returncode


def window_size(app):
    """As the X server has it."""
    shape = run('xdotool', 'getwindowgeometry', '--shell', find_window(app)).stdout
    facts = dict(line.split('=') for line in shape.split())
    return int(facts['WIDTH']), int(facts['HEIGHT'])


@contextlib.contextmanager
def keyring(*states):
    """The keyring as it is told to be, one command after the other, and at the end an open one without secrets."""
    for state in states:
        control_keyring(*state.split())
    try:
        yield
    finally:
        run(KEYRING_CONTROL, 'thaw')
        run(KEYRING_CONTROL, 'kill')
        control_keyring('start', 'absent')
        control_keyring('kill')
        control_keyring('start')


@contextlib.contextmanager
def mock_keyring(**secrets):
    """One that lists items which are gone, beside those with these secrets; in the place of the real one."""
    arguments = [f'{kind.replace("_", "-")}={secret}' for kind, secret in secrets.items()]
    command = [sys.executable, KEYRING_MOCK, *arguments]
    with keyring('kill'), subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout.readline() == 'ready\n', 'the mock did not start'
            yield
        finally:
            process.terminate()
            process.wait()


def keyring_pid():
    """The process that the bus knows as the keyring service."""
    pid = find_process('org.freedesktop.secrets')
    assert pid, 'no keyring service'
    return pid


@contextlib.contextmanager
def answering(command, arguments):
    """A person before prompts. What is called returns the prompts so far."""
    with tempfile.NamedTemporaryFile('r', encoding='utf-8') as log:
        command = [sys.executable, *command, log.name, *arguments]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            try:
                assert process.stdout.readline() == 'ready\n', 'the prompter did not start'
                yield lambda: (log.seek(0), log.read().splitlines())[1]
            finally:
                process.terminate()


def prompter(*arguments):
    """The person before the prompt of gnome-keyring. What is called returns the prompts so far."""
    return answering([KEYRING_PROMPTER], arguments)


def is_keyring_asked(seconds):
    """Whether somebody asks the Secret Service for something meanwhile."""
    command = ['dbus-monitor', '--session', "destination='org.freedesktop.secrets'"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as monitor:
        time.sleep(seconds)
        monitor.terminate()
        return 'org.freedesktop.Secret' in monitor.stdout.read()


def expect_nothing_asked():
    """What was under way ends, and then nobody asks the keyring for anything."""
    wait('a keyring that nobody asks', lambda: not is_keyring_asked(3))


def control_keepassxc(*arguments):
    answer = run(KEEPASSXC_CONTROL, *arguments)
    assert answer.returncode == 0, (arguments, answer.stderr)


@contextlib.contextmanager
def keepassxc(*states):
    """KeePassXC as it is told to be, one command after the other, in a session that has no other keyring meanwhile."""
    try:
        for state in states:
            control_keepassxc(*state.split())
        yield
    finally:
        run(KEEPASSXC_CONTROL, 'kill')


def keepassxc_prompter(*answer):
    """The person before the dialogs of KeePassXC: "allow" or "deny" is what they answer, and without it they leave them
    open. What is called returns the titles of the dialogs so far."""
    return answering([KEEPASSXC_CONTROL, 'watch'], answer)


def read_keepassxc(workbench, kind):
    """What its database holds for the server, or None. Nobody is asked."""
    answer = run(KEEPASSXC_CONTROL, 'read', f'server={workbench.address}', f'kind={kind}')
    assert answer.returncode == 0 or (answer.returncode, answer.stderr) == (1, ''), answer.stderr
    return answer.stdout if answer.returncode == 0 else None


def expect_asked(prompts, *dialogs):
    """These came up, in this order, and no other ones."""
    seen = prompts()
    assert len(seen) == len(dialogs), (seen, dialogs)
    assert all(any(words in title for words in dialog) for title, dialog in zip(seen, dialogs, strict=True)), seen


class Portal:
    def __init__(self, process, log):
        self.process = process
        self.log = log

    def count_said(self, line):
        self.log.seek(0)
        return self.log.read().splitlines().count(line)

    def wait_asked(self, count):
        """Until it was asked for the secret so often."""
        wait(f'{count} questions', lambda: self.count_said('asked') >= count)


@contextlib.contextmanager
def portal(n_lost=0, *secret):
    with tempfile.TemporaryFile('w+', encoding='ascii') as log:
        with subprocess.Popen([sys.executable, PORTAL, str(n_lost), *secret], stdout=log) as process:
            try:
                desktop = Portal(process, log)
                wait('the portal', lambda: desktop.count_said('ready'))
                yield desktop
            finally:
                process.kill()
