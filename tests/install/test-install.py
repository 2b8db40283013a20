#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Installed into a prefix, and everything from there: as launchers, the bus and shells find it."""

import configparser
import functools
import gettext
import os
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True

from installation import (APP, BASE, BUILD, CLI, DESKTOP_FILE, FOLDER, ID, PREFIX, LaunchedApp, build,  # noqa: E402
                          bus_without_display, call, find_files, install, set_up_session)
from desktop import Workbench, find_windows, read_clipboard, run as run_tool, wait_clipboard  # noqa: E402
import language  # noqa: E402
from driver import wait  # noqa: E402
from simulator_harness import expect, run, test  # noqa: E402
from steps import COPY, wait_rows  # noqa: E402

FIRST, SECOND = 'My User Token', 'Laptop CLI'
ACTION = 'copy-active-token'
FILES = {
    'bin/wbtoken', 'bin/workbench-tokens',
    f'share/applications/{ID}.desktop',
    'share/bash-completion/completions/wbtoken',
    f'share/dbus-1/services/{ID}.service',
    'share/fish/vendor_completions.d/wbtoken.fish',
    f'share/glib-2.0/schemas/{ID}.gschema.xml',
    f'share/icons/hicolor/48x48/apps/{ID}.png',
    f'share/icons/hicolor/scalable/apps/{ID}.svg',
    f'share/icons/hicolor/symbolic/apps/{ID}-symbolic.svg',
    'share/man/man1/wbtoken.1', 'share/man/man1/workbench-tokens.1',
    f'share/metainfo/{ID}.metainfo.xml',
    'share/zsh/site-functions/_wbtoken',
}
with open(os.environ['WT_TEST_SOURCE_DIR'] + '/po/LINGUAS', encoding='utf-8') as linguas:
    FILES |= {f'share/locale/{line.strip()}/LC_MESSAGES/workbench-tokens.mo' for line in linguas if line[0] != '#'}
# What a notification does whose program has ended, and what a launcher does.
ASK_BUS = ['gdbus', 'call', '--session', '--dest', ID, '--object-path', '/io/import/WorkbenchTokens', '--method']
ACTIVATE = [*ASK_BUS, 'org.freedesktop.Application.Activate', '{}']
ACTIVATE_ACTION = [*ASK_BUS, 'org.freedesktop.Application.ActivateAction', ACTION, '[]', '{}']
LAUNCH = [sys.executable, FOLDER + '/launch.py', DESKTOP_FILE]
LAUNCH_ACTION = [*LAUNCH, ACTION]
# Of all programs in the prefix; the tools that make them do not take them away.
CACHES = {'share/applications/mimeinfo.cache', 'share/glib-2.0/schemas/gschemas.compiled',
          'share/icons/hicolor/icon-theme.cache'}


def read_entry(group):
    desktop_file = configparser.ConfigParser(delimiters='=', interpolation=None)
    desktop_file.optionxform = str
    desktop_file.read(DESKTOP_FILE, encoding='utf-8')
    return desktop_file[group]


def start(workbench, *asking):
    return workbench.start(program=functools.partial(LaunchedApp, asking))


def read_all(log):
    log.seek(0)
    return log.read()


def count_processes():
    count = 0
    for pid in filter(str.isdigit, os.listdir('/proc')):
        try:
            count += os.readlink(f'/proc/{pid}/exe') == APP
        except OSError:
            pass  # it ended meanwhile, or is somebody else's
    return count


def wait_alone():
    """A second start asks the first one and ends, which the launcher does not wait for."""
    wait('one program', lambda: count_processes() == 1)


def expect_copied(app, workbench):
    wait_clipboard(workbench.values()[SECOND])
    app.find('alert', 'Token copied, clears in 45 seconds')
    app.wait_focus(*COPY, app.find_row(SECOND))


@test
def in_a_staging_folder_all_is_below_the_prefix():
    build()
    install('--destdir', BASE + '/staging')
    expect(find_files(BASE + '/staging' + PREFIX), FILES)
    expect(len(find_files(BASE + '/staging')), len(FILES))
    assert not os.path.exists(PREFIX), 'it is in the prefix, too'


@test
def in_the_prefix_there_is_nothing_more_than_that():
    install()
    expect(find_files(PREFIX) - CACHES, FILES)
    set_up_session()


@test
def the_launcher_and_the_bus_open_the_window_with_its_settings():
    for ask in (LAUNCH, ACTIVATE):
        with Workbench('--tokens=2') as workbench:
            workbench.store_account(SECOND)
            with start(workbench, *ask) as app:
                wait_rows(app, [FIRST, SECOND])
                expect(os.readlink(f'/proc/{app.process.pid}/exe'), APP)
                expect(read_clipboard(), None)


