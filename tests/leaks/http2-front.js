// SPDX-License-Identifier: GPL-3.0-or-later

/* Speaks TLS and HTTP/2, and nothing else, for a simulator that speaks neither.
 *
 * Usage: node http2-front.js CERTIFICATE-AND-KEY PORT-OF-THE-SIMULATOR
 *
 * Says on standard output which address it has. Each request that it hands on says so in its Via header.
 */

'use strict';

const fs = require('fs');
const http = require('http');
const http2 = require('http2');

// Headers about a connection, which HTTP/2 does not allow (RFC 9113, 8.2.2).
const UNWANTED = new Set(['connection', 'keep-alive', 'transfer-encoding']);

function filterHeaders(headers, isWanted) {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => isWanted(name)));
}

function handOn(stream, headers) {
  const onward = http.request({
    host: '127.0.0.1',
    port: process.argv[3],
    method: headers[':method'],
    path: headers[':path'],
    headers: { ...filterHeaders(headers, name => !name.startsWith(':')), via: '2 front' },
  });

  onward.on('response', answer => {
    stream.respond({ ':status': answer.statusCode, ...filterHeaders(answer.headers, name => !UNWANTED.has(name)) });
    answer.on('error', () => stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR));
    answer.pipe(stream);
  });
  onward.on('error', () => stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR));
  stream.on('error', () => onward.destroy());
  stream.pipe(onward);
}

const pem = fs.readFileSync(process.argv[2]);
const server = http2.createSecureServer({ cert: pem, key: pem });

server.on('stream', handOn);
server.listen(0, '127.0.0.1', () => console.log(`Address: https://127.0.0.1:${server.address().port}`));
