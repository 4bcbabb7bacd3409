"""The track record as text and as rows, of all that the project looks at, or of some measures and quarters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pcc_lib.core.csv_cells import csv_of
from pcc_lib.core.errors import ReportError
from pcc_lib.core.quarters import Quarter, months_between
from pcc_lib.figures.track_figures import text_of
from pcc_lib.figures.track_record import TrackRecord, Wanted, track_record
from pcc_lib.inputs.plan import open_quarter
from pcc_lib.inputs.project import Project
from pcc_lib.pages import track_tables as told
from pcc_lib.writing.markup import plain
from pcc_lib.writing.tables import Table, words_in
from pcc_lib.writing.wording import Sentence

NOTHING = "Nothing that earlier quarters told can be followed: there are too few months, or too few quarters were asked for."
COLUMNS = ("measure", "part", "told_in", "kind", "direction", "since", "after_6_months", "after_12_months")
DIRECTIONS = {1: "higher", -1: "lower"}


@dataclass(frozen=True)
class Asked:
    """What was asked for: measures (none named: all), and the first and the last quarter (blank: as far as the project looks)."""

    measures: tuple[str, ...] = ()
    first: str = ""
    last: str = ""


@dataclass(frozen=True)
class TrackText:
    """The track record for a terminal: sentences and tables in their order, and each signal as a row of CSV."""

    parts: tuple[str | Table, ...]
    csv: str


def track_text(project: Project, quarter: Quarter, asked: Asked) -> TrackText:
    """The track record that a quarter's edition can tell; a ReportError says what was asked for in vain."""
    found = track_record(open_quarter(project, str(quarter)), _wanted(quarter, asked))
    return TrackText(tuple(_parts(found)), _csv(found))


def _wanted(quarter: Quarter, asked: Asked) -> Wanted:
    """The quarters as so many before the edition. One more is looked at before the first, to know what is not new in it."""
    first, last = (Quarter.parse(each) if each else None for each in (asked.first, asked.last))
    if first is not None and last is not None and last < first:
        raise ReportError(f"--from {first} lies after --to {last}. Change them over.")
    back = [None if each is None else months_between(each.months[0], quarter.months[0]) // 3 for each in (first, last)]
    return Wanted(asked.measures, 1_000 if back[0] is None else back[0] + 1, max(0, back[1] or 0))


def _parts(found: TrackRecord) -> Iterator[str | Table]:
    of: Callable[[str], str] = lambda name: text_of(found, f"track_{name}")  # noqa: E731 - a number by its name
    if not found.signals:
        yield NOTHING
        return
    yield from map(_words, (told.headline(found, of), told.looked_at(found, of)))
    yield told.signals_table(found, of)
    if len(found.signals) >= told.LEAST:
        yield _words(told.half_a_year(of))
    if len(found.quiet) >= told.LEAST:
        yield _words(told.quiet(of))
    if len(found.calm) >= told.LEAST:
        yield "Some months were followed by a year like the months before. " + _words(told.false_alarms(of))
    if found.scored:
        yield _words(told.errors(of))
        yield told.held_table(of)
    if found.clear or found.unclear:
        yield told.years_table(found, of)


def _words(sentence: Sentence) -> str:
    return plain(sentence)


def _csv(found: TrackRecord) -> str:
    """A row for each signal, in the quarter that told it first, and what became of it."""
    rows = (
        [t.measure, t.part, t.month, t.kind, DIRECTIONS[t.side], t.since, each.half, each.year]
        for each in found.signals
        for t in [each.told]
    )
    return csv_of(COLUMNS, rows)


def cells_of(table: Table) -> list[list[str]]:
    """The cells of a table as plain text."""
    return [[words_in(cell) for cell in row] for row in table.rows]
