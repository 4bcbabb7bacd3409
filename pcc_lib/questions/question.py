"""A question that the data ask of people, and what it is told with: cells as figures, names of parts and periods."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from pcc_lib.core import numerals
from pcc_lib.core.numerals import part_id
from pcc_lib.core.periods import Span
from pcc_lib.core.status import Statuses
from pcc_lib.core.text import listed
from pcc_lib.figures.figure import Basis, Figure, Said, given
from pcc_lib.figures.series import Cells
from pcc_lib.inputs.kept import kept_file
from pcc_lib.inputs.models.columns import terms
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.sources import FOLDER
from pcc_lib.questions.cube import Cube
from pcc_lib.questions.sighting import Sighting

GROUP = "question"  # the first word of the names of its figures
NAMED = 3  # columns or parts that a sentence names
Words = tuple[str | Figure, ...]


@dataclass(frozen=True)
class Question:
    """What is doubtful in a source, in words and figures. `place` is the rows and columns, `months` what it is of, `when` says
    so in words."""

    id: str
    source: str
    kind: str
    months: Span
    place: str
    found: Words
    doubt: str
    when: str

    @property
    def file(self) -> str:
        """The file that the analyst looks into."""
        return f"{FOLDER}/{self.source}.csv"

    @property
    def text(self) -> str:
        """It as one line of text."""
        return "".join(part if isinstance(part, str) else part.text for part in self.found) + f" {self.doubt}"

    @property
    def words(self) -> Words:
        """It as a page prints it."""
        return (*self.found, f" {self.doubt}")


def question_id(source: str, sighting: Sighting, several_parts: bool) -> str:
    """A short id that stays as long as the question does: source, column and part where it is of one, first month, kind.

    A question of what an edition told has the edition in the month's place.
    """
    columns, parts = sighting.columns, sighting.parts
    when = sighting.other.lower() if re.search(r"-Q\d$", sighting.other) else sighting.span.first
    part = part_id(parts[0]) if several_parts and len(parts) == 1 and parts[0] else ""
    said = (source, columns[0] if len(columns) == 1 else "", part, when, sighting.kind)
    return "-".join(re.sub(r"[^a-z0-9_]+", "-", word.lower()).strip("-") for word in said if word)


@dataclass
class Teller:
    """Tells one sighting: its figures, and the names of what it is of."""

    project: Project
    cube: Cube
    sighting: Sighting
    kept: Cube | None = None
    _figures: list[Figure] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The id of the question."""
        return question_id(self.cube.source.name, self.sighting, len(self.cube.axes.parts) > 1)

    def at(self, period: str) -> str:
        """A period of the source, in words."""
        return self.cube.source.calendar.label(period)

    def when(self, span: Span | None = None) -> str:
        """The periods of a span, in words; those of the sighting where none is given."""
        span = span or self.sighting.span
        return self.cube.source.calendar.label(span.first, span.last)

    # ── figures ───────────────────────────────────────────────────────────────────────────────────────────────────────
    def known(self, column: str, parts: Sequence[str], period: str, edition: str = "") -> bool:
        """Whether all the cells of a period are known."""
        return not np.isnan(self.value(column, parts, period, edition))

    def value(self, column: str, parts: Sequence[str], period: str, edition: str = "") -> float:
        """What the cells of a period hold together, today or as an edition told it; NaN where any is not known."""
        cube = self.kept if edition and self.kept else self.cube
        axes, values = cube.axes, cube.values
        if period not in axes.periods or column not in axes.columns or not set(parts) <= set(axes.parts):
            return float("nan")
        where = [axes.parts.index(part) for part in parts]
        return float(values[axes.columns.index(column), where, axes.periods.index(period)].sum())

    def figure(self, column: str, parts: Sequence[str], period: str, edition: str = "") -> Figure:
        """The same as a figure; it is known."""
        source, value = self.cube.source, self.value(column, parts, period, edition)
        file = kept_file(edition, source.file) if edition else source.file
        cells = Cells(file, source.period, Span.of(period), terms([column], []), source.breakdown, tuple(parts), source.calendar)
        about = source.about.field(column)
        basis = Basis(str(cells), "count(a)", "computed", Statuses() if edition else self._status(parts, period))
        return self.keep(Said(value, about.unit if about else "", number_text(value)), basis, period)

    def months_differing(self, column: str, parts: Sequence[str], span: Span, edition: str) -> Figure:
        """In how many months of a span an edition told other values than stand now."""
        now, then = (np.array([self.value(column, parts, p, e) for p in span.periods]) for e in ("", edition))
        count = float(np.count_nonzero(~((now == then) | np.isnan(then))))
        source = self.cube.source
        about = (source.period, span, terms([column], []), source.breakdown, tuple(parts), source.calendar)
        cells = f"{Cells(source.file, *about)} {Cells(kept_file(edition, source.file), *about)}"
        return self.keep(
            Said(count, f"{source.calendar.noun}s", number_text(count)), Basis(cells, "differing(a, b)", "computed"), span.last
        )

    def keep(self, said: Said, basis: Basis, period: str) -> Figure:
        """A figure of this question, under the next name."""
        name = re.sub(r"[^a-z0-9]+", "_", self.id)
        self._figures.append(given(f"{GROUP}_{name}_{len(self._figures) + 1}.value", said, basis, period))
        return self._figures[-1]

    def _status(self, parts: Sequence[str], period: str) -> Statuses:
        axes, frame = self.cube.axes, self.cube.source.frame
        rows = [int(self.cube.rows[axes.parts.index(part), axes.periods.index(period)]) for part in parts]
        return Statuses.all_of(Statuses.parse(str(frame.at[row - 2, "status"])) for row in rows if row)

    # ── names ─────────────────────────────────────────────────────────────────────────────────────────────────────────
    @property
    def first(self) -> tuple[str, str]:
        """The cell that the question tells: of several the one with the largest values."""
        axes, values = self.cube.axes, self.cube.values

        def size(cell: tuple[str, str]) -> float:
            column, part = cell
            if column not in axes.columns or part not in axes.parts:
                return -1.0
            known = values[axes.columns.index(column), axes.parts.index(part)]
            known = np.abs(known[~np.isnan(known)])
            return float(np.median(known)) if len(known) else -1.0

        return max(self.sighting.cells, key=size)

    def name(self, column: str, part: str = "") -> str:
        """`Calls offered`, or `Calls offered (North)` where the source has several parts."""
        title = self.cube.title(column)
        return f"{title} ({self.project.label(part)})" if part and len(self.cube.axes.parts) > 1 else title

    def parts(self, parts: Sequence[str]) -> str:
        """Names of parts: `North and South`, `North, South, West and others`."""
        return _listed([self.project.label(part) for part in parts])

    def columns(self, columns: Sequence[str]) -> str:
        """Titles of columns, in the same way."""
        return _listed([self.cube.title(column) for column in columns])

    def others(self, parts_too: bool = True) -> str:
        """What else the sighting is of than its first cell: `The same goes for …`."""
        column, part = self.first
        columns = [c for c in self.sighting.columns if c != column]
        parts = [p for p in self.sighting.parts if p != part and parts_too]
        said = [listed(names) for names, listed in ((columns, self.columns), (parts, self.parts)) if names]
        return f" The same goes for {' and for '.join(said)}." if said else ""

    def earlier(self, column: str, part: str) -> list[tuple[str, Figure]]:
        """What the cell held in the period before, and in that of a year before, where it is known: in words, and the figures."""
        found = []
        for period in dict.fromkeys((self.before(1), self.before(self.cube.year))):
            if period and self.known(column, [part], period):
                found.append((period, self.figure(column, [part], period)))
        return found

    def before(self, count: int) -> str:
        """The period so many periods before the first one; nothing where the source does not reach back to it."""
        periods = self.cube.axes.periods
        at = periods.index(self.sighting.span.first) - count
        return periods[at] if at >= 0 else ""

    @property
    def place(self) -> str:
        """Where the analyst looks: `row 71, column offered`."""
        axes, said = self.cube.axes, []
        rows = [
            int(self.cube.rows[axes.parts.index(part), axes.periods.index(period)])
            for part in self.sighting.parts
            for period in self.sighting.span.periods
            if part in axes.parts and period in axes.periods
        ]
        rows = sorted(filter(None, rows))
        if rows:
            said.append(f"row {rows[0]}" if len(rows) == 1 else f"rows {rows[0]} to {rows[-1]}")
        if len(self.sighting.columns) == 1 and self.sighting.columns[0]:
            said.append(f"column {self.sighting.columns[0]}")
        return ", ".join(said)


def number_text(value: float) -> str:
    """A cell's value as it is printed: with as many decimals as it has, up to six."""
    shown = f"{abs(value):.6f}".rstrip("0").partition(".")[2]
    return numerals.number(value, len(shown))


def _listed(names: Sequence[str]) -> str:
    shown = [*names[:NAMED], *(["others"] if len(names) > NAMED else [])]
    return listed(shown)
