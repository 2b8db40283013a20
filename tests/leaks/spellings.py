# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds secrets in bytes, in each spelling that a program may give them: plain, percent-encoded (all of it or some),
base64 wherever it begins, and hexadecimal, with line ends or other marks in between."""

import base64
import urllib.parse

PIECE = 16  # characters that are enough to know a secret by, so that a cut one is found too
BETWEEN = b' \t\r\n,:'  # what may stand between the digits


def pieces_of(secret):
    """The beginning, the middle and the end."""
    middle = (len(secret) - PIECE) // 2
    return [secret[start:start + PIECE].encode() for start in (0, middle, len(secret) - PIECE)]


def encode_base64(piece):
    """As it looks where 0, 1 or 2 bytes stand before it in its group, without the digits that others have a part in."""
    for before in range(3):
        digits = base64.b64encode(bytes(before) + piece)
        yield digits[-(-before * 8 // 6):(before + len(piece)) * 8 // 6]


def find(data, secrets):
    """Those of the secrets that are in the data, with how they are spelt there."""
    decoded = urllib.parse.unquote_to_bytes(data.replace(b'\\', b''))
    digits = data.translate(None, BETWEEN)
    base64_digits = digits.replace(b'-', b'+').replace(b'_', b'/')
    hex_digits = digits.replace(b'0x', b'').lower()

    found = []
    for secret in secrets:
        for piece in pieces_of(secret):
            if piece in data:
                found.append((secret, 'plain'))
            elif piece in decoded:
                found.append((secret, 'percent-encoded'))
            elif any(spelt in base64_digits for spelt in encode_base64(piece)):
                found.append((secret, 'base64'))
            elif piece.hex().encode() in hex_digits:
                found.append((secret, 'hexadecimal'))
    return sorted(set(found))
