#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The token for other programs: real curl, bash and Node, and all that a command has from whoever started it."""

import os
import re
import signal
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True

from cli import (CANNOT_RUN, FOLDER, NOT_FOUND, NOTHING, SECOND, WBTOKEN, Terminal, Workbench,  # noqa: E402
                 call, environment_of, expect_done, expect_error, signed_in, start)
from desktop import USER, core_dumps  # noqa: E402
from simulator_harness import expect, run, test  # noqa: E402

TOOLS = os.path.join(FOLDER, 'bin')
# What a program has of its process, apart from the token.
FACTS = r'''import os, resource, signal, sys
print(sorted(os.environ.items()))
print(sorted(os.listdir("/proc/self/fd"))[:-1], os.getcwd(), os.umask(0), os.getppid())
print([resource.getrlimit(getattr(resource, name)) for name in dir(resource) if name.startswith("RLIMIT_")])
for line in open("/proc/self/status"):
    if line.startswith(("Sig", "Shd")) and not line.startswith("SigQ"): print(line.strip())
print(open("/proc/self/coredump_filter").read())
print(sys.argv)'''
SCRIPT = '''const url = process.argv[2] + '/api/whoami';
fetch(url, { headers: { Authorization: 'UserToken ' + process.env.USERTOKEN } })
  .then((answer) => answer.json())
  .then((user) => console.log(user.name));
'''


def execute(workbench, *arguments, **environment):
    return call(workbench, 'exec', *arguments, **environment)


def bash(workbench, script, **environment):
    return call(workbench, '-c', script, program='bash', SERVER=workbench.address, **environment)


@test
def the_variable_is_set_for_the_command_alone():
    with signed_in() as workbench:
        value = workbench.values()[SECOND]
        expect_done(execute(workbench, '--', 'printenv', 'WORKBENCH_USER_TOKEN'), value + '\n')
        expect_done(execute(workbench, '--env', 'USERTOKEN', '--env=OTHER', '--', 'sh', '-c',
                            'echo "$USERTOKEN $OTHER ${WORKBENCH_USER_TOKEN-none}"'), f'{value} {value} none\n')
        expect_done(execute(workbench, '--', 'printenv', 'WORKBENCH_USER_TOKEN', WORKBENCH_USER_TOKEN='old'),
                    value + '\n')
        expect_done(execute(workbench, 'printenv', 'WORKBENCH_USER_TOKEN'), value + '\n')


@test
def no_argument_list_ever_holds_it():
    with signed_in() as workbench, tempfile.NamedTemporaryFile() as log:
        command = ['strace', '-f', '-qq', '-v', '-s', '4096', '-e', 'trace=execve', '-o', log.name, WBTOKEN]
        for arguments in (['print'], ['header'], ['list'], ['verify']):
            expect(call(workbench, *command[1:], *arguments, program='strace').returncode, 0)
            assert workbench.values()[SECOND] not in log.read().decode(), arguments


@test
def the_command_takes_our_place():
    with signed_in() as workbench:
        expect(execute(workbench, '--', 'sh', '-c', 'exit 42').returncode, 42)
        expect(execute(workbench, '--', 'sh', '-c', 'kill -9 $$').returncode, -signal.SIGKILL)
        with start(workbench, 'exec', '--', 'sh', '-c',
                   'trap "exit 7" TERM; echo $$; while :; do sleep 0.05; done') as process:
            expect(int(process.stdout.readline()), process.pid)
            process.terminate()
            expect(process.wait(10), 7)


@test
def the_command_has_what_our_caller_gave_us():
    with signed_in() as workbench, core_dumps():
        environment = environment_of(workbench)

        def facts(*command):
            result = subprocess.run([*command, sys.executable, '-c', FACTS, 'a b', '--', '-x'], text=True, check=True,
                                    capture_output=True, env=environment, stdin=subprocess.DEVNULL)
            return result.stdout
        token = f"('WORKBENCH_USER_TOKEN', '{workbench.values()[SECOND]}')"
        got = facts(WBTOKEN, 'exec', '--')
        assert token in got, got
        expect(got.replace(', ' + token, ''), facts())


