"""Two measures against each other, month by month: their values, and their changes from month to month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import cast

import pandas as pd

from pcc_lib.charts.given import Axis
from pcc_lib.core import numerals
from pcc_lib.core.frames import labels_of
from pcc_lib.core.periods import Span
from pcc_lib.core.quarters import period_label, shift
from pcc_lib.core.status import RECONSTRUCTED
from pcc_lib.core.sure import sure
from pcc_lib.core.text import upper_first
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.series import Series
from pcc_lib.inputs.measures import Chart, Measure, Topic
from pcc_lib.pages.alternatives import alt_text, name_of
from pcc_lib.pages.page import Page
from pcc_lib.pages.pictures import Picture, Raw, area_words, axis_of, axis_title, printed_value, raw_value
from pcc_lib.writing.naming import within
from pcc_lib.writing.wording import Sentence, during

NOTE = (
    "Intervals by Fisher's method, which takes each month as independent of the last: the values of series that drift are not, "
    "their changes more nearly so."
)


@dataclass(frozen=True)
class _Pair:
    """Both measures of a chart, one across and one up, with their series, and the months in which both are known."""

    across: Measure
    up: Measure
    xs: Series
    ys: Series
    periods: list[str]

    @cached_property
    def x_values(self) -> Mapping[str, float]:
        return cast("Mapping[str, float]", self.xs.values())

    @cached_property
    def y_values(self) -> Mapping[str, float]:
        return cast("Mapping[str, float]", self.ys.values())

    @cached_property
    def steps(self) -> list[tuple[str, float, float]]:
        """The change of both on the month before, for each month that has one before it."""
        x, y = self.x_values, self.y_values
        return [(p, x[p] - x[b], y[p] - y[b]) for b, p in pairwise(self.periods) if p == shift(b, 1)]

    def frame(self, printed: Mapping[str, tuple[str, str]]) -> pd.DataFrame:
        """The months as the chart takes them, with their texts."""
        return pd.DataFrame(
            [
                {
                    "period": p,
                    "x": self.x_values[p],
                    "y": self.y_values[p],
                    "status": "",
                    "printed": "; ".join(printed.get(p, ("", ""))),
                }
                for p in self.periods
            ]
        )


def scatter(page: Page, topic: Topic, chart: Chart) -> Picture:
    """Two measures against each other, each month a point."""
    pair = _pair(page, chart, chart.start)
    across, up, subject = pair.across, pair.up, _subject(page, pair)
    printed = {p: (printed_value(pair.x_values[p], across), printed_value(pair.y_values[p], up)) for p in pair.periods}
    frame, shows = pair.frame(printed), _scatter_shows(page, linking(page, chart))
    sides = ((across, pair.xs, pair.x_values), (up, pair.ys, pair.y_values))

    def draw(description: str) -> object:
        from pcc_lib.charts.scatter import scatter as form

        return form(frame, axis_of(across, series=pair.xs), axis_of(up, series=pair.ys), description)

    return Picture(
        title=_values_title(page, pair, linking(page, chart)),
        subject=subject,
        shows=shows,
        alt=alt_text(
            "Scatter chart", _pair_named(page, pair), _latest_pair(pair, printed), *_link_told(page, linking(page, chart))
        ),
        columns=("Month", across.title, up.title),
        rows=[[period_label(p), *printed[p]] for p in pair.periods],
        raw=[[p, m.title, values[p], m.unit, str(s.status(Span.of(p)))] for p in pair.periods for m, s, values in sides],
        draw=draw,
        measures=[across, up],
        latest=pair.periods[-1],
        series=[pair.xs, pair.ys],
    )


def _values_title(page: Page, pair: _Pair, linked: Measure | None) -> Sentence:
    """How the values go together, which two series that grow do as well: never more than that."""
    both = upper_first(_both(page, pair))
    r = page.figures.of(linked.id) if linked else None
    if linked is None or r is None or not r.known:
        return [f"{both}: no link between them is worked out"]
    lower, upper = (page.figures.of(linked.id, f"interval_{side}") for side in ("lower", "upper"))
    if lower.known and upper.known and sure(lower.value) <= 0 <= sure(upper.value):
        return [f"{both} show no clear link"]
    way = "are often high together" if sure(r.value) > 0 else "often go opposite ways"
    return [f"{both} {way}, which proves no link"]


def _both(page: Page, pair: _Pair) -> str:
    """`crimes reported online and calls abandoned`, within a sentence."""
    return " and ".join(name_of(page, measure) for measure in (pair.across, pair.up))


def _pair_named(page: Page, pair: _Pair) -> str:
    """`crimes reported online against calls abandoned`."""
    return " against ".join(name_of(page, measure) for measure in (pair.across, pair.up))


def _latest_pair(pair: _Pair, printed: Mapping[str, tuple[str, str]]) -> Sentence:
    """The latest point: `Latest: 1,402 and 12.2% in October 2023.`"""
    last = max(printed, default="")
    return [f"Latest: {' and '.join(printed[last])} in {period_label(last)}."] if last else []


def _link_told(page: Page, linked: Measure | None) -> list[Sentence]:
    """Pearson's r of the values, with what it is worth."""
    if linked is None or not page.figures.of(linked.id).known:
        return [["Each point is one month."]]
    r = page.figures.of(linked.id)
    return [
        ["Pearson's r is ", r, *_interval(page, linked), "."],
        ["Two series that both grow are related in this sense even where neither has to do with the other."],
    ]


def _scatter_shows(page: Page, linked: Measure | None) -> Sentence:
    if linked is None:
        return ["Each point is one month."]
    r = page.figures.of(linked.id)
    return [
        "Each point is one month. Pearson's r is ",
        r,
        *_interval(page, linked),
        f" {during(r.period)}; two series "
        "that both grow over time are related in this sense even where neither has to do with the other.",
    ]


