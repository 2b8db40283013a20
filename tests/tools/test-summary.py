#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What summary.py says of logs as meson writes them.

Usage: test-summary.py
"""

import json
import os
import subprocess
import sys
import tempfile

SUMMARY = os.path.join(os.path.dirname(os.path.realpath(__file__)), 'summary.py')


def program(name, result='OK', duration=1.0, stdout='', returncode=0):
    """What meson calls NAME has its suite before it."""
    return {'name': 'project:suite / ' + name, 'result': result, 'duration': duration, 'stdout': stdout,
            'returncode': returncode}


def write_log(folder, setup, programs, points):
    """POINTS: for each program that speaks TAP, a letter a point: p(assed), f(ailed) or s(kipped)."""
    log = os.path.join(folder, setup, 'meson-logs', 'testlog')
    os.makedirs(os.path.dirname(log))
    with open(log + '.json', 'w', encoding='utf-8') as file:
        file.writelines(json.dumps(each) + '\n' for each in programs)
    inside = {'p': '', 'f': '<failure/>', 's': '<skipped/>'}
    suites = ''.join('<testsuite name="project.project:suite / %s">%s</testsuite>' % (
        name, ''.join('<testcase>%s</testcase>' % inside[kind] for kind in kinds)) for name, kinds in points.items())
    with open(log + '.junit.xml', 'w', encoding='utf-8') as file:
        file.write('<testsuites>%s</testsuites>' % suites)
    return log


def summarize(programs, points, status=0):
    with tempfile.TemporaryDirectory() as folder:
        answer = subprocess.run([sys.executable, SUMMARY, str(status), write_log(folder, 'test', programs, points)],
                                capture_output=True, text=True, check=False)
    return answer.returncode, answer.stdout.splitlines()


def all_is_well():
    status, lines = summarize([program('one'), program('two')], {'one': 'pps'})
    assert status == 0, status
    assert lines[-1] == '3 passed, 0 failed, 1 skipped', lines
    assert 'Failed:' not in lines, lines


def what_failed_comes_first_with_what_it_said():
    failed = program('two', 'FAIL', stdout='ok 1 - fine\nnot ok 2 - broken\nthe reason\n', returncode=1)
    status, lines = summarize([program('one'), failed], {'one': 's', 'two': 'pf'}, status=1)
    assert status == 1, status
    assert lines[:4] == ['Failed:', 'two (test): 1 failed, 1 passed', '  not ok 2 - broken', '  the reason'], lines
    assert lines.index('one (test): 1 skipped') < lines.index('Slowest:'), lines
    assert lines[-1] == '1 passed, 1 failed, 1 skipped', lines


def the_ten_slowest_come_next():
    _, lines = summarize([program('p%d' % i, duration=i / 2) for i in range(12)], {})
    slowest = lines[lines.index('Slowest:') + 1:-1]
    assert slowest[0] == '    5.5 s  p11 (test)', slowest
    assert [line.split()[2] for line in slowest] == ['p%d' % i for i in range(11, 1, -1)], slowest


def what_crashed_is_a_failed_test_more():
    status, lines = summarize([program('one', 'FAIL', returncode=-11), program('two')], {'one': 'pp'}, status=1)
    assert status == 1 and lines[-1] == '3 passed, 1 failed, 0 skipped', lines


def what_skips_in_silence_failed():
    status, lines = summarize([program('one', 'SKIP'), program('two')], {})
    assert status == 1 and lines[-1] == '1 passed, 1 failed, 0 skipped', lines


def a_name_is_without_what_meson_puts_before_it():
    _, lines = summarize([{**program('one'), 'name': 'core+unit - project:one'}, program('two')], {})
    assert [line.split()[2:] for line in lines[1:-1]] == [['one', '(test)'], ['two', '(test)']], lines


def nothing_is_no_success():
    assert summarize([], {}) == (1, ['0 passed, 0 failed, 0 skipped'])
    assert summarize([program('one')], {}, status=1)[0] == 1  # meson failed in another way


cases = [all_is_well, what_failed_comes_first_with_what_it_said, the_ten_slowest_come_next,
         what_crashed_is_a_failed_test_more, what_skips_in_silence_failed, a_name_is_without_what_meson_puts_before_it,
         nothing_is_no_success]
print('1..%d' % len(cases))
for number, case in enumerate(cases, 1):
    try:
        case()
        print('ok %d - %s' % (number, case.__name__.replace('_', ' ')), flush=True)
    except AssertionError as error:
        print('not ok %d - %s\n%s' % (number, case.__name__.replace('_', ' '), error), flush=True)
