# SPDX-License-Identifier: GPL-3.0-or-later
"""The keys, the windows and the clipboard of the Wayland compositor. It has no pointer, minimises
no window, and GTK does not know a Shift that is held on its keyboard."""

import json
import subprocess

from driver import CEILING, run, wait

CLIPBOARD_OWNER = 'wl-copy'
SELECTIONS = {'clipboard': [], 'primary': ['--primary']}

click_mouse = None


def press_key(*keys):
    """Named as for X11: "Return", "ctrl+q"."""
    for key in keys:
        *modifiers, name = key.split('+')
        held = [option for modifier in modifiers for option in ('-M', modifier)]
        assert run('wtype', *held, '-k', name).returncode == 0, key


def walk(node):
    yield node
    for child in node['nodes'] + node['floating_nodes']:
        yield from walk(child)


def find_windows(app):
    """The windows that can be seen, as the compositor numbers them."""
    tree = json.loads(run('swaymsg', '--raw', '--type', 'get_tree').stdout)
    return [node['id'] for node in walk(tree) if node.get('pid') == app.process.pid and node['visible']]


def find_window(app):
    """The one that can be seen. While another one goes, a look for windows may find none."""
    return wait('a window on the screen', lambda: find_windows(app))[0]


def focus_window(app):
    """The compositor has done so already."""
    assert run('swaymsg', f'[con_id={find_window(app)}]', 'focus').returncode == 0


def read_clipboard(target='text/plain;charset=utf-8', selection='clipboard'):
    """What is on it, or None if nobody has put anything there."""
    answer = run('wl-paste', '--no-newline', '--type', target, *SELECTIONS[selection])
    return answer.stdout if answer.returncode == 0 else None


def list_clipboard_types():
    return set(run('wl-paste', '--list-types').stdout.split())


def write_clipboard(text, selection='clipboard'):
    """wl-copy stays behind with it, so nothing may wait for the end of its output."""
    subprocess.run(['wl-copy', '--type', 'text/plain', *SELECTIONS[selection]], input=text, text=True,
                   stdout=subprocess.DEVNULL, timeout=CEILING, check=True)
    wait(f'{text!r} on the {selection}', lambda: read_clipboard(selection=selection) == text)
