# SPDX-License-Identifier: GPL-3.0-or-later
"""How the simulator starts, ends, connects and is controlled."""

import concurrent.futures
import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse

from simulator_harness import (CEILING, PROGRAM, TOKENS, USER_ID, Simulator, expect, fails, test, user_token,
                               wait_until)


@test
def starts_fast_and_listens_here_only():
    times, least = [], []
    for _ in range(9):
        start = time.monotonic()
        subprocess.run([PROGRAM, '--help'], check=True, capture_output=True)
        least.append(time.monotonic() - start)
        start = time.monotonic()
        with Simulator() as simulator:
            times.append(time.monotonic() - start)
            assert simulator.address.startswith('http://127.0.0.1:')
            fails(lambda: socket.create_connection(('127.0.0.2', simulator.port), 1), OSError)
    ratio = statistics.median(times) / statistics.median(least)
    print(f'# start: {ratio:.2f} of what it takes to say what its options are')
    assert ratio < 5, ratio


@test
def prints_two_lines_and_a_deterministic_key():
    with Simulator() as simulator, Simulator() as other:
        expect(len(simulator.key), 320)
        assert set(simulator.key) <= set('0123456789abcdef')
        expect(simulator.key, other.key)
    with Simulator('--api-key', 'k e+y', '--tokens=1') as simulator:
        expect(simulator.key, 'k e+y')
        expect(simulator.ask('GET', '/api/whoami', key='k%20e%2By').status, 200)


@test
def uses_the_given_port():
    with socket.create_server(('127.0.0.1', 0)) as s:
        port = s.getsockname()[1]
    with Simulator('--port', str(port)) as simulator:
        expect(simulator.port, port)
        second = subprocess.run([PROGRAM, '--port', str(port)], capture_output=True, timeout=CEILING)
        expect((second.returncode, second.stdout), (1, b''))


@test
def refuses_wrong_options():
    for option in ['--envelope=bag', '--tokens=-1', '--port=70000', '--page-size=-2', '--tls-certificate=/none',
                   '--log=/none/log', 'word']:
        result = subprocess.run([PROGRAM, option], capture_output=True, timeout=CEILING)
        expect((option, result.returncode, result.stdout), (option, 1, b''))
        assert result.stderr.startswith(b'simulator: ')


@test
def ends_at_signals():
    for number in (signal.SIGTERM, signal.SIGINT):
        with Simulator() as simulator:
            simulator.process.send_signal(number)
            expect(simulator.process.wait(CEILING), 0)


@test
def ends_with_its_parent():
    code = ('import subprocess, sys; p = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, text=True);'
            'print(p.pid, p.stdout.readline(), flush=True); input()')
    parent = subprocess.Popen([sys.executable, '-c', code, PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              text=True)
    pid, _, address = parent.stdout.readline().split()
    port = urllib.parse.urlsplit(address).port
    parent.kill()
    parent.communicate(timeout=CEILING)

    def is_gone():
        with socket.socket() as s:
            return s.connect_ex(('127.0.0.1', port)) != 0
    wait_until(is_gone)


@test
def keeps_connections_alive():
    with Simulator('--tokens=2') as simulator, contextlib.closing(simulator.connect()) as connection:
        for _ in range(3):
            expect(simulator.ask('GET', TOKENS, connection=connection).status, 200)
        simulator.ask('GET', '/api/whoami')
        numbers = [entry['connection'] for entry in simulator.log()]
        expect(numbers, [1, 1, 1, numbers[3]])
        assert numbers[3] > 1


@test
def answers_fifty_at_once():
    with Simulator('--tokens=100') as simulator:
        simulator.hold(times=0)
        with concurrent.futures.ThreadPoolExecutor(50) as pool:
            answers = pool.map(lambda i: simulator.ask('GET', TOKENS), range(50))
            wait_until(lambda: len(simulator.log()) == 50)
            simulator.release()
            expect([answer.status for answer in answers], [200] * 50)
        expect(len({entry['connection'] for entry in simulator.log()}), 50)


@test
def speaks_tls():
    if shutil.which('openssl') is None:
        return 'there is no openssl'
    with tempfile.TemporaryDirectory() as folder:
        pem = os.path.join(folder, 'server.pem')
        subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1',
                        '-nodes', '-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2',
                        '-keyout', pem, '-out', os.path.join(folder, 'certificate.pem')],
                       check=True, capture_output=True, timeout=CEILING)
        with open(os.path.join(folder, 'certificate.pem')) as source, open(pem, 'a') as target:
            target.write(source.read())
        context = ssl.create_default_context(cafile=pem)
        with Simulator('--tls-certificate', pem, '--tokens=2') as simulator:
            assert simulator.address.startswith('https://127.0.0.1:')
            simulator.connect = lambda: http.client.HTTPSConnection('127.0.0.1', simulator.port, timeout=CEILING,
                                                                    context=context)
            expect(len(simulator.ask('GET', TOKENS).json()['items']), 2)
            expect(simulator.log()[0]['connection'], 1)
            simulator.fault(action='reset')
            fails(lambda: simulator.ask('GET', TOKENS), ConnectionResetError)
            simulator.fault(action='cut-off')
            fails(lambda: simulator.ask('GET', TOKENS), http.client.IncompleteRead)
            simulator.fault(action='drip', bytesPerSecond=20000)
            expect(simulator.ask('GET', TOKENS).status, 200)
            context = ssl.create_default_context()
            fails(lambda: simulator.ask('GET', TOKENS), ssl.SSLCertVerificationError)


