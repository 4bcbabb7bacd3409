"""Names within a sentence: the first letter of a measure's or a part's name is small there, unless it belongs to the name."""

from __future__ import annotations

import re

from pcc_lib.core.text import lower_first
from pcc_lib.inputs.project import Project

_WORDS = re.compile(r"(?P<first>[\w’'-]+)(?: (?P<second>\S+))?")


def within(project: Project, name: str) -> str:
    """A name as it goes on within a sentence: `drink driving offences`, but `CRIB waits`, `Speed Watch`, names of areas."""
    found = _WORDS.match(name)
    if found is None or found["first"] in _first_words(project) or _is_written_large(found["first"], found["second"] or ""):
        return name
    return lower_first(name)


def _is_written_large(first: str, second: str) -> bool:
    """Whether the first word is an acronym (CRIB) or a number (999), or the second goes with it (Speed Watch, Fatal 5)."""
    return bool(re.search(r"[A-Z0-9]", first[1:]) or re.match(r"[A-Z]|\d{1,2}\b", second))


def _first_words(project: Project) -> frozenset[str]:
    """The first words of the names of areas, of the body, of its force and of where it is."""
    body = project.body
    own = (*(area.title for area in body.areas), body.name, body.force, body.area)
    return frozenset(name.split()[0] for name in own if name.strip())
