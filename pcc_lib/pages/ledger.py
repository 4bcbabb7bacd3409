"""The ledger: every figure that the book prints, and every chart, each with where it comes from.

The other pages are replayed in this process: their notebooks are read, the `report.…` calls with literal arguments are
made again for the same quarter, and the blocks say what they printed. Nothing is run but methods of Report, and no
chart is drawn. So the page is the same under papermill, jupyter-book and our own build.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pcc_lib.core.kept import Opened
from pcc_lib.core.status import codes
from pcc_lib.figures.embedded import embedded
from pcc_lib.figures.figure import ledger_csv, ledger_rows
from pcc_lib.inputs.contents import Call, Notebook, notebooks, read_notebook
from pcc_lib.inputs.measures import FOLDER as MEASURES
from pcc_lib.inputs.measures import topic_ids, topics_of
from pcc_lib.inputs.plan import priorities
from pcc_lib.inputs.standard_pages import Ask, standard_page
from pcc_lib.inputs.traces import Trace
from pcc_lib.pages.ledger_cells import cells_shown
from pcc_lib.pages.ledger_charts import chart_entry, table_entry
from pcc_lib.pages.ledger_entries import Entries, Entry
from pcc_lib.pages.ledger_parts import CHARTS, DRAWN, OTHERS, TABLES, Part, contents, part_html, part_of_page, part_of_topic
from pcc_lib.pages.page import Block, Page
from pcc_lib.pages.shown_record import read_record, record_file, write_record
from pcc_lib.writing.html import Markup, fill, join, script_json
from pcc_lib.writing.markup import count, details, paragraph
from pcc_lib.writing.tables import download

SHOWN = "shown"  # the name under which what a page shows is kept
OWN_BLOCKS = ("ledger_summary", "ledger", "ledger_charts")  # they list the others, so they are not replayed


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
    entries = _entries(page, shown)
    rows = [entry.figure.row() | {"page": " ".join(p.stem for p in entry.pages)} for entry in entries]
    said = fill(
        "ledger/summary",
        figures=count(len(entries), "figures"),
        pages=count(len({s.page.stem for s in shown if s.block.figures}), "pages"),
        charts=count(len(_charts(shown)), "charts"),
        link=download(f"figures-{page.quarter}.csv", ledger_csv(ledger_rows(rows)), "Download all figures as CSV"),
    )
    return join([said, details("To verify a figure", fill("ledger/verify", statuses=codes().items()))])


def ledger(page: Page) -> Markup:
    """Every figure of the other pages: a part for each topic, then one for each page's other figures; last the cells of sources
    and the rows of lists that they rest on."""
    entries = _entries(page, replayed(page))
    there = dict.fromkeys(entry.part for entry in entries)
    known = Entries(page, entries)
    groups = _grouped(page, there)
    parts = {part: _by_measure(known, [entry for entry in entries if entry.part == part]) for _, held in groups for part in held}
    shown = [part_html(part, [known.html(entry) for entry in held]) for part, held in parts.items()]
    cells = fill("ledger/all_cells", cells=cells_shown(page, known.evidence.values()))
    embed = fill("ledger/evidence", cells=script_json(embedded(page.figures, (entry.figure for entry in entries))))
    listed = contents("Figures by topic and page", [(head, [(part, len(parts[part])) for part in held]) for head, held in groups])
    return join([listed, *shown, cells, embed]) if shown else paragraph("None.")


def _grouped(page: Page, there: Iterable[Part]) -> list[tuple[str, list[Part]]]:
    """Parts under the heads of a list: the topics of each priority, then the pages that print other figures."""
    left = dict.fromkeys(there)
    groups: list[tuple[str, list[Part]]] = []
    for each in priorities(page.project):
        told = [part_of_topic(topic) for topic in topics_of(page.project, each.id, scorecard=True)]
        groups.append((f"Priority {each.number}: {each.title}", [part for part in dict.fromkeys(told) if part in left]))
        left = {part: None for part in left if part not in told}
    return [*((head, held) for head, held in groups if held), (OTHERS[1], list(left))]


def _by_measure(known: Entries, entries: Sequence[Entry]) -> list[Entry]:
    """Entries in their order, but those of one measure together."""
    order = {of: at for at, of in enumerate(dict.fromkeys(map(known.of, entries)))}
    return sorted(entries, key=lambda entry: order[known.of(entry)])


def charts_listed(page: Page) -> Markup:
    """Every chart and every table of figures of the other pages: the files, columns and periods that it shows, not each cell."""
    shown = replayed(page)
    charts = [chart_entry(page, chart, pages) for chart, pages in _charts(shown).items()]
    tables = [table_entry(page, table, s.page) for s in shown for table in s.block.tables]
    parts = {part: entries for part, entries in ((CHARTS, charts), (TABLES, tables)) if entries}
    counted = [(part, len(entries)) for part, entries in parts.items()]
    listed = contents(DRAWN[1], [("", counted)]) if counted else paragraph("No charts.")
    return join([listed, *(part_html(part, entries) for part, entries in parts.items())])


def replayed(page: Page) -> list[Shown]:
    """What every other page of the book shows in this quarter; worked out once for a page."""
    return page.once(
        "replayed",
        lambda: [shown for other in notebooks(page.project) if other.opened_as != page.name for shown in replay(page, other)],
    )


def replay(page: Page, notebook: Notebook) -> list[Shown]:
    """What a page shows, made once for all pages that list it, which rest on what it says; nothing of one that lists all."""

    def make() -> list[Shown]:
        read_notebook(page.project, notebook.file)  # its title, headings and calls are in what is made
        return _recorded(page, notebook) or list(_shown(page, notebook))

    return page.project.kept.said(_key(page, notebook), make, _meaning) if _calls(page, notebook) else []


def keep_shown(page: Page, notebook: Notebook, blocks: Sequence[Block], opened: Opened) -> None:
    """Hold what a page has just shown for those that list it, here and in other processes; `opened` is what writing it took."""
    calls = _calls(page, notebook)
    shown = [Shown(notebook, call, block) for call, block in zip(calls, blocks, strict=False)]
    with page.project.kept.watching() as told:
        read_notebook(page.project, notebook.file)
    opened.add(told)
    if [call.name for call in calls] == [block.name for block in blocks]:
        page.project.kept.put_said(_key(page, notebook), shown, opened, _meaning)
        write_record(_file(page, notebook), blocks, Trace.of(opened))


def _key(page: Page, notebook: Notebook) -> str:
    return f"{SHOWN}|{page.quarter}|{notebook.file}"


def _file(page: Page, notebook: Notebook) -> Path:
    return record_file(page.project, str(page.quarter), notebook.stem)


def _calls(page: Page, notebook: Notebook) -> list[Call]:
    """The calls of a page for blocks that it shows in this quarter."""
    standard = any(call.standard for call in notebook.calls)
    pieces = standard_page(page.project, notebook.opened_as, page.folder) if standard else ()
    shown = {(piece.name, piece.args) for piece in pieces if isinstance(piece, Ask)}
    calls = (call for call in notebook.calls if not call.standard or (call.name, call.args) in shown)
    return [call for call in calls if call.name in page.writers and call.name not in OWN_BLOCKS]


def _recorded(page: Page, notebook: Notebook) -> list[Shown]:
    """What was kept of a page that would show the same today; nothing where nothing was."""
    found = read_record(page.project, _file(page, notebook))
    calls = _calls(page, notebook)
    if found is None or [call.name for call in calls] != [block.name for block in found.blocks]:
        return []
    page.project.opened.add(found.trace.as_opened)
    return [Shown(notebook, call, block) for call, block in zip(calls, found.blocks, strict=True)]


def _meaning(shown: Sequence[Shown]) -> object:
    """What the pages that list others rest on of one: its title and headings, and what each of its calls prints."""
    return [_said(each) for each in shown], [(each.page.title, each.page.headings) for each in shown[:1]]


def _said(shown: Shown) -> object:
    block = shown.block
    tables = [(table.anchor, table.caption, [figure.id for figure in table.figures]) for table in block.tables]
    return shown.call, block.topic, block.charts, tables, [(figure.row(), figure.signed) for figure in block.figures]


def _shown(page: Page, notebook: Notebook) -> Iterator[Shown]:
    other = page.beside(notebook.opened_as)
    yield from (Shown(notebook, call, other.write(call.name, *call.args)) for call in _calls(page, notebook))


def _entries(page: Page, shown: Sequence[Shown]) -> list[Entry]:
    """One entry for each figure, in reading order, with every page that prints it."""
    topics = {name.removesuffix(".yml"): topic for name, topic in page.project.lines(MEASURES, "topic:").items()}
    parts = {id: part_of_topic(page.topic(id)) for id in topic_ids(page.project)}
    entries: dict[str, Entry] = {}
    for s in shown:
        for figure in s.block.figures:
            part = parts.get(topics.get(figure.measure, "")) or part_of_page(s.page)
            entry = entries.setdefault(figure.id, Entry(figure, part))
            if s.page not in entry.pages:
                entry.pages.append(s.page)
    return list(entries.values())


def _charts(shown: Sequence[Shown]) -> dict[str, list[Notebook]]:
    """Every chart, with the pages that draw it."""
    found: dict[str, list[Notebook]] = {}
    for each in shown:
        for chart in each.block.charts:
            found.setdefault(chart, []).append(each.page)
    return {chart: list({page.stem: page for page in pages}.values()) for chart, pages in found.items()}
