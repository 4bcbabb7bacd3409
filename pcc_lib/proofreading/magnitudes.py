"""Two changes beside each other: `fell more in the North (9%) than in the South (7%)`, `a smaller decrease of 7% compared to 9%`.

The larger of the two is meant, whichever way they go. Changes of other statistics, or of other units, are not compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pcc_lib.proofreading.direction_words import TAKEN_BACK
from pcc_lib.proofreading.found import Found
from pcc_lib.proofreading.passage import MARK, Mark, Sentence
from pcc_lib.proofreading.setting import Setting

_CHANGED = (
    r"(?:increase|decrease|reduction|rise|fall|drop|decline|improvement|growth|change|increases|decreases|reductions|rises|falls|drops|"
    r"declines|improvements|changes)"
)
_MOVED = (
    r"(?:fell|rose|grew|dropped|declined|increased|decreased|improved|worsened|deteriorated|changed|shortened|lengthened|fallen|risen|"
    r"grown|up|down|falling|rising)"
)
_LARGER = rf"\b{_MOVED}\s+(?:by\s+)?(?:more|further|faster)\b|\b(?:larger|bigger|greater|steeper|sharper)\s+{_CHANGED}\b"
_SMALLER = rf"\b{_MOVED}\s+(?:by\s+)?(?:less|more\s+slowly)\b|\b(?:smaller|lesser|slighter|gentler)\s+{_CHANGED}\b"
_SAID = re.compile(rf"(?P<larger>{_LARGER})|(?P<smaller>{_SMALLER})", re.IGNORECASE)
_FIRST = re.compile(rf"^[^,;:{MARK}(]{{0,50}}\(?{MARK}")
_THEN = re.compile(
    rf"^\)?[^;:{MARK}]{{0,30}}\b(?:than|compared\s+(?:to|with)|against|versus)\b[^;:{MARK}]{{0,60}}{MARK}", re.IGNORECASE
)
_NOT = re.compile(TAKEN_BACK, re.IGNORECASE)


def magnitude_faults(sentence: Sentence, setting: Setting) -> Iterator[Found]:
    """A change told as larger (smaller) than another, and that is not."""
    text = sentence.text
    for m in _SAID.finditer(text):
        first = _FIRST.match(text[m.end() :])
        second = _THEN.match(text[m.end() + first.end() :]) if first else None
        if not first or not second or _NOT.search(text[: m.start()]):
            continue
        one, other = sentence.between(m.end(), m.end() + first.end() + second.end())
        if _comparable(one, other) and _is_other_way(one, other, m.lastgroup == "larger"):
            what = f"says '{' '.join(m[0].split())}' of {one.name}, {one.figure.text}, than of {other.name}, {other.figure.text}."
            yield Found(m.start(), what, "Swap the two figures, or correct the words.")


def _comparable(one: Mark, other: Mark) -> bool:
    a, b = one.figure, other.figure
    same = a.signed and b.signed and (a.statistic, a.unit) == (b.statistic, b.unit)
    return same and a.known and b.known and a.numeric * b.numeric >= 0


def _is_other_way(one: Mark, other: Mark, larger: bool) -> bool:
    a, b = abs(one.figure.numeric), abs(other.figure.numeric)
    return one.printed == other.printed or (a < b) == larger
