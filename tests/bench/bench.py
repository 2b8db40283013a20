#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a start, a window at rest and a command cost, beside what the libraries cost by themselves.

Usage: bench.py BUILD ROUNDS [--peers] [--json FILE] [--build-seconds N], in a session without assistive technology.
BUILD is the folder of a build, FILE where to write the figures to, N how long the build took. All programs run in turn,
so that what else the machine does is the same for each. It fails where something could not be measured; a limit that is
missed is told, and no failure.
"""

import argparse
import gzip
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse

FOLDER = os.path.dirname(os.path.realpath(__file__))

parser = argparse.ArgumentParser(usage=__doc__)
parser.add_argument('build')
parser.add_argument('rounds', type=int)
parser.add_argument('--peers', action='store_true')
parser.add_argument('--json')
parser.add_argument('--build-seconds', type=float)
options = parser.parse_args()

BUILD, ROUNDS = options.build, options.rounds
APP, CLI = BUILD + '/src/ui/app/workbench-tokens', BUILD + '/src/cli/wbtoken'
WATCH, BARE_ADWAITA, BARE_GTK, DECODE, LINKED = (
    f'{BUILD}/tests/bench/{name}' for name in ('watch-window', 'bare-adwaita', 'bare-gtk', 'decode', 'linked'))

# What the simulator's own tests have to drive it is used here too.
sys.argv[1:] = [BUILD + '/tests/simulator/simulator']
sys.path += [os.path.join(FOLDER, os.pardir, name) for name in ('simulator', 'window')]
sys.dont_write_bytecode = True
os.environ['WT_TEST_LOOP_WATCH'] = os.path.abspath(f'{BUILD}/tests/window/libloop-watch.so')
from loop import Loop  # noqa: E402
from simulator_harness import TOKENS, Simulator  # noqa: E402

COMMAND_ROUNDS = 5 * ROUNDS
N_TOKENS, MANY_TOKENS = 8, 10000
QUIET_MS, LONG_QUIET_MS = '400', '2500'  # the longer one where the server takes its time between its answers
REST_SECONDS = min(3, ROUNDS)  # until what fades in and out has done so
IDLE_SECONDS = min(10, ROUNDS)
FAR_MS = 2000  # to the server and back
N_SAMPLES = max(1, ROUNDS // 3)  # of what takes long
TICKS = os.sysconf('SC_CLK_TCK')
SCHEMA = 'io.import.WorkbenchTokens'
NO_GL = {'GDK_DEBUG': 'gl-disable'}
DCONF = {'GSETTINGS_BACKEND': 'dconf'}
WINDOWS = {
    'workbench-tokens': ([APP], {}),
    'bare libadwaita, gl-disable': ([BARE_ADWAITA], NO_GL),
    'bare libadwaita': ([BARE_ADWAITA], {}),
    'bare GTK, gl-disable': ([BARE_GTK], NO_GL),
    'bare GTK': ([BARE_GTK], {}),
}
REFERENCE = 'bare libadwaita, gl-disable'
PEERS = ('seahorse', 'gnome-text-editor', 'gnome-calculator', 'keepassxc', 'secrets')


class Workbench(Simulator):
    """A server, and a user who is signed in to it, with a token that is stored."""

    def __init__(self, n_tokens):
        super().__init__(f'--tokens={n_tokens}', '--page-size=0', '--etag')
        folder = tempfile.mkdtemp(dir=os.environ['XDG_RUNTIME_DIR'])
        self.environment = {'XDG_CONFIG_HOME': folder}
        os.makedirs(folder + '/glib-2.0/settings')
        with open(folder + '/glib-2.0/settings/keyfile', 'w', encoding='utf-8') as file:
            file.write(f"[io/import/WorkbenchTokens]\nserver='{self.address}'\n")
        # The program itself stores the token that it makes active, and remembers its name.
        login = subprocess.run([CLI, 'login'], input=self.key, env={**os.environ, **self.environment}, text=True,
                               check=False, capture_output=True)
        assert login.returncode == 0, login.stderr
        self.control('DELETE', 'log')

    def keep_still(self):
        """What is on screen is there for good: no scroll bar fades out, which takes longer than all the rest."""
        os.makedirs(self.environment['XDG_CONFIG_HOME'] + '/gtk-4.0')
        with open(self.environment['XDG_CONFIG_HOME'] + '/gtk-4.0/settings.ini', 'w', encoding='ascii') as file:
            file.write('[Settings]\ngtk-overlay-scrolling=false\n')

    def fetch_pages(self):
        """Each page of the list, asked for as the window does, and how many milliseconds it took when nobody reads it."""
        target, cursor = f'{TOKENS}?limit=1000', None
        while cursor is None or cursor:
            begin = time.perf_counter()
            answer = self.ask('GET', target + (f'&cursor={urllib.parse.quote(cursor, safe="")}' if cursor else ''),
                              headers={'Accept-Encoding': 'gzip'})
            took = (time.perf_counter() - begin) * 1000
            page = gzip.decompress(answer.body) if answer.headers['Content-Encoding'] == 'gzip' else answer.body
            yield page, took
            cursor = json.loads(page).get('metadata', {}).get('cursor', '')


def keep_in_dconf(address):
    """For the commands, the settings are where a desktop keeps them. Those in a file are watched there, and it takes the
    kernel up to 15 ms to end that, which is the end of any program that had a watch on a file."""
    with open('/usr/share/dbus-1/services/ca.desrt.dconf.service', encoding='utf-8') as file:
        program = next(line.strip().removeprefix('Exec=') for line in file if line.startswith('Exec='))
    with subprocess.Popen([program]) as service:
        subprocess.run(['gdbus', 'wait', '--session', '--timeout', '20', 'ca.desrt.dconf'], check=True)
        subprocess.run(['gsettings', 'set', SCHEMA, 'server', address], env={**os.environ, **DCONF}, check=True)
        service.terminate()


def read_cpu_ms(pid):
    with open(f'/proc/{pid}/stat', encoding='utf-8') as stat:
        fields = stat.read().rpartition(')')[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / TICKS


def read_number(path, name):
    with open(path, encoding='utf-8') as file:
        return next(int(line.split()[1]) for line in file if line.startswith(name))


def measure_window(command, environment, idle_seconds=0, quiet_ms=QUIET_MS):
    """One start: in milliseconds and MiB."""
    with subprocess.Popen([WATCH, quiet_ms, *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                          env={**os.environ, **environment}) as watch:
        pid, first, last, copied = watch.stdout.readline().split()
        figures = {
            'first paint ms': float(first),
            'at rest ms': float(last),
            'CPU ms': read_cpu_ms(pid),
            'PSS MiB': read_number(f'/proc/{pid}/smaps_rollup', 'Pss:') / 1024,
            'of its own MiB': read_number(f'/proc/{pid}/smaps_rollup', 'Private_Dirty:') / 1024,
            'threads': read_number(f'/proc/{pid}/status', 'Threads:'),
        }
        if float(copied):
            figures['copied after ms'] = float(copied) - float(first)
        if idle_seconds:
            time.sleep(REST_SECONDS)
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


def decode(page):
    """How many microseconds that takes, and how many json-glib takes for the same bytes."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(page)
        file.flush()
        decoding = subprocess.run([DECODE, str(5 * ROUNDS), file.name], stdout=subprocess.PIPE, text=True, check=True)
    return map(float, decoding.stdout.split())


