#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every state of an account has its page or its banner: what happened, what it means, and a button that helps."""

import sys

sys.dont_write_bytecode = True

from desktop import TOKENS, USER, Workbench, control_keyring, run as run_command  # noqa: E402
from driver import stays, wait  # noqa: E402
from simulator_harness import Simulator, expect, run, test  # noqa: E402
from steps import (COPY, GENERATE, KEY, MENU, RADIO, SHOW, copy, expect_banner, keyring, sign_in,  # noqa: E402
                   wait_no_banner, wait_rows)

NAME = 'My User Token'
ENDLESS = '{"items": [{"id": "1", "token": "one", "name": "One"}], "metadata": {"cursor": "again"}}'


def is_sensitive(app, button, row):
    return 'sensitive' in app.find(*button, row).states


@test
def loading_shows_what_is_remembered_and_then_that_the_keyring_does_not_answer():
    with Workbench('--tokens=2') as workbench:
        workbench.store_account(NAME)
        with keyring('freeze'), workbench.start() as app:
            row = app.find_row(NAME)
            app.find('label', 'Hidden token', row)
            expect([is_sensitive(app, button, row) for button in (COPY, SHOW, RADIO, MENU)], [False] * 4)
            app.find('list item', USER)
            expect((app.find_all('status bar'), app.find_all(*KEY), app.find_all(*GENERATE)), ([], [], []))
            expect_banner(app, 'Retry', 'keyring service does not answer', 'cannot be read')
            app.find_row(NAME)
            expect(workbench.log()[1:], [])  # nothing but our own look at the tokens
            app.click('push button', 'Retry')  # while it does not answer; afterwards that may be noticed without it
            control_keyring('thaw')
            wait_rows(app, list(workbench.values()))
            wait_no_banner(app)
            copy(app, workbench, NAME)


@test
def connecting_shows_what_is_known_and_offers_nothing_yet():
    with Workbench() as workbench:
        workbench.store('api-key', workbench.key)
        workbench.hold(path='/api/*', times=0)
        with workbench.start() as app:
            app.find('label', 'Your tokens will appear here.')
            app.find('push button', 'Refresh')
            stays('without a banner', lambda: not app.find_all('status bar') and not app.find_all(*GENERATE), 0.5)
            workbench.release()
            app.find(*GENERATE)


@test
def ready_with_none_one_and_fifty_tokens():
    with Workbench() as workbench, workbench.start_signed_in() as app:
        app.find(*GENERATE)
        app.find('label', 'You have no user token yet.')
        for count in (1, 50):
            workbench.control('PUT', f'tokens?count={count}')
            app.click('push button', 'Refresh')
            wait_rows(app, [token['name'] for token in workbench.tokens()])
            expect((app.find_all(*GENERATE), app.find_all('status bar')), ([], []))


@test
def offline_before_anything_is_known_says_so_and_retries():
    with Workbench('--tokens=1') as workbench:
        workbench.store('api-key', workbench.key)
        workbench.stop()
        with workbench.start() as app:
            expect_banner(app, 'Retry', f'No connection to 127.0.0.1:{workbench.port}')
            app.find('label', 'Your tokens could not be read yet.')
            expect((app.find_all(*GENERATE), app.find_all(*KEY)), ([], []))
            workbench.restart()
            app.click('push button', 'Retry')
            app.find_row(NAME)
            wait_no_banner(app)


@test
def refused_by_401_keeps_the_rows_and_leads_to_another_key():
    with Workbench('--tokens=1') as workbench, workbench.start_signed_in() as app:
        app.find_row(NAME)
        workbench.wait_stored('user-token', workbench.values()[NAME])
        old, new = workbench.key, 'another-key'
        workbench.control('PUT', 'api-key', new)
        workbench.fault(path='/api/*', status=401, times=2)  # for the token, and then for the key
        app.click('push button', 'Refresh')
        expect_banner(app, 'Sign In Again', f'127.0.0.1:{workbench.port}', 'API key', 'account settings')
        copy(app, workbench, NAME)
        app.click('push button', 'Sign In Again')
        app.click('push button', 'Cancel')
        expect_banner(app, 'Sign In Again', 'API key')
        app.click('push button', 'Sign In Again')
        sign_in(app, KEY, 'two words')
        app.find_saying('alert', 'inside')
        expect(workbench.stored('api-key'), old)
        sign_in(app, KEY, new)
        app.find_row(NAME)
        wait_no_banner(app)
        workbench.wait_stored('api-key', new)
        workbench.control('PUT', 'api-key', old)


