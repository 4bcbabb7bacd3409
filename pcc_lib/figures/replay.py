"""Earlier quarters judged again: what the book of a quarter's end would have said of each measure, with the months known then.

Each is judged by what the pages ask: `allowance.judgement_of` and `outlook.outlook`, of figures that know no later month. The
data are those of today: how months were revised since is left aside. What a quarter's end gave is kept by what it was made from,
so that the next edition looks at one more quarter and no others.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pcc_lib.core import store
from pcc_lib.core.coded import record
from pcc_lib.core.errors import ReportError, suggest
from pcc_lib.core.files import sha256
from pcc_lib.core.frames import column_of, rows_where, some_columns, value_at
from pcc_lib.core.periods import FOREVER
from pcc_lib.core.progress import steps
from pcc_lib.core.quarters import MONTH, shift
from pcc_lib.core.stored import kept_under
from pcc_lib.figures.allowance import judgement_of
from pcc_lib.figures.charted import monthly, months_of
from pcc_lib.figures.figures import Figures, figures_of
from pcc_lib.figures.judgement import Judgement
from pcc_lib.figures.outlook import outlook
from pcc_lib.figures.series import Series
from pcc_lib.inputs.measures import Measure, measure_ids, measures_of, topics_of
from pcc_lib.inputs.models.quarter import QuarterFile, ReportingMonths
from pcc_lib.inputs.plan import QuarterFolder, priorities
from pcc_lib.statistics.control_limits import SIGMA, TRIAL, segment_of
from pcc_lib.statistics.control_rules import HIGH
from pcc_lib.statistics.level_changes import DAYS_IN_MONTH
from pcc_lib.statistics.track_record import Ahead, Line, ahead_of
from pcc_lib.statistics.usual import RULES_OF_A_MEASURE

KEPT_AS = "figures inputs statistics core: numpy pandas scipy statsmodels patsy"
QUARTER = 3  # months


@record
@dataclass(frozen=True)
class Told:
    """What the book of a quarter's end said of a measure, or of one part.

    month: the last one known. judged: whether its latest month was held against a usual range. kind: the signal: a rule of the
    chart, `step` or `drift`; nothing where there was none. side: +1 high, -1 low. since: the month in which a level moved. line:
    what the signal, or the month, was told against; None where there was none. tested, clear, side_of_year: the twelve months
    against the twelve before, whether the book called them a clear change, and which way they went. ahead: the forecast, where
    one was printed.
    """

    measure: str
    part: str
    month: str
    judged: bool = False
    kind: str = ""
    side: int = 0
    since: str = ""
    line: Line | None = None
    tested: bool = False
    clear: bool = False
    side_of_year: int = 0
    ahead: Ahead | None = None

    @property
    def says_anything(self) -> bool:
        """Whether the latest month was judged, or a change of level, a test of the year or a forecast was told."""
        return self.judged or bool(self.kind) or self.tested or self.ahead is not None


class Earlier(QuarterFolder):
    """A quarter so many quarters before another one, which need not have a folder: the other's sources, each with as many months
    less."""

    def __init__(self, folder: QuarterFolder, quarters: int) -> None:
        self.project, self.quarter, self.name = folder.project, folder.quarter, folder.name
        self._folder, self._months = folder, QUARTER * quarters

    @cached_property
    def about(self) -> QuarterFile:  # pyright: ignore[reportIncompatibleVariableOverride] read once, like the file of a quarter
        """`quarter.yml` as it would have been, as far as the months go."""
        said = self._folder.about
        asked = said.reporting_months
        months = ReportingMonths(sources=self._earlier(asked.sources), measures=self._earlier(asked.measures))
        return said.model_copy(update={"reporting_months": months})

    def _earlier(self, months: Mapping[str, str]) -> dict[str, str]:
        return {name: shift(m, -self._months) if MONTH.fullmatch(m) else m for name, m in months.items()}


def replayed(folder: QuarterFolder) -> list[Told]:
    """What each quarter's end before a quarter, and its own, would have told of the measures looked at; the oldest first.

    A ReportError names a measure that there is not.
    """
    return folder.project.once(("replayed", folder.name), lambda: list(_replayed(folder)))


def _replayed(folder: QuarterFolder) -> Iterator[Told]:
    looked = measures_looked_at(figures_of(folder))
    count = 4 * folder.project.body.track_record.years
    for quarters in steps("Judging earlier quarters", reversed(range(count)), count, lambda n: f"{n} quarters before"):
        yield from _of_quarter(Figures(folder.project, Earlier(folder, quarters)), looked)


def measures_looked_at(figures: Figures) -> list[Measure]:
    """The measures of the track record: those that the body names, else all that are judged by months and hide nothing."""
    wanted, known = figures.project.body.track_record.measures, measure_ids(figures.project)
    for id in wanted:
        if id not in known:
            raise ReportError(f"data/body.yml, track_record: there is no measure '{id}'. {suggest(id, known)}")
    measures = [m for p in priorities(figures.project) for t in topics_of(figures.project, p.id) for m in _of(figures, t.id)]
    return [each for each in measures if _is_fit(figures, each) and (not wanted or each.id in wanted)]


def _of(figures: Figures, topic: str) -> Sequence[Measure]:
    return measures_of(figures.project, topic)


def _is_fit(figures: Figures, measure: Measure) -> bool:
    series = figures.series(measure.id) if measure.source and measure.disclosure == "none" else None
    return series is not None and series.source.calendar.monthly and measure.window.is_month and measure.how.judged


def parts_looked_at(figures: Figures, series: Series) -> list[str]:
    """The whole, where there is one, and the parts where the body wants them; nothing stands for the whole."""
    split = series.measure.breakdown and figures.project.body.track_record.parts
    return [*[""] * series.measure.whole, *(series.parts if split else ())]


# ── one quarter's end ─────────────────────────────────────────────────────────────────────────────────────────────────
def _of_quarter(figures: Figures, looked: Sequence[Measure]) -> list[Told]:
    """What the book said at one quarter's end, found in the store or worked out; nothing within is kept by itself."""
    place = store.store()

    def work() -> list[Told]:
        store.use(None)
        try:
            return [told for measure in looked for told in _of_measure(figures, measure)]
        finally:
            store.use(place)

    return kept_under((KEPT_AS, "replayed"), _made_from(figures, looked), work, store.store_of_minutes())


