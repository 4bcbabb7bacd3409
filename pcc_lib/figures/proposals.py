"""What a person may accept as a new level of a measure: each change of level, what is known of its time, and what it would do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from pcc_lib.core.quarters import month_label, months_between, shift
from pcc_lib.figures.charted import resets_of
from pcc_lib.figures.coverage import NEAR, Cut, cuts_near
from pcc_lib.figures.figures import Figures
from pcc_lib.figures.judgement import Judgement, judge
from pcc_lib.figures.moves import changes_of
from pcc_lib.figures.series import Series
from pcc_lib.inputs.measures import Break, measure_ids, read_topic
from pcc_lib.inputs.plan import event_ids, events
from pcc_lib.inputs.project import Project
from pcc_lib.statistics.level_changes import STEP, LevelChange

TWO_YEARS = 24
BESIDE = 3  # months before and after, in which what happened may have to do with the change


@dataclass(frozen=True, eq=False)
class Proposal:
    """A change of level. near: what is dated within three months of it, in words. now, then: how the measure is judged, and how
    it would be with limits that begin anew in this month; None where there is nothing to accept, since values drift. cuts: where
    what is counted changed within three months of it, breaks apart, which are near.
    """

    series: Series
    change: LevelChange
    near: tuple[str, ...]
    now: Judgement
    then: Judgement | None
    cuts: tuple[Cut, ...] = ()

    @property
    def behind(self) -> tuple[Cut, ...]:
        """Those of `cuts` that may be all of the change."""
        return tuple(cut for cut in self.cuts if abs(months_between(cut.since, self.month)) <= NEAR)

    @property
    def month(self) -> str:
        """The first month of the new level, or of the drift."""
        return str(self.change.month)


def monthly_series(figures: Figures) -> Iterator[Series]:
    """The series of every measure with data that has a whole."""
    found = (figures.series(id) for id in measure_ids(figures.project))
    return (series for series in found if series is not None and series.measure.whole)


def proposals(figures: Figures, series: Series) -> list[Proposal]:
    """The changes of level among the months under a measure's latest limits, oldest first."""
    closed = max(resets_of(series.measure), default="")
    return [_proposal(figures.project, series, change) for change in changes_of(series) if str(change.month) >= closed]


def _proposal(project: Project, series: Series, change: LevelChange) -> Proposal:
    month = str(change.month)
    turns = cuts_near(series, "", month, BESIDE)
    cuts = tuple(cut.named(project.label) for cut in turns if not cut.reason)
    return Proposal(series, change, tuple(_near(project, series, month)), judge(series), _then(series, change), cuts)


def _then(series: Series, change: LevelChange) -> Judgement | None:
    if change.kind != STEP:
        return None
    anew = (*series.measure.rebase, Break(month=str(change.month), reason="Not written yet."))
    return judge(replace(series, measure=series.measure.model_copy(update={"rebase": anew})))


def _near(project: Project, series: Series, month: str) -> Iterator[str]:
    """Events, breaks of the measure and gaps of its source about this month, in words."""
    first, last = shift(month, -BESIDE), shift(month, BESIDE)
    own = read_topic(project, series.measure.topic).events
    for event in events(project, event_ids(project)):
        if first <= event.month <= last:
            yield f"{month_label(event.month)}: {event.title}{'' if event.id in own else ' (no event of its topic)'}"
    yield from _dated("break in the series", series.measure.breaks, (first, last))
    yield from _dated("limits re-set", series.measure.rebase, (first, last))
    for gap in series.source.about.gaps:
        if first <= gap["last"] and gap["first"] <= last:
            yield f"{month_label(gap['first'])} to {month_label(gap['last'])}: gap in {series.source.name}"


def _dated(what: str, breaks: Iterable[Break], within: tuple[str, str]) -> Iterator[str]:
    return (f"{month_label(b.month)}: {what}: {b.reason}" for b in breaks if within[0] <= b.month <= within[1])
