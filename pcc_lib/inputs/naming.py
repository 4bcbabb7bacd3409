"""One name for one thing: where a text calls a thing by another name than the project's `names.yml` gives it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from pcc_lib.inputs.models import PLAN as PLAN_INPUTS
from pcc_lib.inputs.models.vocabulary import Names, PreferredName
from pcc_lib.inputs.project import Project

NAMES = PLAN_INPUTS["names"].where
# words of others, figures, addresses and code stay as they are; an empty line ends a quotation that nobody closed
_NOT_OURS = re.compile(
    r"“(?:[^”\n]|\n(?!\s*\n)){1,400}”|\"(?:[^\"\n]|\n(?!\s*\n)){1,400}\"|\{\{[^{}]*\}\}|\]\([^)\s]*\)|https?://\S+|`[^`\n]*`"
)
_BLANK = "\0"  # stands in no text, and in no name


class Misnamed(NamedTuple):
    """What a text calls a thing, what its name is, and where in the text it stands."""

    said: str
    name: str
    at: int


def preferred_names(project: Project) -> tuple[PreferredName, ...]:
    """The things that have one name (none where the project has no list of them)."""
    return project.record(Names, NAMES).preferred if project.exists(NAMES) else ()


def misnamed(text: str, names: tuple[PreferredName, ...]) -> Iterator[Misnamed]:
    """Each variant that stands in a text outside quotation marks, addresses and code, and is not a piece of the name itself."""
    text = _NOT_OURS.sub(lambda m: _BLANK * len(m[0]), text)
    for each in names:
        kept = [found.span() for found in _form(each.name).finditer(text)]
        for variant in each.variants:
            for found in _form(variant).finditer(text):
                if not any(first <= found.start() and found.end() <= last for first, last in kept):
                    yield Misnamed(" ".join(found[0].split()), each.name, found.start())


@lru_cache(maxsize=1024)
def _form(name: str) -> re.Pattern[str]:
    """A name in a text: whole words, over the end of a line too, with a first letter of either case."""
    first, rest = name[0], r"\s+".join(re.escape(word) for word in name[1:].split(" "))
    either = f"[{re.escape(first.lower())}{re.escape(first.upper())}]" if first.isalpha() else re.escape(first)
    return re.compile(rf"(?<![\w-]){either}{rest}(?![\w-])")
