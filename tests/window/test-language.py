#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A short story in the language of $WT_TEST_LANGUAGE, in a narrow window: all of it is said in that language, nothing
makes the window wider, and what is written from right to left is laid out so."""

import os
import subprocess
import sys

sys.dont_write_bytecode = True

from desktop import Workbench, press_key, wait_clipboard  # noqa: E402
from language import LANGUAGE, catalog, environment, translate  # noqa: E402
from simulator_harness import TOKENS, expect, run, test  # noqa: E402
from steps import COPY, GENERATE, KEY, sign_in, window_size  # noqa: E402

WIDTH = 360
NARROW = {'window_width': str(WIDTH), 'window_height': '640'}
NOTICE = 'Token copied, clears in %u second'
RIGHT_TO_LEFT = ('ar', 'he')
TOOLKIT = {'Close the window'}  # GTK says it of its button, and is not translated as far as that everywhere


def ask(*command):
    """A program of the system, in the language."""
    return subprocess.run(command, env={**os.environ, **environment()}, check=True, text=True,
                          capture_output=True).stdout.strip()


def format_day(date):
    return ask('date', '--date', date, '+' + translate('%-d %B %Y'))


def format_notice(seconds):
    return ask('env', 'TEXTDOMAINDIR=' + os.environ['WT_TEST_LOCALE_DIR'], 'ngettext', 'workbench-tokens', NOTICE,
               NOTICE + 's', str(seconds)).replace('%u', str(seconds))


def find_english(app):
    """What is on the screen in English, although there is a translation that says it otherwise."""
    english = {text for text, translation in catalog.items() if text not in ('', translation)} - TOOLKIT
    for widget, _ in app.look().walk():
        for text in (widget.name, widget.description, widget.text()):
            if text in english:
                yield text


def check_page(app, workbench):
    """The page in front is in the language, but for the names of tokens, and the window as wide as it was."""
    expect(set(find_english(app)) - {token['name'] for token in workbench.tokens()}, set())
    expect(window_size(app)[0], WIDTH)


@test
def from_an_api_key_to_a_token_on_the_clipboard():
    with Workbench(**NARROW) as workbench, workbench.start() as app:
        app.find('push button', 'Connect')
        check_page(app, workbench)
        sign_in(app, KEY, workbench.key)
        app.click(*GENERATE)
        app.find('text', 'Token Name')
        check_page(app, workbench)
        app.click('push button', 'Generate')
        row = app.find_row(translate('My User Token'))
        token = workbench.tokens()[0]
        app.find('label', translate('Created %s') % format_day(token['addedAt']), row)
        check_page(app, workbench)
        app.click(*COPY, row)
        wait_clipboard(token['token'])
        app.find('alert', format_notice(45))
        expect(workbench.count('POST', TOKENS), 1)


@test
def the_views_and_the_preferences():
    with Workbench('--tokens=2', **NARROW) as workbench, workbench.start_signed_in() as app:
        app.find_row('Laptop CLI')
        check_page(app, workbench)
        is_mirrored = app.find('push button', 'Refresh').extents()[0] > app.find('push button', 'Main Menu').extents()[0]
        expect(is_mirrored, LANGUAGE in RIGHT_TO_LEFT)
        press_key('alt+2')
        app.find('push button', 'Execute')
        check_page(app, workbench)
        press_key('alt+3')
        app.find('push button', 'Copy Config Command')
        check_page(app, workbench)
        press_key('ctrl+comma')
        app.find('spin button', 'Clear the Clipboard')
        check_page(app, workbench)
        press_key('Escape')


if __name__ == '__main__':
    sys.exit(run())
