#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where in the answer a token's value is, is found, tried before it is stored, and can be set; and Copy Details."""

import json
import sys

sys.dont_write_bytecode = True

from desktop import TOKENS, Workbench, read_clipboard, test_on_x11, wait_clipboard  # noqa: E402
from driver import wait  # noqa: E402
from simulator_harness import Simulator, expect, run, test  # noqa: E402
from steps import (COPY, KEY, choose, click_awake, copy, expect_banner, sign_in, wait_active,  # noqa: E402
                   wait_no_banner, wait_rows)

FIRST, SECOND = 'My User Token', 'Laptop CLI'
DETAILS = ('push button', 'Copy Details')
MEMBER = 'accessCode'  # of which no rule says that it is the value
WRONG = 'this-is-not-accepted-anywhere'


class Odd(Workbench):
    """A server that names the value of a token in its own way."""

    def __init__(self, member, *options, **settings):
        self.member = member
        super().__init__(f'--value-member={member}', *options, **settings)

    def tokens(self):
        tokens = Simulator.tokens(self)
        self.known |= {token['name']: token[self.member] for token in tokens}
        return tokens

    def mislead(self):
        """A member that looks more like the value than the real one."""
        self.control('PUT', 'tokens', [{'token': WRONG, **token} for token in self.tokens()])


def expect_details(app, workbench, *words):
    """The clipboard has the shape, and nothing that is in the answer but the names."""
    click_awake(app, *DETAILS)
    app.find('alert', 'Details copied, without any secret')
    details = wait('the details', read_clipboard)
    expect([word for word in ('Workbench Tokens', *words) if word not in details], [])
    secrets = [*workbench.secrets(), WRONG, FIRST, SECOND, *(token['id'] for token in workbench.tokens())]
    expect([secret for secret in secrets if secret in details], [])


@test
def the_value_is_found_by_the_end_of_its_name():
    for member in ('tokenValue', 'apiToken', 'USERKEY', 'client_secret'):
        with Odd(member, '--tokens=2') as workbench, workbench.start_signed_in() as app:
            wait_rows(app, [FIRST, SECOND])
            copy(app, workbench, FIRST)
            workbench.wait_stored('user-token', workbench.values()[SECOND])
            expect(app.find_all('status bar'), [])


@test
def where_there_is_no_such_name_the_identifier_is_the_value():
    with Odd('id', '--tokens=1') as workbench, workbench.start_signed_in() as app:
        copy(app, workbench, FIRST)
        workbench.wait_stored('user-token', workbench.values()[FIRST])
        assert workbench.values()[FIRST] not in workbench.read_settings()
        expect(app.find_all('status bar'), [])


@test
def a_value_that_does_not_work_is_told_not_stored_and_cured_by_the_setting():
    with Odd(MEMBER, '--tokens=1') as workbench:
        workbench.mislead()
        with workbench.start() as app:
            sign_in(app, KEY, workbench.key)
            expect_banner(app, 'Retry', f'“\u2068{FIRST}\u2069”', 'does not accept the value', 'It was not stored')
            expect_details(app, workbench, 'items: array of 1', f'{MEMBER}: string of 64',
                           f'token: string of {len(WRONG)}')
            workbench.wait_stored('api-key', workbench.key)
            expect(workbench.stored('user-token'), None)
        workbench.change_settings(token_value_member=f"'{MEMBER}'")
        with workbench.start() as app:
            copy(app, workbench, FIRST)
            workbench.wait_stored('user-token', workbench.values()[FIRST])
            wait_no_banner(app)
            expect(app.find_all(*DETAILS), [])