@test
def refused_by_403_says_what_is_not_allowed():
    with Workbench('--tokens=1') as workbench:
        workbench.store('api-key', workbench.key)
        workbench.fault(path='/api/*', status=403, times=0)
        with workbench.start() as app:
            expect_banner(app, 'Sign In Again', f'127.0.0.1:{workbench.port}', 'does not allow')
            expect(app.find_all(*GENERATE), [])


FAILURES = (
    ('a server with a problem', {'status': 503, 'body': '{"message": "We are moving."}'}, ('has a problem', 'We are moving.”')),
    ('too many requests', {'status': 429, 'headers': {'Retry-After': '7200'}}, ('slow down', 'Try again at')),
    ('a redirect', {'action': 'redirect', 'location': 'https://login.example.com/'}, ('login.example.com', 'nothing was sent')),
    ('another page', {'body': '<html>Welcome</html>', 'contentType': 'text/html'}, ('could not be read',)),
    ('an endless list', {'body': ENDLESS}, ('does not end', 'was not read')),
    ('no such path', {'status': 404}, ('not a Workbench',)),
)


@test
def each_failure_is_told_in_a_sentence_and_retried():
    for what, fault, words in FAILURES:
        with Workbench('--tokens=1') as workbench:
            workbench.store_account(NAME)
            workbench.fault(path=TOKENS, times=0, **fault)
            with workbench.start() as app:
                expect_banner(app, 'Retry', 'Your stored token still works', *words)
                assert not app.find_all(*GENERATE), what
                copy(app, workbench, NAME)
                workbench.control('DELETE', 'faults')
                app.click('push button', 'Retry')
                wait_no_banner(app)
                app.find_row(NAME)


def make_certificate(folder):
    """Of nobody that this computer trusts."""
    path = folder + '/server.pem'
    assert run_command('openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes',
                       '-subj', '/CN=127.0.0.1', '-keyout', path, '-out', path + '.crt').returncode == 0
    with open(path, 'a', encoding='ascii') as file, open(path + '.crt', encoding='ascii') as certificate:
        file.write(certificate.read())
    return path


@test
def a_certificate_that_nobody_trusts_is_told_and_nothing_is_sent():
    with Workbench() as workbench:
        log = workbench.folder.name + '/log'
        with Simulator('--tls-certificate=' + make_certificate(workbench.folder.name), '--log=' + log) as secure:
            workbench.change_settings(server=f"'{secure.address}'")
            workbench.address = secure.address
            workbench.store('api-key', secure.key)
            with workbench.start() as app:
                expect_banner(app, 'Retry', f'127.0.0.1:{secure.port}', 'certificate', 'nothing was sent')
                app.find('label', 'Your tokens could not be read yet.')
                with open(log, encoding='utf-8') as file:
                    expect(file.read(), '')


@test
def a_failed_refresh_keeps_the_list_and_its_end_is_seen():
    with Workbench('--tokens=2') as workbench, workbench.start_signed_in() as app:
        names = list(workbench.values())
        wait_rows(app, names)
        workbench.fault(path=TOKENS, status=404)
        app.click('push button', 'Refresh')
        expect_banner(app, 'Retry', 'not a Workbench')
        wait_rows(app, names)
        app.click('push button', 'Refresh')
        wait_no_banner(app)
        expect(app.find('label', names[0]).text(), names[0])


if __name__ == '__main__':
    sys.exit(run())
