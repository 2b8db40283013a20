#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Saves a picture of every state of the window.

Usage: shots.py FOLDER LOOK WIDTH[xHEIGHT] [GROUP]..., in a session with a window manager; LOOK is one of those below, the
size in pixels, GROUP the name of a function below. A picture is named STATE-LOOK-WIDTH.png, or STATE-LOOK-WIDTH-LANGUAGE.png
where $WT_TEST_LANGUAGE is set.
"""

import contextlib
import os
import sys

sys.dont_write_bytecode = True

FOLDER, LOOK, SIZE, *GROUPS = sys.argv[1:]

from desktop import TOKENS, Workbench, control_keyring, press_key, run  # noqa: E402
from driver import wait  # noqa: E402
from language import LANGUAGE  # noqa: E402
from picture import take_picture  # noqa: E402
from simulator_harness import USER_ID  # noqa: E402
from steps import show_view, tab_to  # noqa: E402

WIDTH, _, HEIGHT = SIZE.partition('x')
HEIGHT = HEIGHT or '640'
LOOKS = {
    'light': {'ADW_DEBUG_COLOR_SCHEME': 'prefer-light'},
    'dark': {'ADW_DEBUG_COLOR_SCHEME': 'prefer-dark'},
    'contrast': {'ADW_DEBUG_COLOR_SCHEME': 'prefer-light', 'ADW_DEBUG_HIGH_CONTRAST': '1'},
    'dark-contrast': {'ADW_DEBUG_COLOR_SCHEME': 'prefer-dark', 'ADW_DEBUG_HIGH_CONTRAST': '1'},
    'large': {'ADW_DEBUG_COLOR_SCHEME': 'prefer-light'},
}
FONT_SIZE = 22 if LOOK == 'large' else 11  # as with GNOME's large text, at a factor of 2
LONG_NAME = 'The token of the machine in the cellar that builds everything every night, ' * 2
NAMES = (LONG_NAME, '🔑 Schlüssel für Überprüfung', 'رمز المستخدم', '<b>bold</b> & co.')
BODY = f'''{{
  "name": "My User Token",
  "userId": "{USER_ID}" // Found at https://workbench.import.io/users
}}'''
KIND = '-'.join(filter(None, (LOOK, SIZE, LANGUAGE)))
states = []


def state(function):
    states.append(function)
    return function


def shoot(app, name):
    app.find('frame', 'Workbench Tokens')
    window = wait('the window', lambda: run('xdotool', 'search', '--onlyvisible', '--name',
                                            '^Workbench Tokens$').stdout.split())[0]
    shape = dict(line.split('=') for line in run('xdotool', 'getwindowgeometry', '--shell', window).stdout.split())
    area = '{WIDTH}x{HEIGHT}+{X}+{Y}'.format(**shape)
    with open(f'{FOLDER}/{name}-{KIND}.png', 'wb') as file:
        file.write(take_picture('-window', 'root', '-crop', area, '+repage'))


def write_font(folder):
    """GNOME's, and its size, as its own desktop would say over XSettings."""
    os.makedirs(folder + '/gtk-4.0', exist_ok=True)
    with open(folder + '/gtk-4.0/settings.ini', 'w', encoding='ascii') as file:
        file.write(f'[Settings]\ngtk-font-name=Cantarell {FONT_SIZE}\n')


@contextlib.contextmanager
def window(*options, signed_in=True, prepare=None):
    with Workbench(*options, window_width=WIDTH, window_height=HEIGHT) as workbench:
        write_font(workbench.folder.name)
        if signed_in:
            workbench.store('api-key', workbench.key)
        if prepare:
            prepare(workbench)
        with workbench.start(**LOOKS[LOOK]) as app:
            yield workbench, app


@state
def signed_out():
    with window(signed_in=False) as (_, app):
        app.find('push button', 'Connect')
        shoot(app, 'signed-out')
        app.click('radio button', 'User Token')
        app.find('password text', 'User Token')
        shoot(app, 'signed-out-user-token')
        app.click('radio button', 'API Key')
        app.type('password text', 'API Key', 'a1b2c3d4e5f6')
        app.click('push button', 'Connect')
        app.find_saying('alert', 'API key')
        shoot(app, 'signed-out-wrong-key')


