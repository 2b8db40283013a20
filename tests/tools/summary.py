#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints what those tests said that failed, which programs took longest, and at last how many tests passed. Exits with
1 unless all is well.

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
BEFORE_NAME = re.compile(r'.* (/ |- .*:)')  # "project:suite / name", with Meson 1.12 "suite - project:name"
SKIP_STATUS = 77
N_SLOWEST = 10


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


def read_log(log):
    """The programs of a log, each with the kinds of its test points, and with a name that tells the log instead of
    the suite."""
    folder, kind = log.split('/')[-3::2]
    setup = kind.partition('-')[2] or folder
    points = read_points(log + '.junit.xml')
    for program in read_programs(log + '.json'):
        program['kinds'] = kinds_of_program(program, points.get(program['name'], []))
        program['title'] = '%s (%s)' % (BEFORE_NAME.sub('', program['name']), setup)
        yield program


def print_kinds(program):
    kinds = program['kinds']
    print('%s: %s' % (program['title'], ', '.join('%d %s' % (kinds.count(k), k) for k in sorted({*kinds}))))


def print_failure(program):
    """meson shows nothing of what is said in TAP."""
    print_kinds(program)
    for line in program.get('stdout', '').splitlines():
        if not DULL.match(line):
            print('  ' + line)


def print_programs(programs):
    failed = [program for program in programs if 'failed' in program['kinds']]
    if failed:
        print('Failed:')
        for program in failed:
            print_failure(program)
    for program in programs:
        if 'skipped' in program['kinds'] and program not in failed:
            print_kinds(program)
    print('Slowest:')
    for program in sorted(programs, key=lambda program: -program['duration'])[:N_SLOWEST]:
        print('%7.1f s  %s' % (program['duration'], program['title']))


def main(status, logs):
    programs = []
    for log in logs:
        try:
            programs += read_log(log)
        except (OSError, ElementTree.ParseError, ValueError) as error:
            print('No test ran, or its log cannot be read: %s' % error)
            status = status or 1

    if programs:
        print_programs(programs)
    counts = collections.Counter(kind for program in programs for kind in program['kinds'])
    print('%d passed, %d failed, %d skipped' % (counts['passed'], counts['failed'], counts['skipped']))
    return 0 if status == 0 and counts['failed'] == 0 and counts['passed'] > 0 else 1


sys.exit(main(int(sys.argv[1]), sys.argv[2:]))
