#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Arguments, prompts and output in the character set of the locale: a real one that is ISO-8859-1, and C."""

import contextlib
import json
import os
import subprocess
import sys

sys.dont_write_bytecode = True

from cli import (DONE, FAILED, FIRST, NOT_FOUND, USAGE, WBTOKEN, Terminal, Workbench, environment_of,  # noqa: E402
                 signed_in)
from desktop import USER  # noqa: E402
from driver import CEILING  # noqa: E402
from language import make_locale  # noqa: E402
from simulator_harness import expect, run, test  # noqa: E402

NAME = 'Büro ☕'
IN_LATIN_1 = 'Büro'
UTF_8 = ({'LC_ALL': 'C'}, {'LC_ALL': 'POSIX'}, {'LC_ALL': 'C.UTF-8'}, {'LANG': '', 'LC_ALL': ''})


def latin_1():
    name, folder = make_locale('de', 'ISO-8859-1')
    return {'LC_ALL': name, 'LOCPATH': folder, 'LANGUAGE': 'en'}


def call(workbench, locale, *arguments, text=b''):
    """In bytes: the status, the output and the errors."""
    result = subprocess.run([WBTOKEN, *(argument if isinstance(argument, bytes) else argument.encode()
                                        for argument in arguments)], input=text, capture_output=True, check=False,
                            env=environment_of(workbench, **locale), timeout=3 * CEILING)
    return result.returncode, result.stdout, result.stderr


@contextlib.contextmanager
def signed_in_with(name):
    """The active token has this name."""
    with signed_in('--tokens=1', active=FIRST) as workbench:
        workbench.control('PUT', 'tokens', [{**workbench.tokens()[0], 'name': name}])
        yield workbench


def names(workbench):
    return [token['name'] for token in workbench.tokens()]


@test
def a_name_is_taken_as_the_locale_has_it():
    for locale, argument, name in (*((locale, NAME.encode(), NAME) for locale in UTF_8),
                                   (latin_1(), IN_LATIN_1.encode('latin-1'), IN_LATIN_1)):
        with Workbench() as workbench:
            workbench.store('api-key', workbench.key)
            status, _, errors = call(workbench, locale, 'generate', '--name', argument)
            expect((status, errors, names(workbench)), (DONE, b'', [name]))
            status, output, errors = call(workbench, locale, 'use', argument)
            expect((status, errors), (DONE, b''))


@test
def what_is_no_text_in_the_locale_is_refused_with_a_sentence():
    with signed_in() as workbench:
        for locale in UTF_8:
            for arguments in (('use', b'B\xfcro'), ('generate', '--name', b'B\xfcro'),
                              ('list', '--server', b'http://B\xfcro')):
                status, output, errors = call(workbench, locale, *arguments)
                expect((status, output), (USAGE, b''))
                assert b'character set' in errors and b'LANG' in errors, errors
                assert b'\xfc' not in errors and errors.count(b'\n') == 1, errors


@test
def output_and_errors_are_written_as_the_locale_has_them():
    with signed_in_with(NAME) as workbench:
        for locale, decode in ((latin_1(), 'latin-1'), ({'LC_ALL': 'C'}, 'ascii')):
            for arguments, status in ((('list',), DONE), (('use', workbench.tokens()[0]['id']), DONE),
                                      (('use', 'nothing'), FAILED), (('--help',), DONE), (('list', '--help'), DONE),
                                      (('generate', '--help'), DONE), (('print', '--no-such'), USAGE),
                                      (('exec', '--', b'B\xc3\xbcro'), NOT_FOUND)):
                got, output, errors = call(workbench, locale, *arguments)
                expect(got, status)
                for text in (output, errors):
                    text.decode(decode)
                    # This is how UTF-8 looks in it.
                    assert b'\xc3' not in text.replace(b'B\xc3\xbcro', b'') and b'\xe2' not in text, text
        expect(b'B\xfcro ?' in call(workbench, latin_1(), 'list')[1], True)
        assert b' "My User Token"' in call(workbench, {'LC_ALL': 'C'}, 'generate', '--help')[1], 'nothing similar is taken'


@test
def json_can_be_read_as_utf_8_in_each_of_them():
    name = NAME + ' 😀'
    with signed_in_with(name) as workbench:
        for locale in (*UTF_8, latin_1()):
            status, output, errors = call(workbench, locale, 'list', '--json')
            expect((status, errors, json.loads(output.decode())[0]['name']), (DONE, b'', name))


@test
def a_command_gets_its_arguments_as_they_are():
    with signed_in() as workbench:
        for locale in (*UTF_8, latin_1()):
            expect(call(workbench, locale, 'exec', '--', 'printf', '%s', b'\xfc\xc3\xbc\xff'),
                   (DONE, b'\xfc\xc3\xbc\xff', b''))


@test
def a_prompt_and_what_one_waits_for_are_written_so_too():
    for locale in (latin_1(), {'LC_ALL': 'C'}):
        with Workbench('--tokens=1') as workbench:
            process = subprocess.Popen([WBTOKEN, 'login'], env=environment_of(workbench, **locale), stdin=subprocess.PIPE,
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            expect(process.stderr.readline(),
                   f'wbtoken: Waiting for the API key for 127.0.0.1:{workbench.port} on standard input...\n'.encode())
            output, errors = process.communicate(workbench.key.encode(), timeout=CEILING)
            expect((process.returncode, errors), (DONE, b''))
            with Terminal(workbench, WBTOKEN, 'login', **locale) as terminal:
                terminal.wait_for(f'API key for 127.0.0.1:{workbench.port}: ')
                terminal.type(workbench.key + '\n')
                terminal.wait_for(USER)
                expect(terminal.wait_end(), DONE)


@test
def bash_completes_in_each_of_them():
    script = ('source "$0/data/completions/wbtoken.bash"; COMP_WORDS=(wbtoken "$1") COMP_CWORD=1; '
              '_wbtoken wbtoken "$1" wbtoken; echo "${COMPREPLY[@]}"')
    for locale in (*UTF_8, latin_1()):
        for word, completed in (('gen', b'generate'), ('Bü'.encode(), b''), (b'B\xfc', b'')):
            result = subprocess.run(['bash', '-c', script, os.environ['WT_TEST_SOURCE_DIR'], word], capture_output=True,
                                    check=True, env={**os.environ, **locale}, timeout=CEILING)
            expect((result.stdout, result.stderr), (completed + b'\n', b''))


if __name__ == '__main__':
    sys.exit(run())
