"""The latest values of the lines of a chart, in a sentence."""

from __future__ import annotations

from pcc_lib.core.sure import sure
from pcc_lib.figures.figure import Figure
from pcc_lib.inputs.measures import Chart
from pcc_lib.pages.page import Page
from pcc_lib.pages.parts_named import ENDS, Group, group_of, measures_group, named_ends, named_first, named_values, unknown
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


def unknown_of(page: Page, chart: Chart) -> Sentence:
    """The parts that have no value at the latest period."""
    named = _named(page, chart) if chart.by else []
    when = next((during(figure.period) for figure, _ in named if figure.known), "")
    return unknown(named, when, _group(page, chart)) if when else []


def _group(page: Page, chart: Chart) -> Group:
    measure = page.figures.measure(chart.measures[0])
    return group_of(page, measure, noun_of(page, chart)) if chart.by else measures_group(measure)


def latest_shortly(page: Page, chart: Chart) -> tuple[Sentence, ...]:
    """The same in ever fewer words, down to one value."""
    named = _named(page, chart)
    periods = {f.period for f, _ in named if f.known}
    first = latest_of(page, chart, ends=1)
    if not periods:
        return (first,)
    when = during(periods.pop()) if len(periods) == 1 else ""
    ends = [named_ends(named, when, _group(page, chart), ends=1)] if when else []
    newest = max((each for each in named if each[0].known), key=lambda each: each[0].period.last)
    return (first, *ends, named_first([newest], during(newest[0].period)))


def latest_of(page: Page, chart: Chart, ends: int = ENDS) -> Sentence:
    """The latest values of what a chart draws; of many parts the ends and those not known."""
    named = _named(page, chart)
    periods = {f.period for f, _ in named if f.known}
    if len(periods) > 1:  # measures whose latest months differ: each with its own
        parts = [part for f, label in named for part in ("; ", f"{label}: ", f, f" {during(f.period)}" if f.period else "")]
        return [*parts[1:], "."]
    if not periods:
        return ["No value is known for the latest period [x]."]
    return named_values(named, during(periods.pop()), _group(page, chart), ends)
