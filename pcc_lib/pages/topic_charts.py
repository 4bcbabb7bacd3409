"""The charts of a topic: from the same series and figures as its tiles and sentences."""

from __future__ import annotations

from pcc_lib.core import numerals
from pcc_lib.figures.figure import Figure
from pcc_lib.inputs.measures import Chart, Topic
from pcc_lib.pages.bar_charts import bars, baseline, breakdown, change_bars
from pcc_lib.pages.force_charts import funnel, not_compared, rank
from pcc_lib.pages.forecast_charts import forecast, no_forecast
from pcc_lib.pages.interval_charts import intervals, rows_of
from pcc_lib.pages.page import Page
from pcc_lib.pages.pictures import attributions, by_part, gaps_named, source_line
from pcc_lib.pages.scatter_charts import differences, has_differences, scatter
from pcc_lib.pages.trend_charts import trend
from pcc_lib.writing.markup import esc, notice
from pcc_lib.writing.tables import csv_text, table, with_note

_MAKERS = {
    "trend": trend,
    "breakdown": breakdown,
    "change": change_bars,
    "bars": bars,
    "baseline": baseline,
    "scatter": scatter,
    "intervals": intervals,
    "forecast": forecast,
    "differences": differences,
    "funnel": funnel,
    "rank": rank,
}
_REASONS = {"forecast": no_forecast, "funnel": not_compared, "rank": not_compared}  # why a chart of this kind is not shown


def drawable(page: Page, chart: Chart) -> bool:
    """Whether the data for a chart are there in this quarter (some kinds say why they are not shown instead)."""
    known = [page.figures.series(id) for id in chart.measures]
    if chart.kind == "scatter":
        return all(s is not None for s in known)
    if chart.kind == "differences":
        return has_differences(page, chart)
    if chart.kind in _REASONS:
        return known[0] is not None
    if chart.kind == "intervals":
        return (known[0] is not None or not chart.by) and any(row.value.known for row in rows_of(page, chart))
    if chart.kind in ("breakdown", "change"):
        return known[0] is not None and any(f.known for f in by_part(page, chart))
    if chart.kind == "bars":
        return any(page.figures.of(id).known for id in chart.measures)
    if chart.kind == "baseline":
        return known[0] is not None and page.figures.of(chart.measures[0], "change_on_baseline").known
    return any(
        s is not None and s.values(part).notna().sum() > 1 for s in known if s for part in (s.parts if chart.by else ("",))
    )


def chart_html(page: Page, topic: Topic, chart: Chart) -> str:
    """Place a chart with its title, sentence, table, CSV and source; for one that is withdrawn, say why."""
    if chart.kind in _REASONS and (reason := _REASONS[chart.kind](page, chart)):
        return f"<div>{notice(f'<p>{esc(reason)}</p>', 'quiet')}</div>"  # a frame, or it grows as high as its neighbour
    picture = _MAKERS[chart.kind](page, topic, chart)
    number = page.next_chart()
    title = esc(chart.title) if chart.title else page.sentence(picture.title)
    shows = page.sentence(picture.shows)
    rows = [[page.figure(cell) if isinstance(cell, Figure) else cell for cell in row] for row in picture.rows]
    chart_id = f"{topic.id}/{chart.id}"

    def make() -> str:
        from pcc_lib.charts import forms as charts  # Altair is slow to import; only a page that is shown needs it
        from pcc_lib.charts.block import chart_block

        drawn = picture.draw(charts, picture.alt)
        return chart_block(
            drawn,
            chart_id=chart_id,
            number=number,
            title=title,
            subtitle=picture.subject,
            shows=shows,
            alt=picture.alt,
            table_html=with_note(table(f"Data of chart {number}", picture.columns, rows, numeric=range(1, len(picture.columns)))),
            csv_text=csv_text(("period_or_group", "series", "value", "unit", "status"), picture.raw),
            csv_name=f"{topic.id}-{chart.id}-{page.quarter}.csv",
            source_line=source_line(page, picture),
            note=" ".join([*gaps_named(picture), *picture.notes, *attributions(picture)]),
            definition_href=f"about-the-data.html#{numerals.slug(picture.measures[0].id)}",
        )

    return page.draw(chart_id, make)
