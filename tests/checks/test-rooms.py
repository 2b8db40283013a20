#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""No two files of the product need each other, on whatever way around: each can be read after those that it stands on.
What a file needs is read from what it calls, because one header may stand for several files. Meson's dependencies keep
the order of the rooms; this keeps it within a room. And the map has each of them."""

import glob
import os
import re
import sys

SOURCE = os.path.join(os.path.dirname(os.path.realpath(__file__)), os.pardir, os.pardir, 'src')
COMMENT = re.compile(r'/\*.*?\*/', re.DOTALL)
DEFINITION = re.compile(r'^(wt_\w+) \(', re.MULTILINE)
NAME = re.compile(r'\bwt_\w+')


def read_needs(source):
    """What each file needs: a set of other files."""
    texts, homes = {}, {}
    for path in glob.glob(os.path.join(source, '**', '*.c'), recursive=True):
        with open(path, encoding='utf-8') as file:
            name = os.path.basename(path)
            texts[name] = COMMENT.sub('', file.read())
            homes.update((function, name) for function in DEFINITION.findall(texts[name]))
    return {name: {homes[used] for used in NAME.findall(text) if used in homes} - {name}
            for name, text in texts.items()}


def find_circles(needs):
    """What is left when all that needs nothing more is taken away, from below and from above."""
    left = {name: set(needed) for name, needed in needs.items()}
    while True:
        wanted = set().union(*left.values()) if left else set()
        ended = {name for name, needed in left.items() if not needed & left.keys() or name not in wanted}
        if not ended:
            return left
        left = {name: needed - ended for name, needed in left.items() if name not in ended}


def find_missing(names):
    """The map names a file in full, or by its last part after others of its kind."""
    with open(os.path.join(SOURCE, 'README.md'), encoding='utf-8') as file:
        words = set(re.findall(r'[\w-]+', file.read()))
    stems = (name.removesuffix('.c') for name in names)
    return sorted(stem for stem in stems if stem not in words and not
                  any(stem.endswith(word) for word in words if word.startswith('-') and len(word) > 3))


def main():
    needs = read_needs(sys.argv[1] if len(sys.argv) > 1 else SOURCE)
    circles = find_circles(needs)
    print('TAP version 13\n1..3')
    print('ok 1 - files that call each other are found' if sum(map(len, needs.values())) > 100 else
          'not ok 1 - hardly a file calls another one, so this reads them wrongly')
    for name, needed in sorted(circles.items()):
        print('#', name, 'needs', ', '.join(sorted(needed & circles.keys())))
    print('not ok' if circles else 'ok', '2 - no files need each other')

    missing = find_missing(needs)
    for name in missing:
        print('# src/README.md has no', name)
    print('not ok' if missing else 'ok', '3 - the map has each file')


if __name__ == '__main__':
    main()
