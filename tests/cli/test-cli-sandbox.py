#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Inside a sandbox that looks like a Flatpak's: what cannot work there says so, and commands are spelt as outside."""

import subprocess
import sys

sys.dont_write_bytecode = True

from cli import (FAILED, KEYRING, NOTHING, SECOND, WBTOKEN, Workbench, environment_of,  # noqa: E402
                 expect_done, expect_error, signed_in)
from desktop import SANDBOX  # noqa: E402
from driver import CEILING  # noqa: E402
from simulator_harness import run, test  # noqa: E402
from steps import keyring  # noqa: E402

FLATPAK = 'flatpak run --command=wbtoken io.import.WorkbenchTokens '
INSTEAD = f'USERTOKEN=$({FLATPAK}print) COMMAND'


def call(workbench, *arguments):
    return subprocess.run([SANDBOX, WBTOKEN, *arguments], text=True, capture_output=True, check=False, timeout=CEILING,
                          stdin=subprocess.DEVNULL, env=environment_of(workbench))


@test
def what_needs_the_programs_outside_says_what_to_do_instead():
    with signed_in() as workbench:
        for command in (['exec', '--', 'true'], ['exec', '--env', 'USERTOKEN', '--', 'true'], ['configure-cli']):
            expect_error(workbench, call(workbench, *command), FAILED, 'Flatpak', INSTEAD)


@test
def what_it_shows_is_what_works():
    with signed_in() as workbench:
        expect_done(call(workbench, 'print'), workbench.values()[SECOND] + '\n')


@test
def each_command_that_is_offered_is_spelt_as_outside():
    with Workbench() as workbench:
        expect_error(workbench, call(workbench, 'print'), NOTHING, FLATPAK + 'login')
    with signed_in() as workbench, keyring('lock'):
        expect_error(workbench, call(workbench, 'print'), KEYRING, FLATPAK + 'unlock')


if __name__ == '__main__':
    sys.exit(run())