@test
def the_launcher_opens_it_where_the_bus_knows_of_no_display():
    """A program that the bus starts ends at once there, and nothing would be seen."""
    with Workbench('--tokens=2') as workbench, bus_without_display():
        workbench.store_account(SECOND)
        for ask in (LAUNCH, LAUNCH_ACTION):
            with start(workbench, *ask) as app:
                wait_rows(app, [FIRST, SECOND])
                call(*ask, **app.environment)
                wait_alone()


@test
def a_program_that_the_bus_starts_without_a_display_takes_no_name():
    """Or a start from where there is a display would find it taken, and wait for who ends at once."""
    watch = ['dbus-monitor', '--session', f"type='signal',member='NameOwnerChanged',arg0='{ID}'"]
    with bus_without_display(), tempfile.TemporaryFile('w+') as log, subprocess.Popen(watch, stdout=log) as monitor:
        wait('the monitor', lambda: read_all(log))
        answer = run_tool(*ACTIVATE)
        assert 'exited with status 1' in answer.stderr, answer
        monitor.terminate()
        monitor.wait()
        assert f'string "{ID}"' not in read_all(log), read_all(log)


@test
def a_second_start_raises_the_window_of_the_first():
    with Workbench('--tokens=2') as workbench:
        workbench.store_account(SECOND)
        with start(workbench, *LAUNCH) as app:
            wait_rows(app, [FIRST, SECOND])
            for again in ([APP], LAUNCH, ACTIVATE):
                window = wait('the window', lambda: find_windows(app))[0]
                run_tool('xdotool', 'windowminimize', window)
                wait('the window to go', lambda: not find_windows(app))
                call(*again, **app.environment)
                wait('the window', lambda: find_windows(app) == [window])
                wait_alone()


@test
def the_launcher_offers_the_action_and_it_copies_in_a_program_that_it_started():
    expect(read_entry('Desktop Entry')['Actions'], ACTION + ';')
    expect(read_entry(f'Desktop Action {ACTION}')['Name'], 'Copy Active Token')
    with Workbench('--tokens=2') as workbench:
        workbench.store_account(SECOND)
        for ask in (ACTIVATE_ACTION, LAUNCH_ACTION):
            with start(workbench, *ask) as app:
                expect_copied(app, workbench)


@test
def the_action_copies_in_a_program_that_runs():
    for ask in (ACTIVATE_ACTION, LAUNCH_ACTION):
        with Workbench('--tokens=2') as workbench:
            workbench.store_account(SECOND)
            with start(workbench, *LAUNCH) as app:
                wait_rows(app, [FIRST, SECOND])
                expect(read_clipboard(), None)
                call(*ask, **app.environment)
                expect_copied(app, workbench)
                wait_alone()


@test
def translations_are_found_in_the_prefix():
    with open(f'{PREFIX}/share/locale/sv/LC_MESSAGES/workbench-tokens.mo', 'rb') as file:
        say = gettext.GNUTranslations(file).gettext
    for program, text in ((APP, 'Use this server'), (CLI, 'Make a token the active one')):
        assert say(text) != text
        assert say(text) in call(program, '--help', **language.environment('sv')), program


@test
def where_the_environment_does_not_lead_to_the_prefix_the_settings_are_found_all_the_same():
    compiled = f'{PREFIX}/share/glib-2.0/schemas/gschemas.compiled'
    with Workbench('--tokens=2') as workbench:
        workbench.store_account(SECOND)
        bare = {'XDG_DATA_DIRS': '/usr/share', 'XDG_CONFIG_HOME': workbench.folder.name}
        expect(call(CLI, 'print', **bare), workbench.values()[SECOND] + '\n')
        with workbench.start(**bare) as app:
            wait_rows(app, [FIRST, SECOND])
        os.rename(compiled, compiled + '.away')
        for program in ([CLI, 'print'], [APP]):
            result = run_tool(*program)
            expect((result.returncode, result.stdout), (1, ''))
            assert 'the schema of its settings' in result.stderr, result.stderr
        os.rename(compiled + '.away', compiled)


@test
def manual_pages_are_found_beside_the_programs():
    for name in ('wbtoken', 'workbench-tokens'):
        expect(call('man', '-w', name), f'{PREFIX}/share/man/man1/{name}.1\n')


@test
def uninstalled_it_leaves_nothing_of_its_own():
    call('ninja', '-C', BUILD, 'uninstall')
    expect(find_files(PREFIX) - CACHES, set())


if __name__ == '__main__':
    sys.exit(run())
