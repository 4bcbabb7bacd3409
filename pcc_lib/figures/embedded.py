"""What a page needs so that a reader's browser can work its figures out again: formulas, and the cells and lists they name.

A block of cells has its periods (a list; months without a gap as `2021-11..2023-10`), its parts and a row of values for each
period: a number, None where it is not known, False where the part was not there. A list has `holds`, its columns and its rows, as
far as counts look at them. Blocks are shared between figures. What may be shown of cells is decided in `evidence`: of a measure
with a policy for small numbers what the policy lets be published, of a survey that few answered nothing; a figure of such cells
has a reason (`held`) in the place of its letters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pcc_lib.core.periods import Span
from pcc_lib.core.quarters import MONTH
from pcc_lib.figures.counted_lists import (
    ACTIVITIES,
    DEFINED,
    KINDS,
    KNOWN,
    METRICS,
    ODDITIES,
    PRINTED,
    REPORTS,
    SUPPLIES,
    WRITTEN,
    CountedLists,
    Kind,
    names_a_list,
)
from pcc_lib.figures.evidence import CellBlock, cell_block
from pcc_lib.figures.figure import Figure, blocks_of
from pcc_lib.figures.figures import Figures
from pcc_lib.inputs.measures import Measure, measure_ids, read_measure
from pcc_lib.inputs.plan import QuarterFolder
from pcc_lib.inputs.project import Project
from pcc_lib.statistics.calculate import letters

Told = dict[str, Any]
Columns = dict[str, Callable[[Any], str | int | bool | None]]


def embedded(figures: Figures, printed: Iterable[Figure]) -> Told:
    """`figures`: of each with a formula and a value, by its anchor: formula, value, text, unit, letters; and their `blocks`."""
    book = _Book(figures)
    return {"figures": {f.anchor: book.figure(f) for f in printed if f.known and f.formula}, "blocks": book.blocks}


@dataclass
class _Book:
    """Blocks as they are met, each once."""

    figures: Figures
    blocks: list[Told] = field(default_factory=list)
    _places: dict[int, int] = field(default_factory=dict)
    _lists: dict[str, Told] = field(default_factory=dict)

    def figure(self, figure: Figure) -> Told:
        told = {"formula": figure.formula, "value": float(figure.digits), "text": figure.text, "unit": figure.unit}
        named = dict(zip(letters(), blocks_of(figure.cells), strict=False))
        found = {letter: self._found(figure, reference) for letter, reference in named.items()}
        if held := next((block.withheld for block in found.values() if isinstance(block, CellBlock) and block.withheld), ""):
            return told | {"held": held}
        return told | {"letters": {letter: self._place(block) for letter, block in found.items()}}

    def _found(self, figure: Figure, reference: str) -> CellBlock | Told:
        """A block of cells, or a list: the same object for the same one."""
        if not names_a_list(reference):
            return cell_block(self.figures, figure.measure, reference)
        if reference not in self._lists:
            self._lists[reference] = {"ref": reference, **_listed(self.figures.project, reference)}
        return self._lists[reference]

    def _place(self, block: CellBlock | Told) -> int:
        if id(block) not in self._places:
            self._places[id(block)] = len(self.blocks)
            self.blocks.append(_cells(block) if isinstance(block, CellBlock) else block)
        return self._places[id(block)]


# ── cells ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _cells(block: CellBlock) -> Told:
    rows = zip(block.values, block.there, strict=True)
    values = [
        [_number(cell) if there or not any(row) else False for cell, there in zip(cells, row, strict=True)] for cells, row in rows
    ]
    totals = {} if block.totals is None else {"totals": [_number(total) for total in block.totals]}
    return {"ref": block.ref, "periods": _run(block.periods), "parts": block.parts, "values": values, **totals}


def _run(periods: Sequence[str]) -> Sequence[str] | str:
    """Periods as a page holds them: months that follow one another by their first and last, which says half of a page's cells."""
    if len(periods) < 2 or not all(map(MONTH.fullmatch, periods)):
        return periods
    span = Span(periods[0], periods[-1])
    return str(span) if list(span.periods) == list(periods) else periods


def _number(cell: float | None) -> float | int | None:
    return int(cell) if cell is not None and float(cell).is_integer() else cell


# ── lists ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────
_MEASURE: Columns = {
    "measure": lambda m: m.id,
    "of": lambda m: bool(m.of),
    "source": lambda m: m.source,
    "next_review": lambda m: m.next_review,
}
_COLUMNS: dict[str, Columns] = {
    ACTIVITIES.holds: {"id": lambda a: a.id, "due": lambda a: a.due},
    REPORTS.holds: {
        "id": lambda d: d.id,
        "due": lambda d: d.due,
        "progress": lambda d: d.progress,
        "plan_id": lambda d: d.plan_id,
        "promise": lambda d: d.promise,
        "planned": lambda d: d.planned,
    },
    DEFINED.holds: _MEASURE,
    PRINTED.holds: {"id": lambda row: row.id, "figure": lambda row: row.figure},
    SUPPLIES.holds: {"source": str},
    ODDITIES.holds: {"id": lambda c: c.id},
    WRITTEN.holds: {"written_on": str},
}


def _listed(project: Project, reference: str) -> Told:
    kind = next(kind for kind in KINDS if kind.match(reference))
    found = CountedLists(project).named(reference, kind)
    if kind is KNOWN:
        return _table(kind, {"measure": lambda m: m[0], "month": lambda m: m[1]}, _known(project, found))
    if kind is METRICS:
        return _table(kind, _metric_columns(project), found)
    return _table(kind, _COLUMNS[kind.holds], found if kind.rows else [found])


def _table(kind: Kind, columns: Columns, of: Iterable[Any]) -> Told:
    return {"holds": kind.holds, "columns": list(columns), "rows": [[read(row) for read in columns.values()] for row in of]}


def _known(project: Project, folder: QuarterFolder) -> Sequence[tuple[str, str]]:
    """The measures that a quarter knows, each with its last month."""
    measures = (read_measure(project, id) for id in measure_ids(project))
    return [(m.id, month) for m in measures if m.source and (month := folder.reporting_month(m))]


def _metric_columns(project: Project) -> Columns:
    """A key metric, and what tells it: its measure, with what the measure rests on."""

    def told(read: Callable[[Measure], Any], nothing: Any) -> Callable[[Any], Any]:
        return lambda metric: read(read_measure(project, str(metric.measure))) if metric.measure else nothing

    return {
        "id": lambda metric: metric.id,
        "measure": lambda metric: str(metric.measure or ""),
        "of": told(lambda m: bool(m.of), False),
        "source": told(lambda m: m.source, ""),
    }
