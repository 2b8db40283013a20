#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests the simulator itself, over real HTTP. Usage: test-simulator.py SIMULATOR; prints TAP."""

import sys

# Nothing is left behind beside the sources.
sys.dont_write_bytecode = True

import simulator_harness  # noqa: E402

# Each of these registers its tests.
import simulator_process_cases  # noqa: E402, F401
import simulator_api_cases  # noqa: E402, F401
import simulator_fault_cases  # noqa: E402, F401

if __name__ == '__main__':
    sys.exit(simulator_harness.run())
