#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is signed in where; and the user ID, where the server does not tell it."""

import json
import sys

sys.dont_write_bytecode = True

from desktop import TOKENS, USER, Workbench, test_on_x11, wait_clipboard  # noqa: E402
from driver import wait  # noqa: E402
from simulator_harness import USER_ID, expect, run, test  # noqa: E402
from steps import GENERATE, click_awake, expect_sentence, wait_rows  # noqa: E402

NAME = 'My User Token'
COPY_ID = ('push button', 'Copy User ID')
USER_ID_ENTRY = ('text', 'User ID')
UNKNOWN = 'User ID unknown'


def texts_of(app, row):
    """What is written in a row of the account group."""
    row = app.find('list item', row, app.find('list', 'Account'))
    return [label.text() for label in app.find_all('label', under=row)]


def is_sensitive(app, *widget):
    return 'sensitive' in app.find(*widget).states


def sent_user_ids(workbench):
    return [json.loads(entry['body'])['userId'] for entry in workbench.log()
            if entry['method'] == 'POST' and entry['path'] == TOKENS]


@test
def the_account_group_has_name_user_id_and_server():
    with Workbench('--tokens=1') as workbench, workbench.start_signed_in() as app:
        expect(texts_of(app, USER), [USER, USER_ID])
        expect(texts_of(app, 'Server'), ['Server', f'127.0.0.1:{workbench.port}'])
        click_awake(app, *COPY_ID)
        wait_clipboard(USER_ID)


@test
def names_and_ids_are_found_where_the_server_has_them():
    for user, name, user_id in (({'userId': 'u-1', 'displayName': '<b>Eve</b> & co.'}, '<b>Eve</b> & co.', 'u-1'),
                                ({'guid': 4711, 'email': 'eve@example.org'}, 'eve@example.org', '4711'),
                                ({'user': {'id': 'inner'}, 'name': 'X' * 200}, 'X' * 200, 'inner'),
                                ({'id': 'nameless'}, 'User', 'nameless')):
        with Workbench('--tokens=1') as workbench:
            workbench.control('PUT', 'user', user)
            workbench.store('api-key', workbench.key)
            with workbench.start() as app:
                app.find('label', user_id)
                expect(texts_of(app, name), [name, user_id])
                click_awake(app, *COPY_ID)
                wait_clipboard(user_id)


@test
def an_id_that_nobody_told_is_unknown_and_cannot_be_copied():
    with Workbench('--no-user-id', '--tokens=1') as workbench, workbench.start_signed_in() as app:
        app.find_row(NAME)
        expect(texts_of(app, USER), [USER, UNKNOWN])
        wait('a button that cannot be pressed', lambda: not is_sensitive(app, *COPY_ID))


@test_on_x11
def generating_asks_for_it_tells_where_it_is_found_and_works_with_it():
    with Workbench('--no-user-id') as workbench, workbench.start_signed_in() as app:
        expect(texts_of(app, USER), [USER, UNKNOWN])
        app.click(*GENERATE)
        app.find('link', 'Find Your User ID')
        wait('a button that cannot be pressed', lambda: not is_sensitive(app, 'push button', 'Generate'))
        app.type(*USER_ID_ENTRY, '   ')
        wait('a button that cannot be pressed', lambda: not is_sensitive(app, 'push button', 'Generate'))
        app.type(*USER_ID_ENTRY, 'somebody-else')
        app.click('push button', 'Generate')
        expect_sentence(app.find_saying('alert', f'127.0.0.1:{workbench.port}'))
        expect((app.find(*USER_ID_ENTRY).text(), workbench.tokens()), ('somebody-else', []))
        app.type(*USER_ID_ENTRY, f' {USER_ID} ')
        app.click('push button', 'Generate')
        wait_rows(app, [NAME])
        app.wait_gone(*USER_ID_ENTRY)
        expect(sent_user_ids(workbench), ['somebody-else', USER_ID])
        workbench.wait_stored('user-token', workbench.values()[NAME])


@test_on_x11
def where_it_is_known_nobody_is_asked():
    with Workbench() as workbench, workbench.start_signed_in() as app:
        app.click(*GENERATE)
        app.find('text', 'Token Name')
        expect((app.find_all(*USER_ID_ENTRY), app.find_all('link')), ([], []))
        app.click('push button', 'Generate')
        wait_rows(app, [NAME])
        expect(sent_user_ids(workbench), [USER_ID])


@test_on_x11
def who_the_user_is_may_fail_without_harm_to_the_list():
    with Workbench() as workbench:
        workbench.store('api-key', workbench.key)
        workbench.fault(path='/api/whoami', status=404, times=0)
        with workbench.start() as app:
            app.click(*GENERATE)
            expect(texts_of(app, 'User'), ['User', UNKNOWN])
            expect(app.find_all('status bar'), [])
            app.type(*USER_ID_ENTRY, USER_ID)
            app.click('push button', 'Generate')
            wait_rows(app, [NAME])
            workbench.control('DELETE', 'faults')
            app.click('push button', 'Refresh')
            app.find('list item', USER)
            app.find('label', USER_ID)


if __name__ == '__main__':
    sys.exit(run())
