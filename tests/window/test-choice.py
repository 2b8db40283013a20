#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of several tokens is the active one: picked, by default, no longer listed, no longer accepted."""

import json
import sys

sys.dont_write_bytecode = True

from desktop import TOKENS, Workbench, test_on_x11, wait_clipboard  # noqa: E402
from driver import stays, wait  # noqa: E402
from simulator_harness import expect, run, test, user_token  # noqa: E402
from steps import (COPY, GENERATE, KEY, choose, click_awake, copy, expect_banner, sign_in, wait_active,  # noqa: E402
                   wait_no_banner, wait_rows)

FIRST, SECOND, THIRD = 'My User Token', 'Laptop CLI', 'Build server'


def revoke_elsewhere(workbench, name):
    token = next(token for token in workbench.tokens() if token['name'] == name)
    expect(workbench.ask('DELETE', f'{TOKENS}/{token["id"]}').status, 204)


def leave_out(workbench, name, **fault):
    """The list does not have it any more, but it is accepted as before."""
    tokens = [token for token in workbench.tokens() if token['name'] != name]
    workbench.fault(method='GET', path=TOKENS, times=0, body=json.dumps({'items': tokens}), **fault)


@test_on_x11
def a_picked_token_is_stored_at_once_and_is_the_active_one_after_a_restart():
    with Workbench('--tokens=3') as workbench:
        workbench.store('api-key', workbench.key)
        with workbench.start() as app:
            wait_active(app, THIRD)
            for name in (FIRST, SECOND):
                choose(app, name)
                wait_active(app, name)
                workbench.wait_stored('user-token', workbench.values()[name])
        with workbench.start() as app:
            wait_rows(app, [FIRST, SECOND, THIRD])
            wait_active(app, SECOND)
            workbench.create('Made later')
            app.click('push button', 'Refresh')
            app.find_row('Made later')
            wait_active(app, SECOND)
            expect(workbench.stored('user-token'), workbench.values()[SECOND])


@test_on_x11
def by_default_it_is_the_newest_and_with_no_dates_the_first():
    dates = {'2024-01-01T00:00:00Z': 0, '2025-01-01T00:00:00Z': 1, '2023-06-01': 2}
    for added, wanted in ((list(dates), SECOND), ([None] * 3, FIRST), (['no date', '', None], FIRST),
                          ([None, None, '2020-01-01T00:00:00'], THIRD)):
        with Workbench('--tokens=3') as workbench:
            tokens = workbench.tokens()
            for token, date in zip(tokens, added, strict=True):
                token['addedAt'] = date
            workbench.control('PUT', 'tokens', tokens)
            workbench.store('api-key', workbench.key)
            with workbench.start() as app:
                wait_active(app, wanted)
                workbench.wait_stored('user-token', workbench.values()[wanted])
                expect(app.find_all('status bar'), [])


@test
def a_stored_token_that_the_list_has_no_longer_stays_as_long_as_it_works():
    with Workbench('--tokens=3') as workbench:
        workbench.store_account(SECOND)
        leave_out(workbench, SECOND)
        with workbench.start() as app:
            wait_rows(app, [SECOND, FIRST, THIRD])
            wait_active(app, SECOND)
            copy(app, workbench, SECOND)
            count = workbench.count('GET', TOKENS)
            app.click('push button', 'Refresh')
            wait('the list to be read again', lambda: workbench.count('GET', TOKENS) > count)
            app.find('push button', 'Refresh')
            stays('the active one', lambda: list(app.search_row(SECOND)) and not app.find_all('status bar'), 0.5)
            wait_active(app, SECOND)
            expect(workbench.stored('user-token'), workbench.values()[SECOND])


@test
def a_stored_token_that_works_although_the_list_is_empty_offers_no_second_one():
    with Workbench('--tokens=1') as workbench:
        workbench.store_account(FIRST)
        leave_out(workbench, FIRST)
        with workbench.start() as app:
            app.find('push button', 'Refresh')
            wait('the answer', lambda: [entry for entry in workbench.log()
                                        if entry['path'] == TOKENS and entry['status'] == 200])
            copy(app, workbench, FIRST)
            expect(app.find_all(*GENERATE), [])


