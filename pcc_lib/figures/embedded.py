"""What a page needs so that a reader's browser can work its figures out again: formulas, and the cells and lists they name.

A block of cells has its periods, its parts and a row of values for each period: a number, None where it is not known, False where
the part was not there. A list has `holds`, its columns and its rows, as far as counts look at them. Blocks are shared between
figures. Of a measure with a policy for small numbers only what the policy lets be published is told.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pcc_lib.figures.counted_lists import (
    ACTIVITIES,
    DEFINED,
    KINDS,
    KNOWN,
    METRICS,
    ODDITIES,
    REPORTS,
    SUPPLIES,
    WRITTEN,
    CountedLists,
    Kind,
)
from pcc_lib.figures.figure import Figure, blocks_of
from pcc_lib.figures.figures import Figures
from pcc_lib.figures.blocks import Block
from pcc_lib.inputs.measures import Measure, measure_ids, read_measure
from pcc_lib.inputs.plan import QuarterFolder
from pcc_lib.inputs.project import Project
from pcc_lib.statistics.calculate import letters

Told = dict[str, Any]
Columns = dict[str, Callable[[Any], str | int | bool | None]]


def embedded(figures: Figures, printed: Iterable[Figure]) -> Told:
    """`figures`: of each with a formula and a value, by its anchor, formula, letters, value, text and unit; and their `blocks`."""
    book = _Book(figures)
    return {"figures": {f.anchor: book.figure(f) for f in printed if f.known and f.formula}, "blocks": book.blocks}


@dataclass
class _Book:
    """Blocks as they are met, each once."""

    figures: Figures
    blocks: list[Told] = field(default_factory=list)
    _places: dict[tuple[str, str], int] = field(default_factory=dict)

    def figure(self, figure: Figure) -> Told:
        named = zip(letters(), blocks_of(figure.cells), strict=False)
        return {
            "formula": figure.formula,
            "letters": {letter: self._place(figure, reference) for letter, reference in named},
            "value": float(figure.digits),
            "text": figure.text,
            "unit": figure.unit,
        }

    def _place(self, figure: Figure, reference: str) -> int:
        key = (reference, _policy_of(self.figures, figure))
        if key not in self._places:
            self._places[key] = len(self.blocks)
            self.blocks.append({"ref": reference, **self._told(figure, reference)})
        return self._places[key]

    def _told(self, figure: Figure, reference: str) -> Told:
        kind = next((kind for kind in KINDS if kind.match(reference)), None)
        if kind:
            return _listed(self.figures.project, reference, kind)
        return _cells(self.figures.block(figure.measure, reference))


def _policy_of(figures: Figures, figure: Figure) -> str:
    """The policy by which the cells of a figure may be told: the same cells are others under another."""
    return figures.measure(figure.measure).disclosure if figure.measure in measure_ids(figures.project) else "none"


# ── cells ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _cells(block: Block) -> Told:
    periods, parts = ([each if isinstance(each, str) else "" for each in axis] for axis in (block.table.index, block.table.columns))
    there = block.lived.to_numpy(bool)
    gone = (~there & there.any(axis=1)[:, None]).tolist()
    rows = block.table.to_numpy(float).tolist()
    values = [[False if out else _number(cell) for cell, out in zip(*row, strict=True)] for row in zip(rows, gone, strict=True)]
    totals = {} if block.whole is None else {"totals": [_number(total) for total in block.whole.to_numpy(float).tolist()]}
    return {"periods": periods, "parts": parts, "values": values, **totals}


def _number(cell: float) -> float | int | None:
    if math.isnan(cell):
        return None
    return int(cell) if cell.is_integer() else cell


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
    SUPPLIES.holds: {"source": str},
    ODDITIES.holds: {"id": lambda c: c.id},
    WRITTEN.holds: {"written_on": str},
}


def _listed(project: Project, reference: str, kind: Kind) -> Told:
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
