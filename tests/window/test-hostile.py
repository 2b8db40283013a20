#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever a server sends within the limits, the window goes on listening, and shows nothing of it that it should not."""

import contextlib
import json
import re
import sys
import urllib.parse

sys.dont_write_bytecode = True

from desktop import TOKENS, Workbench, read_clipboard  # noqa: E402
from driver import stays, wait  # noqa: E402
from loop import Loop  # noqa: E402
from simulator_harness import expect, run, test  # noqa: E402
from steps import click_awake, expect_banner, show_view, wait_rows  # noqa: E402

NAME = 'My User Token'
MOST_MS = 50  # more than something harmless takes
HIDDEN = 'Hidden token'  # what a screen reader says of a mask
MEGABYTES = 8 * 1024 * 1024 - 1024
MOST_MEMORY_MIB = 150  # more than the window had before
SECONDS_SHOWN = 0.5


class Watch:
    """How long a window is deaf, and how much memory it takes, from now on."""

    def __init__(self, app, loop):
        self.app, self.loop = app, loop
        self.before = loop.counts()
        self.memory_before = self.memory_mib()

    def memory_mib(self):
        with open(f'/proc/{self.app.process.pid}/status', encoding='utf-8') as file:
            return int(re.search(r'VmHWM:\s+(\d+) kB', file.read()).group(1)) / 1024

    def longest_ms(self):
        return max(self.loop.frames_ms(self.before), default=0)

    def expect_listening(self, harmless_ms):
        """For little longer than it took to draw something harmless, on the same machine with the same load."""
        most_ms = harmless_ms + MOST_MS
        assert self.longest_ms() < most_ms, f'the window was deaf for {self.longest_ms()} ms, of at most {most_ms}'
        taken = self.memory_mib() - self.memory_before
        assert taken < MOST_MEMORY_MIB, f'{taken:.0f} MiB, of at most {MOST_MEMORY_MIB}'


@contextlib.contextmanager
def watched():
    """A window that shows its tokens."""
    loop = Loop()
    with Workbench('--tokens=2') as workbench:
        workbench.store_account(NAME)
        with workbench.start(**loop.environment) as app:
            wait_rows(app, [NAME, 'Laptop CLI'])
            yield app, workbench, lambda: Watch(app, loop)


def tokens(count):
    return json.dumps({'items': [{'id': f'{number:08}-0000-4000-8000-000000000000', 'name': f'Token {number}',
                                  'addedAt': '2026-01-02T03:04:05Z', 'token': f'value-{number:08}-{"x" * 40}',
                                  'href': f'/t/value-{number:08}-{"x" * 40}'} for number in range(count)]})


