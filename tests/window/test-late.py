#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The limits of time that are too long to stand beside other tests, with the real ones."""

import contextlib
import socket
import sys
import time

sys.dont_write_bytecode = True

from desktop import TOKENS, Workbench  # noqa: E402
from driver import wait  # noqa: E402
from simulator_harness import expect, run, test  # noqa: E402
from steps import GENERATE, KEY, copy, expect_sentence, sign_in  # noqa: E402


@contextlib.contextmanager
def full_queue():
    """A port where nobody takes a connection, and nobody refuses one."""
    with socket.create_server(('127.0.0.1', 0), backlog=0) as server, contextlib.ExitStack() as waiting:
        for _ in range(4):
            client = waiting.enter_context(socket.socket())
            client.setblocking(False)
            client.connect_ex(server.getsockname())
        yield server.getsockname()[1]


@test
def a_server_that_does_not_answer_is_given_up_after_three_times_ten_seconds():
    with Workbench() as workbench, full_queue() as port, workbench.start() as app:
        app.type('text', 'Server Address', f'http://127.0.0.1:{port}')
        sign_in(app, KEY, workbench.key)
        app.find('push button', 'Cancel')
        begin = time.monotonic()
        alert = wait('the end', lambda: next(app.search('alert'), None), 45)
        took = time.monotonic() - begin
        expect_sentence(alert)
        assert f'127.0.0.1:{port} did not answer in time' in alert.text(), alert.text()
        assert 29 <= took <= 36, took


@test
def a_token_whose_answer_does_not_come_is_found_after_twenty_seconds():
    with Workbench() as workbench, workbench.start_signed_in() as app:
        workbench.fault(method='POST', path=TOKENS, when='after', action='hang')
        app.click(*GENERATE)
        app.click('push button', 'Generate')
        wait('the token', workbench.tokens)
        begin = time.monotonic()
        wait('the row', lambda: list(app.search_row('My User Token')), 30)
        took = time.monotonic() - begin
        assert 18 <= took <= 25, took
        app.wait_gone('frame', 'Generate Token')
        copy(app, workbench, 'My User Token')
        expect(workbench.count_created(), 1)


if __name__ == '__main__':
    sys.exit(run())
