"""Figures that an edition tells and the one before did not, and figures that it tells no more, with why as far as it is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pcc_lib.core.errors import ReportError
from pcc_lib.differences.again import is_count
from pcc_lib.differences.cells import ChangedCells
from pcc_lib.figures.few import bare
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.figures import Figures
from pcc_lib.inputs.measures import FOLDER as MEASURES
from pcc_lib.inputs.measures import read_measure
from pcc_lib.inputs.models.told import ToldFigure
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.sources import FOLDER as SOURCES
from pcc_lib.questions.question import GROUP as QUESTION

# pages whose figures are other editions' or other people's, or of what earlier quarters told: they are not told by this one
BESIDE = ("what-changed", "back-test", "track-record")
PROGRESS = "deliverable"  # how far deliverables are is told with them
TAKEN_OUT = "The measure was taken out."
NO_DATA = "No data were supplied for this quarter."
HELD_BACK = "It is held back, to protect people where numbers are small."
NO_PART = "It is no part of the measure any more."
NOT_STATED = "Nobody stated it for this quarter."
NOT_KNOWN = "It cannot be told of the newest period."
NOT_PRINTED = "No page prints it any more."


@dataclass(frozen=True)
class Withdrawn:
    """A figure that was told and is not any more, and why. secret: whether a policy for small numbers forbids to tell it again: a
    number that is held back now may be the very one."""

    told: ToldFigure
    why: str
    secret: bool = False


def as_told(rows: Iterable[Mapping[str, object]]) -> list[ToldFigure]:
    """Rows of a ledger, as figures have them or as a build collects them, in the form that kept ones have."""
    columns = ToldFigure.model_fields
    return [ToldFigure.model_construct(None, **{key: _plain(key, row.get(key)) for key in columns}) for row in rows]


def _plain(key: str, cell: object) -> Any:
    if key == "value":
        return None if cell in (None, "") else float(str(cell))
    return "" if cell is None else str(cell)


def own_figures(rows: Iterable[ToldFigure], project: Project) -> list[ToldFigure]:
    """The figures that an edition tells of its subject: not what pages print of others, nor what its data asked."""
    return [each for each in rows if each.page not in BESIDE and not _is_question(each, project)]


def _is_question(told: ToldFigure, project: Project) -> bool:
    return told.measure.partition("_")[0] == QUESTION and not project.exists(f"{MEASURES}/{told.measure}.yml")


def listed(rows: Iterable[ToldFigure]) -> dict[str, ToldFigure]:
    """Figures by name without period (each once, that of the newest period): no counts of the book itself, and no progress, which
    is told with the deliverables."""
    found: dict[str, ToldFigure] = {}
    for each in rows:
        beside = each.undated.startswith(f"{PROGRESS}_") or is_count(each)
        if not beside and each.value is not None and each.period >= getattr(found.get(each.undated), "period", ""):
            found[each.undated] = each
    return found


def new_figures(told: Sequence[ToldFigure], printed: Sequence[ToldFigure]) -> list[ToldFigure]:
    """What is told now and was not before, under any period."""
    before = {_fact(each) for each in listed(told).values()}
    return [each for each in listed(printed).values() if _fact(each) not in before]


def withdrawn_figures(
    told: Sequence[ToldFigure], printed: Sequence[ToldFigure], figures: Figures, cells: ChangedCells
) -> Iterator[Withdrawn]:
    """What was told before and is not now, under any period."""
    now = {_fact(each) for each in listed(printed).values()}
    for each in listed(told).values():
        if _fact(each) not in now:
            yield Withdrawn(each, _why(each, figures), cells.keep_back(each))


def _fact(told: ToldFigure) -> tuple[str, str, str]:
    """What a figure tells, in whatever form: a change of few is told in number, and in per cent when there are more."""
    return told.measure, bare(told.statistic), told.breakdown


def _why(told: ToldFigure, figures: Figures) -> str:
    if told.statistic == "stated":
        return NOT_STATED
    if not figures.project.exists(f"{MEASURES}/{told.measure}.yml"):
        return TAKEN_OUT if told.formula else NOT_PRINTED
    source = read_measure(figures.project, told.measure).source
    if source and not figures.project.exists(f"{SOURCES}/{source}.csv"):
        return NOT_PRINTED  # a published record has no cells of small numbers to ask
    if not (figures.reporting_period(told.measure) and figures.series(told.measure)):
        return _why_no_data(told, figures)
    try:
        return _why_of(figures.of(told.measure, told.statistic, told.breakdown))
    except ReportError as error:
        return NO_PART if told.breakdown and "has no" in str(error) else NOT_KNOWN


def _why_of(now: Figure) -> str:
    if now.hidden:
        return HELD_BACK
    return NOT_PRINTED if now.known else NOT_KNOWN


def _why_no_data(told: ToldFigure, figures: Figures) -> str:
    """That nothing came, in the words of the quarter or of the measure's file where they say why."""
    measure = read_measure(figures.project, told.measure)
    late = {each.measure or each.source: each.because for each in figures.folder.about.late}
    said = late.get(measure.id) or late.get(measure.source) or measure.missing
    return f"{NO_DATA} {said}" if said else NO_DATA
