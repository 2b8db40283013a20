#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ten thousand tokens are as easily used as ten: they are there as soon, each is reached, and the window listens."""

import contextlib
import itertools
import re
import signal
import statistics
import sys
import time

sys.dont_write_bytecode = True

from desktop import Workbench, find_window, press_key, wait_clipboard  # noqa: E402
from desktop import run as run_tool  # noqa: E402
from driver import select, wait  # noqa: E402
from loop import Loop  # noqa: E402
from simulator_harness import expect, run, test  # noqa: E402
from steps import COPY, SHOW  # noqa: E402
from x11 import border_of  # noqa: E402

MANY = 10000
FIRST = 'My User Token'
LAST = f'Token {MANY}'
FROZEN_MS = 250  # far from what a frame full of new rows takes while it is looked at, and from what all of them would
STOPPED_MS = 60000  # it is stopped as long as the keys take to be sent, which looks the same
MOST_ROWS = 60  # that are built, of which a few are seen
ROUNDS = 3
FEWER = 600
SLOWER = 6  # at most: with a row for each it were more by far. How much it is, ./dev bench tells
REST_SECONDS = 1  # without work, longer than the server takes for its answer
KIB = 1.5  # of memory, for each token
SEARCH = ('entry', 'Search Tokens')


def rows(app):
    """The names of those that are in the tree."""
    return [next(select(row, 'label')).name for row in select(app.find('list', 'Account Tokens'), 'list item')
            if any(select(row, 'label'))]


def last_number(app):
    """Of the last row in the tree."""
    return int(re.search(r'\d+$', rows(app)[-1]).group())


def wait_focus_on(app, name, control=COPY):
    """And it is where it can be seen."""
    def seen():
        row = next(app.search_row(name), None)
        button = row and next(app.search(*control, row), None)
        if not button or 'focused' not in button.states:
            return False
        _, top, _, height = button.extents()
        return 0 < top and top + height <= app.find('frame', 'Workbench Tokens').extents()[3]
    wait(f'the focus on {name!r}, in sight', seen)


def count_cpu_ms(app):
    """Of the thread that draws."""
    with open(f'/proc/{app.process.pid}/task/{app.process.pid}/schedstat', encoding='ascii') as file:
        return int(file.read().split()[0]) / 1e6


def wait_at_rest(app):
    seen = []

    def at_rest():
        seen.append(count_cpu_ms(app))
        time.sleep(REST_SECONDS)
        return count_cpu_ms(app) - seen[-1] < 1
    wait('the program to be at rest', at_rest)
    return seen[-1]


def move_mouse(window, column, row):
    expect(run_tool('xdotool', 'mousemove', '--window', window, str(column), str(row)).returncode, 0)


