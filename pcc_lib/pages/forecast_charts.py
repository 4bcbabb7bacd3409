"""The months ahead as a fan, with the record of the model in trials; or why there is no forecast."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from pcc_lib.charts.given import Marks
from pcc_lib.core.periods import Span
from pcc_lib.core.quarters import period_label, shift
from pcc_lib.core.status import RECONSTRUCTED, Statuses
from pcc_lib.core.sure import sure
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.outlook import TRUSTED, outlook
from pcc_lib.figures.series import Series
from pcc_lib.inputs.measures import Chart, Measure, Topic
from pcc_lib.pages.alternatives import alt_text, name_of
from pcc_lib.pages.page import Page
from pcc_lib.pages.pictures import (
    Cells,
    Draw,
    Picture,
    Raw,
    area_words,
    axis_of,
    chart_events,
    printed_value,
    raw_value,
    unit_words,
)
from pcc_lib.writing.subjects import Subject, subject_of
from pcc_lib.writing.wording import Sentence, between

SHOWN_YEARS = 3
MODELS = {"SeasonalNaive": "the same month of the year before", "ETS": "exponential smoothing (ETS)", "Theta": "the Theta method"}
PROMISED = 90  # per cent of trial months inside a 95% interval, below which the interval is called too narrow

BOUNDS = ("95% interval, lower", "95% interval, upper")
AHEAD = ("forecast", "forecast_lower", "forecast_upper")


def no_forecast(page: Page, chart: Chart) -> str:
    """Why a forecast is not shown, in a sentence; nothing where it is."""
    series = sure(page.figures.series(chart.measures[0]))
    reason = outlook(series).reason
    if not reason:
        return ""
    return f"No forecast is shown for “{series.measure.title}”: {reason}."


def forecast(page: Page, topic: Topic, chart: Chart) -> Picture:
    """What is known of the last three years, and three months ahead with their intervals."""
    measure, series = page.figures.measure(chart.measures[0]), sure(page.figures.series(chart.measures[0]))
    found = outlook(series)
    months = [_month(page, measure, period) for period in found.points.index]
    history = _history(page, series, max(chart.start, shift(series.last, 1 - 12 * SHOWN_YEARS)))
    trusted = _is_trusted(page, measure)
    ahead = _ahead(found.points if trusted else found.points.filter(["mean"]), months)
    return Picture(
        title=_title(subject_of(page.project, measure), months[0], trusted),
        subject=_subject(page, series, str(history["period"].iloc[0]), str(found.points.index[-1])),
        shows=[*_in_words(measure, months, trusted), *_record(page, measure, found.model)],
        alt=alt_text(
            "Fan chart",
            name_of(page, measure),
            _latest(history),
            tuple(_told(months[:count], trusted) for count in (len(months), 1)),
            _coverage_told(page, measure),
        ),
        columns=("Month", "Value", *BOUNDS) if trusted else ("Month", "Value"),
        rows=_table(months, history, trusted),
        raw=_raw(measure, history, months, trusted),
        draw=_drawn(page, topic, history, ahead, series),
        measures=[measure],
        latest=series.last,
        series=[series],
        notes=["A forecast [f] carries past months forward and supposes that nothing new happens."],
    )


def _is_trusted(page: Page, measure: Measure) -> bool:
    """Whether its intervals held nearly what they promise, on months already known."""
    return sure(page.figures.of(measure.id, "forecast_coverage").value) >= TRUSTED


class _Month(NamedTuple):
    """A month ahead: its value, and the bounds of its 95% interval."""

    value: Figure
    lower: Figure
    upper: Figure


def _drawn(page: Page, topic: Topic, history: pd.DataFrame, ahead: pd.DataFrame, series: Series) -> Draw:
    marks = Marks(events=chart_events(page, topic, str(history["period"].iloc[0]), series.last))

    def draw(description: str) -> object:
        from pcc_lib.charts.fan import fan

        return fan(history, ahead, axis_of(series.measure, from_zero=False, series=series), description, marks)

    return draw


def _ahead(points: pd.DataFrame, months: list[_Month]) -> pd.DataFrame:
    """The months ahead as the chart takes them."""
    return points.assign(period=points.index, value=points["mean"], printed=[m.value.text + " [f]" for m in months])


def _title(subject: Subject, first: _Month, trusted: bool) -> Sentence:
    if not trusted:
        return [f"The forecast [f] for {subject.inside.rstrip(',')} has no interval: its trials missed too often"]
    lower, upper = first.lower, first.upper
    told = ["about ", lower] if lower.text == upper.text else [lower, " to ", upper]
    return [f"{subject.are} forecast at ", *told, f" in {first.value.period.label} [f]"]


def _latest(history: pd.DataFrame) -> Sentence:
    """The last value that is known: `Latest: 15,342 in October 2023.`"""
    row = history.dropna(subset=["value"]).iloc[-1]
    return [f"Latest: {Statuses.parse(row['status']).beside(row['printed'])} in {period_label(row['period'])}."]


def _coverage_told(page: Page, measure: Measure) -> Sentence:
    """`89% of months in trials fell inside the interval.`"""
    return [page.figures.of(measure.id, "forecast_coverage"), " of months in trials fell inside the interval."]


def _subject(page: Page, series: Series, first: str, last: str) -> str:
    measure = series.measure
    return (
        f"{measure.title}, {unit_words(measure)}, {area_words(page, measure)}, {period_label(first)} to "
        f"{period_label(series.last)}, and forecast to {period_label(last)}"
    )


def _month(page: Page, measure: Measure, period: str) -> _Month:
    return _Month(*(page.figures.of(measure.id, statistic, "", period) for statistic in AHEAD))


def _history(page: Page, series: Series, start: str) -> pd.DataFrame:
    values, printed = series.values().loc[start:], page.figures.printed_periods(series.measure.id)
    values = values.loc[values.first_valid_index() :]
    return pd.DataFrame(
        [
            {"period": p, "value": v, "status": str(found), "printed": printed_value(v, series.measure)}
            for p, v in values.items()
            for known in [series.status(Span.of(str(p)))]
            for found in [known.without(RECONSTRUCTED) if p in printed else known]
        ]
    )


def _told(months: list[_Month], trusted: bool) -> Sentence:
    """`Forecast [f]: 10,764 in November 2023 (95% interval 10,102 to 11,427), …`; the values alone where no interval is given."""
    said: Sentence = ["Forecast [f]: "]
    for i, (value, lower, upper) in enumerate(months):
        bounds = [f" ({'95% interval ' if i == 0 else ''}", *between(lower, upper), ")"] if trusted else []
        said += ["" if i == 0 else "; ", value, f" in {value.period.label}", *bounds]
    return [*said, "."]


def _in_words(measure: Measure, months: list[_Month], trusted: bool) -> Sentence:
    """The next month in plain words, then the others: `About 10,764 calls in November 2023 [f]: of a hundred …`"""
    (value, lower, upper), *later = months
    unit = f" {measure.unit}" if measure.how.adds_up and not measure.unit.startswith(("GBP", "million")) else ""
    alike = lower.text == upper.text
    inside: Sentence = ["closer to that than is printed"] if alike else ["between ", lower, " and ", upper]
    said: Sentence = ["About ", value, f"{unit} in {value.period.label} [f]"]
    said += [": of a hundred such forecasts 95 should see the month fall ", *inside] if trusted else []
    said += ["."]
    for i, (value, lower, upper) in enumerate(later):
        bounds = [" (", *between(lower, upper), ")"] if trusted else []
        said += [" Then " if i == 0 else "; ", value, f" in {value.period.label}", *bounds]
    return [*said, "."] if later else said


def _record(page: Page, measure: Measure, model: str) -> Sentence:
    """How well the model did on months already known, against repeating the year before."""
    mase, naive, coverage, origins = (
        page.figures.of(measure.id, f"forecast_{name}") for name in ("mase", "naive_mase", "coverage", "origins")
    )
    inside: Sentence = [" In ", origins, " trials on known months, ", coverage, f" of the months fell inside {_worth(coverage)}"]
    if model == "SeasonalNaive":
        return [
            *inside,
            " No model did better than repeating the same month of the year before, so that is shown: its mean scaled error "
            "(MASE) was ",
            naive,
            ".",
        ]
    return [
        *inside,
        f" Made by {MODELS[model]}: its mean scaled error (MASE) was ",
        mase,
        ", against ",
        naive,
        " for repeating the same month of the year before.",
    ]


def _worth(coverage: Figure) -> str:
    """What the trials say of the interval; below TRUSTED it is not given at all."""
    if sure(coverage.value) < TRUSTED:
        return f"an interval meant to hold 95%. Below {TRUSTED}% it would promise too much, so none is given."
    if sure(coverage.value) < PROMISED:
        return "their interval: it was too narrow, so expect more surprise than the shading shows."
    return "their interval."


def _table(months: list[_Month], history: pd.DataFrame, trusted: bool) -> Cells:
    """Newest first: the months ahead, with their bounds where those are given, then what is known."""
    ahead = [[f"{m.value.period.label} [f]", *(m if trusted else m[:1])] for m in reversed(months)]
    empty = [""] * (len(BOUNDS) if trusted else 0)
    return ahead + [
        [period_label(r["period"]), Statuses.parse(r["status"]).beside(r["printed"]), *empty]
        for r in history.iloc[::-1].to_dict("records")
    ]


def _raw(measure: Measure, history: pd.DataFrame, months: list[_Month], trusted: bool) -> Raw:
    known = [[r["period"], measure.title, raw_value(r["value"]), measure.unit, r["status"]] for r in history.to_dict("records")]
    names = ("forecast", "forecast, 95% interval, lower", "forecast, 95% interval, upper")
    return known + [
        [str(f.period), name, raw_value(sure(f.value)), f.unit, str(f.status)]
        for month in months
        for name, f in (list(zip(names, month, strict=True)) if trusted else [(names[0], month.value)])
    ]
