#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A keyring that is locked, absent or gone, without a display, as over ssh: what is said, and how it is unlocked."""

import re
import sys

sys.dont_write_bytecode = True

from cli import DONE, KEYRING, SECOND, Workbench, call, expect_done, expect_error, signed_in, start  # noqa: E402
from desktop import control_keyring  # noqa: E402
from driver import wait  # noqa: E402
from simulator_harness import expect, run, test  # noqa: E402
from steps import keyring, prompter  # noqa: E402

WAITS = 'wbtoken: Waiting for the keyring’s prompt…\n'
COMMANDS = (['print'], ['header'], ['list'], ['use', 'x'], ['generate'], ['verify'], ['exec', '--', 'true'], ['login'])


def unlock(workbench):
    """It says that it waits, and is done."""
    result = call(workbench, 'unlock')
    expect((result.returncode, result.stderr), (DONE, WAITS))


def expect_not_unlocked(workbench, *words):
    result = call(workbench, 'unlock')
    assert result.stderr.startswith(WAITS), result.stderr
    result.stderr = result.stderr.removeprefix(WAITS)
    expect_error(workbench, result, KEYRING, 'not unlocked', *words)
    return result


@test
def each_command_says_that_it_is_locked_and_how_to_unlock_it():
    with signed_in() as workbench, keyring('lock'):
        for command in (*COMMANDS, ['logout']):
            expect_error(workbench, call(workbench, *command, text=workbench.key), KEYRING, 'locked', 'wbtoken unlock')
        expect(workbench.log(), [])


@test
def a_daemon_that_never_opened_it_is_no_sign_out():
    with signed_in() as workbench, keyring('kill', 'start locked'):
        for command in COMMANDS:
            expect_error(workbench, call(workbench, *command), KEYRING, 'locked', 'wbtoken unlock')


@test
def what_another_keyring_keeps_is_not_said_to_be_gone():
    with signed_in() as workbench:
        other = control_keyring('add', 'other')
        workbench.store('user-token', 'of-long-ago', other)
        control_keyring('lock', other)
        expect_error(workbench, call(workbench, 'logout'), KEYRING, 'locked', 'wbtoken unlock')
        with prompter('answer', 'test') as prompts:
            unlock(workbench)
            expect(len(prompts()), 1)
        expect_done(call(workbench, 'logout'))
        expect([workbench.stored(kind) for kind in ('api-key', 'user-token')], [None, None])


@test
def without_a_keyring_the_way_to_one_is_told():
    with Workbench('--tokens=1') as workbench, keyring('kill', 'start absent'):
        for command in COMMANDS:
            expect_error(workbench, call(workbench, *command, text=workbench.key), KEYRING, 'no keyring',
                         'wbtoken unlock')
        expect(workbench.log(), [])


@test
def without_a_keyring_service_all_say_so():
    with signed_in() as workbench, keyring('kill'):
        for command in (*COMMANDS, ['unlock'], ['logout']):
            expect_error(workbench, call(workbench, *command), KEYRING, 'does not answer')
        expect_error(workbench, call(workbench, 'print', DBUS_SESSION_BUS_ADDRESS='unix:path=/nonexistent'), KEYRING)


@test
def unlock_shows_the_prompt_and_no_other_command_does():
    with signed_in() as workbench, keyring('lock'), prompter('answer', 'test') as prompts:
        for command in COMMANDS:
            expect(call(workbench, *command, text=workbench.key).returncode, KEYRING)
        expect(prompts(), [])
        unlock(workbench)
        expect(len(prompts()), 1)
        expect_done(call(workbench, 'unlock'))
        expect(len(prompts()), 1)
        expect_done(call(workbench, 'print'), workbench.values()[SECOND] + '\n')
        expect(workbench.log(), [])


@test
def unlock_makes_a_keyring_where_there_is_none():
    with Workbench('--tokens=1') as workbench, keyring('kill', 'start absent'), prompter('answer', 'test') as prompts:
        unlock(workbench)
        assert prompts()
        expect_done(call(workbench, 'login', text=workbench.key))
        expect(workbench.stored('api-key'), workbench.key)


@test
def a_prompt_that_was_dismissed_unlocks_nothing():
    with signed_in() as workbench, keyring('lock'), prompter('dismiss'):
        expect_not_unlocked(workbench)


@test
def without_a_prompter_the_command_that_is_shown_unlocks_it():
    with signed_in() as workbench, keyring('lock'):
        result = expect_not_unlocked(workbench, 'gnome-keyring-daemon')
        command = re.search(r'\(read .*\)', result.stderr)[0]
        expect(call(workbench, '-c', command, program='bash', text='test\n').returncode, 0)
        wait('an open keyring', lambda: call(workbench, 'print').stdout == workbench.values()[SECOND] + '\n')


@test
def what_could_not_be_stored_is_said():
    with Workbench() as workbench, keyring():
        workbench.store('api-key', workbench.key)
        workbench.hold(method='POST', path='/api/usertokens')
        with start(workbench, 'generate') as process:
            wait('the request', lambda: any(entry['method'] == 'POST' for entry in workbench.log()))
            control_keyring('lock')
            workbench.release()
            output, error = process.communicate(timeout=20)
        token, = workbench.tokens()
        expect((process.returncode, output), (KEYRING, f'{token["id"]}  {token["name"]}\n'))
        assert 'locked' in error and token['token'] not in error, error


if __name__ == '__main__':
    sys.exit(run())