@state
def signing_in():
    with window(signed_in=False) as (workbench, app):
        workbench.fault(action='delay', delayMs=5000, times=0)
        app.type('password text', 'API Key', workbench.key)
        app.click('push button', 'Connect')
        app.find('push button', 'Cancel')
        shoot(app, 'signing-in')
        app.click('push button', 'Cancel')


@state
def loading():
    with window('--tokens=1', prepare=lambda w: (w.store_account('My User Token'),
                                                 control_keyring('freeze'))) as (_, app):
        app.find_row('My User Token')
        shoot(app, 'loading')
        app.find_saying('status bar', 'keyring')
        shoot(app, 'loading-keyring-unavailable')
        control_keyring('thaw')


@state
def connecting():
    with window('--tokens=1', prepare=lambda w: (w.store_account('My User Token'), w.fault(
            action='delay', delayMs=5000, times=0))) as (_, app):
        app.find_row('My User Token')
        shoot(app, 'connecting')


@state
def ready():
    with window('--tokens=1') as (_, app):
        app.find_row('My User Token')
        shoot(app, 'ready-one')
    with window('--tokens=50') as (_, app):
        app.find_row('My User Token')
        shoot(app, 'ready-many')


@state
def ready_none():
    with window() as (workbench, app):
        app.find('push button', 'Generate Token')
        shoot(app, 'ready-none')
        app.click('push button', 'Generate Token')
        app.find('text', 'Token Name')
        shoot(app, 'generate')
        workbench.fault(method='POST', path=TOKENS, status=400, body='{"message": "This name is not allowed."}')
        app.click('push button', 'Generate')
        app.find_saying('alert', 'not allowed')
        shoot(app, 'generate-refused')


@state
def needs_api_key():
    with window('--tokens=1', signed_in=False, prepare=lambda w: w.store(
            'user-token', w.values()['My User Token'])) as (_, app):
        app.click('push button', 'Token Menu', app.find_row('My User Token'))
        app.click('menu item', 'Revoke Token…')
        app.click('push button', 'Revoke')
        app.find('push button', 'Sign In with API Key')
        shoot(app, 'ready-needs-api-key')


@state
def tokens():
    with window('--tokens=2') as (workbench, app):
        app.find_row('Laptop CLI')
        app.click('push button', 'Copy Token')
        app.find_saying('alert', 'copied')
        shoot(app, 'tokens')
        app.click('push button', 'Show Token')
        app.find('push button', 'Hide Token')
        shoot(app, 'tokens-shown')
        token = dict(workbench.tokens()[0], lastUsedAt='2024-05-06T07:08:09Z')
        workbench.control('PUT', 'tokens', [dict(token, id=name, token=f'token-{i}', name=name)
                                            for i, name in enumerate(NAMES)])
        app.click('push button', 'Refresh')
        app.find_row(NAMES[1])
        shoot(app, 'tokens-names')


@state
def api():
    with window('--tokens=1') as (_, app):
        app.find_row('My User Token')
        show_view(app, 'API')
        shoot(app, 'api')
        app.click('push button', 'Show Answer')
        app.find('push button', 'Copy Answer')
        shoot(app, 'api-tokens')


@state
def create_with_curl():
    with window('--tokens=1') as (_, app):
        app.find_row('My User Token')
        show_view(app, 'API')
        app.click('push button', 'Copy with API Key…')
        app.find('frame', 'Copy with Your API Key?')
        shoot(app, 'api-keyed')
        app.click('push button', 'Cancel')
        tab_to(app, 'push button', 'Copy cURL Command')
        shoot(app, 'api-curl')


@state
def try_it_out():
    with window() as (workbench, app):
        app.find('push button', 'Generate Token')
        show_view(app, 'API')
        tab_to(app, 'push button', 'Execute')
        shoot(app, 'try')
        app.type('text', 'Request Body', '{\n  "name": "My User Token",\n  \'userId\': "?"\n}')
        app.find_saying('label', 'Line 3')
        shoot(app, 'try-error')
        app.type('text', 'Request Body', BODY)
        app.find_saying('label', 'not sent')
        workbench.fault(method='POST', path=TOKENS, action='delay', delayMs=3000)
        app.click('push button', 'Execute')
        app.find('push button', 'Cancel Request')
        shoot(app, 'try-running')
        app.find('push button', 'Copy Answer')
        tab_to(app, 'push button', 'Open API Documentation')
        shoot(app, 'try-answer')
        workbench.fault(method='POST', path=TOKENS, status=500)
        app.click('push button', 'Execute')
        app.find('frame', 'Create Another Token?')
        shoot(app, 'try-another')
        app.click('push button', 'Create')
        app.find('push button', 'Show My Tokens')
        tab_to(app, 'push button', 'Open API Documentation')
        shoot(app, 'try-unknown')


