"""Where the numbers of a text stand: each run of digits with what belongs to it, such as `−3.2%`, `£1.2m`, `12th`, `16:30`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple
from unicodedata import category

from pcc_lib.core.numerals import MINUS

_DIGIT = re.compile(r"\d")
_DIGITS = re.compile(r"\d+(?:[.,:/]\d+)*")
_BEFORE = re.compile(rf"(?:(?<![\w)])[-+±{MINUS}])?£?$")
_AFTER = re.compile(r"(?:%|(?:st|nd|rd|th|bn|m|k)(?![\w]))?")
_PARTED = ".,:/"


class Number(NamedTuple):
    """A number in a text: where it begins and ends, and where its digits do; signs and units are part of the first."""

    start: int
    end: int
    first: int
    last: int
    text: str


def numbers_in(text: str) -> Iterator[Number]:
    """Every number of a text, from left to right. Each sign of a number (½, ², Ⅳ too) is in exactly one of them."""
    for at, last in _runs(text):
        before = _BEFORE.search(text[max(0, at - 2) : at])
        start = at - (len(before[0]) if before else 0)
        end = _AFTER.match(text, last).end()  # pyright: ignore[reportOptionalMemberAccess] it matches nothing at least
        yield Number(start, end, at, last, text[start:end])


def _runs(text: str) -> Iterator[tuple[int, int]]:
    """Where digits begin and end, and other signs of numbers, such as a half."""
    if _has_digits_alone(text):
        yield from (found.span() for found in _DIGITS.finditer(text))
        return
    at = 0
    while at < len(text):
        found = _DIGITS.match(text, at)
        last = found.end() if found else _other(text, at)
        if last > at:
            yield at, last
        at = max(last, at + 1)


def _other(text: str, at: int) -> int:
    """Where a run of signs of numbers ends that are no digits; where it begins, if there is none."""
    while at < len(text) and category(text[at])[0] == "N" and not _DIGITS.match(text, at):
        at += 1
    return at


def _has_digits_alone(text: str) -> bool:
    """Whether no sign of a text is one of a number and no digit."""
    return text.isascii() or not any(map(_is_other, set(text)))


@cache
def _is_other(char: str) -> bool:
    return category(char) in ("Nl", "No")


def has_number(text: str) -> bool:
    """Whether a text holds any sign of a number."""
    return bool(_DIGIT.search(text)) or not _has_digits_alone(text)


def apart(text: str, start: int, end: int) -> bool:
    """Whether what stands here is no piece of a longer number or word: `12` is one in `112`, `12.5`, `12%` and `−12`."""
    first, last = text[start], text[end - 1]
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    if before and (first.isalnum() and (before[-1].isalnum() or before[-1] == "_")):
        return False
    if first.isdigit() and before and (before[-1] in f"{MINUS}+±£" or _joins(before[::-1])):
        return False
    if after and last.isalnum() and (after[0].isalnum() or after[0] == "_"):
        return False
    return not (last.isdigit() and after and (after[0] == "%" or _joins(after)))


def _joins(two: str) -> bool:
    """Whether a mark and a digit go on with a number."""
    return len(two) == 2 and two[0] in _PARTED and two[1].isdigit()
