# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds for a prefix and installs there, and starts what is installed as a desktop does."""

import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile

FOLDER = os.path.dirname(os.path.realpath(__file__))
BASE = tempfile.mkdtemp()
BUILD, PREFIX = BASE + '/build', BASE + '/prefix'
APP, CLI = PREFIX + '/bin/workbench-tokens', PREFIX + '/bin/wbtoken'

os.environ['WT_TEST_APP'] = APP
sys.path.append(os.path.join(FOLDER, os.pardir, 'window'))

from desktop import find_process, run  # noqa: E402
from driver import CEILING, App, wait  # noqa: E402

ID = 'io.import.WorkbenchTokens'
DESKTOP_FILE = f'{PREFIX}/share/applications/{ID}.desktop'
SERVICE_FILE = f'{PREFIX}/share/dbus-1/services/{ID}.service'
# What a session has that knows of the prefix.
SESSION = {'PATH': f'{PREFIX}/bin:{os.environ["PATH"]}',
           'XDG_DATA_DIRS': f'{PREFIX}/share:{os.environ["XDG_DATA_DIRS"]}'}


def call(*command, **environment):
    """It takes as long as it takes; the test has a limit. It may leave a program behind that keeps its output open."""
    with tempfile.TemporaryFile('w+') as log:
        status = subprocess.call(command, env={**os.environ, **environment}, stdout=log, stderr=log)
        log.seek(0)
        output = log.read()
    assert status == 0, (command, output[-3000:])
    return output


def build():
    """Only what is installed, and not optimised, which takes less time."""
    call('meson', 'setup', '--prefix=' + PREFIX, '--buildtype=plain', BUILD, os.environ['WT_TEST_SOURCE_DIR'])
    targets = json.loads(call('meson', 'introspect', '--targets', BUILD))
    call('ninja', '-C', BUILD, *(os.path.relpath(name, BUILD)
                               for target in targets if target['installed'] for name in target['filename']))


def install(*options):
    call('meson', 'install', '-C', BUILD, '--no-rebuild', *options)


def find_files(folder):
    """The files in it, relative to it."""
    return {os.path.relpath(os.path.join(path, name), folder) for path, _, names in os.walk(folder) for name in names}


def call_bus(method, *arguments):
    answer = run('gdbus', 'call', '--session', '--dest', 'org.freedesktop.DBus', '--object-path',
                 '/org/freedesktop/DBus', '--method', 'org.freedesktop.DBus.' + method, *arguments)
    assert answer.returncode == 0, answer.stderr


def change_activation(**variables):
    """What the bus starts has these from now on. They can be empty, but never be taken away again."""
    call_bus('UpdateActivationEnvironment', str(variables))


@contextlib.contextmanager
def bus_without_display():
    """As where a compositor is started without anything that tells the bus of it, which is how sway is."""
    displays = ('DISPLAY', 'WAYLAND_DISPLAY')
    change_activation(**dict.fromkeys(displays, ''))
    try:
        yield
    finally:
        change_activation(**{name: os.environ.get(name, '') for name in displays})


def set_up_session():
    """As a desktop does for a prefix: the bus finds the service, and what it starts finds the rest."""
    shutil.copy(SERVICE_FILE, os.environ['XDG_DATA_HOME'] + '/dbus-1/services')
    call_bus('ReloadConfig')
    os.environ |= SESSION


class Process:
    """One that is not a child of this one."""

    returncode = 'a status that its parent knows'

    def __init__(self, pid):
        self.pid = pid
        self.descriptor = os.pidfd_open(pid)

    def wait(self, seconds):
        if not select.select([self.descriptor], [], [], seconds)[0]:
            raise subprocess.TimeoutExpired(str(self.pid), seconds)
        return 0  # only its parent knows its status

    def poll(self):
        return 0 if select.select([self.descriptor], [], [], 0)[0] else None

    def send_signal(self, number):
        signal.pidfd_send_signal(self.descriptor, number)

    def kill(self):
        with contextlib.suppress(ProcessLookupError):
            self.send_signal(signal.SIGKILL)


class LaunchedApp(App):
    """The program, started by this command, or by the bus because the command asked for it."""

    def __init__(self, asking, command, environment):
        self.asking = asking
        self.log_begin = len(read_bus_log())
        super().__init__(command, environment)

    def launch(self):
        variables = {name: self.environment[name] for name in (*SESSION, 'XDG_CONFIG_HOME', 'G_DEBUG')}
        change_activation(**variables)
        assert find_process(ID) is None, 'it runs already'
        subprocess.run(self.asking, env=self.environment, stdout=self.log, stderr=self.log, timeout=CEILING, check=True)
        return Process(wait('the program on the bus', lambda: find_process(ID)))

    def read_log(self):
        return super().read_log() + read_bus_log()[self.log_begin:]

    def wait_end(self, *seconds):
        super().wait_end(*seconds)
        wait('its name to go', lambda: find_process(ID) is None)


def read_bus_log():
    """The bus passes on what its services say."""
    with open(os.environ['WT_TEST_SESSION'] + '/dbus-daemon.log', encoding='utf-8', errors='replace') as log:
        return log.read()