@state
def try_without_key():
    with window('--tokens=1', signed_in=False, prepare=lambda w: w.store(
            'user-token', w.values()['My User Token'])) as (_, app):
        app.find_row('My User Token')
        show_view(app, 'API')
        tab_to(app, 'push button', 'Sign In with API Key')
        shoot(app, 'try-without-key')


@state
def cli():
    with window('--tokens=1') as (_, app):
        app.find_row('My User Token')
        show_view(app, 'CLI')
        shoot(app, 'cli')


@state
def dialogs():
    with window('--tokens=2') as (_, app):
        app.click('push button', 'Token Menu', app.find_row('Laptop CLI'))
        app.click('menu item', 'Revoke Token…')
        app.find('push button', 'Revoke')
        shoot(app, 'revoke')
        app.click('push button', 'Cancel')
        app.wait_gone('push button', 'Revoke')
        app.menu('Sign Out…')
        app.find('push button', 'Sign Out')
        shoot(app, 'sign-out')
        app.click('push button', 'Cancel')
        app.wait_gone('push button', 'Sign Out')
        app.menu('Preferences')
        app.find('spin button', 'Clear the Clipboard')
        shoot(app, 'preferences')


@state
def help_and_shortcuts():
    with window('--tokens=1') as (_, app):
        app.find_row('My User Token')
        app.menu('Keyboard Shortcuts')
        app.find('frame', 'Keyboard Shortcuts')
        shoot(app, 'shortcuts')
        press_key('Escape')
        app.menu('Help')
        app.find('frame', 'Help')
        shoot(app, 'help')


@state
def failures():
    faults = {
        'failed': {'status': 503, 'body': '{"message": "We are moving to a larger house."}'},
        'failed-unreadable': {'body': '{"unexpected": true}'},
        'failed-redirect': {'action': 'redirect', 'location': 'https://login.example.com/'},
        'refused': {'status': 403},
    }
    for name, fault in faults.items():
        with window('--tokens=1', prepare=lambda w: (w.store_account('My User Token'), w.fault(
                path='/api/*', times=0, **fault))) as (_, app):
            app.find('status bar')
            shoot(app, name)


@state
def offline():
    with window('--tokens=1', prepare=lambda w: (w.store_account('My User Token'), w.stop())) as (_, app):
        app.find_saying('status bar', 'still works')
        shoot(app, 'offline')


@state
def refused_token():
    with window('--tokens=2', prepare=lambda w: w.store('user-token', 'revoked-long-ago')) as (_, app):
        app.find_saying('status bar', 'no longer accepts')
        shoot(app, 'refused-token')


@state
def keyring_locked():
    with window('--tokens=1', prepare=lambda w: (w.store_account('My User Token'),
                                                 control_keyring('lock'))) as (_, app):
        app.find('push button', 'Unlock')
        shoot(app, 'keyring-locked')
    control_keyring('unlock')


@state
def keyring_absent():
    control_keyring('kill')
    control_keyring('start', 'absent')
    with window('--tokens=1', signed_in=False) as (workbench, app):
        app.type('password text', 'API Key', workbench.key)
        app.click('push button', 'Connect')
        app.find('push button', 'Create Keyring')
        app.find_row('My User Token')
        shoot(app, 'keyring-absent')


@state
def keyring_unavailable():
    control_keyring('kill')
    with window('--tokens=1', signed_in=False) as (workbench, app):
        app.type('password text', 'API Key', workbench.key)
        app.click('push button', 'Connect')
        app.find_row('My User Token')
        app.find_saying('status bar', 'keyring')
        shoot(app, 'keyring-unavailable')


for take in states:
    if not GROUPS or take.__name__ in GROUPS:
        take()
