#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""More than one server: --server at the first start and at a second one, and signing in elsewhere."""

import sys

sys.dont_write_bytecode = True

from desktop import Workbench, find_windows  # noqa: E402
from driver import App, stays, wait  # noqa: E402
from simulator_harness import expect, run, test  # noqa: E402
from steps import KEY, copy, sign_in, start_again, wait_active, wait_rows  # noqa: E402

FIRST, SECOND = 'My User Token', 'Laptop CLI'
ADDRESS = ('text', 'Server Address')


def remembered(workbench):
    lines = workbench.read_settings().splitlines()
    return next(line.removeprefix('server=').strip("'") for line in lines if line.startswith('server='))


def secrets(workbench):
    return workbench.stored('api-key'), workbench.stored('user-token')


def switch(app, other):
    expect(start_again(app, f'--server={other.address}'), 0)
    app.find('label', f'127.0.0.1:{other.port}')


@test
def a_second_start_switches_the_window_and_signing_in_there_is_remembered():
    with Workbench('--tokens=2') as first, Workbench('--tokens=1') as other:
        first.store_account(SECOND)
        with first.start() as app:
            wait_rows(app, [FIRST, SECOND])
            kept = secrets(first)
            expect(start_again(app, f'--server={other.address}/'), 0)
            expect(app.find(*ADDRESS).text(), other.address)
            app.wait_gone('list', 'Account Tokens')
            expect((len(find_windows(app)), other.log()[1:], remembered(first)), (1, [], first.address))
            sign_in(app, KEY, other.key)
            wait_rows(app, [FIRST])
            app.find('label', f'127.0.0.1:{other.port}')
            other.wait_stored('api-key', other.key)
            other.wait_stored('user-token', other.values()[FIRST])
            copy(app, other, FIRST)
            wait('the other one to be remembered', lambda: remembered(first) == other.address)
            expect(secrets(first), kept)
        with first.start() as app:
            wait_rows(app, [FIRST])
            app.find('label', f'127.0.0.1:{other.port}')


@test
def a_server_with_secrets_of_its_own_opens_at_once_and_is_for_this_run():
    with Workbench('--tokens=2') as first, Workbench('--tokens=1') as other:
        first.store_account(SECOND)
        other.store_account(FIRST)
        with first.start() as app:
            wait_rows(app, [FIRST, SECOND])
            switch(app, other)
            wait_rows(app, [FIRST])
            wait_active(app, FIRST)
            switch(app, first)
            wait_rows(app, [FIRST, SECOND])
            wait_active(app, SECOND)
            switch(app, other)
            wait_rows(app, [FIRST])
            stays('the first one remembered', lambda: remembered(first) == first.address and
                  f"token-name='{SECOND}'" in first.read_settings(), 0.5)


@test
def the_first_start_takes_the_server_too():
    with Workbench('--tokens=2') as first, Workbench('--tokens=1') as other:
        first.store_account(SECOND)
        with first.start() as app:
            command = [*app.command, f'--server={other.address}']
            environment = app.environment
        with App(command, environment) as app:
            expect(app.find(*ADDRESS).text(), other.address)
            expect(remembered(first), first.address)
            expect(secrets(first), (first.key, first.values()[SECOND]))


@test
def an_address_that_is_none_changes_nothing():
    with Workbench('--tokens=2') as first:
        first.store_account(SECOND)
        with first.start() as app:
            wait_rows(app, [FIRST, SECOND])
            for address in ('', 'ftp://127.0.0.1', 'http://workbench.import.io'):
                expect(start_again(app, '--server=' + address), 2)
            assert 'workbench-tokens: ' in app.read_log()
            expect(start_again(app, f'--server={first.address.upper()}/'), 0)
            stays('where it was', lambda: app.find_all('label', f'127.0.0.1:{first.port}'), 0.5)
            wait_rows(app, [FIRST, SECOND])


@test
def a_switch_takes_nothing_along():
    """Neither what is shown, nor what is typed for the one, nor its banner."""
    with Workbench('--tokens=2') as first, Workbench('--tokens=1') as other:
        first.store_account(SECOND)
        with first.start() as app:
            app.click('push button', 'Show Token', app.find_row(FIRST))
            wait('the value', lambda: first.values()[FIRST] in app.read_all())
            first.stop()
            app.click('push button', 'Refresh')
            app.find('push button', 'Retry')
            expect(start_again(app, f'--server={other.address}'), 0)
            app.type(*KEY, 'typed for the other one')
            app.wait_gone('status bar')
            wait('nothing of the first one', lambda: not any(
                text in app.read_all() for text in (*first.values().values(), SECOND, str(first.port))))
            expect(other.log()[1:], [])
            first.restart()
            switch(app, first)
            wait_rows(app, [FIRST, SECOND])
            expect(start_again(app, f'--server={other.address}'), 0)
            expect(app.find(*KEY).text(), '')


@test
def signing_out_of_one_leaves_the_other_signed_in():
    with Workbench('--tokens=2') as first, Workbench('--tokens=1') as other:
        first.store_account(SECOND)
        other.store_account(FIRST)
        with first.start() as app:
            wait_rows(app, [FIRST, SECOND])
            switch(app, other)
            wait_rows(app, [FIRST])
            app.sign_out()
            expect(app.find(*ADDRESS).text(), other.address)
            other.wait_stored('api-key', None)
            other.wait_stored('user-token', None)
            expect(secrets(first), (first.key, first.values()[SECOND]))
            assert f"token-name='{SECOND}'" in first.read_settings()
            switch(app, first)
            wait_rows(app, [FIRST, SECOND])


if __name__ == '__main__':
    sys.exit(run())
