"""Acronyms on paper: their full names, which a page carries in titles that only a pointer shows, are told once."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bs4 import Tag
from bs4.element import NavigableString

_BLOCKS = ["p", "li", "td", "th", "h1", "h2", "h3", "dd", "div"]
_ENDING = re.compile(r"[^\W\d_]*")


def spell_out(articles: Iterable[Tag]) -> None:
    """Add to each acronym its full name where the pack has it first; elsewhere only the acronym stands.

    Quoted words stay as they were said: an acronym in them is told at its next place.
    """
    known: set[str] = set()
    for article in articles:
        for short in article.select("abbr[title]"):
            name, full = short.get_text(), str(short["title"])
            if name not in known and not _is_quoted(short):
                known.add(name)
                if not _says(short, full):
                    _add(short, full)
            short.unwrap()


def _says(short: Tag, full: str) -> bool:
    """Whether the full name stands in the same block."""
    block = short.find_parent(_BLOCKS)
    return block is not None and full.lower() in block.get_text().lower()


def _is_quoted(short: Tag) -> bool:
    before = _before(short)
    return before.count("\u201c") > before.count("\u201d") or before.count('"') % 2 == 1


def _add(short: Tag, full: str) -> None:
    """Write the full name after the acronym and its ending, as in `SLAs`; within brackets a comma takes the place of others."""
    before, after = _before(short), short.next_sibling
    if isinstance(after, NavigableString) and (ending := _ENDING.match(str(after))):
        short.append(ending[0])
        after.replace_with(str(after)[ending.end() :])
    short.append(f", {full}" if before.count("(") > before.count(")") else f" ({full})")


def _before(short: Tag) -> str:
    """The text of its block that stands before it."""
    block = short.find_parent(_BLOCKS)
    said = []
    for part in short.previous_elements:
        if part is block:
            break
        if isinstance(part, NavigableString):
            said.append(str(part))
    return "".join(reversed(said))
