#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A token that was just created is never lost and never made twice: what the user sees of it, whatever fails."""

import json
import sys

sys.dont_write_bytecode = True

from desktop import TOKENS, Workbench, control_keyring, focus_window, press_key, test_on_x11  # noqa: E402
from driver import press, stays, wait  # noqa: E402
from simulator_harness import expect, run, test  # noqa: E402
from steps import (COPY, GENERATE, KEY, copy, expect_banner, expect_sentence, keyring, sign_in,  # noqa: E402
                   wait_no_banner)

NAME = 'Mine'
CHECK = ('push button', 'Check Again')
DIALOG = ('frame', 'Generate Token')
ANSWERS = {'reset': {'action': 'reset'}, 'cut off': {'action': 'cut-off'},
           'a page': {'body': '<html>Done</html>', 'contentType': 'text/html'}}


def open_dialog(app, name=NAME):
    app.click(*GENERATE)
    app.find(*DIALOG)
    app.wait_focus('text', 'Token Name')
    app.type('text', 'Token Name', name)


def generate(app, name=NAME):
    open_dialog(app, name)
    app.click('push button', 'Generate')


def lose_answer(workbench, **fault):
    """The token is created, but neither the answer nor the list tells."""
    workbench.fault(method='POST', path=TOKENS, when='after', **(fault or {'status': 500}))
    workbench.fault(method='GET', path=TOKENS, skip=1, times=0, body='<html>')


def expect_unknown(app, workbench):
    """It is told, and what is offered is to look, and nothing that would make another one."""
    expect_sentence(app.find_saying('alert', 'not known whether a token was created', f'127.0.0.1:{workbench.port}'))
    app.wait_focus(*CHECK, app.find(*DIALOG))
    app.wait_gone('push button', 'Generate')
    app.wait_gone(*GENERATE)


def expect_found(app, workbench, name=NAME):
    """It is on screen, can be copied, and is the only one; and another one is not offered."""
    app.find_row(name)
    app.wait_gone(*DIALOG)
    app.wait_gone(*GENERATE)
    copy(app, workbench, name)
    expect((workbench.count_created(), list(workbench.values())), (1, [name]))


@test
def what_the_server_did_is_found_whatever_its_answer_was():
    for answer, fault in ANSWERS.items():
        with Workbench() as workbench, workbench.start_signed_in() as app:
            workbench.fault(method='POST', path=TOKENS, when='after', **fault)
            generate(app, answer)
            expect_found(app, workbench, answer)
            app.wait_focus(*COPY, app.find_row(answer))


@test
def what_is_not_known_is_told_with_a_button_that_finds_out():
    with Workbench() as workbench, workbench.start_signed_in() as app:
        lose_answer(workbench)
        generate(app)
        expect_unknown(app, workbench)
        app.click(*CHECK, app.find(*DIALOG))
        app.find_saying('alert', 'still not known', 'could not be read')
        workbench.control('DELETE', 'faults')
        press_key('Return')
        expect_found(app, workbench)
        app.wait_focus(*COPY, app.find_row(NAME))
        workbench.wait_stored('user-token', workbench.values()[NAME])
        wait_no_banner(app)


@test_on_x11
def where_nothing_was_created_it_can_be_generated_after_looking():
    with Workbench() as workbench, workbench.start_signed_in() as app:
        workbench.fault(method='POST', path=TOKENS, status=500)
        generate(app)
        expect_unknown(app, workbench)
        app.click(*CHECK, app.find(*DIALOG))
        expect_sentence(app.find_saying('alert', 'no token in your list so far'))
        app.wait_gone(*CHECK)
        expect((workbench.count_created(), app.find('text', 'Token Name').text()), (1, NAME))
        app.click('push button', 'Generate')
        app.find_row(NAME)
        expect((workbench.count_created(), list(workbench.values())), (2, [NAME]))


@test
def what_is_not_known_stays_on_screen_when_the_dialog_is_closed():
    with Workbench() as workbench, workbench.start_signed_in() as app:
        lose_answer(workbench, action='reset')
        generate(app)
        expect_unknown(app, workbench)
        app.click('push button', 'Close', app.find(*DIALOG))
        app.wait_gone(*DIALOG)
        expect_banner(app, 'Check Again', 'not known whether a token was created', f'127.0.0.1:{workbench.port}')
        expect(app.find_all(*GENERATE), [])
        workbench.control('DELETE', 'faults')
        app.click(*CHECK)
        expect_found(app, workbench)
        wait_no_banner(app)


@test
def generate_pressed_twice_asks_once():
    with Workbench() as workbench, workbench.start_signed_in() as app:
        open_dialog(app)
        workbench.hold(path=TOKENS)
        button = app.find('push button', 'Generate')
        count = workbench.count('GET', TOKENS)
        press(button)
        wait('the list', lambda: workbench.count('GET', TOKENS) > count)
        button.act('click')  # which it may refuse
        press_key('Return')
        stays('asked once', lambda: workbench.count('GET', TOKENS) == count + 1, 1)
        workbench.release()
        expect_found(app, workbench)


@test
def in_two_programs_the_second_one_sees_what_the_first_one_made():
    with Workbench() as workbench, workbench.start_elsewhere() as second, workbench.start_signed_in() as first:
        sign_in(second, KEY, workbench.key)
        open_dialog(first, 'First')
        open_dialog(second, 'Second')
        workbench.hold(method='POST', path=TOKENS, when='after')
        first.click('push button', 'Generate')
        wait('the first request', workbench.count_created)
        second.click('push button', 'Generate')
        second.find_saying('alert', 'already', 'No other one was generated')
        workbench.release()
        focus_window(first)
        expect_found(first, workbench, 'First')
        second.click('push button', 'Close', second.find(*DIALOG))
        focus_window(second)
        expect_found(second, workbench, 'First')
        expect([json.loads(entry['body'])['name'] for entry in workbench.log() if entry['method'] == 'POST'], ['First'])


def expect_after_crash(workbench):
    with workbench.start() as app:
        expect_found(app, workbench)
        workbench.wait_stored('user-token', workbench.values()[NAME])


@test
def a_crash_before_the_answer_loses_nothing():
    with Workbench() as workbench:
        with workbench.start_signed_in() as app:
            workbench.fault(method='POST', path=TOKENS, when='after', action='hang')
            generate(app)
            wait('the token', workbench.tokens)
            app.kill()
        expect_after_crash(workbench)


@test
def a_crash_while_the_list_is_read_again_loses_nothing():
    with Workbench() as workbench:
        with workbench.start_signed_in() as app:
            workbench.fault(method='POST', path=TOKENS, when='after', status=500)
            workbench.fault(method='GET', path=TOKENS, skip=1, action='hang')
            count = workbench.count('GET', TOKENS)
            generate(app)
            wait('the second list', lambda: workbench.count('GET', TOKENS) == count + 2)
            app.kill()
        expect_after_crash(workbench)


@test
def a_crash_before_the_keyring_has_it_loses_nothing():
    with Workbench() as workbench, keyring():
        with workbench.start_signed_in() as app:
            open_dialog(app)
            control_keyring('freeze')
            app.click('push button', 'Generate')
            app.find_row(NAME)
            app.kill()
        control_keyring('thaw')
        expect_after_crash(workbench)


if __name__ == '__main__':
    sys.exit(run())
