"""Bars: parts of a measure, several measures, changes, and twelve months against a baseline year."""

from __future__ import annotations

import math

import pandas as pd

from pcc_lib.core.quarters import period_label
from pcc_lib.figures.figure import Figure
from pcc_lib.inputs.measures import Chart, Topic
from pcc_lib.pages.page import Page
from pcc_lib.pages.pictures import (
    Picture,
    alt_text,
    area_words,
    axis_title,
    by_part,
    named_values,
    reserved,
    unit_words,
    unknown,
)
from pcc_lib.writing.markup import esc
from pcc_lib.writing.wording import Sentence, change_phrase, during


def breakdown(page: Page, topic: Topic, chart: Chart) -> Picture:
    return _bars_of(page, chart, by_part(page, chart), "breakdown")


def change_bars(page: Page, topic: Topic, chart: Chart) -> Picture:
    return _bars_of(page, chart, by_part(page, chart), "change")


def bars(page: Page, topic: Topic, chart: Chart) -> Picture:
    figures = [page.figures.of(id) for id in chart.measures]
    labels = [page.figures.measure(f.measure).title for f in figures]
    return _bar_picture(page, chart, figures, labels, "bars")


def _bars_of(page: Page, chart: Chart, figures: list[Figure], form: str) -> Picture:
    return _bar_picture(page, chart, figures, [page.project.label(f.breakdown) for f in figures], form)


def _bar_picture(page: Page, chart: Chart, figures: list[Figure], labels: list[str], form: str) -> Picture:
    measure = page.figures.measure(chart.measures[0])
    every = list(zip(figures, labels, strict=True))
    known = [(f, label) for f, label in every if f.known]
    frame = pd.DataFrame(
        [
            {
                "label": label,
                "value": math.nan if f.value is None else f.value,
                "printed": f.text,
                "status": "" if f.missing else str(f.status),
            }
            for f, label in zip(figures, labels, strict=True)
        ]
    )
    when = during(known[0][0].period, bool(measure.window.since))
    same = len({f.measure for f in figures}) == 1
    noun = page.figures.series(measure.id).source.breakdown if same else "measure"
    title = reserved(_bar_title(known, form), figures, noun)
    shows = named_values(every, when)
    compared = f", against {known[0][0].compared_with.label}" if form == "change" else ""
    subject = (
        f"{measure.title if same else page.topic(measure.topic).title}, {unit_words(measure, form)}, "
        f"{area_words(page, measure)}, {when.removeprefix('in ')}{compared}"
    )

    def draw(charts: object, description: str) -> object:
        unit = "%" if form == "change" else measure.unit
        more = {"good_direction": measure.good_direction} if form == "change" else {}
        return getattr(charts, form)(frame, unit=unit, y_title=axis_title(measure, form), description=description, **more)

    rows = [[esc(label), esc(f.text)] for f, label in zip(figures, labels, strict=True)]
    raw = [[label, measure.title, f.value, f.unit, str(f.status)] for f, label in zip(figures, labels, strict=True)]
    series = [s for id in chart.measures if (s := page.figures.series(id))]
    alt = alt_text("Bar chart", subject, shows, unknown(every, when))
    return Picture(title, subject, shows, alt, ("Group", "Value"), rows, raw, draw, [measure], known[0][0].period.last, series)


def _bar_title(known: list[tuple[Figure, str]], form: str) -> Sentence:
    """The ends of the bars in words; changes are told from the lowest to the highest, for a fall is not "highest".

    Values that print alike are alike to a reader: none of them is the highest.
    """
    top, bottom = max(known, key=lambda k: k[0].value)[0], min(known, key=lambda k: k[0].value)[0]
    if len(known) == 1:
        return [f"{known[0][1]}: ", top]
    if top.text == bottom.text:
        return ["All are the same, ", top]
    high, low = (_sharing(known, end.text) for end in (top, bottom))
    if form == "change":
        return ["From ", bottom, f" in {_listed(low)} to ", top, f" in {_listed(high)}"]
    return [f"{_listed(high)} {'is' if len(high) == 1 else 'are'} highest, ", top, f"; {_listed(low)} lowest, ", bottom]


def _sharing(known: list[tuple[Figure, str]], text: str) -> list[str]:
    return [label for f, label in known if f.text == text]


def _listed(labels: list[str]) -> str:
    """`North`, `North and South`, `North and others`."""
    return " and ".join(labels) if len(labels) < 3 else f"{labels[0]} and others"


def baseline(page: Page, topic: Topic, chart: Chart) -> Picture:
    measure = page.figures.measure(chart.measures[0])
    series = page.figures.series(measure.id)
    latest, first_year = series.last, int(series.periods[0][:4])
    totals = [
        page.figures.of(measure.id, "calendar_year", "", f"{y}-12")
        for y in range(first_year, int(latest[:4]) + 1)
        if f"{y}-12" <= latest
    ]
    now = page.figures.of(measure.id, "total_12_months")
    full = [f for f in totals if f.known and f.period.last.endswith("-12")] + [now]
    labels = [str(f.period)[:4] if f is not now else f"Year to {period_label(latest)}" for f in full]
    frame = pd.DataFrame(
        [
            {"label": label, "value": f.value, "printed": f.text, "baseline": label == str(measure.baseline)}
            for f, label in zip(full, labels, strict=True)
        ]
    )
    change = page.figures.of(measure.id, "change_on_baseline")
    title: Sentence = [f"{measure.title}: ", *change_phrase(change, measure)]
    base = full[labels.index(str(measure.baseline))]
    shows: Sentence = [now, f" {during(now.period)}, against ", base, f" in {measure.baseline}."]
    subject = f"{measure.title}, total of twelve months, {area_words(page, measure)}, {labels[0]} to {period_label(latest)}"

    def draw(charts: object, description: str) -> object:
        return charts.baseline(frame, unit=measure.unit, y_title=f"{measure.title} in twelve months", description=description)

    rows = [[esc(label), esc(f.text)] for f, label in zip(full, labels, strict=True)]
    raw = [[label, measure.title, f.value, f.unit, str(f.status)] for f, label in zip(full, labels, strict=True)]
    return Picture(
        title,
        subject,
        shows,
        alt_text("Bar chart", subject, shows),
        ("Year", "Total"),
        rows,
        raw,
        draw,
        [measure],
        latest,
        [series],
    )
