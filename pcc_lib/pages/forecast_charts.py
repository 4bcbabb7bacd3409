"""The months ahead as a fan, with the record of the model in trials; or why there is no forecast."""

from __future__ import annotations

import math

import pandas as pd

from pcc_lib.core.periods import Span
from pcc_lib.core.quarters import period_label, shift
from pcc_lib.core.status import RECONSTRUCTED
from pcc_lib.figures.figure import Figure
from pcc_lib.figures.outlook import outlook
from pcc_lib.figures.series import Series
from pcc_lib.inputs.measures import Chart, Measure, Topic
from pcc_lib.pages.page import Page
from pcc_lib.pages.pictures import Picture, alt_text, area_words, axis_title, chart_events, printed_value, unit_words
from pcc_lib.writing.markup import esc
from pcc_lib.writing.wording import Sentence, between

SHOWN_YEARS = 3
MODELS = {"SeasonalNaive": "the same month of the year before", "ETS": "exponential smoothing (ETS)", "Theta": "the Theta method"}
PROMISED = 90  # per cent of trial months inside a 95% interval, below which the interval is called too narrow


def no_forecast(page: Page, chart: Chart) -> str:
    """Why a forecast is not shown, in a sentence; nothing where it is."""
    series = page.figures.series(chart.measures[0])
    reason = outlook(series).reason
    if not reason:
        return ""
    worth = " The months are reconstructed [e], so this, too, is an illustration." if RECONSTRUCTED in series.status() else ""
    return f"No forecast is shown for “{series.measure.title}”: {reason}.{worth}"


def forecast(page: Page, topic: Topic, chart: Chart) -> Picture:
    measure, series = page.figures.measure(chart.measures[0]), page.figures.series(chart.measures[0])
    found = outlook(series)
    months = [_month(page, measure, period) for period in found.points.index]
    history = _history(series, max(chart.start, shift(series.last, 1 - 12 * SHOWN_YEARS)))
    ahead = found.points.assign(
        period=found.points.index, value=found.points["mean"], printed=[m[0].text + " [f]" for m in months]
    )
    first, last = str(history["period"].iloc[0]), str(found.points.index[-1])
    subject = (
        f"{measure.title}, {unit_words(measure)}, {area_words(page, measure)}, {period_label(first)} to "
        f"{period_label(series.last)}, and forecast to {period_label(last)}"
    )
    value, lower, upper = months[0]
    range_told = [lower] if lower.text == upper.text else between(lower, upper)
    title: Sentence = [f"{measure.title}: ", *range_told, f" forecast for {value.period.label} [f]"]
    told = _told(months)

    def draw(charts: object, description: str) -> object:
        return charts.fan(
            history,
            ahead,
            unit=measure.unit,
            y_title=axis_title(measure),
            description=description,
            zero=False,
            events=chart_events(page, topic, first, series.last),
        )

    return Picture(
        title,
        subject,
        [*told, *_record(page, measure, found.model)],
        alt_text("Fan chart", measure.title, told),
        ("Month", "Value", "95% interval, lower", "95% interval, upper"),
        _table(months, history),
        _raw(measure, history, months),
        draw,
        [measure],
        series.last,
        [series],
        _notes(series),
    )


def _month(page: Page, measure: Measure, period: str) -> tuple[Figure, Figure, Figure]:
    """Value, lower and upper bound of a month ahead."""
    return tuple(
        page.figures.of(measure.id, statistic, "", period) for statistic in ("forecast", "forecast_lower", "forecast_upper")
    )


def _history(series: Series, start: str) -> pd.DataFrame:
    values = series.values().loc[start:]
    values = values.loc[values.first_valid_index() :]
    return pd.DataFrame(
        [
            {"period": p, "value": v, "status": str(series.status(Span.of(p))), "printed": printed_value(v, series.measure)}
            for p, v in values.items()
        ]
    )


def _told(months: list[tuple[Figure, Figure, Figure]]) -> Sentence:
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


def _record(page: Page, measure: Measure, model: str) -> Sentence:
    """How well the model did on months already known, against repeating the year before."""
    mase, naive, coverage, origins = (
        page.figures.of(measure.id, f"forecast_{name}") for name in ("mase", "naive_mase", "coverage", "origins")
    )
    inside = [
        coverage,
        " of the months tried fell inside the 95% interval"
        + (": it was too narrow, so expect more surprise than the shading shows." if coverage.value < PROMISED else "."),
    ]
    if model == "SeasonalNaive":
        return [
            " No model did better in ",
            origins,
            " trials on known months than repeating the same month of the year before, "
            "so that is shown: its mean scaled error (MASE) was ",
            naive,
            ". ",
            *inside,
        ]
    return [
        f" Made by {MODELS[model]}. In ",
        origins,
        " trials on known months its mean scaled error (MASE) was ",
        mase,
        ", against ",
        naive,
        " for repeating the same month of the year before. ",
        *inside,
    ]


def _notes(series: Series) -> list[str]:
    found = ["A forecast [f] carries past months forward and supposes that nothing new happens."]
    if RECONSTRUCTED in series.status():
        found.append("Illustration: the months are reconstructed [e], so it shows how the method works, not what to expect.")
    return found


def _table(months: list[tuple[Figure, Figure, Figure]], history: pd.DataFrame) -> list[list[str | Figure]]:
    """Newest first: the months ahead with their bounds, then what is known."""
    ahead = [[esc(f"{m[0].period.label} [f]"), *m] for m in reversed(months)]
    return ahead + [[esc(period_label(r["period"])), esc(r["printed"]), "", ""] for r in history[::-1].to_dict("records")]


def _raw(measure: Measure, history: pd.DataFrame, months: list[tuple[Figure, Figure, Figure]]) -> list[list[object]]:
    known = [
        [r["period"], measure.title, "" if math.isnan(r["value"]) else float(f"{r['value']:.12g}"), measure.unit, r["status"]]
        for r in history.to_dict("records")
    ]
    names = ("forecast", "forecast, 95% interval, lower", "forecast, 95% interval, upper")
    return known + [
        [str(f.period), name, float(f"{f.value:.12g}"), f.unit, str(f.status)]
        for month in months
        for name, f in zip(names, month, strict=True)
    ]
