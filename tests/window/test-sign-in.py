#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing in: what is accepted and stored, what is refused and how."""

import socket
import sys

sys.dont_write_bytecode = True

from desktop import (  # noqa: E402
    Workbench, click_mouse, focus_window, press_key, read_clipboard, test_on_x11, write_clipboard)
from driver import CEILING, wait  # noqa: E402
from simulator_harness import expect, run, test  # noqa: E402

KEY = ('password text', 'API Key')


def sign_in(app, key, server=None):
    app.type(*KEY, key)
    if server is not None:
        app.type('text', 'Server Address', server)
    app.click('push button', 'Connect')


def expect_refused(workbench, app, key, *words, focus=KEY):
    """The sentence has the words, what was typed is still there, the focus is where it is wrong, nothing is stored."""
    alert = app.find_saying('alert', *words)
    assert alert.text().endswith('.'), alert.text()
    assert app.find(*KEY).holds(key)
    app.wait_focus(*focus)
    expect(app.find_all('list', 'Account Tokens'), [])
    expect((workbench.stored('api-key'), workbench.stored('user-token')), (None, None))


@test_on_x11
def the_first_start_shows_the_sign_in_page():
    with Workbench() as workbench, workbench.start() as app:
        app.wait_focus(*KEY)
        app.find('link', 'Get Your API Key')
        app.find('push button', 'Advanced')
        app.find('push button', 'Connect')
        expect(app.find_all('push button', 'Refresh'), [])
        expect(app.find_all('list', 'Account Tokens'), [])
        expect(app.find('text', 'Server Address').text(), workbench.address)
        expect(workbench.log(), [])


@test_on_x11
def a_key_with_spaces_and_line_ends_around_it_is_accepted_and_stored():
    with Workbench('--tokens=2') as workbench, workbench.start() as app:
        values = workbench.values()
        sign_in(app, f' \n\t{workbench.key} \r\n')
        for name in values:
            row = app.find_row(name)
            app.find('push button', 'Copy Token', row)
        expect(app.find_all(*KEY), [])
        workbench.wait_stored('api-key', workbench.key)
        workbench.wait_stored('user-token', values['Laptop CLI'])
        assert not [secret for secret in workbench.secrets() if secret in workbench.read_settings()]


@test
def a_key_can_be_pasted_and_sent_with_the_keys_alone():
    with Workbench('--tokens=1') as workbench, workbench.start() as app:
        write_clipboard(f'\n  {workbench.key}\n')
        app.wait_focus(*KEY)
        press_key('ctrl+v')
        wait('the pasted key', lambda: len(app.find(*KEY).text()) >= len(workbench.key))
        press_key('Return')
        app.find_row('My User Token')
        workbench.wait_stored('api-key', workbench.key)


@test_on_x11
def what_was_typed_is_forgotten_once_it_was_used():
    with Workbench('--tokens=1') as workbench, workbench.start() as app:
        sign_in(app, workbench.key)
        app.find_row('My User Token')
        app.sign_out()
        expect(app.find(*KEY).text(), '')


@test
def a_key_that_is_selected_is_not_on_the_primary_selection():
    with Workbench('--tokens=1') as workbench, workbench.start() as app:
        write_clipboard('selected before', selection='primary')
        app.type(*KEY, workbench.key)
        focus_window(app)
        app.wait_focus(*KEY)
        press_key('ctrl+a')
        wait('the selection', lambda: read_clipboard(selection='primary') != 'selected before')
        assert workbench.key not in (read_clipboard(selection='primary') or '')


@test_on_x11
def a_wrong_key_is_refused_and_can_be_corrected():
    with Workbench('--tokens=1') as workbench, workbench.start() as app:
        wrong = workbench.key + '0'
        sign_in(app, wrong)
        expect_refused(workbench, app, wrong, f'127.0.0.1:{workbench.port}', 'API key')
        sign_in(app, workbench.key)
        app.find_row('My User Token')
        workbench.wait_stored('api-key', workbench.key)


@test_on_x11
def a_wrong_key_is_refused_when_the_button_was_pressed_with_the_mouse():
    with Workbench() as workbench, workbench.start() as app:
        app.type(*KEY, 'wrong')
        click_mouse(app, app.find('push button', 'Connect'))
        expect_refused(workbench, app, 'wrong', 'API key')


