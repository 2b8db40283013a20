#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""No network, no server, no keyring: what is said, and that what is known stays usable."""

import sys

sys.dont_write_bytecode = True

from desktop import TOKENS, Workbench, control_keyring, test_on_x11  # noqa: E402
from simulator_harness import expect, run, test  # noqa: E402
from steps import KEY, copy, expect_banner  # noqa: E402


@test
def without_a_server_the_stored_token_can_be_copied():
    with Workbench('--tokens=2') as workbench:
        workbench.store_account('Laptop CLI')
        workbench.stop()
        with workbench.start() as app:
            expect_banner(app, 'Retry', f'127.0.0.1:{workbench.port}', 'still works')
            expect(app.find_all(*KEY), [])
            copy(app, workbench, 'Laptop CLI')
            workbench.restart()
            app.click('push button', 'Retry')
            app.find_row('My User Token')
            app.wait_gone('push button', 'Retry')
            app.wait_gone('status bar')


@test
def a_server_that_went_away_leaves_the_last_list():
    with Workbench('--tokens=2') as workbench, workbench.start_signed_in() as app:
        app.find_row('My User Token')
        workbench.stop()
        app.click('push button', 'Refresh')
        expect_banner(app, 'Retry', f'127.0.0.1:{workbench.port}')
        copy(app, workbench, 'My User Token')
        copy(app, workbench, 'Laptop CLI')


@test_on_x11
def a_server_with_a_problem_is_named_and_asked_again():
    with Workbench('--tokens=1') as workbench:
        workbench.store_account('My User Token')
        workbench.fault(path=TOKENS, status=500, times=3)
        with workbench.start() as app:
            expect_banner(app, 'Retry', f'127.0.0.1:{workbench.port}', 'problem')
            app.click('push button', 'Retry')
            app.wait_gone('push button', 'Retry')
            app.wait_gone('status bar')


@test_on_x11
def a_list_that_cannot_be_read_never_offers_to_generate():
    for fault, word in (({'body': '{"items": [{"name": "A"}]}'}, 'could'), ({'body': '<html>'}, 'could not be read'),
                        ({'status': 404}, 'not a Workbench')):
        with Workbench() as workbench:
            workbench.store('api-key', workbench.key)
            workbench.fault(path=TOKENS, times=0, **fault)
            with workbench.start() as app:
                expect_banner(app, 'Retry', word)
                expect(app.find_all('push button', 'Generate Token'), [])
                workbench.control('DELETE', 'faults')
                app.click('push button', 'Retry')
                app.find('push button', 'Generate Token')


@test_on_x11
def a_refused_token_is_told_and_the_list_read_with_the_key():
    with Workbench('--tokens=2') as workbench:
        workbench.store_account('Laptop CLI')
        workbench.store('user-token', 'revoked')
        with workbench.start() as app:
            expect_banner(app, 'Retry', f'127.0.0.1:{workbench.port}', 'User Token')
            app.find_row('My User Token')
            app.find_row('Laptop CLI')


@test_on_x11
def a_key_that_was_revoked_is_told_and_can_be_replaced():
    with Workbench('--tokens=1') as workbench:
        workbench.store('api-key', 'old')
        with workbench.start() as app:
            expect_banner(app, 'Sign In Again', f'127.0.0.1:{workbench.port}', 'API key')
            app.click('push button', 'Sign In Again')
            app.type(*KEY, workbench.key)
            app.click('push button', 'Connect')
            app.find_row('My User Token')
            workbench.wait_stored('api-key', workbench.key)
            app.wait_gone('status bar')


@test
def a_locked_keyring_is_not_signed_out():
    with Workbench('--tokens=2') as workbench:
        workbench.store_account('Laptop CLI')
        control_keyring('lock')
        with workbench.start() as app:
            expect_banner(app, 'Unlock', 'keyring is locked')
            row = app.find_row('Laptop CLI')
            assert 'sensitive' not in app.find('push button', 'Copy Token', row).states
            expect(app.find_all(*KEY), [])
            expect(workbench.log(), [])
            control_keyring('unlock')
            app.find_row('My User Token')
            app.wait_gone('status bar')
            copy(app, workbench, 'Laptop CLI')


@test
def a_keyring_that_was_locked_after_the_start_takes_the_choice_later():
    with Workbench('--tokens=2') as workbench:
        workbench.store_account('Laptop CLI')
        with workbench.start() as app:
            row = app.find_row('My User Token')
            control_keyring('lock')
            app.click('radio button', 'Use This Token', row)
            expect_banner(app, 'Unlock', 'keyring is locked')
            copy(app, workbench, 'My User Token')
            control_keyring('unlock')
            workbench.wait_stored('user-token', workbench.values()['My User Token'])
            app.wait_gone('status bar')


@test
def without_a_keyring_service_signing_in_works_until_the_end():
    with Workbench('--tokens=1') as workbench:
        control_keyring('kill')
        with workbench.start() as app:
            expect_banner(app, 'Retry', 'keyring')
            app.type(*KEY, workbench.key)
            app.click('push button', 'Connect')
            copy(app, workbench, 'My User Token')
            expect_banner(app, 'Retry', 'until you quit')
            control_keyring('start')
            workbench.wait_stored('api-key', workbench.key)
            workbench.wait_stored('user-token', workbench.values()['My User Token'])
            app.wait_gone('status bar')


@test
def without_a_keyring_it_is_offered_to_make_one():
    with Workbench('--tokens=1') as workbench:
        control_keyring('kill')
        control_keyring('start', 'absent')
        with workbench.start() as app:
            expect_banner(app, 'Create Keyring', 'no keyring')
            app.type(*KEY, workbench.key)
            app.click('push button', 'Connect')
            copy(app, workbench, 'My User Token')
            expect_banner(app, 'Create Keyring', 'no keyring')


if __name__ == '__main__':
    sys.exit(run())
