#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Try It Out: the body is checked while it is typed, sent once, and its answer shown; the new token is the user's."""

import json
import sys

sys.dont_write_bytecode = True

from desktop import TOKENS, Workbench, press_key, read_clipboard, test_on_x11  # noqa: E402
from driver import stays, wait  # noqa: E402
from simulator_harness import USER_ID, expect, run, test  # noqa: E402
from steps import click_awake, show_view, sign_in_with_token, tab_to, wait_active  # noqa: E402
from views import is_marked_secret  # noqa: E402

BODY = ('text', 'Request Body')
EXECUTE = ('push button', 'Execute')
CANCEL = ('push button', 'Cancel Request')
ANOTHER = ('frame', 'Create Another Token?')
DOCUMENT = '{\n  "name": "Of the document",\n  "userId": "%s" // Found at https://workbench.import.io/users\n}'
TYPED = {
    '': 'Line 1, column 1: Something is not finished',
    '{\n  "name": "x"\n  "userId": "y"\n}': 'Line 3, column 3: This is not JSON',
    '{\n  "name": "x",\n}': 'Line 2, column 14: There is nothing after this comma',
    '{"name": "x" /* no */}': 'Line 1, column 14: JSON has no comments',
    '[]': 'Line 1, column 1: A request body is a JSON object',
}


def open_view(app):
    app.find('push button', 'Main Menu')
    show_view(app, 'API')
    app.find(*BODY)


def sent(workbench):
    return [entry['body'] for entry in workbench.log() if entry['method'] == 'POST' and entry['path'] == TOKENS]


def body(name, **more):
    return json.dumps({'name': name, 'userId': USER_ID, **more})


def can_execute(app):
    return 'sensitive' in app.find(*EXECUTE).states


def execute(app, text=None):
    if text is not None:
        app.type(*BODY, text)
    app.click(*EXECUTE)


def execute_another(app, text=None):
    execute(app, text)
    app.click('push button', 'Create', app.find(*ANOTHER))
    app.wait_gone(*ANOTHER)


def expect_no_secret(app, workbench):
    text = app.read_all()
    assert not [secret for secret in workbench.secrets() if secret in text], 'a secret is in the tree'


@test_on_x11
def the_example_creates_the_first_token_and_it_is_adopted():
    with Workbench() as workbench, workbench.start_signed_in() as app:
        app.find('push button', 'Generate Token')
        open_view(app)
        expect(json.loads(app.find(*BODY).text()), {'name': 'My User Token', 'userId': USER_ID})
        app.find_saying('label', workbench.address + '/api/usertokens')
        execute(app)
        app.find_saying('alert', '201 Created', ' ms')
        app.find_saying('label', 'Content-Type: application/json')
        app.find_saying('label', '"My User Token"', '"token" : "Hidden token"')
        expect_no_secret(app, workbench)
        expect([json.loads(text) for text in sent(workbench)], [{'name': 'My User Token', 'userId': USER_ID}])
        workbench.wait_stored('user-token', workbench.values()['My User Token'])
        show_view(app, 'Tokens')
        wait_active(app, 'My User Token')
        expect(app.find_all('push button', 'Generate Token'), [])


@test
def the_value_is_shown_and_copied_on_demand_only():
    with Workbench() as workbench, workbench.start_signed_in() as app:
        app.find('push button', 'Generate Token')
        open_view(app)
        execute(app)
        app.click('push button', 'Show Values')
        value = workbench.values()['My User Token']
        app.find_saying('label', f'"{value}"')
        app.click('push button', 'Hide Values')
        app.find('push button', 'Show Values')
        expect_no_secret(app, workbench)
        click_awake(app, 'push button', 'Copy Answer')
        app.find('alert', 'Answer copied, clears in 45 seconds')
        expect(json.loads(wait('the answer', read_clipboard))['token'], value)
        assert is_marked_secret()
        expect(read_clipboard(selection='primary'), None)


@test_on_x11
def what_is_typed_is_checked_at_once():
    with Workbench() as workbench, workbench.start_signed_in() as app:
        app.find('push button', 'Generate Token')
        open_view(app)
        assert can_execute(app)
        for text, said in TYPED.items():
            app.type(*BODY, text)
            app.find_saying('label', said)
            wait('nothing to execute', lambda: not can_execute(app))
        press_key('ctrl+Return')
        for text, said in {'{"name": "x"}': f'“userId” is missing. Yours is {USER_ID}.',
                           '{"name": "x", "userId": "9"}': f'This “userId” is not yours. Yours is {USER_ID}.',
                           json.dumps({'userId': USER_ID}): '“name” is missing'}.items():
            app.type(*BODY, text)
            app.find_saying('label', said)
            wait('it to be possible', lambda: can_execute(app))
        expect(sent(workbench), [])


@test_on_x11
def the_documents_comment_has_a_sentence_and_is_not_sent():
    with Workbench() as workbench, workbench.start_signed_in() as app:
        app.find('push button', 'Generate Token')
        open_view(app)
        app.type(*BODY, DOCUMENT % USER_ID)
        app.find_saying('label', '“// Found at …”', 'not sent')
        execute(app)
        app.find_saying('alert', '201 Created')
        expect(sent(workbench), [json.dumps({'name': 'Of the document', 'userId': USER_ID}, separators=(',', ':'))])