def measure_scale():
    """The same window with very many tokens, in turn: until they are on screen, without what the server takes, and
    without that and what it takes to decode them."""
    figures = {N_TOKENS: {}, MANY_TOKENS: {}}
    with Workbench(N_TOKENS) as few, Workbench(MANY_TOKENS) as many:
        for workbench in (few, many):
            workbench.keep_still()
        pages = [page for page, _ in many.fetch_pages()]
        ours_us, bare_us = decode(pages[0])
        for _ in range(N_SAMPLES):
            for n_tokens, workbench in ((N_TOKENS, few), (MANY_TOKENS, many)):
                window = measure_window([APP], workbench.environment, quiet_ms=LONG_QUIET_MS)
                window['on screen ms'] = window['at rest ms'] - sum(took for _, took in workbench.fetch_pages())
                for name, value in window.items():
                    figures[n_tokens].setdefault(name, []).append(value)
    few_ms, many_ms = (statistics.median(figures[n]['on screen ms']) for n in (N_TOKENS, MANY_TOKENS))
    few_mib, many_mib = (statistics.median(figures[n]['of its own MiB']) for n in (N_TOKENS, MANY_TOKENS))
    return {'decoding speed': bare_us / ours_us, 'on screen': many_ms / few_ms,
            'on screen, decoding apart': (many_ms - len(pages) * ours_us / 1000) / few_ms,
            'KiB a token': (many_mib - few_mib) * 1024 / (MANY_TOKENS - N_TOKENS)}


def measure_scrolling():
    """What nineteen of twenty frames take at most, from one end of very many tokens to the other and back."""
    loop = Loop()
    watched = ['env', *(f'{name}={value}' for name, value in loop.environment.items()), APP]
    with Workbench(MANY_TOKENS) as workbench, subprocess.Popen(
            [WATCH, LONG_QUIET_MS, *watched], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={**os.environ, **workbench.environment}) as watch:
        pid = watch.stdout.readline().split()[0]
        window = subprocess.run(['xdotool', 'search', '--sync', '--onlyvisible', '--pid', pid], stdout=subprocess.PIPE,
                                text=True, check=True).stdout.split()[0]
        before = loop.counts()
        for wheel, key in ((5, 'End'), (4, 'Home')):
            subprocess.run(['xdotool', 'windowfocus', '--sync', window, 'mousemove', '--window', window, '320', '300',
                            'click', '--repeat', str(40 * ROUNDS), '--delay', '5', str(wheel), 'key', key], check=True)
            time.sleep(1)
        frames = loop.frames_ms(before)
        watch.stdin.close()
    return statistics.quantiles(frames, n=20)[-1]


