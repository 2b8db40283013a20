#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts what a desktop file describes, as a desktop's shell does: it is still there when the program answers. "gio launch"
of GLib 2.90 is not, and the bus passes on nothing of who has left.

Usage: launch.py FILE [ACTION]
"""

import sys

from gi.repository import GLib

try:
    from gi.repository.GioUnix import DesktopAppInfo
except ImportError:  # before GLib 2.80
    from gi.repository.Gio import DesktopAppInfo


def launched(info, result):
    info.launch_uris_finish(result)
    loop.quit()


file, *actions = sys.argv[1:]
loop = GLib.MainLoop()
launcher = DesktopAppInfo.new_from_filename(file)
if actions:
    launcher.launch_action(actions[0], None)
else:
    launcher.launch_uris_async([], None, None, launched)
    loop.run()
