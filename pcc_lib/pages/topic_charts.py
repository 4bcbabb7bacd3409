"""The charts of a topic: from the same series and figures as its tiles and sentences."""

from __future__ import annotations

from dataclasses import replace

from pcc_lib.charts.given import Caption, Data
from pcc_lib.core import numerals
from pcc_lib.core.periods import Span
from pcc_lib.inputs.measures import Chart, Topic
from pcc_lib.pages.chart_kinds import KINDS, newest
from pcc_lib.pages.page import Page
from pcc_lib.pages.pictures import Picture, files_of, gaps_named, placed, source_line, taken_along, turns_named
from pcc_lib.writing.html import Markup, fill
from pcc_lib.writing.markup import DEFINITIONS_PAGE

TREND = "trend"
CSV_COLUMNS = ("period_or_group", "series", "value", "unit", "status")


def drawable(page: Page, chart: Chart) -> bool:
    """Whether the data for a chart are there in this quarter (some kinds say why they are not shown instead)."""
    return KINDS[chart.kind].drawable(page, chart)


def told_under(page: Page, topic: Topic) -> set[str]:
    """The measures of a topic that have a chart to themselves: the sentence under it says what the methods find of them."""
    alone = (c for c in topic.charts if c.kind == TREND and len(c.measures) == 1 and not c.by)
    shown = (c for c in alone if drawable(page, c) and not KINDS[c.kind].withheld(page, c))
    return {c.measures[0] for c in shown if page.figures.of(c.measures[0]).known}


def chart_html(page: Page, topic: Topic, chart: Chart, folded: bool = False, half: bool = False) -> Markup:
    """Place a chart with its title, sentence, table, CSV and source; for one that is withheld, say why. `folded`: its sentence
    and its note stand one click away. `half`: it stands beside another one."""
    kind = KINDS[chart.kind]
    if reason := kind.withheld(page, chart):
        return fill("chart_withheld", reason=reason)
    picture = kind.picture(page, topic, chart)
    said = caption(page, f"{topic.id}/{chart.id}", chart.title, picture)
    words = replace(said, folded=folded, half=half or kind.beside, beside=kind.beside)
    name = f"{topic.id}-{chart.id}-{page.quarter}.csv"
    data = Data(picture.columns, picture.rows, CSV_COLUMNS, taken_along(picture), name, files=files_of(picture))
    return placed(page, words, data, picture.draw)


def caption(page: Page, chart_id: str, own_title: str, picture: Picture) -> Caption:
    """The words around a chart; `own_title` stands in place of the message that the library writes."""
    return Caption(
        chart_id=chart_id,
        number=page.next_chart(),
        title=page.sentence([own_title] if own_title else picture.title),
        subtitle=picture.subject,
        shows=page.sentence(picture.shows),
        alt=picture.alt,
        source=source_line(picture),
        definition=f"{DEFINITIONS_PAGE}#{numerals.slug(picture.measures[0].id)}",
        note=" ".join([*gaps_named(picture), *turns_named(page, picture), *picture.notes]),
    )


def chart_cells(page: Page, chart: Chart) -> tuple[str, str]:
    """The source cells behind a chart, and the periods that it draws, for the list of charts."""
    series = [s for s in (page.figures.series(id) for id in chart.measures) if s is not None]
    first, last = KINDS[chart.kind].since(page, chart, series), newest(series)
    cells = dict.fromkeys(str(s.cells(role, Span(first, s.last))) for s in series for role in s.columns)
    cells |= dict.fromkeys(str(held.cells) for s in series if (held := s.population_at(s.last)))
    return " ".join(cells), str(Span(first, last))
