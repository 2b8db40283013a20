#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing in: at a terminal without echo, and through a pipe; never from an argument."""

import os
import select
import shutil
import signal
import subprocess
import sys

sys.dont_write_bytecode = True

from cli import (DONE, FAILED, FIRST, NOTHING, REFUSED, SECOND, WBTOKEN, Terminal, Workbench, call,  # noqa: E402
                 environment_of, expect_done, expect_error, signed_in)
from desktop import USER  # noqa: E402
from driver import CEILING, wait  # noqa: E402
from simulator_harness import expect, run, test  # noqa: E402

PROMPT = 'API key for 127.0.0.1:'
MAX_LENGTH = 16384  # of what is typed or pasted


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
        for text in ('', ' \n', 'two words', 'two\nlines\n', 'a\0b', 'x' * 20000):
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
        terminal.wait_for(f'User Token for 127.0.0.1:{workbench.port}: ')
        terminal.type('\004')
        expect(terminal.wait_end(), FAILED)
        assert 'Enter your User Token' in terminal.seen, terminal.seen


def paste(terminal, text):
    """As much at a time as a terminal takes, which hands it on meanwhile."""
    for start in range(0, len(text), 1000):
        terminal.type(text[start:start + 1000])


@test
def a_key_that_is_longer_than_a_line_of_a_terminal_arrives_whole():
    for length in (4095, 4096, 5000, MAX_LENGTH):
        with Workbench() as workbench, Terminal(workbench, WBTOKEN, 'login') as terminal:
            terminal.wait_for(PROMPT)
            paste(terminal, 'x' * (length - len(workbench.key)) + '\025' + ' ' * (length - len(workbench.key)) +
                  workbench.key + '\n')
            terminal.wait_for(USER)
            expect(terminal.wait_end(), DONE)
            expect(workbench.stored('api-key'), workbench.key)


@test
def one_that_is_too_long_is_called_so_and_nothing_of_it_is_left_for_the_shell():
    with Workbench() as workbench, Terminal(workbench, 'sh', '-c', '"$0" login; read -r left; echo "left: <$left>"',
                                            WBTOKEN) as terminal:
        terminal.wait_for(PROMPT)
        paste(terminal, 'x' * (MAX_LENGTH + 5000) + '\n')
        terminal.wait_for('too long to be an API key')
        terminal.type('next\n')
        terminal.wait_for('left: <next>')
        assert 'xxxx' not in terminal.seen, 'a piece of it is on the terminal'


@test
def what_is_typed_can_be_corrected():
    with Workbench() as workbench, Terminal(workbench, WBTOKEN, 'login') as terminal:
        terminal.wait_for(PROMPT)
        terminal.type('wrong\025wrong\027é\177' + workbench.key + 'é☕\177\177\004')
        terminal.wait_for(USER)
        expect(terminal.wait_end(), DONE)
        expect(workbench.stored('api-key'), workbench.key)


def start_with_pipe(workbench, *arguments):
    return subprocess.Popen([WBTOKEN, *arguments], env=environment_of(workbench), text=True, stdin=subprocess.PIPE,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)


@test
def a_pipe_that_stays_open_is_told_of_and_ends_with_its_line():
    with Workbench('--tokens=1') as workbench:
        for arguments, secret, what in ((('login',), workbench.key, 'API key'),
                                        (('login', '--user-token'), workbench.values()[FIRST], 'User Token')):
            process = start_with_pipe(workbench, *arguments)
            assert select.select([process.stderr], [], [], CEILING)[0], 'it waits without a word'
            expect(process.stderr.readline(),
                   f'wbtoken: Waiting for the {what} for 127.0.0.1:{workbench.port} on standard input…\n')
            process.stdin.write(f'\n{secret}\n')
            process.stdin.flush()
            expect(process.wait(CEILING), DONE)
            expect(process.stderr.read(), '')
            process.stdin.close()
            expect_done(call(workbench, 'logout'))


@test
def an_input_that_has_nothing_is_called_so_with_the_server():
    with Workbench() as workbench:
        for text in ('', ' \n\n'):
            expect_error(workbench, call(workbench, 'login', text=text), FAILED,
                         'nothing on standard input', f'127.0.0.1:{workbench.port}')


# In a mount namespace of its own each program has a folder of settings that is not as it should be.
MOUNTED = ('--map-current-user', '--keep-caps', '--mount', 'sh', '-c')
READ_ONLY = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"'
FULL = ('mount -t tmpfs -o size=4k none "$0" && mkdir -p "$0/glib-2.0/settings" && '
        '{ head -c 8192 /dev/zero >"$0/all" 2>/dev/null; exec "$@"; }')


def call_with_settings(workbench, settings, *arguments, text=''):
    """With that backend of GSettings, or in that state of its folder."""
    if settings in ('memory', 'dconf'):
        return call(workbench, *arguments, text=text, GSETTINGS_BACKEND=settings)
    return call(workbench, *MOUNTED, settings, workbench.folder.name, WBTOKEN, *arguments, text=text, program='unshare')


@test
def settings_that_do_not_keep_where_one_signed_in_are_told_of():
    with Workbench('--tokens=1') as workbench:
        workbench.settings.clear()
        workbench.change_settings()
        for settings in ('memory', 'dconf', READ_ONLY, FULL):
            result = call_with_settings(workbench, settings, 'login', '--server', workbench.address, text=workbench.key)
            expect_error(workbench, result, FAILED, workbench.address, 'is not remembered', '--server',
                         output=f'Signed in to 127.0.0.1:{workbench.port} as {USER}.\n')
            # It is as the text says, and what it advises helps.
            expect_error(workbench, call_with_settings(workbench, settings, 'print'), NOTHING)
            expect_done(call_with_settings(workbench, settings, 'print', '--server', workbench.address),
                        workbench.values()[FIRST] + '\n')
            expect_done(call_with_settings(workbench, settings, 'logout', '--server', workbench.address))


@test
def a_service_that_keeps_the_settings_is_waited_for():
    """From here on the session has one."""
    folder = os.environ['XDG_DATA_HOME'] + '/dbus-1/services'
    shutil.copy('/usr/share/dbus-1/services/ca.desrt.dconf.service', folder)
    subprocess.run(['gdbus', 'call', '--session', '--dest', 'org.freedesktop.DBus', '--object-path',
                    '/org/freedesktop/DBus', '--method', 'org.freedesktop.DBus.ReloadConfig'],
                   check=True, stdout=subprocess.DEVNULL, timeout=CEILING)
    kept = {'GSETTINGS_BACKEND': 'dconf', 'XDG_CONFIG_HOME': os.environ['XDG_CONFIG_HOME']}
    with Workbench('--tokens=1') as workbench:
        for _ in range(3):
            expect_done(call(workbench, 'login', '--server', workbench.address, text=workbench.key, **kept))
            expect_done(call(workbench, 'print', **kept), workbench.values()[FIRST] + '\n')
            expect_done(call(workbench, 'logout', **kept))


@test
def names_that_the_settings_do_not_let_go_are_told_of():
    with signed_in() as workbench:
        assert USER in workbench.read_settings()
        expect_error(workbench, call_with_settings(workbench, READ_ONLY, 'use', FIRST), DONE, 'names',
                     output=f'“{FIRST}” is the active token.\n')
        expect(workbench.stored('user-token'), workbench.values()[FIRST])
        expect_error(workbench, call_with_settings(workbench, READ_ONLY, 'logout'), FAILED, 'names', workbench.folder.name)
        expect_stored(workbench, None, None)
        assert USER in workbench.read_settings()


if __name__ == '__main__':
    sys.exit(run())
