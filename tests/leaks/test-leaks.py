#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A hunt for leaks: the whole story of a user, with secrets that are easy to know, and then a look everywhere.

Usage: test-leaks.py http|http2
"""

import contextlib
import json
import os
import re
import socket
import subprocess
import sys
from base64 import encodebytes, urlsafe_b64encode
from urllib.parse import quote

sys.dont_write_bytecode = True

PROTOCOL = sys.argv[1]
sys.path.append(os.path.join(os.path.dirname(os.path.realpath(__file__)), os.pardir, 'window'))

from desktop import (  # noqa: E402
    PROGRAM, TOKENS, Workbench, click_mouse, control_keyring, press_key, read_clipboard, wait_clipboard_cleared,
    write_clipboard)
from driver import CEILING, wait  # noqa: E402
from front import http2  # noqa: E402
from hunt import Hunt  # noqa: E402
from simulator_harness import USER_ID, expect, fails, run, test  # noqa: E402
from spellings import find  # noqa: E402
from steps import (  # noqa: E402
    GENERATE, KEY, SHOW, TOKEN, choose, copy, expect_banner, revoke, wait_no_banner, wait_rows)

WBTOKEN = os.environ['WT_TEST_CLI']
# With characters that are spelt in another way in a URL.
API_KEY = 'Yv3+mT8/qW1=zK6+hB9/dN4=rG7+cX2/'
WRONG_KEY = 'Fj5/nP0+uL8=aS3/vE6+kM1=tQ9/oD4+'
SECOND_VALUE = 'Bw7=xR2/iH5+gC0=pU8/yJ3+eZ6=lA1/'
FIRST, SECOND = 'My User Token', 'Made Elsewhere'
SETTINGS = {'clipboard_timeout': 'uint32 2'}


def echo(secret):
    """What a server may say that quotes what was sent to it."""
    upper = quote(secret, safe='')
    lower = re.sub('%..', lambda code: code[0].lower(), upper)
    return json.dumps({'message': f'no {secret}, {upper}, {lower}'})


def troubles(token, elsewhere):
    """Faults of the list, each with words of what is said about it."""
    host, port = elsewhere.getsockname()
    return [
        ({'status': 400, 'body': echo(token)}, 'refused the request'),
        ({'status': 429, 'body': echo(token), 'headers': {'Retry-After': '100'}}, 'slow down'),
        ({'action': 'redirect', 'location': f'http://{host}:{port}/?_apikey={API_KEY}&token={token}'}, 'pointed to'),
        ({'status': 500, 'body': echo(token), 'times': 3}, 'has a problem'),
        ({'status': 403, 'body': echo(token)}, 'does not accept'),
        ({'body': json.dumps({'items': [{token: 1, 'name': token}]})}, 'could'),
    ]


def paste(app, hunt, entry, secret):
    """As a user does it, who has copied something else by the time that we look at the clipboard."""
    write_clipboard(secret)
    click_mouse(app, app.find(*entry))
    press_key('ctrl+a')
    press_key('ctrl+v')
    wait('the pasted secret', lambda: app.find(*entry).holds(secret))
    write_clipboard('something else')
    press_key('ctrl+a')
    hunt.look_at_selections()


def fail_to_sign_in(app, hunt, secret, word):
    with hunt.accessibility_bus.allow(secret):
        paste(app, hunt, KEY, secret)
        press_key('Return')
        alert = app.find_saying('alert', word)
        hunt.add('alert', alert.text().encode())
        click_mouse(app, app.find(*KEY))
        press_key('ctrl+a')
        press_key('Delete')
        wait('an empty entry', lambda: not app.find(*KEY).text())


def sign_in(app, hunt, entry, secret, then):
    with hunt.accessibility_bus.allow(secret):
        paste(app, hunt, entry, secret)
        press_key('Return')
        then()
    hunt.look(app)


def begin(app, workbench, hunt):
    """From the first start to the first token, which is shown and copied."""
    app.wait_focus(*KEY)
    fail_to_sign_in(app, hunt, WRONG_KEY, 'does not accept this API key')
    workbench.fault(path=TOKENS, status=400, body=echo(API_KEY))
    fail_to_sign_in(app, hunt, API_KEY, 'refused the request')
    sign_in(app, hunt, KEY, API_KEY, lambda: app.find(*GENERATE))
    workbench.wait_stored('api-key', API_KEY)

    app.click(*GENERATE)
    app.click('push button', 'Generate')
    row = app.find_row(FIRST)
    value = workbench.values()[FIRST]
    workbench.wait_stored('user-token', value)
    hunt.look(app)

    with hunt.accessibility_bus.allow(value):
        app.click(*SHOW, row)
        app.find('label', value, row)
        hunt.add('tree while shown', wait('the tree', app.read_all).encode(), (value,))
        app.click('push button', 'Hide Token', row)
        app.wait_gone('label', value, row)
    copy(app, workbench, FIRST)
    wait_clipboard_cleared()
    hunt.look(app)
    return value


def go_through_trouble(app, workbench, hunt, value):
    with socket.create_server(('127.0.0.1', 0)) as elsewhere:
        elsewhere.setblocking(False)
        for fault, words in troubles(value, elsewhere):
            workbench.fault(path=TOKENS, **fault)
            app.click('push button', 'Refresh')
            app.find_saying('status bar', words)
            hunt.look(app)
        fails(elsewhere.accept, BlockingIOError)
    app.click('push button', 'Copy Details')
    wait('the details', lambda: '(a name of ' in (read_clipboard() or ''))
    hunt.look(app)
    app.click('push button', 'Refresh')
    wait_no_banner(app)


def use_another(app, workbench, hunt):
    """One that the keyring does not take at once, and that is revoked then."""
    workbench.control('PUT', 'tokens', [*workbench.tokens(), {'id': 'second', 'name': SECOND, 'token': SECOND_VALUE}])
    app.click('push button', 'Refresh')
    wait_rows(app, [FIRST, SECOND])
    control_keyring('lock')
    choose(app, SECOND)
    expect_banner(app, 'Unlock', 'keyring is locked')
    hunt.look(app)
    control_keyring('unlock')
    workbench.wait_stored('user-token', SECOND_VALUE)
    wait_no_banner(app)
    revoke(app, SECOND)
    wait_rows(app, [FIRST])
    hunt.look(app)


def window_story(workbench, hunt):
    with workbench.start() as app:
        value = begin(app, workbench, hunt)
        go_through_trouble(app, workbench, hunt, value)
        use_another(app, workbench, hunt)
        app.sign_out()
        app.find(*KEY)
        workbench.wait_stored('api-key', None)
        workbench.wait_stored('user-token', None)
        hunt.look(app)

        app.click('radio button', 'User Token')
        sign_in(app, hunt, TOKEN, value, lambda: wait_rows(app, [FIRST]))
        workbench.wait_stored('user-token', value)
    hunt.add('output', app.read_log().encode())

    with workbench.start() as app:
        wait_rows(app, [FIRST])
        copy(app, workbench, FIRST)
        app.close()
    hunt.look_at_selections()
    hunt.add('output', app.read_log().encode())


def call(workbench, hunt, *arguments, text='', allowed=()):
    """One run of wbtoken, which is sampled before it gets its input. Its answer may hold what it is asked for."""
    with subprocess.Popen([*workbench.prefix, WBTOKEN, *arguments], env={**os.environ, **workbench.environment()},
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        if arguments[0] == 'exec':
            hunt.processes.but.add(process.pid)  # it becomes the command that gets the token in its environment
        hunt.processes.sample()
        answer, said = process.communicate(text.encode(), CEILING)
    assert process.returncode == 0, said
    hunt.add('command: output', answer, allowed)
    hunt.add('command: error output', said)
    return answer.decode()


def command_story(workbench, hunt):
    value = workbench.values()[FIRST]
    call(workbench, hunt, 'login', text=API_KEY)
    assert value in call(workbench, hunt, 'print', allowed=(value,))
    assert 'UserToken ' + value in call(workbench, hunt, 'header', allowed=(value,))
    for command in (['list', '--json'], ['verify'], ['exec', '--', 'sh', '-c', 'cat /proc/self/cmdline'], ['logout']):
        call(workbench, hunt, *command)


# Each gets a workbench and the hunt, and leaves with it what the programs said.
STORIES = [window_story, command_story]


def expect_found(workbench, hunt, first):
    """What must be there, so that finding nothing elsewhere means something."""
    assert {('GET', 'key', WRONG_KEY), ('GET', 'key', API_KEY), ('POST', 'key', API_KEY), ('GET', 'token', first),
            ('GET', 'token', SECOND_VALUE)} <= hunt.sent, hunt.sent
    for place, text in (('output', 'GSocketClient'), ('command', 'GSocketClient'),
                        ('request', TOKENS), ('request', USER_ID), ('cmdline', PROGRAM),
                        ('environ', 'G_MESSAGES_DEBUG=all'), ('file ', "server='" + workbench.address),
                        ('file ', 'token-id='), ('tree', FIRST), ('tree while shown', first), ('alert', '…'),
                        ('accessibility bus', first), ('accessibility bus', 'does not accept this API key'),
                        ('session bus', 'dh-ietf1024-sha256-aes128-cbc-pkcs7'),
                        ('session bus', 'org.freedesktop.Secret.Item'), ('clipboard', 'something else')):
        assert hunt.has(place, text), f'{text!r} is not in: {place}'


@test
def each_spelling_is_found():
    secret = API_KEY.encode()
    codes = ''.join(f'%{byte:02x}' for byte in secret)
    for before in (b'', b'a', b'ab'):
        text = before + secret + b'z'
        for spelt in (text, encodebytes(text), urlsafe_b64encode(text), text.hex().encode(), text.hex(' ').encode(),
                      text.hex().upper().encode(), codes.encode(), codes.upper().replace('%2F', '/').encode(),
                      b', '.join(b'0x%02x' % byte for byte in text)):
            expect({found for found, _ in find(b'...' + spelt + b'...', [API_KEY, WRONG_KEY])}, {API_KEY})
    expect(find(secret[:15] + secret[17:], [API_KEY, WRONG_KEY]), [])


@test
def no_secret_is_where_it_does_not_belong():
    protocol = {'http': lambda workbench: contextlib.nullcontext(), 'http2': http2}[PROTOCOL]
    with Workbench('--api-key=' + API_KEY, **SETTINGS) as workbench, protocol(workbench):
        with Hunt(workbench) as hunt:
            for story in STORIES:
                story(workbench, hunt)
        hunt.look_at_files()
        hunt.finish()
        via = {'2 front' if PROTOCOL == 'http2' else None}
        expect({entry['headers'].get('via') for entry in workbench.log()}, via)
        secrets = [API_KEY, WRONG_KEY, *workbench.values().values()]
        expect_found(workbench, hunt, workbench.values()[FIRST])
        expect(hunt.leaks(secrets), [])


if __name__ == '__main__':
    sys.exit(run())
