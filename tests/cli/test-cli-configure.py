#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Setting up the Extractor Studio CLI: the token goes to the tool that asks for it, and never to the screen."""

import os
import signal
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True

from asking_tool import N_TELLING, PATH, tool  # noqa: E402
from cli import (DONE, NOT_FOUND, NOTHING, SECOND, WBTOKEN, Workbench, call, environment_of, expect_error,  # noqa: E402
                 signed_in)
from desktop import core_dumps  # noqa: E402
from driver import stays, wait  # noqa: E402
from simulator_harness import expect, run, test  # noqa: E402


@test
def the_token_is_given_whenever_the_tool_hides_it():
    for words in ('early', 'late', 'open', 'raw', 'early colour crlf', 'late colour', 'raw colour', 'open crlf'):
        with tool(words) as terminal:
            terminal.wait_for('Done.')
            expect((terminal.wait_end(), terminal.told('token')), (DONE, [terminal.token]))
            expect(terminal.told('arguments'), ["['config']"])
            terminal.expect_hidden()


@test
def what_the_tool_says_of_it_is_hidden_too():
    for words in ('early tells', 'open tells', 'raw tells'):
        with tool(words) as terminal:
            terminal.wait_for('is kept.')
            expect(terminal.wait_end(), DONE)
            terminal.expect_hidden()
            assert f'Your token {"*" * len(terminal.token)} is kept.' in terminal.seen, terminal.seen


@test
def what_a_tool_goes_on_writing_is_seen_meanwhile():
    with tool('early busy') as terminal:
        terminal.wait_for('....')
        terminal.type('stop\r')
        expect((terminal.wait_end(), terminal.told('stop')), (DONE, ['stop']))
        terminal.expect_hidden()


@test
def every_other_question_is_the_persons():
    for words in ('key late', 'key wrong early', 'key wrong late colour crlf', 'confirm early'):
        with tool(words) as terminal:
            answers = {'key': [], 'confirm': []}
            for number, (word, prompt, what) in enumerate((('key', 'API key: ', 'key'),
                                                           ('wrong', '(not a user token): ', 'key'),
                                                           ('confirm', '(y/N) ', 'confirm'))):
                if word not in words.split():
                    continue
                terminal.wait_for(prompt)
                stays('waiting for a person', lambda: not terminal.told(what)[len(answers[what]):] and
                      terminal.read() and 'Enter your' not in terminal.seen, 1.5)
                terminal.type(f'answer {number}\r')
                answers[what].append(f'answer {number}')
            expect((terminal.wait_end(), terminal.told('token')), (DONE, [terminal.token]))
            expect({what: terminal.told(what) for what in answers}, answers)
            terminal.expect_hidden()


@test
def what_is_asked_again_is_answered_once_more_and_then_left_to_the_person():
    with tool('early twice') as terminal:
        expect((terminal.wait_end(), terminal.told('token')), (DONE, [terminal.token] * 2))
        terminal.expect_hidden()
    with tool('early never') as terminal:
        terminal.wait_for('Enter your User Token: ', 3)
        stays('waiting for a person', lambda: len(terminal.told('token')) == 2 and terminal.read(), 1.5)
        terminal.type('another one\r')
        expect((terminal.wait_end(), terminal.told('token')), (DONE, [terminal.token] * 2 + ['another one']))
        terminal.expect_hidden()


@test
def keys_that_come_while_it_answers_are_not_a_part_of_the_token():
    with tool('late key') as terminal:
        terminal.wait_for('API key: ')
        terminal.type('a key\r')
        terminal.wait_for('Enter your User Token: ')
        terminal.type('impatient')
        expect((terminal.wait_end(), terminal.told('token')), (DONE, [terminal.token]))


@test
def the_status_is_the_tools():
    for status in (0, 3, 42):
        with tool('early', status=status) as terminal:
            expect(terminal.wait_end(), status)
    with tool('dies') as terminal:
        expect(terminal.wait_end(), 128 + signal.SIGTERM)


@test
def the_terminal_is_as_it_was():
    with tool('key early') as terminal:
        terminal.wait_for('API key: ')
        terminal.type('a key\r')
        expect(terminal.wait_end(), DONE)
        expect(terminal.modes(), terminal.before)
    for stop in (lambda terminal: terminal.type('\003'), lambda terminal: terminal.kill(signal.SIGTERM)):
        with tool('key early') as terminal:
            terminal.wait_for('API key: ')
            stop(terminal)
            assert terminal.wait_end() != DONE
            expect(terminal.modes(), terminal.before)


@test
def the_tool_has_a_terminal_of_the_same_size():
    with tool('size key early') as terminal:
        terminal.wait_for('API key: ')
        terminal.resize(50, 132)
        terminal.wait_for('resized')
        terminal.type('a key\r')
        expect(terminal.wait_end(), DONE)
        assert 'columns=132, lines=50' in terminal.told('size')[-1], terminal.told('size')


@test
def the_tool_has_core_dumps_as_our_caller_has_them():
    with core_dumps() as facts, tool('early core') as terminal:
        expect(terminal.wait_end(), DONE)
        expect(terminal.told('core'), [str(facts)])


def read_all(file):
    file.seek(0)
    return file.read()


@test
def the_end_of_our_input_is_not_the_tools():
    with signed_in() as workbench:
        log = os.path.join(workbench.folder.name, 'told')
        told = {'PATH': PATH, 'STAND_IN_LOG': log}
        expect(call(workbench, 'configure-cli', STAND_IN='late', **told).returncode, DONE)
        with open(log, encoding='utf-8') as file:
            expect(file.read().splitlines()[-1], 'token=' + workbench.values()[SECOND])
        with tempfile.TemporaryFile('w+') as output, subprocess.Popen(
                [WBTOKEN, 'configure-cli'], stdin=subprocess.DEVNULL, stdout=output,
                env=environment_of(workbench, STAND_IN='key early', **told)) as process:
            wait('the tool', lambda: 'API key: ' in read_all(output))
            stays('waiting for a person', lambda: process.poll() is None, 1)
            process.terminate()
            expect(process.wait(10), 128 + signal.SIGTERM)
        with open(log, encoding='utf-8') as file:
            assert 'end of file' not in file.read()


@test
def answers_may_come_through_a_pipe():
    with signed_in() as workbench:
        log = os.path.join(workbench.folder.name, 'told')
        result = call(workbench, 'configure-cli', text='piped key\n', PATH=PATH, STAND_IN='key early',
                      STAND_IN_LOG=log)
        expect(result.returncode, DONE)
        with open(log, encoding='utf-8') as file:
            expect(file.read().splitlines()[1:], ['key=piped key', 'token=' + workbench.values()[SECOND]])
        assert workbench.values()[SECOND][:N_TELLING] not in result.stdout


@test
def a_tool_that_does_not_ask_gets_nothing():
    with tool('none') as terminal:
        expect(terminal.wait_end(), DONE)
        expect(terminal.told('token'), [])
        assert 'did not ask for a User Token' in terminal.seen, terminal.seen


@test
def without_the_tool_or_a_token_it_is_said():
    with signed_in() as workbench:
        expect_error(workbench, call(workbench, 'configure-cli'), NOT_FOUND, 'import-io', 'Extractor Studio CLI')
    with Workbench() as workbench:
        expect_error(workbench, call(workbench, 'configure-cli', PATH=PATH), NOTHING, 'wbtoken login')


if __name__ == '__main__':
    sys.exit(run())
