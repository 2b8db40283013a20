#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A user who is signed in: what a start shows, refreshing, choosing a token, signing out."""

import sys

sys.dont_write_bytecode = True

from desktop import TOKENS, USER, Workbench, press_key, test_on_x11, wait_clipboard  # noqa: E402
from driver import wait  # noqa: E402
from simulator_harness import expect, run, test  # noqa: E402
from steps import COPY, click_awake  # noqa: E402

RADIO = ('radio button', 'Use This Token')


def is_checked(app, name):
    return 'checked' in app.find(*RADIO, app.find_row(name)).states


@test
def the_stored_token_is_there_before_the_server_answers():
    with Workbench('--tokens=3') as workbench:
        workbench.store_account('Laptop CLI')
        workbench.hold(path='/api/*', times=0)
        with workbench.start() as app:
            app.find_row('Laptop CLI')
            app.find('list item', USER)
            wait('a request', lambda: workbench.count('GET', TOKENS))  # then the keyring was read, which builds the row anew
            click_awake(app, *COPY, app.find_row('Laptop CLI'))
            wait_clipboard(workbench.values()['Laptop CLI'])
            expect({entry['status'] for entry in workbench.log()}, {0})  # so far none was answered
            expect(len(app.find_all(*RADIO)), 1)
            workbench.release()
            for name in workbench.values():
                app.find_row(name)
            expect([name for name in workbench.values() if is_checked(app, name)], ['Laptop CLI'])
            app.wait_focus('push button', 'Copy Token', app.find_row('Laptop CLI'))


@test_on_x11
def what_one_run_stored_the_next_one_shows():
    with Workbench('--tokens=2') as workbench:
        with workbench.start() as app:
            app.type('password text', 'API Key', workbench.key)
            app.click('push button', 'Connect')
            app.click(*RADIO, app.find_row('My User Token'))
            workbench.wait_stored('user-token', workbench.values()['My User Token'])
        workbench.fault(path='/api/*', action='hang', times=0)
        with workbench.start() as app:
            app.find_row('My User Token')
            app.find('list item', USER)
            expect(app.find_all('password text', 'API Key'), [])


@test_on_x11
def a_token_that_is_stored_is_used_instead_of_the_key():
    with Workbench('--tokens=2') as workbench:
        workbench.store_account('Laptop CLI')
        with workbench.start() as app:
            app.find_row('My User Token')
            value = workbench.values()['Laptop CLI']
            for entry in workbench.log():
                expect((entry['headers'].get('authorization'), '_apikey' in entry['query']),
                       (f'UserToken {value}', False))


@test_on_x11
def refresh_finds_what_was_made_and_drops_what_was_revoked_elsewhere():
    with Workbench('--tokens=2') as workbench, workbench.start_signed_in() as app:
        workbench.create('Made elsewhere')
        for refresh in (lambda: app.click('push button', 'Refresh'), lambda: press_key('F5'),
                        lambda: press_key('ctrl+r')):
            count = workbench.count('GET', TOKENS)
            refresh()
            wait('a request', lambda: workbench.count('GET', TOKENS) > count)
            app.find_row('Made elsewhere')
        revoked = next(token for token in workbench.tokens() if token['name'] == 'My User Token')
        expect(workbench.ask('DELETE', f'{TOKENS}/{revoked["id"]}').status // 100, 2)
        app.click('push button', 'Refresh')
        wait('the row to go', lambda: not list(app.search_row('My User Token')))


@test_on_x11
def the_newest_token_is_the_active_one_until_another_is_chosen():
    with Workbench('--tokens=3') as workbench, workbench.start_signed_in() as app:
        names = list(workbench.values())
        wait('the newest', lambda: [name for name in names if is_checked(app, name)] == ['Build server'])
        workbench.wait_stored('user-token', workbench.values()['Build server'])
        for name in ('My User Token', 'Laptop CLI', 'Laptop CLI'):
            app.click(*RADIO, app.find_row(name))
            workbench.wait_stored('user-token', workbench.values()[name])
            wait('the chosen one', lambda: [each for each in names if is_checked(app, each)] == [name])


@test_on_x11
def a_choice_that_workbench_refuses_is_taken_back():
    with Workbench('--tokens=2') as workbench:
        workbench.store_account('Laptop CLI')
        with workbench.start() as app:
            app.find_row('My User Token')
            workbench.fault(path='/api/whoami', status=401)
            app.click(*RADIO, app.find_row('My User Token'))
            app.find_saying('status bar', 'My User Token')
            wait('the one before', lambda: is_checked(app, 'Laptop CLI') and not is_checked(app, 'My User Token'))
            expect(workbench.stored('user-token'), workbench.values()['Laptop CLI'])


@test_on_x11
def signing_out_removes_both_secrets():
    with Workbench('--tokens=2') as workbench:
        workbench.store_account('Laptop CLI')
        with workbench.start() as app:
            app.find_row('My User Token')
            app.sign_out()
            app.wait_focus('password text', 'API Key')
            app.wait_gone('list', 'Account Tokens')
            workbench.wait_stored('api-key', None)
            workbench.wait_stored('user-token', None)
            for fact in (USER, 'Laptop CLI'):
                wait(f'{fact!r} to be forgotten', lambda: fact not in workbench.read_settings())
        with workbench.start() as app:
            app.find('password text', 'API Key')


@test_on_x11
def a_sign_out_that_is_not_confirmed_changes_nothing():
    with Workbench('--tokens=1') as workbench, workbench.start_signed_in() as app:
        for leave in (lambda: app.click('push button', 'Cancel'), lambda: press_key('Escape')):
            app.menu('Sign Out…')
            app.find('frame', 'Sign Out?')
            leave()
            app.wait_gone('frame', 'Sign Out?')
        app.find_row('My User Token')
        expect(workbench.stored('api-key'), workbench.key)


@test_on_x11
def the_menu_tells_about_the_program_and_quits_it():
    with Workbench('--tokens=1') as workbench, workbench.start_signed_in() as app:
        app.menu('About Workbench Tokens')
        app.find('frame', 'About')
        press_key('Escape')
        app.wait_gone('frame', 'About')
        app.menu('Quit')
        app.wait_end()


if __name__ == '__main__':
    sys.exit(run())
