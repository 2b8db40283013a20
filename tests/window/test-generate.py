#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Generating the first token: once, under any name, and what comes of a failure."""

import json
import sys

sys.dont_write_bytecode = True

from desktop import TOKENS, USER, Workbench, focus_window, press_key, test_on_x11  # noqa: E402
from driver import wait  # noqa: E402
from simulator_harness import USER_ID, expect, run, test  # noqa: E402

NAME = ('text', 'Token Name')
ENOUGH = ('label', 'Workbench generates a token here only while you have none.')
BUTTON = ('push button', 'Generate Token')
LONG = 'ü' * 200
NAMES = (LONG, '🔑 Schlüssel 🗝️', '<b>bold</b> & "quoted" %s \\n', 'رمز المستخدم', "'); DROP TABLE tokens;--")


def open_dialog(app):
    app.click(*BUTTON)
    app.find('frame', 'Generate Token')
    app.wait_focus(*NAME)


def generate(app, name):
    open_dialog(app)
    app.type(*NAME, name)
    app.click('push button', 'Generate')


def sent(workbench):
    """The bodies of the requests that ask for a token."""
    return [json.loads(entry['body']) for entry in workbench.log()
            if entry['method'] == 'POST' and entry['path'] == TOKENS]


@test
def the_first_token_is_generated_stored_and_ready_to_be_copied():
    with Workbench() as workbench, workbench.start_signed_in() as app:
        app.wait_focus(*BUTTON)
        expect(app.find_all(*ENOUGH), [])
        open_dialog(app)
        expect(app.find(*NAME).text(), 'My User Token')
        expect(app.find_all('text', 'User ID'), [])
        app.click('push button', 'Generate')
        row = app.find_row('My User Token')
        app.wait_focus('push button', 'Copy Token', row)
        app.wait_gone(*BUTTON)
        app.find(*ENOUGH)
        app.wait_gone(*NAME)
        expect(sent(workbench), [{'name': 'My User Token', 'userId': USER_ID}])
        workbench.wait_stored('user-token', workbench.values()['My User Token'])
        wait('the radio button', lambda: 'checked' in app.find('radio button', 'Use This Token', row).states)


@test_on_x11
def a_name_in_any_script_is_shown_as_it_was_typed():
    for name in NAMES:
        with Workbench() as workbench, workbench.start_signed_in() as app:
            generate(app, name)
            app.find_row(name)
            expect([body['name'] for body in sent(workbench)], [name])


@test_on_x11
def a_name_ends_after_200_characters_and_is_not_empty():
    with Workbench() as workbench, workbench.start_signed_in() as app:
        open_dialog(app)
        app.type(*NAME, LONG + 'x')
        wait('the name to be cut', lambda: app.find(*NAME).text() == LONG)
        app.type(*NAME, '  ')
        wait('a button that cannot be pressed',
             lambda: 'sensitive' not in app.find('push button', 'Generate').states)
        press_key('Return')
        app.type(*NAME, ' One ')
        app.click('push button', 'Generate')
        app.find_row('One')
        expect([body['name'] for body in sent(workbench)], ['One'])


@test_on_x11
def with_a_token_there_is_nothing_to_generate():
    with Workbench('--tokens=1') as workbench, workbench.start_signed_in() as app:
        app.find_row('My User Token')
        expect(app.find_all(*BUTTON), [])


@test_on_x11
def cancel_and_escape_generate_nothing():
    with Workbench() as workbench, workbench.start_signed_in() as app:
        for leave in (lambda: app.click('push button', 'Cancel'), lambda: press_key('Escape')):
            open_dialog(app)
            leave()
            app.wait_gone(*NAME)
            focus_window(app)
            app.wait_focus(*BUTTON)
        expect(workbench.count_created(), 0)


@test_on_x11
def a_token_whose_answer_got_lost_is_found():
    with Workbench() as workbench, workbench.start_signed_in() as app:
        workbench.fault(method='POST', path=TOKENS, status=500, when='after')
        generate(app, 'Lost and found')
        app.wait_focus('push button', 'Copy Token', app.find_row('Lost and found'))
        app.wait_gone(*NAME)
        expect(workbench.count_created(), 1)
        workbench.wait_stored('user-token', workbench.values()['Lost and found'])


@test_on_x11
def a_refusal_is_told_in_the_dialog_and_the_name_is_kept():
    with Workbench() as workbench, workbench.start_signed_in() as app:
        workbench.fault(method='POST', path=TOKENS, status=400, body='{"message": "Name <b>taken</b>"}')
        generate(app, 'Mine')
        app.find_saying('alert', 'Name <b>taken</b>')
        expect(app.find(*NAME).text(), 'Mine')
        expect(workbench.count_created(), 1)
        app.click('push button', 'Generate')
        app.find_row('Mine')
        expect(workbench.count_created(), 2)


@test_on_x11
def a_token_made_elsewhere_meanwhile_is_shown_and_no_other_one_made():
    with Workbench() as workbench, workbench.start_signed_in() as app:
        open_dialog(app)
        workbench.create('Made elsewhere')
        app.click('push button', 'Generate')
        app.find_saying('alert', 'already')
        app.click('push button', 'Close', under=app.find('frame', 'Generate Token'))
        app.find_row('Made elsewhere')
        app.wait_gone(*BUTTON)
        expect(workbench.count_created(), 1)


@test_on_x11
def the_dialog_stays_until_the_outcome_is_known():
    with Workbench() as workbench, workbench.start_signed_in() as app:
        workbench.hold(method='POST', path=TOKENS)
        open_dialog(app)
        press_key('Return')
        wait('the request', workbench.count_created)
        press_key('Return', 'Escape')
        app.find(*NAME)
        workbench.release()
        app.find_row('My User Token')
        app.wait_gone(*NAME)
        expect(workbench.count_created(), 1)


@test_on_x11
def where_the_server_does_not_tell_the_user_id_it_is_asked_for():
    with Workbench('--no-user-id') as workbench, workbench.start_signed_in() as app:
        open_dialog(app)
        wait('a button that cannot be pressed',
             lambda: 'sensitive' not in app.find('push button', 'Generate').states)
        app.type('text', 'User ID', f' {USER_ID}\n')
        app.click('push button', 'Generate')
        app.find_row('My User Token')
        expect(sent(workbench), [{'name': 'My User Token', 'userId': USER_ID}])
        app.find('list item', USER)


if __name__ == '__main__':
    sys.exit(run())
