#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is asked, typed or done belongs to the account that it was for, and goes with it when another one is shown."""

import sys

sys.dont_write_bytecode = True

from desktop import TOKENS, Workbench, control_keyring, read_clipboard, run as run_tool  # noqa: E402
from driver import stays, wait  # noqa: E402
from simulator_harness import expect, run, test  # noqa: E402
from steps import (GENERATE, KEY, count_revoked, keyring, open_revoke, show_view, sign_in, start_again,  # noqa: E402
                   wait_active, wait_rows)

FIRST, SECOND = 'My User Token', 'Laptop CLI'
ID = 'io.import.WorkbenchTokens'


def switch(app, other):
    expect(start_again(app, f'--server={other.address}'), 0)


def press_execute(app):
    show_view(app, 'API')
    app.click('push button', 'Execute')


def press_keyed(app):
    show_view(app, 'API')
    app.click('push button', 'Copy with API Key…')


def press_generate(app):
    app.click(*GENERATE)


QUESTIONS = {
    'Revoke Token?': (1, lambda app: open_revoke(app, FIRST)),
    'Sign Out?': (1, lambda app: app.menu('Sign Out…')),
    'Create Another Token?': (1, press_execute),
    'Copy with Your API Key?': (1, press_keyed),
    'Generate Token': (0, press_generate),
}


def ask_where(title, count, ask, change):
    """The question is asked, the account changes under it, and the question is gone."""
    with Workbench(f'--tokens={count}') as first, Workbench('--tokens=1') as other:
        first.store_account(FIRST) if count else first.store('api-key', first.key)
        other.store_account(FIRST)
        with first.start() as app:
            app.find('list', 'Account')
            ask(app)
            app.find('frame', title)
            change(app, first, other)
            app.wait_gone('frame', title)
            expect([entry for workbench in (first, other) for entry in workbench.log()
                    if entry['method'] in ('DELETE', 'POST') and entry['path'].startswith(TOKENS)], [])


def add_test(title, count, ask):
    def switched():
        ask_where(title, count, ask, lambda app, first, other: switch(app, other))
    switched.__name__ = f'{title.rstrip("?")} goes when another server is shown'
    test(switched)


for each, (tokens, question) in QUESTIONS.items():
    add_test(each, tokens, question)


@test
def a_question_goes_when_another_program_signs_in_as_somebody_else():
    with Workbench('--tokens=2') as workbench:
        workbench.store_account(FIRST)
        with workbench.start() as app:
            open_revoke(app, FIRST)
            sign_in_elsewhere(workbench, workbench.values()[SECOND])
            app.wait_gone('frame', 'Revoke Token?')
            expect(count_revoked(workbench), 0)


def sign_in_elsewhere(workbench, token):
    """As wbtoken does it: the keyring has other secrets, and the settings tell that they changed."""
    workbench.store('user-token', token)
    run_tool('secret-tool', 'clear', 'server', workbench.address, 'kind', 'api-key')
    workbench.change_settings(changes='uint32 7')


@test
def a_token_that_was_revoked_while_another_server_is_shown_leaves_its_keyring():
    with Workbench('--tokens=2') as first, Workbench('--tokens=1') as other:
        first.store_account(FIRST)
        other.store_account(FIRST)
        with first.start() as app:
            dialog = open_revoke(app, FIRST)
            first.hold(method='DELETE')
            app.click('push button', 'Revoke', dialog)
            wait('the request', lambda: count_revoked(first))
            switch(app, other)
            app.find('label', f'127.0.0.1:{other.port}')
            first.release()
            first.wait_stored('user-token', first.values()[SECOND])  # the next one has taken its place
            assert other.stored('user-token') == other.values()[FIRST]


@test
def what_was_typed_for_one_server_is_not_sent_to_another():
    with Workbench() as first, Workbench() as other, first.start() as app:
        app.type(*KEY, first.key)
        switch(app, other)
        wait('the other address', lambda: app.find('text', 'Server Address').text() == other.address)
        assert app.find(*KEY).text() == ''


