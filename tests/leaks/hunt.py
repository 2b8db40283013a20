# SPDX-License-Identifier: GPL-3.0-or-later
"""Collects what is left everywhere while a story runs, and looks for the secrets in it."""

import copy
import json

from desktop import read_clipboard
from driver import wait
from spellings import find
from watch import Processes, accessibility_bus, read_files, session_bus


def take_credential(entry):
    """Takes the one credential that the contract calls for out of a request, and returns it with what is left."""
    rest = copy.deepcopy(entry)
    key = rest['query'].pop('_apikey', None)
    header = rest['headers'].pop('authorization', None)
    assert (key is None) != (header is None), f'not one credential: {entry}'
    if key is not None:
        return 'key', key, rest
    assert header.startswith('UserToken ') and entry['method'] != 'POST', entry
    return 'token', header.removeprefix('UserToken '), rest


class Hunt:
    """Each place that was looked at, with all that was there. What the test itself does is not seen in them, because it
    pastes a secret where a user would, and reads it only where it is shown."""

    def __init__(self, workbench):
        self.workbench = workbench
        self.places = {}
        self.sent = set()

    def __enter__(self):
        self.processes = Processes(self.workbench.process.pid)  # but the simulator, whose argument is the key
        self.session_bus, self.accessibility_bus = session_bus(), accessibility_bus()
        return self

    def __exit__(self, *exception):
        for watch in (self.processes, self.session_bus, self.accessibility_bus):
            watch.stop()

    def add(self, place, data, allowed=()):
        """Some secrets may be allowed there. Everything else is looked for."""
        self.places.setdefault(place, set()).add((data, allowed))

    def look_at_selections(self):
        for selection in ('primary', 'clipboard'):
            self.add(selection, (read_clipboard(selection=selection) or '').encode())

    def look(self, app):
        """Nothing is shown, and nothing was copied that is not cleared."""
        self.add('tree', wait('the tree', app.read_all).encode())
        self.look_at_selections()
        self.look_at_files()

    def look_at_files(self):
        for path, data in read_files():
            self.add('file ' + path, data)

    def look_at_requests(self):
        for entry in self.workbench.log():
            kind, secret, rest = take_credential(entry)
            self.sent.add((entry['method'], kind, secret))
            self.add('request', json.dumps(rest).encode())

    def finish(self):
        """After the end of the story, and of the watching."""
        self.look_at_requests()
        for what, data in self.processes.seen:
            self.add(what, data)
        for place, bus in (('session bus', self.session_bus), ('accessibility bus', self.accessibility_bus)):
            for data, allowed in bus.stretches():
                self.add(place, data, allowed)

    def has(self, place, text):
        return any(text.encode() in data for name, records in self.places.items() if name.startswith(place)
                   for data, _ in records)

    def leaks(self, secrets):
        return sorted({f'{place}: {secret[:6]}…, {spelling}' for place, records in self.places.items()
                       for data, allowed in records for secret, spelling in find(data, secrets)
                       if secret not in allowed})
