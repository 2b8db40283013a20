# SPDX-License-Identifier: GPL-3.0-or-later
"""How long the window did not listen: what loop-watch.c measures in the program."""

import mmap
import os
import struct
import tempfile

from driver import wait

LONGEST_MS = 100  # that a window may be deaf for without seeming frozen
WATCH = struct.Struct('QQ')


class Loop:
    """To be handed to the program that is watched, by its environment."""

    def __init__(self):
        self.file = tempfile.NamedTemporaryFile()
        self.file.truncate(WATCH.size)
        self.shared = mmap.mmap(self.file.fileno(), WATCH.size)
        self.environment = {'LD_PRELOAD': os.environ['WT_TEST_LOOP_WATCH'], 'WT_TEST_LOOP': self.file.name,
                            'ASAN_OPTIONS': os.environ.get('ASAN_OPTIONS', '') + ':verify_asan_link_order=0'}

    def longest_ms(self):
        """What is not over yet counts as well."""
        wait('the window to listen', lambda: WATCH.unpack(self.shared)[1])
        return WATCH.unpack(self.shared)[0] / 1000

    def expect_no_freeze(self):
        longest = self.longest_ms()
        assert longest < LONGEST_MS, f'the window was frozen for {longest:.0f} ms'
