#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A keyring that is locked, absent or gone, without a display, as over ssh: what is said, and how it is unlocked."""

import contextlib
import re
import signal
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True

from cli import (DONE, ERROR, FAILED, FIRST, KEYRING, NOTHING, SECOND, WBTOKEN, Terminal, Workbench, call,  # noqa: E402
                 expect_done, expect_error, signed_in, start, token_of)
from desktop import USER, control_keyring  # noqa: E402
from driver import wait  # noqa: E402
from simulator_harness import expect, run, test  # noqa: E402
from steps import keyring, mock_keyring, portal, prompter  # noqa: E402

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


OTHER = '/org/freedesktop/secrets/collection/other'
LOGIN = '/org/freedesktop/secrets/collection/login'


@contextlib.contextmanager
def stored_in_another_one(*states):
    """A user whose secrets lie in a keyring that is not the default one any more."""
    with signed_in() as workbench:
        expect(control_keyring('add', 'other'), OTHER)
        control_keyring('default', OTHER)
        with keyring(*states):
            yield workbench


def count_stored(workbench):
    return [workbench.count_stored(kind) for kind in ('api-key', 'user-token')]


@test
def what_lies_in_another_keyring_is_found_and_changed_where_it_lies():
    with stored_in_another_one() as workbench:
        values = workbench.values()
        expect_done(call(workbench, 'print'), values[SECOND] + '\n')
        expect_done(call(workbench, 'use', token_of(workbench, FIRST)['id']))
        expect_done(call(workbench, 'print'), values[FIRST] + '\n')
        expect_done(call(workbench, 'login', text=workbench.key))
        expect(count_stored(workbench), [1, 1])
        expect_done(call(workbench, 'logout'))
        expect(count_stored(workbench), [0, 0])


@test
def one_that_was_locked_or_never_opened_is_locked_and_is_what_unlock_opens():
    for states in ([f'lock {LOGIN}'], ['kill', 'start locked', f'unlock test {OTHER}']):
        with stored_in_another_one(*states) as workbench:
            for command in (*COMMANDS, ['logout']):
                expect_error(workbench, call(workbench, *command, text=workbench.key), KEYRING, 'locked',
                             'wbtoken unlock')
            expect(workbench.log(), [])
            with prompter('answer', 'test') as prompts:
                unlock(workbench)
                expect(len(prompts()), 1)
            expect_done(call(workbench, 'print'), workbench.values()[SECOND] + '\n')
            expect_done(call(workbench, 'login', text=workbench.key))
            expect(count_stored(workbench), [1, 1])


@test
def what_is_in_an_item_is_trimmed_or_named():
    good = 'a-token'
    for secret, is_good in ((f'  {good}\r\n'.encode(), True), (f'\ufeff{good}'.encode(), True), (b'a\ntoken', False),
                            (b'a token', False), (b'a\xfftoken', False), (b'a\0token', False), (b'', False),
                            (b'x' * (1 << 20), False)):
        with Workbench('--tokens=1') as workbench, keyring():
            workbench.put('user-token', secret)
            for command, before in (('print', ''), ('header', 'Authorization: UserToken ')):
                result = call(workbench, command)
                if is_good:
                    expect_done(result, before + good + '\n')
                else:
                    expect_error(workbench, result, FAILED, 'Workbench User Token', 'Sign in again')
            if not is_good:
                expect_error(workbench, call(workbench, 'verify'), FAILED, 'Workbench User Token')
                expect(workbench.log(), [])
                expect_done(call(workbench, 'login', text=workbench.key))
                expect_done(call(workbench, 'print'), workbench.values()[FIRST] + '\n')
                expect(workbench.count_stored('user-token'), 1)


@test
def what_cannot_be_used_is_in_no_way_of_what_can():
    with signed_in() as workbench, keyring():
        time.sleep(1.1)  # a keyring knows no shorter times
        workbench.put('user-token', b'a\nnewer one')
        expect_done(call(workbench, 'print'), workbench.values()[SECOND] + '\n')


@test
def items_that_are_gone_are_in_no_way_of_others_and_alone_they_are_nothing():
    with Workbench('--tokens=2') as workbench:
        values = workbench.values()
        with mock_keyring(api_key=workbench.key, user_token=values[SECOND]):
            expect_done(call(workbench, 'print'), values[SECOND] + '\n')
            assert '* ' in expect_done(call(workbench, 'list'))
        with mock_keyring(api_key='', user_token=''):
            for command in ('print', 'list'):
                expect_error(workbench, call(workbench, command), NOTHING, 'wbtoken login')


@test
def beside_forty_that_look_others_sign_in_and_out():
    with signed_in() as workbench, keyring():
        value = workbench.values()[SECOND] + '\n'
        looking = [start(workbench, 'print') for _ in range(20)]
        expect_done(call(workbench, 'logout'))
        expect(count_stored(workbench), [0, 0])
        looking += [start(workbench, 'print') for _ in range(20)]
        expect_done(call(workbench, 'login', text=workbench.key))
        for process in looking:
            with process:
                output, error = process.communicate(timeout=60)
            if process.returncode == DONE:
                assert output in (value, workbench.values()[FIRST] + '\n') and error == '', (output, error)
            else:
                expect((process.returncode, output), (NOTHING, ''))
                assert ERROR.fullmatch(error), error
        expect(count_stored(workbench), [1, 1])