def turn_wheel(app, button, times):
    move_mouse(find_window(app), *(length // 2 for length in app.find('frame', 'Workbench Tokens').extents()[2:]))
    expect(run_tool('xdotool', 'click', '--repeat', str(times), '--delay', '5', str(button)).returncode, 0)


def drag_scroll_bar(app, is_done):
    """From where it stands, downwards until that is so."""
    window = find_window(app)
    bar = max(app.find_all('scroll bar'), key=lambda widget: widget.extents()[3])
    left, top, width, height = bar.extents()
    left, top = (length + more for length, more in zip((left, top), border_of(app), strict=True))
    column = left + width // 2
    rows_of_pixels = itertools.cycle(range(top + height // 2, top + height // 2 + 10))

    def is_hovered():
        """It is only as thin as it can be until the pointer is above it."""
        move_mouse(window, column, next(rows_of_pixels))
        return bar.extents()[2] > width
    wait('the scroll bar', is_hovered)
    move_mouse(window, column, top + 12)
    expect(run_tool('xdotool', 'mousedown', '1').returncode, 0)
    for row in range(top + 12, top + height, 3):
        move_mouse(window, column, row)
    wait('the end of the list', is_done)
    expect(run_tool('xdotool', 'mouseup', '1').returncode, 0)


def places_in_sight(app):
    """Where the rows are that can be seen, by their names."""
    bottom = app.find('frame', 'Workbench Tokens').extents()[3]
    places = {}
    for row in select(app.find('list', 'Account Tokens'), 'list item'):
        place = row.extents()[1]
        if 0 < place < bottom:
            places[next(select(row, 'label')).name] = place
    return places


def changed_places(app, before):
    """Of those that were in sight before, if they moved, and all of them are read between two moves."""
    now = places_in_sight(app)
    common = {name: place for name, place in now.items() if name in before}
    return common if common and common.items() <= places_in_sight(app).items() and any(
        before[name] != place for name, place in common.items()) else None


@contextlib.contextmanager
def many(active=LAST, count=MANY, most_ms=FROZEN_MS):
    """The window with so many tokens, and the one of this name as the active one; it listens all the time."""
    loop = Loop()
    with Workbench(f'--tokens={count}') as workbench:
        workbench.store_account(active)
        with workbench.start(**loop.environment) as app:
            app.loop = loop
            wait('the list', lambda: len(rows(app)) > 1)
            wait_focus_on(app, active)
            yield workbench, app
            wait_at_rest(app)
            loop.expect_no_freeze(most_ms)


@test
def each_is_reached_with_the_keys():
    with many('Token 9000') as (workbench, app):
        press_key('ctrl+shift+c')
        wait_clipboard(workbench.values()['Token 9000'])
        press_key('Home')
        wait_focus_on(app, FIRST)
        press_key(*['Down'] * 40)
        wait_focus_on(app, 'Token 41')
        press_key(*['Page_Down'] * 20, 'Up')
        wait_focus_on(app, 'Token 140')
        press_key(*['Tab'] * (4 * 25))
        wait_focus_on(app, 'Token 165')
        press_key('End')
        wait_focus_on(app, LAST)
        press_key(*['shift+Tab'] * (4 * 25))
        wait_focus_on(app, f'Token {MANY - 25}')
        assert len(rows(app)) < MOST_ROWS, rows(app)
        press_key('ctrl+shift+c')
        wait_focus_on(app, 'Token 9000')


def press_at_once(app, *keys):
    """The program gets them together, before it can draw a frame, as on a machine that is busy with something else."""
    app.process.send_signal(signal.SIGSTOP)
    press_key(*keys)
    app.process.send_signal(signal.SIGCONT)


@test
def keys_that_come_faster_than_frames_go_where_they_would_go():
    with many('Token 5000', most_ms=STOPPED_MS) as (_, app):
        press_at_once(app, *['Tab'] * (4 * 25))
        wait_focus_on(app, 'Token 5025')
        press_at_once(app, *['Down'] * 100)
        wait_focus_on(app, 'Token 5125')
        press_at_once(app, *['shift+Tab'] * (4 * 25))
        wait_focus_on(app, 'Token 5100')
        press_at_once(app, *['Up'] * 100)
        wait_focus_on(app, 'Token 5000')
        turn_wheel(app, 5, 200)
        wait('other rows', lambda: last_number(app) > 5100)
        press_at_once(app, *['Down'] * 5)
        wait_focus_on(app, 'Token 5005')
        turn_wheel(app, 4, 200)
        wait('other rows', lambda: rows(app)[0] < 'Token 4950')
        press_at_once(app, *['Up'] * 5)
        wait_focus_on(app, 'Token 5000')


@test
def rows_that_go_with_the_focus_leave_it_to_one_that_is_there():
    for left in (60, 21, 12, 1):
        with Workbench('--tokens=200') as workbench:
            tokens = workbench.tokens()
            workbench.store_account(FIRST)
            with workbench.start() as app:
                wait_focus_on(app, FIRST)
                press_key('End')
                wait_focus_on(app, 'Token 200')
                workbench.control('PUT', 'tokens', tokens[:left])
                press_key('F5')
                wait('fewer rows', lambda: len(rows(app)) <= left)
                wait_focus_on(app, FIRST)


@test
def the_focus_stays_where_it_is_while_others_are_looked_at():
    with many() as (workbench, app):
        press_key('Home', 'Down')
        wait_focus_on(app, 'Laptop CLI')
        turn_wheel(app, 5, 200)
        wait('other rows', lambda: last_number(app) > 100)
        assert len(rows(app)) < MOST_ROWS, rows(app)
        assert app.has_focus(*COPY, app.find_row('Laptop CLI'))
        press_key('Return')
        wait_clipboard(workbench.values()['Laptop CLI'])
        assert last_number(app) > 100
        press_key('shift+Tab')
        wait_focus_on(app, 'Laptop CLI', SHOW)
        press_key('Down')
        wait_focus_on(app, 'Build server')


def scroll(app, last):
    """From the first row to the last one, and upwards again. What each frame took, in milliseconds."""
    before = app.loop.counts()
    turn_wheel(app, 5, 200)
    wait('other rows', lambda: last_number(app) > 100)
    drag_scroll_bar(app, lambda: last in rows(app))
    turn_wheel(app, 4, 200)
    wait('other rows', lambda: last_number(app) < int(last.split()[-1]) - 100)
    return app.loop.frames_ms(before)


@test
def it_scrolls_as_smoothly_as_a_list_of_hundreds():
    with many(FIRST, FEWER) as (_, app):
        few = scroll(app, f'Token {FEWER}')
    with many(FIRST) as (_, app):
        frames = scroll(app, LAST)
    slowest_of_few, slowest = (statistics.quantiles(each, n=20)[-1] for each in (few, frames))
    print(f'# {len(frames)} frames; half of them took {statistics.median(frames)} ms, one of twenty more than '
          f'{slowest:.0f} ms; with {FEWER} tokens {slowest_of_few:.0f} ms')
    assert slowest < 2 * slowest_of_few, (few, frames)


@test
def what_is_seen_does_not_jump_when_rows_come_and_go():
    with Workbench('--tokens=300') as workbench:
        tokens = workbench.tokens()
        for token in tokens[::3]:
            token['name'] += ' that has a name which is too long for one line of a window as narrow as this one'
        workbench.control('PUT', 'tokens', tokens)
        with workbench.start_signed_in() as app:
            wait('the focus', lambda: app.has_focus(*COPY))
            for _ in range(4):
                before = places_in_sight(app)
                turn_wheel(app, 4, 5)
                after = wait('rows to move', lambda: changed_places(app, before))
                expect(len({after[name] - before[name] for name in after}), 1)


@test
def one_is_found_among_them():
    with many() as (_, app):
        press_key('ctrl+f', *'token')
        wait('the first of those that match', lambda: rows(app)[:1] == [FIRST])
        press_key('space', *'9999')
        wait('one row', lambda: rows(app) == ['Token 9999'])
        press_key('Return')
        wait_focus_on(app, 'Token 9999')
        press_key('ctrl+f', 'BackSpace', 'BackSpace')
        wait('the first of those that match', lambda: rows(app)[:1] == ['Token 99'])
        press_key('Escape')
        wait_focus_on(app, LAST)


def measure(workbench):
    """What the start takes of a processor, in milliseconds, and the memory of its own at the end of it, in KiB. Nothing
    is asked through assistive technology, which takes its time too."""
    with workbench.start() as app:
        start = wait_at_rest(app)
        with open(f'/proc/{app.process.pid}/smaps_rollup', encoding='ascii') as file:
            return start, next(int(line.split()[1]) for line in file if line.startswith('Private_Dirty:'))


@test
def they_are_there_as_soon_as_ten():
    with Workbench('--tokens=10') as few, Workbench(f'--tokens={MANY}') as many_workbench:
        both = few, many_workbench
        for workbench in both:
            workbench.store_account(FIRST)
        results = [[measure(workbench) for workbench in both] for _ in range(ROUNDS)]
    # Whatever else the machine does only adds to a time.
    (few_ms, few_kib), (many_ms, many_kib) = ([min(column) for column in zip(*rounds, strict=True)]
                                              for rounds in zip(*results, strict=True))
    kib = (many_kib - few_kib) / (MANY - 10)
    print(f'# {few_ms:.0f} ms, and with {MANY} tokens {many_ms:.0f} ms; {kib:.2f} KiB for each')
    assert many_ms < SLOWER * few_ms, results
    assert kib < KIB, results


if __name__ == '__main__':
    sys.exit(run())
