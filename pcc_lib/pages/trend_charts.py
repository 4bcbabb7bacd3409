"""Lines by month: plain, or with the usual range where a measure is judged."""

from __future__ import annotations

import math
import re
from itertools import groupby

import pandas as pd

from pcc_lib.core import numerals
from pcc_lib.core.quarters import period_label, shift
from pcc_lib.figures.figures import Figure
from pcc_lib.figures.judgement import Judgement
from pcc_lib.figures.series import Series
from pcc_lib.inputs.measures import Chart, Measure, Topic
from pcc_lib.pages.page import Page
from pcc_lib.pages.pictures import (
    Picture,
    alt_text,
    area_words,
    axis_title,
    dated_marks,
    named_values,
    printed_value,
    targets,
    told_change,
    unit_words,
)
from pcc_lib.statistics.control_rules import COMMON, RUN
from pcc_lib.writing.markup import esc
from pcc_lib.writing.wording import Sentence, change_phrase, during, exception_words, extremes, judged_sentence, message, verdict

SHOWN_YEARS = 5
_Line = tuple[str, Measure, pd.Series, Series, str]


def trend(page: Page, topic: Topic, chart: Chart) -> Picture:
    measures = [page.figures.measure(id) for id in chart.measures]
    lines = _lines(page, chart, measures)
    first_measure = measures[0]
    last = max(p for line in lines for p in line[2].index)
    start = max(chart.start, min(p for line in lines for p in line[2].index)) if chart.start else _years_before(last)
    frame = pd.DataFrame([row for line in lines for row in _rows(*line, start)])
    shown_last = str(frame.loc[frame["value"].notna(), "period"].max())
    value = page.figures.of(first_measure.id)
    change = told_change(page, first_measure)
    single = len(lines) == 1
    title = message(first_measure, change, value) if single else _several_title(page, chart, measures)
    shows = _trend_shows(page, first_measure, lines, start) if single else _latest_of(page, chart, measures)
    first_shown = str(frame["period"].min())
    subject = (
        f"{first_measure.title if single or chart.by else topic.title}, {unit_words(first_measure)}, "
        f"{area_words(page, first_measure)}, {period_label(first_shown)} to {period_label(shown_last)}"
    )

    marks = dated_marks(page, topic, [m.model_copy(update={"rebase": ()}) for m in measures], first_shown, shown_last)

    def draw(charts: object, description: str) -> object:
        return charts.trend(
            frame,
            unit=first_measure.unit,
            y_title=axis_title(first_measure),
            description=description,
            zero=_from_zero(frame, first_measure),
            target=targets(page, first_measure, chart.by),
            events=marks[0],
            breaks=marks[1],
        )

    columns, rows = _wide(frame)
    picture = Picture(
        title,
        subject,
        shows,
        alt_text("Line chart", subject, shows),
        columns,
        rows,
        _raw(frame, first_measure),
        draw,
        measures,
        shown_last,
        [line[3] for line in lines],
    )
    judgement = page.judgement(first_measure) if single else None
    if judgement is None or judgement.points is None:
        return picture
    return _with_limits(page, topic, picture, frame, judgement)


def _with_limits(page: Page, topic: Topic, picture: Picture, frame: pd.DataFrame, judgement: Judgement) -> Picture:
    """The same picture as a process behaviour chart: mean, usual range, flagged months, re-set limits."""
    measure, points = picture.measures[0], judgement.points
    limits = {str(p): row for p, row in zip(points.index, points.to_dict("records"), strict=True)}
    flags = {"special cause high": "up", "special cause low": "down"}
    lines = {k: [limits.get(p, {}).get(k, math.nan) for p in frame["period"]] for k in ("mean", "lower", "upper")}
    drawn = frame.assign(**lines, flag=[flags.get(limits.get(p, {}).get("label"), "") for p in frame["period"]])
    drawn.loc[drawn["value"].isna(), list(lines)] = math.nan  # a gap is a gap: neither line nor shading leads across it
    first, last = str(frame["period"].min()), str(frame["period"].max())
    marks = dated_marks(page, topic, [measure], first, last)
    target = targets(page, measure)

    def draw(charts: object, description: str) -> object:
        return charts.spc(
            drawn,
            unit=measure.unit,
            y_title=axis_title(measure),
            description=description,
            target=target,
            good_direction=measure.good_direction,
            events=marks[0],
            breaks=marks[1],
        )

    found = verdict(judgement, measure)
    picture.draw, picture.notes = draw, _method_notes(measure, judgement)
    if judgement.variation or judgement.sameness:
        words = found.words.split(": ", 1)[-1]  # the pill says whether it is better or worse
        picture.title = [f"{measure.title}: {words[0].lower()}{words[1:]}"]
    elif judgement.trial:
        picture.title = [f"{measure.title}: trial limits, no verdict yet"]

    def figure(statistic: str, period: str = "") -> Figure:
        return page.figures.of(measure.id, statistic, "", period)

    said = judged_sentence(measure, page.figures.of(measure.id), told_change(page, measure), judgement, figure)
    picture.shows = said
    picture.alt = alt_text("Control chart", f"{picture.subject}. {found.words}", said, exception_words(judgement, figure))
    return picture