@test
def a_pipe_that_ends_ends_the_command_as_ever():
    with signed_in() as workbench:
        result = bash(workbench, 'wbtoken exec -- yes | head -n 1; echo ${PIPESTATUS[0]}')
        expect_done(result, f'y\n{128 + signal.SIGPIPE}\n')


@test
def what_was_closed_is_closed_for_the_command():
    with signed_in() as workbench:
        expect_done(bash(workbench, 'wbtoken exec -- sh -c "ls /proc/self/fd" <&- 2>&1 | tr "\\n" " "'), '0 1 2 ')
        expect_done(bash(workbench, 'wbtoken exec -- bash -c "[ -e /proc/self/fd/0 ] || echo closed" <&-'), 'closed\n')


@test
def what_cannot_be_run_has_the_status_of_shells():
    with signed_in() as workbench:
        expect_error(workbench, execute(workbench, '--', 'no-such-program'), NOT_FOUND, 'no-such-program')
        expect_error(workbench, execute(workbench, '--', '/etc/passwd'), CANNOT_RUN, '/etc/passwd')
        expect_error(workbench, execute(workbench, '--', '/'), CANNOT_RUN)
    with Workbench() as workbench:
        expect_error(workbench, execute(workbench, '--', 'true'), NOTHING, 'wbtoken login')


@test
def curl_gets_the_header_without_a_secret_in_its_arguments():
    with signed_in() as workbench:
        output = expect_done(bash(workbench, 'curl -sS -H @<(wbtoken header) $SERVER/api/whoami'))
        assert USER in output, output
        expect(workbench.log()[0]['headers']['authorization'], 'UserToken ' + workbench.values()[SECOND])


@test
def node_reads_it_from_its_environment():
    with signed_in() as workbench, tempfile.NamedTemporaryFile('w', suffix='.js') as script:
        script.write(SCRIPT)
        script.flush()
        expect_done(execute(workbench, '--env', 'USERTOKEN', '--', 'node', script.name, workbench.address),
                    USER + '\n')
        expect(workbench.log()[0]['headers']['authorization'], 'UserToken ' + workbench.values()[SECOND])


@test
def the_examples_of_the_readme_do_what_they_say():
    with open(os.path.join(os.environ['WT_TEST_SOURCE_DIR'], 'README.md'), encoding='utf-8') as readme:
        section = readme.read().partition('## In a shell')[2].partition('\n## ')[0]
    examples = re.findall(r'```sh\n(.*?)```', section, re.DOTALL)
    expect(len(examples), 3)
    for example in examples:
        assert len(example.splitlines()) <= 5, example
        with signed_in() as workbench:
            tool = {'STAND_IN': 'late', 'STAND_IN_LOG': workbench.folder.name + '/told'}
            script = example.replace('https://workbench.import.io', workbench.address)
            result = call(workbench, '-ec', f'cd "$XDG_CONFIG_HOME"\n{script}', program='bash', **tool,
                          PATH=':'.join((os.path.dirname(WBTOKEN), TOOLS, os.environ['PATH'])))
            expect((result.returncode, example, USER in result.stdout or 'Done.' in result.stdout),
                   (0, example, True))


@test
def a_variable_of_bash_takes_it_without_the_line_break():
    with signed_in() as workbench:
        expect_done(bash(workbench, 'USERTOKEN=$(wbtoken print) printenv USERTOKEN'),
                    workbench.values()[SECOND] + '\n')


@test
def the_terminal_is_the_commands():
    with signed_in() as workbench, Terminal(workbench, WBTOKEN, 'exec', '--', 'sh', '-c',
                                            'read -r line; echo "got $line"; exit 3') as terminal:
        terminal.type('words\n')
        terminal.wait_for('got words')
        expect(terminal.wait_end(), 3)


if __name__ == '__main__':
    sys.exit(run())
