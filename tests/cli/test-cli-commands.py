#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each command does, what it prints, and the exit status and the error of each failure."""

import contextlib
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading

sys.dont_write_bytecode = True

from cli import (DONE, FAILED, FIRST, NOTHING, REFUSED, SECOND, UNREACHABLE, USAGE, WBTOKEN,  # noqa: E402
                 Workbench, call, environment_of, expect_done, expect_error, signed_in, token_of)
from desktop import USER  # noqa: E402
from simulator_harness import TOKENS, USER_ID, expect, run, test  # noqa: E402

COMMANDS = ('login', 'print', 'header', 'list', 'use', 'generate', 'verify', 'exec', 'configure-cli', 'unlock',
            'logout')
SHAPE = ['id', 'name', 'created', 'lastUsed', 'expires', 'active']


def listed(workbench, *arguments):
    return json.loads(expect_done(call(workbench, 'list', '--json', *arguments)))


@test
def print_and_header_need_only_the_keyring():
    with signed_in() as workbench:
        value = workbench.values()[SECOND]
        workbench.stop()
        expect_done(call(workbench, 'print'), value + '\n')
        expect_done(call(workbench, 'header'), f'Authorization: UserToken {value}\n')
        workbench.restart()
        expect_done(call(workbench, 'print', G_MESSAGES_DEBUG=''), value + '\n')
        expect(workbench.log(), [])


def refuse(listener):
    """A proxy of either kind that lets nobody through."""
    with contextlib.suppress(OSError):
        while True:
            connection, _ = listener.accept()
            with connection:
                asked = connection.recv(1000)
                connection.sendall(b'HTTP/1.1 403 Forbidden\r\n\r\n' if asked.startswith(b'CONNECT') else b'\5\xff')


def watch(workbench, *command):
    """The system calls by which it opens and sends anything. GIO finds a file system there that goes before its own."""
    with tempfile.NamedTemporaryFile() as log:
        options = ['-f', '-qq', '-s', '4096', '-e', 'trace=socket,connect,openat,sendmsg', '-o', log.name]
        # The leak detector cannot look while it is watched itself.
        expect(call(workbench, *options, *command, program='strace', ASAN_OPTIONS='detect_leaks=0',
                    GIO_EXTRA_MODULES=os.environ['WT_TEST_MODULES']).returncode, DONE)
        return log.read().decode()


@test
def they_talk_to_the_bus_alone_and_no_more_than_it_takes():
    bus = os.environ['DBUS_SESSION_BUS_ADDRESS'].partition('path=')[2].partition(',')[0]
    with signed_in() as workbench:
        least = watch(workbench, 'secret-tool', 'lookup', 'server', workbench.address, 'kind', 'user-token')
        for name in ('print', 'header'):
            calls = watch(workbench, WBTOKEN, name)
            expect(set(re.findall(r'socket\((\w+)', calls)), {'AF_UNIX'})
            expect(re.findall(r'connect\(.*sun_path="([^"]*)"', calls), [bus])
            # GLib looks at a file system like that of gvfs, and leaves it.
            expect([name in calls for name in ('/libother-vfs.so', '/other-vfs-is-started')], [True, False])
            # Of GLib's modules only what it looks for settings in, and gvfs, where it is.
            modules = re.findall(r'/gio/modules/(\w+\.so)", [^)]*\) = \d', calls)
            assert not [module for module in modules if 'settings' not in module and 'gvfs' not in module], modules
            # Each keyring of a session is searched, and only the item itself is read.
            expect({method: calls.count(method) for method in ('Collections', 'SearchItems', 'GetSecret', 'GetAll')},
                   {'Collections': 1, 'SearchItems': 2, 'GetSecret': 1, 'GetAll': 0})
            expect(calls.count('OpenSession'), least.count('OpenSession'))
            expect(len(set(re.findall(r'/secrets/collection/\w+/\w+', calls))), 1)


