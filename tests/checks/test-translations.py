#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each text can be translated, and is, in each language of po/LINGUAS.

Usage: test-translations.py, in the folder of the sources.
"""

import collections
import glob
import os
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET

# As meson.build's "preset: 'glib'" has them, those that the sources use.
EXTRACT = ('xgettext', '--from-code=UTF-8', '--keyword=_', '--keyword=N_', '--keyword=C_:1c,2', '--keyword=NC_:1c,2',
           '--flag=C_:2:pass-c-format', '--flag=g_strdup_printf:1:c-format', '--flag=ngettext:1:pass-c-format',
           '--files-from=po/POTFILES')
TRANSLATABLE = re.compile(r'\b(_|N_|C_|NC_|ngettext) ?\(|translatable="yes"')
DATA = [f'data/io.import.WorkbenchTokens.{kind}' for kind in ('desktop.in', 'gschema.xml', 'metainfo.xml.in')]
# What a user types, reads elsewhere, or looks for is the same in each language.
KEPT = re.compile(r'import\.io|Workbench Tokens|Workbench|wbtoken|import-io config|Extractor Studio CLI|cURL|(?<![A-Za-z])PATH(?![A-Za-z])'
                  r'|--env|--user-id|USERTOKEN=\$\(%s\) COMMAND|userId|source:deploy|WORKBENCH_USER_TOKEN'
                  r'|dbus-run-session bash|(?<![A-Za-z])sudo(?![A-Za-z])')
MNEMONIC = re.compile(r'_(?=\w)')


def call(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False)


def read_list(path):
    with open(path, encoding='utf-8') as file:
        return [line.strip() for line in file if line.strip() and not line.startswith('#')]


def read_messages(path):
    """The text and the translations of each message: msgcat writes each of them on one line."""
    text, translations = '', []
    for line in call('msgcat', '--no-wrap', '--no-location', path).stdout.splitlines() + ['']:
        keyword, _, value = line.partition(' ')
        if keyword == 'msgid':
            text = value.strip('"')
        elif keyword.startswith('msgstr'):
            translations.append(value.strip('"'))
        elif line.startswith('"'):  # a text with line breaks
            if translations:
                translations[-1] += line.strip('"')
            else:
                text += line.strip('"')
        elif not line and translations:
            if text:
                yield text, translations
            text, translations = '', []


def list_of_files_is_complete():
    """Complains of what is missing, of what is too much, and of the order."""
    named = read_list('po/POTFILES')
    found = DATA + [path for path in glob.glob('src/**/*.[cu]*', recursive=True) if TRANSLATABLE.search(open(path).read())]
    yield from (f'{path} is in one place only' for path in set(named) ^ set(found))
    if named != sorted(named):
        yield 'po/POTFILES is not sorted'


def list_of_languages_is_complete():
    named = read_list('po/LINGUAS')
    found = [os.path.basename(path).removesuffix('.po') for path in glob.glob('po/*.po')]
    yield from (f'{language} is in one place only' for language in set(named) ^ set(found))
    if named != sorted(named):
        yield 'po/LINGUAS is not sorted'


def translation_is_complete(language):
    """All messages that the sources have now, and no others; none is fuzzy."""
    path = f'po/{language}.po'
    yield from call('msgcmp', path, template).stderr.splitlines()
    yield from call('msgcmp', template, path, '--use-untranslated').stderr.splitlines()
    if call('msgattrib', '--only-obsolete', path).stdout:
        yield 'there are messages that nothing uses any more'


def translation_is_well_formed(language):
    yield from call('msgfmt', '-c', '-o', os.devnull, f'po/{language}.po').stderr.splitlines()


def names_are_kept(language):
    for text, translations in read_messages(f'po/{language}.po'):
        for translation in translations:
            lost = set(KEPT.findall(text)) - set(KEPT.findall(translation))
            if lost:
                yield f'{lost} of {text!r} is not in {translation!r}'


def find_menus():
    """The labels of each menu."""
    for path in sorted(glob.glob('src/ui/*/*.ui')):
        for menu in ET.parse(path).iter('menu'):
            yield [label.text for label in menu.iter('attribute') if label.get('name') == 'label']


def mnemonics_are_unique(language):
    """Each label that has one has one there, too, and no letter stands for two entries of a menu."""
    messages = {text: translations[0] for text, translations in read_messages(f'po/{language}.po')}
    for labels in find_menus():
        translated = [messages.get(label, label) for label in labels]
        yield from (f'{text!r} has not one mnemonic' for text in translated if len(MNEMONIC.findall(text)) != 1)
        letters = collections.Counter(text[text.index('_') + 1].lower() for text in translated if '_' in text)
        yield from (f'{letter!r} stands for several of {translated}' for letter, count in letters.items() if count > 1)


def run(checks):
    print(f'1..{len(checks)}')
    failed = 0
    for number, (check, *language) in enumerate(checks, 1):
        complaints = list(check(*language))
        failed += bool(complaints)
        print('not ok' if complaints else 'ok', number, '-', *language, check.__name__.replace('_', ' '))
        for complaint in complaints[:20]:
            print('#', complaint)
    return 1 if failed else 0


with tempfile.TemporaryDirectory() as folder:
    template = folder + '/template.pot'
    extraction = call(*EXTRACT, '--output=' + template)
    assert extraction.returncode == 0, extraction.stderr
    sys.exit(run([(list_of_files_is_complete,), (list_of_languages_is_complete,)]
                 + [(check, language) for language in read_list('po/LINGUAS')
                    for check in (translation_is_complete, translation_is_well_formed, names_are_kept,
                                  mnemonics_are_unique)]))