@test
def the_setting_counts_from_the_next_attempt_in_the_window_that_is_open():
    with Odd(MEMBER, '--tokens=1') as workbench:
        workbench.mislead()
        workbench.store('api-key', workbench.key)
        with workbench.start() as app:
            expect_banner(app, 'Retry', 'It was not stored')
            workbench.change_settings(token_value_member=f"'{MEMBER}'")

            def cured():
                """The settings tell of the change a while after it."""
                app.click('push button', 'Refresh')
                return workbench.stored('user-token') == workbench.values()[FIRST]

            wait('the right value', cured)
            copy(app, workbench, FIRST)
            wait_no_banner(app)


@test
def a_choice_that_is_refused_leaves_the_one_before_and_offers_details():
    with Workbench('--tokens=2') as workbench:
        workbench.store_account(SECOND)
        with workbench.start() as app:
            wait_rows(app, [FIRST, SECOND])
            workbench.fault(path='/api/whoami', status=401)
            choose(app, FIRST)
            expect_banner(app, 'Retry', f'“\u2068{FIRST}\u2069”', 'It was not stored')
            wait_active(app, SECOND)
            expect_details(app, workbench, 'token: string of 64')
            expect(workbench.stored('user-token'), workbench.values()[SECOND])
            choose(app, FIRST)
            workbench.wait_stored('user-token', workbench.values()[FIRST])
            wait_no_banner(app)
            app.wait_gone(*DETAILS)


@test
def a_new_token_with_a_value_that_does_not_work_is_told_and_not_lost():
    with Workbench() as workbench, workbench.start_signed_in() as app:
        app.click('push button', 'Generate Token')
        body = json.dumps({'id': '1', 'name': FIRST, 'token': WRONG})
        workbench.fault(method='POST', path=TOKENS, body=body, status=201, when='after')
        app.click('push button', 'Generate')
        expect_banner(app, 'Retry', f'“\u2068{FIRST}\u2069”', 'does not accept the value', 'stays in your keyring')
        workbench.wait_stored('user-token', WRONG)
        click_awake(app, *COPY, app.find_row(FIRST))
        wait_clipboard(WRONG)
        expect_details(app, workbench)


@test
def an_answer_that_cannot_be_read_offers_its_shape():
    body = json.dumps({'results': [{'name': WRONG, 'a value as a name': 1, 'flag': True}], 'total': None})
    with Workbench('--tokens=1') as workbench:
        workbench.store_account(FIRST)
        workbench.fault(path=TOKENS, body=body, times=0)
        with workbench.start() as app:
            expect_banner(app, 'Retry', 'not a list of tokens', 'still works')
            expect_details(app, workbench, 'results: array of 1', f'name: string of {len(WRONG)}', 'flag: boolean',
                           '(a name of 17): number', 'total: null')
            workbench.control('DELETE', 'faults')
            app.click('push button', 'Retry')
            wait_no_banner(app)
            app.wait_gone(*DETAILS)


@test
def the_sign_in_page_offers_it_beside_the_entry():
    with Workbench() as workbench, workbench.start() as app:
        workbench.fault(path=TOKENS, body=f'<html>{WRONG}</html>', times=0)
        sign_in(app, KEY, workbench.key)
        app.find_saying('alert', 'could not be read')
        expect_details(app, workbench, 'not JSON, 42 bytes')
        expect(workbench.stored('api-key'), None)
        sign_in(app, KEY, 'in side')
        app.wait_gone(*DETAILS)


@test_on_x11
def items_that_cannot_be_read_are_counted_and_the_others_shown():
    with Workbench('--tokens=2') as workbench:
        tokens = workbench.tokens()
        for extra, text in ((['odd'], '1 token could not be read.'), ([1, {}], '2 tokens could not be read.')):
            workbench.fault(path=TOKENS, body=json.dumps({'items': [*tokens, *extra]}), times=0)
            with workbench.start_signed_in() as app:
                wait_rows(app, [FIRST, SECOND])
                app.find('label', text)
                workbench.control('DELETE', 'faults')
                app.click('push button', 'Refresh')
                app.wait_gone('label', text)


if __name__ == '__main__':
    sys.exit(run())
