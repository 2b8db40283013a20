# SPDX-License-Identifier: GPL-3.0-or-later
"""Each way in which the simulator spoils an answer."""

import base64
import concurrent.futures
import contextlib
import gzip
import http.client
import os
import socket
import time

from simulator_harness import TOKENS, Simulator, expect, fails, raw_request, read_all, test, wait_until


@test
def fault_answer():
    with Simulator('--tokens=1') as simulator:
        simulator.fault()
        answer = simulator.ask('GET', TOKENS)
        expect((answer.status, answer.json()), (500, {'message': 'Simulated fault'}))
        expect(simulator.ask('GET', TOKENS).status, 200)
        simulator.fault(status=429, headers={'Retry-After': '1', 'X-A': 'b'}, body='slow', contentType='text/plain')
        answer = simulator.ask('GET', TOKENS)
        expect((answer.status, answer.body, answer.headers['Retry-After'], answer.headers['Content-Type']),
               (429, b'slow', '1', 'text/plain'))
        simulator.fault(body='')
        answer = simulator.ask('GET', TOKENS)
        expect((answer.status, answer.body), (200, b''))
        simulator.fault(bodyBase64=base64.b64encode(b'\0\xff[').decode())
        expect(simulator.ask('GET', TOKENS).body, b'\0\xff[')
        simulator.fault(bodyRepeat={'text': '[', 'count': 100000})
        expect(simulator.ask('GET', TOKENS).body, b'[' * 100000)
        for status in (204, 304, 299, 418, 599):
            simulator.fault(status=status)
            expect(simulator.ask('GET', TOKENS).status, status)
        for status in (0, 100, 1000):
            simulator.control('POST', 'faults', {'status': status}, status=400)


@test
def fault_answer_with_a_huge_body():
    with Simulator() as simulator:
        simulator.fault(bodyRepeat={'text': ' ' * 1000, 'count': 9000})
        expect(len(simulator.ask('GET', TOKENS).body), 9000000)
        simulator.fault(bodyRepeat={'text': ' ' * 1000, 'count': 9000}, gzip=True)
        answer = simulator.ask('GET', TOKENS)
        expect(answer.headers['Content-Encoding'], 'gzip')
        assert len(answer.body) < 20000
        expect(len(gzip.decompress(answer.body)), 9000000)


@test
def fault_redirect():
    with Simulator() as simulator:
        simulator.fault(action='redirect', location='http://127.0.0.1:9/x')
        answer = simulator.ask('GET', TOKENS)
        expect((answer.status, answer.headers['Location']), (302, 'http://127.0.0.1:9/x'))
        simulator.fault(action='redirect', status=308)
        expect(simulator.ask('GET', TOKENS).status, 308)


@test
def fault_delay():
    with Simulator('--tokens=1') as simulator:
        for fault, status in [({'action': 'delay'}, 200), ({'status': 503}, 503)]:
            simulator.fault(delayMs=250, **fault)
            start = time.monotonic()
            expect(simulator.ask('GET', TOKENS).status, status)
            assert 0.24 < time.monotonic() - start


@test
def fault_delay_until_it_is_told():
    with Simulator('--tokens=1') as simulator, concurrent.futures.ThreadPoolExecutor() as pool:
        simulator.hold(times=0)
        answers = []
        for path in (TOKENS, '/api/whoami'):
            answers.append(pool.submit(simulator.ask, 'GET', path))
            wait_until(lambda: len(simulator.log()) == len(answers))
        expect([entry['status'] for entry in simulator.log()], [0, 0])
        simulator.release()
        expect([answer.result().status for answer in answers], [200, 200])
        expect(simulator.ask('GET', TOKENS).status, 200)


@test
def fault_delay_that_the_client_does_not_wait_for():
    with Simulator('--tokens=1') as simulator:
        simulator.fault(action='delay', delayMs=200)
        with socket.create_connection(('127.0.0.1', simulator.port)) as s:
            s.sendall(raw_request(simulator, TOKENS))
            wait_until(lambda: len(simulator.log()) == 1)
            expect(simulator.log()[0]['status'], 0)
        wait_until(lambda: simulator.log()[0]['status'] == 401)
        expect(simulator.ask('GET', TOKENS).status, 200)


@test
def fault_reset():
    with Simulator('--tokens=1') as simulator, contextlib.closing(simulator.connect()) as connection:
        simulator.fault(action='reset', times=2, skip=1)
        expect(simulator.ask('GET', TOKENS, connection=connection).status, 200)
        fails(lambda: simulator.ask('GET', TOKENS, connection=connection), ConnectionResetError)
        fails(lambda: simulator.ask('GET', TOKENS), ConnectionResetError)
        expect(simulator.ask('GET', TOKENS).status, 200)
        expect([entry['status'] for entry in simulator.log()], [200, 0, 0, 200])


@test
def fault_cut_off():
    with Simulator('--tokens=2') as simulator:
        simulator.fault(action='cut-off')
        error = fails(lambda: simulator.ask('GET', TOKENS), http.client.IncompleteRead)
        assert abs(len(error.partial) - error.expected) <= 1
        assert error.partial.startswith(b'{"items":[')
        simulator.fault(action='cut-off', body='0123456789', status=500)
        error = fails(lambda: simulator.ask('GET', TOKENS), http.client.IncompleteRead)
        expect((error.partial, error.expected), (b'01234', 5))
        simulator.fault(action='cut-off', body='')
        error = fails(lambda: simulator.ask('GET', TOKENS), http.client.IncompleteRead)
        expect(error.partial, b'')
        expect(simulator.ask('GET', TOKENS).status, 200)


