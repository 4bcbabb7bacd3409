"""Figures of a published edition worked out again on the data of today, each from its own row of the ledger: the same figure of
the same period, so that a month that has moved on is no difference.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from pcc_lib.core import numerals
from pcc_lib.core.errors import ReportError
from pcc_lib.differences.cells import CellChange, ChangedCells, blocks_told
from pcc_lib.figures.catalogue import STATISTICS
from pcc_lib.figures.figure import Figure, blocks_of
from pcc_lib.figures.figures import Figures, figures_of
from pcc_lib.figures.reworking import COUNTED, rework
from pcc_lib.inputs.measures import FOLDER as MEASURES
from pcc_lib.inputs.measures import read_measure
from pcc_lib.inputs.models.told import ToldFigure
from pcc_lib.inputs.plan import PLAN, QuarterFolder
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.revised import revisions
from pcc_lib.inputs.sources import read_source
from pcc_lib.statistics.methods import METHODS

DEFINED_ANEW = "Given anew in {}."
GONE = "The source cells that it rested on are not there any more."
SAME = 1e-9  # what two numbers may differ by, as a share of them: the ledger has twelve digits
_CALLED = re.compile(r"([a-z_0-9]+)\(")
_NUMERAL = re.compile(r"\d[\d,]*(?:\.(\d+))?")


@dataclass(frozen=True)
class Again:
    """A figure as it was told, and as its own formula gives it today.

    value: NaN where nothing is known any more. text: as it would be printed today, with the digits that it was printed with.
    changes: the source cells under it that are others. reasons: why, in words; explained: whether each change has a reason.
    secret: whether a policy for small numbers forbids to set the two side by side. gone: why it cannot be worked out.
    """

    told: ToldFigure
    value: float = math.nan
    text: str = ""
    changes: tuple[CellChange, ...] = ()
    reasons: tuple[str, ...] = ()
    explained: bool = True
    secret: bool = False
    gone: str = ""

    @property
    def seen(self) -> bool:
        """Whether a reader sees a difference: most figures that rest on a revised cell print the same."""
        return self.secret or self.text != self.told.text


class Reworked:
    """What figures of an edition give today; `cells` are the source cells that are others since."""

    def __init__(self, folder: QuarterFolder, cells: ChangedCells) -> None:
        self.folder, self.cells = folder, cells
        self.project: Project = folder.project
        self.figures: Figures = figures_of(folder)
        self._restated = {name: each.because for each in folder.about.restated for name in each.figures}

    def revised(self, told: Iterable[ToldFigure], touched_only: bool = False) -> Iterator[Again]:
        """Those that are no longer as they were told. touched_only: leave out those under which no cell has changed (looking at
        all finds too what the library works out otherwise)."""
        for each in told:
            if each.value is None or not each.formula or is_count(each):
                continue
            if self.cells.keep_back(each):
                yield from self._secret(each)
            elif not touched_only or self._may_differ(each):
                yield from self._again(each)

    def _again(self, told: ToldFigure) -> Iterator[Again]:
        was, changes = told.value or 0.0, self._changes(told)
        try:
            now = rework(self.project, told.formula, told.cells)
        except ReportError as error:
            said = self._restated.get(told.undated) or self.cells.because
            yield Again(told, math.nan, numerals.MISSING, changes, (said or GONE,), bool(said), gone=str(error))
            return
        if math.isclose(now, was, rel_tol=SAME, abs_tol=SAME):
            return
        reasons, explained = self._reasons(told, changes)
        yield Again(told, now, printed_like(told, now), changes, reasons, explained)

    def _changes(self, told: ToldFigure) -> tuple[CellChange, ...]:
        found = dict.fromkeys(each for block in blocks_told(told) for each in self.cells.within(block))
        return tuple(found)

    def _may_differ(self, told: ToldFigure) -> bool:
        """Whether anything under it can have changed: a cell of a source has, or it rests on what people wrote."""
        return not blocks_told(told) or any(True for block in blocks_told(told) for _ in self.cells.within(block))

    def _reasons(self, told: ToldFigure, changes: Sequence[CellChange]) -> tuple[tuple[str, ...], bool]:
        """Why a figure is another one, and whether every change under it is explained."""
        if said := self._restated.get(told.undated):
            return (said,), True
        if changes:
            return tuple(dict.fromkeys(each.reason for each in changes if each.reason)), all(each.reason for each in changes)
        files = {block.partition("#")[0] for block in blocks_of(told.cells)}
        if files and all(file.startswith((f"{PLAN}/", f"{MEASURES}/")) for file in files):
            return tuple(DEFINED_ANEW.format(file) for file in sorted(files)), True
        return self._corrected()

    def _corrected(self) -> tuple[tuple[str, ...], bool]:
        """The reason of the correction, beside the version that it corrects; else there is none."""
        because = self.cells.because
        return ((because,), True) if because else ((), False)

    def _secret(self, told: ToldFigure) -> Iterator[Again]:
        """Both editions print what the policy lets be printed. That they differ is told, and not what they say; one that is held
        back now is no other number."""
        now = same_today(self.figures, told)
        if now is not None and now.known and now.text != told.text:
            source = read_measure(self.project, told.measure).source
            reasons = _reasons_of(self.project, source, told) or self._corrected()[0]
            yield Again(told, reasons=reasons, explained=bool(reasons), secret=True)

    def worked_out_otherwise(self, told: Iterable[ToldFigure]) -> Iterator[tuple[ToldFigure, Figure]]:
        """Figures whose definition has changed: plain arithmetic that is done otherwise now, or on other columns, for the same
        period.

        Methods are left out: which months a limit rests on, or which model a forecast, follows from the data and moves with them.
        """
        for each in told:
            if each.value is None or not each.formula or self.cells.keep_back(each) or uses_method(each):
                continue
            now = same_today(self.figures, each)
            if now is not None and now.known and (now.formula, now.cells) != (each.formula, each.cells):
                yield each, now


def same_today(figures: Figures, told: ToldFigure) -> Figure | None:
    """The figure that an edition would tell under the same name for the same period; None where it cannot."""
    if not told.period or not figures.project.exists(f"{MEASURES}/{told.measure}.yml"):
        return None
    with suppress(ReportError):
        found = figures.of(told.measure, told.statistic, told.breakdown, told.span.last)
        return found if (str(found.period), str(found.compared_with)) == (told.period, told.compared_with) else None
    return None


def _reasons_of(project: Project, source: str, told: ToldFigure) -> tuple[str, ...]:
    """The reasons for revisions of a source in the periods that a figure rests on."""
    calendar, blocks = read_source(project, source).calendar, blocks_told(told)
    spans = [span for block in blocks if (span := calendar.read_span(block.span))]
    rows = (row for row in revisions(project, source) if any(calendar.read(row.period) in span for span in spans))
    return tuple(dict.fromkeys(row.reason for row in rows))


def is_count(told: ToldFigure) -> bool:
    """Whether it counts lists of the book itself: those are of an edition, and no past value."""
    return bool(_calls(told.formula) & COUNTED.keys())


def uses_method(told: ToldFigure) -> bool:
    """Whether a method gives it: a limit, an interval, a forecast; else plain arithmetic does."""
    return bool(_calls(told.formula) & METHODS.keys())


def _calls(formula: str) -> set[str]:
    return set(_CALLED.findall(formula))


def printed_like(told: ToldFigure, value: float) -> str:
    """A value as the edition before would have printed it: in its unit, with its digits and its sign."""
    if math.isnan(value):
        return numerals.MISSING
    found = list(_NUMERAL.finditer(told.text))
    decimals = len(found[0][1] or "") if found else 0
    precision = "seconds" if told.unit != "seconds" or told.text.endswith("s") else "minutes"
    bare = told.text.lstrip(f"+{numerals.MINUS}")
    if numerals.printed(abs(told.value or 0.0), told.unit, decimals, precision) == bare:
        shown = numerals.printed(value, told.unit, decimals, precision)
    elif len(found) == 1:
        sign = numerals.MINUS if numerals.rounded(value, decimals) < 0 else ""
        shown = sign + _NUMERAL.sub(numerals.number(abs(value), decimals), bare)
    else:
        shown = numerals.number(value, decimals)  # of a fact in words, such as `seven days`
    return numerals.signed(shown) if is_signed(told) else shown


def is_signed(told: ToldFigure) -> bool:
    """Whether it is a difference, printed with + or −."""
    known = STATISTICS.get(told.statistic)
    return bool(known and known.signed) or told.text.startswith("+")


def by_name(rows: Iterable[ToldFigure]) -> Mapping[str, ToldFigure]:
    """One row for each figure, whichever pages print it."""
    return {each.id: each for each in rows}
