#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Inside a sandbox with a Secret portal: the file with the secrets is damaged, or was made with another secret."""

import contextlib
import glob
import os
import re
import subprocess
import sys

sys.dont_write_bytecode = True

from cli import KEYRING, NOTHING, WBTOKEN, Workbench, call, environment_of, expect_done, expect_error  # noqa: E402
from desktop import SANDBOX, control_keyring  # noqa: E402
from driver import CEILING  # noqa: E402
from simulator_harness import expect, run, test  # noqa: E402
from steps import keyring, portal  # noqa: E402

COMMANDS = (['print'], ['header'], ['list'], ['use', 'x'], ['generate'], ['verify'], ['login'], ['unlock'], ['logout'])
OTHER_SECRET = 'o' * 64
BEGIN_ANEW = 'flatpak run --command=wbtoken io.import.WorkbenchTokens unlock --begin-anew'
NAME = 'My User Token'


class Sandbox:
    """A user whose secrets are in a file of their own."""

    def __init__(self, workbench):
        self.workbench = workbench
        self.folder = workbench.folder.name + '/keyrings'
        self.path = self.folder + '/default.keyring'

    def call(self, *arguments, text=''):
        return subprocess.run([SANDBOX, WBTOKEN, *arguments], input=text, text=True, capture_output=True, check=False,
                              timeout=CEILING, env=environment_of(self.workbench, XDG_DATA_HOME=self.workbench.folder.name))

    def read(self):
        with open(self.path, 'rb') as file:
            return file.read()

    def write(self, contents):
        with open(self.path, 'wb') as file:
            file.write(contents)

    def sign_in(self):
        expect_done(self.call('login', text=self.workbench.key))
        expect_done(self.call('print'), self.workbench.values()[NAME] + '\n')
        return self.read()

    def expect_damaged(self, commands, *words):
        """It is said, by each of these, and nothing is changed."""
        before = os.listdir(self.folder)
        for command in commands:
            expect_error(self.workbench, self.call(*command, text=self.workbench.key), KEYRING, self.path, BEGIN_ANEW, *words)
        expect(os.listdir(self.folder), before)

    def begin_anew(self):
        """Where the old file is from then on."""
        output = expect_done(self.call('unlock', '--begin-anew'))
        return re.fullmatch(rf'.*({re.escape(self.path)}\.damaged-\S+)\. Next: .* login\n', output)[1]


@contextlib.contextmanager
def sandbox(*options):
    with Workbench(*options or ('--tokens=1',)) as workbench:
        yield Sandbox(workbench)


@test
def a_file_that_was_cut_off_is_named_and_no_command_is_ended_by_it():
    with portal(), sandbox() as user:
        whole = user.sign_in()
        user.write(whole[:len(whole) // 2])
        user.expect_damaged(COMMANDS, 'is damaged')
        expect(user.read(), whole[:len(whole) // 2])
        user.write(whole)
        expect_done(user.call('print'), user.workbench.values()[NAME] + '\n')


@test
def so_is_each_other_that_cannot_be_one():
    with portal(), sandbox() as user:
        whole = user.sign_in()
        for contents in (b'', b'garbage', whole[:-1], whole[:18], whole[:-2] + b'\xff\xff', b'x' * len(whole)):
            user.write(contents)
            user.expect_damaged((['print'], ['login'], ['unlock']), 'is damaged')
        os.remove(user.path)
        os.mkdir(user.path)
        user.expect_damaged((['print'], ['login'], ['unlock']), 'is damaged')


@test
def to_begin_anew_keeps_the_old_one_and_makes_a_new_one():
    with portal(), sandbox() as user:
        whole = user.sign_in()
        kept = {}
        for contents in (whole[:99], b'', b'garbage'):
            user.write(contents)
            kept[user.begin_anew()] = contents
            expect_error(user.workbench, user.call('print'), NOTHING, 'login')
            user.sign_in()
        expect(len(kept), 3)
        for path, contents in kept.items():
            with open(path, 'rb') as file:
                expect(file.read(), contents)
        expect(sorted(glob.glob(user.path + '.damaged-*[!~]')), sorted(kept))


@test
def the_backup_is_kept_too():
    with portal(), sandbox() as user:
        user.sign_in()
        with open(user.path + '~', 'rb') as file:
            backup = file.read()
        user.write(b'garbage')
        kept = user.begin_anew()
        user.sign_in()
        with open(kept + '~', 'rb') as file:
            expect(file.read(), backup)


@test
def a_file_of_another_secret_is_said_to_be_one():
    with sandbox() as user:
        with portal():
            whole = user.sign_in()
        with portal(0, OTHER_SECRET):
            user.expect_damaged(COMMANDS, 'another secret')
            expect(user.read(), whole)
            kept = user.begin_anew()
            with open(kept, 'rb') as file:
                expect(file.read(), whole)
            user.sign_in()
        with portal():
            user.expect_damaged((['print'],), 'another secret')
            os.rename(kept, user.path)
            expect_done(user.call('print'), user.workbench.values()[NAME] + '\n')


@test
def a_file_that_is_sound_is_not_set_aside():
    with portal(), sandbox() as user:
        whole = user.sign_in()
        assert 'not damaged' in expect_done(user.call('unlock', '--begin-anew'))
        expect((user.read(), glob.glob(user.path + '.damaged-*')), (whole, []))
        os.remove(user.path)
        assert 'not damaged' in expect_done(user.call('unlock', '--begin-anew'))


@test
def a_desktop_that_does_not_give_its_secret_is_no_damage():
    with sandbox() as user:
        with portal():
            whole = user.sign_in()
        with portal(0, 'short'):
            for command in (['print'], ['unlock'], ['unlock', '--begin-anew']):
                expect_error(user.workbench, user.call(*command), KEYRING, 'did not give the secret')
            expect((user.read(), glob.glob(user.path + '.damaged-*')), (whole, []))


@test
def outside_of_a_sandbox_there_is_nothing_to_begin_anew():
    with sandbox() as user, keyring('start'):
        assert 'not damaged' in expect_done(call(user.workbench, 'unlock', '--begin-anew'))
        control_keyring('lock')
        expect_error(user.workbench, call(user.workbench, 'unlock', '--begin-anew'), KEYRING, 'locked', 'wbtoken unlock')


if __name__ == '__main__':
    sys.exit(run())
