#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing in: at a terminal without echo, and through a pipe; never from an argument."""

import signal
import sys

sys.dont_write_bytecode = True

from cli import (DONE, FAILED, FIRST, REFUSED, SECOND, WBTOKEN, Terminal, Workbench, call, expect_done,  # noqa: E402
                 expect_error)
from desktop import USER  # noqa: E402
from driver import wait  # noqa: E402
from simulator_harness import expect, run, test  # noqa: E402

PROMPT = 'API key: '


def expect_stored(workbench, key, token):
    expect((workbench.stored('api-key'), workbench.stored('user-token')), (key, token))


@test
def a_key_from_a_pipe_is_checked_and_stored():
    with Workbench('--tokens=2') as workbench:
        for text in (workbench.key, f'\n  {workbench.key} \r\n'):
            output = expect_done(call(workbench, 'login', text=text))
            assert USER in output and str(workbench.port) in output, output
            expect_stored(workbench, workbench.key, workbench.values()[SECOND])
            expect_done(call(workbench, 'print'), workbench.values()[SECOND] + '\n')
            expect_done(call(workbench, 'logout'))


@test
def a_user_token_from_a_pipe_is_stored_alone():
    with Workbench('--tokens=2') as workbench:
        expect_done(call(workbench, 'login', '--user-token', text=workbench.values()[FIRST] + '\n'))
        expect_stored(workbench, None, workbench.values()[FIRST])
        expect_done(call(workbench, 'print'), workbench.values()[FIRST] + '\n')


@test
def the_server_that_was_signed_in_to_is_remembered():
    with Workbench() as workbench, Workbench('--tokens=1') as other:
        expect_error(other, call(workbench, 'login', '--server', other.address, text='wrong'), REFUSED)
        assert other.address not in workbench.read_settings()
        expect_done(call(workbench, 'login', '--server', other.address, text=other.key))
        expect_done(call(workbench, 'print'), other.values()[FIRST] + '\n')


@test
def what_is_refused_or_no_credential_is_not_stored():
    with Workbench('--tokens=1') as workbench:
        expect_error(workbench, call(workbench, 'login', text='wrong'), REFUSED)
        for text in ('', ' \n', 'two words', 'a\0b', 'x' * 20000):
            expect_error(workbench, call(workbench, 'login', text=text), FAILED)
        expect_error(workbench, call(workbench, '-c', 'exec "$@" <&-', 'sh', WBTOKEN, 'login', program='sh'), FAILED,
                     'Bad file descriptor')
        expect_stored(workbench, None, None)


@test
def at_a_terminal_nothing_of_the_key_is_shown():
    with Workbench('--tokens=1') as workbench, Terminal(workbench, WBTOKEN, 'login') as terminal:
        terminal.wait_for(PROMPT)
        assert not terminal.has_echo()
        terminal.type(workbench.key + '\n')
        terminal.wait_for(USER)
        expect(terminal.wait_end(), DONE)
        assert workbench.key[:4] not in terminal.seen, terminal.seen
        expect(terminal.modes(), terminal.before)
        expect(workbench.stored('api-key'), workbench.key)


@test
def what_ends_it_leaves_a_terminal_that_echoes():
    for number, press in ((signal.SIGINT, '\003'), (signal.SIGQUIT, '\034'), (signal.SIGTERM, None),
                          (signal.SIGHUP, None)):
        with Workbench() as workbench, Terminal(workbench, WBTOKEN, 'login') as terminal:
            terminal.wait_for(PROMPT)
            terminal.type(press) if press else terminal.kill(number)
            expect(terminal.wait_end(), -number)
            expect(terminal.modes(), terminal.before)
            expect_stored(workbench, None, None)


@test
def a_shell_that_stops_it_gets_its_echo_and_gives_it_back():
    script = 'set -m; "$0" login; stty -a | grep -o " -\\?echo "; echo stopped; fg'
    with Workbench('--tokens=1') as workbench, Terminal(workbench, 'bash', '-c', script, WBTOKEN) as terminal:
        terminal.wait_for(PROMPT)
        terminal.type('\032')
        terminal.wait_for('stopped\r\n')
        assert ' echo \r\n' in terminal.seen, terminal.seen
        wait('no echo', lambda: terminal.read() and not terminal.has_echo())
        terminal.type(workbench.key + '\n')
        terminal.wait_for(USER)
        expect(terminal.wait_end(), DONE)
        assert workbench.key[:4] not in terminal.seen, terminal.seen


@test
def an_end_of_file_at_the_terminal_is_an_empty_key():
    with Workbench() as workbench, Terminal(workbench, WBTOKEN, 'login', '--user-token') as terminal:
        terminal.wait_for('User Token: ')
        terminal.type('\004')
        expect(terminal.wait_end(), FAILED)
        assert 'Enter your User Token' in terminal.seen, terminal.seen


if __name__ == '__main__':
    sys.exit(run())
