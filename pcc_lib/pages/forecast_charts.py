"""The months ahead as a fan, with the record of the model in trials; or why there is no forecast."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from pcc_lib.charts.given import Marks
from pcc_lib.core.periods import Span
from pcc_lib.core.quarters import period_label, shift
from pcc_lib.core.sure import sure
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.outlook import outlook
from pcc_lib.figures.series import Series
from pcc_lib.inputs.measures import Chart, Measure, Topic
from pcc_lib.pages.page import Page
from pcc_lib.pages.pictures import (
    Cells,
    Draw,
    Picture,
    Raw,
    alt_text,
    area_words,
    axis_of,
    chart_events,
    printed_value,
    raw_value,
    unit_words,
)
from pcc_lib.writing.wording import Sentence, between

SHOWN_YEARS = 3
MODELS = {"SeasonalNaive": "the same month of the year before", "ETS": "exponential smoothing (ETS)", "Theta": "the Theta method"}
PROMISED = 90  # per cent of trial months inside a 95% interval, below which the interval is called too narrow

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
    history = _history(series, max(chart.start, shift(series.last, 1 - 12 * SHOWN_YEARS)))
    told = _told(months)
    return Picture(
        title=_title(measure, months[0]),
        subject=_subject(page, series, str(history["period"].iloc[0]), str(found.points.index[-1])),
        shows=[*_in_words(measure, months), *_record(page, measure, found.model)],
        alt=alt_text("Fan chart", measure.title, told),
        columns=("Month", "Value", "95% interval, lower", "95% interval, upper"),
        rows=_table(months, history),
        raw=_raw(measure, history, months),
        draw=_drawn(page, topic, history, _ahead(found.points, months), series),
        measures=[measure],
        latest=series.last,
        series=[series],
        notes=["A forecast [f] carries past months forward and supposes that nothing new happens."],
    )


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


def _title(measure: Measure, first: _Month) -> Sentence:
    lower, upper = first.lower, first.upper
    told = [lower] if lower.text == upper.text else between(lower, upper)
    return [f"{measure.title}: ", *told, f" forecast for {first.value.period.label} [f]"]


def _subject(page: Page, series: Series, first: str, last: str) -> str:
    measure = series.measure
    return (
        f"{measure.title}, {unit_words(measure)}, {area_words(page, measure)}, {period_label(first)} to "
        f"{period_label(series.last)}, and forecast to {period_label(last)}"
    )


def _month(page: Page, measure: Measure, period: str) -> _Month:
    return _Month(*(page.figures.of(measure.id, statistic, "", period) for statistic in AHEAD))


def _history(series: Series, start: str) -> pd.DataFrame:
    values = series.values().loc[start:]
    values = values.loc[values.first_valid_index() :]
    return pd.DataFrame(
        [
            {"period": p, "value": v, "status": str(series.status(Span.of(p))), "printed": printed_value(v, series.measure)}
            for p, v in values.items()
        ]
    )


def _told(months: list[_Month]) -> Sentence:
    """`Forecast [f]: 10,764 in November 2023 (95% interval 10,102 to 11,427), …`"""
    said: Sentence = ["Forecast [f]: "]
    for i, (value, lower, upper) in enumerate(months):
        said += [
            "" if i == 0 else "; ",
            value,
            f" in {value.period.label} ({'95% interval ' if i == 0 else ''}",
            *between(lower, upper),
            ")",
        ]
    return [*said, "."]


def _in_words(measure: Measure, months: list[_Month]) -> Sentence:
    """The next month in plain words, then the others: `About 10,764 calls in November 2023 [f]: of a hundred …`"""
    (value, lower, upper), *later = months
    unit = f" {measure.unit}" if measure.how.adds_up and not measure.unit.startswith(("GBP", "million")) else ""
    alike = lower.text == upper.text
    inside: Sentence = ["closer to that than is printed"] if alike else ["between ", lower, " and ", upper]
    said: Sentence = [
        "About ",
        value,
        f"{unit} in {value.period.label} [f]: of a hundred such forecasts 95 should see the month fall ",
    ]
    said += [*inside, "."]
    for i, (value, lower, upper) in enumerate(later):
        said += [" Then " if i == 0 else "; ", value, f" in {value.period.label} (", *between(lower, upper), ")"]
    return [*said, "."] if later else said


def _record(page: Page, measure: Measure, model: str) -> Sentence:
    """How well the model did on months already known, against repeating the year before."""
    mase, naive, coverage, origins = (
        page.figures.of(measure.id, f"forecast_{name}") for name in ("mase", "naive_mase", "coverage", "origins")
    )
    narrow = sure(coverage.value) < PROMISED
    inside: Sentence = [
        " In ",
        origins,
        " trials on known months, ",
        coverage,
        " of the months fell inside their interval"
        + (": it was too narrow, so expect more surprise than the shading shows." if narrow else "."),
    ]
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


def _table(months: list[_Month], history: pd.DataFrame) -> Cells:
    """Newest first: the months ahead with their bounds, then what is known."""
    ahead = [[f"{m.value.period.label} [f]", *m] for m in reversed(months)]
    return ahead + [[period_label(r["period"]), r["printed"], "", ""] for r in history.iloc[::-1].to_dict("records")]


def _raw(measure: Measure, history: pd.DataFrame, months: list[_Month]) -> Raw:
    known = [[r["period"], measure.title, raw_value(r["value"]), measure.unit, r["status"]] for r in history.to_dict("records")]
    names = ("forecast", "forecast, 95% interval, lower", "forecast, 95% interval, upper")
    return known + [
        [str(f.period), name, raw_value(sure(f.value)), f.unit, str(f.status)]
        for month in months
        for name, f in zip(names, month, strict=True)
    ]
