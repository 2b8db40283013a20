# SPDX-License-Identifier: GPL-3.0-or-later
"""wbtoken configure-cli before a person, with a tool that asks for the token."""

import contextlib
import os
import re

from cli import FOLDER, SECOND, WBTOKEN, Terminal, signed_in

PATH = os.path.join(FOLDER, 'bin') + ':' + os.environ['PATH']
N_TELLING = 4  # characters of a token that nobody may see in a row
SEQUENCE = re.compile(r'\033\[[0-?]*[ -/]*[@-~]')


class Tool(Terminal):
    """wbtoken configure-cli before a person, with a tool that asks in its way."""

    def __init__(self, workbench, words, status=0, token=None, size=(24, 80), **environment):
        self.log = os.path.join(workbench.folder.name, 'told')
        self.token = token or workbench.values()[SECOND]
        super().__init__(workbench, WBTOKEN, 'configure-cli', PATH=PATH, STAND_IN=words, STAND_IN_LOG=self.log,
                         STAND_IN_STATUS=str(status), size=size, **environment)

    def told(self, what):
        with open(self.log, encoding='utf-8') as log:
            return [line.removeprefix(what + '=') for line in log.read().splitlines() if line.startswith(what + '=')]

    def expect_hidden(self):
        """No piece of it, whatever is between its characters that is not seen, or is the question once more."""
        seen = re.sub(r'\s', '', SEQUENCE.sub('', self.seen))
        pieces = {self.token[start:start + N_TELLING] for start in range(len(self.token) - N_TELLING + 1)}
        for question in ('', 'EnteryourUserToken:'):
            assert not [piece for piece in pieces if piece in seen.replace(question, '')], self.seen


@contextlib.contextmanager
def tool(words, **options):
    with signed_in() as workbench, Tool(workbench, words, **options) as terminal:
        yield terminal
