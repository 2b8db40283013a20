#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Without a session bus the window works, stores nothing, and says so; no bus is started for it."""

import contextlib
import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True

from autolaunch import no_bus, starts_no_bus  # noqa: E402
from desktop import (COMPLAINT, OF_TOOLKIT, PROGRAM, TOKENS, Workbench, find_accessibility_bus, find_windows,  # noqa: E402
                     press_key, read_clipboard, run as run_command)
from driver import CEILING, wait  # noqa: E402
from simulator_harness import run, test  # noqa: E402
from steps import KEY, expect_banner, keyring, sign_in  # noqa: E402


class Bare:
    """A program that assistive technology may not see: GTK before 4.14 needs the bus for that."""

    def __init__(self, command, environment, log):
        self.process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=log, stderr=log)

    def __enter__(self):
        wait('a window', lambda: find_windows(self))
        return self

    def __exit__(self, *exception):
        self.process.terminate()
        self.process.wait(CEILING)


def type_text(text):
    assert run_command('xdotool', 'type', text).returncode == 0


@test
def it_signs_in_and_copies_without_one_and_starts_none():
    with no_bus() as environments, tempfile.TemporaryFile() as log:
        for name in ('unset', 'autolaunch'):
            with Workbench('--tokens=2') as workbench, starts_no_bus(environments[name]):
                command = ['env', *environments[name], PROGRAM, '--server', workbench.address]
                environment = {**workbench.environment(), 'AT_SPI_BUS_ADDRESS': find_accessibility_bus()}
                with Bare(command, environment, log):
                    type_text(workbench.key)
                    press_key('Return')
                    wait('the list', lambda workbench=workbench: workbench.count('GET', TOKENS))
                    wait('a token that is copied', lambda workbench=workbench: press_key('ctrl+shift+c') or
                         read_clipboard() in workbench.values().values())
        log.seek(0)
        output = log.read().decode()
        complaints = [line for line in COMPLAINT.findall(output) if not OF_TOOLKIT.search(line)]
        assert not complaints, complaints


@contextlib.contextmanager
def other_bus(folder):
    """One without a keyring. Its socket can go while the window is connected."""
    command = ['dbus-daemon', '--nofork', '--print-address', f'--address=unix:path={folder}/bus',
               f'--config-file={os.environ["WT_TEST_SESSION"]}/bus.conf']
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as bus:
        try:
            yield bus.stdout.readline().strip()
        finally:
            bus.terminate()


@test
def the_banner_says_that_there_is_none():
    with Workbench('--tokens=2') as workbench, tempfile.TemporaryDirectory() as folder, other_bus(folder) as address:
        with workbench.start(DBUS_SESSION_BUS_ADDRESS=address, AT_SPI_BUS_ADDRESS=find_accessibility_bus()) as app:
            expect_banner(app, 'Retry', 'keyring service does not answer')
            os.remove(folder + '/bus')
            sign_in(app, KEY, workbench.key)
            app.find_row('Laptop CLI')
            app.find_saying('status bar', 'no session bus', 'nothing can be stored', 'until you quit')
            app.wait_gone('push button', 'Retry')


if __name__ == '__main__':
    sys.exit(run())
