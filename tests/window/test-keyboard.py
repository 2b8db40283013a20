#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each task with the keyboard alone: real keys, and after each of them the focus where the next one is wanted."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import xml.etree.ElementTree as ET

sys.dont_write_bytecode = True

from desktop import (CLIPBOARD_OWNER, FOLDER, TOKENS, Workbench, press_key, test_on_x11, wait_clipboard,  # noqa: E402
                     write_clipboard)
from driver import SHORT, run as call, stays, wait  # noqa: E402
from simulator_harness import expect, run, test  # noqa: E402
from steps import COPY, GENERATE, KEY, MENU, RADIO, SHOW, tab_to, wait_active, wait_no_banner  # noqa: E402

FIRST, SECOND = 'My User Token', 'Laptop CLI'
SOURCES = os.path.join(FOLDER, os.pardir, os.pardir, 'src', 'ui')
PASTE = ('push button', 'Paste')
CONNECT = ('push button', 'Connect')
NAME = ('text', 'Token Name')
VIEW_API, VIEW_CLI = ('push button', 'Copy Command'), ('push button', 'Copy Config Command')
HIDE = ('push button', 'Hide Token')
# As GDK_KEY_... and as an accelerator has it.
MASKS = {'GDK_CONTROL_MASK': '<Control>', 'GDK_SHIFT_MASK': '<Shift>', 'GDK_ALT_MASK': '<Alt>'}
TOOLKIT = {'F10'}  # GTK's own, where a menu is the primary one


def press(app, key, *focus):
    """The key, and where the focus is then."""
    press_key(key)
    app.wait_focus(*focus)


def list_focused(app):
    """What has the focus, by name. A window has no keyboard for a moment where a compositor loses that of wtype."""
    return [widget.name for widget, _ in app.look().walk() if 'focused' in widget.states]


def go_down_to(app, *focus):
    """In a menu, which may have the focus on its first item already. A key that comes before the last one was heard would
    lead past it."""
    for _ in range(3):
        with contextlib.suppress(AssertionError):
            wait(f'focus on {focus}', lambda: app.has_focus(*focus), SHORT)
            return
        press_key('Down')
    app.wait_focus(*focus)


def open_menu(app, letter):
    press_key('F10')
    app.find('menu item', 'Preferences')
    press_key(letter)


def find_owners():
    """The programs of this session that have what is on the clipboard; other sessions have theirs."""
    session = f'WT_TEST_SESSION={os.environ["WT_TEST_SESSION"]}\0'.encode()
    found = subprocess.run(['pgrep', '-x', CLIPBOARD_OWNER], capture_output=True, text=True, check=True).stdout.split()

    def is_ours(pid):
        with contextlib.suppress(OSError), open(f'/proc/{pid}/environ', 'rb') as environment:
            return session in environment.read()
    return [int(pid) for pid in found if is_ours(pid)]


def send(number, processes):
    """To those that are still there: of two, the one that read the text ends soon."""
    for pid in processes:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


@test
def from_the_first_start_to_a_token_on_the_clipboard_in_four_keys():
    with Workbench('--tokens=1') as workbench, workbench.start() as app:
        app.wait_focus(*KEY)
        write_clipboard(workbench.key + '\n')
        press(app, 'Tab', *PASTE)
        press(app, 'Return', *CONNECT)
        press(app, 'Return', *COPY)
        press_key('Return')
        wait_clipboard(workbench.values()[FIRST])
        expect(workbench.stored('api-key'), workbench.key)


@test
def what_is_pasted_and_is_no_key_is_said_and_kept():
    with Workbench('--tokens=1') as workbench, workbench.start() as app:
        app.wait_focus(*KEY)
        write_clipboard('two words\nand a line')
        press(app, 'Tab', *PASTE)
        press(app, 'Return', *CONNECT)
        press(app, 'Return', *KEY)
        app.find_saying('alert', 'no spaces or line breaks')
        expect(workbench.log(), [])
        write_clipboard(' \n\t ')
        press(app, 'Tab', *PASTE)
        press(app, 'Return', *KEY)
        app.find_saying('alert', 'no text on the clipboard')


@test
def a_clipboard_that_does_not_answer_ends_in_a_sentence():
    with Workbench() as workbench, workbench.start() as app:
        app.wait_focus(*KEY)
        write_clipboard('held')
        wait_clipboard('held')
        owners = find_owners()
        send(signal.SIGSTOP, owners)
        try:
            press(app, 'Tab', *PASTE)
            press_key('Return')
            app.find_saying('alert', 'no text on the clipboard')
            app.wait_focus(*KEY)
        finally:
            send(signal.SIGCONT, owners)