@test
def list_shows_what_there_is_and_never_a_value():
    with signed_in('--tokens=3') as workbench:
        tokens = workbench.tokens()
        lines = expect_done(call(workbench, 'list')).splitlines()
        expect(len(lines), 3)
        for token, line in zip(tokens, lines):
            assert token['id'] in line and line.endswith('  ' + token['name']), line
            expect(line[0], '*' if token['name'] == SECOND else ' ')
            expect(line.split()[2 if line[0] == '*' else 1], token['addedAt'][:10])
        output = expect_done(call(workbench, 'list', '--json'))
        for text in ('\n'.join(lines), output):
            assert not [secret for secret in workbench.secrets() if secret in text], text


@test
def the_json_has_the_documented_shape():
    with signed_in() as workbench:
        token = token_of(workbench, FIRST)
        token |= {'lastUsedAt': '2024-05-06T07:08:09+02:00'}
        other = token_of(workbench, SECOND)
        other.pop('addedAt')
        workbench.control('PUT', 'tokens', [token, other])
        first, second = listed(workbench)
        expect(list(first), SHAPE)
        expect(list(second), SHAPE)
        expect(first | {'created': 0}, {'id': token['id'], 'name': FIRST, 'created': 0, 'expires': None,
                                        'lastUsed': '2024-05-06T05:08:09Z', 'active': False})
        expect((second['created'], second['active']), (None, True))
        workbench.control('PUT', 'tokens', [])
        workbench.store('user-token', workbench.key)  # one that the key has to stand in for
        result = call(workbench, 'list', '--json')
        expect((result.stdout, result.returncode), ('[]\n', REFUSED))


@test
def an_id_that_is_the_value_is_not_shown():
    with Workbench('--value-member=id') as workbench:
        workbench.store('api-key', workbench.key)
        names = {workbench.create(name).json()['id']: name for name in (FIRST, SECOND)}
        output = expect_done(call(workbench, 'list')) + expect_done(call(workbench, 'list', '--json'))
        expect(output.count(FIRST), 2)
        assert not [secret for secret in names if secret in output], output
        expect_done(call(workbench, 'use', FIRST))
        expect(names[expect_done(call(workbench, 'print')).strip()], FIRST)


@test
def a_name_cannot_play_with_the_terminal():
    with signed_in() as workbench:
        tokens = workbench.tokens()
        tokens[0]['name'] = 'red \033[31m\nsecond line \u202eturned'
        workbench.control('PUT', 'tokens', tokens)
        output = expect_done(call(workbench, 'list'))
        expect(len(output.splitlines()), 2)
        assert '\033' not in output and '\u202e' not in output, output
        expect(listed(workbench)[0]['name'], tokens[0]['name'])


@test
def use_makes_a_token_the_active_one():
    with signed_in() as workbench:
        for wanted, name in ((token_of(workbench, FIRST)['id'], FIRST), (SECOND, SECOND)):
            expect_done(call(workbench, 'use', wanted), f'“{name}” is the active token.\n')
            expect_done(call(workbench, 'print'), workbench.values()[name] + '\n')
            expect(workbench.stored('user-token'), workbench.values()[name])
        value = workbench.values()[FIRST]
        expect_error(workbench, call(workbench, 'use', value), FAILED, 'wbtoken list')
        workbench.fault(path='/api/whoami', status=401, skip=1)
        expect_error(workbench, call(workbench, 'use', FIRST), REFUSED, FIRST)
        expect(workbench.stored('user-token'), workbench.values()[SECOND])


@test
def use_takes_a_name_as_it_is_read_and_typed():
    names = {'Büro': 'Bu\u0308ro', 'Cafe\u0301': 'Café', 'a\u202eb\u200fc': 'abc', 'two\nlines': 'two lines', ' x ': 'x',
             'Once': 'Once', 'On\u200ece': 'On\u200ece'}
    with signed_in() as workbench:
        for name in names:
            workbench.create(name)
        for name, typed in names.items():
            expect_done(call(workbench, 'use', typed))
            expect(workbench.stored('user-token'), workbench.values()[name])
        for name in ('Bu\u0308ro', 'two lines'):
            workbench.create(name)
        expect_done(call(workbench, 'use', 'two lines'))
        expect(workbench.stored('user-token'), workbench.values()['two lines'])
        workbench.create('Bü\u200ero')
        expect_error(workbench, call(workbench, 'use', 'B\u200eüro'), FAILED, 'wbtoken list')


