#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever befalls the keyring, the window listens all the time, keeps what it shows, and does not call a locked
keyring "signed out"; and the keyring's daemon is none the worse for it."""

import contextlib
import json
import os
import signal
import sys

sys.dont_write_bytecode = True

from desktop import SANDBOX, TOKENS, Workbench, control_keyring  # noqa: E402
from driver import stays, wait  # noqa: E402
from loop import Loop  # noqa: E402
from simulator_harness import expect, run, test  # noqa: E402
from steps import (KEY, choose, copy, expect_banner, keyring, keyring_pid, portal, prompter, show_view,  # noqa: E402
                   sign_in, wait_active, wait_no_banner, wait_rows)

FIRST, SECOND = 'My User Token', 'Laptop CLI'
LOCKED = 'keyring is locked'
MUTE = 'keyring service does not answer'
LISTENS_SECONDS = 2  # the window reads its tree so long
WHOAMI = '/api/whoami'


@contextlib.contextmanager
def account():
    """A user with two tokens, who signed in before and uses the second one."""
    with Workbench('--tokens=2') as workbench:
        workbench.store_account(SECOND)
        yield workbench


@contextlib.contextmanager
def watched(workbench, *prefix):
    """The window, from its first moment to its last."""
    loop = Loop()
    workbench.prefix = prefix
    with workbench.start(**loop.environment) as app:
        yield app
        loop.expect_no_freeze()


@contextlib.contextmanager
def daemon_survives():
    pid = keyring_pid()
    yield
    expect(keyring_pid(), pid)


def expect_kept(app, workbench):
    """All that was on screen still is, and can be used."""
    wait_rows(app, [FIRST, SECOND])
    copy(app, workbench, FIRST)
    expect(app.find_all(*KEY), [])


def expect_remembered(app):
    """As much as can be known of an account without a keyring."""
    app.find_row(SECOND)
    expect(app.find_all(*KEY), [])


def expect_recovery(app, workbench, name=SECOND):
    wait_rows(app, [FIRST, SECOND])
    wait_no_banner(app)
    workbench.wait_stored('user-token', workbench.values()[name])


def expect_loss_and_recovery(app, workbench):
    """With the keyring gone nothing is lost, and what was chosen meanwhile is stored when it is there again."""
    expect_banner(app, 'Retry', MUTE)
    expect_kept(app, workbench)
    control_keyring('start')
    with daemon_survives():
        expect_recovery(app, workbench, FIRST)


@test
def locked_since_the_daemon_began():
    with account() as workbench, keyring('kill', 'start locked'), daemon_survives(), watched(workbench) as app:
        expect_banner(app, 'Unlock', LOCKED)
        expect_remembered(app)
        control_keyring('unlock')
        expect_recovery(app, workbench)


@test
def locked_after_it_was_open():
    with account() as workbench, keyring('lock'), daemon_survives(), watched(workbench) as app:
        expect_banner(app, 'Unlock', LOCKED)
        expect_remembered(app)
        control_keyring('unlock')
        expect_recovery(app, workbench)


@test
def locked_under_the_window_with_a_prompt_dismissed_and_answered():
    with account() as workbench, keyring(), daemon_survives(), watched(workbench) as app:
        wait_rows(app, [FIRST, SECOND])
        control_keyring('lock')
        choose(app, FIRST)
        expect_banner(app, 'Unlock', LOCKED)
        with prompter('dismiss') as prompts:
            app.click('push button', 'Unlock')
            wait('the prompt', prompts)
            expect_banner(app, 'Unlock', LOCKED)
        expect_kept(app, workbench)
        with prompter('answer', 'test'):
            app.click('push button', 'Unlock')
            expect_recovery(app, workbench, FIRST)


@test
def killed_before_a_call():
    with account() as workbench, keyring(), watched(workbench) as app:
        wait_rows(app, [FIRST, SECOND])
        control_keyring('kill')
        choose(app, FIRST)
        expect_loss_and_recovery(app, workbench)


@test
def killed_during_a_call():
    with account() as workbench, keyring('freeze'), watched(workbench) as app:
        expect_remembered(app)
        control_keyring('kill')
        expect_banner(app, 'Retry', MUTE)
        expect_remembered(app)
        control_keyring('start')
        expect_recovery(app, workbench)
        control_keyring('freeze')
        verified = workbench.count('GET', WHOAMI)
        choose(app, FIRST)
        wait('the token to be verified', lambda: workbench.count('GET', WHOAMI) > verified)
        wait_active(app, FIRST)
        control_keyring('kill')
        expect_loss_and_recovery(app, workbench)


