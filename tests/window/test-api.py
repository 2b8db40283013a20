#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The view API: the header and the commands to copy, the list as the API answers it, and the links."""

import json
import sys
import tempfile
import urllib.parse

sys.dont_write_bytecode = True

from desktop import TOKENS, Workbench, press_key, read_clipboard, test_on_x11  # noqa: E402
from driver import SHORT, wait  # noqa: E402
from simulator_harness import USER_ID, expect, run, test  # noqa: E402
from steps import click_awake, show_view, sign_in_with_token, start_again  # noqa: E402
from views import Browser, copy_secret, copy_text, is_marked_secret, paste, write_program  # noqa: E402

HEADER = 'Authorization: UserToken '
BUTTONS = {'Tokens': 'Copy Token', 'API': 'Copy Header', 'CLI': 'Copy Config Command'}
NAMES = ("it's", 'say "hi" $HOME `id` $(id) \\', '🔑 رمز', '!! %s * {a,b} <API key>')


def open_view(app):
    app.find_row('My User Token')
    show_view(app, 'API')
    app.find('push button', 'Copy Header')


def expect_no_secret(app, workbench):
    text = app.read_all()
    found = [name for name, value in {**workbench.values(), 'API key': workbench.key}.items() if value in text]
    assert not found, f'the value of {found} is in the tree'


def created(workbench):
    return [json.loads(entry['body']) for entry in workbench.log()
            if entry['method'] == 'POST' and entry['path'] == TOKENS]


def selected_tabs(app):
    return {tab.name for tab in app.find_all('page tab') if 'selected' in tab.states}


@test_on_x11
def one_view_is_seen_at_a_time_by_press_and_by_key():
    with Workbench('--tokens=1') as workbench, workbench.start_signed_in() as app:
        def expect_view(name):
            app.find('push button', BUTTONS[name])
            wait(f'{name} to be selected', lambda: selected_tabs(app) == {name})
            others = [button for view, button in BUTTONS.items() if view != name]
            expect([app.find_all('push button', button) for button in others], [[], []])
        expect_view('Tokens')
        for name in ('API', 'CLI', 'Tokens'):
            show_view(app, name)
            expect_view(name)
        for key, name, focused in (('2', 'API', 'Copy Command'), ('3', 'CLI', 'Copy Config Command'),
                                   ('1', 'Tokens', 'Copy Token')):
            press_key('alt+' + key)
            expect_view(name)
            app.wait_focus('push button', focused)


@test_on_x11
def signed_out_there_are_no_views():
    with Workbench('--tokens=1') as workbench, workbench.start() as app:
        app.find('push button', 'Connect')
        press_key('alt+2')
        assert not app.find_all('push button', 'Copy Header')
        expect(app.find_all('page tab'), [])
        app.type('password text', 'API Key', workbench.key)
        app.click('push button', 'Connect')
        open_view(app)
        app.sign_out()
        app.find('push button', 'Connect')
        app.wait_gone('push button', 'Copy Header')
        app.wait_gone('page tab')
        app.type('password text', 'API Key', workbench.key)
        app.click('push button', 'Connect')
        app.find_row('My User Token')


@test
def the_header_is_copied_as_a_secret_and_shown_masked():
    with Workbench('--tokens=1') as workbench, workbench.start_signed_in() as app:
        open_view(app)
        app.find_saying('label', HEADER + 'Hidden token')
        copy_secret(app, 'Copy Header', HEADER + workbench.values()['My User Token'], 'Header copied')
        expect(read_clipboard(selection='primary'), None)
        expect_no_secret(app, workbench)
        copy_text(app, 'Copy Address', workbench.address, 'Address copied')


@test
def the_command_asks_whoami_in_bash_with_no_secret_in_it():
    with Workbench('--tokens=1') as workbench, workbench.start_signed_in() as app:
        open_view(app)
        command = f'curl -H @<(wbtoken header --server {workbench.address}) {workbench.address}/api/whoami'
        copy_text(app, 'Copy Command', command, 'Command copied')
        with tempfile.TemporaryDirectory() as folder:
            header = HEADER + workbench.values()['My User Token']
            write_program(folder, 'wbtoken', f'[ "$*" = "header --server {workbench.address}" ] && echo "{header}"\n')
            expect(json.loads(paste(command, folder))['id'], USER_ID)


@test_on_x11
def a_server_that_is_not_the_remembered_one_is_named():
    with Workbench('--tokens=1') as workbench, Workbench('--tokens=1') as other, workbench.start_signed_in() as app:
        open_view(app)
        other.store('api-key', other.key)
        expect(start_again(app, f'--server={other.address}'), 0)
        wait('the other server', lambda: other.count('GET', TOKENS))
        open_view(app)
        app.find_saying('label', f'curl -H @<(wbtoken header --server {other.address}) {other.address}/api/whoami')
        show_view(app, 'CLI')
        app.find_saying('label', f'wbtoken configure-cli --server {other.address}')
        expect(start_again(app, f'--server={workbench.address}'), 0)
        wait('the plain command',
             lambda: [label for label in app.find_all('label') if label.text() == 'wbtoken configure-cli'])


@test
def the_list_is_shown_as_it_is_answered_with_its_values_masked():
    with Workbench('--tokens=2') as workbench, workbench.start_signed_in() as app:
        open_view(app)
        app.click('push button', 'Show Answer')
        app.find_saying('alert', '200 OK', ' ms')
        app.find_saying('label', 'Content-Type: application/json', 'Date: ')
        app.find_saying('label', '"items"', '"My User Token"', '"Laptop CLI"', 'Hidden token')
        expect_no_secret(app, workbench)
        app.click('push button', 'Show Values')
        app.find_saying('label', *workbench.values().values())
        app.click('push button', 'Hide Values')
        app.find('push button', 'Show Values')
        expect_no_secret(app, workbench)
        click_awake(app, 'push button', 'Copy Answer')
        app.find('alert', 'Answer copied, clears in 45 seconds')
        answer = json.loads(wait('the answer', read_clipboard))
        expect([token['token'] for token in answer['items']], list(workbench.values().values()))
        assert is_marked_secret()


