#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the compiler and the linker were told to harden, read from the programs that they made.

Usage: test-hardening.py PROGRAM...
"""

import fcntl
import os
import re
import resource
import subprocess
import sys
import time

CEILING = 10
STEP = 0.01
FORTIFIABLE = re.compile(r' (mem(cpy|move|set)|explicit_bzero|str(cpy|cat|ncpy)|v?sn?printf|read|recv)@')


def read(program, *options):
    return subprocess.run(['readelf', '--wide', *options, program], capture_output=True, text=True, check=True).stdout


def is_position_independent(program):
    return re.search(r'Type:\s+DYN', read(program, '--file-header')) and \
        re.search(r'FLAGS_1\).*\bPIE\b', read(program, '--dynamic'))


def has_full_relro(program):
    return 'GNU_RELRO' in read(program, '--program-headers') and \
        re.search(r'FLAGS_1\).*\bNOW\b', read(program, '--dynamic'))


def has_no_executable_stack(program):
    return re.search(r'GNU_STACK.* RW ', read(program, '--program-headers'))


def has_stack_protector(program):
    return '__stack_chk_fail' in read(program, '--dyn-syms')


def is_fortified(program):
    """Or calls nothing that could be."""
    symbols = read(program, '--dyn-syms')
    return re.search(r'\b__\w+_chk@', symbols) or not FORTIFIABLE.search(symbols)


def has_of_its_process(program, file, pattern):
    """What the kernel says of it, from outside. It is held still by a pipe that is full when it wants to say how it is
    used."""
    reading, writing = os.pipe()
    os.write(writing, b'x' * fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, 4096))
    with subprocess.Popen([program, '--help'], stdout=writing, stderr=writing) as process:
        os.close(writing)
        try:
            end = time.monotonic() + CEILING
            while time.monotonic() < end and process.poll() is None:
                with open(f'/proc/{process.pid}/{file}', encoding='ascii') as facts:
                    if re.search(pattern, facts.read(), re.MULTILINE):
                        return True
                time.sleep(STEP)
            return False
        finally:
            os.close(reading)
            process.kill()


def writes_no_core(program):
    return has_of_its_process(program, 'limits', '^Max core file size +0 ')


def has_no_memory_in_a_core_that_goes_to_a_pipe(program):
    """The kernel does not ask for the limit then."""
    return has_of_its_process(program, 'coredump_filter', '^0+$')


def main(programs):
    most = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (most, most))  # or it might be none already
    with open('/proc/self/coredump_filter', 'w', encoding='ascii') as file:
        file.write('0x33')

    checks = [is_position_independent, has_full_relro, has_no_executable_stack, has_stack_protector, is_fortified,
              writes_no_core, has_no_memory_in_a_core_that_goes_to_a_pipe]
    failed = 0
    print(f'1..{len(checks) * len(programs)}')
    for number, (program, check) in enumerate(((p, c) for p in programs for c in checks), 1):
        holds = bool(check(program))
        failed += not holds
        print('%s %d - %s %s' % ('ok' if holds else 'not ok', number, os.path.basename(program),
                                 check.__name__.replace('_', ' ')))
    return 1 if failed else 0


sys.exit(main(sys.argv[1:]))