def differences(page: Page, topic: Topic, chart: Chart) -> Picture:
    """The correlation's months as changes on the month before: what is left of a link once both may grow."""
    linked = sure(linking(page, chart))
    r = page.figures.of(linked.id, "differences")
    pair = _pair(page, chart, r.period.first)
    across, up = pair.across, pair.up
    printed = {p: (_signed(dx, across), _signed(dy, up)) for p, dx, dy in pair.steps}
    frame, said = pair.frame(printed), _differences_said(page, linked, r)

    def draw(description: str) -> object:
        from pcc_lib.charts.scatter import differences as form

        return form(frame, _change_axis(across, f"{axis_title(across)}, change"), _change_axis(up, _up_title(up)), description)

    return Picture(
        title=_found(page, _both(page, pair), linked, r),
        subject=f"Changes on the month before: {_subject(page, pair)}",
        shows=["Each point is one month's change on the month before. ", *said, *_judgeable(r)],
        alt=alt_text(
            "Scatter chart",
            f"changes in {_pair_named(page, pair)}",
            _latest_pair(pair, printed),
            tuple(
                ["Pearson's r of these changes is ", r, *interval, "."]
                for interval in (_interval(page, linked, "differences"), [])
            ),
            ["Pearson's r of the values is ", page.figures.of(linked.id), "."],
        ),
        columns=("Month", across.title, up.title),
        rows=[[period_label(p), *printed[p]] for p, _, _ in pair.steps],
        raw=_differences_raw(pair),
        draw=draw,
        measures=[linked],
        latest=pair.periods[-1],
        series=[pair.xs, pair.ys],
        notes=[NOTE],
    )


def _differences_said(page: Page, linked: Measure, r: Figure) -> Sentence:
    return [
        "Pearson's r of these changes is ",
        r,
        *_interval(page, linked, "differences"),
        "; of the values themselves it is ",
        page.figures.of(linked.id),
        *_interval(page, linked),
        ".",
    ]


def _differences_raw(pair: _Pair) -> Raw:
    return [
        [p, f"{m.title}, change on the month", raw_value(v), _unit(m), str(s.status(Span(shift(p, -1), p)))]
        for p, dx, dy in pair.steps
        for m, s, v in ((pair.across, pair.xs, dx), (pair.up, pair.ys, dy))
    ]


def _change_axis(measure: Measure, title: str) -> Axis:
    return Axis(_unit(measure), title)


def _up_title(up: Measure) -> str:
    return "Percentage points, change" if up.is_share else f"{axis_title(up)}, change"


def linking(page: Page, chart: Chart) -> Measure | None:
    """The correlation of the two measures of a chart, defined in the topic of either."""
    topics = dict.fromkeys(page.figures.measure(id).topic for id in chart.measures)
    return next((m for id in topics for m in page.measures(id) if set(m.of) == set(chart.measures)), None)


def has_differences(page: Page, chart: Chart) -> bool:
    """Whether r of the changes can be worked out."""
    linked = linking(page, chart)
    return linked is not None and page.figures.of(linked.id, "differences").known


def _pair(page: Page, chart: Chart, start: str) -> _Pair:
    """The two measures of a chart, with the months from `start` on in which both are known."""
    across, up = (page.figures.measure(id) for id in chart.measures)
    xs, ys = (sure(page.figures.series(m.id)) for m in (across, up))
    return _Pair(across, up, xs, ys, [p for p in _shared(xs, ys) if p >= start])


def _shared(xs: Series, ys: Series) -> list[str]:
    """The months in which both are known."""
    known = set(labels_of(ys.values().dropna()))
    return [period for period in labels_of(xs.values().dropna()) if period in known]


def newest_shared(chart: Chart, series: Sequence[Series]) -> str:
    """The newest month in which both measures of a chart are known; nothing where there is none, or one has no data by month."""
    by_month = len(series) == 2 and all(s.source.calendar.monthly for s in series)
    return max(_shared(*series), default="") if by_month else ""


def _subject(page: Page, pair: _Pair) -> str:
    return (
        f"{pair.across.title} against {within(page.project, pair.up.title)}, {area_words(page, pair.across)}, "
        f"{period_label(pair.periods[0])} to {period_label(pair.periods[-1])}"
    )


def _interval(page: Page, linked: Measure, group: str = "interval") -> Sentence:
    """` (95% interval 0.70 to 0.94)`, where it can be worked out."""
    lower, upper = (page.figures.of(linked.id, f"{group}_{side}") for side in ("lower", "upper"))
    return [" (95% interval ", lower, " to ", upper, ")"] if lower.known and upper.known and lower.text != upper.text else []


def _found(page: Page, both: str, linked: Measure, r: Figure) -> Sentence:
    """What the interval of the changes bears out, and no more."""
    lower, upper = (page.figures.of(linked.id, f"differences_{side}") for side in ("lower", "upper"))
    if sure(lower.value) <= 0 <= sure(upper.value):
        return [f"No clear link from month to month between {both}"]
    way = "alike" if sure(r.value) > 0 else "opposite ways"
    return [f"{upper_first(both)} often move {way} from month to month"]


def _judgeable(r: Figure) -> Sentence:
    if RECONSTRUCTED not in r.status:
        return [" Only the changes test a link, and even they do not say what causes what."]
    return [
        " The claim of a link cannot be judged from what was published: that needs the months themselves, and these are "
        "reconstructed [e]."
    ]


def _unit(measure: Measure) -> str:
    return "percentage points" if measure.is_share else measure.unit


def _signed(value: float, measure: Measure) -> str:
    return numerals.signed(numerals.printed(value, _unit(measure), measure.decimals, measure.precision))
