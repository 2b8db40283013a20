#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Inside a sandbox with a Secret portal: the file with the secrets is damaged, and the window begins anew."""

import contextlib
import glob
import os
import sys

sys.dont_write_bytecode = True

from desktop import SANDBOX, Workbench, press_key  # noqa: E402
from driver import wait  # noqa: E402
from simulator_harness import expect, run, test  # noqa: E402
from steps import (KEY, choose, expect_banner, portal, sign_in, wait_active, wait_no_banner, wait_rows,  # noqa: E402
                   window_size)

FIRST, SECOND = 'My User Token', 'Laptop CLI'
BUTTON = 'Begin Anew…'
QUESTION = ('frame', 'Begin Anew?')
OTHER_SECRET = 'o' * 64
WIDTH = 360


class Sandbox(Workbench):
    """A user whose secrets are in a file of their own."""

    def __init__(self, **settings):
        super().__init__('--tokens=2', **settings)
        self.prefix = [SANDBOX]
        self.path = self.folder.name + '/keyrings/default.keyring'

    def environment(self):
        return super().environment() | {'XDG_DATA_HOME': self.folder.name}

    def read(self):
        with open(self.path, 'rb') as file:
            return file.read()

    def write(self, contents):
        with open(self.path, 'wb') as file:
            file.write(contents)

    def sign_in(self):
        with self.start() as app:
            sign_in(app, KEY, self.key)
            wait_active(app, SECOND)
            wait('both in the file', lambda: os.path.exists(self.path) and self.read().count(b'kind\0') == 2)

    def expect_kept(self, contents):
        path, = wait('the old file', lambda: glob.glob(self.path + '.damaged-*[!~]'))
        with open(path, 'rb') as file:
            expect(file.read(), contents)
        return os.path.basename(path)


def begin_anew(app):
    app.click('push button', BUTTON)
    app.click('push button', 'Begin Anew', app.find(*QUESTION))
    app.wait_gone(*QUESTION)


def expect_signed_in(app):
    """After a start, with all that was stored."""
    wait_rows(app, [FIRST, SECOND])
    wait_no_banner(app)
    expect(app.find_all(*KEY), [])


@test
def a_damaged_file_is_named_and_set_aside_once_one_has_said_so():
    with portal(), Sandbox() as workbench:
        workbench.sign_in()
        damaged = workbench.read()[:300]
        workbench.write(damaged)
        with workbench.start() as app:
            expect_banner(app, BUTTON, 'is damaged', workbench.path)
            app.find_row(SECOND)  # what is remembered
            app.click('push button', BUTTON)
            app.find(*QUESTION)
            press_key('Escape')
            app.wait_gone(*QUESTION)
            expect(workbench.read(), damaged)
            expect_banner(app, BUTTON, 'is damaged')
            begin_anew(app)
            name = workbench.expect_kept(damaged)
            app.find_saying('alert', name)
            wait_no_banner(app)
            sign_in(app, KEY, workbench.key)
            wait_rows(app, [FIRST, SECOND])
            wait('both in the file', lambda: os.path.exists(workbench.path) and workbench.read().count(b'kind\0') == 2)
        with workbench.start() as app:
            expect_signed_in(app)
        workbench.expect_kept(damaged)


@test
def however_long_its_name_is_the_window_gets_no_wider():
    with Workbench(window_width=str(WIDTH)) as workbench:
        path = '/'.join([workbench.folder.name, 'a-long-name' * 20, 'default.keyring'])
        os.mkdir(os.path.dirname(path))
        with open(path, 'wb'):
            pass
        # What libsecret has for its own tests: GTK does not tell in a sandbox which window is whose.
        with workbench.start(SECRET_BACKEND='file', SECRET_FILE_TEST_PATH=path, SECRET_FILE_TEST_PASSWORD='test') as app:
            expect_banner(app, BUTTON, 'is damaged', path)
            expect(window_size(app)[0], WIDTH)


@test
def what_is_in_use_is_stored_in_the_new_one():
    with portal(), Sandbox() as workbench:
        workbench.sign_in()
        with workbench.start() as app:
            expect_signed_in(app)
            workbench.write(b'garbage')
            choose(app, FIRST)
            expect_banner(app, BUTTON, 'is damaged')
            wait_active(app, FIRST)
            begin_anew(app)
            wait_no_banner(app)
            wait('both in the file', lambda: os.path.exists(workbench.path) and workbench.read().count(b'kind\0') == 2)
        workbench.expect_kept(b'garbage')
        with workbench.start() as app:
            expect_signed_in(app)
            wait_active(app, FIRST)


@test
def a_file_of_another_secret_is_said_to_be_one():
    with Sandbox() as workbench:
        with portal():
            workbench.sign_in()
        before = workbench.read()
        with portal(0, OTHER_SECRET):
            with workbench.start() as app:
                expect_banner(app, BUTTON, 'another secret', workbench.path)
                expect(workbench.read(), before)
                begin_anew(app)
                wait_no_banner(app)
                sign_in(app, KEY, workbench.key)
                wait_rows(app, [FIRST, SECOND])
                wait('both in the file', lambda: os.path.exists(workbench.path) and workbench.read().count(b'kind\0') == 2)
            workbench.expect_kept(before)
            with workbench.start() as app:
                expect_signed_in(app)


@test
def a_restored_file_is_used_without_beginning_anew():
    with portal(), Sandbox() as workbench:
        workbench.sign_in()
        whole = workbench.read()
        workbench.write(b'')
        with workbench.start() as app:
            expect_banner(app, BUTTON, 'is damaged')
            workbench.write(whole)
            begin_anew(app)
            expect_signed_in(app)
            expect((workbench.read(), glob.glob(workbench.path + '.damaged-*')), (whole, []))


if __name__ == '__main__':
    sys.exit(run())
