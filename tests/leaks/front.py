# SPDX-License-Identifier: GPL-3.0-or-later
"""A Workbench over TLS and HTTP/2, with a certificate of a private authority, and programs that trust it."""

import contextlib
import os
import subprocess

from desktop import FOLDER, run

FRONT = os.path.join(FOLDER, os.pardir, 'leaks', 'http2-front.js')
AUTHORITIES = '/etc/ssl/certs/ca-certificates.crt'
REQUEST = 'openssl req -x509 -days 2 -nodes -newkey ec -pkeyopt ec_paramgen_curve:prime256v1'.split()


def make_certificate(name, *options):
    """With its key in the same file, as a server wants it."""
    made = run(*REQUEST, '-keyout', name, '-out', name + '.crt', *options)
    assert made.returncode == 0, made.stderr
    with open(name, 'a', encoding='ascii') as joined, open(name + '.crt', encoding='ascii') as certificate:
        joined.write(certificate.read())
    return name


def make_certificates(folder):
    """The authority's, and the server's."""
    authority = make_certificate(f'{folder}/authority.pem', '-subj', '/CN=authority')
    server = make_certificate(f'{folder}/server.pem', '-subj', '/CN=server', '-CA', authority, '-CAkey', authority,
                              '-addext', 'subjectAltName=IP:127.0.0.1', '-addext', 'basicConstraints=CA:FALSE')
    return authority, server


def trusting(authority):
    """Runs the command that follows with this authority in the place of those of the machine: in its mount namespace,
    so that nobody else sees it. It stays the same process."""
    user = [] if os.geteuid() == 0 else ['--map-current-user', '--keep-caps']
    return ['unshare', '--mount', *user, 'sh', '-c', f'mount --bind "$0" {AUTHORITIES} && exec "$@"', authority]


@contextlib.contextmanager
def http2(workbench):
    """The workbench speaks HTTP/2 meanwhile, at another address, and its programs trust it."""
    authority, server = make_certificates(workbench.folder.name)
    with subprocess.Popen(['node', FRONT, server, str(workbench.port)], stdout=subprocess.PIPE, text=True) as front:
        workbench.address = front.stdout.readline().removeprefix('Address: ').strip()
        workbench.change_settings(server=f"'{workbench.address}'")
        workbench.prefix = trusting(authority)
        try:
            yield
        finally:
            front.terminate()