def measure_far():
    """How long after it is painted the window has copied the stored token, while the server is far away."""
    with Workbench(N_TOKENS) as workbench:
        workbench.fault(path='/api/*', action='delay', delayMs=FAR_MS, times=0)
        return [measure_window([APP, '--copy-active-token'], workbench.environment)['copied after ms']
                for _ in range(N_SAMPLES)]


def count_requests():
    """Of a start, and on how many connections."""
    with Workbench(N_TOKENS) as workbench:
        measure_window([APP], workbench.environment)
        log = workbench.log()
    return len(log), len({entry['connection'] for entry in log})


def measure_size():
    """Of what is installed, without translations, in MiB."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(['meson', 'install', '--quiet', '--no-rebuild', '--strip', '-C', BUILD, '--destdir', folder],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        paths = [os.path.join(parent, name) for parent, _, names in os.walk(folder) for name in names]
        return sum(os.lstat(path).st_size for path in paths if not path.endswith('.mo')) / 2 ** 20


def judge(what, value, limit, unit='', least=False):
    holds = value >= limit if least else value <= limit
    print(f'{"holds" if holds else "FAILS":6} {what}: {value:.2f}{unit}, at {"least" if least else "most"} {limit}{unit}')


def summarize(figures):
    windows, commands, scale = figures['windows'], figures['commands'], figures['scale']

    def ratio(figure, program=REFERENCE):
        return median(windows, 'workbench-tokens', figure) / median(windows, program, figure)
    judge('2. first paint, of the bare libadwaita window without GL', ratio('first paint ms'), 1.40)
    judge('2. first paint, of the bare libadwaita window with GTK\'s defaults', ratio('first paint ms', 'bare libadwaita'), 1)
    judge(f'3. copied after the first paint, the server {FAR_MS} ms away', statistics.median(figures['far']), 50, ' ms')
    judge('4. PSS, of the bare libadwaita window without GL', ratio('PSS MiB'), 1.40)
    judge(f'4. CPU in {IDLE_SECONDS} s at rest', median(windows, 'workbench-tokens', 'idle CPU ms'), 0, ' ms')
    judge('5. decoding, of the speed of json-glib\'s parser', scale['decoding speed'], 0.35, least=True)
    judge(f'5. {MANY_TOKENS} tokens on screen, of the time of {N_TOKENS}', scale['on screen'], 1.3)
    judge(f'5. {MANY_TOKENS} tokens on screen, decoding apart', scale['on screen, decoding apart'], 1.3)
    judge(f'5. frames while {MANY_TOKENS} tokens are scrolled, 95th percentile', figures['frame ms'], 50, ' ms')
    judge('5. memory a token', scale['KiB a token'], 1.5, ' KiB')
    judge('6. requests of a start', figures['requests'][0], 2)
    judge('6. connections of a start', figures['requests'][1], 2)
    judge('7. wbtoken print, of secret-tool lookup',
          median(commands, 'wbtoken print', 'ms') / median(commands, 'secret-tool lookup', 'ms'), 1.2)
    judge('7. wbtoken --help, of a program that links the same and does nothing',
          median(commands, 'wbtoken --help', 'ms') / median(commands, 'linked', 'ms'), 1.25)
    if figures['build seconds']:
        judge('8. a full release build', figures['build seconds'], 30, ' s')
    judge('8. installed, without translations', figures['size MiB'], 1.5, ' MiB')
    for peer in filter(windows.get, PEERS):
        judge(f'2. first paint, of {peer}', ratio('first paint ms', peer), 1)
        judge(f'4. PSS, of {peer}', ratio('PSS MiB', peer), 1)


def measure(programs):
    with Workbench(N_TOKENS) as workbench:
        keep_in_dconf(workbench.address)
        commands = {
            'wbtoken print': ([CLI, 'print'], DCONF),
            'wbtoken print, keyfile': ([CLI, 'print'], workbench.environment),
            'secret-tool lookup': (['secret-tool', 'lookup', 'server', workbench.address, 'kind', 'user-token'],
                                   workbench.environment),
            'wbtoken --help': ([CLI, '--help'], workbench.environment),
            'linked': ([LINKED], workbench.environment),
        }
        windows = gather(ROUNDS, programs, lambda number, command, variables: measure_window(
            command, {**workbench.environment, **variables}, IDLE_SECONDS if number == 0 else 0))
        commands = gather(COMMAND_ROUNDS, commands, lambda _, command, variables: measure_command(command, variables))
    return {
        'windows': windows,
        'commands': commands,
        'scale': measure_scale(),
        'frame ms': measure_scrolling(),
        'far': measure_far(),
        'requests': count_requests(),
        'size MiB': measure_size(),
        'build seconds': options.build_seconds,
    }


def main():
    programs = dict(WINDOWS)
    if options.peers:
        programs |= {name: ([name], {}) for name in PEERS if shutil.which(name)}
    figures = measure(programs)
    print(f'Medians of {ROUNDS} starts and {COMMAND_ROUNDS} commands, with their median deviation\n')
    print_table(figures['windows'])
    print_table(figures['commands'])
    summarize(figures)
    if options.json:
        with open(options.json, 'w', encoding='ascii') as file:
            json.dump(figures, file, indent=2)


main()
