# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs wbtoken as a shell does, or before a person at a terminal, and looks at all that comes out of it."""

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time

FOLDER = os.path.dirname(os.path.realpath(__file__))
sys.path.append(os.path.join(FOLDER, os.pardir, 'window'))

from desktop import Workbench  # noqa: E402
from driver import CEILING, wait  # noqa: E402
from simulator_harness import expect  # noqa: E402

WBTOKEN = os.environ['WT_TEST_CLI']
FIRST, SECOND = 'My User Token', 'Laptop CLI'
# The statuses, as the manual page documents them.
DONE, FAILED, USAGE, NOTHING, KEYRING, REFUSED, UNREACHABLE = range(7)
CANNOT_RUN, NOT_FOUND = 126, 127
# "wbtoken: ", a sentence or two that say what happened and what to do, and nothing else.
ERROR = re.compile(r'wbtoken: [^\n]*\w+ \w+[^\n]*[.?)/\w”]\n')


def environment_of(workbench, **more):
    return {**os.environ, 'PATH': os.path.dirname(WBTOKEN) + ':' + os.environ['PATH'],
            'XDG_CONFIG_HOME': workbench.folder.name, 'G_DEBUG': 'fatal-criticals', **more}


def call(workbench, *arguments, text='', program=WBTOKEN, **environment):
    return subprocess.run([program, *arguments], input=text, text=True, capture_output=True, check=False,
                          env=environment_of(workbench, **environment), timeout=3 * CEILING)


def start(workbench, *arguments, program=WBTOKEN):
    """One that is not waited for."""
    return subprocess.Popen([program, *arguments], env=environment_of(workbench), text=True, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE)


def expect_done(result, output=None):
    """Nothing but its output, if that is known."""
    expect((result.returncode, result.stderr), (DONE, ''))
    if output is not None:
        expect(result.stdout, output)
    return result.stdout


def expect_error(workbench, result, status, *words, output=''):
    """One line that says what to do, and no secret in it."""
    expect((result.returncode, result.stdout), (status, output))
    assert ERROR.fullmatch(result.stderr), result.stderr
    for word in words:
        assert word in result.stderr, (word, result.stderr)
    assert not [secret for secret in workbench.secrets() if secret in result.stderr], 'a secret in the error'


def token_of(workbench, name):
    return next(token for token in workbench.tokens() if token['name'] == name)


@contextlib.contextmanager
def signed_in(*options, active=SECOND):
    """A user who signed in before; of their tokens, this one is the active one."""
    with Workbench(*options or ('--tokens=2',)) as workbench:
        workbench.store_account(active)
        yield workbench


class Terminal:
    """A program with a person before it."""

    def __init__(self, workbench, *command, size=(24, 80), **environment):
        self.seen = ''
        self.status = None
        self.master, slave = pty.openpty()
        # As it is when a program finds it, and not when we come to look at it.
        self.before = self.modes()
        self.resize(*size)
        self.pid = os.fork()
        if self.pid == 0:
            self.become(slave, command, environment_of(workbench, **environment))
        os.close(slave)

    def become(self, slave, command, environment):
        """Signals do what they do at a person's terminal; a shell that runs tests in the background ignores some."""
        try:
            for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP, signal.SIGTERM, signal.SIGTSTP):
                signal.signal(number, signal.SIG_DFL)
            os.login_tty(slave)
            os.execvpe(command[0], command, environment)
        finally:
            os._exit(99)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.master)

    def resize(self, rows, columns):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns, 0, 0))

    def has_echo(self):
        return bool(termios.tcgetattr(self.master)[3] & termios.ECHO)

    def modes(self):
        return termios.tcgetattr(self.master)[:4]

    def read(self):
        """What came since; empty if nothing did."""
        if select.select([self.master], [], [], 0.05)[0]:
            with contextlib.suppress(OSError):  # that is how a terminal ends
                self.seen += os.read(self.master, 65536).decode(errors='replace')
        return self.seen

    def describe_process(self):
        """What it does, and which signals it was sent, holds back, ignores and takes."""
        try:
            with open(f'/proc/{self.pid}/wchan', encoding='ascii') as wchan, \
                    open(f'/proc/{self.pid}/status', encoding='ascii') as status:
                return ' '.join([wchan.read(), *(line for line in status.read().split('\n')
                                                 if line.startswith(('State', 'Sig', 'Shd')))])
        except OSError as error:
            return str(error)

    def wait(self, what, condition):
        try:
            return wait(what, condition)
        except AssertionError as error:
            raise AssertionError(f'{error}, and the terminal has {self.seen!r}; the program: {self.describe_process()}'
                                 ) from None

    def wait_for(self, text, count=1):
        self.wait(f'{text!r} on the terminal', lambda: self.read().count(text) >= count)

    def type(self, text):
        os.write(self.master, text.encode())

    def kill(self, number):
        os.kill(self.pid, number)

    def wait_end(self):
        """Its exit status, and all that was to be seen."""
        def ended():
            self.read()
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
            return pid
        self.wait('the end of it', ended)
        end = time.monotonic() + CEILING
        before = None
        while before != self.seen and time.monotonic() < end:
            before = self.seen
            self.read()
        return self.status
