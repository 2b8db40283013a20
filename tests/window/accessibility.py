# SPDX-License-Identifier: GPL-3.0-or-later
"""The widgets of a program as assistive technology is told of them: over the accessibility bus, with the interfaces of
AT-SPI 2 (xml/*.xml of at-spi2-core).

A look asks for all of a tree at once, and takes nothing from before but what is told to be so still. libatspi, which asks for one fact of one widget
after the other, takes ten times as long for the same answers.
"""

import collections
import functools
import json
import time

import gi

gi.require_version('Json', '1.0')
from gi.repository import Gio, GLib, Json  # noqa: E402

ACCESSIBLE = 'org.a11y.atspi.Accessible'
ACTION = 'org.a11y.atspi.Action'
TEXT = 'org.a11y.atspi.Text'
VALUE = 'org.a11y.atspi.Value'
CACHE = '/org/a11y/atspi/cache'
COMPONENT = 'org.a11y.atspi.Component'
PROPERTIES = 'org.freedesktop.DBus.Properties'
NOTHING = '/org/a11y/atspi/null'
ROOT = '/org/a11y/atspi/accessible/root'
IN_WINDOW = 1  # what coordinates count from
LABELLED_BY = 2  # a relation
BULLET = '•'
BURST = 0.01
SHORT_PAUSE = 0.05
MOST = 16  # questions at a time: a program answers all that are there before it draws

# By the numbers that are sent, because the names change: 43 is "button" since at-spi2-core 2.54.
ROLES = {2: 'alert', 7: 'check box', 11: 'combo box', 16: 'dialog', 20: 'filler', 23: 'frame', 27: 'image', 29: 'label',
         31: 'list', 32: 'list item', 33: 'menu', 35: 'menu item', 37: 'page tab', 38: 'page tab list', 39: 'panel',
         40: 'password text', 42: 'progress bar', 43: 'push button', 44: 'radio button', 48: 'scroll bar',
         49: 'scroll pane', 50: 'separator', 52: 'spin button', 54: 'status bar', 61: 'text', 62: 'toggle button',
         64: 'tool tip', 69: 'window', 75: 'application', 79: 'entry', 83: 'heading', 88: 'link', 98: 'list box',
         99: 'grouping', 101: 'notification', 129: 'push button menu'}
STATES = {1: 'active', 3: 'busy', 4: 'checked', 9: 'expandable', 10: 'expanded', 11: 'focusable', 12: 'focused',
          14: 'horizontal', 16: 'modal', 17: 'multi-line', 20: 'pressed', 22: 'selectable', 23: 'selected',
          24: 'sensitive', 25: 'showing', 26: 'single-line', 29: 'vertical', 30: 'visible', 36: 'invalid-entry',
          41: 'checkable', 43: 'read-only'}
IS_VISIBLE = 1 << 30  # among the states
named = {}  # the children of a widget of a program, when it was asked for them


@functools.cache
def bus():
    session = Gio.bus_get_sync(Gio.BusType.SESSION)
    address = session.call_sync('org.a11y.Bus', '/org/a11y/bus', 'org.a11y.Bus', 'GetAddress', None, None,
                                Gio.DBusCallFlags.NONE, -1, None).unpack()[0]
    return Gio.DBusConnection.new_for_address_sync(
        address, Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION)


def request(owner, path, interface, method, signature='()', *arguments):
    """It is not asked again where the answer is late: what was pressed must not be pressed twice."""
    return bus().call_sync(owner, path, interface, method, GLib.Variant(signature, arguments), None,
                           Gio.DBusCallFlags.NONE, call.ceiling_ms, None)


def call(*what):
    """What is answered."""
    answer = request(*what).unpack()
    return answer[0] if len(answer) == 1 else answer


call.ceiling_ms = -1


