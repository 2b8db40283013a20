# SPDX-License-Identifier: GPL-3.0-or-later
"""What the simulator says as Workbench."""

import gzip
import time
import urllib.parse

from simulator_harness import CEILING, TOKENS, USER_ID, Simulator, expect, test, user_token


@test
def checks_credentials():
    with Simulator('--tokens=2') as simulator:
        value = simulator.tokens()[1]['token']
        for options, status in [({}, 200), ({'key': None}, 401), ({'key': 'wrong'}, 401), (user_token(value), 200),
                                (user_token('wrong'), 401), (user_token(value) | {'key': 'wrong'}, 200),
                                (user_token('wrong') | {'key': True}, 401),
                                ({'headers': {'Authorization': 'Bearer ' + simulator.key}, 'key': None}, 401)]:
            for path in ('/api/whoami', TOKENS):
                answer = simulator.ask('GET', path, **options)
                expect((options, answer.status), (options, status))
                assert status == 200 or answer.json()['message']


@test
def says_who_the_user_is():
    with Simulator() as simulator:
        answer = simulator.ask('GET', '/api/whoami')
        expect(answer.json(), {'id': USER_ID, 'name': 'Ada Lovelace', 'email': 'ada@example.com'})
        assert answer.headers['Content-Type'].startswith('application/json')
    with Simulator('--no-user-id') as simulator:
        expect(simulator.ask('GET', '/api/whoami').json(), {'name': 'Ada Lovelace', 'email': 'ada@example.com'})
        expect(simulator.create().status, 201)


@test
def has_default_tokens():
    with Simulator('--tokens=10000') as simulator, Simulator('--tokens=3') as other:
        tokens = simulator.tokens()
        expect([t['name'] for t in tokens[:6]],
               ['My User Token', 'Laptop CLI', 'Build server', 'CI', 'Token 5', 'Token 6'])
        expect(tokens[:3], other.tokens())
        for member in ('id', 'guid', 'addedAt', 'token'):
            expect((member, len({t[member] for t in tokens})), (member, 10000))
        expect({len(t['token']) for t in tokens}, {64})
        expect({t['userId'] for t in tokens}, {USER_ID})
        assert max(t['addedAt'] for t in tokens) < '2025'
        expect(len(simulator.ask('GET', TOKENS).json()['items']), 10000)


@test
def lists_in_each_envelope():
    with Simulator() as simulator:
        expect(simulator.ask('GET', TOKENS).json(), {'items': [], 'metadata': {}})
    with Simulator('--tokens=3') as simulator:
        expect(simulator.ask('GET', TOKENS).json(), {'items': simulator.tokens(), 'metadata': {}})
    with Simulator('--tokens=3', '--envelope=data') as simulator:
        expect(simulator.ask('GET', TOKENS).json(), {'data': simulator.tokens(), 'metadata': {}})
    with Simulator('--tokens=3', '--envelope=array', '--page-size=1') as simulator:
        expect(simulator.ask('GET', TOKENS).json(), simulator.tokens())


def follow(simulator, query=''):
    items, pages, cursor = [], 0, None
    while pages == 0 or cursor:
        extra = '&cursor=' + urllib.parse.quote(cursor, safe='') if cursor else ''
        answer = simulator.ask('GET', f'{TOKENS}?x=y{query}{extra}')
        expect(answer.status, 200)
        cursor = answer.json()['metadata'].get('cursor')
        items += answer.json()['items']
        pages += 1
    return items, pages


@test
def pages_with_cursors():
    with Simulator('--tokens=7', '--page-size=3') as simulator:
        expect(follow(simulator), (simulator.tokens(), 3))
        expect(follow(simulator, '&limit=2'), (simulator.tokens(), 4))
        expect(follow(simulator, '&limit=100')[1], 3)
        cursor = simulator.ask('GET', TOKENS).json()['metadata']['cursor']
        assert all(c in cursor for c in '+/&=%'), cursor
        expect(simulator.ask('GET', TOKENS + '?cursor=' + cursor).status, 400)
        for query in ('cursor=wrong', 'limit=0', 'limit=x', 'sort=name&sortDirection=up'):
            answer = simulator.ask('GET', f'{TOKENS}?{query}')
            expect((query, answer.status), (query, 400))
            assert answer.json()['message']
    with Simulator('--tokens=7') as simulator:
        expect(follow(simulator)[1], 1)
        expect(follow(simulator, '&limit=7')[1], 1)
        expect(follow(simulator, '&limit=6')[1], 2)


@test
def sorts():
    with Simulator('--tokens=9', '--page-size=4') as simulator:
        def by_name(t):
            return t['name']
        expect(follow(simulator, '&sort=name')[0], sorted(simulator.tokens(), key=by_name))
        expect(follow(simulator, '&sort=name&sortDirection=DESC')[0],
               sorted(simulator.tokens(), key=by_name, reverse=True))
        simulator.control('PUT', 'tokens', [{'id': 30}, 'text', {'id': 4}, None, {'id': 111}])
        expect(follow(simulator, '&sort=id&sortDirection=DESC')[0], [{'id': 111}, {'id': 30}, {'id': 4}, 'text', None])


