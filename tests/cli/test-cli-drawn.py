#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tools that draw their question and what was typed anew for each key, with line breaks of their own, as the usual
libraries for Node do: the token is given to them, and no piece of it is seen."""

import random
import string
import sys

sys.dont_write_bytecode = True

from asking_tool import SEQUENCE, Tool, tool  # noqa: E402
from cli import DONE, signed_in  # noqa: E402
from driver import stays  # noqa: E402
from simulator_harness import expect, run, test  # noqa: E402


def make_token(length):
    return ''.join(random.Random(length).choices(string.ascii_letters + string.digits, k=length))


@test
def what_is_drawn_anew_with_line_breaks_is_hidden_at_any_width():
    drawn, others = ('eight tells', 'nine tells'), ('nine hides', 'oclif', 'eight long', 'open long')
    with signed_in() as workbench:
        for length, columns, kinds in ((320, 17, drawn), (320, 40, drawn + others), (320, 80, drawn), (320, 200, drawn),
                                       (64, 40, drawn), (64, 80, drawn + others)):
            token = make_token(length)
            workbench.replace_stored('user-token', token)
            for words in kinds:
                with Tool(workbench, words, token=token, size=(24, columns)) as terminal:
                    terminal.wait_for('Done.')
                    expect((terminal.wait_end(), terminal.told('token')[-1]), (DONE, token))
                    terminal.expect_hidden()
                    # Not the first character of it, either, where it grows character by character.
                    assert ': ' + token[0] not in SEQUENCE.sub('', terminal.seen), terminal.seen


@test
def a_question_that_is_longer_than_the_line_is_answered():
    for words in ('early', 'late', 'open', 'raw', 'eight', 'nine', 'nine hides', 'oclif'):
        with tool(words + ' long', size=(24, 40)) as terminal:
            expect((terminal.wait_end(), terminal.told('token')), (DONE, [terminal.token]))
            terminal.expect_hidden()


@test
def an_answer_that_is_left_there_to_be_mended_is_the_persons():
    for words in ('eight refuses', 'nine refuses', 'nine hides refuses'):
        with tool(words) as terminal:
            terminal.wait_for('not a user token.')
            stays('waiting for a person', lambda: not terminal.told('token') and terminal.read(), 1.5)
            terminal.type('\r')
            expect((terminal.wait_end(), terminal.told('token')), (DONE, [terminal.token]))
            terminal.expect_hidden()


if __name__ == '__main__':
    sys.exit(run())
