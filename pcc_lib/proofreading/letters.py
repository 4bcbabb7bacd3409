"""Words whose letters are of two alphabets: they look like words that are read here, and are none (`Осtober`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import name

_WORD = re.compile(r"[^\W\d_]{2,}")
_LOOKALIKES = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")


def mixed_words(text: str) -> Iterator[str]:
    """Words that hold letters of more than one alphabet, of those that look alike."""
    for m in _WORD.finditer(text):
        if not m[0].isascii() and len({alphabet for char in m[0] if (alphabet := _alphabet(char)) in _LOOKALIKES}) > 1:
            yield m[0]


def _alphabet(char: str) -> str:
    return name(char, "").partition(" ")[0]
