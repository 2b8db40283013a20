# SPDX-License-Identifier: GPL-3.0-or-later
"""What surrounds the window: the screen, and a Workbench with a user who has settings and a keyring."""

import contextlib
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile

FOLDER = os.path.dirname(os.path.realpath(__file__))

# The simulator's own tests take its program from the command line; what they have to drive it is used here too.
sys.argv[1:] = [os.environ['WT_TEST_SIMULATOR']]
sys.path.append(os.path.join(FOLDER, os.pardir, 'simulator'))

import language  # noqa: E402
from driver import CEILING, App, run, wait  # noqa: E402
from simulator_harness import TOKENS, Simulator, test  # noqa: E402

# Keys, pointer, windows and clipboard, under the same names for both.
if 'WAYLAND_DISPLAY' in os.environ:
    from wayland import (  # noqa: E402
        CLIPBOARD_OWNER, click_mouse, find_window, find_windows, focus_window, list_clipboard_types, press_key, read_clipboard,
        write_clipboard)
else:
    from x11 import (  # noqa: E402
        CLIPBOARD_OWNER, click_mouse, find_window, find_windows, focus_window, list_clipboard_types, press_key, read_clipboard,
        write_clipboard)


def test_on_x11(function):
    """What is the same on Wayland, because no clipboard and no key has a part in it. And what needs a pointer, a window
    that is minimised, the Shift key, or a sandbox without a portal, in which GDK complains on Wayland."""
    return test(function) if click_mouse else function


PROGRAM = os.environ['WT_TEST_APP']
KEYRING_CONTROL = os.path.join(FOLDER, os.pardir, 'tools', 'keyring-control')
SANDBOX = os.path.join(FOLDER, os.pardir, 'tools', 'sandbox')  # before a command: it sees a Flatpak around it
SCHEMA = 'io.import.WorkbenchTokens'
USER = 'Ada Lovelace'
# How GLib writes what is a mistake of the program: "(workbench-tokens:1): Gtk-CRITICAL **: 04:08:15.016: ..."
COMPLAINT = re.compile(r'^.*\b(?:WARNING|CRITICAL|ERROR) \*\*.*$', re.MULTILINE)
# What GTK 4.24 says of each program on X11, and now and then of its own moving icons; and GIO and GTK in a sandbox on a
# desktop without portals.
OF_TOOLKIT = re.compile('gdk_frame_timings_submitted|gtk_svg_advance: time went backward|portal monitor failed'
                        '|Unable to retrieve the Flatpak portal version')


def find_process(name):
    """The process that has this name on the bus, or None."""
    answer = run('gdbus', 'call', '--session', '--dest', 'org.freedesktop.DBus', '--object-path',
                 '/org/freedesktop/DBus', '--method', 'org.freedesktop.DBus.GetConnectionUnixProcessID', name)
    return int(re.search(r'uint32 (\d+)', answer.stdout).group(1)) if answer.returncode == 0 else None


def find_accessibility_bus():
    answer = run('gdbus', 'call', '--session', '--dest', 'org.a11y.Bus', '--object-path', '/org/a11y/bus', '--method',
                 'org.a11y.Bus.GetAddress')
    return re.search("'(.*)'", answer.stdout).group(1)


@contextlib.contextmanager
def core_dumps():
    """Programs that are started meanwhile may leave some of any size, and with what is not usual in them. Their limit and
    their filter, as the kernel tells them."""
    soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    assert hard != 0, 'this machine allows no core dump, so there is nothing to see here'
    with open('/proc/self/coredump_filter', 'r+', encoding='ascii', buffering=1) as file:
        before = file.read()
        try:
            resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
            file.write('0x13\n')
            yield ['unlimited' if hard == resource.RLIM_INFINITY else str(hard), '00000013']
        finally:
            file.write('0x' + before)
            resource.setrlimit(resource.RLIMIT_CORE, (soft, hard))


def control_keyring(*arguments):
    """Returns what it printed."""
    answer = run(KEYRING_CONTROL, *arguments)
    assert answer.returncode == 0, arguments
    return answer.stdout.strip()


def wait_clipboard(text):
    wait('the text on the clipboard', lambda: read_clipboard() == text)


def wait_clipboard_cleared():
    wait('the clipboard to be cleared', lambda: read_clipboard() is None)


def retry(app):
    """As a user does where the keyring was late, which on a machine with other work it may be."""
    for button in app.search('push button', 'Retry'):
        button.act('click')


