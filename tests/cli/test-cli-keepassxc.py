#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""KeePassXC as the keyring, as it is by itself: it asks its user before a program has a secret, each program anew; and
with its database locked it opens a dialog at the mere search for something."""

import contextlib
import re
import subprocess
import sys
import time

sys.dont_write_bytecode = True

from cli import (DONE, FAILED, KEYRING, SECOND, WBTOKEN, Terminal, Workbench, call, environment_of,  # noqa: E402
                 expect_done, expect_error, start)
from driver import CEILING, stays, wait  # noqa: E402
from simulator_harness import expect, run, test  # noqa: E402
from steps import (ACCESS, MOVE, UNLOCK, control_keepassxc, expect_asked, keepassxc, keepassxc_prompter,  # noqa: E402
                   read_keepassxc)

PRINT_TOKEN = ['exec', '--', 'printenv', 'WORKBENCH_USER_TOKEN']
READING = (['print'], ['header'], PRINT_TOKEN, ['list'], ['verify'])
COMMANDS = (*READING, ['login'], ['use', 'x'], ['generate'])
ASKS_TO_DELETE = 'Security/NoConfirmMoveEntryToRecycleBin=false'
WAITING = re.compile(r'[^\n]*Waiting[^\n]*\n')
AT_ONCE = 2  # seconds
LONG = 31  # seconds: longer than a call over D-Bus may take where nobody says how long
LATE = 12  # seconds that no other call to a keyring may take


@contextlib.contextmanager
def signed_in(*states, settings=''):
    """A user who signed in before. KeePassXC was told so by other programs, so none has a permission."""
    with Workbench('--tokens=2') as workbench, keepassxc(f'start unlocked {settings}'):
        workbench.store_account(SECOND)
        for state in states:
            control_keepassxc(state)
        yield workbench


def without_display(command):
    """Where no dialog can be seen, because there is no terminal either."""
    return ['-u', 'DISPLAY', WBTOKEN, *command]


@contextlib.contextmanager
def started(workbench, *command):
    """One that waits for somebody, and does not outlive a test that fails."""
    with start(workbench, *command) as process:
        try:
            yield process
        finally:
            process.kill()


def call_at_once(workbench, *command, **options):
    begin = time.monotonic()
    result = call(workbench, *command, text=workbench.key, **options)
    seconds = time.monotonic() - begin
    assert seconds < AT_ONCE, f'{command} took {seconds:.1f} s'
    return result


def expect_refused(workbench, result, *words, status=KEYRING):
    """One line that is not about another keyring than this one."""
    expect_error(workbench, result, status, *words)
    assert 'gnome' not in result.stderr, result.stderr


def expect_said_that_it_waits(result):
    """One line on standard error, as the first thing there. Returns the rest."""
    line = WAITING.match(result.stderr)
    assert line, result.stderr
    result.stderr = result.stderr[line.end():]
    return result


def drop_waiting(result):
    """The same, where it is nothing to rely on: KeePassXC does not tell beforehand whether it will ask."""
    result.stderr = WAITING.sub('', result.stderr, count=1)
    return result


def expect_stored(workbench, *values):
    expect(tuple(read_keepassxc(workbench, kind) for kind in ('api-key', 'user-token')), values)


def expect_both_stored(workbench):
    expect_stored(workbench, workbench.key, workbench.values()[SECOND])


def expect_kept(workbench, result):
    """It says that it did not do it, and nothing of what is stored is gone."""
    assert result.returncode in (FAILED, KEYRING), result.returncode
    expect_refused(workbench, result, status=result.returncode)
    expect_both_stored(workbench)


@test
def each_command_asks_once_and_says_that_it_waits():
    with signed_in() as workbench, keepassxc_prompter('allow') as prompts:
        token = workbench.values()[SECOND]
        outputs = [token + '\n', f'Authorization: UserToken {token}\n', token + '\n', None, None]
        for count, (command, output) in enumerate(zip(READING, outputs, strict=True), 1):
            expect_done(expect_said_that_it_waits(call(workbench, *command)), output)
            expect_asked(prompts, *[ACCESS] * count)


@test
def signing_in_again_asks_once_and_replaces_what_is_stored():
    with signed_in() as workbench, keepassxc_prompter('allow') as prompts:
        expect_done(expect_said_that_it_waits(call(workbench, 'login', text=workbench.key)))
        expect_asked(prompts, ACCESS)
        expect(read_keepassxc(workbench, 'api-key'), workbench.key)
        assert read_keepassxc(workbench, 'user-token') in workbench.values().values()


@test
def what_was_stored_by_a_first_sign_in_is_read_by_the_next_command():
    with Workbench('--tokens=2') as workbench, keepassxc('start'), keepassxc_prompter('allow') as prompts:
        expect_done(call(workbench, 'login', text=workbench.key))
        expect_asked(prompts)
        expect(read_keepassxc(workbench, 'api-key'), workbench.key)
        token = read_keepassxc(workbench, 'user-token')
        assert token in workbench.values().values()
        expect_done(expect_said_that_it_waits(call(workbench, 'print')), token + '\n')
        expect_asked(prompts, ACCESS)


@test
def what_is_denied_is_said_and_not_asked_again():
    with signed_in() as workbench, keepassxc_prompter('deny') as prompts:
        for count, command in enumerate(COMMANDS, 1):
            result = expect_said_that_it_waits(call(workbench, *command, text=workbench.key))
            expect_refused(workbench, result)
            expect_asked(prompts, *[ACCESS] * count)
        expect_both_stored(workbench)


@test
def a_script_can_have_it_that_nobody_is_asked():
    with signed_in() as workbench, keepassxc_prompter() as prompts:
        for name, *arguments in COMMANDS:
            expect_refused(workbench, call_at_once(workbench, name, '--no-prompt', *arguments))
        stays('without a dialog', lambda: not prompts(), 0.5)
        expect_both_stored(workbench)


@test
def nobody_is_asked_where_nobody_is():
    with signed_in() as workbench, keepassxc_prompter() as prompts:
        for command in COMMANDS:
            expect_refused(workbench, call_at_once(workbench, *without_display(command), program='env'))
        stays('without a dialog', lambda: not prompts(), 0.5)
        expect_both_stored(workbench)


@test
def a_terminal_is_enough_to_be_asked():
    with signed_in() as workbench, keepassxc_prompter('allow') as prompts:
        with Terminal(workbench, 'env', *without_display(['print'])) as terminal:
            terminal.wait_for(workbench.values()[SECOND])
            expect(terminal.wait_end(), DONE)
            expect(len(WAITING.findall(terminal.seen.replace('\r', ''))), 1)
        expect_asked(prompts, ACCESS)


@test
def a_permission_may_come_late():
    with signed_in() as workbench, keepassxc_prompter() as prompts, started(workbench, 'print') as process:
        wait('the dialog', prompts)
        stays('waiting', lambda: process.poll() is None, LONG)
        expect_asked(prompts, ACCESS)
        control_keepassxc('allow')
        output, error = process.communicate(timeout=CEILING)
        expect((process.returncode, output), (DONE, workbench.values()[SECOND] + '\n'))
        assert WAITING.fullmatch(error), error


@test
def a_locked_database_is_said_at_once_and_not_asked_for():
    with signed_in('lock') as workbench, keepassxc_prompter() as prompts:
        for command in (*COMMANDS, ['logout']):
            expect_refused(workbench, call_at_once(workbench, *command), 'locked', 'wbtoken unlock')
            expect_refused(workbench, call_at_once(workbench, *without_display(command), program='env'), 'locked')
        stays('without a dialog', lambda: not prompts(), 0.5)
        expect(workbench.log(), [])
        expect_both_stored(workbench)


@test
def unlock_waits_as_long_as_the_password_takes():
    with signed_in('lock') as workbench:
        with keepassxc_prompter() as prompts, started(workbench, 'unlock') as process:
            wait('the dialog', prompts)
            stays('waiting', lambda: process.poll() is None, LONG)
            expect_asked(prompts, UNLOCK)
            with keepassxc_prompter('allow'):
                _, error = process.communicate(timeout=CEILING)
            expect(process.returncode, DONE)
            assert WAITING.fullmatch(error), error
        with keepassxc_prompter('allow') as prompts:
            expect_done(expect_said_that_it_waits(call(workbench, 'print')), workbench.values()[SECOND] + '\n')
            expect_asked(prompts, ACCESS)


@test
def without_the_password_it_stays_locked():
    with signed_in('lock') as workbench, keepassxc_prompter('deny') as prompts:
        result = expect_said_that_it_waits(call(workbench, 'unlock'))
        expect_refused(workbench, result, 'not unlocked')
        expect_asked(prompts, UNLOCK)


@test
def unlock_asks_nobody_if_it_is_told_so():
    with signed_in('lock') as workbench, keepassxc_prompter() as prompts:
        expect_refused(workbench, call_at_once(workbench, 'unlock', '--no-prompt'), 'locked')
        stays('without a dialog', lambda: not prompts(), 0.5)


@test
def signing_out_removes_what_it_may_not_read():
    with signed_in() as workbench, keepassxc_prompter('allow') as prompts:
        expect_done(drop_waiting(call(workbench, 'logout')))
        assert len(prompts()) <= 1, prompts()
        expect_stored(workbench, None, None)


@test
def signing_out_says_what_stays_if_something_does():
    with signed_in() as workbench, keepassxc_prompter('deny') as prompts:
        result = drop_waiting(call(workbench, 'logout'))
        assert len(prompts()) <= 1, prompts()
        if result.returncode == DONE:
            expect_stored(workbench, None, None)
        else:
            expect_kept(workbench, result)


@test
def a_removal_that_asks_does_so_once_for_each():
    with signed_in(settings=ASKS_TO_DELETE) as workbench, keepassxc_prompter('allow') as prompts:
        expect_done(drop_waiting(call(workbench, 'logout')))
        expect_asked(prompts, MOVE, MOVE)
        expect_stored(workbench, None, None)


@test
def a_removal_asks_nobody_if_it_is_told_so_or_nobody_is_there():
    with signed_in(settings=ASKS_TO_DELETE) as workbench, keepassxc_prompter() as prompts:
        for result in (call_at_once(workbench, 'logout', '--no-prompt'),
                       call_at_once(workbench, *without_display(['logout']), program='env')):
            expect_refused(workbench, result, 'asks you')
            expect_both_stored(workbench)
        stays('without a dialog', lambda: not prompts(), 0.5)


@test
def a_removal_that_is_denied_says_that_it_is_still_there():
    with signed_in(settings=ASKS_TO_DELETE) as workbench, keepassxc_prompter('deny') as prompts:
        expect_kept(workbench, drop_waiting(call(workbench, 'logout')))
        expect_asked(prompts, *[MOVE] * max(1, min(2, len(prompts()))))


@test
def a_removal_that_waits_for_its_dialog_is_not_tried_again():
    with signed_in(settings=ASKS_TO_DELETE) as workbench, keepassxc_prompter() as prompts:
        with started(workbench, 'logout') as process:
            wait('the dialog', prompts)
            stays('waiting, with one dialog', lambda: process.poll() is None and len(prompts()) == 1, LATE)
            with keepassxc_prompter('allow'):
                _, said = process.communicate(timeout=CEILING)
            expect(process.returncode, DONE)
            assert WAITING.fullmatch(said), said
        expect_asked(prompts, MOVE, MOVE)
        expect_stored(workbench, None, None)

@test
def what_is_kept_of_another_user_is_said_and_nothing_is_stored_beside_it():
    with Workbench('--tokens=0') as workbench, keepassxc(f'start unlocked {ASKS_TO_DELETE}'):
        workbench.store('api-key', 'key-of-another-user')
        workbench.store('user-token', 'a-token')
        with subprocess.Popen([WBTOKEN, 'login'], env=environment_of(workbench), text=True, stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            process.stdin.write(workbench.key)
            process.stdin.close()
            process.stdin = None
            control_keepassxc('allow')
            with keepassxc_prompter('deny') as prompts:
                output, said = process.communicate(timeout=CEILING)
                expect_asked(prompts, MOVE)
        expect((process.returncode, output), (FAILED, ''))
        assert 'The keyring still has what was to be removed.' in said, said
        expect([read_keepassxc(workbench, kind) for kind in ('api-key', 'user-token')],
               ['key-of-another-user', 'a-token'])


if __name__ == '__main__':
    sys.exit(run())
