"""Two measures against each other, month by month: their values, and their changes from month to month."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd

from pcc_lib.core import numerals
from pcc_lib.core.periods import Span
from pcc_lib.core.quarters import period_label, shift
from pcc_lib.core.status import RECONSTRUCTED
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.series import Series
from pcc_lib.inputs.measures import Chart, Measure, Topic
from pcc_lib.pages.page import Page
from pcc_lib.pages.pictures import Picture, alt_text, area_words, axis_title, printed_value
from pcc_lib.writing.markup import esc
from pcc_lib.writing.wording import Sentence, during


def scatter(page: Page, topic: Topic, chart: Chart) -> Picture:
    across, up, xs, ys, periods = _sides(page, chart, chart.start)
    x_values, y_values = xs.values(), ys.values()
    frame = pd.DataFrame(
        [
            {
                "period": p,
                "x": x_values[p],
                "y": y_values[p],
                "status": "",
                "printed": f"{printed_value(x_values[p], across)}; {printed_value(y_values[p], up)}",
            }
            for p in periods
        ]
    )
    linked = linking(page, chart)
    title: Sentence = [f"{across.title} and {up.title.lower()}, month by month"]
    shows: Sentence = ["Each point is one month."]
    if linked:
        r = page.figures.of(linked.id)
        shows = [
            "Each point is one month. Pearson's r is ",
            r,
            *_interval(page, linked),
            f" {during(r.period)}; two series "
            "that both grow over time are related in this sense even where neither has to do with the other.",
        ]
    subject = _subject(page, across, up, periods)

    def draw(charts: object, description: str) -> object:
        return charts.scatter(
            frame,
            x_unit=across.unit,
            y_unit=up.unit,
            x_title=axis_title(across),
            y_title=axis_title(up),
            description=description,
            connected=True,
        )

    rows = [[esc(period_label(p)), esc(printed_value(x_values[p], across)), esc(printed_value(y_values[p], up))] for p in periods]
    raw = [
        [p, m.title, v, m.unit, str(s.status(Span.of(p)))]
        for p in periods
        for m, s, v in ((across, xs, x_values[p]), (up, ys, y_values[p]))
    ]
    return Picture(
        title,
        subject,
        shows,
        alt_text("Scatter chart", subject, shows),
        ("Month", across.title, up.title),
        rows,
        raw,
        draw,
        [across, up],
        periods[-1],
        [xs, ys],
    )


def differences(page: Page, topic: Topic, chart: Chart) -> Picture:
    """The correlation's months as changes on the month before: what is left of a link once both may grow."""
    linked = linking(page, chart)
    r = page.figures.of(linked.id, "differences")
    across, up, xs, ys, periods = _sides(page, chart, r.period.first)
    x_values, y_values = xs.values(), ys.values()
    steps = [
        (p, x_values[p] - x_values[before], y_values[p] - y_values[before])
        for before, p in pairwise(periods)
        if p == shift(before, 1)
    ]
    printed = {p: (_signed(dx, across), _signed(dy, up)) for p, dx, dy in steps}
    frame = pd.DataFrame(
        [
            {"period": p, "x": x_values[p], "y": y_values[p], "status": "", "printed": "; ".join(printed.get(p, ("", "")))}
            for p in periods
        ]
    )
    subject = f"Changes on the month before: {_subject(page, across, up, periods)}"
    said: Sentence = [
        "Pearson's r of these changes is ",
        r,
        *_interval(page, linked, "differences"),
        "; of the values themselves it is ",
        page.figures.of(linked.id),
        *_interval(page, linked),
        ".",
    ]
    shows = ["Each point is one month's change on the month before. ", *said, *_judgeable(r)]

    def draw(charts: object, description: str) -> object:
        return charts.scatter(
            frame,
            x_unit=_unit(across),
            y_unit=_unit(up),
            x_title=f"{axis_title(across)}, change",
            y_title=f"{axis_title(up)}, change" if not up.is_share else "Percentage points, change",
            description=description,
            differences=True,
        )

    rows = [[esc(period_label(p)), *map(esc, printed[p])] for p, _, _ in steps]
    raw = [
        [p, f"{m.title}, change on the month", float(f"{v:.12g}"), _unit(m), str(s.status(Span(shift(p, -1), p)))]
        for p, dx, dy in steps
        for m, s, v in ((across, xs, dx), (up, ys, dy))
    ]
    alt = alt_text("Scatter chart", f"Changes on the month before: {across.title} against {up.title.lower()}", said)
    return Picture(
        _found(page, linked, r),
        subject,
        shows,
        alt,
        ("Month", across.title, up.title),
        rows,
        raw,
        draw,
        [linked],
        periods[-1],
        [xs, ys],
        _notes(r),
    )


def linking(page: Page, chart: Chart) -> Measure | None:
    """The correlation of the two measures of a chart, defined in the topic of either."""
    topics = dict.fromkeys(page.figures.measure(id).topic for id in chart.measures)
    return next((m for id in topics for m in page.measures(id) if set(m.of) == set(chart.measures)), None)


def has_differences(page: Page, chart: Chart) -> bool:
    """Whether r of the changes can be worked out."""
    linked = linking(page, chart)
    return linked is not None and page.figures.of(linked.id, "differences").known


def _sides(page: Page, chart: Chart, start: str) -> tuple[Measure, Measure, Series, Series, list[str]]:
    """Both measures with their series, and the months from `start` on in which both are known."""
    across, up = (page.figures.measure(id) for id in chart.measures)
    xs, ys = (page.figures.series(m.id) for m in (across, up))
    shared = xs.values().dropna().index.intersection(ys.values().dropna().index)
    return across, up, xs, ys, [p for p in shared if p >= start]


def _subject(page: Page, across: Measure, up: Measure, periods: list[str]) -> str:
    return (
        f"{across.title} against {up.title.lower()}, {area_words(page, across)}, {period_label(periods[0])} to "
        f"{period_label(periods[-1])}"
    )


def _interval(page: Page, linked: Measure, group: str = "interval") -> Sentence:
    """` (95% interval 0.70 to 0.94)`, where it can be worked out."""
    lower, upper = (page.figures.of(linked.id, f"{group}_{side}") for side in ("lower", "upper"))
    return [" (95% interval ", lower, " to ", upper, ")"] if lower.known and upper.known and lower.text != upper.text else []


def _found(page: Page, linked: Measure, r: Figure) -> Sentence:
    """What the interval of the changes bears out, and no more."""
    lower, upper = (page.figures.of(linked.id, f"differences_{side}") for side in ("lower", "upper"))
    if lower.value <= 0 <= upper.value:
        return ["No clear link from month to month: r of the changes is ", r]
    way = "the same way" if r.value > 0 else "opposite ways"
    return [f"From month to month the two tend to move {way}: r of the changes is ", r]


def _judgeable(r: Figure) -> Sentence:
    if RECONSTRUCTED not in r.status:
        return [" Only the changes test a link, and even they do not say what causes what."]
    return [
        " The claim of a link cannot be judged from what was published: that needs the months themselves, and these are "
        "reconstructed [e]."
    ]


def _notes(r: Figure) -> list[str]:
    found = [
        "Intervals by Fisher's method, which takes each month as independent of the last: the values of series that "
        "drift are not, their changes more nearly so."
    ]
    return [*found, "Illustration: the months are reconstructed [e]."] if RECONSTRUCTED in r.status else found


def _unit(measure: Measure) -> str:
    return "percentage points" if measure.is_share else measure.unit


def _signed(value: float, measure: Measure) -> str:
    return numerals.signed(numerals.printed(value, _unit(measure), measure.decimals, measure.precision))
