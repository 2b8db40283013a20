#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Quitting in the middle of anything ends the program at once and without a complaint, and loses no token."""

import contextlib
import sys

sys.dont_write_bytecode = True

from desktop import TOKENS, Workbench, control_keyring, focus_window, press_key  # noqa: E402
from driver import END_SECONDS, wait  # noqa: E402
from simulator_harness import expect, run, test  # noqa: E402
from steps import (GENERATE, KEY, choose, copy, count_revoked, keyring, open_revoke, sign_in,  # noqa: E402
                   wait_active)

NAME, OTHER = 'My User Token', 'Laptop CLI'
WAYS = (lambda app: app.process.terminate(), lambda app: press_key('ctrl+q'))


def quit_each_way(begin, *options):
    """What begin() gets under way is still under way when the program is told to quit."""
    for way in WAYS:
        with Workbench(*options) as workbench, begin(workbench) as app:
            way(app)
            app.wait_end(END_SECONDS)


@test
def while_signing_in():
    @contextlib.contextmanager
    def begin(workbench):
        workbench.fault(action='hang', path='/api/*', times=0)
        with workbench.start() as app:
            sign_in(app, KEY, workbench.key)
            wait('both requests', lambda: len(workbench.log()) == 2)
            yield app
    quit_each_way(begin)


def reading(**fault):
    """The list at the start, which does not come."""
    @contextlib.contextmanager
    def begin(workbench):
        workbench.store_account(NAME)
        workbench.fault(path=TOKENS, times=0, **fault)
        with workbench.start() as app:
            app.find_row(NAME)
            wait('the list', lambda: workbench.count('GET', TOKENS))
            yield app
    return begin


@test
def while_the_list_is_read_at_the_start():
    quit_each_way(reading(action='hang'), '--tokens=1')


@test
def while_it_waits_before_it_tries_again():
    quit_each_way(reading(status=429, headers={'Retry-After': '30'}), '--tokens=1')


@test
def while_a_token_is_created_which_the_next_start_shows():
    for way in WAYS:
        with Workbench() as workbench:
            with workbench.start_signed_in() as app:
                workbench.fault(method='POST', path=TOKENS, when='after', action='hang')
                app.click(*GENERATE)
                app.find('frame', 'Generate Token')
                app.click('push button', 'Generate')
                wait('the token', workbench.tokens)
                way(app)
                app.wait_end(END_SECONDS)
            with workbench.start() as app:
                copy(app, workbench, NAME)
                app.wait_gone(*GENERATE)
                expect(workbench.count_created(), 1)


@test
def while_the_list_is_read_again_after_a_lost_answer():
    @contextlib.contextmanager
    def begin(workbench):
        with workbench.start_signed_in() as app:
            workbench.fault(method='POST', path=TOKENS, status=500)
            workbench.fault(method='GET', path=TOKENS, action='hang', skip=1, times=0)
            app.click(*GENERATE)
            app.click('push button', 'Generate')
            wait('the list', lambda: workbench.log()[-1]['method'] == 'GET' and workbench.count_created())
            yield app
    quit_each_way(begin)


@test
def while_a_token_is_revoked():
    @contextlib.contextmanager
    def begin(workbench):
        workbench.store_account(NAME)
        with workbench.start() as app:
            workbench.fault(method='DELETE', action='hang')
            app.click('push button', 'Revoke', open_revoke(app, OTHER))
            wait('the request', lambda: count_revoked(workbench))
            focus_window(app)
            yield app
    quit_each_way(begin, '--tokens=2')


@test
def while_the_keyring_is_asked_at_the_start():
    @contextlib.contextmanager
    def begin(workbench):
        workbench.store_account(NAME)
        with keyring('freeze'), workbench.start() as app:
            app.find_row(NAME)
            yield app
    quit_each_way(begin, '--tokens=1')


@test
def while_the_keyring_is_to_store_a_choice():
    @contextlib.contextmanager
    def begin(workbench):
        workbench.store_account(NAME)
        with keyring(), workbench.start() as app:
            app.find_row(OTHER)
            control_keyring('freeze')
            count = len(workbench.log())
            choose(app, OTHER)
            wait_active(app, OTHER)
            wait('the trial', lambda: workbench.log()[count:] and workbench.log()[-1]['status'] == 200)
            yield app
    quit_each_way(begin, '--tokens=2')


@test
def a_key_that_is_on_its_way_to_the_keyring_arrives():
    for way in WAYS:
        with Workbench('--tokens=1') as workbench, keyring(), workbench.start() as app:
            app.find(*KEY)
            control_keyring('freeze')
            sign_in(app, KEY, workbench.key)
            app.find_row(NAME)
            way(app)
            control_keyring('thaw')
            app.wait_end(END_SECONDS)
            assert workbench.stored('api-key') == workbench.key


@test
def while_the_keyring_is_to_forget():
    @contextlib.contextmanager
    def begin(workbench):
        workbench.store_account(NAME)
        with keyring(), workbench.start() as app:
            app.find_row(OTHER)
            control_keyring('freeze')
            app.sign_out()
            app.wait_gone('frame', 'Sign Out?')
            focus_window(app)
            yield app
    quit_each_way(begin, '--tokens=2')


if __name__ == '__main__':
    sys.exit(run())
