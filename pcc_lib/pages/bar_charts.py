"""Bars: parts of a measure, several measures, changes, and twelve months against a baseline year."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import pandas as pd

from pcc_lib.charts.given import Axis
from pcc_lib.core.periods import Span
from pcc_lib.core.quarters import period_label
from pcc_lib.core.sure import sure
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.series import Series
from pcc_lib.inputs.measures import Chart, Measure, Topic
from pcc_lib.pages.page import Page
from pcc_lib.pages.pictures import (
    Cells,
    Picture,
    Raw,
    alt_text,
    area_words,
    axis_of,
    group_of,
    named_values,
    not_ranked,
    ranked,
    remainder_of,
    reserved,
    unit_words,
    unknown,
)
from pcc_lib.writing.compared import about, alike, compared, degrees, sharing
from pcc_lib.writing.naming import within
from pcc_lib.writing.wording import Sentence, change_phrase, during, told_of

Named = tuple[Figure, str]


def breakdown(page: Page, topic: Topic, chart: Chart) -> Picture:
    """The latest value of each part."""
    return _bar_picture(page, chart, _parts_named(page, parts_now(page, chart)), _VALUES)


def change_bars(page: Page, topic: Topic, chart: Chart) -> Picture:
    """The change of each part."""
    return _bar_picture(page, chart, _parts_named(page, parts_changed(page, chart)), _CHANGES)


def bars(page: Page, topic: Topic, chart: Chart) -> Picture:
    """The latest value of each measure."""
    figures = [page.figures.of(id) for id in chart.measures]
    return _bar_picture(page, chart, [(f, page.figures.measure(f.measure).title) for f in figures], _MEASURES)


def parts_now(page: Page, chart: Chart) -> list[Figure]:
    """The latest value of each part, or the statistic that the chart asks for."""
    return _of_parts(page, chart.measures[0], chart.statistic or "value")


def parts_changed(page: Page, chart: Chart) -> list[Figure]:
    """The change of each part, as its measure is told."""
    told = page.figures.measure(chart.measures[0]).change
    return _of_parts(page, chart.measures[0], chart.statistic or (told if told != "none" else "change_12_months"))


def _of_parts(page: Page, id: str, statistic: str) -> list[Figure]:
    return [page.figures.of(id, statistic, part) for part in sure(page.figures.series(id)).parts]


def _parts_named(page: Page, figures: list[Figure]) -> list[Named]:
    return [(f, page.project.label(f.breakdown)) for f in figures]


# ── bars of values and of changes ─────────────────────────────────────────────────────────────────────────────────────
def _bar_picture(page: Page, chart: Chart, every: list[Named], form: _Form) -> Picture:
    measure = page.figures.measure(chart.measures[0])
    known = ranked([(f, label) for f, label in every if f.known], remainder_of(page, measure))
    figures, frame, newest = [f for f, _ in every], _frame(every), known[0][0]
    when = during(newest.period, bool(measure.window.since))
    of_one = len({f.measure for f in figures}) == 1
    noun = sure(page.figures.series(measure.id)).source.breakdown if of_one else "measure"
    group = group_of(page, measure, noun, form.of_changes) if of_one else None
    shows = named_values(every, when, group)
    compared = f", against {newest.earlier.label}" if form.of_changes else ""
    subject = (
        f"{measure.title if of_one else page.topic(measure.topic).title}, "
        f"{_change_words(newest) if form.of_changes else unit_words(measure, spanned=True)}, "
        f"{area_words(page, measure)}, {when.removeprefix('in ')}{compared}"
    )
    rows, raw = _listed(every, measure)
    return Picture(
        title=about(
            measure.title if of_one else "", reserved(form.title(page, measure, known), figures, noun, _goes_on(page, known))
        ),
        subject=subject,
        shows=shows,
        alt=alt_text("Bar chart", subject, named_values(every, when, group, ends=1), unknown(every, when, group)),
        columns=("Group", "Value"),
        rows=rows,
        raw=raw,
        draw=lambda description: form.draw(frame, measure, description),
        measures=[measure],
        latest=newest.period.last,
        series=[s for id in chart.measures if (s := page.figures.series(id))],
        notes=not_ranked(page, measure) if of_one else [],
    )


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


def _listed(every: Sequence[Named], measure: Measure) -> tuple[Cells, Raw]:
    """The rows of the table and of the CSV."""
    return (
        [[label, f.marked] for f, label in every],
        [[label, measure.title, f.value, f.unit, str(f.status)] for f, label in every],
    )


def _value_title(page: Page, measure: Measure, known: list[Named]) -> Sentence:
    """The ends of the bars in words."""
    return compared(known, degrees(measure), _goes_on(page, known))


def _goes_on(page: Page, known: list[Named]) -> Callable[[str], str]:
    """How a label goes on in a sentence: a part's is a name as it is written, a measure's is words."""
    return str if len({figure.measure for figure, _ in known}) == 1 else partial(within, page.project)


def _change_title(page: Page, measure: Measure, known: list[Named]) -> Sentence:
    """The ends in words, from the lowest to the highest, for a fall is not "highest"."""
    top, bottom = (pick(known, key=lambda each: sure(each[0].value))[0] for pick in (max, min))
    if len(known) == 1 or alike(top, bottom):
        return compared(known, degrees(measure), _goes_on(page, known))
    return ["From ", bottom, f" in {sharing(known, bottom)} to ", top, f" in {sharing(known, top)}"]


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
class _Form:
    """What sets one kind of bars apart from the others."""

    title: Callable[[Page, Measure, list[Named]], Sentence]
    draw: Callable[[pd.DataFrame, Measure, str], object]
    of_changes: bool = False


_VALUES = _Form(_value_title, _draw_breakdown)
_MEASURES = _Form(_value_title, _draw_bars)
_CHANGES = _Form(_change_title, _draw_changes, of_changes=True)


# ── twelve months against a baseline year ─────────────────────────────────────────────────────────────────────────────
def baseline(page: Page, topic: Topic, chart: Chart) -> Picture:
    """Totals of calendar years, and of the latest twelve months, against the baseline year."""
    measure = page.figures.measure(chart.measures[0])
    series, year = sure(page.figures.series(measure.id)), str(measure.baseline)
    totals = _totals(page, series)
    now, labels = totals[-1][0], [label for _, label in totals]
    change = page.figures.of(measure.id, "change_on_baseline")
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
        title=[f"{measure.title}: ", *change_phrase(change, measure)],
        subject=subject,
        shows=shows,
        alt=alt_text("Bar chart", subject, shows),
        columns=("Year", "Total"),
        rows=rows,
        raw=raw,
        draw=draw,
        measures=[measure],
        latest=series.last,
        series=[series],
        notes=_shared_months(totals),
    )


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