class Signals:
    """What programs tell of changes, as it comes in, in a context of its own."""

    def __init__(self):
        self.context = GLib.MainContext()
        self.heard = False
        self.context.push_thread_default()
        for interface in ('org.a11y.atspi.Event.Object', 'org.a11y.atspi.Event.Window'):
            bus().signal_subscribe(None, interface, None, None, None, Gio.DBusSignalFlags.NONE, self.hear)
        self.context.pop_thread_default()
        for event in ('object:', 'window:'):  # or GTK 4.24 tells of little
            call('org.a11y.atspi.Registry', '/org/a11y/atspi/registry', 'org.a11y.atspi.Registry', 'RegisterEvent',
                 '(sass)', event, [], '')

    def hear(self, connection, owner, path, interface, name, details):
        self.heard = True
        if name == 'ChildrenChanged':
            named.pop((owner, path), None)

    def take_in(self):
        """All that was told until now."""
        while self.context.iteration(False):
            pass
        self.heard = False

    def wait(self, seconds):
        end = GLib.timeout_source_new(int(1000 * seconds))
        end.set_callback(lambda *_: self.context.wakeup())
        end.attach(self.context)
        while not self.heard and not end.is_destroyed():
            self.context.iteration(True)
        end.destroy()


signals = functools.cache(Signals)


def pause(seconds):
    """Until something changes, or the time is over: not every change is told. As long as nobody looked at a window
    there may be no such bus."""
    if not bus.cache_info().currsize:
        time.sleep(min(seconds, SHORT_PAUSE))
        return
    signals().wait(seconds)
    time.sleep(BURST)  # what changes together is told one by one


