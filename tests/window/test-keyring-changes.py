#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A keyring that others open, start and change while the window is there, and a program that ends at a bad time."""

import contextlib
import os
import signal
import sys
import time

sys.dont_write_bytecode = True

from desktop import KEYRING_CONTROL, TOKENS, Workbench, control_keyring, run as call  # noqa: E402
from driver import stays, wait  # noqa: E402
from simulator_harness import expect, run, test  # noqa: E402
from steps import (KEY, choose, copy, expect_banner, expect_nothing_asked, keyring, mock_keyring, sign_in, wait_active,  # noqa: E402
                   wait_no_banner, wait_rows)

FIRST, SECOND = 'My User Token', 'Laptop CLI'


@test
def one_that_another_program_opens_is_read_without_a_button():
    with Workbench('--tokens=2') as workbench:
        workbench.store_account(SECOND)
        for states in (['lock'], ['kill', 'start locked']):
            with keyring(*states):
                with workbench.start() as app:
                    expect_banner(app, 'Unlock', 'locked')
                    control_keyring('unlock')
                    wait_no_banner(app)
                    wait_rows(app, [FIRST, SECOND])
                    copy(app, workbench, SECOND)
            workbench.store_account(SECOND)


@test
def what_was_not_stored_is_stored_when_it_is_opened():
    with Workbench('--tokens=2') as workbench, keyring('lock'), workbench.start() as app:
        sign_in(app, KEY, workbench.key)
        expect_banner(app, 'Unlock', 'keep you signed in')
        control_keyring('unlock')
        workbench.wait_stored('api-key', workbench.key)
        workbench.wait_stored('user-token', workbench.values()[SECOND])
        wait_no_banner(app)


@test
def a_service_that_comes_late_or_anew_is_noticed():
    with Workbench('--tokens=2') as workbench:
        workbench.store_account(SECOND)
        with keyring('kill'), workbench.start() as app:
            expect_banner(app, 'Retry', 'keyring')
            control_keyring('start')
            wait_no_banner(app)
            wait_rows(app, [FIRST, SECOND])
            control_keyring('kill')
            choose(app, FIRST)
            expect_banner(app, 'Retry', 'keyring', 'until you quit')
            control_keyring('start')
            workbench.wait_stored('user-token', workbench.values()[FIRST])
            wait_no_banner(app)


@contextlib.contextmanager
def starting_slowly(seconds):
    """The bus starts the service when it is asked for, and that takes a while."""
    path = os.path.join(os.environ['XDG_DATA_HOME'], 'dbus-1', 'services', 'org.freedesktop.secrets.service')
    with open(path, 'w', encoding='ascii') as file:
        file.write(f'[D-BUS Service]\nName=org.freedesktop.secrets\n'
                   f'Exec=/bin/sh -c "sleep {seconds}; exec {KEYRING_CONTROL} start"\n')
    reload_bus()
    try:
        yield
    finally:
        os.unlink(path)
        reload_bus()


def reload_bus():
    assert call('gdbus', 'call', '--session', '--dest', 'org.freedesktop.DBus', '--object-path', '/org/freedesktop/DBus',
                '--method', 'org.freedesktop.DBus.ReloadConfig').returncode == 0


@test
def one_that_another_program_locks_is_told():
    with Workbench('--tokens=2') as workbench, keyring():
        workbench.store_account(SECOND)
        with workbench.start() as app:
            wait_rows(app, [FIRST, SECOND])
            control_keyring('lock')
            expect_banner(app, 'Unlock', 'locked')
            copy(app, workbench, SECOND)
            control_keyring('unlock')
            wait_no_banner(app)
            expect(len([entry for entry in workbench.log() if entry['path'].startswith(TOKENS)]), 1)


@contextlib.contextmanager
def taken_out(workbench, app):
    """The service comes back without what was stored, or another one comes."""
    wait_rows(app, [FIRST, SECOND])
    for kind in ('user-token', 'api-key'):
        expect(call('secret-tool', 'clear', 'server', workbench.address, 'kind', kind).returncode, 0)
    control_keyring('kill')
    control_keyring('start')
    expect_banner(app, 'Store Again', 'does not have', 'stay signed in until you quit')
    wait_rows(app, [FIRST, SECOND])
    copy(app, workbench, SECOND)
    yield
    wait_no_banner(app)
    workbench.wait_stored('user-token', workbench.values()[SECOND])


@test
def what_is_not_there_any_more_is_told_and_stored_again_at_the_users_order():
    with Workbench('--tokens=2') as workbench, keyring():
        workbench.store_account(SECOND)
        with workbench.start() as app, taken_out(workbench, app):
            stays('there', lambda: app.find_all('push button', 'Store Again'), 2)
            expect([workbench.stored(kind) for kind in ('user-token', 'api-key')], [None, None])
            app.click('push button', 'Store Again')
            workbench.wait_stored('api-key', workbench.key)


