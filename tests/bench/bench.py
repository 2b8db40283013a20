#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a start, a window at rest and a command cost, beside what the libraries cost by themselves.

Usage: bench.py BUILD ROUNDS [JSON], in a session without assistive technology. BUILD is the folder of a build, JSON a
file to write the figures to. All programs run in turn, so that what else the machine does is the same for each. It fails
where something could not be measured; a limit that is missed is told, and no failure.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

BUILD, ROUNDS, *JSON = sys.argv[1:]
ROUNDS = int(ROUNDS)
APP, CLI = BUILD + '/src/ui/workbench-tokens', BUILD + '/src/cli/wbtoken'
SIMULATOR = BUILD + '/tests/simulator/simulator'
WATCH, BARE_ADWAITA, BARE_GTK, LINKED = (
    f'{BUILD}/tests/bench/{name}' for name in ('watch-window', 'bare-adwaita', 'bare-gtk', 'linked'))
COMMAND_ROUNDS = 5 * ROUNDS
N_TOKENS = '8'
QUIET_MS = '400'
IDLE_SECONDS = min(10, 2 * ROUNDS)
TICKS = os.sysconf('SC_CLK_TCK')
SCHEMA = 'io.import.WorkbenchTokens'
NO_GL = {'GDK_DEBUG': 'gl-disable'}
WINDOWS = {
    'workbench-tokens': ([APP], {}),
    'bare libadwaita, gl-disable': ([BARE_ADWAITA], NO_GL),
    'bare libadwaita': ([BARE_ADWAITA], {}),
    'bare GTK, gl-disable': ([BARE_GTK], NO_GL),
    'bare GTK': ([BARE_GTK], {}),
}
REFERENCE = 'bare libadwaita, gl-disable'


def start_simulator():
    """With its address, and signed in to, with a token that is stored."""
    process = subprocess.Popen([SIMULATOR, '--tokens', N_TOKENS], stdout=subprocess.PIPE, text=True)
    address, key = (process.stdout.readline().partition(': ')[2].strip() for _ in range(2))
    store(address, 'api-key', key)
    environment = {'XDG_CONFIG_HOME': tempfile.mkdtemp(dir=os.environ['XDG_RUNTIME_DIR'])}
    os.makedirs(environment['XDG_CONFIG_HOME'] + '/glib-2.0/settings')
    with open(environment['XDG_CONFIG_HOME'] + '/glib-2.0/settings/keyfile', 'w', encoding='utf-8') as file:
        file.write(f"[io/import/WorkbenchTokens]\nserver='{address}'\n")
    # The program itself stores the token that it makes active, and remembers its name.
    login = subprocess.run([CLI, 'login'], input=key, env={**os.environ, **environment}, text=True, check=False,
                           capture_output=True)
    assert login.returncode == 0, login.stderr
    return process, address, environment


def store(address, kind, value):
    subprocess.run(['secret-tool', 'store', '--label=Benchmark', 'xdg:schema', SCHEMA, 'server', address, 'kind', kind],
                   input=value, text=True, check=True)


