"""Statements that the law asks for, and that somebody has to read again: a year after the last time."""

from __future__ import annotations

from collections.abc import Iterator

from pcc_lib.core.quarters import day_label
from pcc_lib.inputs.plan import QuarterFolder
from pcc_lib.inputs.project import BODY
from pcc_lib.preparing.work import Work


def open_statements(folder: QuarterFolder) -> Iterator[Work]:
    """The accessibility statement, where nobody has reviewed it within the year before the quarter's date of writing."""
    given, written = folder.project.body.accessibility, folder.written_on
    if given and given.reviewed_on < _year_before(written):
        found = (
            f"the statement was last reviewed on {day_label(given.reviewed_on)}, more than a year before {day_label(written)}."
        )
        todo = "Read it against the book, mend it, and write the day."
        yield Work(BODY, "accessibility, reviewed_on", found, todo, "law")


def _year_before(day: str) -> str:
    """The same day a year before; of 29 February the day of that name, which no year before has, so 28 February is before it."""
    return f"{int(day[:4]) - 1}{day[4:]}"
