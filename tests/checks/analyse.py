#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Has a static analyser read each source file of the product, and fails if it finds something.

Usage: analyse.py clang|cppcheck BUILD. What is no mistake is excused where it is found, with the reason beside it.
"""

import glob
import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

SOURCE = os.path.realpath(os.path.join(os.path.dirname(__file__), os.pardir, os.pardir, 'src'))
# What only the compiler of the build understands, and what it writes.
NOT_FOR_CLANG = re.compile(r'-M[DQF].*|-o|-c|-W.*|-f(?!PI).*|.*\.[od]')
CPPCHECK = ['cppcheck', '--quiet', '--error-exitcode=1', '--enable=warning,performance,portability', '--std=c11',
            '--inline-suppr', '--library=gtk', '--suppress=missingIncludeSystem']


def read_commands(build):
    """The files of the product and the arguments that they are compiled with; some are compiled for a test once more."""
    sources = {}
    with open(os.path.join(build, 'compile_commands.json'), encoding='utf-8') as file:
        for command in json.load(file):
            source = os.path.realpath(os.path.join(build, command['file']))
            if source.startswith(SOURCE):
                sources.setdefault(source, command['command'].replace('\\', '').replace('"', '').split()[1:-1])
    return list(sources.items())


def analyser(tool, source, arguments):
    if tool == 'clang':
        kept = [argument for argument in arguments if not NOT_FOR_CLANG.fullmatch(argument)]
        return ['clang', '--analyze', '-Xclang', '-analyzer-output=text', '-Xclang', '-analyzer-werror', *kept, source]
    return [*CPPCHECK, *('-I' + room for room in glob.glob(os.path.join(SOURCE, 'core', '*/'))), source]


def main(tool, build):
    def analyse(command):
        return subprocess.run(analyser(tool, *command), cwd=build, text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, check=False)

    commands = read_commands(build)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(analyse, commands))
    for result in results:
        if result.returncode != 0 or result.stdout:
            print(result.stdout)
    print(f'{len(results)} files')
    return 0 if results and all(result.returncode == 0 for result in results) else 1


sys.exit(main(*sys.argv[1:]))
