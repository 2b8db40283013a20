# SPDX-License-Identifier: GPL-3.0-or-later
"""Watches the session while a story runs: its buses, its processes, its files."""

import contextlib
import os
import subprocess
import tempfile
import threading

from gi.repository import Gio, GLib

from driver import CEILING, wait

SESSION_FOLDER = os.environ['WT_TEST_SESSION']
SAMPLE_SECONDS = 0.1


class Bus:
    """All that goes over a bus, as the bytes that it was sent as, in their order."""

    def __init__(self, address):
        self.file = tempfile.TemporaryFile()
        self.data = bytearray()
        self.n_marks = 0
        self.allowed = []
        self.connection = Gio.DBusConnection.new_for_address_sync(
            address, Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION)
        self.process = subprocess.Popen(['dbus-monitor', '--binary', '--address', address], stdout=self.file)
        self.mark()

    def stop(self):
        self.mark()
        self.process.terminate()
        self.process.wait(CEILING)
        self.connection.close_sync()

    def find(self, text):
        self.data += os.pread(self.file.fileno(), os.fstat(self.file.fileno()).st_size, len(self.data))
        return self.data.find(text)

    def mark(self):
        """Where the bus is now, in its bytes: all that was sent before is before that."""
        self.n_marks += 1
        name = f'mark-{self.n_marks}-of-the-hunt'

        def send_and_find():
            self.connection.emit_signal(None, '/hunt', 'io.import.Hunt', 'Mark', GLib.Variant('(s)', (name,)))
            self.connection.flush_sync()
            return self.find(name.encode()) + 1
        return wait('the monitor', send_and_find)

    @contextlib.contextmanager
    def allow(self, *secrets):
        """Meanwhile these may be on it, and no others."""
        start = self.mark()
        yield
        self.allowed.append((start, self.mark(), secrets))

    def stretches(self):
        """All of its bytes, in stretches, each with the secrets that may be in it."""
        end = 0
        for start, stop, secrets in self.allowed:
            yield bytes(self.data[end:start]), ()
            yield bytes(self.data[start:stop]), secrets
            end = stop
        yield bytes(self.data[end:]), ()


def session_bus():
    return Bus(os.environ['DBUS_SESSION_BUS_ADDRESS'])


def accessibility_bus():
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    return Bus(bus.call_sync('org.a11y.Bus', '/org/a11y/bus', 'org.a11y.Bus', 'GetAddress', None, None,
                             Gio.DBusCallFlags.NONE, -1, None).unpack()[0])


def read(path):
    """Nothing if it is gone, or is not for this user either."""
    try:
        with open(path, 'rb') as file:
            return file.read()
    except OSError:
        return b''


class Processes(threading.Thread):
    """The arguments and the environment of each process of this session, as often as they can be looked at."""

    def __init__(self, *but):
        super().__init__()
        self.but = {*but}
        self.seen = set()
        self.over = threading.Event()
        self.start()

    def run(self):
        while not self.over.wait(SAMPLE_SECONDS):
            self.sample()

    def stop(self):
        self.over.set()
        self.join()

    def find(self):
        parents = {}
        for pid in filter(str.isdigit, os.listdir('/proc')):
            if stat := read(f'/proc/{pid}/stat').rpartition(b')')[2].split():
                parents[int(pid)] = int(stat[1])
        found = {os.getppid()}  # of which all others come
        while more := {pid for pid, parent in parents.items() if parent in found} - found:
            found |= more
        return found - self.but

    def sample(self):
        for pid in self.find():
            self.seen |= {(what, read(f'/proc/{pid}/{what}')) for what in ('cmdline', 'environ')}


def read_files():
    """Each file of this session: of its home, its temporary, runtime, configuration, data and cache folders."""
    for top in SESSION_FOLDER, os.environ['XDG_RUNTIME_DIR']:
        for folder, _, names in os.walk(top):
            for name in names:
                path = os.path.join(folder, name)
                if os.path.isfile(path):
                    yield path, read(path)
