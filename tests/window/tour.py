# SPDX-License-Identifier: GPL-3.0-or-later
"""Leads through every state of the window, one after the other."""

import contextlib
import os

from desktop import TOKENS, Workbench, control_keyring, press_key
from driver import wait
from simulator_harness import USER_ID
from steps import KEY, keyring, show_view, sign_in, tab_to

LONG_NAME = 'The token of the machine in the cellar that builds everything every night, ' * 2
NAMES = (LONG_NAME, '🔑 Schlüssel für Überprüfung', 'رمز المستخدم', '<b>bold</b> & co.')
BODY = f'''{{
  "name": "My User Token",
  "userId": "{USER_ID}" // Found at https://workbench.import.io/users
}}'''
states = []  # a function each, which calls visit() where there is something to see


class Tour:
    """Whoever takes it says what to do in each state: visit(app, name)."""

    def __init__(self, visit, width='1000', height='640', **environment):
        self.visit = visit
        self.settings = {'window_width': width, 'window_height': height}
        self.environment = environment
        self.workbench = None

    def write_font(self):
        """GNOME's, as its own desktop would say over XSettings."""
        folder = self.workbench.folder.name + '/gtk-4.0'
        os.makedirs(folder, exist_ok=True)
        with open(folder + '/settings.ini', 'w', encoding='ascii') as file:
            file.write('[Settings]\ngtk-font-name=Cantarell 11\n')

    @contextlib.contextmanager
    def window(self, *options, signed_in=True, prepare=None):
        with Workbench(*options, **self.settings) as self.workbench:
            self.write_font()
            if signed_in:
                self.workbench.store('api-key', self.workbench.key)
            if prepare:
                prepare(self.workbench)
            with self.workbench.start(**self.environment) as app:
                yield self.workbench, app


def state(function):
    states.append(function)
    return function


@state
def signed_out(tour):
    with tour.window(signed_in=False) as (_, app):
        app.find('push button', 'Connect')
        tour.visit(app, 'signed-out')
        app.click('radio button', 'User Token')
        app.find('password text', 'User Token')
        tour.visit(app, 'signed-out-user-token')
        app.click('radio button', 'API Key')
        app.type('password text', 'API Key', 'a1b2c3d4e5f6')
        app.click('push button', 'Connect')
        app.find_saying('alert', 'API key')
        tour.visit(app, 'signed-out-wrong-key')


@state
def signing_in(tour):
    with tour.window(signed_in=False) as (workbench, app):
        workbench.hold(times=0)
        app.type('password text', 'API Key', workbench.key)
        app.click('push button', 'Connect')
        app.find('push button', 'Cancel')
        tour.visit(app, 'signing-in')
        app.click('push button', 'Cancel')


@state
def loading(tour):
    with keyring(), tour.window('--tokens=1', prepare=lambda w: (w.store_account('My User Token'),
                                                                 control_keyring('freeze'))) as (_, app):
        app.find_row('My User Token')
        tour.visit(app, 'loading')
        app.find_saying('status bar', 'keyring')
        tour.visit(app, 'loading-keyring-unavailable')
        control_keyring('thaw')


@state
def connecting(tour):
    with tour.window('--tokens=1', prepare=lambda w: (w.store_account('My User Token'),
                                                   w.hold(times=0))) as (_, app):
        app.find_row('My User Token')
        tour.visit(app, 'connecting')


@state
def ready(tour):
    with tour.window('--tokens=1') as (_, app):
        app.find_row('My User Token')
        tour.visit(app, 'ready-one')
    with tour.window('--tokens=50') as (_, app):
        app.find_row('My User Token')
        tour.visit(app, 'ready-many')


@state
def ready_none(tour):
    with tour.window() as (workbench, app):
        app.find('push button', 'Generate Token')
        tour.visit(app, 'ready-none')
        app.click('push button', 'Generate Token')
        app.find('text', 'Token Name')
        tour.visit(app, 'generate')
        workbench.fault(method='POST', path=TOKENS, status=400, body='{"message": "This name is not allowed."}')
        app.click('push button', 'Generate')
        app.find_saying('alert', 'not allowed')
        tour.visit(app, 'generate-refused')


@state
def needs_api_key(tour):
    with tour.window('--tokens=1', signed_in=False, prepare=lambda w: w.store(
            'user-token', w.values()['My User Token'])) as (_, app):
        app.click('push button', 'Token Menu', app.find_row('My User Token'))
        app.click('menu item', 'Revoke Token…')
        app.click('push button', 'Revoke')
        app.find('push button', 'Sign In with API Key')
        tour.visit(app, 'ready-needs-api-key')


@state
def tokens(tour):
    with tour.window('--tokens=2') as (workbench, app):
        app.find_row('Laptop CLI')
        app.click('push button', 'Copy Token')
        app.find_saying('alert', 'copied')
        tour.visit(app, 'tokens')
        app.click('push button', 'Show Token')
        app.find('push button', 'Hide Token')
        tour.visit(app, 'tokens-shown')
        token = dict(workbench.tokens()[0], lastUsedAt='2024-05-06T07:08:09Z')
        workbench.control('PUT', 'tokens', [dict(token, id=name, token=f'token-{i}', name=name)
                                            for i, name in enumerate(NAMES)])
        app.click('push button', 'Refresh')
        app.find_row(NAMES[1])
        tour.visit(app, 'tokens-names')


@state
def api(tour):
    with tour.window('--tokens=1') as (_, app):
        app.find_row('My User Token')
        show_view(app, 'API')
        tour.visit(app, 'api')
        app.click('push button', 'Show Answer')
        app.find('push button', 'Copy Answer')
        tour.visit(app, 'api-tokens')