@test
def generate_follows_the_rule_of_the_button():
    with Workbench() as workbench:
        workbench.store('api-key', workbench.key)
        expect_error(workbench, call(workbench, 'print'), NOTHING, 'wbtoken login')
        result = call(workbench, 'generate', '--name', 'From a shell')
        token = token_of(workbench, 'From a shell')
        expect_done(result, f'{token["id"]}  From a shell\n')
        expect(token['userId'], USER_ID)
        expect_done(call(workbench, 'print'), token['token'] + '\n')
        expect_error(workbench, call(workbench, 'generate'), FAILED, 'wbtoken list')
        expect(workbench.count_created(), 1)


@test
def generate_asks_for_what_it_needs():
    with Workbench('--no-user-id') as workbench:
        workbench.store('api-key', workbench.key)
        expect_error(workbench, call(workbench, 'generate'), USAGE, '--user-id')
        expect(workbench.count_created(), 0)
        expect_done(call(workbench, 'generate', '--user-id', USER_ID))
        expect(workbench.count_created(), 1)
    with Workbench('--tokens=1') as workbench:
        workbench.store_account(FIRST)
        workbench.control('PUT', 'tokens', [token_of(workbench, FIRST)])
        subprocess.run(['secret-tool', 'clear', 'server', workbench.address, 'kind', 'api-key'], check=True)
        expect_error(workbench, call(workbench, 'generate'), FAILED)
        expect(workbench.count_created(), 0)


@test
def a_generate_whose_answer_is_lost_posts_once_and_finds_the_token():
    with Workbench() as workbench:
        workbench.store('api-key', workbench.key)
        workbench.fault(method='POST', path=TOKENS, action='reset', when='after')
        token = expect_done(call(workbench, 'generate')).split()[0]
        expect([each['id'] for each in workbench.tokens()], [token])
        expect(workbench.count_created(), 1)


@test
def a_generate_that_is_answered_with_another_address_posts_once_and_finds_the_token():
    for status in (301, 302, 303, 308):
        with Workbench() as workbench:
            workbench.store('api-key', workbench.key)
            workbench.fault(method='POST', path=TOKENS, action='redirect', status=status, when='after')
            token = expect_done(call(workbench, 'generate')).split()[0]
            expect([each['id'] for each in workbench.tokens()], [token])
            expect(workbench.count_created(), 1)


@test
def list_does_not_say_that_there_is_none_beside_one_that_is_used():
    with signed_in() as workbench:
        workbench.fault(method='GET', path=TOKENS, times=0, body='[]')
        result = call(workbench, 'list')
        lines = expect_done(result).splitlines()
        expect([line[0] for line in lines], ['*'])
    with Workbench() as workbench:
        workbench.store('api-key', workbench.key)
        result = call(workbench, 'list')
        expect((result.returncode, result.stdout), (DONE, ''))
        assert 'You have no tokens' in result.stderr, result.stderr


@test
def a_proxy_is_used_or_nothing_is_sent():
    def login(**environment):
        return call(workbench, 'login', '--server', 'https://192.0.2.7', text='the-key\n', **environment)

    with Workbench() as workbench, socket.create_server(('127.0.0.1', 0)) as proxy:
        address = f'127.0.0.1:{proxy.getsockname()[1]}'
        threading.Thread(target=refuse, args=[proxy], daemon=True).start()
        expect_error(workbench, login(https_proxy=address), FAILED, 'proxy ' + address)
        expect_error(workbench, login(all_proxy='http://' + address), FAILED, 'proxy ' + address)
        expect_error(workbench, login(all_proxy='socks5h://' + address), FAILED, 'proxy ' + address)
        expect_error(workbench, login(all_proxy='tor://' + address), FAILED, 'all_proxy', 'nothing was sent')


