#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Flatpak as it is installed: its window, its command and its walls. In a session of its own, because what it keeps
is in the home folder there. WT_TEST_FLATPAK is the installation's folder, WT_TEST_SUITE what its runtime is made of.

Usage: test-installed.py SIMULATOR"""

import contextlib
import os
import shutil
import subprocess
import sys

from gi.repository import GLib

sys.dont_write_bytecode = True
FOLDER = os.path.dirname(os.path.realpath(__file__))
os.environ |= {'WT_TEST_SIMULATOR': sys.argv[1], 'WT_TEST_APP': 'flatpak',
               'FLATPAK_USER_DIR': os.environ['WT_TEST_FLATPAK']}
sys.path.insert(0, os.path.join(FOLDER, os.pardir, 'window'))

import accessibility  # noqa: E402
from desktop import Workbench, run as run_command, wait_clipboard  # noqa: E402
from driver import App, wait  # noqa: E402
from picture import take_picture  # noqa: E402
from simulator_harness import expect, run, test  # noqa: E402
from steps import COPY, GENERATE, KEY, copy, expect_banner, portal, sign_in  # noqa: E402

ID = 'io.import.WorkbenchTokens'
SUITE = os.environ['WT_TEST_SUITE']
PORTAL = '/usr/libexec/xdg-desktop-portal'
LOCAL = os.path.join(FOLDER, os.pardir, os.pardir, 'flatpak', 'local')
NAME = 'My User Token'
EXPORTS = os.environ['WT_TEST_FLATPAK'] + '/exports/share'
DATA = os.path.expanduser(f'~/.var/app/{ID}')
NO_SERVICE = '--no-talk-name=org.freedesktop.secrets'  # the portal is all that is left


def flatpak_run(*options, command=None):
    return ['flatpak', 'run', '--env=GSK_RENDERER=cairo', *options, *([f'--command={command}'] if command else []), ID]


def wbtoken(*arguments, options=()):
    return run_command(*flatpak_run(*options, command='wbtoken'), *arguments)


class Window(App):
    """Its process is another one to those outside."""

    def __init__(self, workbench, *options):
        super().__init__([*flatpak_run(*options), '--server=' + workbench.address], {'G_MESSAGES_DEBUG': 'all'})

    def __exit__(self, *exception):
        try:
            super().__exit__(*exception)
        finally:
            run_command('flatpak', 'kill', ID)  # what was started ends, and what runs in the sandbox may go on

    def is_ours(self, program):
        return program.current_name() == 'workbench-tokens'

    def end(self):
        with contextlib.suppress(GLib.Error):  # it may be gone before it answers
            self.menu('Quit')
        self.wait_end()
        wait('it to leave the bus', lambda: not any(map(self.is_ours, accessibility.programs())))


@contextlib.contextmanager
def desktop_portal():
    """The desktop's own, with the keyring behind the one for secrets."""
    with subprocess.Popen([PORTAL], stderr=subprocess.DEVNULL) as process:
        try:
            expect(run_command('gdbus', 'wait', '--session', '--timeout', '10',
                               'org.freedesktop.portal.Desktop').returncode, 0)
            yield
        finally:
            process.kill()


def run_build(change):
    """The Flatpak of a manifest that is changed by a filter of jq."""
    return subprocess.run([LOCAL, '--on', SUITE, os.environ['WT_TEST_FLATPAK'] + '/../..', 'build', change], text=True,
                          capture_output=True, check=False)


def read_keyring(workbench, kind):
    return run_command('secret-tool', 'lookup', 'server', workbench.address, 'kind', kind).stdout


def story(workbench, *options):
    """Sign in, generate, copy, end, and start again. Returns the token."""
    with Window(workbench, *options) as app:
        sign_in(app, KEY, workbench.key)
        app.click(*GENERATE)
        app.click('push button', 'Generate', app.find('frame', 'Generate Token'))
        row = app.find_row(NAME)
        value = workbench.values()[NAME]
        app.click(*COPY, row)
        wait_clipboard(value)
        take_screenshot()
    with Window(workbench, *options) as app:
        app.find_saying('label', 'Created')  # the list was read, and the row is made anew
        expect((app.find_all(*KEY), app.find_all(*GENERATE)), ([], []))
        app.click(*COPY, app.find_row(NAME))
        wait_clipboard(value)
        log = app.read_log()
    expect([secret for secret in workbench.secrets() if secret in log], [])
    return value


def wait_stored(workbench):
    wait('both secrets in the file', lambda: wbtoken('print', '--server', workbench.address,
                                                     options=[NO_SERVICE]).returncode == 0)


def take_screenshot():
    path = os.environ.get('WT_TEST_SCREENSHOT')
    if path:
        with open(path, 'wb') as file:
            file.write(take_picture('-window', 'root'))


