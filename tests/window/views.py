# SPDX-License-Identifier: GPL-3.0-or-later
"""What surrounds the views API and CLI: a shell to paste into, a browser that is opened, programs on the PATH."""

import os
import subprocess
import tempfile

from desktop import list_clipboard_types, wait_clipboard
from driver import CEILING, wait
from steps import click_awake

HINT = 'x-kde-passwordManagerHint'
BROWSER = '''[Desktop Entry]
Type=Application
Name=Browser
Exec={} %u
MimeType=x-scheme-handler/http;x-scheme-handler/https;
'''


def is_marked_secret():
    return HINT in list_clipboard_types()


def copy_text(app, button, text, notice):
    click_awake(app, 'push button', button)
    wait_clipboard(text)
    app.find('alert', notice)
    assert not is_marked_secret(), f'{button} is no secret'


def copy_secret(app, button, text, notice='copied'):
    click_awake(app, 'push button', button)
    wait_clipboard(text)
    app.find('alert', f'{notice}, clears in 45 seconds')
    assert is_marked_secret(), f'{button} is a secret'


def write_program(folder, name, script):
    path = os.path.join(folder, name)
    with open(path, 'w', encoding='utf-8') as file:
        file.write('#!/bin/bash\n' + script)
    os.chmod(path, 0o755)
    return path


def paste(command, folder=''):
    """Runs it in bash, with the programs of the folder too. Returns what it says."""
    answer = subprocess.run(['bash', '-c', command], capture_output=True, text=True, timeout=CEILING, check=False,
                            env={**os.environ, 'PATH': f'{folder}:{os.environ["PATH"]}'})
    assert answer.returncode == 0, answer
    return answer.stdout


class Browser:
    """The desktop's browser for this session. It writes down the addresses that it was told to open."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        program = write_program(self.folder.name, 'browser', f'printf "%s\\n" "$@" >>{self.folder.name}/opened\n')
        applications = os.environ['XDG_DATA_HOME'] + '/applications'
        os.makedirs(applications, exist_ok=True)
        with open(applications + '/browser.desktop', 'w', encoding='ascii') as file:
            file.write(BROWSER.format(program))
        with open(applications + '/mimeapps.list', 'w', encoding='ascii') as file:
            file.write('[Default Applications]\nx-scheme-handler/http=browser.desktop\n'
                       'x-scheme-handler/https=browser.desktop\n')

    def opened(self):
        try:
            with open(self.folder.name + '/opened', encoding='utf-8') as file:
                return file.read().splitlines()
        except FileNotFoundError:
            return []

    def wait_opened(self, *addresses):
        wait(f'{addresses} in the browser', lambda: self.opened() == list(addresses))