def names_of(table, bits):
    return {name for number, name in table.items() if bits[number // 32] >> number % 32 & 1}


NO_FACTS = ([], '', 0, '', [0, 0])


class Widget:
    """What it was like when it was looked at. A method asks again."""

    def __init__(self, owner, path, facts=None):
        self.owner, self.path = owner, path
        self.parent, self.children = None, []
        *_, self.interfaces, self.own_name, role, self.description, self.state_bits = facts or NO_FACTS
        self.role = ROLES.get(role, f'role {role}')
        self.find_again = lambda: None  # what has come into its place, once it is gone

    def call(self, interface, method, signature='()', *arguments):
        return call(self.owner, self.path, interface, method, signature, *arguments)

    def read(self, interface, name):
        return self.call(PROPERTIES, 'Get', '(ss)', interface, name)

    @property
    def states(self):
        return names_of(STATES, self.state_bits)

    @property
    def name(self):
        """GTK 4.24 leaves a menu item's to its label, libadwaita 1.10 a list's to the group around it."""
        if self.own_name:
            return self.own_name
        if self.role == 'menu item':
            return ' '.join(label.text() for label in self.labels())
        if self.role == 'list':
            return self.group_name()
        return ''

    def labels(self):
        return [Widget(*target, (0, [TEXT], '', 0, '', [0, 0])) for relation, targets in
                self.call(ACCESSIBLE, 'GetRelationSet') if relation == LABELLED_BY for target in targets]

    def group_name(self):
        around = self.parent
        while around is not None and around.role == 'panel':
            around = around.parent
        return around.own_name if around is not None and around.role == 'grouping' else ''

    def current_name(self):
        return self.read(ACCESSIBLE, 'Name')

    def current_states(self):
        return names_of(STATES, self.call(ACCESSIBLE, 'GetState'))

    def attributes(self):
        return self.call(ACCESSIBLE, 'GetAttributes')

    def text(self):
        """What is written in it. A range to the end is empty in GTK 4.8, so the length is asked for."""
        if TEXT not in self.interfaces:
            return ''
        return self.call(TEXT, 'GetText', '(ii)', 0, self.read(TEXT, 'CharacterCount'))

    def holds(self, text):
        """GTK 4.24 hands out bullets for what is masked."""
        return self.text() in (text, BULLET * len(text))

    def write(self, text):
        return self.call('org.a11y.atspi.EditableText', 'SetTextContents', '(s)', text)

    def actions(self):
        if ACTION not in self.interfaces:
            return []
        return [self.call(ACTION, 'GetName', '(i)', i) for i in range(self.read(ACTION, 'NActions'))]

    def act(self, action):
        return self.call(ACTION, 'DoAction', '(i)', self.actions().index(action))

    def value(self):
        return self.read(VALUE, 'CurrentValue')

    def set_value(self, value):
        self.call(PROPERTIES, 'Set', '(ssv)', VALUE, 'CurrentValue', GLib.Variant('d', value))

    def extents(self):
        """Where it is in its window, and how large."""
        return self.call(COMPONENT, 'GetExtents', '(u)', IN_WINDOW)

    def walk(self, depth=0):
        """It and all that is in it, as they were looked at, with their depth."""
        yield self, depth
        for child in self.children:
            yield from child.walk(depth + 1)


def read_facts(owner):
    """What a program tells of all its widgets in one answer, by their paths: how many children each has, its
    interfaces, its name, its role, its description and its states. And the paths of the children of each widget, in
    their order, as far as that is clear: it tells of a widget only once somebody asked for it, of what was hidden from
    the beginning too, and does not count its windows."""
    answer = request(owner, CACHE, 'org.a11y.atspi.Cache', 'GetItems')
    signals().take_in()
    facts, places = {}, collections.defaultdict(list)
    for (_, path), _, (_, parent), place, *known in json.loads(Json.gvariant_serialize_data(answer)[0])[0]:
        facts[path] = known
        if known[-1][0] & IS_VISIBLE:
            places[parent].append((place, path))
    told = {}
    for parent, children in places.items():
        children.sort()
        if [place for place, _ in children] == list(range(facts.get(parent, [0])[0])):
            told[parent] = [path for _, path in children]
    return facts, told


class Children:
    """The paths of the children of each widget from top on. A widget is not asked for them again as long as those that
    it named are what is told of it: one that came is counted, and of one that went there was a signal. Many are asked
    at the same time, in a context of its own: a test may run the default one in another thread."""

    def __init__(self, owner, facts, told):
        self.owner, self.facts, self.told = owner, facts, told
        self.context = GLib.MainContext()
        self.found = {}
        self.waiting = collections.deque()
        self.count = 0

    def read(self, top):
        self.context.push_thread_default()
        try:
            self.visit(top)
            while self.count:
                self.context.iteration(True)
        finally:
            self.context.pop_thread_default()
        if top not in self.found:
            raise GLib.Error(f'{top} is gone')
        return self.found

    def visit(self, path):
        if path in self.told and self.told[path] == named.get((self.owner, path)):
            self.go_on(path)
        else:
            self.waiting.append(path)
            self.ask_on()

    def ask_on(self):
        while self.waiting and self.count < MOST:
            path = self.waiting.popleft()
            self.count += 1
            bus().call(self.owner, path, ACCESSIBLE, 'GetChildren', None, None, Gio.DBusCallFlags.NONE, call.ceiling_ms,
                       None, self.answered, path)

    def answered(self, connection, result, path):
        self.count -= 1
        try:
            named[self.owner, path] = [child for _, child in connection.call_finish(result).unpack()[0]]
        except GLib.Error:
            pass  # it is gone
        else:
            self.go_on(path)
        self.ask_on()

    def go_on(self, path):
        self.found[path] = named[self.owner, path]
        for child in filter(self.may_have_children, self.found[path]):
            self.visit(child)

    def may_have_children(self, path):
        count, _, _, role, *_ = self.facts.get(path, (-1, [], '', 0))
        return count != 0 and ROLES.get(role) != 'page tab'


def former_role(widget):
    """What it was in GTK 4.8, where a menu button was a button in a button. GTK 4.24 says that it is a toggle button
    in a button."""
    around = widget.parent
    is_in_itself = around is not None and around.role == 'push button' and around.name == widget.name
    return 'push button' if widget.role == 'toggle button' and is_in_itself else widget.role


def look(owner, path):
    """The widget there, with all that is in it. A tab repeats its name in many parts, which nobody wants to know."""
    facts, told = read_facts(owner)
    children = Children(owner, facts, told).read(path)
    found = {path, *(child for paths in children.values() for child in paths)}
    if not found <= facts.keys():
        facts, _ = read_facts(owner)

    def build(at, parent):
        widget = Widget(owner, at, facts.get(at))
        widget.parent = parent
        widget.role = former_role(widget)
        if widget.role != 'page tab':
            widget.children = [build(child, widget) for child in children.get(at, []) if child in facts]
        return widget
    return build(path, None)


def programs():
    """Each program on the bus: its root widget, without what is in it."""
    return [Widget(*program) for program in call('org.a11y.atspi.Registry', ROOT, ACCESSIBLE, 'GetChildren')]


def ask_bus(method, owner):
    return call('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', method, '(s)', owner)


def process_of(program):
    return ask_bus('GetConnectionUnixProcessID', program.owner)


def has_left(widget):
    """Its program is not on the bus any more."""
    return not ask_bus('NameHasOwner', widget.owner)