@state
def create_with_curl(tour):
    with tour.window('--tokens=1') as (_, app):
        app.find_row('My User Token')
        show_view(app, 'API')
        app.click('push button', 'Copy with API Key…')
        app.find('frame', 'Copy with Your API Key?')
        tour.visit(app, 'api-keyed')
        app.click('push button', 'Cancel')
        tab_to(app, 'push button', 'Copy cURL Command')
        tour.visit(app, 'api-curl')


@state
def try_it_out(tour):
    with tour.window() as (workbench, app):
        app.find('push button', 'Generate Token')
        show_view(app, 'API')
        tab_to(app, 'push button', 'Execute')
        tour.visit(app, 'try')
        app.type('text', 'Request Body', '{\n  "name": "My User Token",\n  \'userId\': "?"\n}')
        app.find_saying('label', 'Line 3')
        tour.visit(app, 'try-error')
        app.type('text', 'Request Body', BODY)
        app.find_saying('label', 'not sent')
        workbench.hold(method='POST', path=TOKENS)
        app.click('push button', 'Execute')
        app.find('push button', 'Cancel Request')
        tour.visit(app, 'try-running')
        workbench.release()
        app.find('push button', 'Copy Answer')
        tab_to(app, 'push button', 'Open API Documentation')
        tour.visit(app, 'try-answer')
        workbench.fault(method='POST', path=TOKENS, status=500)
        app.click('push button', 'Execute')
        app.find('frame', 'Create Another Token?')
        tour.visit(app, 'try-another')
        app.click('push button', 'Create')
        app.find('push button', 'Show My Tokens')
        tab_to(app, 'push button', 'Open API Documentation')
        tour.visit(app, 'try-unknown')


@state
def try_without_key(tour):
    with tour.window('--tokens=1', signed_in=False, prepare=lambda w: w.store(
            'user-token', w.values()['My User Token'])) as (_, app):
        app.find_row('My User Token')
        show_view(app, 'API')
        tab_to(app, 'push button', 'Sign In with API Key')
        tour.visit(app, 'try-without-key')


@state
def cli(tour):
    with tour.window('--tokens=1') as (_, app):
        app.find_row('My User Token')
        show_view(app, 'CLI')
        tour.visit(app, 'cli')


@state
def dialogs(tour):
    with tour.window('--tokens=2') as (_, app):
        app.click('push button', 'Token Menu', app.find_row('Laptop CLI'))
        app.click('menu item', 'Revoke Token…')
        app.find('push button', 'Revoke')
        tour.visit(app, 'revoke')
        app.click('push button', 'Cancel')
        app.wait_gone('push button', 'Revoke')
        app.menu('Sign Out…')
        app.find('push button', 'Sign Out')
        tour.visit(app, 'sign-out')
        app.click('push button', 'Cancel')
        app.wait_gone('push button', 'Sign Out')
        app.menu('Preferences')
        app.find('spin button', 'Clear the Clipboard')
        tour.visit(app, 'preferences')


@state
def help_and_shortcuts(tour):
    with tour.window('--tokens=1') as (_, app):
        app.find_row('My User Token')
        app.menu('Keyboard Shortcuts')
        app.find('frame', 'Keyboard Shortcuts')
        tour.visit(app, 'shortcuts')
        press_key('Escape')
        app.menu('Help')
        app.find('frame', 'Help')
        tour.visit(app, 'help')
        press_key('Escape')
        app.menu('About Workbench Tokens')
        wait('the window, which is in words of libadwaita', lambda: len(app.find_all('frame')) == 2)
        tour.visit(app, 'about')


@state
def failures(tour):
    faults = {
        'failed': {'status': 503, 'body': '{"message": "We are moving to a larger house."}'},
        'failed-unreadable': {'body': '{"unexpected": true}'},
        'failed-redirect': {'action': 'redirect', 'location': 'https://login.example.com/'},
        'refused': {'status': 403},
    }
    for name, fault in faults.items():
        with tour.window('--tokens=1', prepare=lambda w: (w.store_account('My User Token'), w.fault(
                path='/api/*', times=0, **fault))) as (_, app):
            app.find('status bar')
            tour.visit(app, name)


@state
def offline(tour):
    with tour.window('--tokens=1', prepare=lambda w: (w.store_account('My User Token'), w.stop())) as (_, app):
        app.find_saying('status bar', 'still works')
        tour.visit(app, 'offline')


@state
def refused_token(tour):
    with tour.window('--tokens=2', prepare=lambda w: w.store('user-token', 'revoked-long-ago')) as (_, app):
        app.find_saying('status bar', 'no longer accepts')
        tour.visit(app, 'refused-token')


@state
def keyring_locked(tour):
    with keyring(), tour.window('--tokens=1', prepare=lambda w: (w.store_account('My User Token'),
                                                                 control_keyring('lock'))) as (_, app):
        app.find('push button', 'Unlock')
        tour.visit(app, 'keyring-locked')


@state
def keyring_absent(tour):
    with keyring('kill', 'start absent'), tour.window('--tokens=1', signed_in=False) as (workbench, app):
        sign_in(app, KEY, workbench.key)
        app.find('push button', 'Create Keyring')
        app.find_row('My User Token')
        tour.visit(app, 'keyring-absent')


@state
def keyring_unavailable(tour):
    with keyring('kill'), tour.window('--tokens=1', signed_in=False) as (workbench, app):
        sign_in(app, KEY, workbench.key)
        app.find_row('My User Token')
        app.find_saying('status bar', 'keyring')
        tour.visit(app, 'keyring-unavailable')
