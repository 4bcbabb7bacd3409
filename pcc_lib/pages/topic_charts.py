"""The charts of a topic: from the same series and figures as its tiles and sentences."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pandas as pd

from pcc_lib import numerals
from pcc_lib.figures import Figure
from pcc_lib.judgement import Judgement
from pcc_lib.markup import esc, plain
from pcc_lib.measures import Chart, Measure, Topic
from pcc_lib.plan import events
from pcc_lib.quarters import period_label, shift
from pcc_lib.report import Page, Report
from pcc_lib.series import Series
from pcc_lib.tables import csv_text, table
from pcc_lib.wording import Sentence, change_phrase, during, extremes, judged_sentence, message, verdict

SHOWN_YEARS = 5
ALT_LIMIT = 250


@dataclass
class Picture:
    """A chart as data and words, ready to be drawn: `draw(charts, description)` makes the Altair chart."""

    title: Sentence
    subject: str
    shows: Sentence
    alt: str
    columns: Sequence[str]
    rows: list[list[str]]
    raw: list[list[object]]
    draw: Callable[[object, str], object]
    measures: Sequence[Measure]
    latest: str
    series: list[Series] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def drawable(report: Report, chart: Chart) -> bool:
    """Whether the data for a chart are there in this quarter."""
    known = [report.figures.series(id) for id in chart.measures]
    if chart.kind == "scatter":
        return all(s is not None for s in known)
    if chart.kind in ("breakdown", "change"):
        return known[0] is not None and any(f.known for f in _by_part(report, chart))
    if chart.kind == "bars":
        return any(report.figures.of(id).known for id in chart.measures)
    if chart.kind == "baseline":
        return known[0] is not None and report.figures.of(chart.measures[0], "change_on_baseline").known
    return any(s is not None and s.values(part).notna().sum() > 1 for s in known if s
               for part in (s.parts if chart.by else ("",)))


def chart_html(report: Report, page: Page, topic: Topic, chart: Chart) -> str:
    """Place a chart with its title, sentence, table, CSV and source."""
    picture = _MAKERS[chart.kind](report, topic, chart)
    number = report.next_chart()
    title = esc(chart.title) if chart.title else page.sentence(picture.title)
    shows = page.sentence(picture.shows)
    chart_id = f"{topic.id}/{chart.id}"

    def make() -> str:
        from pcc_lib import charts  # Altair is slow to import; only a page that is shown needs it
        from pcc_lib.chart_block import chart_block

        drawn = picture.draw(charts, picture.alt)
        return chart_block(
            drawn, chart_id=chart_id, number=number, title=title, subtitle=picture.subject, shows=shows, alt=picture.alt,
            table_html=table(f"Data of chart {number}", picture.columns, picture.rows,
                             numeric=range(1, len(picture.columns))),
            csv_text=csv_text(("period_or_group", "series", "value", "unit", "status"), picture.raw),
            csv_name=f"{topic.id}-{chart.id}-{report.quarter}.csv",
            source_line=_source_line(report, picture),
            definition_href=f"about-the-data.html#{numerals.slug(picture.measures[0].id)}")

    small = f'<p class="pcc-note">{esc(" ".join(picture.notes))}</p>' if picture.notes else ""
    return page.draw(chart_id, make) + small


def _trend(report: Report, topic: Topic, chart: Chart) -> Picture:
    measures = [report.figures.measure(id) for id in chart.measures]
    lines = _lines(report, chart, measures)
    first_measure = measures[0]
    last = max(p for line in lines for p in line[2].index)
    start = max(chart.start, min(p for line in lines for p in line[2].index)) if chart.start else _years_before(last)
    frame = pd.DataFrame([row for line in lines for row in _rows(*line, start)])
    shown_last = str(frame.loc[frame["value"].notna(), "period"].max())
    value = report.figures.of(first_measure.id)
    change = _change(report, first_measure)
    single = len(lines) == 1
    title = message(first_measure, change, value) if single else _several_title(report, chart, measures)
    shows = _trend_shows(report, first_measure, lines, start) if single else _latest_of(report, chart, measures)
    first_shown = str(frame["period"].min())
    subject = (f"{first_measure.title if single or chart.by else topic.title}, {_unit_words(first_measure)}, "
               f"{_area(report, first_measure)}, {period_label(first_shown)} to {period_label(shown_last)}")

    def draw(charts: object, description: str) -> object:
        return charts.trend(frame, unit=first_measure.unit, y_title=_axis(first_measure), description=description,
                            target=_targets(report, first_measure, chart), breaks=_breaks(measures, start),
                            events=_events(report, topic, first_shown, shown_last))

    columns, rows = _wide(frame)
    picture = Picture(title, subject, shows, _alt("Line chart", subject, shows), columns, rows, _raw(frame, first_measure),
                      draw, measures, shown_last, [line[3] for line in lines])
    judgement = report.judgement(first_measure) if single else None
    if judgement is None or judgement.points is None:
        return picture
    return _with_limits(report, topic, picture, frame, judgement)


def _with_limits(report: Report, topic: Topic, picture: Picture, frame: pd.DataFrame, judgement: Judgement) -> Picture:
    """The same picture as a process behaviour chart: mean, usual range, flagged months, re-set limits."""
    measure, points = picture.measures[0], judgement.points
    limits = {str(p): row for p, row in zip(points.index, points.to_dict("records"), strict=True)}
    flags = {"special cause high": "up", "special cause low": "down"}
    lines = {k: [limits.get(p, {}).get(k, math.nan) for p in frame["period"]] for k in ("mean", "lower", "upper")}
    drawn = frame.assign(**lines, flag=[flags.get(limits.get(p, {}).get("label"), "") for p in frame["period"]])
    first, last = str(frame["period"].min()), str(frame["period"].max())
    resets = [{"month": b["month"], "label": "Limits re-set"} for b in measure.rebase if first < b["month"] <= last]
    target = _targets(report, measure, Chart(id="", kind="trend", measures=()))

    def draw(charts: object, description: str) -> object:
        return charts.spc(drawn, unit=measure.unit, y_title=_axis(measure), description=description, target=target,
                          good_direction=measure.good_direction, breaks=[*_breaks([measure], first), *resets],
                          events=_events(report, topic, first, last))

    found = verdict(judgement, measure)
    picture.draw, picture.notes = draw, _method_notes(measure, judgement)
    if judgement.variation:
        picture.title = [f"{measure.title}: {found.words[0].lower()}{found.words[1:]}"]
    elif judgement.trial:
        picture.title = [f"{measure.title}: trial limits, no verdict yet"]
    said = judged_sentence(measure, report.figures.of(measure.id), _change(report, measure), judgement,
                           lambda s: report.figures.of(measure.id, s))
    picture.shows = said
    picture.alt = _alt("Control chart", picture.subject, [f"{found.words}. ", *said])
    return picture


def _method_notes(measure: Measure, judgement: Judgement) -> list[str]:
    """What was done to judge the series, and why limits were re-set, in small print."""
    resets = [f"Limits re-set from {period_label(b['month'])}: {b['reason'].rstrip('.')}." for b in measure.rebase]
    worth = ["Illustration: the months are reconstructed [e]."] if judgement.illustration else []
    return [f"{judgement.note}", *resets, *worth]


def _breakdown(report: Report, topic: Topic, chart: Chart) -> Picture:
    return _bars_of(report, chart, _by_part(report, chart), "breakdown")


def _change_bars(report: Report, topic: Topic, chart: Chart) -> Picture:
    return _bars_of(report, chart, _by_part(report, chart), "change")


def _bars(report: Report, topic: Topic, chart: Chart) -> Picture:
    figures = [report.figures.of(id) for id in chart.measures]
    labels = [report.figures.measure(f.measure).title for f in figures]
    return _bar_picture(report, chart, figures, labels, "bars")


def _bars_of(report: Report, chart: Chart, figures: list[Figure], form: str) -> Picture:
    return _bar_picture(report, chart, figures, [report.project.label(f.breakdown) for f in figures], form)


def _bar_picture(report: Report, chart: Chart, figures: list[Figure], labels: list[str], form: str) -> Picture:
    measure = report.figures.measure(chart.measures[0])
    known = [(f, label) for f, label in zip(figures, labels, strict=True) if f.known]
    top, bottom = max(known, key=lambda k: k[0].value), min(known, key=lambda k: k[0].value)
    frame = pd.DataFrame([{"label": label, "value": math.nan if f.value is None else f.value, "printed": f.text,
                           "status": f.status if f.status != "x" else ""}
                          for f, label in zip(figures, labels, strict=True)])
    when = during(known[0][0].period, measure.window.startswith("since"))
    title: Sentence = [f"{top[1]} is highest, ", top[0]] + ([f"; {bottom[1]} lowest, ", bottom[0]] if len(known) > 1 else [])
    shows: Sentence = [part for f, label in known for part in (f"{label}: ", f, "; ")][:-1] + [f" {when}."]
    same = len({f.measure for f in figures}) == 1
    compared = f", against {period_label(figures[0].compared_with)}" if form == "change" else ""
    subject = (f"{measure.title if same else report.topic(measure.topic).title}, {_unit_words(measure, form)}, "
               f"{_area(report, measure)}, {when.removeprefix('in ')}{compared}")

    def draw(charts: object, description: str) -> object:
        unit = "%" if form == "change" else measure.unit
        more = {"good_direction": measure.good_direction} if form == "change" else {}
        return getattr(charts, form)(frame, unit=unit, y_title=_axis(measure, form), description=description, **more)

    rows = [[esc(label), esc(f.text)] for f, label in zip(figures, labels, strict=True)]
    raw = [[label, measure.title, f.value, f.unit, f.status] for f, label in zip(figures, labels, strict=True)]
    series = [s for id in chart.measures if (s := report.figures.series(id))]
    return Picture(title, subject, shows, _alt("Bar chart", subject, shows), ("Group", "Value"), rows, raw, draw,
                   [measure], known[0][0].period.split("..")[-1], series)


def _baseline(report: Report, topic: Topic, chart: Chart) -> Picture:
    measure = report.figures.measure(chart.measures[0])
    series = report.figures.series(measure.id)
    latest, first_year = series.last, int(series.periods[0][:4])
    totals = [report.figures.of(measure.id, "calendar_year", "", f"{y}-12")
              for y in range(first_year, int(latest[:4]) + 1) if f"{y}-12" <= latest]
    now = report.figures.of(measure.id, "total_12_months")
    full = [f for f in totals if f.known and f.period.endswith("-12")] + [now]
    labels = [f.period[:4] if f is not now else f"Year to {period_label(latest)}" for f in full]
    frame = pd.DataFrame([{"label": label, "value": f.value, "printed": f.text, "baseline": label == str(measure.baseline)}
                          for f, label in zip(full, labels, strict=True)])
    change = report.figures.of(measure.id, "change_on_baseline")
    title: Sentence = [f"{measure.title}: ", *change_phrase(change, measure)]
    base = full[labels.index(str(measure.baseline))]
    shows: Sentence = [now, f" {during(now.period)}, against ", base, f" in {measure.baseline}."]
    subject = f"{measure.title}, total of twelve months, {_area(report, measure)}, {labels[0]} to {period_label(latest)}"

    def draw(charts: object, description: str) -> object:
        return charts.baseline(frame, unit=measure.unit, y_title=f"{measure.title} in twelve months",
                               description=description)

    rows = [[esc(label), esc(f.text)] for f, label in zip(full, labels, strict=True)]
    raw = [[label, measure.title, f.value, f.unit, f.status] for f, label in zip(full, labels, strict=True)]
    return Picture(title, subject, shows, _alt("Bar chart", subject, shows), ("Year", "Total"), rows, raw, draw, [measure],
                   latest, [series])


def _scatter(report: Report, topic: Topic, chart: Chart) -> Picture:
    across, up = (report.figures.measure(id) for id in chart.measures)
    xs, ys = (report.figures.series(m.id) for m in (across, up))
    last = min(xs.last, ys.last)
    x_values, y_values = xs.values(), ys.values()
    periods = [p for p in x_values.index if chart.start <= p <= last and p in y_values.index]
    frame = pd.DataFrame([{"period": p, "x": x_values[p], "y": y_values[p], "status": "",
                           "printed": f"{_printed(x_values[p], across)}; {_printed(y_values[p], up)}"} for p in periods])
    linked = next((m for m in report.measures(topic.id) if set(m.of) == set(chart.measures)), None)
    title: Sentence = [f"{across.title} and {up.title.lower()}, month by month"]
    shows: Sentence = ["Each point is one month."]
    if linked:
        r = report.figures.of(linked.id)
        shows = ["Each point is one month. Pearson's r is ", r, f" {during(r.period)}; two series that both grow over time "
                 "are related in this sense even where neither has to do with the other."]
    subject = (f"{across.title} against {up.title.lower()}, {_area(report, across)}, {period_label(periods[0])} to "
               f"{period_label(last)}")

    def draw(charts: object, description: str) -> object:
        return charts.scatter(frame, x_unit=across.unit, y_unit=up.unit, x_title=_axis(across), y_title=_axis(up),
                              description=description, connected=True)

    rows = [[esc(period_label(p)), esc(_printed(x_values[p], across)), esc(_printed(y_values[p], up))] for p in periods]
    raw = [[p, m.title, v, m.unit, xs.status(p, p)] for p in periods
           for m, v in ((across, x_values[p]), (up, y_values[p]))]
    return Picture(title, subject, shows, _alt("Scatter chart", subject, shows), ("Month", across.title, up.title), rows,
                   raw, draw, [across, up], last, [xs, ys])


_MAKERS = {"trend": _trend, "breakdown": _breakdown, "change": _change_bars, "bars": _bars, "baseline": _baseline,
           "scatter": _scatter}
_Line = tuple[str, Measure, pd.Series, Series]


def _lines(report: Report, chart: Chart, measures: list[Measure]) -> list[_Line]:
    """Name, measure, values and series of each line: one a measure, or one a part."""
    if chart.by:
        series = report.figures.series(measures[0].id)
        return [(report.project.label(part), measures[0], series.values(part), series) for part in series.parts]
    found = [(m, report.figures.series(m.id)) for m in measures]
    return [(m.title, m, s.values(), s) for m, s in found if s is not None]


def _rows(name: str, measure: Measure, values: pd.Series, series: Series, start: str) -> list[dict[str, object]]:
    kept = values[values.index >= start]
    kept = kept.loc[kept.first_valid_index():kept.last_valid_index()]  # gaps inside stay, nothing hangs over the ends
    return [{"period": p, "series": name, "value": v, "status": series.status(p, p),
             "printed": f"[{series.marker(p, p)}]" if math.isnan(v) else _printed(v, measure)} for p, v in kept.items()]


def _printed(value: float, measure: Measure) -> str:
    if math.isnan(value):
        return numerals.MISSING
    return numerals.printed(value, measure.unit, measure.decimals, measure.precision)


def _wide(frame: pd.DataFrame) -> tuple[list[str], list[list[str]]]:
    names = list(dict.fromkeys(frame["series"]))
    cells = {(r["period"], r["series"]): r["printed"] or numerals.MISSING for r in frame.to_dict("records")}
    periods = sorted(set(frame["period"]), reverse=True)
    return (["Period", *names],
            [[esc(period_label(p)), *(esc(cells.get((p, n), numerals.MISSING)) for n in names)] for p in periods])


def _raw(frame: pd.DataFrame, measure: Measure) -> list[list[object]]:
    return [[r["period"], r["series"], "" if math.isnan(r["value"]) else float(f"{r['value']:.12g}"), measure.unit,
             r["status"]] for r in frame.to_dict("records")]


def _by_part(report: Report, chart: Chart) -> list[Figure]:
    """The figures of a breakdown: the latest value of each part, or its change."""
    measure = report.figures.measure(chart.measures[0])
    statistic = chart.statistic or ("value" if chart.kind == "breakdown" else _change_statistic(measure))
    return [report.figures.of(measure.id, statistic, part) for part in report.figures.series(measure.id).parts]


def _change_statistic(measure: Measure) -> str:
    return measure.change if measure.change != "none" else "change_12_months"


def _change(report: Report, measure: Measure) -> Figure | None:
    if measure.change == "none":
        return None
    figure = report.figures.of(measure.id, measure.change)
    return figure if figure.known else None


def _several_title(report: Report, chart: Chart, measures: list[Measure]) -> Sentence:
    if chart.by:
        return [f"{measures[0].title}, by {report.figures.series(measures[0].id).source.breakdown}"]
    return [" and ".join(", ".join(m.title for m in measures).rsplit(", ", 1))]


def _latest_of(report: Report, chart: Chart, measures: list[Measure]) -> Sentence:
    if chart.by:
        series = report.figures.series(measures[0].id)
        named = [(report.figures.of(measures[0].id, "value", p), report.project.label(p)) for p in series.parts]
    else:
        named = [(report.figures.of(m.id), m.title) for m in measures]
    known = [(f, label) for f, label in named if f.known]
    parts = [part for f, label in known for part in (f"{label}: ", f, "; ")][:-1]
    return [*parts, f" {during(known[0][0].period)}."] if known else ["No value is known."]


def _trend_shows(report: Report, measure: Measure, lines: list[_Line], start: str) -> Sentence:
    value = report.figures.of(measure.id)
    if not value.known:
        return ["No value is known for the latest period [x]."]
    said: Sentence = [value, f" {during(value.period, measure.window.startswith('since'))}"]
    change = _change(report, measure)
    said += [", ", *change_phrase(change, measure), "."] if change else ["."]
    shown = lines[0][2][lines[0][2].index >= start].dropna()
    if len(shown) < 3 or measure.calculation == "published":
        return said
    high, low = (report.figures.of(measure.id, "value", "", p) for p in (shown.idxmax(), shown.idxmin()))
    return said + extremes(measure, high, low)


def _targets(report: Report, measure: Measure, chart: Chart) -> list[dict[str, object]] | None:
    target = measure.target
    if target is None:
        return None
    if chart.by:
        return [{"value": v, "label": f"{report.project.label(p)}: {_printed(v, measure)}"}
                for p, v in target.by.items()] or [{"value": target.value, "label": target.label}]
    return [{"value": target.value, "label": target.label}] if target.value is not None else None


def _events(report: Report, topic: Topic, first: str, last: str) -> list[dict[str, str]]:
    return [{"month": e["month"], "label": e["label"]} for e in events(report.project, topic.events)
            if first <= e["month"] <= last]


def _breaks(measures: list[Measure], start: str) -> list[dict[str, str]]:
    found = {b["month"]: b for m in measures for b in m.breaks if b["month"] > start}
    return [{"month": month, "label": "Break in series"} for month in sorted(found)]


def _source_line(report: Report, picture: Picture) -> str:
    producers = dict.fromkeys(str(s.source.about["producer"]) for s in picture.series)
    statuses = sorted({s for series in picture.series for s in series.status("", "9999").split(",") if s})
    marks = "".join(f" [{s}]" for s in statuses)
    return f"Source: {'; '.join(producers)}, to {period_label(picture.latest)}{marks}"


def _alt(form: str, subject: str, shows: Sentence) -> str:
    text = f"{form}. {subject}. {plain(shows)}"
    return text if len(text) <= ALT_LIMIT else text[:ALT_LIMIT].rsplit(" ", 1)[0].rstrip(".,;:") + "…"


def _area(report: Report, measure: Measure) -> str:
    return measure.area_label or report.project.body.get("total_label", report.project.body["area"])


def _unit_words(measure: Measure, form: str = "") -> str:
    if form == "change":
        return "change in per cent"
    words = {"%": "per cent", "seconds": "average time", "rank": "rank", "GBP": "pounds"}.get(measure.unit, measure.unit)
    window = measure.window
    spread = {"month": "by month"}.get(window, "over " + window if window.endswith("months") else window)
    return f"{words} {spread}"


def _axis(measure: Measure, form: str = "") -> str:
    if form == "change":
        return "Change in per cent"
    words = {"%": "Per cent", "seconds": "Time", "rank": "Rank"}.get(measure.unit)
    return words or measure.unit.capitalize()


def _years_before(period: str) -> str:
    return shift(period, -12 * SHOWN_YEARS + 1) if "-" in period else period