@test
def creates():
    with Simulator('--tokens=1') as simulator:
        answer = simulator.create('Näme "x"')
        created = answer.json()
        expect(answer.status, 201)
        expect(set(created), {'id', 'guid', 'name', 'userId', 'addedAt', 'token'})
        expect((created['name'], created['userId']), ('Näme "x"', USER_ID))
        age = time.time() - time.mktime(time.strptime(created['addedAt'][:19], '%Y-%m-%dT%H:%M:%S')) + time.timezone
        assert -2 < age < CEILING and created['addedAt'].endswith('Z'), created['addedAt']
        expect(simulator.tokens()[1], created)
        expect(simulator.ask('GET', '/api/whoami', **user_token(created['token'])).status, 200)
        assert simulator.create().json()['token'] != created['token']
    with Simulator('--value-member=apiSecret', '--tokens=1') as simulator:
        created = simulator.create().json()
        assert 'apiSecret' in created and 'token' not in created and 'apiSecret' in simulator.tokens()[0]
        expect(simulator.ask('GET', '/api/whoami', **user_token(created['apiSecret'])).status, 200)


@test
def refuses_to_create():
    with Simulator('--tokens=1') as simulator:
        for body in ('', '[]', '{', '{"name":"x"}', '{"name":"","userId":"%s"}' % USER_ID, '{"userId":"x"}',
                     '{"name":1,"userId":"%s"}' % USER_ID, '{"name":null,"userId":{}}'):
            answer = simulator.create(body=body)
            expect((body, answer.status), (body, 400))
            assert answer.json()['message']
        expect(simulator.create(user_id='other').status, 403)
        expect(simulator.create(headers={'Accept': 'application/json'}).status, 400)
        expect(simulator.create(headers={'Content-Type': 'application/json'}).status, 400)
        expect(simulator.create(headers={'Content-Type': 'text/plain', 'Accept': '*/*'}).status, 400)
        expect(simulator.create(headers={'Content-Type': 'application/json; charset=utf-8', 'Accept': '*/*'}).status,
               201)
        json_too = {'Content-Type': 'application/json', 'Accept': 'application/json'}
        token = json_too | user_token(simulator.tokens()[0]['token'])['headers']
        expect(simulator.create(headers=token, key=None).status, 403)
        expect(simulator.create(headers=token).status, 403)
        expect(simulator.create(key=None).status, 401)
        expect(len(simulator.tokens()), 2)


@test
def revokes():
    with Simulator('--tokens=3') as simulator:
        first, second, third = simulator.tokens()
        answer = simulator.ask('DELETE', f'{TOKENS}/{first["id"]}')
        expect((answer.status, answer.body), (204, b''))
        expect(simulator.ask('DELETE', f'{TOKENS}/{first["id"]}').status, 404)
        expect(simulator.ask('GET', TOKENS, **user_token(first['token'])).status, 401)
        expect(simulator.ask('DELETE', f'{TOKENS}/{second["id"]}', key=None).status, 401)
        expect(simulator.ask('DELETE', f'{TOKENS}/{second["id"]}', **user_token(second['token'])).status, 204)
        expect(simulator.tokens(), [third])
        simulator.control('PUT', 'tokens', [{'id': 17}, {'guid': 'a/b c'}])
        expect(simulator.ask('DELETE', f'{TOKENS}/17').status, 204)
        expect(simulator.ask('DELETE', f'{TOKENS}/a%2Fb%20c').status, 204)
    with Simulator('--tokens=1', '--no-revoke') as simulator:
        expect(simulator.ask('DELETE', f'{TOKENS}/{simulator.tokens()[0]["id"]}').status, 405)
        expect(len(simulator.tokens()), 1)


@test
def knows_other_methods_and_paths():
    with Simulator('--tokens=1') as simulator:
        for method, path in [('POST', '/api/whoami'), ('PUT', TOKENS), ('DELETE', TOKENS), ('GET', TOKENS + '/x'),
                             ('PATCH', TOKENS + '/x'), ('HEAD', TOKENS)]:
            expect((method, path, simulator.ask(method, path).status), (method, path, 405))
        for path in ('/', '/api', '/api/usertokensx', TOKENS + '/', '/api/orgs/x/usertokens', '/simulator'):
            answer = simulator.ask('GET', path)
            expect((path, answer.status), (path, 404))
            assert answer.headers['Content-Type'].startswith('text/html') and b'<html>' in answer.body


@test
def compresses():
    with Simulator('--tokens=5') as simulator:
        plain = simulator.ask('GET', TOKENS)
        expect(plain.headers['Content-Encoding'], None)
        packed = simulator.ask('GET', TOKENS, headers={'Accept-Encoding': 'br, gzip;q=0.5'})
        expect(packed.headers['Content-Encoding'], 'gzip')
        expect(gzip.decompress(packed.body), plain.body)
        for path, header in [(TOKENS, 'gzip;q=0'), (TOKENS, 'br'), ('/api/whoami', 'gzip')]:
            answer = simulator.ask('GET', path, headers={'Accept-Encoding': header})
            expect(answer.headers['Content-Encoding'], None)


@test
def offers_an_etag():
    with Simulator('--tokens=1', '--etag') as simulator:
        etag = simulator.ask('GET', TOKENS).headers['ETag']
        same = simulator.ask('GET', TOKENS, headers={'If-None-Match': f'"x", {etag}'})
        expect((same.status, same.body, same.headers['ETag']), (304, b'', etag))
        simulator.create()
        changed = simulator.ask('GET', TOKENS, headers={'If-None-Match': etag})
        expect(changed.status, 200)
        assert changed.headers['ETag'] != etag
    with Simulator() as simulator:
        expect(simulator.ask('GET', TOKENS).headers['ETag'], None)