@test_on_x11
def shown_values_are_masked_after_a_while_and_when_the_view_is_left():
    with Workbench('--tokens=1', mask_timeout=f'uint32 {SHORT}') as workbench, workbench.start_signed_in() as app:
        open_view(app)
        app.click('push button', 'Show Answer')
        app.click('push button', 'Show Values')
        app.find('push button', 'Hide Values')
        app.find('push button', 'Show Values')
        expect_no_secret(app, workbench)
        workbench.change_settings(mask_timeout='uint32 0')
    with Workbench('--tokens=1', mask_timeout='uint32 0') as workbench, workbench.start_signed_in() as app:
        open_view(app)
        app.click('push button', 'Show Answer')
        app.click('push button', 'Show Values')
        app.find_saying('label', workbench.values()['My User Token'])
        show_view(app, 'CLI')
        app.find('push button', 'Copy Config Command')
        show_view(app, 'API')
        app.find('push button', 'Show Values')
        expect_no_secret(app, workbench)


@test_on_x11
def an_answer_goes_with_its_account():
    with Workbench('--tokens=1') as workbench, workbench.start_signed_in() as app:
        open_view(app)
        app.click('push button', 'Show Answer')
        app.find('push button', 'Copy Answer')
        app.sign_out()
        app.type('password text', 'API Key', workbench.key)
        app.click('push button', 'Connect')
        open_view(app)
        expect(app.find_all('push button', 'Copy Answer'), [])


@test_on_x11
def an_error_of_the_list_is_an_answer_too_and_no_answer_is_told():
    with Workbench('--tokens=1') as workbench, workbench.start_signed_in() as app:
        open_view(app)
        workbench.fault(path=TOKENS, status=403, body='{"message": "Not for you"}')
        app.click('push button', 'Show Answer')
        app.find_saying('alert', '403 Forbidden')
        app.find_saying('label', 'Not for you')
        expect(app.find_all('push button', 'Show Values'), [])
        workbench.fault(path=TOKENS, action='reset', times=0)
        app.click('push button', 'Show Answer')
        app.find_saying('alert', 'No connection to')
        app.wait_gone('push button', 'Copy Answer')


@test_on_x11
def pages_open_in_the_browser_without_a_secret():
    browser = Browser()
    with Workbench('--tokens=1') as workbench, workbench.start_signed_in() as app:
        open_view(app)
        pages = {'Open in Browser': workbench.address + '/api/usertokens',
                 'Open API Documentation': workbench.address + '/api/docs/#/UserToken',
                 'Open User Documentation': 'https://docs.import.io/workbench/current/usertokens.html',
                 'Open Account Settings': 'https://app.import.io/dash/account/settings',
                 'Open User IDs': workbench.address + '/users'}
        for i, button in enumerate(pages):
            app.click('push button', button)
            browser.wait_opened(*list(pages.values())[:i + 1])


@test
def the_curl_command_creates_a_token_of_any_name():
    with Workbench('--tokens=1') as workbench, workbench.start_signed_in() as app:
        open_view(app)
        for name in NAMES:
            app.type('text', 'Token Name', name)
            quoted = json.dumps(name, ensure_ascii=False).replace("'", "'\\''")
            command = app.find_saying('label', 'curl -X POST', quoted).text()
            assert workbench.key not in command
            copy_text(app, 'Copy cURL Command', command, 'Command copied')
            paste(command.replace('<API key>', urllib.parse.quote(workbench.key, safe=''), 1))
            expect(created(workbench)[-1], {'name': name, 'userId': USER_ID})
        expect(len(created(workbench)), len(NAMES))


@test
def the_api_key_goes_into_the_command_only_after_a_warning():
    with Workbench('--tokens=1') as workbench, workbench.start_signed_in() as app:
        open_view(app)
        app.click('push button', 'Copy with API Key…')
        dialog = app.find('frame', 'Copy with Your API Key?')
        app.find_saying('label', 'history')
        app.click('push button', 'Cancel', dialog)
        app.wait_gone('frame', 'Copy with Your API Key?')
        expect(read_clipboard(), None)
        app.click('push button', 'Copy with API Key…')
        click_awake(app, 'push button', 'Copy', app.find('frame', 'Copy with Your API Key?'))
        app.find('alert', 'Command copied, clears in 45 seconds')
        command = wait('the command', read_clipboard)
        assert is_marked_secret()
        expect_no_secret(app, workbench)
        paste(command)
        expect(created(workbench), [{'name': 'My User Token', 'userId': USER_ID}])


@test_on_x11
def without_an_api_key_there_is_none_to_copy():
    with Workbench('--tokens=1') as workbench, workbench.start() as app:
        app.find('push button', 'Connect')
        sign_in_with_token(app, workbench.values()['My User Token'])
        open_view(app)
        app.find('push button', 'Copy cURL Command')
        expect(app.find_all('push button', 'Copy with API Key…'), [])


@test_on_x11
def without_a_token_there_is_no_header_to_copy():
    with Workbench() as workbench, workbench.start_signed_in() as app:
        app.find('push button', 'Generate Token')
        show_view(app, 'API')
        assert 'sensitive' not in app.find('push button', 'Copy Header').states
        assert 'sensitive' in app.find('push button', 'Copy Command').states


if __name__ == '__main__':
    sys.exit(run())
