"""A figure worked out again from nothing but its formula and its source cells, as a row of the ledger names them.

Cells and lists are read anew from the project's files, and the formula is read by the grammar that figures are made with. The
functions are those of the library: that they are right is held elsewhere, to published values.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from functools import partial

from pcc_lib.core.errors import ReportError
from pcc_lib.figures.back_test import VERDICTS, Held, held
from pcc_lib.figures.blocks import read_block, source_named_in
from pcc_lib.figures.counted_lists import DEFINED, KNOWN, PRINTED, SUPPLIES, CountedLists
from pcc_lib.figures.counts import COUNTS, Count
from pcc_lib.figures.figure import blocks_of
from pcc_lib.figures.figures import figures_of
from pcc_lib.figures.formulas import Lookup, Read
from pcc_lib.figures.signal_counts import SIGNAL_COUNTS
from pcc_lib.figures.track_figures import TRACK_COUNTS
from pcc_lib.figures.track_record import track_record
from pcc_lib.inputs.measures import Measure
from pcc_lib.inputs.models.rows import PrintedRow
from pcc_lib.inputs.plan import QuarterFolder
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.releases import releases
from pcc_lib.inputs.sources import source_names


def rework(project: Project, formula: str, cells: str) -> float:
    """The value that a formula gives for the cells of the project's files, as a row of the ledger has both.

    A ReportError says what is wrong: a cell, a list or a function that is not known, or too few or many of them.
    """
    return Read(formula, cells, lookup(project)).value


def lookup(project: Project) -> Lookup:
    """The cells and the lists of a project's files, as a row names them."""
    return project.once(("lookup of rows",), lambda: _lookup(project))


def _lookup(project: Project) -> Lookup:
    lists = CountedLists(project)

    def count(name: str, references: Sequence[str]) -> float:
        return COUNTED[name].of(lists, references)

    return Lookup(partial(read_block, project), frozenset(COUNTED), count)


def values_before(project: Project, formula: str, cells: str) -> Iterator[float]:
    """What a formula gave with earlier releases of its sources, the newest first, as far as they hold its cells."""
    blocks = {block: source_named_in(block) for block in blocks_of(cells)}
    known = {name for name in blocks.values() if name in source_names(project)}
    kept = {(name, each.last_period): each.file for name in known for each in releases(project, name)}
    for month in sorted({month for _, month in kept}, reverse=True):
        then = [b.replace(f"{name}.csv", kept.get((name, month), f"{name}.csv"), 1) for b, name in blocks.items()]
        with contextlib.suppress(ReportError):
            yield rework(project, formula, " ".join(then))


def _of_series(name: str) -> Count:
    """A count of measures by what their months do, from the measures and the quarter that tells of them."""

    def counted(measures: Sequence[Measure], folder: QuarterFolder, sources: Sequence[str]) -> int:
        figures = figures_of(folder)
        return SIGNAL_COUNTS[name](series for measure in measures if (series := figures.series(measure.id)))

    counted.__name__ = name
    return Count(counted, (DEFINED, KNOWN, SUPPLIES))


def _of_track_record(name: str) -> Count:
    """A count of what became of what earlier quarters told: of all measures, as the quarter and the sources tell of them."""

    def counted(measures: Sequence[Measure], folder: QuarterFolder, sources: Sequence[str]) -> float:
        return TRACK_COUNTS[name](track_record(folder))

    counted.__name__ = name
    return Count(counted, (DEFINED, KNOWN, SUPPLIES))


def beside_original(folder: QuarterFolder, rows: Sequence[PrintedRow]) -> list[Held]:
    """Each number of an original beside the figure of a quarter that tells it."""
    return held(rows, figures_of(folder).figure, partial(values_before, folder.project))


def _of_verdict(verdict: str) -> Count:
    """A count of the numbers of an original that have a verdict, from its record and the quarter that tells of them."""

    def counted(rows: Sequence[PrintedRow], folder: QuarterFolder) -> int:
        return sum(each.verdict == verdict for each in beside_original(folder, rows))

    counted.__name__ = f"printed_{verdict}"
    return Count(counted, (PRINTED, KNOWN))


OF_VERDICT = {verdict: _of_verdict(verdict) for verdict in VERDICTS}
_OF_SERIES = (*map(_of_series, SIGNAL_COUNTS), *map(_of_track_record, TRACK_COUNTS))
_MORE = {count.name: count for count in (*_OF_SERIES, *OF_VERDICT.values())}
COUNTED: dict[str, Count] = {**COUNTS, **_MORE}
