#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A token's value is seen only where and while the user wants to see it."""

import sys

sys.dont_write_bytecode = True

from desktop import Workbench, click_mouse, press_key, read_clipboard, test_on_x11, write_clipboard  # noqa: E402
from driver import stays, wait  # noqa: E402
from simulator_harness import expect, run, test  # noqa: E402
from steps import COPY, click_awake  # noqa: E402


def shown(app, workbench):
    """The names of the tokens whose values can be read, anywhere in the tree."""
    text = app.read_all()
    assert workbench.key not in text
    return [name for name, value in workbench.values().items() if value in text]


@test
def masked_values_are_nowhere_in_the_tree():
    with Workbench('--tokens=3') as workbench, workbench.start_signed_in() as app:
        for name in workbench.values():
            row = app.find_row(name)
            app.find('label', 'Hidden token', row)
        expect(shown(app, workbench), [])
        click_awake(app, *COPY, app.find_row('Laptop CLI'))
        app.find('alert')
        expect(shown(app, workbench), [])


@test_on_x11
def a_value_is_shown_in_its_row_alone_until_it_is_hidden():
    with Workbench('--tokens=3') as workbench, workbench.start_signed_in() as app:
        row = app.find_row('Laptop CLI')
        value = workbench.values()['Laptop CLI']
        app.click('push button', 'Show Token', row)
        app.find('push button', 'Hide Token', row)
        expect([label.text() for label in app.find_all('label', value, row)], [value])
        expect(shown(app, workbench), ['Laptop CLI'])
        expect(len(app.find_all('push button', 'Hide Token')), 1)
        expect(len(app.find_all('push button', 'Show Token')), 2)
        app.wait_gone('label', 'Hidden token', row)
        app.click('push button', 'Hide Token', row)
        app.find('push button', 'Show Token', row)
        app.find('label', 'Hidden token', row)
        expect(shown(app, workbench), [])


@test_on_x11
def a_shown_value_cannot_be_selected():
    with Workbench('--tokens=1') as workbench, workbench.start_signed_in() as app:
        write_clipboard('selected before', selection='primary')
        row = app.find_row('My User Token')
        app.click('push button', 'Show Token', row)
        value = app.find('label', workbench.values()['My User Token'], row)
        for _ in range(3):  # a third one selects a line
            click_mouse(app, value)
        press_key('ctrl+a')
        stays('selected before', lambda: read_clipboard(selection='primary') == 'selected before', 1)


@test_on_x11
def a_second_value_is_shown_beside_the_first():
    with Workbench('--tokens=2') as workbench, workbench.start_signed_in() as app:
        for name in workbench.values():
            app.click('push button', 'Show Token', app.find_row(name))
        wait('both values', lambda: len(shown(app, workbench)) == 2)
        app.click('push button', 'Hide Token', app.find_row('My User Token'))
        wait('one value', lambda: shown(app, workbench) == ['Laptop CLI'])


@test_on_x11
def a_refresh_leaves_what_is_shown_and_where_the_focus_is():
    with Workbench('--tokens=2') as workbench, workbench.start_signed_in() as app:
        row = app.find_row('Laptop CLI')
        app.click('push button', 'Show Token', row)
        app.find('push button', 'Hide Token', row)
        app.wait_focus('push button', 'Copy Token', row)
        workbench.create('Made elsewhere')
        app.click('push button', 'Refresh')
        app.find_row('Made elsewhere')
        expect(shown(app, workbench), ['Laptop CLI'])
        app.wait_focus('push button', 'Copy Token', app.find_row('Laptop CLI'))


@test_on_x11
def neither_value_nor_key_is_in_the_tree_after_signing_out():
    with Workbench('--tokens=2') as workbench, workbench.start_signed_in() as app:
        app.click('push button', 'Show Token', app.find_row('Laptop CLI'))
        wait('the value', lambda: shown(app, workbench) == ['Laptop CLI'])
        app.sign_out()
        app.find('password text', 'API Key')
        expect(shown(app, workbench), [])


if __name__ == '__main__':
    sys.exit(run())
