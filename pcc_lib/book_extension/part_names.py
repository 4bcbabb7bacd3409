"""Names of files for the pages that a page is cut into: safe on every system, and each only once."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import count

from pcc_lib.core.numerals import part_id

LONGEST = 60  # characters: the file of a published edition must fit what Windows takes
_DEVICES = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")  # no file of Windows may be called so
NAMELESS = "part"


def file_names(wanted: Sequence[tuple[str, int]], taken: Collection[str] = ()) -> list[tuple[str, ...]]:
    """The names of the pages of each part, from the name wanted for it and how many pages it has: `calls`, `calls-2`, `calls-3`.

    They have small letters from a to z, digits and hyphens only, so that no two are one where capitals do not count. `taken`:
    names that others have, in small letters.
    """
    used = {name.lower() for name in taken}
    firsts = [_first(name, used) for name, _ in wanted]
    return [(first, *_others(first, number - 1, used)) for first, (_, number) in zip(firsts, wanted, strict=True)]


def _first(name: str, used: set[str]) -> str:
    plain = part_id(name.strip().lower()).replace("_", "-").strip("-")[:LONGEST].strip("-") or NAMELESS
    found = f"{plain}-{NAMELESS}" if _DEVICES.fullmatch(plain) else plain
    return _take(found, (f"{found}-{NAMELESS}{number}" for number in count(2)), used)


def _others(first: str, number: int, used: set[str]) -> list[str]:
    numbered = (f"{first}-{at}" for at in count(2))
    return [_take(next(numbered), numbered, used) for _ in range(number)]


def _take(name: str, instead: Iterator[str], used: set[str]) -> str:
    """The name, or the first that is free instead of it; it is used from now on."""
    while name in used:
        name = next(instead)
    used.add(name)
    return name
