"""Columns of a role of a calculation: one, or several that are added up, and those that are taken off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, NamedTuple

from pydantic import PlainSerializer

from pcc_lib.inputs.models.kinds import Column, Many
from pcc_lib.inputs.models.records import Problem

MOST_COLUMNS = 8  # of one role: a formula with all of them, over and under and twice, is still short enough to be read
Columns = Annotated[
    tuple[Column, ...],
    Many,
    PlainSerializer(lambda columns: columns[0] if len(columns) == 1 else list(columns)),
]


class Term(NamedTuple):
    """A column with the sign that it counts by, `+` or `-`."""

    sign: str
    column: str


def terms(added: Sequence[str], taken: Sequence[str]) -> tuple[Term, ...]:
    """Columns that are added up, then those that are taken off."""
    return (*(Term("+", column) for column in added), *(Term("-", column) for column in taken))


def term_problems(key: str, added: Sequence[str], less: str, taken: Sequence[str]) -> Iterator[Problem]:
    """Columns that would count twice, or that are taken off what does not hold them; `key` adds, `less` takes off."""
    for place, names in ((key, added), (less, taken)):
        for name in dict.fromkeys(name for i, name in enumerate(names) if name in names[:i]):
            yield Problem(place, f"the column '{name}' stands twice.", "Name it once: it would count twice.")
    if len(added) + len(taken) > MOST_COLUMNS:
        found = f"names {len(added)} columns, and '{less}' {len(taken)}."
        yield Problem(key, found, f"Up to {MOST_COLUMNS} together can be told. Add some up in the source.")
    for name in dict.fromkeys(name for name in taken if name in added):
        yield Problem(less, f"'{name}' is added by '{key}' and taken off here.", "Take it out of both.")