@test
def verify_names_the_user_and_asks_with_the_token_alone():
    with signed_in() as workbench:
        output = expect_done(call(workbench, 'verify'))
        assert USER in output, output
        expect([(entry['path'], entry['query'], entry['headers']['authorization']) for entry in workbench.log()],
               [('/api/whoami', {}, 'UserToken ' + workbench.values()[SECOND])])


@test
def verify_says_so_where_nobody_tells_whose_the_token_is():
    with signed_in() as workbench:
        workbench.fault(path='/api/whoami', body='{}')
        output = expect_done(call(workbench, 'verify'))
        assert 'does not say whose it is' in output and USER not in output, output


@test
def logout_removes_both_secrets_and_can_be_repeated():
    with signed_in() as workbench:
        for _ in range(2):
            expect_done(call(workbench, 'logout'))
            expect((workbench.stored('api-key'), workbench.stored('user-token')), (None, None))
        assert USER not in workbench.read_settings()
        expect_error(workbench, call(workbench, 'print'), NOTHING, 'wbtoken login')


@test
def server_is_for_this_run():
    with signed_in() as workbench, Workbench('--tokens=1') as other:
        expect_error(other, call(workbench, 'print', '--server', other.address), NOTHING, f'127.0.0.1:{other.port}')
        other.store('user-token', other.values()[FIRST])
        expect_done(call(workbench, 'print', '--server', other.address), other.values()[FIRST] + '\n')
        expect_done(call(workbench, 'print', '--server=' + other.address + '/'), other.values()[FIRST] + '\n')
        expect_done(call(workbench, 'print'), workbench.values()[SECOND] + '\n')
        expect(len(listed(workbench, '--server', other.address)), 1)


@test
def without_anything_stored_the_status_is_3():
    with Workbench() as workbench:
        for command in (['print'], ['header'], ['list'], ['use', 'x'], ['generate'], ['verify'],
                        ['exec', '--', 'true']):
            expect_error(workbench, call(workbench, *command), NOTHING, 'wbtoken login')


@test
def a_refused_token_is_status_5():
    with signed_in() as workbench:
        workbench.fault(path='/api/*', status=401, times=0)
        for command in (['list'], ['use', 'x'], ['generate'], ['verify']):
            expect_error(workbench, call(workbench, *command), REFUSED, 'wbtoken login')
        expect_error(workbench, call(workbench, 'login', text=workbench.key), REFUSED, 'wbtoken login')
        workbench.control('DELETE', 'faults')
        workbench.fault(path='/api/*', status=403, times=0)
        expect_error(workbench, call(workbench, 'verify'), REFUSED, 'wbtoken login')


@test
def where_only_the_token_is_refused_the_list_is_still_there():
    with signed_in() as workbench:
        workbench.store('user-token', 'revoked-long-ago')
        result = call(workbench, 'list')
        expect(result.returncode, REFUSED)
        expect(len(result.stdout.splitlines()), 2)
        expect_error(workbench, result, REFUSED, 'no longer accepts', output=result.stdout)
        expect_done(call(workbench, 'use', FIRST))
        expect_done(call(workbench, 'print'), workbench.values()[FIRST] + '\n')


@test
def a_server_that_is_not_there_is_status_6():
    with signed_in() as workbench:
        workbench.values()
        workbench.stop()
        for command in (['list'], ['use', 'x'], ['generate'], ['verify']):
            expect_error(workbench, call(workbench, *command), UNREACHABLE, 'No connection')
        expect_error(workbench, call(workbench, 'login', text='some-key'), UNREACHABLE, 'No connection')
        workbench.restart()


@test
def other_failures_are_status_1():
    with signed_in() as workbench:
        workbench.fault(path='/api/*', status=400, body='{"message": "Not today"}', times=0)
        for command in (['list'], ['use', 'x'], ['generate'], ['verify']):
            expect_error(workbench, call(workbench, *command), FAILED, 'Not today')
        workbench.control('DELETE', 'faults')
        workbench.fault(path='/api/*', body='<html>', times=0)
        expect_error(workbench, call(workbench, 'verify'), FAILED)