@test
def a_terminal_of_a_snap_has_the_same_secrets():
    with signed_in() as workbench, portal():
        expect_done(call(workbench, 'print', SNAP_NAME='terminal'), workbench.values()[SECOND] + '\n')
        expect_done(call(workbench, 'exec', '--', 'sh', '-c', 'printf %s "$SNAP_NAME"', SNAP_NAME='terminal'), 'terminal')
        expect_done(call(workbench, 'logout', SNAP_NAME='terminal'))
        expect(count_stored(workbench), [0, 0])


@test
def another_user_takes_nothing_over_from_the_one_before():
    with Workbench('--tokens=2') as workbench, keyring():
        workbench.store('api-key', 'key-of-another-user')
        workbench.store('user-token', 'token-of-another-user')
        with tempfile.TemporaryFile('w+', encoding='utf-8') as log:
            command = ['dbus-monitor', '--session', "type='method_call',destination='org.freedesktop.secrets'"]
            with subprocess.Popen(command, stdout=log) as monitor:
                wait('the monitor', lambda: (log.seek(0), log.read())[1])
                expect_done(call(workbench, 'login', text=workbench.key))
                monitor.terminate()
            log.seek(0)
            calls = re.findall(r' path=(\S+); .*member=(Delete|SetSecret|CreateItem)', log.read())
        expect([member for _, member in calls], ['Delete', 'Delete', 'CreateItem', 'CreateItem'])
        assert calls[0][0] != calls[1][0], calls
        expect([workbench.stored('api-key'), workbench.stored('user-token')],
               [workbench.key, workbench.values()[SECOND]])


@test
def a_keyring_that_cannot_says_why():
    with Workbench('--tokens=1') as workbench, mock_keyring():
        result = call(workbench, 'login', text=workbench.key)
        expect_error(workbench, result, KEYRING, 'The keyring could not do this.', '“No space left on device”')
        assert USER not in workbench.read_settings()


@test
def unlock_ends_when_it_is_interrupted():
    with signed_in() as workbench, keyring('lock'), prompter('ignore') as prompts:
        with Terminal(workbench, WBTOKEN, 'unlock') as terminal:
            terminal.wait_for(WAITS.strip())
            wait('the prompt', prompts)
            terminal.type('\x03')
            expect(terminal.wait_end(), -signal.SIGINT)


@test
def no_prompt_comes_where_none_is_wanted():
    with signed_in() as workbench, keyring('lock'), prompter('answer', 'test') as prompts:
        expect_error(workbench, call(workbench, 'unlock', '--no-prompt'), KEYRING, 'not unlocked')
        expect(prompts(), [])

@contextlib.contextmanager
def stored_twice(count, *states):
    """Of another user, and the second token lies in a keyring that is not the default one."""
    with Workbench(f'--tokens={count}') as workbench:
        expect(control_keyring('add', 'other'), OTHER)
        workbench.store('api-key', 'key-of-another-user')
        workbench.store('user-token', 'a-token')
        workbench.put('user-token', b'another-token', OTHER)
        with keyring(*states):
            yield workbench


NEVER_OPENED = ['kill', 'start locked', f'unlock test {LOGIN}']


@test
def what_a_keyring_that_was_never_opened_has_of_another_user_is_in_the_way_of_a_sign_in():
    for count in (0, 2):
        with stored_twice(count, *NEVER_OPENED) as workbench:
            expect_error(workbench, call(workbench, 'login', text=workbench.key), KEYRING, 'locked', 'wbtoken unlock')
            expect(workbench.stored('api-key'), 'key-of-another-user')
            assert USER not in workbench.read_settings()
            with prompter('answer', 'test'):
                unlock(workbench)
            expect_done(call(workbench, 'login', text=workbench.key))
            expect(workbench.stored('api-key'), workbench.key)
            expect(count_stored(workbench), [1, 1 if count else 0])


@test
def what_a_keyring_that_was_never_opened_has_twice_is_locked_and_not_kept():
    with stored_twice(2, *NEVER_OPENED) as workbench:
        expect_error(workbench, call(workbench, 'logout'), KEYRING, 'locked', 'wbtoken unlock')
        with prompter('answer', 'test'):
            unlock(workbench)
        expect_done(call(workbench, 'logout'))
        expect(count_stored(workbench), [0, 0])


@test
def of_another_user_nothing_is_left_in_any_keyring():
    with stored_twice(0) as workbench:
        workbench.put('api-key', b'another-key-of-another-user', OTHER)
        expect_done(call(workbench, 'login', text=workbench.key))
        expect((workbench.stored('api-key'), count_stored(workbench)), (workbench.key, [1, 0]))


@test
def a_prompt_is_not_waited_for_once_another_program_opened_the_keyring():
    with signed_in() as workbench, keyring('lock'), prompter('ignore') as prompts:
        with start(workbench, 'unlock') as process:
            wait('the prompt', prompts)
            control_keyring('unlock')
            expect(process.communicate(timeout=10)[0], 'The keyring is unlocked.\n')


if __name__ == '__main__':
    sys.exit(run())
