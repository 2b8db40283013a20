#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The contract's table "Errors" in the window: what is read, how often the server was asked, and how long it took."""

import sys
import time

sys.dont_write_bytecode = True

from desktop import TOKENS, Workbench  # noqa: E402
from driver import CEILING, stays, wait  # noqa: E402
from simulator_harness import expect, run, test  # noqa: E402
from steps import (GENERATE, KEY, copy, expect_banner, expect_sentence, sign_in, start_again,  # noqa: E402
                   wait_no_banner)

NAME = 'My User Token'
AT_ONCE = (0, 0.49)  # between the first request and the last one: there was no pause
TWO_PAUSES = (1.49, 2.25 + 1)  # 0.5 s and 1 s, each up to half as long again, and what a busy computer takes
UNREADABLE = 'could not be read'
STILL_WORKS = 'Your stored token still works'


def fault(words, count=1, took=AT_ONCE, button='Retry', **answer):
    return words, answer, count, took, button


ROWS = (
    fault(('refused the request', 'Bad cursor'), status=400, body='{"message": "Bad cursor"}'),
    fault(('refused the request', 'Bad name'), status=422, body='{"errors": [{"message": "Bad name"}]}'),
    # Of the token first, and then of the key.
    fault(('does not accept this API key', 'account settings'), count=2, button='Sign In Again', status=401),
    fault(('does not allow this with your API key',), count=2, button='Sign In Again', status=403),
    fault(('not a Workbench', 'Check the server address', STILL_WORKS), status=404),
    fault(('have a token already',), status=409),
    fault(('slow down', 'Try again at', STILL_WORKS), status=429, headers={'Retry-After': '3600'}),
    fault(('slow down', 'Wait a minute'), count=3, took=TWO_PAUSES, status=429),
    fault(('has a problem', 'Out of order.”', STILL_WORKS), count=3, took=TWO_PAUSES, status=500, body='Out of order',
          contentType='text/plain'),
    fault(('has a problem', 'error 503'), count=3, took=TWO_PAUSES, status=503, body='<html>Down</html>'),
    fault(('pointed to login.example.com', 'nothing was sent there'), action='redirect', status=302,
          location='https://login.example.com/'),
    fault(('pointed to another address', 'not followed'), status=304, body=''),
    # libsoup itself asks once more for each connection that is an old one.
    fault(('No connection', STILL_WORKS), count=(3, 4, 5), took=TWO_PAUSES, action='reset'),
    fault((UNREADABLE,), body='<html>Welcome</html>', contentType='text/html'),
    fault((UNREADABLE, 'cut off'), action='cut-off'),
    fault(('not a list of tokens',), body='{"items": 17}'),
    fault((UNREADABLE,), bodyRepeat={'text': '[', 'count': 65}),
    fault(('too large',), bodyRepeat={'text': ' ' * 9, 'count': 1000000}),
)
HOSTLESS = (UNREADABLE, 'not a list of tokens')  # what the parser says of an answer that came


def times_asked(workbench):
    return [entry['time'] for entry in workbench.log() if entry['path'] == TOKENS]


def expect_asked(workbench, count, took):
    times = times_asked(workbench)
    assert len(times) in (count if isinstance(count, tuple) else (count,)), times
    least, most = took
    assert least <= times[-1] - times[0] <= most, times


@test
def each_row_is_told_in_a_sentence_after_as_many_requests_as_it_may_take():
    with Workbench('--tokens=2') as workbench:
        workbench.store_account(NAME)
        with workbench.start() as app:
            app.find_row('Laptop CLI')
            for words, answer, count, took, button in ROWS:
                workbench.fault(path=TOKENS, times=0, **answer)
                workbench.control('DELETE', 'log')
                app.click('push button', 'Refresh')
                host = () if words[0] in HOSTLESS and 'action' not in answer else (f'127.0.0.1:{workbench.port}',)
                expect_banner(app, button, *words, *host)
                expect_asked(workbench, count, took)
                expect(app.find_all(*GENERATE), [])
                workbench.control('DELETE', 'faults')
                app.click('push button', 'Retry' if button == 'Retry' else 'Refresh')
                wait_no_banner(app)
            copy(app, workbench, NAME)


@test
def a_server_that_asks_to_wait_a_little_is_asked_again_by_itself():
    with Workbench('--tokens=1') as workbench, workbench.start_signed_in() as app:
        app.find_row(NAME)
        workbench.create('New')
        workbench.fault(path=TOKENS, status=429, headers={'Retry-After': '2'})
        workbench.control('DELETE', 'log')
        app.click('push button', 'Refresh')
        app.find_row('New')
        expect_asked(workbench, 2, (2, 3.5))
        wait_no_banner(app)


@test
def a_server_or_a_name_that_is_not_there_is_told():
    with Workbench('--tokens=1') as workbench:
        workbench.store_account(NAME)
        with workbench.start() as app:
            app.find_row(NAME)
            workbench.stop()
            begin = time.monotonic()
            app.click('push button', 'Refresh')
            expect_banner(app, 'Retry', f'No connection to 127.0.0.1:{workbench.port}', STILL_WORKS)
            took = time.monotonic() - begin
            assert 1.5 <= took <= CEILING, took
            # No resolver has to be asked: a name has no label that is that long.
            workbench.address = f'https://{"x" * 64}.example'
            workbench.store('api-key', 'any')
            expect(start_again(app, f'--server={workbench.address}'), 0)
            expect_banner(app, 'Retry', 'x.example was not found')


@test
def a_token_that_exists_already_is_listed():
    with Workbench('--tokens=1') as workbench:
        workbench.store('api-key', workbench.key)
        workbench.fault(path=TOKENS, method='GET', body='[]', times=2)  # at the start, and just before the POST
        workbench.fault(path=TOKENS, method='POST', status=409)
        with workbench.start() as app:
            app.click(*GENERATE)
            app.click('push button', 'Generate')
            expect_sentence(app.find_saying('alert', 'have a token already', f'127.0.0.1:{workbench.port}'))
            app.click('push button', 'Close', app.find('frame', 'Generate Token'))
            app.wait_gone('frame', 'Generate Token')
            app.find_row(NAME)
            expect((workbench.count_created(), workbench.count('GET', TOKENS), app.find_all(*GENERATE)), (1, 3, []))


@test
def a_retry_can_be_cancelled():
    for answer in ({'status': 503}, {'status': 429, 'headers': {'Retry-After': '2'}}):
        with Workbench('--tokens=1') as workbench, workbench.start() as app:
            workbench.fault(path=TOKENS, times=0, **answer)
            sign_in(app, KEY, workbench.key)
            wait('a request', lambda: times_asked(workbench))
            app.click('push button', 'Cancel')
            app.find('push button', 'Connect')
            count = len(times_asked(workbench))
            stays('cancelled', lambda: len(times_asked(workbench)) == count, 2.5)
            expect(app.find_all('alert'), [])
            workbench.control('DELETE', 'faults')
            app.click('push button', 'Connect')
            app.find_row(NAME)


if __name__ == '__main__':
    sys.exit(run())