def read_cpu_ms(pid):
    with open(f'/proc/{pid}/stat', encoding='utf-8') as stat:
        fields = stat.read().rpartition(')')[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / TICKS


def read_number(path, name):
    with open(path, encoding='utf-8') as file:
        return next(int(line.split()[1]) for line in file if line.startswith(name))


def measure_window(command, environment, idle_seconds):
    """One start: in milliseconds and MiB."""
    with subprocess.Popen([WATCH, QUIET_MS, *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                          env={**os.environ, **environment}) as watch:
        pid, first, last, _ = watch.stdout.readline().split()
        figures = {
            'first paint ms': float(first),
            'at rest ms': float(last),
            'CPU ms': read_cpu_ms(pid),
            'PSS MiB': read_number(f'/proc/{pid}/smaps_rollup', 'Pss:') / 1024,
            'threads': read_number(f'/proc/{pid}/status', 'Threads:'),
        }
        if idle_seconds:
            before = read_cpu_ms(pid)
            time.sleep(idle_seconds)
            figures['idle CPU ms'] = read_cpu_ms(pid) - before
        watch.stdin.close()
    return figures


def measure_command(command, environment):
    begin = time.perf_counter()
    subprocess.run(command, env={**os.environ, **environment}, check=True, stdout=subprocess.DEVNULL)
    return {'ms': (time.perf_counter() - begin) * 1000}


def gather(rounds, programs, measure):
    """One of each in turn, and once more from the beginning: figures by program and name."""
    gathered = {name: {} for name in programs}
    for number in range(rounds):
        for name, program in programs.items():
            for figure, value in measure(number, *program).items():
                gathered[name].setdefault(figure, []).append(value)
    return gathered


def print_table(gathered):
    names = list(dict.fromkeys(name for figures in gathered.values() for name in figures))
    print(f'{"":30}' + ''.join(f'{name:>18}' for name in names))
    for program, figures in gathered.items():
        cells = []
        for name in names:
            values = figures.get(name)
            if values:
                middle = statistics.median(values)
                spread = statistics.median(abs(value - middle) for value in values)
            cells.append(f'{middle:.1f} ±{spread:.1f}' if values else '')
        print(f'{program:30}' + ''.join(f'{cell:>18}' for cell in cells))
    print()


def median(gathered, program, figure):
    return statistics.median(gathered[program][figure])


def judge(what, value, limit, unit=''):
    print(f'{"holds" if value <= limit else "FAILS":6} {what}: {value:.2f}{unit}, at most {limit}{unit}')


def summarize(windows, commands):
    def ratio(figure):
        return median(windows, 'workbench-tokens', figure) / median(windows, REFERENCE, figure)
    judge('2. first paint, of the bare libadwaita window without GL', ratio('first paint ms'), 1.40)
    judge('2. first paint, of the bare libadwaita window with GTK\'s defaults',
          median(windows, 'workbench-tokens', 'first paint ms') / median(windows, 'bare libadwaita', 'first paint ms'), 1)
    judge('4. PSS, of the bare libadwaita window without GL', ratio('PSS MiB'), 1.40)
    judge(f'4. CPU in {IDLE_SECONDS} s at rest', median(windows, 'workbench-tokens', 'idle CPU ms'), 0, ' ms')
    judge('7. wbtoken print, of secret-tool lookup',
          median(commands, 'wbtoken print', 'ms') / median(commands, 'secret-tool lookup', 'ms'), 1.35)
    judge('7. wbtoken --help, of a program that links the same and does nothing',
          median(commands, 'wbtoken --help', 'ms') / median(commands, 'linked', 'ms'), 1.25)
    print('Not measured here: 3, 5, 6 and 8, and other programs.')


def main():
    simulator, address, environment = start_simulator()
    try:
        commands = {
            'wbtoken print': ([CLI, 'print'], environment),
            'secret-tool lookup': (['secret-tool', 'lookup', 'server', address, 'kind', 'user-token'], environment),
            'wbtoken --help': ([CLI, '--help'], environment),
            'linked': ([LINKED], environment),
        }
        windows = gather(ROUNDS, WINDOWS, lambda number, command, variables: measure_window(
            command, {**environment, **variables}, IDLE_SECONDS if number == 0 else 0))
        commands = gather(COMMAND_ROUNDS, commands, lambda _, command, variables: measure_command(command, variables))
    finally:
        simulator.terminate()
        simulator.wait()
    print(f'Medians of {ROUNDS} starts and {COMMAND_ROUNDS} commands, with their median deviation\n')
    print_table(windows)
    print_table(commands)
    summarize(windows, commands)
    for path in JSON:
        with open(path, 'w', encoding='ascii') as file:
            json.dump({'windows': windows, 'commands': commands}, file, indent=2)


main()