@test
def a_token_that_was_revoked_elsewhere_is_told_and_the_newest_takes_its_place():
    with Workbench('--tokens=3') as workbench:
        workbench.store_account(SECOND)
        revoke_elsewhere(workbench, SECOND)
        with workbench.start() as app:
            expect_banner(app, 'Retry', f'127.0.0.1:{workbench.port}', 'no longer accepts the stored User Token',
                          'Another one of yours is active now')
            wait_rows(app, [FIRST, THIRD])
            wait_active(app, THIRD)
            workbench.wait_stored('user-token', workbench.values()[THIRD])
            expect(workbench.stored('api-key'), workbench.key)
            copy(app, workbench, THIRD)
            app.click('push button', 'Retry')
            wait_no_banner(app)
            wait_rows(app, [FIRST, THIRD])


@test_on_x11
def a_token_that_is_revoked_while_it_is_shown_is_told_at_the_next_refresh():
    with Workbench('--tokens=2') as workbench, workbench.start_signed_in() as app:
        workbench.wait_stored('user-token', workbench.values()[SECOND])
        revoke_elsewhere(workbench, SECOND)
        app.click('push button', 'Refresh')
        expect_banner(app, 'Retry', 'Another one of yours is active now')
        wait_rows(app, [FIRST])
        wait_active(app, FIRST)
        workbench.wait_stored('user-token', workbench.values()[FIRST])


@test_on_x11
def picking_another_one_ends_the_banner():
    with Workbench('--tokens=3') as workbench:
        workbench.store_account(SECOND)
        revoke_elsewhere(workbench, SECOND)
        with workbench.start() as app:
            expect_banner(app, 'Retry', 'Another one of yours is active now')
            choose(app, FIRST)
            workbench.wait_stored('user-token', workbench.values()[FIRST])
            wait_no_banner(app)


@test_on_x11
def when_the_last_one_was_revoked_elsewhere_a_new_one_can_be_generated():
    with Workbench('--tokens=1') as workbench:
        workbench.store_account(FIRST)
        revoke_elsewhere(workbench, FIRST)
        with workbench.start() as app:
            expect_banner(app, 'Retry', 'no longer accepts the stored User Token', 'generate a new one')
            wait('no row', lambda: not list(app.search_row(FIRST)))
            app.click(*GENERATE)
            app.type('text', 'Token Name', 'The next one')
            app.click('push button', 'Generate')
            wait_rows(app, ['The next one'])
            workbench.wait_stored('user-token', workbench.values()['The next one'])
            wait_no_banner(app)


@test_on_x11
def a_refused_token_stays_in_the_keyring_until_another_was_verified():
    with Workbench('--tokens=2') as workbench:
        workbench.store_account(SECOND)
        old = workbench.values()[SECOND]
        revoke_elsewhere(workbench, SECOND)
        workbench.fault(path='/api/whoami', status=401, skip=2, times=0)  # for the stored token, the key, then others
        with workbench.start() as app:
            expect_banner(app, 'Retry', f'“\u2068{FIRST}\u2069”', 'It was not stored')
            expect(workbench.stored('user-token'), old)
            workbench.control('DELETE', 'faults')
            app.click('push button', 'Retry')
            workbench.wait_stored('user-token', workbench.values()[FIRST])
            expect(workbench.ask('GET', TOKENS, **user_token(workbench.stored('user-token'))).status, 200)


@test
def without_a_key_a_revoked_token_leads_to_signing_in_again():
    with Workbench('--tokens=2') as workbench:
        workbench.store('user-token', workbench.values()[SECOND])
        revoke_elsewhere(workbench, SECOND)
        with workbench.start() as app:
            expect_banner(app, 'Sign In Again', 'does not accept this User Token', 'sign in with your API key')
            app.click('push button', 'Sign In Again')
            sign_in(app, KEY, workbench.key)
            wait_rows(app, [FIRST])
            wait_no_banner(app)
            workbench.wait_stored('api-key', workbench.key)
            workbench.wait_stored('user-token', workbench.values()[FIRST])
            click_awake(app, *COPY, app.find_row(FIRST))
            wait_clipboard(workbench.values()[FIRST])


if __name__ == '__main__':
    sys.exit(run())
