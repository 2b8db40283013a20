#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Without a session bus, and in the session of another user: it is said at once, and nothing is left behind."""

import contextlib
import os
import sys
import tempfile

sys.dont_write_bytecode = True

from cli import FAILED, KEYRING, WBTOKEN, call, expect_done, expect_error, signed_in  # noqa: E402
from autolaunch import no_bus, starts_no_bus  # noqa: E402
from desktop import PROGRAM  # noqa: E402
from simulator_harness import expect, run, test  # noqa: E402

COMMANDS = (['print'], ['header'], ['list'], ['use', 'x'], ['generate'], ['verify'], ['exec', '--', 'true'], ['login'],
            ['unlock'], ['logout'])
NOBODY = 65534


@test
def each_command_says_that_there_is_no_bus():
    with signed_in() as workbench, no_bus() as environments:
        for backend in ('keyfile', 'dconf'):
            for environment in environments.values():
                result = call(workbench, *environment, f'GSETTINGS_BACKEND={backend}', WBTOKEN, 'print', program='env')
                expect_error(workbench, result, KEYRING, 'no session bus', 'dbus-run-session')
        for command in COMMANDS:
            result = call(workbench, *environments['unset'], WBTOKEN, *command, program='env', text=workbench.key)
            expect_error(workbench, result, KEYRING, 'no session bus', 'dbus-run-session')
        expect(workbench.log(), [])


@test
def no_bus_is_started_and_left_behind():
    with signed_in() as workbench, no_bus() as environments:
        for name in ('unset', 'autolaunch', 'gone, and autolaunch'):
            with starts_no_bus(environments[name]):
                for command in ('print', 'login'):
                    call(workbench, *environments[name], WBTOKEN, command, program='env', text=workbench.key)


@test
def a_bus_that_is_further_on_in_the_address_is_found():
    with signed_in() as workbench, no_bus() as environments:
        gone = environments['gone'][0]
        result = call(workbench, f'{gone};{os.environ["DBUS_SESSION_BUS_ADDRESS"]}', WBTOKEN, 'print', program='env')
        expect_done(result, workbench.values()['Laptop CLI'] + '\n')


@contextlib.contextmanager
def as_root_in_the_session_of_another_user():
    """The folder of the session, and what comes before a command to be root in it."""
    if os.geteuid() == 0:
        with tempfile.TemporaryDirectory() as folder:
            os.chown(folder, NOBODY, NOBODY)
            yield folder, ['env']
    else:
        yield '/', ['unshare', '--map-root-user', '--', 'env']


@test
def root_in_the_session_of_another_user_leaves_nothing_there():
    with signed_in() as workbench, as_root_in_the_session_of_another_user() as (folder, before):
        there = os.listdir(folder)
        variables = [f'XDG_RUNTIME_DIR={folder}', 'GSETTINGS_BACKEND=dconf']
        for command in ([WBTOKEN, 'print'], [WBTOKEN, 'login'], [WBTOKEN, 'unlock'], [PROGRAM]):
            result = call(workbench, *before[1:], *variables, *command, program=before[0], text=workbench.key)
            expect((result.returncode, result.stdout), (FAILED, ''))
            assert result.stderr.startswith(os.path.basename(command[0]) + ': ') and 'sudo' in result.stderr, result.stderr
            expect(len(result.stderr.splitlines()), 1)
            expect(os.listdir(folder), there)
        for command in ([WBTOKEN, '--help'], [WBTOKEN, 'print', '--help'], [PROGRAM, '--version']):
            expect_done(call(workbench, *before[1:], *variables, *command, program=before[0]))
            expect(os.listdir(folder), there)


if __name__ == '__main__':
    sys.exit(run())