def fill(item, size=MEGABYTES):
    """A list of as many of them as there is room for."""
    return '[' + ','.join([item] * (size // (len(item) + 1))) + ']'


def expect_shown(body, *words):
    with watched() as (app, workbench, begin):
        show_view(app, 'API')
        harmless = begin()
        workbench.fault(path=TOKENS, status=404)
        app.click('push button', 'Show Answer')
        app.find_saying('alert', '404')
        harmless_ms = harmless.longest_ms()
        workbench.fault(path=TOKENS, body=body, times=0)
        watch = begin()
        app.click('push button', 'Show Answer')
        app.find_saying('alert', '200 OK')
        stays('listening', lambda: app.find_saying('alert', '200 OK'), SECONDS_SHOWN)
        app.find_saying('label', *words)
        watch.expect_listening(harmless_ms)


def expect_told(*words, **answer):
    with watched() as (app, workbench, begin):
        harmless = begin()
        workbench.fault(path=TOKENS, status=404)
        app.click('push button', 'Refresh')
        expect_banner(app, 'Retry')
        harmless_ms = harmless.longest_ms()
        workbench.fault(path=TOKENS, times=0, **answer)
        watch = begin()
        app.click('push button', 'Refresh')
        expect_banner(app, 'Retry', *words)
        watch.expect_listening(harmless_ms)
        return app.find('status bar').text()


@test
def the_answer_with_a_thousand_tokens_is_shown_at_once():
    expect_shown(tokens(1000), HIDDEN, '/t/…')


@test
def the_answer_with_ten_thousand_tokens_is_shown_at_once():
    expect_shown(tokens(9999), HIDDEN, '/t/…')


@test
def the_answer_of_a_quarter_megabyte_of_objects_is_shown_at_once():
    expect_shown(fill('{}', 255 * 1024), '{}')


@test
def an_answer_of_nothing_but_objects_is_not_built():
    expect_shown(fill('{}'), HIDDEN)
    expect_shown(fill('{"id":1}'), HIDDEN)


@test
def a_list_of_nothing_but_objects_is_refused_at_once():
    expect_told('could not be read', body=fill('{}'))
    expect_told('could not be read', body=fill('{"id":1}'))
    expect_told('does not end', body=fill('{"id":1}', 250 * 1024))


@test
def a_list_of_ten_thousand_tokens_is_taken_at_once():
    with watched() as (app, workbench, begin):
        harmless = begin()
        workbench.fault(path=TOKENS, body=tokens(20))
        app.click('push button', 'Refresh')
        app.find_saying('label', 'Token 19')
        harmless_ms = harmless.longest_ms()
        workbench.fault(path=TOKENS, body=tokens(9999).replace('Token 0', 'The first'), times=0)
        watch = begin()
        app.click('push button', 'Refresh')
        app.find_saying('label', 'The first')
        stays('listening', lambda: app.find_saying('label', 'The first'), SECONDS_SHOWN)
        # Besides the rows that are drawn there are the tokens that are not.
        watch.expect_listening(2 * harmless_ms)


@test
def a_message_that_repeats_the_key_is_read_at_once():
    with Workbench('--tokens=2') as workbench:
        secrets = [workbench.key, workbench.values()[NAME]]
    for secret in secrets:
        expect_told('refused the request', status=400, body=json.dumps({'message': secret * (MEGABYTES // len(secret))}))


@test
def a_name_for_each_of_many_members_is_described_at_once():
    expect_told('not a list of tokens', body=json.dumps({f'member{number}': 1 for number in range(300000)}))


@test
def a_redirect_to_a_secret_or_to_an_endless_name_is_told_without_it():
    with Workbench('--tokens=2') as workbench:
        secrets = [workbench.key, workbench.values()[NAME]]
    quoted = [urllib.parse.quote(secret, safe='') for secret in secrets]
    for host in (*quoted, *(f'x%0A{secret}' for secret in quoted), 'x' * 60000):
        location = f'https://{host}/'
        text = expect_told('pointed to another address', action='redirect', location=location)
        assert not [secret for secret in secrets if secret in text], text


@test
def a_long_header_is_shown_to_its_beginning():
    with watched() as (app, workbench, begin):
        show_view(app, 'API')
        harmless = begin()
        app.click('push button', 'Show Answer')
        app.find_saying('alert', '200 OK')
        harmless_ms = harmless.longest_ms()
        workbench.fault(path=TOKENS, body='[]', times=0, headers={'ETag': 'x' * 60000})
        watch = begin()
        app.click('push button', 'Show Answer')
        app.find_saying('label', 'ETag: xxx', 'x…')
        watch.expect_listening(harmless_ms)


@test
def an_error_that_is_almost_json_is_not_shown_with_the_tokens_in_it():
    for before in ('\ufeff', '\x01', ' \u200b', ')]}\',\n', '\ufeff\ufeff'):
        text = expect_told('refused the request', status=400, body=before + '{"token": "abc123def456"}')
        expect('abc123' in text, False)


@test
def a_member_name_that_is_a_value_is_in_no_details():
    with watched() as (app, workbench, begin):
        workbench.fault(path=TOKENS, body='{"tokens": {"abc123": {"name": "x"}}}', times=0)
        app.click('push button', 'Refresh')
        expect_banner(app, 'Retry', 'not a list of tokens')
        click_awake(app, 'push button', 'Copy Details')
        wait('the details', lambda: '(a name of 6): object' in (read_clipboard() or ''))
        expect('abc123' in read_clipboard(), False)


if __name__ == '__main__':
    sys.exit(run())
