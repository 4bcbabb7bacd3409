"""The ledger: every figure that the book prints, and every chart, each with where it comes from.

The other pages are replayed in this process: their notebooks are read, the `report.…` calls with literal arguments are
made again for the same quarter, and the blocks say what they printed. Nothing is run but methods of Report, and no
chart is drawn. So the page is the same under papermill, jupyter-book and our own build.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pcc_lib.core.periods import Span
from pcc_lib.core.status import codes
from pcc_lib.figures.figure import Figure, blocks_of, ledger_csv, ledger_rows
from pcc_lib.inputs.contents import Call, Notebook, notebooks
from pcc_lib.inputs.measures import FOLDER as MEASURES
from pcc_lib.inputs.measures import topic_ids, topics_of
from pcc_lib.inputs.plan import priorities
from pcc_lib.pages import ledger_words, topic_charts
from pcc_lib.pages.page import Block, Page
from pcc_lib.writing.html import Markup, fill, join
from pcc_lib.writing.markup import code, count, link, notice, paragraph
from pcc_lib.writing.tables import Table, download, table_html

COLUMNS = ("Printed", "What it is", "Period", "How it is worked out", "Source cells", "Kind")
OWN_BLOCKS = ("ledger_summary", "ledger", "ledger_charts")  # they list the others, so they are not replayed


@dataclass
class Entry:
    """One figure of the book, and the pages that print it, each once."""

    figure: Figure
    part: str
    pages: list[Notebook] = field(default_factory=list)


@dataclass(frozen=True)
class Shown:
    """What one call of a page showed."""

    page: Notebook
    call: Call
    block: Block


def summary(page: Page) -> Markup:
    """How much is listed here, how to verify a figure, and the ledger as a file."""
    shown = replayed(page)
    if not shown:
        return paragraph("No pages are named in the book's table of contents yet, so no figures are listed [x].")
    rows = [f.row() | {"page": s.page.stem} for s in shown for f in s.block.figures]
    said = fill(
        "ledger/summary",
        figures=count(len(_entries(page, shown)), "figures"),
        pages=count(len({s.page.stem for s in shown if s.block.figures}), "pages"),
        charts=count(len(_charts(shown)), "charts"),
        link=download(f"figures-{page.quarter}.csv", ledger_csv(ledger_rows(rows)), "Download all figures as CSV"),
    )
    return join([said, notice(fill("ledger/verify", statuses=codes().items()), "quiet")])


def ledger(page: Page) -> Markup:
    """Every figure of the other pages: one table for each topic, then one for each page's other figures."""
    entries = _entries(page, replayed(page))
    told = [t.title for p in priorities(page.project) for t in topics_of(page.project, p.id, scorecard=True)]
    found = dict.fromkeys(entry.part for entry in entries)
    parts = [*(part for part in dict.fromkeys(told) if part in found), *(part for part in found if part not in told)]
    shown = [_part(page, name, [e for e in entries if e.part == name]) for name in parts]
    return join(shown) if shown else paragraph("None.")


def charts_listed(page: Page) -> Markup:
    """Every chart of the other pages: its cells are checked against these columns and periods, not listed singly."""
    rows = [
        [code(chart), link(shown.page.href, shown.page.title), code(cells), Span.parse(period).label if period else ""]
        for chart, shown in _charts(replayed(page)).items()
        for cells, period in [_chart_cells(page, chart)]
    ]
    if not rows:
        return paragraph("No charts.")
    columns = ("Chart", "Page", "Source cells", "Period")
    return table_html(Table("Charts and the source cells that they draw", columns, rows, stack=True), page)


def replayed(page: Page) -> list[Shown]:
    """What every other page of the book shows in this quarter; worked out once for a page."""
    return page.once(
        "replayed",
        lambda: [shown for other in notebooks(page.project) if other.opened_as != page.name for shown in _replay(page, other)],
    )


def _replay(page: Page, notebook: Notebook) -> list[Shown]:
    other = page.beside(notebook.opened_as)
    calls = (call for call in notebook.calls if call.name in page.writers and call.name not in OWN_BLOCKS)
    return [Shown(notebook, call, other.write(call.name, *call.args)) for call in calls]


def _entries(page: Page, shown: Sequence[Shown]) -> list[Entry]:
    """One entry for each figure, in reading order, with every page that prints it."""
    topics = {name.removesuffix(".yml"): topic for name, topic in page.project.lines(MEASURES, "topic:").items()}
    titles = {id: page.topic(id).title for id in topic_ids(page.project)}
    entries: dict[str, Entry] = {}
    for s in shown:
        for figure in s.block.figures:
            part = titles.get(topics.get(figure.measure, ""), s.page.title)
            entry = entries.setdefault(figure.id, Entry(figure, part))
            if s.page not in entry.pages:
                entry.pages.append(s.page)
    return list(entries.values())


def _charts(shown: Sequence[Shown]) -> dict[str, Shown]:
    return {chart: s for s in shown for chart in s.block.charts}


def _part(page: Page, title: str, entries: Sequence[Entry]) -> Markup:
    counted = join([count(len(entries), "rows"), " figure" if len(entries) == 1 else " figures"])
    return fill("ledger/part", title=title, count=counted, columns=COLUMNS, rows=[_row(page, entry) for entry in entries])


def _row(page: Page, entry: Entry) -> Markup:
    figure = entry.figure
    return fill(
        "ledger/row",
        figure=figure,
        words=ledger_words.what_is(page, figure),
        pages=join([link(p.href, p.title.split(":")[0]) for p in entry.pages], ", "),
        period=_period(figure),
        cells=blocks_of(figure.cells),
        status=figure.status.words,
    )


def _period(figure: Figure) -> str:
    before = figure.compared_with
    against = f", against {before.label}" if isinstance(before, Span) and before else ""
    return figure.period.label + against if figure.period else ""


def _chart_cells(page: Page, chart_id: str) -> tuple[str, str]:
    """Source cells of a chart and the periods it draws; blank where its page's module does not say."""
    from pcc_lib.pages import delivery, money

    where, _, name = chart_id.partition("/")
    if where in set(topic_ids(page.project)):
        chart = next((c for c in page.topic(where).charts if c.id == name), None)
        return topic_charts.chart_cells(page, chart) if chart else ("", "")
    owner = {"delivery-plan": delivery, "money-and-people": money}.get(where)
    return owner.chart_cells(page, chart_id) if owner else ("", "")