@test
def what_is_there_again_needs_no_order():
    with Workbench('--tokens=2') as workbench, keyring():
        workbench.store_account(SECOND)
        with workbench.start() as app, taken_out(workbench, app):
            workbench.store_account(SECOND)
            control_keyring('lock')
            control_keyring('unlock')


@test
def a_service_that_takes_longer_than_a_call_is_noticed_when_it_is_there():
    with Workbench('--tokens=2') as workbench:
        workbench.store_account(SECOND)
        with keyring('kill'), starting_slowly(8), workbench.start() as app:
            expect_banner(app, 'Retry', 'keyring')
            wait_no_banner(app)
            wait_rows(app, [FIRST, SECOND])
            copy(app, workbench, SECOND)


@test
def nothing_is_asked_of_a_keyring_that_does_not_change():
    with Workbench('--tokens=1') as workbench:
        workbench.store_account(FIRST)
        with keyring('lock'), workbench.start() as app:
            expect_banner(app, 'Unlock', 'locked')
            expect_nothing_asked()
            control_keyring('unlock')
            wait_no_banner(app)
            copy(app, workbench, FIRST)
            expect_nothing_asked()


@test
def a_newer_choice_of_another_program_wins_and_is_told():
    with Workbench('--tokens=3') as workbench, keyring():
        workbench.store_account(SECOND)
        third = workbench.tokens()[2]
        with workbench.start() as app:
            wait_active(app, SECOND)
            control_keyring('lock')
            choose(app, FIRST)
            wait_active(app, FIRST)
            expect_banner(app, 'Unlock', 'keep you signed in')
            # The window hears of all that follows at once.
            os.kill(app.process.pid, signal.SIGSTOP)
            control_keyring('unlock')
            time.sleep(1.1)  # a keyring knows no shorter times
            workbench.replace_stored('user-token', third['token'])
            os.kill(app.process.pid, signal.SIGCONT)
            app.find_saying('alert', 'Another program', third['name'])
            wait_active(app, third['name'])
            wait_no_banner(app)
            expect(workbench.stored('user-token'), third['token'])


@test
def a_row_has_the_value_of_its_own_token_wherever_a_choice_ended():
    with Workbench('--tokens=2') as workbench, keyring():
        workbench.store_account(SECOND)
        with workbench.start() as app:
            wait_rows(app, [FIRST, SECOND])
            control_keyring('lock')
            choose(app, FIRST)
            expect_banner(app, 'Unlock', 'keep you signed in')
        control_keyring('unlock')
        values = dict(workbench.values())
        workbench.stop()
        with workbench.start() as app:
            expect_banner(app, 'Retry', 'No connection')
            expect(workbench.stored('user-token'), values[SECOND])
            copy(app, workbench, SECOND)


@test
def a_program_that_is_killed_leaves_no_token_with_the_name_of_another_one():
    with Workbench('--tokens=2') as workbench, keyring():
        workbench.store_account(SECOND)
        with workbench.start() as app:
            wait_rows(app, [FIRST, SECOND])
            wait_active(app, SECOND)
            control_keyring('freeze')
            choose(app, FIRST)
            wait_active(app, FIRST)
            wait('the name to be forgotten', lambda: f"token-name='{SECOND}'" not in workbench.read_settings())
            app.kill()
        control_keyring('thaw')
        expect([name for name in (FIRST, SECOND) if name in workbench.read_settings()], [])


@test
def what_is_stored_and_is_no_token_is_named_and_a_sign_in_replaces_it():
    with Workbench('--tokens=2') as workbench, keyring():
        workbench.put('user-token', b'a\ntoken')
        with workbench.start() as app:
            expect_banner(app, 'Retry', 'Workbench User Token', 'Sign in again')
            expect(workbench.log(), [])
            sign_in(app, KEY, workbench.key)
            wait_rows(app, [FIRST, SECOND])
            wait_active(app, SECOND)
            wait_no_banner(app)
        expect(workbench.stored('user-token'), workbench.values()[SECOND])
        expect(workbench.count_stored('user-token'), 1)


@test
def a_keyring_that_cannot_store_says_why_and_what_was_not_stored_still_works():
    with Workbench('--tokens=2') as workbench, mock_keyring(), workbench.start() as app:
        sign_in(app, KEY, workbench.key)
        expect_banner(app, 'Retry', 'No space left on device')
        copy(app, workbench, SECOND)
        app.click('push button', 'Retry')
        expect_banner(app, 'Retry', 'No space left on device')


if __name__ == '__main__':
    sys.exit(run())