# what is only said of a measure: another word in it judges nothing otherwise, and ten years are not judged again for it
SAID = {
    *("title", "subject", "plural", "why_it_matters", "caveats", "missing", "area_label", "told_by", "in_scorecard"),
    *("owner", "sample_owner", "reviewed_by", "next_review", "counterpart"),
}


def _made_from(figures: Figures, looked: Sequence[Measure]) -> dict[str, object]:
    """All that decides what was said: all measures that are judged by months, for a verdict on a year allows for the others of
    its priority, with their topics; and of each of their sources what was known."""
    project, about = figures.project, figures.folder.about.reporting_months
    topics = [topic for p in priorities(project) for topic in topics_of(project, p.id)]
    measures = [m for topic in topics for m in measures_of(project, topic.id) if _is_by_month(figures, m)]
    names = sorted({name for m in measures for name in (m.source, m.population.partition(".")[0]) if name})
    return {
        "looked": [m.id for m in looked],
        "parts": project.body.track_record.parts,
        "months": {name: about.sources.get(name, "") for name in names},
        "own months": {m.id: about.measures[m.id] for m in measures if m.id in about.measures},
        "topics": [topic.model_dump_json(include={"id", "priority", "order"}) for topic in topics],
        "measures": [m.model_dump_json(exclude=SAID) for m in measures],
        "sources": [_known(figures, name) for name in names],
    }


