#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A keyring that is locked, absent or does not answer, beside an account that works and beside none."""

import sys

sys.dont_write_bytecode = True

from desktop import Workbench, control_keyring  # noqa: E402
from driver import stays, wait  # noqa: E402
from simulator_harness import expect, run, test  # noqa: E402
from steps import (COPY, KEY, choose, copy, expect_banner, keyring, prompter, sign_in,  # noqa: E402
                   sign_in_with_token, wait_active, wait_no_banner, wait_rows)

FIRST, SECOND = 'My User Token', 'Laptop CLI'
LOCKED = 'Your keyring is locked.'
TO_READ = 'use the token that is stored in it'
TO_STAY = 'keep you signed in'


def wait_both_stored(workbench, name):
    workbench.wait_stored('api-key', workbench.key)
    workbench.wait_stored('user-token', workbench.values()[name])


def expect_nothing_stored(workbench):
    expect((workbench.stored('api-key'), workbench.stored('user-token')), (None, None))


@test
def signing_in_with_a_locked_keyring_works_and_is_stored_when_it_opens():
    with Workbench('--tokens=2') as workbench, keyring('lock'), workbench.start() as app:
        expect_banner(app, 'Unlock', LOCKED)
        sign_in(app, KEY, workbench.key)
        wait_rows(app, [FIRST, SECOND])
        expect_banner(app, 'Unlock', LOCKED, TO_STAY)
        copy(app, workbench, FIRST)
        choose(app, FIRST)
        wait_active(app, FIRST)
        expect_nothing_stored(workbench)
        with prompter('answer', 'test'):
            app.click('push button', 'Unlock')
            wait_both_stored(workbench, FIRST)
        wait_no_banner(app)
        wait_rows(app, [FIRST, SECOND])


@test
def a_user_token_that_was_typed_while_it_is_locked_is_stored_alone():
    with Workbench('--tokens=2') as workbench, keyring('lock'), workbench.start() as app:
        sign_in_with_token(app, workbench.values()[FIRST])
        wait_rows(app, [FIRST, SECOND])
        expect_banner(app, 'Unlock', LOCKED, TO_STAY)
        with prompter('answer', 'test'):
            app.click('push button', 'Unlock')
            workbench.wait_stored('user-token', workbench.values()[FIRST])
        wait_no_banner(app)
        expect(workbench.stored('api-key'), None)


@test
def a_token_that_is_generated_while_it_is_locked_is_not_lost():
    with Workbench() as workbench, keyring(), workbench.start_signed_in() as app:
        app.find('push button', 'Generate Token')
        control_keyring('lock')
        app.click('push button', 'Generate Token')
        app.click('push button', 'Generate')
        wait_rows(app, [FIRST])
        expect_banner(app, 'Unlock', LOCKED, TO_STAY)
        copy(app, workbench, FIRST)
        with prompter('answer', 'test'):
            app.click('push button', 'Unlock')
            wait_both_stored(workbench, FIRST)
        wait_no_banner(app)


@test
def the_prompt_comes_behind_the_button_and_never_before():
    with Workbench('--tokens=2') as workbench:
        workbench.store_account(SECOND)
        with keyring('lock'), prompter('answer', 'test') as prompts, workbench.start() as app:
            expect_banner(app, 'Unlock', LOCKED, TO_READ)
            row = app.find_row(SECOND)
            assert 'sensitive' not in app.find(*COPY, row).states
            stays('without a prompt', lambda: not prompts(), 0.5)
            app.click('push button', 'Unlock')
            wait_rows(app, [FIRST, SECOND])
            wait_no_banner(app)
            copy(app, workbench, SECOND)
            expect(len(prompts()), 1)


@test
def a_prompt_that_was_dismissed_leaves_all_as_it_is():
    with Workbench('--tokens=2') as workbench:
        workbench.store_account(SECOND)
        with keyring('lock'), workbench.start() as app:
            with prompter('dismiss') as prompts:
                for count in (1, 2):
                    app.click('push button', 'Unlock')
                    wait('the prompt', lambda: len(prompts()) == count)
                    expect_banner(app, 'Unlock', LOCKED, TO_READ)
            expect((app.find_all(*KEY), workbench.log()), ([], []))
            app.find_row(SECOND)
            with prompter('answer', 'test'):
                app.click('push button', 'Unlock')
                wait_rows(app, [FIRST, SECOND])


@test
def without_a_keyring_one_is_created_behind_the_button_and_takes_all():
    with Workbench('--tokens=2') as workbench, keyring('kill', 'start absent'):
        with prompter('dismiss') as prompts, workbench.start() as app:
            expect_banner(app, 'Create Keyring', 'no keyring')
            sign_in(app, KEY, workbench.key)
            wait_rows(app, [FIRST, SECOND])
            expect(prompts(), [])
            app.click('push button', 'Create Keyring')
            wait('the prompt', prompts)
            expect_banner(app, 'Create Keyring', 'no keyring')
            copy(app, workbench, FIRST)
            expect_nothing_stored(workbench)
        with prompter('answer', 'test') as prompts, workbench.start() as app:
            sign_in(app, KEY, workbench.key)
            wait_rows(app, [FIRST, SECOND])
            app.click('push button', 'Create Keyring')
            wait_both_stored(workbench, SECOND)
            wait_no_banner(app)
            assert prompts()


@test
def a_service_that_goes_away_under_an_open_window_leaves_it_usable():
    with Workbench('--tokens=2') as workbench, keyring(), workbench.start_signed_in() as app:
        wait_rows(app, [FIRST, SECOND])
        workbench.wait_stored('user-token', workbench.values()[SECOND])
        control_keyring('kill')
        choose(app, FIRST)
        expect_banner(app, 'Retry', 'keyring service does not answer', 'until you quit')
        wait_active(app, FIRST)
        copy(app, workbench, FIRST)
        control_keyring('start')
        wait_both_stored(workbench, FIRST)
        wait_no_banner(app)


@test
def signing_out_of_a_locked_keyring_says_that_the_secrets_are_still_there():
    with Workbench('--tokens=1') as workbench, keyring():
        workbench.store_account(FIRST)
        with workbench.start() as app:
            wait_rows(app, [FIRST])
            control_keyring('lock')
            app.sign_out()
            app.find_saying('alert', 'keyring')
            wait_rows(app, [FIRST])
            expect(app.find_all(*KEY), [])
            control_keyring('unlock')
            wait_both_stored(workbench, FIRST)
            app.sign_out()
            app.find(*KEY)
            workbench.wait_stored('user-token', None)
            workbench.wait_stored('api-key', None)


@test
def what_another_keyring_keeps_is_not_said_to_be_gone():
    with Workbench('--tokens=1') as workbench, keyring():
        workbench.store_account(FIRST)
        other = control_keyring('add', 'other')
        workbench.store('user-token', 'of-long-ago', other)
        control_keyring('lock', other)
        with workbench.start() as app:
            app.find_row(FIRST)
            app.menu('Sign Out…')
            app.click('push button', 'Sign Out', app.find('frame', 'Sign Out?'))
            app.find_saying('alert', 'locked')
            app.find_row(FIRST)
            with prompter('answer', 'test'):
                app.click('push button', 'Unlock')
                wait_no_banner(app)
            app.menu('Sign Out…')
            app.click('push button', 'Sign Out', app.find('frame', 'Sign Out?'))
            app.find(*KEY)
            expect(workbench.stored('user-token'), None)


if __name__ == '__main__':
    sys.exit(run())
