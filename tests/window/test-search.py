#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""To find one of many tokens by its name or its id, never by its value."""

import sys

sys.dont_write_bytecode = True

from desktop import Workbench, press_key, wait_clipboard  # noqa: E402
from driver import stays, wait  # noqa: E402
from simulator_harness import expect, run, test  # noqa: E402
from steps import COPY, RADIO, wait_active, wait_rows  # noqa: E402

SEARCH = ('entry', 'Search Tokens')
NO_MATCH = 'No token has this in its name or ID.'


def search(app, text):
    app.type(*SEARCH, text)


def names(app):
    """Of the rows that are there: the first label of each."""
    return [app.find_all('label', under=row)[0].text() for tokens in app.find_all('list', 'Account Tokens')
            for row in app.find_all('list item', under=tokens)]


def wait_found(app, *wanted):
    wait(f'{wanted} to be found', lambda: names(app) == list(wanted))


def wait_said(app, text):
    wait(f'{text!r} to be said', lambda: [alert for alert in app.find_all('alert')
                                          if text in (alert.text(), alert.name)])


@test
def below_ten_tokens_there_is_nothing_to_search():
    with Workbench('--tokens=9') as workbench, workbench.start_signed_in() as app:
        app.find_row('Token 9')
        expect(app.find_all(*SEARCH), [])
        press_key('ctrl+f')
        press_key('t')
        stays('nine rows', lambda: len(names(app)) == 9 and not app.find_all(*SEARCH), 0.5)
        workbench.create('The tenth')
        app.click('push button', 'Refresh')
        app.find(*SEARCH)


@test
def it_is_found_by_name_and_by_id_and_never_by_its_value():
    with Workbench('--tokens=12') as workbench:
        workbench.create('Émile’s Straße')
        workbench.create('Cafe\u0301')
        token = workbench.tokens()[7]
        with workbench.start_signed_in() as app:
            app.find_row('Token 12')
            for text, *wanted in (('lAPTOP cli', 'Laptop CLI'), (' en 1', 'Token 10', 'Token 11', 'Token 12'),
                                  ('E\u0301mile', 'Émile’s Straße'), ('STRASSE', 'Émile’s Straße'),
                                  ('CAF\u00c9', 'Cafe\u0301'), (token['id'].upper(), token['name']),
                                  (f'  {token["id"][2:]} ', token['name'])):
                search(app, text)
                wait_found(app, *wanted)
                wait_said(app, '1 token matches.' if len(wanted) == 1 else f'{len(wanted)} tokens match.')
            for text in (token['token'], token['token'][2:-2], 'no such thing', '%', '*'):
                search(app, text)
                wait_found(app)
                wait_said(app, NO_MATCH)
            search(app, '')
            wait('all of them', lambda: len(names(app)) == 14 and not app.find_all('alert'))


@test
def to_type_is_to_search_and_escape_goes_back():
    with Workbench('--tokens=12') as workbench, workbench.start_signed_in() as app:
        newest = app.find_row('Token 12')
        app.wait_focus(*COPY, newest)
        press_key('l', 'a', 'p')
        wait_found(app, 'Laptop CLI')
        app.wait_focus(*SEARCH)
        expect(app.find(*SEARCH).text(), 'lap')
        press_key('Return')
        app.wait_focus(*COPY, app.find_row('Laptop CLI'))
        press_key('Return')
        wait_clipboard(workbench.values()['Laptop CLI'])
        press_key('ctrl+f')
        app.wait_focus(*SEARCH)
        press_key('Escape')
        wait('all of them', lambda: len(names(app)) == 12)
        app.wait_focus(*COPY, app.find_row('Token 12'))
        expect(app.find(*SEARCH).text(), '')


@test
def the_active_token_stays_what_it_is():
    with Workbench('--tokens=12') as workbench, workbench.start_signed_in() as app:
        wait_active(app, 'Token 12')
        workbench.wait_stored('user-token', workbench.values()['Token 12'])
        search(app, 'laptop')
        wait_found(app, 'Laptop CLI')
        expect(['checked' in radio.states for radio in app.find_all(*RADIO)], [False])
        press_key('ctrl+shift+c')
        wait_clipboard(workbench.values()['Token 12'])
        search(app, '')
        wait_active(app, 'Token 12')


@test
def what_is_searched_stays_over_a_refresh():
    with Workbench('--tokens=12') as workbench, workbench.start_signed_in() as app:
        app.find_row('Token 12')
        search(app, 'made')
        wait_said(app, NO_MATCH)
        workbench.create('Made meanwhile')
        app.click('push button', 'Refresh')
        wait_found(app, 'Made meanwhile')
        wait_said(app, '1 token matches.')


@test
def it_is_gone_when_there_are_fewer_again():
    with Workbench('--tokens=10') as workbench, workbench.start_signed_in() as app:
        app.find_row('Token 10')
        search(app, 'laptop')
        wait_found(app, 'Laptop CLI')
        workbench.ask('DELETE', f'/api/usertokens/{workbench.tokens()[5]["id"]}')
        app.click('push button', 'Refresh')
        wait('nine rows', lambda: len(names(app)) == 9)
        expect(app.find_all(*SEARCH), [])


@test
def where_nothing_can_be_searched_the_key_leaves_the_focus_alone():
    with Workbench('--tokens=9') as workbench, workbench.start_signed_in() as app:
        app.wait_focus(*COPY)
        press_key('ctrl+f')
        stays('in focus', lambda: app.has_focus(*COPY), 0.5)
    with Workbench('--tokens=10') as workbench, workbench.start_signed_in() as app:
        app.wait_focus(*COPY)
        press_key('alt+2')
        app.wait_focus('push button', 'Copy Command')
        press_key('ctrl+f')
        stays('in focus', lambda: app.has_focus('push button', 'Copy Command'), 0.5)


if __name__ == '__main__':
    sys.exit(run())
