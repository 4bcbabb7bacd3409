"""Source cells that are not as a published edition told them, each with the reason that is known of it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

import pandas as pd

from pcc_lib.core.frames import column_of
from pcc_lib.core.quarters import Quarter
from pcc_lib.core.status import PROVISIONAL, RECONSTRUCTED, Statuses, unknown_in
from pcc_lib.figures.blocks import SourceCells, source_cells
from pcc_lib.figures.figure import blocks_of
from pcc_lib.inputs.kept import kept_file, kept_source
from pcc_lib.inputs.measures import FOLDER as MEASURES
from pcc_lib.inputs.measures import measure_ids, read_measure
from pcc_lib.inputs.models.rows import RevisionRow
from pcc_lib.inputs.models.told import ToldFigure
from pcc_lib.inputs.plan import QuarterFolder
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.revised import revisions
from pcc_lib.inputs.sources import FOLDER, Source, read_descriptor, read_source, source_names

WAS_PROVISIONAL = "It was told as provisional [p]."
WAS_RECONSTRUCTED = "It was reconstructed [e] then, and has been counted since."
CAME_LATER = "It was not known then."


@dataclass(frozen=True, eq=False)
class CellChange:
    """A cell of a source that is not as it was told. was, now: NaN where it was, or is, not known; reason: `` where nobody gave
    any. edition: the folder that keeps the edition that told it."""

    source: Source
    period: str
    part: str
    column: str
    was: float
    now: float
    reason: str
    edition: str

    @property
    def place(self) -> str:
        """Its place as source cells are cited, in the file of today."""
        return f"{self.source.file}#{self._key}"

    @property
    def place_then(self) -> str:
        """Its place in the file that was kept."""
        return f"{kept_file(self.edition, self.source.file)}#{self._key}"

    @property
    def _key(self) -> str:
        period, part = f"{self.source.period}={self.period}", f"{self.source.breakdown}={quote(self.part, safe='')}"
        return f"{period};{part};column={self.column}"


def of_small_numbers(project: Project) -> set[str]:
    """The sources of which some measure has a policy for small numbers: of their cells nothing is set side by side, for the
    difference of two values would give hidden ones away."""
    measures = (read_measure(project, id) for id in measure_ids(project))
    named = {m.source for m in measures if m.source and m.disclosure != "none"}
    return named | {name for name in source_names(project) if project.key_of(f"{FOLDER}/{name}.csv")}


def blocks_told(told: ToldFigure) -> list[SourceCells]:
    """The blocks of source cells that a figure rests on."""
    return [found for block in blocks_of(told.cells) if (found := source_cells(block))]


Then = Callable[[Source], Source | None]  # a source as an edition told it; None where that was not kept


class ChangedCells:
    """The cells of all sources that are not as the edition of a quarter told them, looked for source by source.

    before: the folder that keeps it. `then` gives a source as it was told; what the project keeps, where nothing else is said.
    because: the reason of a correction, which holds for every cell of which nothing else is said.
    """

    def __init__(self, project: Project, before: str, then: Then | None = None, because: str = "") -> None:
        self.project, self.before, self.because = project, before, because
        self._then = then or (lambda source: kept_source(project, before, source))
        self.files = {read_descriptor(project, name).path: name for name in source_names(project)}
        self.secret = of_small_numbers(project)
        self._found: dict[str, Sequence[CellChange]] = {}

    def of(self, name: str) -> Sequence[CellChange]:
        """Those of one source, in the order of its periods; none of a source of small numbers."""
        if name not in self._found:
            self._found[name] = () if name in self.secret else tuple(self._changes(name))
        return self._found[name]

    def _changes(self, name: str) -> Iterator[CellChange]:
        now = read_source(self.project, name)
        then = self._then(now)
        if then is None:
            return
        reasons = _reasons(self.project, now)
        marks_then, marks_now = (_marks(each) for each in (then, now))
        for (period, part, column), was, value in _otherwise(then, now):
            key = period, part
            given = _given(reasons.get((period, part, column), ()), was)
            reason = given or _known_of_itself(was, marks_then.get(key), marks_now.get(key))
            yield CellChange(now, period, part, column, was, value, reason or self.because, self.before)

    def within(self, block: SourceCells) -> Iterator[CellChange]:
        """Those that a block of cells of a figure holds."""
        name = self.files.get(block.file, "")
        for change in self.of(name) if name and not block.edition else ():
            span = change.source.calendar.read_span(block.span)
            if (
                span
                and change.period in span
                and change.column == block.column
                and change.part in (block.parts or (change.part,))
            ):
                yield change

    def keep_back(self, told: ToldFigure) -> bool:
        """Whether a figure is under a policy for small numbers, so that nothing of it is set beside what was told."""
        if self.project.exists(f"{MEASURES}/{told.measure}.yml"):
            measure = read_measure(self.project, told.measure)
            return measure.disclosure != "none" or measure.source in self.secret
        return any(self.files.get(block.file) in self.secret for block in blocks_told(told))

    def told(self) -> Iterator[CellChange]:
        """Every one that the edition before told: it knew the period, and there was a number."""
        known = _known(self.project, self.before)
        for name in source_names(self.project):
            yield from (c for c in self.of(name) if not math.isnan(c.was) and c.period <= known.get(name, c.period))


def _known(project: Project, before: str) -> Mapping[str, str]:
    """The last period that a quarter knew of each source, by the source or by a measure of it."""
    if not project.exists(f"data/quarters/{before}/quarter.yml"):
        return {}
    about = QuarterFolder(project, Quarter.parse(before)).about.reporting_months
    found = dict(about.sources)
    for id, period in about.measures.items():
        if id in measure_ids(project) and (name := read_measure(project, id).source):
            found[name] = max(found.get(name, ""), period)
    return found


def _otherwise(then: Source, now: Source) -> Iterator[tuple[tuple[str, str, str], float, float]]:
    """Each cell that differs: its period, part and column, what it was and what it is; among periods that were told then."""
    keys, columns = [now.period, now.breakdown], [name for name in _numbers(now) if name in then.frame.columns]
    last = then.last_period
    sides = [each.frame[each.frame[now.period] <= last].set_index(keys)[columns] for each in (then, now)]
    index = sides[0].index.union(sides[1].index).sort_values()
    was, is_now = (side.reindex(index).to_numpy(float) for side in sides)
    same = (was == is_now) | (pd.isna(was) & pd.isna(is_now))
    for row, column in zip(*(~same).nonzero(), strict=True):
        period, part = index[row]
        if not math.isclose(was[row, column], is_now[row, column], rel_tol=1e-12):
            yield (str(period), str(part), columns[column]), float(was[row, column]), float(is_now[row, column])


def _numbers(source: Source) -> list[str]:
    return [column for column in source.columns if pd.api.types.is_numeric_dtype(source.frame[column])]


def _marks(source: Source) -> dict[tuple[str, str], Statuses]:
    cells = (column_of(source.frame, name).tolist() for name in (source.period, source.breakdown, "status"))
    return {(period, part): Statuses.parse(text) for period, part, text in zip(*cells, strict=True) if not unknown_in(text)}


def _reasons(project: Project, source: Source) -> dict[tuple[str, str, str], list[RevisionRow]]:
    """What is said of revised cells, by period, part and column, in the order in which it came."""
    found: dict[tuple[str, str, str], list[RevisionRow]] = {}
    for row in revisions(project, source.name):
        found.setdefault((source.calendar.read(row.period), row.part, row.column), []).append(row)
    return found


def _given(rows: Sequence[RevisionRow], was: float) -> str:
    """The reasons from the revision of what was told on: those of earlier ones say nothing of this."""
    first = next((i for i, row in enumerate(rows) if _number(row.was) == was), None)
    return "" if first is None else " ".join(dict.fromkeys(row.reason for row in rows[first:]))


def _number(text: str) -> float:
    try:
        return float(text.replace(",", "").replace(" ", ""))
    except ValueError:
        return math.nan


def _known_of_itself(was: float, then: Statuses | None, now: Statuses | None) -> str:
    """What the data themselves say of a cell that changed."""
    if math.isnan(was):
        return CAME_LATER
    if then and PROVISIONAL in then:
        return WAS_PROVISIONAL
    return WAS_RECONSTRUCTED if then and RECONSTRUCTED in then and now is not None and RECONSTRUCTED not in now else ""