@test
def logs_requests():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'log')
        with Simulator('--log', path, '--tokens=1') as simulator:
            simulator.ask('GET', TOKENS + '?x=a%2Bb%20c', headers={'X-Thing': 'y', 'Accept': 'application/json'})
            simulator.fault(action='reset')
            fails(lambda: simulator.ask('POST', TOKENS, b'\xff\0{}'), ConnectionResetError)
            lines = [json.loads(line) for line in open(path)]
            expect(simulator.log(), lines)
            expect(len(lines), 2)
            first, second = lines
            expect(list(first), ['time', 'method', 'path', 'query', 'headers', 'body', 'status', 'connection'])
            expect((first['method'], first['path'], first['body'], first['status']), ('GET', TOKENS, '', 200))
            expect(first['query'], {'x': 'a+b c', '_apikey': simulator.key})
            expect((first['headers']['x-thing'], first['headers']['accept']), ('y', 'application/json'))
            expect((second['method'], second['body'], second['status']), ('POST', '\ufffd\ufffd{}', 0))
            assert 0 <= first['time'] <= second['time'] < CEILING
            simulator.control('DELETE', 'log')
            expect(simulator.log(), [])
        with Simulator('--log', path) as simulator:
            simulator.ask('GET', '/')
            expect(len(open(path).readlines()), 3)


@test
def replaces_tokens():
    with Simulator('--tokens=1') as simulator:
        odd = [{'token': 'a', 'x': {'y': [1.5, None, True]}}, 7, None, 'text', [], {'apiKey': 'b'}, {'id': 'c'}]
        simulator.control('PUT', 'tokens', odd)
        expect(simulator.tokens(), odd)
        expect(simulator.ask('GET', TOKENS).json()['items'], odd)
        for value, status in (('a', 200), ('b', 200), ('c', 200), ('text', 401)):
            expect((value, simulator.ask('GET', '/api/whoami', **user_token(value)).status), (value, status))
        simulator.control('PUT', 'tokens?count=5')
        expect(len(simulator.tokens()), 5)
        simulator.control('PUT', 'tokens?count=-1', status=400)
        simulator.control('PUT', 'tokens', {}, status=400)
        simulator.control('PUT', 'tokens', '', status=400)
        expect(len(simulator.tokens()), 5)
        simulator.control('PUT', 'tokens', [])
        expect(simulator.tokens(), [])


@test
def replaces_the_user():
    with Simulator() as simulator:
        for user, user_id in (({'userId': 'u1', 'displayName': 'B'}, 'u1'), ({'guid': 'g'}, 'g'), ({'id': 12}, '12'),
                              ({'user': {'id': 'inner'}}, 'inner'), ({}, USER_ID)):
            simulator.control('PUT', 'user', user)
            expect(simulator.ask('GET', '/api/whoami').json(), user)
            expect(simulator.create(user_id='wrong').status, 403)
            expect(simulator.create(user_id=user_id).json()['userId'], user_id)
        simulator.control('PUT', 'user', [], status=400)


@test
def replaces_the_api_key():
    with Simulator() as simulator:
        simulator.control('PUT', 'api-key', 'fresh\n')
        expect(simulator.ask('GET', TOKENS).status, 401)
        expect(simulator.ask('GET', TOKENS, key='fresh').status, 200)
        simulator.control('PUT', 'api-key', ' ', status=400)


@test
def controls_are_not_logged_nor_faulted():
    with Simulator() as simulator:
        simulator.fault(times=0)
        expect(simulator.log(), [])
        simulator.control('GET', 'nonsense', status=404)
        simulator.control('PATCH', 'tokens', status=404)
