# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts simulators for tests, talks to them, and runs the tests."""

import contextlib
import http.client
import json
import socket
import subprocess
import sys
import time
import traceback
import urllib.parse

PROGRAM = sys.argv[1]
CEILING = 10  # seconds that nothing here may take
HELD_MS = 3600 * 1000
USER_ID = '8f1c0e7a-5b64-4d0e-9a41-3f7f6c2f9d10'
TOKENS = '/api/usertokens'

tests = []


def test(function):
    tests.append(function)
    return function


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    def json(self):
        return json.loads(self.body)


class Simulator:
    def __init__(self, *options):
        self.process = subprocess.Popen([PROGRAM, *options], stdout=subprocess.PIPE, text=True)
        self.address = self.process.stdout.readline().removeprefix('Address: ').strip()
        self.key = self.process.stdout.readline().removeprefix('API key: ').strip()
        self.port = urllib.parse.urlsplit(self.address).port

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.process.terminate()
        status = self.process.wait(CEILING)
        self.process.stdout.close()
        assert status == 0, f'the simulator ended with {status}'

    def connect(self):
        return http.client.HTTPConnection('127.0.0.1', self.port, timeout=CEILING)

    def ask(self, method, path, body=None, headers={}, key=True, connection=None):
        """A request with the API key, unless it is None or another one."""
        if key is not None and path.startswith('/api/'):
            path += ('&' if '?' in path else '?') + '_apikey=' + (self.key if key is True else key)
        with contextlib.closing(self.connect()) if connection is None else contextlib.nullcontext(connection) as c:
            c.request(method, path, body, headers)
            return Answer(c.getresponse())

    def control(self, method, path, value=None, status=204):
        body = value if value is None or isinstance(value, str) else json.dumps(value)
        answer = self.ask(method, '/simulator/' + path, body)
        assert answer.status == status, (answer.status, answer.body)
        return answer

    def fault(self, **fault):
        self.control('POST', 'faults', fault)

    def hold(self, **fault):
        """What is asked now is answered when it is told to, or never."""
        self.fault(action='delay', delayMs=HELD_MS, **fault)

    def release(self):
        self.control('DELETE', 'faults')
        self.control('POST', 'release')

    def log(self):
        return self.control('GET', 'log', status=200).json()

    def tokens(self):
        return self.control('GET', 'tokens', status=200).json()

    def create(self, name='New', user_id=USER_ID, body=None, **options):
        headers = {'Content-Type': 'application/json', 'Accept': 'application/json'}
        body = json.dumps({'name': name, 'userId': user_id}) if body is None else body
        return self.ask('POST', TOKENS, body, **({'headers': headers} | options))


def expect(got, wanted):
    assert got == wanted, f'{got!r} is not {wanted!r}'


def fails(function, *kinds):
    try:
        function()
    except kinds as error:
        return error
    raise AssertionError(f'no {kinds}')


def user_token(value):
    return {'headers': {'Authorization': 'UserToken ' + value}, 'key': None}


def raw_request(simulator, path):
    return f'GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{simulator.port}\r\n\r\n'.encode()


def read_all(simulator, request):
    """What comes for the request, to the end, on a socket of our own."""
    with socket.create_connection(('127.0.0.1', simulator.port), timeout=CEILING) as s:
        s.sendall(request)
        got = b''
        while data := s.recv(65536):
            got += data
        return got


def wait_until(condition):
    end = time.monotonic() + CEILING
    while not condition():
        assert time.monotonic() < end, 'waited too long'
        time.sleep(0.01)


def run():
    """Runs each test that was registered, and prints TAP."""
    print(f'1..{len(tests)}', flush=True)
    failed = 0
    for number, function in enumerate(tests, 1):
        name = function.__name__.replace('_', ' ')
        try:
            skipped = function()
            print(f'ok {number} - {name}' + (f' # SKIP {skipped}' if skipped else ''), flush=True)
        except Exception:
            failed += 1
            print(f'not ok {number} - {name}')
            print(''.join('# ' + line + '\n' for line in traceback.format_exc().splitlines()), end='', flush=True)
    return 1 if failed else 0