@test
def without_a_keyring():
    with account() as workbench, keyring('kill', 'start absent'), daemon_survives(), watched(workbench) as app:
        expect_banner(app, 'Create Keyring', 'no keyring')
        sign_in(app, KEY, workbench.key)
        expect_kept(app, workbench)
        with prompter('dismiss') as prompts:
            app.click('push button', 'Create Keyring')
            wait('the prompt', prompts)
            expect_banner(app, 'Create Keyring', 'no keyring')
        with prompter('answer', 'test'):
            app.click('push button', 'Create Keyring')
            expect_recovery(app, workbench)


@test
def without_a_service():
    with account() as workbench, keyring('kill'), watched(workbench) as app:
        expect_banner(app, 'Retry', MUTE)
        expect_remembered(app)
        control_keyring('start')
        with daemon_survives():
            expect_recovery(app, workbench)


@test
def a_service_that_never_answers():
    with account() as workbench, keyring('kill', 'start mute'), watched(workbench) as app:
        expect_remembered(app)
        expect_banner(app, 'Retry', MUTE)
        expect_remembered(app)
        control_keyring('kill')
        control_keyring('start')
        expect_recovery(app, workbench)
        control_keyring('kill')
        control_keyring('start', 'mute')
        choose(app, FIRST)
        expect_banner(app, 'Retry', MUTE)
        expect_kept(app, workbench)


@test
def a_portal_that_loses_its_answer():
    with Workbench('--tokens=2') as workbench, keyring():
        with portal() as desktop, watched(workbench, SANDBOX) as app:
            sign_in(app, KEY, workbench.key)
            wait_rows(app, [FIRST, SECOND])
            desktop.wait_asked(1)
        with portal(n_lost=1) as desktop, watched(workbench, SANDBOX) as app:
            expect_remembered(app)
            wait_rows(app, [FIRST, SECOND])
            desktop.wait_asked(2)
            wait_no_banner(app)
        expect(workbench.stored('api-key'), None)  # the Secret Service was never asked


@test
def a_portal_that_answers_no_more():
    with Workbench('--tokens=2') as workbench, keyring():
        with portal() as desktop, watched(workbench, SANDBOX) as app:
            sign_in(app, KEY, workbench.key)
            wait_rows(app, [FIRST, SECOND])
        with portal(n_lost=2) as desktop, watched(workbench, SANDBOX) as app:
            expect_banner(app, 'Retry', MUTE)
            expect_remembered(app)
            desktop.process.send_signal(signal.SIGSTOP)
            app.click('push button', 'Retry')
            stays('listening', lambda: app.find('push button', 'Retry'), LISTENS_SECONDS)
            desktop.process.send_signal(signal.SIGCONT)
            wait_rows(app, [FIRST, SECOND])
            desktop.wait_asked(3)
            wait_no_banner(app)


def seven_megabytes():
    """Most of it is nothing that the window knows of."""
    return json.dumps({'items': [{'id': str(number), 'name': FIRST, 'token': f'value-{number}',
                                  'notes': ['abcdefg'] * 175000} for number in range(4)]})


@test
def a_list_of_seven_megabytes():
    with Workbench('--tokens=2') as workbench:
        workbench.store('api-key', workbench.key)
        with watched(workbench) as app:
            wait_rows(app, [FIRST, SECOND])
            workbench.fault(path=TOKENS, body=seven_megabytes(), times=0)
            app.click('push button', 'Refresh')
            wait_rows(app, [SECOND] + [FIRST] * 4)  # the stored one works still


@test
def an_answer_of_seven_megabytes():
    with Workbench('--tokens=2') as workbench:
        workbench.store('api-key', workbench.key)
        with watched(workbench) as app:
            wait_rows(app, [FIRST, SECOND])
            workbench.fault(path=TOKENS, body=seven_megabytes(), times=0)
            show_view(app, 'API')
            app.click('push button', 'Show Answer')
            app.find_saying('alert', '200 OK')
            stays('listening', lambda: app.find_saying('alert', '200 OK'), 0.5)


if __name__ == '__main__':
    sys.exit(run())
