#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""KeePassXC as the keyring, as it is by itself: it asks its user before a program has a secret, at each start of it; and
with its database locked it opens a dialog at the mere search for something."""

import contextlib
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True

from desktop import Workbench, control_keyring  # noqa: E402
from driver import SHORT, SLOWNESS, stays, wait  # noqa: E402
from simulator_harness import expect, run, test  # noqa: E402
from steps import (ACCESS, COPY, KEY, MOVE, UNLOCK, choose, control_keepassxc, copy, expect_asked,  # noqa: E402
                   expect_banner, expect_nothing_asked, keepassxc, keepassxc_prompter, read_keepassxc, revoke, sign_in,
                   wait_active, wait_no_banner, wait_rows)

FIRST, SECOND = 'My User Token', 'Laptop CLI'
LOCKED = 'Your keyring is locked.'
ASKS_TO_DELETE = 'Security/NoConfirmMoveEntryToRecycleBin=false'
ASKS_NOBODY = 'FdoSecrets/ConfirmAccessItem=false'
AT_ONCE = 4 * SLOWNESS  # seconds: less than any call to a keyring is waited for
BY_ITSELF = 2 * SLOWNESS
LONG = 31  # seconds: longer than a call over D-Bus may take where nobody says how long
LATE = 12  # seconds that no other call to a keyring may take


@contextlib.contextmanager
def signed_in(*states, settings=''):
    """A user who signed in before. KeePassXC was told so by other programs, so none has a permission."""
    with Workbench('--tokens=2') as workbench, keepassxc(f'start unlocked {settings}'):
        workbench.store_account(SECOND)
        for state in states:
            control_keepassxc(state)
        yield workbench


def expect_both_stored(workbench, name=SECOND):
    expect([read_keepassxc(workbench, kind) for kind in ('api-key', 'user-token')],
           [workbench.key, workbench.values()[name]])


def wait_both_stored(workbench, name):
    wait(f'the API key and {name!r} in the database',
         lambda: (read_keepassxc(workbench, 'api-key') == workbench.key and
                  read_keepassxc(workbench, 'user-token') == workbench.values()[name]))


def expect_nothing_stored(workbench):
    expect([read_keepassxc(workbench, kind) for kind in ('api-key', 'user-token')], [None, None])


def wait_locked(app):
    """That it is locked is said before a call to the service could have been given up, and not that it is mute."""
    wait('a banner', lambda: app.find_all('status bar'), AT_ONCE)
    expect_banner(app, 'Unlock', LOCKED)
    expect(app.find_all('push button', 'Retry'), [])


def start_sign_out(app):
    app.menu('Sign Out…')
    app.click('push button', 'Sign Out', app.find('frame', 'Sign Out?'))


@test
def the_items_are_asked_for_behind_the_button_and_never_before():
    with signed_in() as workbench, keepassxc_prompter() as prompts, workbench.start() as app:
        expect_banner(app, 'Unlock')
        assert 'sensitive' not in app.find(*COPY, app.find_row(SECOND)).states
        stays('without a dialog', lambda: not prompts(), 0.5)
        app.click('push button', 'Unlock')
        wait('the dialog', prompts)
        control_keepassxc('allow')
        wait_rows(app, [FIRST, SECOND])
        wait_active(app, SECOND)
        wait_no_banner(app)
        copy(app, workbench, SECOND)
        expect_asked(prompts, ACCESS)


@test
def a_database_that_its_user_locks_while_it_is_in_use_is_noticed():
    with signed_in(settings=ASKS_NOBODY) as workbench, keepassxc_prompter() as prompts, workbench.start() as app:
        wait_rows(app, [FIRST, SECOND])
        expect_nothing_asked()
        control_keepassxc('lock')
        expect_banner(app, 'Unlock', LOCKED)
        copy(app, workbench, SECOND)
        control_keepassxc('unlock')
        wait_no_banner(app)
        expect_asked(prompts)
        expect(len(workbench.log()), 2)


@test
def what_is_denied_leaves_all_as_it_is():
    with signed_in() as workbench, keepassxc_prompter('deny') as prompts, workbench.start() as app:
        app.click('push button', 'Unlock')
        wait('the dialog', prompts)
        for _ in range(2):
            expect_banner(app, 'Unlock')
            app.find_row(SECOND)
            expect(app.find_all(*KEY), [])
            app.click('push button', 'Unlock')  # KeePassXC does not ask again who denied all
        stays('one dialog', lambda: len(prompts()) == 1, 0.5)
        expect(workbench.log(), [])
        expect_both_stored(workbench)


@test
def what_was_signed_in_with_is_there_after_the_next_start():
    with Workbench('--tokens=2') as workbench, keepassxc('start'), keepassxc_prompter('allow') as prompts:
        with workbench.start() as app:
            sign_in(app, KEY, workbench.key)
            wait_rows(app, [FIRST, SECOND])
            choose(app, FIRST)
            wait_active(app, FIRST)
            wait_both_stored(workbench, FIRST)
            wait_no_banner(app)
            expect_asked(prompts)
        with workbench.start() as app:
            app.click('push button', 'Unlock')
            wait_rows(app, [FIRST, SECOND])
            wait_active(app, FIRST)
            wait_no_banner(app)
            expect_asked(prompts, ACCESS)


@test
def a_permission_lets_a_choice_be_stored():
    with signed_in() as workbench, keepassxc_prompter('allow') as prompts, workbench.start() as app:
        app.click('push button', 'Unlock')
        wait_rows(app, [FIRST, SECOND])
        choose(app, FIRST)
        wait_active(app, FIRST)
        wait_both_stored(workbench, FIRST)
        wait_no_banner(app)
        expect_asked(prompts, ACCESS)


@test
def a_locked_database_is_said_at_once_and_opened_behind_the_button():
    with signed_in('lock') as workbench, keepassxc_prompter() as prompts, workbench.start() as app:
        wait_locked(app)
        app.find_row(SECOND)
        stays('without a dialog', lambda: not prompts(), SHORT)
        app.click('push button', 'Unlock')
        wait('the dialog', prompts)
        assert 'sensitive' not in app.find('push button', 'Unlock').states
        stays('one dialog', lambda: len(prompts()) == 1 and not app.find_all('push button', 'Retry'), LONG)
        with keepassxc_prompter('allow'):
            wait_rows(app, [FIRST, SECOND])
            wait_active(app, SECOND)
            wait_no_banner(app)
        expect_asked(prompts, UNLOCK, ACCESS)


@test
def without_the_password_it_stays_locked():
    with signed_in('lock') as workbench, keepassxc_prompter('deny') as prompts, workbench.start() as app:
        wait_locked(app)
        expect_asked(prompts)
        for count in (1, 2):
            app.click('push button', 'Unlock')
            wait('the dialog', lambda: len(prompts()) == count)
            expect_banner(app, 'Unlock', LOCKED)
            app.find_row(SECOND)
        expect(workbench.log(), [])


@test
def a_database_that_its_user_opens_is_noticed():
    with signed_in('lock', settings=ASKS_NOBODY) as workbench, keepassxc_prompter() as prompts:
        with workbench.start() as app:
            wait_locked(app)
            control_keepassxc('unlock')
            wait('the banner to go', lambda: not app.find_all('status bar'), BY_ITSELF)
            wait_rows(app, [FIRST, SECOND])
            expect_asked(prompts)


@test
def a_database_that_its_user_opens_asks_for_its_items_behind_the_button():
    with signed_in('lock') as workbench, keepassxc_prompter() as prompts, workbench.start() as app:
        wait_locked(app)
        control_keepassxc('unlock')
        wait('another banner', lambda: not any(LOCKED in (banner.text() or banner.name)
                                               for banner in app.find_all('status bar')), BY_ITSELF)
        expect_banner(app, 'Unlock')
        stays('without a dialog', lambda: not prompts(), 0.5)
        app.click('push button', 'Unlock')
        wait('the dialog', prompts)
        control_keepassxc('allow')
        wait_rows(app, [FIRST, SECOND])
        wait_no_banner(app)
        expect_asked(prompts, ACCESS)


@test
def a_first_sign_in_is_stored_when_its_user_opens_the_database():
    with Workbench('--tokens=2') as workbench, keepassxc('start locked'), keepassxc_prompter() as prompts:
        with workbench.start() as app:
            wait_locked(app)
            sign_in(app, KEY, workbench.key)
            wait_rows(app, [FIRST, SECOND])
            choose(app, FIRST)
            wait_active(app, FIRST)
            expect_nothing_stored(workbench)
            control_keepassxc('unlock')
            wait('the banner to go', lambda: not app.find_all('status bar'), BY_ITSELF)
            wait_both_stored(workbench, FIRST)
            expect_asked(prompts)


@test
def a_choice_that_was_made_while_it_was_locked_is_stored_when_its_user_opens_it():
    with signed_in() as workbench, keepassxc_prompter('allow') as prompts, workbench.start() as app:
        app.click('push button', 'Unlock')
        wait_rows(app, [FIRST, SECOND])
        wait_no_banner(app)
        control_keepassxc('lock')
        choose(app, FIRST)
        wait_active(app, FIRST)
        expect_banner(app, 'Unlock', LOCKED)
        expect_both_stored(workbench, SECOND)
        control_keepassxc('unlock')
        wait('the banner to go', lambda: not app.find_all('status bar'), BY_ITSELF)
        wait_both_stored(workbench, FIRST)
        expect_asked(prompts, ACCESS)


@test
def a_keyring_that_was_started_late_is_noticed():
    with signed_in(settings=ASKS_NOBODY) as workbench:
        expect_both_stored(workbench)  # in the file, too
        control_keepassxc('kill')
        with workbench.start() as app:
            app.find('status bar')
            control_keepassxc('start', 'again')
            control_keepassxc('unlock')
            wait('the banner to go', lambda: not app.find_all('status bar'), BY_ITSELF)
            wait_rows(app, [FIRST, SECOND])


@test
def signing_out_of_a_locked_database_says_that_the_secrets_are_still_there():
    with signed_in('lock') as workbench, keepassxc_prompter() as prompts, workbench.start() as app:
        wait_locked(app)
        start_sign_out(app)
        app.find_saying('alert', 'keyring')
        app.find_row(SECOND)
        expect(app.find_all(*KEY), [])
        expect_asked(prompts)
        expect_both_stored(workbench)


@test
def signing_out_removes_what_it_may_not_read():
    with signed_in() as workbench, keepassxc_prompter('allow') as prompts, workbench.start() as app:
        expect_banner(app, 'Unlock')
        start_sign_out(app)
        app.find(*KEY)
        assert len(prompts()) <= 1, prompts()
        expect_nothing_stored(workbench)


@test
def a_removal_that_asks_does_so_once_for_each_and_waits():
    with signed_in(settings=ASKS_TO_DELETE) as workbench, keepassxc_prompter() as prompts, workbench.start() as app:
        expect_banner(app, 'Unlock')
        start_sign_out(app)
        wait('the dialog', prompts)
        stays('one dialog', lambda: len(prompts()) == 1 and not app.find_all(*KEY), LATE)
        with keepassxc_prompter('allow'):
            app.find(*KEY)
        expect_asked(prompts, MOVE, MOVE)
        expect_nothing_stored(workbench)


@test
def a_removal_that_is_denied_says_that_it_is_still_there():
    with signed_in(settings=ASKS_TO_DELETE) as workbench, keepassxc_prompter('deny') as prompts:
        with workbench.start() as app:
            expect_banner(app, 'Unlock')
            start_sign_out(app)
            app.find_saying('alert', 'keyring')
            app.find_row(SECOND)
            expect(app.find_all(*KEY), [])
            expect_asked(prompts, *[MOVE] * max(1, min(2, len(prompts()))))
            expect_both_stored(workbench)


@contextlib.contextmanager
def notifications():
    """Whether a notification was sent that says so. Nobody needs to show it."""
    with tempfile.TemporaryFile('w+') as log:
        monitor = subprocess.Popen(['dbus-monitor', "interface='org.freedesktop.Notifications',member='Notify'"], stdout=log)

        def have(words):
            log.seek(0)
            return words in log.read()
        try:
            wait('the monitor', lambda: have('NameAcquired') or have('NameLost'))
            yield have
        finally:
            monitor.kill()
            monitor.wait()


@test
def a_closed_window_waits_for_an_answer_for_a_while_and_says_that_none_came():
    with signed_in(settings=ASKS_TO_DELETE) as workbench, notifications() as have, workbench.start() as app:
        with keepassxc_prompter('allow'):
            app.click('push button', 'Unlock')
            wait_rows(app, [FIRST, SECOND])
            wait_no_banner(app)
        with keepassxc_prompter() as prompts:
            revoke(app, SECOND)
            wait('the dialog', prompts)
            app.close()
            stays('running', app.is_running, LATE)
            app.wait_end()
            expect_asked(prompts, MOVE)
        wait('the notification', lambda: have('The keyring did not answer'))
        expect(read_keepassxc(workbench, 'user-token'), workbench.values()[SECOND])

@test
def it_may_take_the_place_of_another_keyring_and_come_again():
    control_keyring('start')
    with Workbench('--tokens=2') as workbench:
        workbench.store_account(SECOND)
        with workbench.start() as app:
            wait_rows(app, [FIRST, SECOND])
            wait_active(app, SECOND)
            control_keyring('kill')
            with keepassxc(f'start unlocked {ASKS_NOBODY}'):
                stays('running', app.is_running, 2)
                for state in ('kill', 'start again', 'unlock'):
                    control_keepassxc(*state.split())
                    stays('running', app.is_running, 2)
                    expect_nothing_asked()


if __name__ == '__main__':
    sys.exit(run())