@test
def fault_drip():
    with Simulator('--tokens=2') as simulator:
        simulator.fault(action='drip', body='0123456789' * 3, bytesPerSecond=30)
        start = time.monotonic()
        answer = simulator.ask('GET', TOKENS)
        expect((answer.status, answer.body), (200, b'0123456789' * 3))
        assert 0.9 < time.monotonic() - start < 30 / 2  # at the rate that is the default it takes 30 s
        simulator.fault(action='drip', bytesPerSecond=3000)
        expect(simulator.ask('GET', TOKENS).json()['items'], simulator.tokens())
        simulator.fault(action='drip', status=204)
        expect(simulator.ask('GET', TOKENS).status, 204)


@test
def fault_drip_and_hang_that_the_client_leaves():
    with Simulator('--tokens=2') as simulator:
        def count_sockets():
            folder = f'/proc/{simulator.process.pid}/fd'
            count = 0
            for fd in os.listdir(folder):
                # It may have been closed since.
                with contextlib.suppress(FileNotFoundError):
                    count += os.readlink(os.path.join(folder, fd)).startswith('socket:')
            return count
        before = count_sockets()
        simulator.fault(action='drip', bytesPerSecond=20)
        simulator.fault(action='hang')
        for _ in range(2):
            with socket.create_connection(('127.0.0.1', simulator.port), timeout=0.2) as s:
                s.sendall(raw_request(simulator, TOKENS))
                wait_until(lambda: count_sockets() > before)
                with contextlib.suppress(TimeoutError):
                    s.recv(1)
        wait_until(lambda: count_sockets() <= before)
        expect(simulator.ask('GET', TOKENS).status, 200)


@test
def fault_hang():
    with Simulator('--tokens=2') as simulator:
        simulator.fault(action='hang', method='GET')
        with socket.create_connection(('127.0.0.1', simulator.port), timeout=0.5) as s:
            s.sendall(raw_request(simulator, TOKENS))
            wait_until(simulator.log)
            fails(lambda: s.recv(1), TimeoutError)
            expect(simulator.log()[0]['status'], 0)
            expect(simulator.ask('GET', TOKENS).status, 200)


@test
def fault_raw():
    with Simulator() as simulator:
        simulator.fault(action='raw', body='SSH-2.0-nothing\r\n')
        expect(read_all(simulator, raw_request(simulator, TOKENS)), b'SSH-2.0-nothing\r\n')
        simulator.fault(action='raw', body='HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[{"to')
        fails(lambda: simulator.ask('GET', TOKENS), http.client.IncompleteRead)


@test
def fault_after():
    with Simulator() as simulator:
        simulator.fault(when='after', method='POST')
        expect(simulator.create('A').status, 500)
        simulator.fault(when='after', method='POST', action='reset')
        fails(lambda: simulator.create('B'), ConnectionResetError)
        simulator.fault(when='after', method='POST', action='cut-off')
        fails(lambda: simulator.create('C'), http.client.IncompleteRead)
        simulator.fault(when='after', method='POST', action='delay', delayMs=100)
        expect(simulator.create('D').status, 201)
        expect([token['name'] for token in simulator.tokens()], ['A', 'B', 'C', 'D'])
        simulator.fault(when='before', method='POST')
        expect(simulator.create('E').status, 500)
        simulator.fault(method='POST', action='reset')
        fails(lambda: simulator.create('F'), ConnectionResetError)
        expect(len(simulator.tokens()), 4)
        simulator.fault(when='after', method='DELETE', status=503)
        expect(simulator.ask('DELETE', f'{TOKENS}/{simulator.tokens()[0]["id"]}').status, 503)
        expect([token['name'] for token in simulator.tokens()], ['B', 'C', 'D'])


@test
def faults_match():
    with Simulator('--tokens=1') as simulator:
        def statuses(*requests):
            return [simulator.ask(*request).status for request in requests]
        simulator.fault(path=TOKENS, status=501, times=2)
        expect(statuses(('GET', '/api/whoami'), ('GET', TOKENS), ('GET', TOKENS + '/x'), ('PUT', TOKENS),
                        ('GET', TOKENS)), [200, 501, 405, 501, 200])
        simulator.fault(path='/api/user*', status=502, skip=1, times=1)
        simulator.fault(path=TOKENS, status=503, skip=1, times=1)
        expect(statuses(('GET', TOKENS), ('GET', TOKENS), ('GET', TOKENS), ('GET', TOKENS)), [200, 502, 503, 200])
        simulator.fault(times=0, status=504)
        expect(statuses(*[('GET', '/any')] * 5), [504] * 5)
        simulator.control('DELETE', 'faults')
        expect(statuses(('GET', TOKENS)), [200])


@test
def faults_are_checked():
    with Simulator() as simulator:
        for fault in ({'action': 'explode'}, {'when': 'during'}, {'staus': 500}, {'status': '500'}, {'headers': []},
                      {'headers': {'a': 1}}, {'bodyRepeat': {'count': 2}}, {'bodyRepeat': 'x'}, [], 'nothing'):
            answer = simulator.control('POST', 'faults', fault, status=400)
            assert answer.json()['message']
        expect(simulator.ask('GET', TOKENS).status, 200)