def _method_notes(measure: Measure, judgement: Judgement) -> list[str]:
    """What was done to judge the series, and why limits were re-set, in small print."""
    resets = [f"Limits re-set from {period_label(b.month)}: {b.reason.rstrip('.')}." for b in measure.rebase]
    worth = ["Illustration: the months are reconstructed [e]."] if judgement.illustration else []
    return [re.sub(r" \((?:strength|STL)[^)]*\)", "", judgement.note), *resets, *_unsteady(judgement), *worth]


def _unsteady(judgement: Judgement) -> list[str]:
    """A warning where most months are flagged: being within the usual range then says little.

    Levels are named only where there are two: a long run on either side of the average.
    """
    labels = judgement.points["label"].dropna()
    if not len(labels) or (labels != COMMON).mean() <= 0.5:
        return []
    why = (
        "the series moved from one level to another, so its usual range mixes them"
        if _two_levels(judgement.points)
        else "its usual range does not describe most of them"
    )
    return [f"More than half of the months judged are flagged: {why}, and a latest month within it says little."]


def _two_levels(points: pd.DataFrame) -> bool:
    """Whether runs of seven months or more lie on both sides of the average."""
    known = points.dropna(subset=["value"])
    sides = [1 if v > m else -1 if v < m else 0 for v, m in zip(known["value"], known["mean"], strict=True)]
    runs = [(side, len(list(run))) for side, run in groupby(sides)]
    return all(any(side == wanted and length >= RUN for side, length in runs) for wanted in (1, -1))


def _lines(page: Page, chart: Chart, measures: list[Measure]) -> list[_Line]:
    """Name, measure, values, series and part of each line: one a measure, or one a part."""
    if chart.by:
        series = page.figures.series(measures[0].id)
        return [(page.project.label(part), measures[0], series.values(part), series, part) for part in series.parts]
    found = [(m, page.figures.series(m.id)) for m in measures]
    return [(m.title, m, s.values(), s, "") for m, s in found if s is not None]


def _rows(name: str, measure: Measure, values: pd.Series, series: Series, part: str, start: str) -> list[dict[str, object]]:
    kept = values[values.index >= start]
    kept = kept.loc[kept.first_valid_index() : kept.last_valid_index()]  # gaps inside stay, nothing hangs over the ends
    rows = []
    for p, v in kept.items():
        first, last = series.window(p) or (p, p)
        marker = series.marker(first, last, part) if math.isnan(v) else ""
        rows.append(
            {
                "period": p,
                "series": name,
                "value": v,
                "status": "c" if marker == "c" else series.status(p, p),
                "printed": f"[{marker}]" if marker else printed_value(v, measure),
            }
        )
    return rows


def _wide(frame: pd.DataFrame) -> tuple[list[str], list[list[str]]]:
    names = list(dict.fromkeys(frame["series"]))
    cells = {(r["period"], r["series"]): r["printed"] or numerals.MISSING for r in frame.to_dict("records")}
    periods = sorted(set(frame["period"]), reverse=True)
    return (
        ["Period", *names],
        [[esc(period_label(p)), *(esc(cells.get((p, n), numerals.MISSING)) for n in names)] for p in periods],
    )


def _raw(frame: pd.DataFrame, measure: Measure) -> list[list[object]]:
    return [
        [r["period"], r["series"], "" if math.isnan(r["value"]) else float(f"{r['value']:.12g}"), measure.unit, r["status"]]
        for r in frame.to_dict("records")
    ]


def _several_title(page: Page, chart: Chart, measures: list[Measure]) -> Sentence:
    if chart.by:
        return [f"{measures[0].title}, by {page.figures.series(measures[0].id).source.breakdown}"]
    return [" and ".join(", ".join(m.title for m in measures).rsplit(", ", 1))]


def _latest_of(page: Page, chart: Chart, measures: list[Measure]) -> Sentence:
    if chart.by:
        series = page.figures.series(measures[0].id)
        named = [(page.figures.of(measures[0].id, "value", p), page.project.label(p)) for p in series.parts]
    else:
        named = [(page.figures.of(m.id), m.title) for m in measures]
    periods = {f.period for f, _ in named if f.known}
    if len(periods) > 1:  # measures told up to different months: each with its own
        parts = [part for f, label in named for part in ("; ", f"{label}: ", f, f" {during(f.period)}" if f.period else "")]
        return [*parts[1:], "."]
    return named_values(named, during(periods.pop())) if periods else ["No value is known for the latest period [x]."]


def _trend_shows(page: Page, measure: Measure, lines: list[_Line], start: str) -> Sentence:
    value = page.figures.of(measure.id)
    if not value.known:
        return ["No value is known for the latest period [x]."]
    said: Sentence = [value, f" {during(value.period, measure.window.startswith('since'))}"]
    change = told_change(page, measure)
    said += [", ", *change_phrase(change, measure), "."] if change else ["."]
    shown = lines[0][2][lines[0][2].index >= start].dropna()
    if len(shown) < 3 or measure.calculation == "published":
        return said
    high, low = (page.figures.of(measure.id, "value", "", p) for p in (shown.idxmax(), shown.idxmin()))
    printed = [printed_value(v, measure) for v in shown]
    return said + extremes(measure, high, low, {f.text for f in (high, low) if printed.count(f.text) > 1})


def _from_zero(frame: pd.DataFrame, measure: Measure) -> bool:
    """Counts start at nought; other values do where they come near it, so that a slow rate is not drawn flat."""
    return measure.is_additive or frame["value"].min() < frame["value"].max() / 3


def _years_before(period: str) -> str:
    return shift(period, -12 * SHOWN_YEARS + 1) if "-" in period else period
