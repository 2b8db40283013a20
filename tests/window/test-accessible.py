#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What somebody hears who cannot see the window: in each state, every control has one name, every list its rows, and a
mask is words."""

import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True

from accessibility import BULLET  # noqa: E402
from desktop import FOLDER, TOKENS, Workbench, focus_window  # noqa: E402
from driver import CEILING, wait  # noqa: E402
from simulator_harness import run, test  # noqa: E402
from steps import GENERATE, KEY, show_view, sign_in  # noqa: E402
from tour import Tour, states  # noqa: E402

CONTROLS = {'check box', 'combo box', 'entry', 'link', 'menu item', 'page tab', 'password text', 'push button',
            'radio button', 'spin button', 'text', 'toggle button'}
OF_CODE = re.compile(r'(Adw|Gdk|Gtk|Wt)[A-Z]\w+|[\w-]+-symbolic')  # a widget's type, an icon
LOOKS = 2  # the second one where the first one found something
# What the toolkit does, and no program can mend: in what, what, and why.
TOOLKIT = {
    ('AdwToastWidget', 'push button', 'GtkImage'): 'libadwaita 1.2 does not name the button that closes a toast',
    ('Workbench Tokens', 'text', 'Token Name'): 'an AdwEntryRow is an entry, and no row, to libadwaita 1.2',
    ('About', '', ''): 'the whole of it is libadwaita\'s, even pages that cannot be seen',
    ('Keyboard Shortcuts', '', ''): 'the whole of it is GTK\'s',
    ('Preferences', 'entry', 'GtkSearchEntry'): 'libadwaita 1.2 has it in the tree where it is turned off',
    ('Preferences', 'page tab', 'GtkLabel'): 'libadwaita 1.2 has it in the tree where there is one page',
}


def is_of_toolkit(widget, path):
    return any((ancestor.name, *which) in TOOLKIT
               for ancestor in path for which in (('', ''), (widget.role, widget.name)))


def check_name(widget, path):
    """A control says what it is for; what has no name is called by its type."""
    name = widget.name
    words = name.split()
    half = len(words) // 2
    if widget.role not in CONTROLS:
        return
    if not words or OF_CODE.fullmatch(name):
        yield 'has no name'
    if '_' in name or words and words[:half] * 2 == words:
        yield 'is named twice, or with its mnemonic'


def check_row(widget, path):
    """A list has a name, and rows in it, so that a reader can say "2 of 8"."""
    role = widget.role
    is_in_list = path and path[-1].role == 'list'
    if role == 'list' and not widget.name.strip():
        yield 'is a list without a name'
    if role == 'list item' and not is_in_list:
        yield 'is a row of no list'
    if role != 'list item' and is_in_list:
        yield 'is no row, but in a list'


def says_news(widget, root):
    """What has the focus says what came up, until the focus goes on. A toast may be gone by then."""
    news = widget.description
    return 'focused' in widget.states and (
        news.startswith('Token copied') or any(each.text() == news for each, _ in root.walk()
                                               if each.role in ('alert', 'status bar')))


def check_token(widget, path):
    """With the buttons of a token goes which token it is."""
    names = [ancestor.name for ancestor in path if ancestor.role == 'list']
    if names == ['Account Tokens'] and widget.actions() and widget.role in CONTROLS:
        row = next(ancestor for ancestor in path if ancestor.role == 'list item')
        if not says_news(widget, path[0]) and widget.description not in [label.text() for label, _ in row.walk()]:
            yield f'does not say whose it is, but {widget.description!r}'


def check_mask(widget, path):
    """Words stand for what is hidden. Bullets would be read one by one."""
    if any(BULLET in text for text in (widget.name, widget.description, widget.text())):
        yield 'says bullets'


CHECKS = (check_name, check_row, check_token, check_mask)


def with_path(root):
    """Each widget, with what it is in."""
    path = []
    for widget, depth in root.walk():
        del path[depth:]
        yield widget, path
        path.append(widget)


def find_problems(app):
    return [f'{widget.role} {widget.name!r} {problem}'
            for widget, path in with_path(app.look())
            for check in CHECKS for problem in check(widget, path) if not is_of_toolkit(widget, path)]


def audit(app, name):
    """All that is wrong with a state is said at once. A toast may go, and the focus come, while it is looked at; what is
    wrong stays."""
    for _ in range(LOOKS):
        problems, = wait('a look at all of it', lambda: [find_problems(app)])
        if not problems:
            return
    assert not problems, '\n'.join([name, *problems])


def add_test(state):
    def visit():
        state(Tour(audit))
    visit.__name__ = state.__name__
    test(visit)


class Listener:
    """What was announced so far."""

    def __enter__(self):
        self.log = tempfile.TemporaryFile('w+', encoding='utf-8')
        self.process = subprocess.Popen([sys.executable, FOLDER + '/listener.py'], stdout=self.log)
        wait('the listener', self.read)
        return self

    def __exit__(self, *exception):
        self.process.kill()
        self.process.wait(CEILING)

    def read(self):
        self.log.seek(0)
        return self.log.read()

    def wait_said(self, text):
        wait(f'{text!r} to be announced', lambda: text in self.read())


@test
def errors_and_toasts_are_announced():
    with Workbench() as workbench, Listener() as listener, workbench.start() as app:
        app.find(*KEY)
        sign_in(app, KEY, 'a1b2c3d4e5f6')
        listener.wait_said('API key')
        sign_in(app, KEY, workbench.key)
        app.click(*GENERATE)
        workbench.fault(method='POST', path=TOKENS, status=400, body='{"message": "This name is not allowed."}')
        app.click('push button', 'Generate')
        listener.wait_said('This name is not allowed.')
        app.click('push button', 'Cancel')
        app.wait_gone('frame', 'Generate Token')
        focus_window(app)
        app.wait_focus(*GENERATE)
        app.click('push button', 'Copy User ID')
        listener.wait_said('User ID copied')
        show_view(app, 'API')
        app.click('push button', 'Show Answer')
        listener.wait_said('200 OK')
        workbench.stop()
        app.click('push button', 'Refresh')
        listener.wait_said('No connection to')


for each in states:
    add_test(each)

if __name__ == '__main__':
    sys.exit(run())
