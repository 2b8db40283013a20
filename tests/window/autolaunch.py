# SPDX-License-Identifier: GPL-3.0-or-later
"""The session bus that GLib starts where there is a display and no bus, and what stays of it."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile

from driver import CEILING, wait

ADDRESS = 'DBUS_SESSION_BUS_ADDRESS'
SESSION = b'WT_TEST_SESSION=' + os.environ['WT_TEST_SESSION'].encode()
STRAYS = ('dbus-launch', 'dbus-daemon', 'gnome-keyring-d')


def find_strays():
    """The processes of these names in this test's session, which all have its variables."""
    found = set()
    for pid in filter(str.isdigit, os.listdir('/proc')):
        with contextlib.suppress(OSError):  # it ended meanwhile, or is somebody else's
            with open(f'/proc/{pid}/comm', encoding='utf-8') as name, open(f'/proc/{pid}/environ', 'rb') as variables:
                if name.read().strip() in STRAYS and SESSION in variables.read().split(b'\0'):
                    found.add(int(pid))
    return found


def end(pids):
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    wait('their end', lambda: not find_strays() & pids)


@contextlib.contextmanager
def no_bus():
    """The environments in which there is none: what each one is, the variables, and those that are not set."""
    with tempfile.TemporaryDirectory() as folder:
        dead = folder + '/dead'
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(dead)
            listener.listen()
        yield {'unset': ['-u', ADDRESS, 'XDG_RUNTIME_DIR=' + folder],
               'empty': [ADDRESS + '='],
               'disabled': [ADDRESS + '=disabled:'],
               'autolaunch': [ADDRESS + '=autolaunch:'],
               'gone': [f'{ADDRESS}=unix:path={folder}/gone'],
               'gone, and autolaunch': [f'{ADDRESS}=unix:path={folder}/gone;autolaunch:'],
               'dead': [f'{ADDRESS}=unix:path={dead}']}


@contextlib.contextmanager
def starts_no_bus(environment):
    """Nothing is left behind where GLib would start a bus; and it would, which is tried afterwards."""
    assert shutil.which('dbus-launch'), 'needs dbus-launch (package dbus-x11)'
    before = find_strays()
    yield
    left = find_strays() - before
    end(left)
    assert not left, f'{len(left)} processes are left behind'
    ask = ['gdbus', 'call', '--session', '--dest', 'org.freedesktop.DBus', '--object-path', '/org/freedesktop/DBus',
           '--method', 'org.freedesktop.DBus.GetId']
    subprocess.run(['env', *environment, *ask], stdout=subprocess.DEVNULL, timeout=CEILING, check=True)
    assert find_strays() - before, 'GLib starts no bus here, so nothing was tested'
    end(find_strays() - before)
