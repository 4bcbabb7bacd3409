"""Bars: parts of a measure, several measures, changes, and twelve months against a baseline year."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import pandas as pd

from pcc_lib.charts.given import Axis
from pcc_lib.core.periods import Span
from pcc_lib.core.quarters import period_label
from pcc_lib.core.sure import sure
from pcc_lib.core.text import lower_first
from pcc_lib.figures.few import as_told
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.series import Series
from pcc_lib.inputs.measures import Chart, Measure, Topic
from pcc_lib.pages.alternatives import alt_text, name_of
from pcc_lib.pages.few_counted import ENOUGH, Few, Told, left_out, set_apart
from pcc_lib.pages.page import Page
from pcc_lib.pages.parts_named import (
    Group,
    group_of,
    in_sentences,
    measures_group,
    named_values,
    not_ranked,
    ranked,
    rest_of,
    told_shortly,
)
from pcc_lib.pages.pictures import Cells, Picture, Raw, area_words, axis_of, unit_words
from pcc_lib.writing.compared import alike, degrees
from pcc_lib.writing.messages import changed
from pcc_lib.writing.naming import within
from pcc_lib.writing.part_messages import Parts, changes_message, known_as, measures_message, parts_message
from pcc_lib.writing.subjects import subject_of, topic_subject
from pcc_lib.writing.wording import Sentence, during, told_of

Named = tuple[Figure, str]
NONE: Mapping[str, Few] = MappingProxyType({})


def breakdown(page: Page, topic: Topic, chart: Chart) -> Picture:
    """The latest value of each part."""
    return parts_picture(page, chart, parts_named(page, parts_now(page, chart)), _VALUES)


def change_bars(page: Page, topic: Topic, chart: Chart) -> Picture:
    """The change of each part."""
    return parts_picture(page, chart, parts_named(page, parts_changed(page, chart)), _CHANGES)


def bars(page: Page, topic: Topic, chart: Chart) -> Picture:
    """The latest value of each measure."""
    figures = [page.figures.of(id) for id in chart.measures]
    return parts_picture(page, chart, [(f, page.figures.measure(f.measure).title) for f in figures], _MEASURES)


def parts_now(page: Page, chart: Chart) -> list[Figure]:
    """The latest value of each part, or the statistic that the chart asks for."""
    return _of_parts(page, chart.measures[0], chart.statistic or "value")


def parts_changed(page: Page, chart: Chart) -> list[Figure]:
    """The change of each part, as its measure is told."""
    told = page.figures.measure(chart.measures[0]).change
    return _of_parts(page, chart.measures[0], chart.statistic or (told if told != "none" else "change_12_months"))


def _of_parts(page: Page, id: str, statistic: str) -> list[Figure]:
    return [page.figures.of(id, statistic, part) for part in sure(page.figures.series(id)).parts]


def parts_named(page: Page, figures: list[Figure]) -> list[Named]:
    """Figures of parts with what readers call each."""
    return [(f, page.project.label(f.breakdown)) for f in figures]


# ── bars of values and of changes ─────────────────────────────────────────────────────────────────────────────────────
def parts_picture(page: Page, chart: Chart, every: list[Named], form: Form) -> Picture:
    """Values set against each other: of the parts of a measure, or of several measures."""
    measure = page.figures.measure(chart.measures[0])
    told = set_apart(page, measure, every) if form.of_changes else Told(every, NONE)
    every, few = told.drawn, told.few
    frame, newest = _frame(every), next(f for f, _ in every if f.known)
    when = during(newest.period, bool(measure.window.since))
    of_one = len({f.measure for f, _ in every}) == 1
    name = measure.title if of_one else page.topic(measure.topic).title
    compared = f", against {newest.earlier.label}" if form.of_changes else ""
    rows, raw = _listed(told.every, measure, few)
    return Picture(
        title=_title(page, measure, every, form, bool(few)),
        subject=f"{name}, {_change_words(newest) if form.of_changes else unit_words(measure, spanned=True)}, "
        f"{area_words(page, measure)}, {when.removeprefix('in ')}{compared}",
        shows=named_values(every, when, _group(page, measure, every, form)),
        alt=_alt(page, measure, every, form),
        columns=("Group", "Value"),
        rows=rows,
        raw=raw,
        draw=lambda description: form.draw(frame, measure, description),
        measures=[measure],
        latest=newest.period.last,
        series=[s for id in chart.measures if (s := page.figures.series(id))],
        notes=[*left_out(page, few), *(not_ranked(page, measure) if of_one else [])],
    )


def _group(page: Page, measure: Measure, every: list[Named], form: Form) -> Group:
    """What the bars are of."""
    if len({f.measure for f, _ in every}) > 1:
        return measures_group(measure)
    return group_of(page, measure, sure(page.figures.series(measure.id)).source.breakdown, form.of_changes)


def _title(page: Page, measure: Measure, every: list[Named], form: Form, some: bool = False) -> Sentence:
    """The bars set against each other; `some`: parts are left out that have too few to compare."""
    figures = [f for f, _ in every]
    if form.of_measures:
        named = [(f, subject_of(page.project, page.figures.measure(f.measure))) for f in figures if f.known]
        topic = topic_subject(page.project, page.topic(measure.topic))
        return measures_message(topic, measure, named, "" if len(named) == len(every) else known_as(figures))
    values = [each for each in every if each[0].known]
    known, noun = ranked(values, rest_of(page, measure)), sure(page.figures.series(measure.id)).source.breakdown
    parts = Parts.of(in_sentences(page, known), figures, noun, len(known) < len(values))
    parts = replace(parts, among=ENOUGH) if some else parts
    said = changes_message if form.of_changes else parts_message
    return said(subject_of(page.project, measure), measure, parts)


def _alt(page: Page, measure: Measure, every: list[Named], form: Form) -> str:
    """The values, or their ends, and who has none."""
    newest = next(f for f, _ in every if f.known)
    when, group = during(newest.period, bool(measure.window.since)), _group(page, measure, every, form)
    of_one = len({f.measure for f, _ in every}) == 1
    name = name_of(page, measure) if of_one else within(page.project, page.topic(measure.topic).title)
    return alt_text(form.chart, f"changes in {name}" if form.of_changes else name, told_shortly(every, when, group))


def _change_words(change: Figure) -> str:
    """`change in per cent`, `change in percentage points`, `change in offences`: what a change is told in."""
    return f"change in {({'%': 'per cent', 'seconds': 'time', 'GBP': 'pounds'}).get(change.unit, change.unit)}"


def _frame(every: list[Named]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "label": label,
                "value": f.numeric,
                "printed": f.text,
                "status": "" if f.missing else str(f.open_status),
                "unit": f.unit,
                "told": _change_words(f).capitalize(),
            }
            for f, label in every
        ]
    )


def _listed(every: Sequence[Named], measure: Measure, few: Mapping[str, Few] = NONE) -> tuple[Cells, Raw]:
    """The rows of the table and of the CSV; of parts that had few, both counts and the number between them, and no per cent."""
    told = [(few[f.breakdown].change if f.breakdown in few else f, label) for f, label in every]
    return (
        [[label, few[f.breakdown].words if f.breakdown in few else f if f.compared_with else f.marked] for f, label in every],
        [[label, measure.title, f.value, f.unit, str(f.status)] for f, label in told],
    )


def _draw_breakdown(frame: pd.DataFrame, measure: Measure, description: str) -> object:
    from pcc_lib.charts.bars import breakdown as form

    return form(frame, axis_of(measure), description)


def _draw_bars(frame: pd.DataFrame, measure: Measure, description: str) -> object:
    from pcc_lib.charts.bars import bars as form

    return form(frame, axis_of(measure), description)


def _draw_changes(frame: pd.DataFrame, measure: Measure, description: str) -> object:
    from pcc_lib.charts.bars import change as form

    unit, title = (str(frame[name].iloc[0]) for name in ("unit", "told"))
    return form(frame, Axis(unit, title, good_direction=measure.good_direction), description)


@dataclass(frozen=True)
class Form:
    """What sets one kind of bars apart from the others; `chart`: what the alternative text calls it."""

    draw: Callable[[pd.DataFrame, Measure, str], object]
    of_changes: bool = False
    of_measures: bool = False
    chart: str = "Bar chart"


_VALUES = Form(_draw_breakdown)
_MEASURES = Form(_draw_bars, of_measures=True)
_CHANGES = Form(_draw_changes, of_changes=True)


# ── twelve months against a baseline year ─────────────────────────────────────────────────────────────────────────────
def baseline(page: Page, topic: Topic, chart: Chart) -> Picture:
    """Totals of calendar years, and of the latest twelve months, against the baseline year."""
    measure = page.figures.measure(chart.measures[0])
    series, year = sure(page.figures.series(measure.id)), str(measure.baseline)
    totals = _totals(page, series)
    now, labels = totals[-1][0], [label for _, label in totals]
    about = page.figures.about(measure.id)
    change = as_told(about("change_on_baseline"), measure, about)
    base = totals[labels.index(year)][0]
    shows: Sentence = [now, f" {during(now.period)}, against ", base, f" in {measure.baseline}."]
    subject = f"{measure.title}, total of twelve months, {area_words(page, measure)}, {labels[0]} to {period_label(series.last)}"
    frame = pd.DataFrame(
        [{"label": label, "value": f.value, "printed": f.marked, "baseline": label == year} for f, label in totals]
    )
    rows, raw = _listed(totals, measure)

    def draw(description: str) -> object:
        from pcc_lib.charts.bars import baseline as form

        return form(frame, Axis(measure.unit, f"{measure.title} in twelve months"), description)

    return Picture(
        title=changed(subject_of(page.project, measure), measure, change),
        subject=subject,
        shows=shows,
        alt=alt_text("Bar chart", f"{name_of(page, measure)} in years", shows, _years_told(totals, measure)),
        columns=("Year", "Total"),
        rows=rows,
        raw=raw,
        draw=draw,
        measures=[measure],
        latest=series.last,
        series=[series],
        notes=_shared_months(totals),
    )


def _years_told(totals: list[Named], measure: Measure) -> Sentence:
    """The years with the highest and the lowest total; nothing of two bars."""
    high, low = (pick(totals, key=lambda each: sure(each[0].value)) for pick in (max, min))
    if len(totals) < 3 or alike(high[0], low[0]):
        return []
    words = degrees(measure)
    return [f"{words.most}: {lower_first(high[1])} (", high[0], f"); {words.least}: {lower_first(low[1])} (", low[0], ")."]


def _shared_months(totals: list[Named]) -> list[str]:
    """Which months two bars share, where the latest twelve months begin before the last calendar year ends."""
    (now, label), years = totals[-1], [each for each in totals[:-1] if each[0].period.last >= totals[-1][0].period.first]
    if not years or years[-1][0].period.last >= now.period.last:
        return []
    both = Span(now.period.first, years[-1][0].period.last)
    return [f"The bars “{years[-1][1]}” and “{label}” share {told_of(both, since=True)}: they are not two separate years."]


def _totals(page: Page, series: Series) -> list[Named]:
    """The whole calendar years of a series, oldest first, and last the latest twelve months."""
    id, latest, first_year = series.measure.id, series.last, int(series.periods[0][:4])
    years = [
        page.figures.of(id, "calendar_year", "", f"{year}-12")
        for year in range(first_year, int(latest[:4]) + 1)
        if f"{year}-12" <= latest
    ]
    whole = [(f, str(f.period)[:4]) for f in years if f.known and f.period.last.endswith("-12")]
    return [*whole, (page.figures.of(id, "total_12_months"), f"Year to {period_label(latest)}")]
