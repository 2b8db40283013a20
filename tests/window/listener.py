#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Says what a screen reader speaks by itself, a line each. As Orca does with GTK, it takes no notice of an alert that only
appears, but of a description that changes while its widget has the focus."""

import gi

gi.require_version('Atspi', '2.0')
from gi.repository import Atspi  # noqa: E402


def hear(event):
    try:
        if event.any_data and event.source.get_state_set().contains(Atspi.StateType.FOCUSED):
            print(repr(event.any_data), flush=True)
    except gi.repository.GLib.Error:
        pass  # it is gone again


listener = Atspi.EventListener.new(hear)
listener.register('object:property-change:accessible-description')
print('ready', flush=True)
Atspi.event_main()
