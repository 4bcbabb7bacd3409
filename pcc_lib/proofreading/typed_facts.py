"""Numbers typed in the texts of definitions and of the plan: each is a figure between braces, or one that somebody vouches for.

There a number may be typed where it is a date, stands in a name that `names.yml` lists, in quotation marks (an original's own
words), or among the `facts` of `names.yml`, each with its source; where the record of an original report prints it, or a stated
fact holds it; and as the base of a rate (`per 1,000 residents`). Any other is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pcc_lib.proofreading.typed_numbers import RATE_BASE, without_dates, without_names

_QUOTED = re.compile(r'"[^"]*"|“[^”]*”')
_BRACES = re.compile(r"\{\{.*?\}\}")
_NUMBER = re.compile(r"\d[\d,]*\d(?:\.\d+)?|\d(?:\.\d+)?")


@dataclass(frozen=True)
class Vouched:
    """What a text may hold typed: names (of two that begin alike the longer first), and numbers as they are printed."""

    names: tuple[str, ...]
    numbers: frozenset[str]


def numbers_in(texts: Iterable[str]) -> frozenset[str]:
    """The numbers of some texts, without the commas between thousands."""
    return frozenset(number.replace(",", "") for text in texts for number in _NUMBER.findall(text))


def typed_numbers(text: str, vouched: Vouched) -> list[str]:
    """The numbers typed in a text that nobody vouches for, each once, in their order."""
    for form in (_QUOTED, _BRACES, RATE_BASE):
        text = form.sub(" ", text)
    left = without_dates(without_names(text, vouched.names))
    return [n for n in dict.fromkeys(_NUMBER.findall(left)) if n.replace(",", "") not in vouched.numbers]
