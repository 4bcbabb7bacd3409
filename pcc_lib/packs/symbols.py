"""Symbols that the typefaces of a pack lack, such as emoji: told by their names.

A machine would set them in a typeface of its own, so that a pack would look otherwise on every machine, and a screen reader may
pass over them.
"""

from __future__ import annotations

import re
from unicodedata import category, name, normalize

from bs4 import BeautifulSoup
from bs4.element import NavigableString

from pcc_lib.packs.typefaces import letters

# What changes the look of the letter before it (as a picture, in a key, in a tone of skin), and what a flag is spelled with
_CHANGES = "\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f"
_JOINED = r"\u200d[^\x00-\x7f\w\s\u200d]?"  # a joiner with the symbol after it; letters and tags after it stand by themselves
_SEQUENCE = re.compile(f"[\U0001f1e6-\U0001f1ff]{{2}}|.(?:[{_CHANGES}]|{_JOINED})*", re.DOTALL)  # what readers see as one
_CHANGE = re.compile(f"[{_CHANGES}\u200d]")
_FLAG_LETTER = "regional indicator symbol letter "


def name_symbols(document: BeautifulSoup) -> None:
    """Put names in place of the symbols in all texts of a document."""
    for text in document.find_all(string=True):
        told = in_words(str(text))
        if type(text) is NavigableString and told != text:
            text.replace_with(told)


def in_words(text: str) -> str:
    """The text with the name of each symbol that no typeface of a pack has: `Well done (party popper)`."""
    if text.isascii():
        return text
    told, after_name = "", False
    for sequence in _SEQUENCE.findall(text):
        named = _is_lacking_symbol(sequence[0])
        piece = f"({_name(_CHANGE.sub('', sequence) or sequence)})" if named else _plain(sequence)
        apart = (named and told[-1:].isalnum()) or (after_name and (named or piece[0].isalnum()))
        told += f" {piece}" if apart else piece
        after_name = named
    return told


def _is_lacking_symbol(letter: str) -> bool:
    return ord(letter) not in letters() and category(letter).startswith("S")


def _plain(sequence: str) -> str:
    """A letter without what only changes its look; one of two letters, such as \ufb01, as these where no typeface has it."""
    first = sequence[0]
    if ord(first) in letters():
        return _CHANGE.sub("", sequence)
    plain = normalize("NFKC", first)
    return sequence.replace(first, plain) if set(map(ord, plain)) <= letters() else sequence


def _name(symbols: str) -> str:
    names = [name(each, f"symbol U+{ord(each):X}").lower() for each in symbols]
    spelled = [each.removeprefix(_FLAG_LETTER).upper() for each in names if each.startswith(_FLAG_LETTER)]
    return f"flag {''.join(spelled)}" if spelled else ", ".join(names)
