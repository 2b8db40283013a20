# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of what is on the X server's screen."""

import subprocess
import time

PAUSE_SECONDS = 0.2
TRIES = 10


def take_picture(*area):
    """As it was saved twice in a row: pages fade into each other. But a text cursor blinks, and a spinner turns, for
    ever. The area is what import(1) takes: a window's name, or a part of the screen."""
    command = ['import', *area, '-define', 'png:exclude-chunks=date,time', 'png:-']
    picture = b''
    for _ in range(TRIES):
        last, picture = picture, subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
        if picture == last:
            break
        time.sleep(PAUSE_SECONDS)
    return picture
