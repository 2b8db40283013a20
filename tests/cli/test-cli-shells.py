#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What helps to type: the completions, in the real bash, zsh and fish, and the manual pages. None asks anybody."""

import json
import os
import re
import subprocess
import sys

sys.dont_write_bytecode = True

from cli import Terminal, Workbench, call, expect_done  # noqa: E402
from driver import CEILING  # noqa: E402
from simulator_harness import expect, run, test  # noqa: E402

DATA = os.path.join(os.environ['WT_TEST_SOURCE_DIR'], 'data')
COMPLETIONS = os.path.join(DATA, 'completions')
COMMANDS = {'login', 'print', 'header', 'list', 'use', 'generate', 'verify', 'exec', 'configure-cli', 'unlock',
            'logout'}
BASH = '''source "$0/wbtoken.bash"
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_wbtoken wbtoken "${@: -1}" "${@: -2:1}"
printf '%s\\n' "${COMPREPLY[@]}"'''
ZSH = '''PS1='ready> '
fpath=($COMPLETIONS $fpath)
autoload -Uz compinit && compinit -u -D
setopt no_beep list_rows_first
zstyle ':completion:*' list-separator '#'
'''


def ask_bash(*words):
    result = subprocess.run(['bash', '-c', BASH, COMPLETIONS, 'wbtoken', *words], text=True, capture_output=True,
                            check=True, timeout=CEILING)
    expect(result.stderr, '')
    return set(result.stdout.split())


def ask_fish(*words):
    script = f'source {COMPLETIONS}/wbtoken.fish; complete -C "$argv"'
    result = subprocess.run(['fish', '--no-config', '-c', script, ' '.join(('wbtoken', *words))], text=True,
                            capture_output=True, check=True, timeout=CEILING)
    expect(result.stderr, '')
    return {line.partition('\t')[0] for line in result.stdout.splitlines()}


def ask_zsh(*words):
    """As a person asks it: with two tabulators, and what is on the screen then is the answer."""
    with Workbench() as workbench, Terminal(workbench, 'zsh', '-f', '-i', size=(50, 200), TERM='dumb',
                                            COMPLETIONS=COMPLETIONS) as terminal:
        terminal.type(ZSH.replace('\n', '\r'))
        terminal.type("print -r -- 'be'gin\r")
        terminal.wait_for('begin\r\n')
        before = len(terminal.read())
        terminal.type(' '.join(('wbtoken', *words)) + '\t\t')
        # A key that lists nothing more marks the end.
        terminal.type("\005 'en'd\025print -r -- 'en'd\r")
        terminal.wait_for('end\r\n')
        return set(re.findall(r'[\w-]+', terminal.seen[before:].split('print -r')[0]))


@test
def the_commands_are_completed():
    for ask in (ask_bash, ask_fish, ask_zsh):
        got = ask('')
        assert COMMANDS <= got, (ask, got)
        got = ask('log')
        expect((got & COMMANDS, 'print' in got), ({'login', 'logout'}, False))


@test
def the_options_of_each_command_are_completed():
    wanted = {'login': {'--user-token'}, 'list': {'--json'}, 'generate': {'--name', '--user-id'}, 'exec': {'--env'},
              'print': set(), 'use': set()}
    specific = set().union(*wanted.values())
    for ask in (ask_bash, ask_fish, ask_zsh):
        for command, options in wanted.items():
            got = ask(command, '--')
            assert {'--server', '--help'} <= got, (ask, command, got)
            expect((ask, command, got & specific), (ask, command, options))


@test
def the_command_of_exec_is_completed_as_commands_are():
    for ask in (ask_bash, ask_fish, ask_zsh):
        assert 'printenv' in ask('exec', '--', 'printe'), ask


@test
def what_is_offered_is_what_there_is():
    with Workbench() as workbench:
        for command in COMMANDS:
            known = set(re.findall(r'--[a-z-]+', expect_done(call(workbench, command, '--help'))))
            offered = ask_bash(command, '--') - {'--'}
            expect((command, offered), (command, known))


@test
def nobody_is_asked():
    for name in os.listdir(COMPLETIONS):
        with open(os.path.join(COMPLETIONS, name), encoding='utf-8') as file:
            text = '\n'.join(line for line in file.read().splitlines() if not line.lstrip().startswith('#'))
        assert not re.search(r'\$\(\s*wbtoken|`wbtoken|\(wbtoken|secret-tool|curl', text), name


@test
def all_of_it_is_installed():
    result = subprocess.run(['meson', 'introspect', '--installed', os.path.dirname(os.environ['GSETTINGS_SCHEMA_DIR'])],
                            text=True, capture_output=True, check=True, timeout=CEILING)
    places = list(json.loads(result.stdout).values())
    for place in ('bin/wbtoken', 'share/man/man1/wbtoken.1', 'share/man/man1/workbench-tokens.1',
                  'share/bash-completion/completions/wbtoken', 'share/zsh/site-functions/_wbtoken',
                  'share/fish/vendor_completions.d/wbtoken.fish'):
        assert any(path.endswith('/' + place) for path in places), (place, places)


@test
def the_manual_pages_are_without_a_warning():
    for page in ('wbtoken.1', 'workbench-tokens.1'):
        path = os.path.join(DATA, 'man', page)
        result = subprocess.run(['man', '--warnings', '-E', 'UTF-8', '-l', '-Tutf8', path], text=True, check=True,
                                capture_output=True, stdin=subprocess.DEVNULL, timeout=CEILING,
                                env={**os.environ, 'MANPAGER': 'cat', 'MANROFFSEQ': ''})
        expect(result.stderr, '')
        assert len(result.stdout.splitlines()) > 20, result.stdout


@test
def the_manual_page_has_every_command_option_and_status():
    with open(os.path.join(DATA, 'man', 'wbtoken.1'), encoding='utf-8') as file:
        page = file.read()
    with Workbench() as workbench:
        for command in COMMANDS:
            assert f'.It Cm {command}\n' in page, command
            for option in re.findall(r'--([a-z-]+)', expect_done(call(workbench, command, '--help'))):
                assert f'Fl Fl {option}' in page or option == 'help-all', (command, option)
    for status in (0, 1, 2, 3, 4, 5, 6, 126, 127):
        assert f'.It {status}\n' in page, status


if __name__ == '__main__':
    sys.exit(run())
