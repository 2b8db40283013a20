# SPDX-License-Identifier: GPL-3.0-or-later
"""The language that the window speaks: $WT_TEST_LANGUAGE, or English. Tests name things in English all the same."""

import os
import re
import struct
import subprocess

LANGUAGE = os.environ.get('WT_TEST_LANGUAGE')
# Where most of those live who speak it; a language's own name is not the name of a locale.
PLACES = {'ar': 'ar_EG', 'de': 'de_DE', 'es': 'es_ES', 'fr': 'fr_FR', 'he': 'he_IL', 'hi': 'hi_IN', 'it': 'it_IT',
          'ja': 'ja_JP', 'ko': 'ko_KR', 'nl': 'nl_NL', 'pl': 'pl_PL', 'ru': 'ru_RU', 'sv': 'sv_SE', 'tr': 'tr_TR',
          'uk': 'uk_UA'}
ORDER = re.compile(rb'^LC_COLLATE\n.*?^END LC_COLLATE', re.DOTALL | re.MULTILINE)


def read_catalog(path):
    """All of an .mo file, as gettext's manual describes it: each text without its context, a plural's first form. Of a
    text that is there with a context and without, it is the latter."""
    with open(path, 'rb') as file:
        data = file.read()
    count, originals, translations = struct.unpack_from('<3I', data, 8)

    def read(table, i):
        length, begin = struct.unpack_from('<2I', data, table + 8 * i)
        return data[begin:begin + length].decode().split('\0')[0]
    messages = [(read(originals, i), read(translations, i)) for i in range(count)]
    with_context = {text.partition('\4')[2]: translation for text, translation in messages if '\4' in text}
    return with_context | {text: translation for text, translation in messages if '\4' not in text}


def make_locale(language, charset='UTF-8'):
    """In the session's own folder; a system has those of its users only. Returns its name and the folder. Its order of
    words, by which nothing here is sorted, would take two thirds of the time."""
    name = PLACES.get(language, language)
    folder = os.path.join(os.environ['WT_TEST_SESSION'], 'locales')
    os.makedirs(folder, exist_ok=True)
    if not os.path.exists(f'{folder}/{name}.{charset}'):
        with open(f'/usr/share/i18n/locales/{name}', 'rb') as file:
            definition = ORDER.sub(rb'LC_COLLATE\ncopy "POSIX"\nEND LC_COLLATE', file.read())
        # It is made with a status of 1 where there is something to warn of.
        subprocess.run(['localedef', '-c', '-f', charset, f'{folder}/{name}.{charset}'], input=definition,
                       capture_output=True, check=False)
    assert os.path.exists(f'{folder}/{name}.{charset}/LC_TIME'), f'localedef made no {name}'
    return f'{name}.{charset}', folder


def environment(language=LANGUAGE):
    """For a program that is to speak it. It needs a locale: from glibc 2.43 on $LANGUAGE is nothing to C.UTF-8."""
    if not language:
        return {}
    locale, folder = make_locale(language)
    return {'LANGUAGE': language, 'LC_ALL': locale, 'LOCPATH': folder}


def translate(text):
    """What the window says for an English text of ours. A text that it has from elsewhere is the same everywhere."""
    return catalog.get(text) or without_mnemonics.get(text, text)


def spell(text):
    """All that it may say for it: where it has a mnemonic, that may be a letter more."""
    return translate(text), without_mnemonics.get(text)


catalog = {}
if LANGUAGE:
    catalog = read_catalog(f'{os.environ["WT_TEST_LOCALE_DIR"]}/{LANGUAGE}/LC_MESSAGES/workbench-tokens.mo')
without_mnemonics = {text.replace('_', ''): catalog[text].replace('_', '') for text in catalog if text}
