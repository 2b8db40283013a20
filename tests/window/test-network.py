#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Being offline ends by itself when the network comes back: the system tells, and nobody asks again and again.

The system is NetworkManager here, or what its name on the bus says: GLib's network monitor listens to it.
"""

import contextlib
import os
import sys
from threading import Thread

sys.dont_write_bytecode = True

import gi

gi.require_version('Gio', '2.0')
from gi.repository import Gio, GLib  # noqa: E402

from desktop import TOKENS, Workbench  # noqa: E402
from driver import stays, wait  # noqa: E402
from simulator_harness import expect, run, test  # noqa: E402
from steps import copy, expect_banner, wait_no_banner, wait_rows  # noqa: E402

FIRST, SECOND = 'My User Token', 'Laptop CLI'
NAME = 'org.freedesktop.NetworkManager'
PATH = '/org/freedesktop/NetworkManager'
DISCONNECTED, CONNECTED = 20, 70  # as NetworkManager numbers its states
CONNECTIVITY = {DISCONNECTED: 1, CONNECTED: 4}
INTERFACE = f'''<node><interface name="{NAME}">
  <property name="State" type="u" access="read"/>
  <property name="Connectivity" type="u" access="read"/>
  <property name="Metered" type="u" access="read"/>
  <property name="Version" type="s" access="read"/>
</interface></node>'''


class Network:
    """What NetworkManager says of it."""

    def __init__(self):
        self.state = CONNECTED
        address = os.environ['DBUS_SESSION_BUS_ADDRESS']
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        self.bus = Gio.DBusConnection.new_for_address_sync(address, flags, None, None)
        self.bus.register_object(PATH, Gio.DBusNodeInfo.new_for_xml(INTERFACE).interfaces[0], None, self.read, None)
        self.bus.call_sync('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', 'RequestName',
                           GLib.Variant('(su)', (NAME, 0)), None, Gio.DBusCallFlags.NONE, 1000, None)

    def values(self):
        return {'State': GLib.Variant('u', self.state), 'Connectivity': GLib.Variant('u', CONNECTIVITY[self.state]),
                'Metered': GLib.Variant('u', 4), 'Version': GLib.Variant('s', '1.42.4')}

    def read(self, bus, sender, path, interface, name):
        return self.values()[name]

    def change(self, state):
        self.state = state
        self.bus.emit_signal(None, PATH, 'org.freedesktop.DBus.Properties', 'PropertiesChanged',
                             GLib.Variant('(sa{sv}as)', (NAME, self.values(), [])))
        self.bus.flush_sync()

    def close(self):
        self.bus.close_sync()


@contextlib.contextmanager
def serving(network):
    """Its answers come from a loop of their own, because a test does not run one."""
    loop = GLib.MainLoop()
    thread = Thread(target=loop.run)
    thread.start()
    try:
        yield
    finally:
        loop.quit()
        thread.join()
        network.close()


@contextlib.contextmanager
def start(workbench):
    """The window, on a computer with a network."""
    network = Network()
    with serving(network), workbench.start(DBUS_SYSTEM_BUS_ADDRESS=os.environ['DBUS_SESSION_BUS_ADDRESS'],
                                           GIO_USE_NETWORK_MONITOR='networkmanager') as app:
        yield network, app


def asked(workbench):
    return [entry for entry in workbench.log() if entry['path'].startswith('/api/')]


@test
def offline_ends_by_itself_when_the_network_comes_back_and_nothing_is_polled():
    with Workbench('--tokens=2') as workbench:
        workbench.store_account(SECOND)
        workbench.stop()
        with start(workbench) as (network, app):
            expect_banner(app, 'Retry', 'No connection', 'still works')
            network.change(DISCONNECTED)
            workbench.restart()
            stays('offline', lambda: not asked(workbench) and app.find_all('push button', 'Retry'), 2)
            network.change(CONNECTED)
            wait_no_banner(app)
            wait_rows(app, [FIRST, SECOND])
            copy(app, workbench, FIRST)


@test
def a_network_that_comes_back_without_the_server_is_still_offline():
    with Workbench('--tokens=1') as workbench:
        workbench.store_account(FIRST)
        workbench.stop()
        with start(workbench) as (network, app):
            expect_banner(app, 'Retry', 'No connection')
            network.change(DISCONNECTED)
            network.change(CONNECTED)
            expect_banner(app, 'Retry', 'No connection')
            copy(app, workbench, FIRST)
            workbench.restart()
            network.change(DISCONNECTED)
            network.change(CONNECTED)
            wait_no_banner(app)


@test
def the_network_changes_nothing_while_all_is_well_or_something_else_is_wrong():
    with Workbench('--tokens=1') as workbench:
        workbench.store_account(FIRST)
        with start(workbench) as (network, app):
            wait_rows(app, [FIRST])
            workbench.fault(status=404, path='/api/usertokens', times=0)
            for refresh in (False, True):
                if refresh:
                    app.click('push button', 'Refresh')
                    expect_banner(app, 'Retry', 'not a Workbench')
                network.change(DISCONNECTED)
                network.change(CONNECTED)
                stays('quiet', lambda: workbench.count('GET', TOKENS) == 1 + refresh, 1)
            wait('the way out', lambda: app.find_all('push button', 'Retry'))
            expect(app.find_all('push button', 'Generate Token'), [])


if __name__ == '__main__':
    sys.exit(run())