@test
def a_key_that_is_typed_for_another_server_keeps_the_token_that_was_picked_there():
    with Workbench() as first, Workbench('--tokens=2') as other:
        other.store_account(FIRST)
        with first.start() as app:
            app.type('text', 'Server Address', other.address)
            sign_in(app, KEY, other.key)
            wait_rows(app, [FIRST, SECOND])
            wait_active(app, FIRST)
            assert other.stored('user-token') == other.values()[FIRST]


@test
def what_a_locked_keyring_did_not_take_is_not_lost_with_a_look_at_another_server():
    with Workbench('--tokens=1') as first, Workbench('--tokens=1') as other, keyring('lock'), first.start() as app:
        app.find('push button', 'Unlock')
        sign_in(app, KEY, first.key)
        wait_rows(app, [FIRST])
        switch(app, other)
        wait('the other address', lambda: app.find('text', 'Server Address').text() == other.address)
        control_keyring('unlock')
        first.wait_stored('api-key', first.key)
        switch(app, first)
        wait_rows(app, [FIRST])


@test
def a_copy_that_is_owed_is_not_made_of_another_server_s_token():
    with Workbench('--tokens=1') as first, Workbench('--tokens=2') as other:
        first.store_account(FIRST)
        other.store('api-key', other.key)
        other.store('user-token', other.values()[SECOND])
        with keyring('freeze'), first.start() as app:
            app.find_row(FIRST)
            expect(start_again(app, '--copy-active-token'), 0)
            switch(app, other)
            wait('the other address', lambda: app.find('text', 'Server Address').text() == other.address)
            control_keyring('thaw')
            wait_rows(app, [FIRST, SECOND])
            stays('an empty clipboard', lambda: read_clipboard() is None, 1)


@test
def an_address_from_another_program_is_checked():
    with Workbench('--tokens=1') as workbench:
        workbench.store_account(FIRST)
        with workbench.start() as app:
            wait_rows(app, [FIRST])
            for address in ('', 'ftp://127.0.0.1', 'http://workbench.import.io', 'https://x\n.example'):
                expect(run_tool('gapplication', 'action', ID, 'use-server', repr(address)).returncode, 0)
            stays('where it was', lambda: app.find_all('label', f'127.0.0.1:{workbench.port}'), 0.5)
            wait_rows(app, [FIRST])


@test
def a_sign_in_that_failed_on_one_server_says_nothing_of_another():
    with Workbench('--tokens=1') as first, Workbench('--tokens=1') as other:
        first.store('user-token', first.values()[FIRST])
        other.store_account(FIRST)
        other.fault(path='/api/*', status=401, times=0)
        with first.start() as app:
            wait_rows(app, [FIRST])
            show_view(app, 'API')
            app.click('push button', 'Sign In with API Key')
            sign_in(app, KEY, 'a1b2c3d4e5f6')
            app.find_saying('alert', 'API key')
            switch(app, other)
            app.click('push button', 'Sign In Again')
            app.click('push button', 'Cancel')
            app.find('push button', 'Sign In Again')


@test
def an_empty_list_offers_nothing_to_a_key_that_is_refused():
    with Workbench() as workbench, workbench.start_signed_in() as app:
        app.find(*GENERATE)
        workbench.fault(path='/api/*', status=401, times=0)
        app.click('push button', 'Refresh')
        app.find('push button', 'Sign In Again')
        app.wait_gone(*GENERATE)


@test
def where_it_is_not_known_whether_there_is_a_token_no_other_one_is_made():
    with Workbench() as workbench, workbench.start_signed_in() as app:
        app.find(*GENERATE)
        workbench.fault(method='POST', path=TOKENS, status=500)
        press_execute(app)
        app.find('push button', 'Show My Tokens')
        app.click('push button', 'Execute')
        app.find('frame', 'Create Another Token?')
        app.click('push button', 'Cancel')
        show_view(app, 'Tokens')
        expect(app.find_all(*GENERATE), [])
        expect(workbench.count_created(), 1)


if __name__ == '__main__':
    sys.exit(run())