@test
def who_types_the_key_meanwhile_does_not_wait_for_the_clipboard():
    with Workbench('--tokens=1') as workbench, workbench.start() as app:
        app.wait_focus(*KEY)
        write_clipboard('held')
        wait_clipboard('held')
        owners = find_owners()
        send(signal.SIGSTOP, owners)
        try:
            press(app, 'Tab', *PASTE)
            press_key('Return')
            wait('the clipboard to be asked', lambda: 'sensitive' not in app.find(*PASTE).states)
            workbench.hold(path='/api/whoami')
            app.type(*KEY, workbench.key)
            app.click(*CONNECT)
            app.find('push button', 'Cancel')
        finally:
            send(signal.SIGCONT, owners)
        stays('what was typed', lambda: app.find(*KEY).holds(workbench.key), 1)
        workbench.release()
        app.find_row(FIRST)
        expect(workbench.stored('api-key'), workbench.key)


@test
def the_first_token_is_generated_and_copied():
    with Workbench() as workbench, workbench.start_signed_in() as app:
        app.wait_focus(*GENERATE)
        press(app, 'Return', *NAME)
        press(app, 'Escape', *GENERATE)
        press(app, 'ctrl+n', *NAME)
        press(app, 'Return', *COPY)
        press_key('Return')
        wait_clipboard(workbench.tokens()[0]['token'])
        press_key('ctrl+n')
        stays('without a dialog', lambda: not app.find_all(*NAME), 1)
        expect(workbench.count('POST', TOKENS), 1)


@test_on_x11
def a_token_is_shown_chosen_and_revoked():
    with Workbench('--tokens=2') as workbench, workbench.start_signed_in() as app:
        first, second = app.find_row(FIRST), app.find_row(SECOND)
        app.wait_focus(*COPY, second)
        press(app, 'shift+Tab', *SHOW, second)
        press(app, 'space', *HIDE, second)
        press(app, 'space', *SHOW, second)
        wait('the focus on the first one', lambda: app.has_focus(*RADIO, first) or press_key('shift+Tab'))
        press_key('space')
        wait_active(app, FIRST)
        app.wait_focus(*RADIO, first)
        wait('the focus on its menu', lambda: app.has_focus(*MENU, first) or press_key('Tab'))
        press_key('Return')
        app.find('menu item', 'Revoke Token…')
        press(app, 'Escape', *MENU, first)
        press_key('Return')
        go_down_to(app, 'menu item', 'Revoke Token…')
        press(app, 'Return', 'push button', 'Cancel')
        press(app, 'Escape', *MENU, first)
        press_key('Return')
        go_down_to(app, 'menu item', 'Revoke Token…')
        press(app, 'Return', 'push button', 'Cancel')
        press(app, 'Tab', 'push button', 'Revoke')
        press_key('Return')
        app.wait_gone('push button', 'Revoke')
        wait_active(app, SECOND)
        app.wait_focus(*COPY, second)


@test_on_x11
def the_views_are_reached_and_used():
    with Workbench('--tokens=1') as workbench, workbench.start_signed_in() as app:
        app.wait_focus(*COPY)
        press(app, 'alt+2', 'push button', 'Copy Command')
        press(app, 'shift+Tab', 'push button', 'Copy Address')
        press(app, 'shift+Tab', 'push button', 'Copy Header')
        press_key('Return')
        wait_clipboard('Authorization: UserToken ' + workbench.values()[FIRST])
        tab_to(app, 'push button', 'Show Answer')
        press_key('Return')
        tab_to(app, 'push button', 'Copy Answer')
        press(app, 'alt+3', 'push button', 'Copy Config Command')
        press_key('Return')
        wait_clipboard('import-io config')
        press(app, 'alt+1', *COPY)


def set_layout(*options):
    subprocess.run(['setxkbmap', *options], check=True)


@contextlib.contextmanager
def layout(*options):
    set_layout(*options)
    try:
        yield
    finally:
        set_layout('us')


@test_on_x11
def the_views_are_reached_on_each_layout():
    """With the keys that are in the place of the digits. Those need Shift, or AltGr, or are of another script."""
    with Workbench('--tokens=1') as workbench, workbench.start_signed_in() as app:
        app.wait_focus(*COPY)
        for options in (['us'], ['fr'], ['fr', 'bepo'], ['cz'], ['lt'], ['th'], ['ir'], ['us,ru'], ['us,fr'], ['fr,us']):
            with layout('-layout', options[0], '-variant', ''.join(options[1:])):
                for place, focus in ((11, VIEW_API), (12, VIEW_CLI), (10, COPY)):
                    press(app, f'alt+{place}', *focus)


@test_on_x11
def the_views_are_reached_with_the_numeric_keypad():
    with Workbench('--tokens=1') as workbench, workbench.start_signed_in() as app:
        app.wait_focus(*COPY)
        press_key('Num_Lock')
        try:
            for place, focus in ((88, VIEW_API), (89, VIEW_CLI), (87, COPY)):
                press(app, f'alt+{place}', *focus)
        finally:
            press_key('Num_Lock')
        press_key('alt+88', 'alt+shift+11', 'ctrl+alt+11', 'alt+13')
        stays('where it was', lambda: app.has_focus(*COPY), 0.5)


