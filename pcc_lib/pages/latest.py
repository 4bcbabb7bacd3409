"""The latest values of the lines of a chart, in a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from pcc_lib.core.status import MISSING
from pcc_lib.core.sure import sure
from pcc_lib.figures.figure import Figure
from pcc_lib.inputs.measures import Chart
from pcc_lib.pages.page import Page
from pcc_lib.pages.parts_named import ENDS, Group, group_of, measures_group, named_first, named_values, told_shortly
from pcc_lib.writing.wording import Sentence, during


def noun_of(page: Page, chart: Chart) -> str:
    """What the parts of a chart's measure are: `area`."""
    return sure(page.figures.series(chart.measures[0])).source.breakdown


def _named(page: Page, chart: Chart) -> list[tuple[Figure, str]]:
    """The latest value of each part, or of each measure, with its name."""
    if not chart.by:
        return [(page.figures.of(id), page.figures.measure(id).title) for id in chart.measures]
    id = chart.measures[0]
    return [(page.figures.of(id, "value", p), page.project.label(p)) for p in sure(page.figures.series(id)).parts]


def _group(page: Page, chart: Chart) -> Group:
    measure = page.figures.measure(chart.measures[0])
    return group_of(page, measure, noun_of(page, chart)) if chart.by else measures_group(measure)


def latest_shortly(page: Page, chart: Chart) -> tuple[Sentence, ...]:
    """The latest values in ever fewer words, down to one of the newest; nothing where none is known."""
    named = _named(page, chart)
    known = [each for each in named if each[0].known]
    if not known:
        return ()
    newest = max(known, key=lambda each: each[0].period.last)
    periods = {figure.period for figure, _ in known}
    if len(periods) > 1:
        return (latest_of(page, chart), named_first([newest], during(newest[0].period)))
    return told_shortly(named, during(periods.pop()), _group(page, chart))


def none_latest(figures: Sequence[Figure]) -> str:
    """That none of these has a value at the latest period, with the marks of why."""
    marks = " ".join(dict.fromkeys(figure.text for figure in figures)) or f"[{MISSING}]"
    hidden = any(figure.hidden for figure in figures)
    return f"No value is {'shown' if hidden else 'known'} for the latest period {marks}"


def latest_of(page: Page, chart: Chart, ends: int = ENDS) -> Sentence:
    """The latest values of what a chart draws; of many parts the ends and those not known."""
    named = _named(page, chart)
    periods = {f.period for f, _ in named if f.known}
    if len(periods) > 1:  # measures whose latest months differ: each with its own
        parts = [part for f, label in named for part in ("; ", f"{label}: ", f, f" {during(f.period)}" if f.period else "")]
        return [*parts[1:], "."]
    if not periods:
        return [f"{none_latest([figure for figure, _ in named])}."]
    return named_values(named, during(periods.pop()), _group(page, chart), ends)
