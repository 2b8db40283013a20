#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Revoking a token: asked for once, and what each answer of the server means."""

import sys

sys.dont_write_bytecode = True

from desktop import TOKENS, Workbench, press_key  # noqa: E402
from driver import wait  # noqa: E402
from simulator_harness import expect, run, test  # noqa: E402
from steps import (GENERATE, MENU, copy, count_revoked, expect_sentence, open_revoke, revoke, wait_active,  # noqa: E402
                   wait_rows)

FIRST, SECOND, THIRD = 'My User Token', 'Laptop CLI', 'Build server'


def revoke_fault(workbench, **fault):
    workbench.fault(method='DELETE', path=TOKENS + '/*', **fault)


def expect_nothing_lost(app, workbench, names):
    """The rows are there and usable, and the active token is still the stored one."""
    wait_rows(app, names)
    wait_active(app, names[-1])
    copy(app, workbench, names[0])
    expect(workbench.stored('user-token'), workbench.values()[names[-1]])


def wait_toast(app, *words):
    expect_sentence(app.find_saying('alert', *words))


@test
def the_dialog_names_the_token_and_cancel_and_escape_revoke_nothing():
    with Workbench('--tokens=2') as workbench, workbench.start_signed_in() as app:
        for leave in (lambda dialog: app.click('push button', 'Cancel', dialog), lambda dialog: press_key('Escape')):
            dialog = open_revoke(app, FIRST)
            text = '\n'.join(label.text() for label in app.find_all('label', under=dialog))
            assert f'“\u2068{FIRST}\u2069”' in text and 'are refused' in text and SECOND not in text, text
            app.wait_focus('push button', 'Cancel', dialog)
            leave(dialog)
            app.wait_gone('frame', 'Revoke Token?')
        wait_rows(app, [FIRST, SECOND])
        expect(count_revoked(workbench), 0)


@test
def another_token_goes_and_the_active_one_stays():
    with Workbench('--tokens=3') as workbench, workbench.start_signed_in() as app:
        values = dict(workbench.values())
        workbench.wait_stored('user-token', values[THIRD])
        revoke(app, SECOND)
        wait_rows(app, [FIRST, THIRD])
        app.find_saying('alert', 'Token revoked')
        expect([token['name'] for token in workbench.tokens()], [FIRST, THIRD])
        wait_active(app, THIRD)
        expect((workbench.stored('user-token'), count_revoked(workbench)), (values[THIRD], 1))
        app.find('push button', 'Refresh')
        expect((app.find_all('status bar'), app.find_all(*GENERATE)), ([], []))


@test
def the_active_one_leaves_the_keyring_and_the_newest_of_the_others_follows():
    with Workbench('--tokens=3') as workbench:
        workbench.store_account(SECOND)
        with workbench.start() as app:
            values = dict(workbench.values())
            wait_active(app, SECOND)
            workbench.hold(path='/api/whoami')
            revoke(app, SECOND)
            wait_rows(app, [FIRST, THIRD])
            workbench.wait_stored('user-token', None)
            workbench.release()
            workbench.wait_stored('user-token', values[THIRD])
            wait_active(app, THIRD)
            expect((workbench.stored('api-key'), count_revoked(workbench)), (workbench.key, 1))
            copy(app, workbench, THIRD)


@test
def after_the_last_one_a_token_can_be_generated_again():
    with Workbench('--tokens=1') as workbench, workbench.start_signed_in() as app:
        workbench.wait_stored('user-token', workbench.values()[FIRST])
        expect(app.find_all(*GENERATE), [])
        revoke(app, FIRST)
        app.wait_focus(*GENERATE)
        app.find('label', 'You have no user token yet.')
        expect((workbench.tokens(), count_revoked(workbench)), ([], 1))
        workbench.wait_stored('user-token', None)
        app.click(*GENERATE)
        app.click('push button', 'Generate')
        wait_rows(app, [FIRST])
        workbench.wait_stored('user-token', workbench.values()[FIRST])


@test
def a_server_that_cannot_revoke_says_so_and_the_menus_go():
    with Workbench('--tokens=2', '--no-revoke') as workbench, workbench.start_signed_in() as app:
        workbench.wait_stored('user-token', workbench.values()[SECOND])
        revoke(app, FIRST)
        wait_toast(app, 'cannot', 'Workbench page')
        app.wait_gone(*MENU)
        expect_nothing_lost(app, workbench, [FIRST, SECOND])
        expect(count_revoked(workbench), 1)


@test
def not_found_but_still_listed_means_that_the_server_cannot():
    with Workbench('--tokens=2') as workbench, workbench.start_signed_in() as app:
        workbench.wait_stored('user-token', workbench.values()[SECOND])
        revoke_fault(workbench, status=404)
        revoke(app, SECOND)
        wait_toast(app, 'cannot revoke', 'Workbench page')
        app.wait_gone(*MENU)
        expect_nothing_lost(app, workbench, [FIRST, SECOND])
        expect(count_revoked(workbench), 1)


@test
def not_found_and_no_longer_listed_means_revoked():
    with Workbench('--tokens=2') as workbench, workbench.start_signed_in() as app:
        workbench.wait_stored('user-token', workbench.values()[SECOND])
        revoke_fault(workbench, status=404, when='after')
        revoke(app, FIRST)
        wait_rows(app, [SECOND])
        app.find_saying('alert', 'Token revoked')
        expect(len(app.find_all(*MENU)) > 0, True)
        expect(workbench.stored('user-token'), workbench.values()[SECOND])
        expect(count_revoked(workbench), 1)


@test
def the_active_one_that_was_revoked_twice_over_is_gone_too():
    """It authenticated its own revocation, so the list that is asked for then refuses it."""
    with Workbench('--tokens=1') as workbench:
        workbench.store_account(FIRST)
        with workbench.start() as app:
            app.find('push button', 'Refresh')
            revoke_fault(workbench, status=404, when='after')
            revoke(app, FIRST)
            app.find(*GENERATE)
            workbench.wait_stored('user-token', None)
            expect(count_revoked(workbench), 1)


@test
def a_failure_is_told_and_nothing_is_lost():
    for fault, words in (({'status': 500}, ('problem',)), ({'status': 403}, ('does not allow',)),
                         ({'status': 400, 'body': '{"message": "In use by a robot"}'}, ('In use by a robot',)),
                         ({'action': 'reset'}, ('127.0.0.1',))):
        with Workbench('--tokens=2') as workbench, workbench.start_signed_in() as app:
            workbench.wait_stored('user-token', workbench.values()[SECOND])
            revoke_fault(workbench, times=0, **fault)
            revoke(app, SECOND)
            wait_toast(app, *words)
            expect_nothing_lost(app, workbench, [FIRST, SECOND])
            wait('both menus', lambda: len(app.find_all('push button', 'Copy Token')) == 2 and app.find_all(*MENU))
            workbench.control('DELETE', 'faults')
            revoke(app, SECOND)
            wait_rows(app, [FIRST])


if __name__ == '__main__':
    sys.exit(run())