@test_on_x11
def a_key_that_cannot_be_one_is_refused_before_it_is_sent():
    with Workbench() as workbench, workbench.start() as app:
        half = len(workbench.key) // 2
        # Each sentence is another one than that before, so that it cannot be mistaken for it.
        for inside, empty in ((' ', ''), ('\n', ' \n'), ('\x07', '\u00a0')):
            key = workbench.key[:half] + inside + workbench.key[half:]
            sign_in(app, key)
            expect_refused(workbench, app, key, 'inside')
            sign_in(app, empty)
            expect_refused(workbench, app, empty, 'Enter your API key')
        expect(workbench.log(), [])


@test_on_x11
def a_server_address_is_checked_before_the_key_is_sent_there():
    with Workbench() as workbench, workbench.start() as app:
        for address, word in (('http://workbench.import.io', 'unprotected'),
                              ('ftp://127.0.0.1', 'begins with https://'),
                              ('http://127.0.0.1.example.org', 'unprotected'),
                              ('https://a@127.0.0.1', 'user name'),
                              ('', 'Enter the address')):
            sign_in(app, 'key', address)
            expect_refused(workbench, app, 'key', word, focus=('text', 'Server Address'))
        expect(workbench.log(), [])


@test_on_x11
def a_server_address_without_a_scheme_gets_https():
    with Workbench() as workbench, workbench.start() as app, socket.create_server(('127.0.0.1', 0)) as server:
        server.settimeout(CEILING)
        sign_in(app, workbench.key, f'127.0.0.1:{server.getsockname()[1]}')
        connection, _ = server.accept()
        with connection:
            expect(connection.recv(1), b'\x16')  # with which TLS begins
        server.close()
        expect_refused(workbench, app, workbench.key, '127.0.0.1:')


@test_on_x11
def an_address_that_was_typed_becomes_the_remembered_one():
    with Workbench('--tokens=1') as workbench:
        address = workbench.address
        workbench.change_settings(server="'https://workbench.import.io'")
        with workbench.start() as app:
            expect(app.find_all('text', 'Server Address'), [])
            app.click('push button', 'Advanced', action='activate')
            expect(app.find('text', 'Server Address').text(), 'https://workbench.import.io')
            sign_in(app, workbench.key, f' HTTP://127.0.0.1:{workbench.port}/ ')
            app.find_row('My User Token')
            workbench.wait_stored('api-key', workbench.key)
            wait('the address in the settings', lambda: f"server='{address}'" in workbench.read_settings())


@test_on_x11
def a_server_that_is_not_there_is_named():
    with Workbench() as workbench, workbench.start() as app:
        workbench.stop()
        sign_in(app, workbench.key)
        expect_refused(workbench, app, workbench.key, f'127.0.0.1:{workbench.port}', 'connection')
        workbench.restart()
        app.click('push button', 'Connect')
        app.find('push button', 'Generate Token')


@test_on_x11
def a_sign_in_can_be_cancelled():
    with Workbench() as workbench, workbench.start() as app:
        workbench.fault(action='hang', times=0)
        sign_in(app, workbench.key)
        app.click('push button', 'Cancel')
        app.find('push button', 'Connect')
        app.wait_focus(*KEY)
        assert app.find(*KEY).holds(workbench.key)
        expect(workbench.stored('api-key'), None)
        workbench.control('DELETE', 'faults')
        app.click('push button', 'Connect')
        app.find('push button', 'Generate Token')


@test
def what_is_typed_is_not_written_down_by_what_watches_the_bus():
    """At its end the window has said no secret."""
    with Workbench('--tokens=1') as workbench, workbench.start(G_DBUS_DEBUG='all') as app:
        sign_in(app, workbench.key)
        app.find_row('My User Token')
        assert 'G_DBUS_DEBUG is not used here' in app.read_log()


@test_on_x11
def settings_that_do_not_keep_where_one_signed_in_are_told_of():
    with Workbench('--tokens=1') as workbench, workbench.start('--server', workbench.address, GSETTINGS_BACKEND='memory') as app:
        sign_in(app, workbench.key)
        app.find_saying('alert', 'This computer keeps no settings', workbench.address, '--server')
        app.find('list', 'Account Tokens')


if __name__ == '__main__':
    sys.exit(run())
