#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a Wayland compositor does otherwise than an X server."""

import subprocess
import sys

sys.dont_write_bytecode = True

from desktop import Workbench, press_key, read_clipboard, wait_clipboard, write_clipboard  # noqa: E402
from driver import wait  # noqa: E402
from simulator_harness import USER_ID, expect, run, test  # noqa: E402
from steps import COPY, click_awake  # noqa: E402

REFUSED = ('alert', 'The clipboard could not be used. Try again.')
OTHER = 'of somebody else'


def expect_refused(app, button, text):
    """It is pressed through assistive technology, which the compositor does not see."""
    app.click('push button', button)
    app.find(*REFUSED)
    expect(read_clipboard(), text)
    app.wait_gone('alert')


@test
def before_the_first_key_nothing_is_copied_and_nothing_is_told_to_be():
    write_clipboard(OTHER)
    with Workbench('--tokens=1') as workbench, workbench.start_signed_in() as app:
        for button in ('Copy Token', 'Copy User ID'):
            expect_refused(app, button, OTHER)


@test
def what_somebody_else_copied_after_the_last_key_is_not_replaced():
    with Workbench('--tokens=1') as workbench, workbench.start_signed_in() as app:
        click_awake(app, *COPY)
        wait_clipboard(workbench.values()['My User Token'])
        app.wait_gone('alert')
        write_clipboard(OTHER)
        expect_refused(app, 'Copy Token', OTHER)
        click_awake(app, 'push button', 'Copy User ID')
        wait_clipboard(USER_ID)


@test
def a_key_on_the_button_copies():
    with Workbench('--tokens=2') as workbench, workbench.start_signed_in() as app:
        app.wait_focus(*COPY)
        press_key('Return')
        wait_clipboard(workbench.values()['Laptop CLI'])
        app.find('alert', 'Token copied, clears in 45 seconds')


@test
def the_launcher_says_which_key_copies():
    write_clipboard(OTHER)
    with Workbench('--tokens=2') as workbench:
        workbench.store('api-key', workbench.key)
        with workbench.start('--copy-active-token') as app:
            app.find('alert', 'Press Enter to copy')
            app.wait_focus(*COPY, app.find_row('Laptop CLI'))
            expect(read_clipboard(), OTHER)
            press_key('Return')
            wait_clipboard(workbench.values()['Laptop CLI'])


def count_colours():
    """On the whole screen."""
    picture = subprocess.run(['grim', '-'], stdout=subprocess.PIPE, check=True).stdout
    count = subprocess.run(['identify', '-format', '%k', 'png:-'], input=picture, stdout=subprocess.PIPE, check=True)
    return int(count.stdout)


@test
def the_window_is_drawn_and_goes():
    expect(count_colours(), 1)
    with Workbench('--tokens=2') as workbench, workbench.start_signed_in() as app:
        app.find_row('Laptop CLI')
        wait('letters and lines', lambda: count_colours() > 100)
        app.close()
        app.wait_end()
        wait('nothing to be left of it', lambda: count_colours() == 1)


if __name__ == '__main__':
    sys.exit(run())
