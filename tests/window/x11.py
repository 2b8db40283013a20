# SPDX-License-Identifier: GPL-3.0-or-later
"""The keys, the pointer, the windows and the clipboard of the X server."""

import subprocess

from driver import CEILING, middle_of, run, wait

CLIPBOARD_OWNER = 'xclip'


# By their places on the keyboard: with xkeyboard-config 2.48 xdotool would hold Alt for their names.
PLACES = {f'F{number}': str(66 + number) for number in range(1, 11)}


def press_key(*keys):
    assert run('xdotool', 'key', *(PLACES.get(key, key) for key in keys)).returncode == 0, keys


def find_windows(app):
    """The windows that can be seen, as the X server numbers them."""
    return run('xdotool', 'search', '--onlyvisible', '--pid', str(app.process.pid)).stdout.split()


def find_window(app):
    """The one that can be seen. While another one goes, a look for windows may find none."""
    return wait('a window on the screen', lambda: find_windows(app))[0]


def focus_window(app):
    """A window manager does so after a dialog; here is none."""
    assert run('xdotool', 'windowfocus', '--sync', find_window(app)).returncode == 0


def border_of(app):
    """What is between the corner of the window and where places in it are counted from: GTK 4.24 leaves it out."""
    left, top, _, _ = app.find('frame', 'Workbench Tokens').extents()
    return -left, -top


def place_of(widget, border):
    """Its middle, as the X server has it. GTK 4.24 leaves out the padding of all that is around it, too, of which nothing
    is told: this is a few pixels from the middle then."""
    return [length + more for length, more in zip(middle_of(widget), border, strict=True)]


def click_mouse(app, widget):
    """Unlike a press through assistive technology, this moves the focus."""
    x, y = place_of(widget, border_of(app))
    assert run('xdotool', 'mousemove', '--window', find_window(app), str(x), str(y), 'click', '1').returncode == 0


def read_clipboard(target='UTF8_STRING', selection='clipboard'):
    """What is on it, or None if nobody has put anything there."""
    with subprocess.Popen(['xclip', '-selection', selection, '-o', '-t', target], stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, text=True) as xclip:
        text = xclip.communicate(timeout=CEILING)[0]
    return text if xclip.returncode == 0 else None


def list_clipboard_types():
    return set((read_clipboard('TARGETS') or '').split())


def write_clipboard(text, selection='clipboard'):
    """xclip stays behind with it, so nothing may wait for the end of its output."""
    subprocess.run(['xclip', '-selection', selection, '-i'], input=text, text=True, stdout=subprocess.DEVNULL,
                   timeout=CEILING, check=True)
    wait(f'{text!r} on the {selection}', lambda: read_clipboard(selection=selection) == text)
