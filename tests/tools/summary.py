#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints how many tests passed and what those said that failed, and exits with 1 unless all is well.

Usage: summary.py STATUS LOG..., where LOG.json and LOG.junit.xml are what a "meson test" wrote, and STATUS is 0 if each
of them exited with 0.
A program that speaks TAP counts as its test points. One that fails in another way than through them (it crashed, or
took too long) counts as one failed test more, and so does one that has none and does not say that it skips them.
"""

import collections
import json
import re
import sys
import xml.etree.ElementTree as ElementTree

KINDS = {'OK': 'passed', 'EXPECTEDFAIL': 'passed', 'SKIP': 'skipped'}
NO_POINTS = re.compile(r'^1\.\.0\b', re.MULTILINE)
DULL = re.compile(r'ok\b|# [\w-]+-DEBUG: ')  # what passed, and what libraries say all the time
SKIP_STATUS = 77


def read_programs(path):
    with open(path, encoding='utf-8') as file:
        return [json.loads(line) for line in file]


def read_points(path):
    """The kinds of the test points of each program that speaks TAP, by the program's name."""
    points = {}
    for suite in ElementTree.parse(path).getroot():
        name = suite.get('name').partition('.')[2]  # without the project's; empty for all that do not speak TAP
        if name:
            points[name] = [kind_of_point(case) for case in suite.iter('testcase')]
    return points


def kind_of_point(case):
    if case.find('failure') is not None or case.find('error') is not None:
        return 'failed'
    return 'passed' if case.find('skipped') is None else 'skipped'


def kinds_of_program(program, points):
    kind = KINDS.get(program['result'], 'failed')
    if kind == 'failed':
        return points if 'failed' in points else points + ['failed']
    is_silent = kind == 'skipped' and program['returncode'] != SKIP_STATUS and not NO_POINTS.search(program['stdout'])
    return points or ['failed' if is_silent else kind]


def print_failure(program):
    """meson shows nothing of what is said in TAP."""
    for line in program.get('stdout', '').splitlines():
        if not DULL.match(line):
            print('  ' + line)


def count_in(log):
    counts = collections.Counter()
    points = read_points(log + '.junit.xml')
    for program in read_programs(log + '.json'):
        kinds = kinds_of_program(program, points.get(program['name'], []))
        counts.update(kinds)
        if 'skipped' in kinds or 'failed' in kinds:
            print('%s: %s' % (program['name'], ', '.join('%d %s' % (kinds.count(k), k) for k in sorted({*kinds}))))
        if 'failed' in kinds:
            print_failure(program)
    return counts


def main(status, logs):
    counts = collections.Counter()
    for log in logs:
        try:
            counts += count_in(log)
        except (OSError, ElementTree.ParseError, ValueError) as error:
            print('No test ran, or its log cannot be read: %s' % error)
            status = status or 1

    print('%d passed, %d failed, %d skipped' % (counts['passed'], counts['failed'], counts['skipped']))
    return 0 if status == 0 and counts['failed'] == 0 and counts['passed'] > 0 else 1


sys.exit(main(int(sys.argv[1]), sys.argv[2:]))
