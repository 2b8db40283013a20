# SPDX-License-Identifier: GPL-3.0-or-later
"""How long the window did not listen: what loop-watch.c measures in the program."""

import mmap
import os
import struct
import tempfile

from driver import wait

LONGEST_MS = 100  # that a window may be deaf for without seeming frozen
SHORTEST_MS = 4  # that drawing a frame takes; what is shorter was something else
MOST_MS = 256
WATCH = struct.Struct('QQ')
COUNTS = struct.Struct(f'{MOST_MS}Q')


class Loop:
    """To be handed to the program that is watched, by its environment."""

    def __init__(self):
        self.file = tempfile.NamedTemporaryFile()
        self.file.truncate(WATCH.size + COUNTS.size)
        self.shared = mmap.mmap(self.file.fileno(), WATCH.size + COUNTS.size)
        self.environment = {'LD_PRELOAD': os.environ['WT_TEST_LOOP_WATCH'], 'WT_TEST_LOOP': self.file.name,
                            'ASAN_OPTIONS': os.environ.get('ASAN_OPTIONS', '') + ':verify_asan_link_order=0'}

    def longest_ms(self):
        """What is not over yet counts as well."""
        wait('the window to listen', lambda: WATCH.unpack_from(self.shared)[1])
        return WATCH.unpack_from(self.shared)[0] / 1000

    def expect_no_freeze(self, most_ms=LONGEST_MS):
        longest = self.longest_ms()
        assert longest < most_ms, f'the window was frozen for {longest:.0f} ms, of at most {most_ms}'

    def counts(self):
        """How often it did not listen for so many milliseconds."""
        return COUNTS.unpack_from(self.shared, WATCH.size)

    def frames_ms(self, before):
        """Since the counts were those: what each frame took, the shortest first."""
        counts = [now - then for now, then in zip(self.counts(), before, strict=True)]
        return [ms for ms in range(SHORTEST_MS, MOST_MS) for _ in range(counts[ms])]
