#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts a command, waits until its window shows a list with a button in it, and saves a picture of the window.

Usage: screenshot.py FILE LIST BUTTON COMMAND...; without a list, give an empty name.
"""

import sys

sys.dont_write_bytecode = True

from driver import App, wait  # noqa: E402
from picture import take_picture  # noqa: E402

START_SECONDS = 60


def find_shown(app, list_name, button):
    """A widget of a page that is not shown is in the tree, but takes no room."""
    for around in app.find_all('list', list_name) if list_name else [None]:
        for widget in app.find_all('push button', button, around):
            if all(length > 0 for length in widget.extents()[2:]):
                return widget
    return None


def main(path, list_name, button, *command):
    with App(command, {}) as app:
        wait(f'{button!r} in the window', lambda: find_shown(app, list_name, button), START_SECONDS)
        picture = take_picture('-window', 'Workbench Tokens')
    with open(path, 'wb') as file:
        file.write(picture)


main(*sys.argv[1:])