@test_on_x11
def what_is_typed_with_digits_and_what_is_beside_them_stays_so():
    with Workbench() as workbench, workbench.start_signed_in() as app, layout('fr'):
        app.wait_focus(*GENERATE)
        press(app, 'Return', *NAME)
        wait('the dialog to get the keys',
             lambda: call('xdotool', 'getwindowfocus', 'getwindowname').stdout.strip() == 'Generate Token')
        press_key('ctrl+a', '10', 'shift+10', '11')
        wait('the text', lambda: app.find(*NAME).holds('&1é'))
        press(app, 'Escape', *GENERATE)
        press_key('alt+11')
        tab_to(app, 'text', 'Request Body')
        press(app, 'alt+10', *GENERATE)


@test
def an_answer_that_is_waited_for_leaves_the_focus_where_it_is():
    with Workbench('--tokens=1') as workbench, workbench.start_signed_in() as app:
        app.wait_focus(*COPY)
        count = workbench.count('GET', TOKENS)
        workbench.hold(path=TOKENS)
        press_key('alt+2')
        tab_to(app, 'push button', 'Show Answer')
        press_key('Return', 'Return')
        wait('the request', lambda: workbench.count('GET', TOKENS) > count)
        stays('in focus', lambda: list_focused(app) in (['Show Answer'], []), 1)
        app.wait_focus('push button', 'Show Answer')
        workbench.release()
        app.find('push button', 'Copy Answer')
        app.wait_focus('push button', 'Show Answer')
        expect(workbench.count('GET', TOKENS), count + 1)


@test
def a_request_is_written_sent_and_cancelled():
    with Workbench() as workbench, workbench.start_signed_in() as app:
        app.wait_focus(*GENERATE)
        press_key('alt+2')
        tab_to(app, 'push button', 'Execute')
        workbench.hold(method='POST', path=TOKENS)
        press(app, 'Return', 'push button', 'Cancel Request')
        wait('the request', lambda: workbench.count('POST', TOKENS))
        press(app, 'Return', 'push button', 'Execute')
        app.find_saying('alert', 'not known whether')


@test
def escape_closes_what_is_in_front_and_never_the_window():
    with Workbench('--tokens=1') as workbench, workbench.start_signed_in() as app:
        app.wait_focus(*COPY)
        for key, window in (('ctrl+comma', 'Preferences'), ('F1', 'Help'), ('ctrl+question', 'Keyboard Shortcuts')):
            press_key(key)
            app.find('frame', window)
            press_key('Escape')
            app.wait_gone('frame', window)
            app.wait_focus(*COPY)
        open_menu(app, 's')
        app.wait_focus('push button', 'Cancel')
        press(app, 'Escape', 'push button', 'Main Menu')
        press_key('Escape')
        stays('open', app.is_running, 0.5)
        app.find('frame', 'Workbench Tokens')


@test
def a_banner_is_reached_and_goes():
    with Workbench('--tokens=1') as workbench, workbench.start_signed_in() as app:
        app.wait_focus(*COPY)
        workbench.fault(status=400, path=TOKENS)
        press_key('F5')
        app.find('status bar')
        app.wait_focus(*COPY)
        tab_to(app, 'push button', 'Retry')
        press_key('Return')
        wait_no_banner(app)
        wait('a focus', lambda: any('focused' in button.states for button in app.find_all('push button')))


@test
def signing_out_leads_to_the_entry_and_the_server_is_reached_from_there():
    with Workbench('--tokens=1') as workbench, workbench.start_signed_in() as app:
        app.wait_focus(*COPY)
        open_menu(app, 's')
        app.wait_focus('push button', 'Cancel')
        press(app, 'Tab', 'push button', 'Sign Out')
        press(app, 'Return', *KEY)
        tab_to(app, 'text', 'Server Address')
        expect(workbench.stored('api-key'), None)


@test
def the_window_of_shortcuts_names_each_key_and_no_other():
    """In the sources: GTK does not tell a program's keys to anybody. What they do is tested above."""
    def read(path, name):
        return {key for element in ET.parse(os.path.join(SOURCES, path)).iter('property')
                if element.get('name') == name for key in element.text.split()}
    named = read('app/wt-shortcuts-window.ui', 'accelerator')
    bound = TOOLKIT | read('pages/wt-tokens-page.ui', 'trigger')
    for path in ('app/wt-window.c', 'app/wt-application.c'):
        with open(os.path.join(SOURCES, path), encoding='utf-8') as file:
            text = file.read()
        bound |= set(re.findall(r'\{ "[\w.]+", \{ "([^"]+)" \} \}', text))
        for key, masks in re.findall(r'add_binding_action \(\w+, GDK_KEY_(\w+), ([^,]+),', text):
            bound.add(''.join(MASKS[mask] for mask in masks.split(' | ') if mask != '0') + key)
    expect(named, bound)


if __name__ == '__main__':
    sys.exit(run())