@contextlib.contextmanager
def user(*options):
    """Of whom nothing is left behind; the installation itself stays for the next one."""
    with Workbench(*options) as workbench:
        try:
            yield workbench
        finally:
            shutil.rmtree(DATA, ignore_errors=True)


def files_that_hold(secret, folder):
    for path, _, names in os.walk(folder):
        for name in names:
            with open(os.path.join(path, name), 'rb') as file:
                if secret.encode() in file.read():
                    yield os.path.join(path, name)


@test
def what_the_desktop_needs_is_exported():
    expect(run_command('desktop-file-validate', f'{EXPORTS}/applications/{ID}.desktop').stdout, '')
    with open(f'{EXPORTS}/applications/{ID}.desktop', encoding='utf-8') as file:
        expect([f'--command=workbench-tokens {ID}' in line for line in file if line.startswith('Exec=')][0], True)
    for name in (f'scalable/apps/{ID}.svg', f'symbolic/apps/{ID}-symbolic.svg'):
        assert os.path.getsize(f'{EXPORTS}/icons/hicolor/{name}') > 0, name
    assert os.path.exists(f'{EXPORTS}/dbus-1/services/{ID}.service')


@test
def the_secrets_are_in_the_secret_service_where_there_is_no_portal():
    with user() as workbench:
        value = story(workbench)
        expect((read_keyring(workbench, 'api-key'), read_keyring(workbench, 'user-token')), (workbench.key, value))
        expect(list(files_that_hold(value, DATA)), [])
        printed = wbtoken('print', '--server', workbench.address)
        expect((printed.stdout, printed.returncode), (value + '\n', 0))
        curl = (f'curl -sS -H @<(flatpak run --command=wbtoken {ID} header --server {workbench.address}) '
                f'{workbench.address}/api/whoami')
        assert 'Ada Lovelace' in run_command('bash', '-c', curl).stdout


@test
def the_secrets_are_in_an_encrypted_file_where_there_is_one():
    with user() as workbench, desktop_portal():
        value = story(workbench, NO_SERVICE)
        expect((read_keyring(workbench, 'api-key'), read_keyring(workbench, 'user-token')), ('', ''))
        assert os.path.getsize(f'{DATA}/data/keyrings/default.keyring') > 0
        expect(list(files_that_hold(value, DATA)), [])
        expect(wbtoken('print', '--server', workbench.address, options=[NO_SERVICE]).stdout, value + '\n')


@test
def an_answer_that_the_portal_loses_is_asked_for_again():
    with user('--tokens=1') as workbench, portal(n_lost=1) as desktop:
        with Window(workbench, NO_SERVICE) as app:
            sign_in(app, KEY, workbench.key)
            app.find_row(NAME)
            desktop.wait_asked(2)
            wait_stored(workbench)
            copy(app, workbench, NAME)


@test
def no_file_of_the_user_is_seen():
    with open(os.path.expanduser('~/private'), 'w', encoding='ascii') as file:
        file.write('private')
    shell = run_command(*flatpak_run(command='sh'), '-c', f'cat {file.name}; ls -A ~; echo end')
    assert 'private' not in shell.stdout and shell.stdout.endswith('end\n'), shell.stdout


@test
def without_the_network_it_says_so():
    with user() as workbench, Window(workbench, '--unshare=network') as app:
        sign_in(app, KEY, workbench.key)
        app.find_saying('alert', 'No connection to', workbench.address.removeprefix('http://'))
        expect(workbench.log(), [])


@test
def with_neither_keyring_nor_portal_it_says_so():
    with user('--tokens=1') as workbench, Window(workbench, NO_SERVICE) as app:
        sign_in(app, KEY, workbench.key)
        expect_banner(app, 'Retry', 'keyring')
        app.click(*COPY, app.find_row(NAME))
        wait_clipboard(workbench.values()[NAME])


@test
def a_test_that_fails_makes_no_package():
    build = run_build('.modules[-1]."test-commands"[0] += " --wrapper false"')
    assert build.returncode != 0 and 'Fail:' in build.stdout + build.stderr, build.stderr[-2000:]


@test
def it_is_removed_with_what_it_stored():
    with user('--tokens=1') as workbench, portal():
        with Window(workbench, NO_SERVICE) as app:
            sign_in(app, KEY, workbench.key)
            app.find_row(NAME)
            wait_stored(workbench)
        assert os.path.exists(DATA)
        expect(run_command('flatpak', 'uninstall', '--user', '-y', '--delete-data', ID).returncode, 0)
        expect(os.path.exists(DATA), False)
        expect(os.path.exists(f'{EXPORTS}/applications/{ID}.desktop'), False)


if __name__ == '__main__':
    sys.exit(run())