def _is_by_month(figures: Figures, measure: Measure) -> bool:
    """Whether a measure has months: a year's values are not tested, and a new year of them judges nothing anew."""
    return bool(measure.source) and figures.source(measure.source).calendar.monthly


def _known(figures: Figures, name: str) -> str:
    """What a source says up to the month that is known, as a digest."""
    source = figures.source(name)
    last = figures.folder.reporting_months.get(name, FOREVER)  # residents need no reporting period, and are then known whole
    rows = rows_where(source.frame, column_of(source.frame, source.period) <= last)
    numbers = some_columns(rows, source.columns).to_numpy(float).tobytes()
    words = "\n".join(f"{name}\t{cell}" for name in (source.period, source.breakdown, "status") for cell in column_of(rows, name))
    about = source.about.model_dump_json(exclude={"last", "obtained", "limits", "next_update"})
    return sha256(f"{about}\n{words}\n".encode() + numbers)


def _of_measure(figures: Figures, measure: Measure) -> Iterator[Told]:
    series = figures.series(measure.id)
    for part in parts_looked_at(figures, series) if series is not None else ():
        judged = judgement_of(figures, measure, part)
        if judged is not None and series is not None:
            yield _told(series, part, judged)


def _told(series: Series, part: str, judged: Judgement) -> Told:
    kind, side, since, line = _signal(series, part, judged)
    test = judged.test
    return Told(
        series.measure.id,
        part,
        series.last,
        judged.variation is not None,
        kind,
        side,
        since,
        line,
        test is not None,
        test is not None and test.significant,
        0 if test is None else 1 if test.rises else -1,
        None if part else _ahead(series),
    )


def _signal(series: Series, part: str, judged: Judgement) -> tuple[str, int, str, Line | None]:
    """The signal's kind, its side, the month in which a level moved, and the line that it is told against."""
    line = _line(series, part, judged)
    if line is None or (judged.variation is None and judged.moved is None):
        return "", 0, "", None
    if judged.moved is None:
        latest = judged.latest
        label = None if latest is None else value_at(latest, "label")
        return (judged.rule, 1 if label == HIGH else -1, "", line) if judged.is_signal else ("", 0, "", line)
    last = judged.moved.last
    if last is None:
        return "", 0, "", None  # most months are flagged, and no change is found: it goes no way that could last
    plain = months_of(series, part).plain
    earlier = plain.to_numpy(float)[plain.index < last.month]
    before = int(np.count_nonzero(~np.isnan(earlier)))
    level = last.before / (DAYS_IN_MONTH if line.daily else 1)
    moved = Line(level, line.sigma, max(before, TRIAL), line.season, line.daily)
    return last.kind, 1 if last.after > last.before else -1, str(last.month), moved


def _line(series: Series, part: str, judged: Judgement) -> Line | None:
    """The line of the chart at the latest month: without season, and of a day where months are.

    Worked out from the months themselves: the points of the chart are clipped to what is possible.
    """
    if judged.points is None:
        return None
    months, segment = months_of(series, part), judged.points["segment"].to_numpy()
    season = (months.values / months.days - months.plain).to_numpy(float)
    latest = segment_of(months.plain.to_numpy(float)[segment == segment[-1]], RULES_OF_A_MEASURE)
    by_month = {month.month: value for month, value in zip(months.plain.index, season, strict=True) if not math.isnan(value)}
    line = Line(
        float(latest.limits.mean),
        float(latest.limits.reach) / SIGMA,
        latest.n,
        tuple(float(by_month.get(month, 0.0)) for month in range(1, 13)),
        bool(months.days.iat[-1] > 1),
    )
    return line if math.isfinite(line.level) and math.isfinite(line.sigma) else None


def _ahead(series: Series) -> Ahead | None:
    found = outlook(series)
    return None if found.reason or found.points.empty else ahead_of(monthly(series.values()), found.points, found.trusted)
