"""Entries of the charts and tables of a book: the files, columns and periods that each shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pcc_lib.core.periods import Span
from pcc_lib.figures.blocks import cited
from pcc_lib.figures.figure import blocks_of
from pcc_lib.inputs.contents import Notebook
from pcc_lib.inputs.counterparts import charts_of
from pcc_lib.inputs.kept_editions import FOLDER as KEPT
from pcc_lib.inputs.measures import topic_ids
from pcc_lib.inputs.sources import FOLDER as SOURCES
from pcc_lib.pages import topic_charts
from pcc_lib.pages.page import Page
from pcc_lib.writing.html import Markup, fill, join
from pcc_lib.writing.markup import ShownTable, chart_anchor, code, link


def chart_entry(page: Page, chart: str, pages: Sequence[Notebook]) -> Markup:
    """What a chart draws, and where it stands."""
    cells, period = _chart_cells(page, chart)
    back = join([link(f"{p.href}#{chart_anchor(chart)}", p.title) for p in pages], ", ")
    facts = [*_files(page, blocks_of(cells)), ("Drawn on", back)]
    words = pages[0].title.partition(":")[0] if pages else ""
    label = Span.parse(period).label if period else ""
    return fill("ledger/chart", chart=code(chart), words=words, period=label, anchor=chart_anchor(chart), facts=facts)


def table_entry(page: Page, table: ShownTable, stands_on: Notebook) -> Markup:
    """The files, columns and periods that the figures of a table rest on, and where it stands."""
    found: dict[str, dict[str, list[str]]] = {}
    for ref in dict.fromkeys(ref for figure in table.figures for ref in blocks_of(figure.cells)):
        file, _, place = ref.partition("#")
        source = cited(page.project, ref)
        keys = {key: said for key, _, said in (each.partition("=") for each in place.split(";"))}
        periods = found.setdefault(_place(file) if source else file, {}).setdefault(keys.get("column", ""), [])
        if source:
            span = Span.parse(keys[source.period])
            periods += [span.first, span.last]
    facts = [("File", _columns(file, columns)) for file, columns in found.items()]
    back = link(f"{stands_on.href}#{table.anchor}", stands_on.title)
    words = stands_on.title.partition(":")[0]
    given = {"chart": table.caption, "words": words, "period": "", "anchor": table.anchor}
    return fill("ledger/chart", facts=[*facts, ("Stands on", back)], **given)


def _place(file: str) -> str:
    """Where the file of source cells stands: they are those of today, or those that a kept edition told."""
    return file if file.startswith(KEPT) else f"{SOURCES}/{file}"


def _columns(file: str, columns: Mapping[str, Sequence[str]]) -> Markup:
    """A file with the columns that are cited, and from when to when."""
    told = [f"{name} {Span(min(found), max(found))}" if found else name for name, found in columns.items()]
    return join([code(file), *([": ", "; ".join(told)] if any(told) else [])])


def _files(page: Page, refs: Iterable[str]) -> list[tuple[str, Markup]]:
    """Each file with the references to it: which rows, which columns."""
    found: dict[str, list[Markup]] = {}
    for ref in refs:
        file, _, place = ref.partition("#")
        source = cited(page.project, ref)
        title = f" ({source.field_title(place.rpartition('column=')[2])})" if source else ""
        found.setdefault(_place(file) if source else file, []).append(join([code(place or "all rows"), title]))
    return [("File", join([code(file), ": ", join(told, "; ")])) for file, told in found.items()]


def _chart_cells(page: Page, chart_id: str) -> tuple[str, str]:
    """Source cells of a chart and the periods it draws; blank where its page's module does not say."""
    from pcc_lib.pages import delivery, money

    where, _, name = chart_id.partition("/")
    if where in set(topic_ids(page.project)):
        chart = next((c for c in charts_of(page.project, where) if c.id == name), None)
        return topic_charts.chart_cells(page, chart) if chart else ("", "")
    owner = {"delivery-plan": delivery, "money-and-people": money}.get(where)
    return owner.chart_cells(page, chart_id) if owner else ("", "")
