"""Two measures against each other, month by month."""

from __future__ import annotations

import pandas as pd

from pcc_lib.markup import esc
from pcc_lib.measures import Chart, Topic
from pcc_lib.pages.pictures import Picture, alt_text, area_words, axis_title, printed_value
from pcc_lib.quarters import period_label
from pcc_lib.report import Report
from pcc_lib.wording import Sentence, during


def scatter(report: Report, topic: Topic, chart: Chart) -> Picture:
    across, up = (report.figures.measure(id) for id in chart.measures)
    xs, ys = (report.figures.series(m.id) for m in (across, up))
    last = min(xs.last, ys.last)
    x_values, y_values = xs.values(), ys.values()
    periods = [p for p in x_values.index if chart.start <= p <= last and p in y_values.index]
    frame = pd.DataFrame([{"period": p, "x": x_values[p], "y": y_values[p], "status": "",
                           "printed": f"{printed_value(x_values[p], across)}; {printed_value(y_values[p], up)}"}
                          for p in periods])
    linked = next((m for m in report.measures(topic.id) if set(m.of) == set(chart.measures)), None)
    title: Sentence = [f"{across.title} and {up.title.lower()}, month by month"]
    shows: Sentence = ["Each point is one month."]
    if linked:
        r = report.figures.of(linked.id)
        shows = ["Each point is one month. Pearson's r is ", r, f" {during(r.period)}; two series that both grow over time "
                 "are related in this sense even where neither has to do with the other."]
    subject = (f"{across.title} against {up.title.lower()}, {area_words(report, across)}, {period_label(periods[0])} to "
               f"{period_label(last)}")

    def draw(charts: object, description: str) -> object:
        return charts.scatter(frame, x_unit=across.unit, y_unit=up.unit, x_title=axis_title(across), y_title=axis_title(up),
                              description=description, connected=True)

    rows = [[esc(period_label(p)), esc(printed_value(x_values[p], across)), esc(printed_value(y_values[p], up))] for p in periods]
    raw = [[p, m.title, v, m.unit, xs.status(p, p)] for p in periods
           for m, v in ((across, x_values[p]), (up, y_values[p]))]
    return Picture(title, subject, shows, alt_text("Scatter chart", subject, shows), ("Month", across.title, up.title), rows,
                   raw, draw, [across, up], last, [xs, ys])
