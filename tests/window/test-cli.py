#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The view CLI: what is copied into a terminal, and what a sandbox leaves out."""

import os
import sys
import tempfile

sys.dont_write_bytecode = True

from desktop import SANDBOX, Workbench, test_on_x11  # noqa: E402
from simulator_harness import expect, run, test  # noqa: E402
from steps import show_view  # noqa: E402
from views import copy_secret, copy_text, write_program  # noqa: E402

FLATPAK = 'flatpak run --command=wbtoken io.import.WorkbenchTokens'


def open_view(app):
    app.find_row('My User Token')
    show_view(app, 'CLI')
    app.find('push button', 'Copy Config Command')


@test
def the_commands_and_the_token_are_copied():
    with Workbench('--tokens=1') as workbench, workbench.start_signed_in() as app:
        open_view(app)
        app.find_saying('label', 'source:deploy')
        copy_text(app, 'Copy Config Command', 'import-io config', 'Command copied')
        copy_secret(app, 'Copy Active Token', workbench.values()['My User Token'], 'Token copied')
        copy_text(app, 'Copy Set-up Command', 'wbtoken configure-cli', 'Command copied')
        text = app.read_all()
        assert not [secret for secret in workbench.secrets() if secret in text]


@test_on_x11
def whether_the_program_is_there_is_looked_up_each_time():
    with Workbench('--tokens=1') as workbench, tempfile.TemporaryDirectory() as folder:
        with workbench.start_signed_in(PATH=f'{folder}:{os.environ["PATH"]}') as app:
            open_view(app)
            app.find_saying('label', 'Not found on your PATH')
            path = write_program(folder, 'import-io', '')
            show_view(app, 'Tokens')
            app.wait_gone('push button', 'Copy Config Command')
            open_view(app)
            app.find_saying('label', 'Found: ' + path)


@test
def without_a_token_there_is_none_to_copy():
    with Workbench() as workbench, workbench.start_signed_in() as app:
        app.find('push button', 'Generate Token')
        show_view(app, 'CLI')
        assert 'sensitive' not in app.find('push button', 'Copy Active Token').states
        app.click('page tab', 'Tokens')
        app.click('push button', 'Generate Token')
        app.click('push button', 'Generate')
        open_view(app)
        copy_secret(app, 'Copy Active Token', workbench.values()['My User Token'], 'Token copied')


@test_on_x11
def in_a_sandbox_what_cannot_work_is_left_out():
    with Workbench('--tokens=1') as workbench:
        workbench.store('api-key', workbench.key)
        workbench.prefix = [SANDBOX]
        with workbench.start() as app:
            open_view(app)
            app.find_saying('label', 'can neither see nor start import-io')
            expect(app.find_all('list item', 'import-io'), [])
            expect(app.find_all('push button', 'Copy Set-up Command'), [])
            copy_text(app, 'Copy Config Command', 'import-io config', 'Command copied')
            copy_text(app, 'Copy Variable Command', f'USERTOKEN=$({FLATPAK} print) COMMAND', 'Command copied')
            show_view(app, 'API')
            header = f'{FLATPAK} header --server {workbench.address}'
            copy_text(app, 'Copy Command', f'curl -H @<({header}) {workbench.address}/api/whoami', 'Command copied')


if __name__ == '__main__':
    sys.exit(run())
