#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing in with a User Token instead of an API key: all works but generating, which says what it needs."""

import sys

sys.dont_write_bytecode = True

from desktop import TOKENS, USER, Workbench  # noqa: E402
from driver import wait  # noqa: E402
from simulator_harness import USER_ID, expect, run, test  # noqa: E402
from steps import (GENERATE, KEY, TOKEN, choose, copy, count_revoked, expect_sentence, revoke, sign_in,  # noqa: E402
                   sign_in_with_token, wait_active, wait_no_banner, wait_rows)

FIRST, SECOND = 'My User Token', 'Laptop CLI'
NEEDS_KEY = 'You have no user token. Generating one needs your API key.'
SIGN_IN = ('push button', 'Sign In with API Key')


def stored(workbench):
    return workbench.stored('api-key'), workbench.stored('user-token')


@test
def a_token_signs_in_and_is_the_only_secret_in_the_keyring():
    with Workbench('--tokens=2') as workbench, workbench.start() as app:
        value = workbench.values()[FIRST]
        sign_in_with_token(app, f' {value}\n')
        wait_rows(app, [FIRST, SECOND])
        wait_active(app, FIRST)
        app.find('list item', USER)
        app.find('label', USER_ID)
        workbench.wait_stored('user-token', value)
        expect(stored(workbench), (None, value))
        for entry in workbench.log():
            if entry['path'].startswith('/api/'):
                expect((entry['headers'].get('authorization'), '_apikey' in entry['query']),
                       (f'UserToken {value}', False))
        expect((app.find_all('status bar'), app.find_all(*GENERATE)), ([], []))


@test
def what_was_signed_in_with_a_token_is_there_after_a_restart_and_another_can_be_picked():
    with Workbench('--tokens=2') as workbench:
        with workbench.start() as app:
            sign_in_with_token(app, workbench.values()[FIRST])
            wait_rows(app, [FIRST, SECOND])
            workbench.wait_stored('user-token', workbench.values()[FIRST])
        with workbench.start() as app:
            wait_rows(app, [FIRST, SECOND])
            wait_active(app, FIRST)
            choose(app, SECOND)
            wait_active(app, SECOND)
            workbench.wait_stored('user-token', workbench.values()[SECOND])
            copy(app, workbench, FIRST)
            wait_no_banner(app)


@test
def a_wrong_token_is_refused_and_nothing_is_stored():
    with Workbench('--tokens=1') as workbench, workbench.start() as app:
        wrong = workbench.values()[FIRST] + 'x'
        sign_in_with_token(app, wrong)
        alert = app.find_saying('alert', f'127.0.0.1:{workbench.port}', 'does not accept this User Token', 'API key')
        expect_sentence(alert)
        assert app.find(*TOKEN).holds(wrong)
        app.wait_focus(*TOKEN)
        expect((stored(workbench), app.find_all('list', 'Account Tokens')), ((None, None), []))
        sign_in(app, TOKEN, workbench.values()[FIRST])
        wait_rows(app, [FIRST])
        workbench.wait_stored('user-token', workbench.values()[FIRST])


@test
def an_api_key_in_the_place_of_a_token_is_refused_and_the_other_way_round():
    with Workbench('--tokens=1') as workbench, workbench.start() as app:
        sign_in_with_token(app, workbench.key)
        app.find_saying('alert', 'does not accept this User Token')
        app.click('radio button', 'API Key')
        app.find('link', 'Get Your API Key')
        sign_in(app, KEY, workbench.values()[FIRST])
        app.find_saying('alert', 'does not accept this API key')
        expect(stored(workbench), (None, None))


@test
def the_entry_is_named_after_what_is_wanted_and_only_a_key_has_a_link():
    with Workbench() as workbench, workbench.start() as app:
        app.type(*KEY, 'typed')
        app.click('radio button', 'User Token')
        assert app.find(*TOKEN).holds('typed')
        app.wait_gone('link', 'Get Your API Key')
        app.wait_gone(*KEY)
        sign_in(app, TOKEN, ' ')
        app.find_saying('alert', 'Enter your User Token')
        expect(workbench.log(), [])


@test
def without_a_key_generating_says_what_it_needs_and_how_to_get_it():
    with Workbench('--tokens=1') as workbench, workbench.start() as app:
        sign_in_with_token(app, workbench.values()[FIRST])
        app.find_row(FIRST)
        expect(app.find_all(*SIGN_IN), [])
        revoke(app, FIRST)
        app.find('label', NEEDS_KEY)
        expect(app.find_all(*GENERATE), [])
        workbench.wait_stored('user-token', None)
        expect((workbench.stored('api-key'), count_revoked(workbench)), (None, 1))
        app.click(*SIGN_IN)
        sign_in(app, KEY, workbench.key)
        app.click(*GENERATE)
        app.click('push button', 'Generate')
        wait_rows(app, [FIRST])
        workbench.wait_stored('user-token', workbench.values()[FIRST])
        workbench.wait_stored('api-key', workbench.key)
        app.wait_gone(*SIGN_IN)


@test
def the_way_back_from_signing_in_with_a_key():
    with Workbench('--tokens=1') as workbench, workbench.start() as app:
        sign_in_with_token(app, workbench.values()[FIRST])
        revoke(app, FIRST)
        app.click(*SIGN_IN)
        app.click('radio button', 'API Key')
        sign_in(app, KEY, 'wrong')
        app.find_saying('alert', 'does not accept this API key')
        app.click('push button', 'Cancel')
        app.find('label', NEEDS_KEY)
        expect(stored(workbench), (None, None))
        wait_no_banner(app)


@test
def a_key_after_a_token_adds_to_it():
    with Workbench('--tokens=2') as workbench:
        workbench.store('user-token', workbench.values()[FIRST])
        with workbench.start() as app:
            wait_active(app, FIRST)
            workbench.fault(path=TOKENS, status=403)
            app.click('push button', 'Refresh')
            app.click('push button', 'Sign In Again')
            sign_in(app, KEY, workbench.key)
            wait_rows(app, [FIRST, SECOND])
            wait_active(app, FIRST)
            workbench.wait_stored('api-key', workbench.key)
            wait('no other token', lambda: workbench.stored('user-token') == workbench.values()[FIRST])


if __name__ == '__main__':
    sys.exit(run())
