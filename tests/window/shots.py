#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Saves a picture of every state of the window.

Usage: shots.py FOLDER LOOK WIDTH[xHEIGHT] [GROUP]..., in a session with a window manager; LOOK is one of those below,
the size in pixels, GROUP the name of a function in tour.py. A picture is named STATE-LOOK-WIDTH.png, or
STATE-LOOK-WIDTH-LANGUAGE.png where $WT_TEST_LANGUAGE is set.
"""

import sys

sys.dont_write_bytecode = True

FOLDER, LOOK, SIZE, *GROUPS = sys.argv[1:]

from desktop import run  # noqa: E402
from driver import wait  # noqa: E402
from language import LANGUAGE  # noqa: E402
from picture import take_picture  # noqa: E402
from tour import Tour, states  # noqa: E402

WIDTH, _, HEIGHT = SIZE.partition('x')
HEIGHT = HEIGHT or '640'
LOOKS = {
    'light': {'ADW_DEBUG_COLOR_SCHEME': 'prefer-light'},
    'dark': {'ADW_DEBUG_COLOR_SCHEME': 'prefer-dark'},
    'contrast': {'ADW_DEBUG_COLOR_SCHEME': 'prefer-light', 'ADW_DEBUG_HIGH_CONTRAST': '1'},
    'dark-contrast': {'ADW_DEBUG_COLOR_SCHEME': 'prefer-dark', 'ADW_DEBUG_HIGH_CONTRAST': '1'},
    'large': {'ADW_DEBUG_COLOR_SCHEME': 'prefer-light'},
}
KIND = '-'.join(filter(None, (LOOK, SIZE, LANGUAGE)))


def shoot(app, name):
    app.find('frame', 'Workbench Tokens')
    window = wait('the window', lambda: run('xdotool', 'search', '--onlyvisible', '--name',
                                            '^Workbench Tokens$').stdout.split())[0]
    shape = dict(line.split('=') for line in run('xdotool', 'getwindowgeometry', '--shell', window).stdout.split())
    area = '{WIDTH}x{HEIGHT}+{X}+{Y}'.format(**shape)
    with open(f'{FOLDER}/{name}-{KIND}.png', 'wb') as file:
        file.write(take_picture('-window', 'root', '-crop', area, '+repage'))


if LOOK == 'large':
    assert run('xrdb', '-nocpp', '-merge', text=f'Xft.dpi: {2 * 96}\n').returncode == 0  # GNOME's factor of 2
tour = Tour(shoot, WIDTH, HEIGHT, **LOOKS[LOOK])
for take in states:
    if not GROUPS or take.__name__ in GROUPS:
        take(tour)