@test_on_x11
def ctrl_enter_executes_and_adds_no_line():
    with Workbench() as workbench, workbench.start_signed_in() as app:
        app.find('push button', 'Generate Token')
        open_view(app)
        before = app.find(*BODY).text()
        tab_to(app, *BODY)
        workbench.hold(method='POST', path=TOKENS)
        press_key('ctrl+Return')
        app.find(*CANCEL)
        press_key('ctrl+Return')
        wait('the request', lambda: workbench.count('POST', TOKENS))
        workbench.release()
        app.find_saying('alert', '201 Created')
        app.wait_gone(*CANCEL)
        expect(app.find(*BODY).text(), before)
        expect(len(sent(workbench)), 1)
        assert app.has_focus(*BODY)


@test_on_x11
def with_a_token_there_it_asks_first():
    with Workbench('--tokens=1') as workbench, workbench.start_signed_in() as app:
        app.find_row('My User Token')
        open_view(app)
        execute(app, body('Second'))
        app.click('push button', 'Cancel', app.find(*ANOTHER))
        app.wait_gone(*ANOTHER)
        expect(sent(workbench), [])
        execute_another(app)
        app.find_saying('alert', '201 Created')
        expect(len(sent(workbench)), 1)
        show_view(app, 'Tokens')
        wait_active(app, 'Second')
        workbench.wait_stored('user-token', workbench.values()['Second'])


@test_on_x11
def a_refusal_is_an_answer_with_what_the_server_says():
    with Workbench() as workbench, workbench.start_signed_in() as app:
        app.find('push button', 'Generate Token')
        open_view(app)
        execute(app, json.dumps({'name': 'x', 'userId': '9'}))
        app.find_saying('alert', '403 Forbidden')
        app.find_saying('label', 'userId is not yours')
        expect(app.find_all('push button', 'Show Values'), [])
        expect(app.find_all('push button', 'Show My Tokens'), [])
        workbench.fault(method='POST', path=TOKENS, status=429, headers={'Retry-After': '7', 'Set-Cookie': 'a=b'},
                        body=json.dumps({'message': f'{workbench.key} is too fast'}))
        execute(app)
        app.find_saying('alert', '429 ')
        app.find_saying('label', 'Retry-After: 7')
        expect_no_secret(app, workbench)
        assert 'a=b' not in app.read_all()
        expect(len(sent(workbench)), 2)


@test_on_x11
def an_outcome_that_nobody_knows_is_told_and_the_list_offered():
    for fault in ({'status': 500, 'when': 'after'}, {'action': 'reset', 'when': 'after'}):
        with Workbench() as workbench, workbench.start_signed_in() as app:
            app.find('push button', 'Generate Token')
            open_view(app)
            workbench.fault(method='POST', path=TOKENS, **fault)
            execute(app, body('Lost'))
            app.find_saying('alert', 'not known whether a token was created')
            stays('sent once', lambda: len(sent(workbench)) == 1, 1)
            app.click('push button', 'Show My Tokens')
            app.find_row('Lost')
            expect(len(sent(workbench)), 1)


@test_on_x11
def a_running_request_can_be_cancelled():
    with Workbench() as workbench, workbench.start_signed_in() as app:
        app.find('push button', 'Generate Token')
        open_view(app)
        expect(app.find_all(*CANCEL), [])
        tab_to(app, *EXECUTE)
        workbench.fault(method='POST', path=TOKENS, action='hang')
        execute(app)
        wait('the request', lambda: sent(workbench))
        app.wait_focus(*CANCEL)
        assert not can_execute(app)
        app.click(*CANCEL)
        app.find_saying('alert', 'cancelled', 'not known whether a token was created')
        app.wait_gone(*CANCEL)
        app.wait_focus(*EXECUTE)
        execute(app)
        app.click('push button', 'Create', app.find('frame', 'Create Another Token?'))
        app.find_saying('alert', '201 Created')
        app.wait_gone('push button', 'Show My Tokens')
        expect(len(sent(workbench)), 2)


@test_on_x11
def without_an_api_key_it_says_what_it_needs():
    with Workbench('--tokens=1') as workbench, workbench.start() as app:
        app.find('push button', 'Connect')
        sign_in_with_token(app, workbench.values()['My User Token'])
        app.find_row('My User Token')
        open_view(app)
        app.find_saying('label', 'needs your API key')
        expect(app.find_all(*EXECUTE), [])
        tab_to(app, *BODY)
        press_key('ctrl+Return')
        app.click('push button', 'Sign In with API Key')
        app.find('password text', 'API Key')
        expect(sent(workbench), [])


@test_on_x11
def what_was_typed_stays_when_the_user_id_comes_and_the_view_is_left():
    typed = json.dumps({'name': 'Half-way', 'userId': '9'})
    with Workbench() as workbench:
        workbench.store('api-key', workbench.key)
        workbench.hold(path='/api/whoami')
        with workbench.start() as app:
            open_view(app)
            app.find_saying('label', 'must be your user ID')
            app.type(*BODY, typed)
            workbench.release()
            app.find_saying('label', f'This “userId” is not yours. Yours is {USER_ID}.')
            expect(app.find(*BODY).text(), typed)
            show_view(app, 'Tokens')
            app.find('push button', 'Generate Token')
            open_view(app)
            expect(app.find(*BODY).text(), typed)


if __name__ == '__main__':
    sys.exit(run())