@test
def what_cannot_be_understood_is_status_2():
    with signed_in() as workbench:
        value = workbench.values()[FIRST]
        for arguments in ([], ['nonsense'], ['--nonsense'], ['print', '--nonsense'], ['print', 'x'], ['use'],
                          ['use', 'x', 'y'], ['exec'], ['exec', '--'], ['exec', '--env', '1X', '--', 'true'],
                          ['exec', '--env', 'A=B', '--', 'true'], ['exec', '--env'], ['list', '--server'],
                          ['list', '--server', 'ftp://example.com'], ['list', '--server', 'http://example.com'],
                          ['list', '--server', workbench.address + '/workbench'],
                          ['login', value], ['login', '--user-token=' + value], ['login', '--api-key=' + value],
                          ['generate', 'x']):
            expect_error(workbench, call(workbench, *arguments), USAGE)
            expect(workbench.log(), [])


@test
def each_command_has_a_help_that_needs_nothing():
    with Workbench() as workbench:
        output = expect_done(call(workbench, '--help'))
        for command in COMMANDS:
            assert f'\n  {command} ' in output, command
            help_text = expect_done(call(workbench, command, '--help', DBUS_SESSION_BUS_ADDRESS='unix:path=/none'))
            assert '--server' in help_text and f'wbtoken {command}' in help_text, help_text


@test
def an_output_that_fails_is_an_error_and_no_silence():
    with signed_in() as workbench:
        for command in (['print'], ['header'], ['list'], ['list', '--json'], ['verify'], ['use', FIRST]):
            for output, problem in (('&-', 'Bad file descriptor'), ('/dev/full', 'No space left')):
                result = call(workbench, '-c', f'exec "$@" >{output}', 'sh', WBTOKEN, *command, program='sh')
                expect_error(workbench, result, FAILED, 'could not be written', problem)
        reader, writer = os.pipe()
        os.close(reader)
        for command in ('print', 'list'):
            result = subprocess.run([WBTOKEN, command], stdout=writer, stderr=subprocess.PIPE, text=True, check=False,
                                    env=environment_of(workbench))
            result.stdout = ''
            expect_error(workbench, result, FAILED, 'could not be written')
        os.close(writer)


@test
def nothing_that_is_logged_holds_a_secret():
    with signed_in() as workbench:
        for command in (['list'], ['verify'], ['use', FIRST]):
            result = call(workbench, *command, G_MESSAGES_DEBUG='all', G_DEBUG='')
            expect(result.returncode, DONE)
            assert not [secret for secret in workbench.secrets() if secret in result.stderr + result.stdout]
            expect(result.stdout, call(workbench, *command).stdout)
        assert not [secret for secret in workbench.secrets() if secret in workbench.read_settings()]


@test
def what_was_typed_in_the_wrong_place_is_not_repeated():
    secret = 'a-secret-thing'
    with Workbench() as workbench:
        for command in ([f'-{secret}'], [f'--{secret}'], ['use', f'-{secret}'], ['login', f'--{secret}'], [secret],
                        ['print', secret], ['login', '--server', '--', secret], ['list', f'--json={secret}']):
            expect_error(workbench, result := call(workbench, *command), USAGE, 'Next: wbtoken')
            assert secret[3:] not in result.stderr, result.stderr


@test
def what_makes_a_library_write_secrets_down_is_left_out_and_given_back():
    revealing = {'G_DBUS_DEBUG': 'all', 'SSLKEYLOGFILE': '/nowhere', 'GNUTLS_DEBUG_LEVEL': '9'}
    with signed_in() as workbench:
        value = workbench.values()[SECOND]
        result = call(workbench, 'print', G_MESSAGES_DEBUG='all', **revealing)
        expect((result.returncode, result.stdout), (DONE, value + '\n'))
        assert value not in result.stderr
        for name in revealing:
            assert f'wbtoken: {name} is not used here' in result.stderr, result.stderr
        result = call(workbench, 'exec', '--', 'printenv', *revealing, **revealing)
        expect((result.returncode, result.stdout.split()), (DONE, list(revealing.values())))


if __name__ == '__main__':
    sys.exit(run())
