#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Installed into a prefix, and everything from there: as launchers, the bus and shells find it."""

import configparser
import functools
import gettext
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True

from installation import (APP, BASE, BUILD, CLI, DESKTOP_FILE, FOLDER, ID, PREFIX, LaunchedApp, build,  # noqa: E402
                          bus_without_display, call, find_files, install, set_up_session)
from desktop import Workbench, find_windows, read_clipboard, run as run_tool, wait_clipboard  # noqa: E402
import language  # noqa: E402
from driver import CEILING, wait  # noqa: E402
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
def the_settings_of_an_older_version_end_no_program():
    with open(f'{PREFIX}/share/glib-2.0/schemas/{ID}.gschema.xml', encoding='utf-8') as file:
        schema = file.read()
    for key in re.findall('<key name="(.*?)"', schema):
        older = f'{BASE}/older/glib-2.0/schemas'
        os.makedirs(older, exist_ok=True)
        with open(f'{older}/{ID}.gschema.xml', 'w', encoding='utf-8') as file:
            file.write(re.sub(f'<key name="{key}".*?</key>', '', schema, flags=re.DOTALL))
        call('glib-compile-schemas', older)
        with Workbench('--tokens=2') as workbench:
            workbench.store_account(SECOND)
            with_older = {'XDG_DATA_DIRS': f'{BASE}/older:/usr/share', 'XDG_CONFIG_HOME': workbench.folder.name}
            expect(call(CLI, 'print', **with_older), workbench.values()[SECOND] + '\n')
    # All have each key's absence in common, so one is enough for the window, which takes longer.
    with Workbench('--tokens=2') as workbench:
        workbench.store_account(SECOND)
        with workbench.start(XDG_DATA_DIRS=with_older['XDG_DATA_DIRS']) as app:
            wait_rows(app, [FIRST, SECOND])


def bare_environments():
    """By what is missing. There is a display in all but the last ones."""
    homes = ('XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'XDG_CACHE_HOME')
    session = {name: os.environ[name] for name in ('DISPLAY', 'DBUS_SESSION_BUS_ADDRESS', 'GTK_A11Y', 'GSK_RENDERER')}
    without_homes = {name: value for name, value in os.environ.items() if name not in (*homes, 'HOME')}
    yield session
    yield without_homes
    yield {**without_homes, 'HOME': '/proc/nothing'}
    yield {name: value for name, value in os.environ.items() if name != 'XDG_RUNTIME_DIR'}
    yield {**os.environ, 'XDG_DATA_DIRS': '/nonexistent'}
    yield {**os.environ, 'PATH': '', 'LC_ALL': 'no such locale', 'TMPDIR': '/nonexistent'}


def read_only(*command):
    """Before a command, for which nothing can be written in its home."""
    folders = [os.environ[name] for name in ('HOME', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'XDG_CACHE_HOME', 'TMPDIR')]
    script = ('for folder in ' + shlex.join(folders) +
              '; do mount --bind "$folder" "$folder" && mount -o remount,bind,ro "$folder" || exit 99; done; exec "$@"')
    return ['unshare', '--map-current-user', '--keep-caps', '--mount', 'sh', '-c', script, 'sh', *command]


def has_window():
    return run_tool('xdotool', 'search', '--onlyvisible', '--name', 'Workbench Tokens').stdout != ''


def expect_window(command, environment):
    """It opens, and ends when it is told to."""
    wait('the one before to go', lambda: not has_window())
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        wait('a window', lambda: process.poll() is not None or has_window())
        expect(process.poll(), None)
    finally:
        process.terminate()
    _, errors = process.communicate(timeout=CEILING)
    expect(process.returncode, 0)
    assert 'CRITICAL' not in errors or 'g_settings_schema_source_lookup' in errors, errors


def call_cli(command, environment):
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=CEILING)
    return result.returncode, result.stdout, result.stderr


@test
def in_a_bare_environment_both_programs_do_what_they_can():
    with Workbench() as workbench:
        nothing = f'wbtoken: You are not signed in to 127.0.0.1:{workbench.port}. Next: wbtoken login\n'
        for environment in bare_environments():
            expect(call_cli([CLI, 'list', '--server', workbench.address], environment), (3, '', nothing))
            expect_window([APP, '--server', workbench.address], environment)
        expect(call_cli(read_only(CLI, 'list', '--server', workbench.address), os.environ), (3, '', nothing))
        expect_window(read_only(APP, '--server', workbench.address), os.environ)


@test
def without_a_bus_or_a_display_there_is_one_line_and_a_status():
    for command, status, words in (([CLI, 'list'], 4, 'no session bus'), ([APP], 1, 'no display')):
        for environment in ({}, {'HOME': '/proc/nothing', 'PATH': '/usr/bin'}):
            result = call_cli(command, environment)
            expect(result[:2], (status, ''))
            assert words in result[2] and result[2].count('\n') == 1, result


@test
def what_was_typed_in_the_wrong_place_is_not_repeated_by_the_window():
    for arguments in (['--SECRET'], ['-SECRET'], ['SECRET'], ['--SECRET=1'], ['--server', 'x', '-sSECRET'], ['--server']):
        status, output, errors = call_cli([APP, *arguments], os.environ)
        expect((status, output), (2, ''))
        assert errors.startswith('workbench-tokens: ') and errors.endswith('Next: workbench-tokens --help\n'), errors
        assert 'SECRET' not in errors and errors.count('\n') == 1, errors


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