class Workbench(Simulator):
    """A server with a user, who has settings of their own on this desktop."""

    def __init__(self, *options, **settings):
        super().__init__(*options)
        self.options = options
        self.prefix = []  # of each command that starts a program of ours
        self.known = {}
        self.settings = {'server': f"'{self.address}'"}
        # In memory: GSettings writes its file itself where there is no dconf, and no window is to wait for a disk.
        self.folder = tempfile.TemporaryDirectory(dir=os.environ['XDG_RUNTIME_DIR'])
        self.change_settings(**settings)
        run('secret-tool', 'clear', 'server', self.address)  # of one before that had the same port

    def __exit__(self, kind, error, trace):
        if kind is not None and self.process.poll() is None:
            print('\n'.join(self.describe_log()))
        self.folder.cleanup()
        super().__exit__(kind, error, trace)

    def describe_log(self):
        """What it was asked, for a person to read, and without any secret."""
        for entry in self.log():
            yield '# %(time)6.2f %(method)s %(path)s: %(status)d, connection %(connection)d' % entry

    def change_settings(self, **settings):
        """Takes the values as GVariant writes them."""
        self.settings |= {name.replace('_', '-'): value for name, value in settings.items()}
        os.makedirs(self.folder.name + '/glib-2.0/settings', exist_ok=True)
        with open(self.folder.name + '/glib-2.0/settings/keyfile', 'w', encoding='utf-8') as file:
            file.write('[io/import/WorkbenchTokens]\n')
            file.writelines(f'{name}={value}\n' for name, value in self.settings.items())

    def read_settings(self):
        with open(self.folder.name + '/glib-2.0/settings/keyfile', encoding='utf-8') as file:
            return file.read()

    def stop(self):
        """Nobody answers at its address any more, until it is started again."""
        self.process.terminate()
        self.process.wait(CEILING)

    def restart(self):
        self.process.stdout.close()
        super().__init__(*self.options, f'--port={self.port}')

    def tokens(self):
        tokens = super().tokens()
        self.known |= {token['name']: token['token'] for token in tokens}
        return tokens

    def values(self):
        """The values of the tokens by their names. They stay known when the server does not answer any more."""
        if self.process.poll() is None:
            self.tokens()
        return self.known

    def secrets(self):
        return {self.key, *self.values().values()}

    def count(self, method, path):
        return len([entry for entry in self.log() if entry['method'] == method and entry['path'] == path])

    def count_created(self):
        return self.count('POST', TOKENS)

    def stored(self, kind):
        """What the keyring holds for this server, or None."""
        answer = run('secret-tool', 'lookup', 'server', self.address, 'kind', kind)
        return answer.stdout if answer.returncode == 0 else None

    def wait_stored(self, kind, value):
        wait(f'the right {kind} in the keyring', lambda: self.stored(kind) == value)

    def store(self, kind, value, collection='default'):
        assert run('secret-tool', 'store', '--label=Test', f'--collection={collection}', 'xdg:schema', SCHEMA,
                   'server', self.address, 'kind', kind, text=value).returncode == 0

    def put(self, kind, secret, collection='/org/freedesktop/secrets/collection/login'):
        """Another item with the attributes of ours, and whatever secret."""
        subprocess.run([KEYRING_CONTROL, 'put', collection, f'xdg:schema={SCHEMA}', f'server={self.address}',
                        f'kind={kind}'], input=secret, check=True, timeout=CEILING)

    def replace_stored(self, kind, secret):
        """As another program does, which keeps no record of it."""
        assert run('secret-tool', 'store', '--label=Test', 'xdg:schema', SCHEMA, 'server', self.address, 'kind', kind,
                   text=secret).returncode == 0

    def count_stored(self, kind):
        """In how many items the keyrings have it."""
        return int(control_keyring('count', f'server={self.address}', f'kind={kind}'))

    def store_account(self, name):
        """As if the user had signed in before, with the token of this name as the active one."""
        token = next(token for token in self.tokens() if token['name'] == name)
        self.store('api-key', self.key)
        self.store('user-token', token['token'])
        self.change_settings(token_id=f"'{token['id']}'", token_name=f"'{name}'", user_name=f"'{USER}'")

    def environment(self):
        """For programs that are this user's, in which no mistake is overlooked."""
        return {'XDG_CONFIG_HOME': self.folder.name, 'G_DEBUG': 'fatal-criticals', 'G_MESSAGES_DEBUG': 'all',
                **language.environment()}

    @contextlib.contextmanager
    def start(self, *arguments, program=App, **environment):
        """The window. At its end it must have complained of nothing, and said no secret."""
        self.values()
        with program([*self.prefix, PROGRAM, *arguments], {**self.environment(), **environment}) as app:
            yield app
        log = app.read_log()
        complaints = [complaint for complaint in COMPLAINT.findall(log) if not OF_TOOLKIT.search(complaint)]
        assert not complaints, complaints
        assert not [secret for secret in self.secrets() if secret in log], 'a secret is in the program\'s output'

    @contextlib.contextmanager
    def start_signed_in(self, **environment):
        self.store('api-key', self.key)
        with self.start(**environment) as app:
            wait('who signed in', lambda: any(app.search('list item', USER)) or retry(app))
            yield app

    @contextlib.contextmanager
    def start_elsewhere(self):
        """A second window of the same user that knows nothing of the first one: it is on the same screen, but has a bus
        of its own, where is no keyring, and the settings of a first start."""
        with tempfile.TemporaryDirectory() as folder:
            shutil.copytree(self.folder.name, folder, dirs_exist_ok=True)
            command = ['dbus-daemon', '--nofork', '--print-address', f'--address=unix:dir={folder}',
                       f'--config-file={os.environ["WT_TEST_SESSION"]}/bus.conf']
            with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as bus:
                try:
                    with self.start(DBUS_SESSION_BUS_ADDRESS=bus.stdout.readline().strip(), XDG_CONFIG_HOME=folder,
                                    AT_SPI_BUS_ADDRESS=find_accessibility_bus()) as app:
                        yield app
                finally:
                    bus.terminate()
